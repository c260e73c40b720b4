"""Needs: what firms and public owners said they need, which functions and barriers we relate to it, what is left."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.projects.knowledge_facts import Teller, is_given, one_by_one
from pipeline.params import EstimateParams

REQUIRES = ("needs_typology",)
"""Functions and barriers are optional: without them needs are listed alone."""

COMPUTED_BY = "pipeline.estimators.needs"
LIST_LIMIT = "Liste issue d’un atelier\u00a0: son ordre est celui de l’impression, ni un classement ni un vote."
READ_LIMIT = f"{LIST_LIMIT} Les rattachements sont la lecture d’une seule personne de l’équipe, sans second codage."
READ = {"design": "coding", "method": "Dénombrement des rattachements faits par l’équipe", "limits_fr": READ_LIMIT}


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """Tables `needs_typology`, `needs_functions`, `needs_barriers`, each in the printed order."""
    needs = as_printed(tables["needs_typology"])
    functions, barriers = tables.get("platform_functions"), tables.get("barriers")
    served, barrier_facts = barrier_lines(needs, barriers)
    offered, function_facts = function_lines(needs, functions)
    names = {} if functions is None else dict(zip(functions["function_id"], functions["number"], strict=True))
    found = {"needs_typology": _needs(needs, names), "needs_functions": offered, "needs_barriers": served}
    return Estimates([*_counts(needs, functions), *function_facts, *barrier_facts], found)


def as_printed(needs: pd.DataFrame) -> pd.DataFrame:
    """The groups in the order delivered, and in each its needs in the order printed."""
    group, _ = pd.factorize(needs["actor_group"])
    return needs.assign(group=group).sort_values(["group", "printed_order"], ignore_index=True).drop(columns="group")


def _counts(needs: pd.DataFrame, functions: pd.DataFrame | None) -> list[Fact]:
    """How many needs each list holds; how many no candidate function answers."""
    tell = Teller("needs", f"{COMPUTED_BY}:estimate", "needs_typology")
    facts = [tell.count("needs", ("Besoins relevés", "Needs"), len(needs), needs, limits_fr=LIST_LIMIT)]
    for group, rows in needs.groupby("actor_group", sort=True):
        label = (f"Besoins relevés, {group}", f"Needs, {group}")
        facts.append(tell.count(f"of-{slug(str(group))}", label, len(rows), rows, limits_fr=LIST_LIMIT))
    if functions is not None and "functions" in needs:
        alone = int(needs["functions"].map(lambda each: not _listed(each)).sum())
        label = ("Besoins auxquels nous ne rattachons aucune fonction", "Needs without a function")
        facts.append(tell.count("without-function", label, alone, (needs, functions), **READ))
    return facts


def function_lines(needs: pd.DataFrame, functions: pd.DataFrame | None) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a candidate function by its printed number, with how many needs we relate to it."""
    columns = ["number", "theme", "function_fr", "needs_fact"]
    if functions is None:
        return pd.DataFrame(columns=columns), []
    ordered = functions.sort_values("number", ignore_index=True)
    tell = Teller("needs", f"{COMPUTED_BY}:function_lines", "platform_functions")
    label = ("Fonctions envisagées", "Candidate functions")
    facts, lines = [tell.count("functions", label, len(ordered), ordered, limits_fr=LIST_LIMIT)], []
    related = [_listed(each) for each in needs["functions"]] if "functions" in needs else []
    for function, row in one_by_one(ordered):
        k = sum(function.function_id in each for each in related)
        said = (f"Besoins rattachés à la fonction {function.number}", f"Needs of function {function.number}")
        facts.append(tell.count(f"of-function-{slug(function.function_id)}", said, k, (row, needs), **READ))
        texts = {"theme": function.theme, "function_fr": french(function.function_fr)}
        lines.append({"number": int(function.number), **texts, "needs_fact": facts[-1].fact_id})
    unrelated = sum(not any(each in ids for ids in related) for each in ordered["function_id"])
    label = ("Fonctions auxquelles nous ne rattachons aucun besoin", "Functions without a need")
    facts.append(tell.count("functions-without-need", label, unrelated, (ordered, needs), **READ))
    return pd.DataFrame(lines, columns=columns), facts


def barrier_lines(needs: pd.DataFrame, barriers: pd.DataFrame | None) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a barrier in the order of its document, with how many needs we relate to it."""
    columns = ["barrier_fr", "description_fr", "needs_fact", "evidence"]
    if barriers is None:
        return pd.DataFrame(columns=columns), []
    tell = Teller("needs", f"{COMPUTED_BY}:barrier_lines", "barriers")
    facts, lines = [tell.count("barriers", ("Freins relevés", "Barriers"), len(barriers), barriers)], []
    for barrier, row in one_by_one(barriers):
        k = int(needs["barrier_id"].eq(barrier.barrier_id).sum()) if "barrier_id" in needs else 0
        label = (
            french(f"Besoins rattachés au frein\u00a0: {barrier.barrier_fr}"),
            f"Needs of barrier {barrier.barrier_id}",
        )
        facts.append(tell.count(f"of-barrier-{slug(barrier.barrier_id)}", label, k, (row, needs), **READ))
        texts = {"barrier_fr": french(barrier.barrier_fr), "description_fr": french(barrier.description_fr)}
        evidence = _listed(getattr(barrier, "evidence", None))
        lines.append({**texts, "needs_fact": facts[-1].fact_id, "evidence": evidence})
    return pd.DataFrame(lines, columns=columns), facts


def _needs(needs: pd.DataFrame, numbers: dict[str, Any]) -> pd.DataFrame:
    lines = [
        {
            "actor_group": french(need.actor_group),
            "need_fr": french(need.need_fr),
            "functions": sorted(
                int(numbers[each]) for each in _listed(getattr(need, "functions", None)) if each in numbers
            ),
            "evidence": _listed(getattr(need, "evidence", None)),
        }
        for need, _ in one_by_one(needs)
    ]
    return pd.DataFrame(lines, columns=["actor_group", "need_fr", "functions", "evidence"])


def _listed(cell: Any) -> list[str]:
    """The items of a list cell; none where it is empty."""
    return [] if cell is None or isinstance(cell, float) or not is_given(str(cell)) else [str(each) for each in cell]
