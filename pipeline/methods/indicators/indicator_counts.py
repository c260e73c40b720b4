"""How many indicators of projects were measured, went the wanted way, reached their target: counts, never a mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.design_wording import design_fr, missing_fr, result_fr
from pipeline.booklet.typography import french
from pipeline.capitals import capitalised
from pipeline.facts import Fact, Rows, provenance
from pipeline.methods.indicators.design_strength import Strength
from pipeline.methods.indicators.library_codes import DOMAINS_FR, GOALS_FR, goal_of
from pipeline.methods.indicators.measured_pairs import LibraryEntry, Pair
from pipeline.methods.indicators.pair_results import Result
from pipeline.statistics.difference_in_differences import Contrast

COMPUTED_BY = "pipeline.methods.indicators.indicator_counts"
UNIT_COUNTED_FR = (
    "Chaque indicateur de chaque projet compte une fois. Un projet qui en suit plusieurs compte donc plusieurs fois."
)
SENSE_FR = (
    "Le sens est celui de la différence observée, que le hasard puisse l’expliquer ou non. Un indicateur est sans "
    "évolution mesurable quand la différence est plus petite que la précision de ses relevés ou, s’il devait rester au "
    "même niveau, que sa marge."
)

FUNCTIONS = {"domain": "by_domain", "goal": "by_goal", "design": "by_strength", "contrasts": "mean_gaps"}
"""The function that counted a fact, by the first word of its name; the others are totals."""

NO_GAP_FR = "Un écart moyen demande que trois projets au moins aient comparé le même indicateur à un site témoin."

Kept = Callable[[Result], bool]
Among = tuple[str, str, str, Sequence[Result], Kept]
"""A count of results: name, label in French and in English, among which results, and which of them count."""


def _any(_result: Result) -> bool:
    return True


KINDS: tuple[tuple[str, str, str, Kept], ...] = (
    ("measured", "mesurés avant et après", "measured before and after", _any),
    ("favourable", "dont l’évolution est favorable", "favourable", lambda result: result.change.sense == "favourable"),
    (
        "unfavourable",
        "dont l’évolution est défavorable",
        "unfavourable",
        lambda result: result.change.sense == "unfavourable",
    ),
    ("unchanged", "sans évolution mesurable", "unchanged", lambda result: result.change.sense == "unchanged"),
    ("reached", "dont la cible est atteinte", "target reached", lambda result: result.verdict == "reached"),
    (
        "met-before",
        "dont la cible était déjà atteinte avant l’essai",
        "target met before the trial",
        lambda result: result.verdict == "met_before",
    ),
)
"""What is counted of the results: name, label in French and in English, and which results count."""


def totals(results: Sequence[Result], evidence: pd.DataFrame) -> list[Fact]:
    """The counts over all projects, those of the results that chance hardly explains, and what lasted.

    `evidence` stands for a count of nothing: the rows that were looked through.
    """
    facts = [_count(kind, f"Indicateurs de projet {fr}", en, results, kept, evidence) for kind, fr, en, kept in KINDS]
    told = [result for result in results if result.change.is_apart is not None]
    followed = [result for result in results if result.lasting is not None]
    more: tuple[Among, ...] = (
        ("with-interval", "Indicateurs de projet dont l’évolution a un intervalle", "with an interval", told, _any),
        (
            "apart",
            "Indicateurs de projet dont l’évolution dépasse sa marge d’erreur",
            "interval excludes no change",
            told,
            lambda result: bool(result.change.is_apart),
        ),
        *_apart_by_sense(told),
        ("with-target", "Indicateurs de projet mesurés qui ont une cible", "with a target", results, _has_target),
        ("followed", "Indicateurs de projet mesurés encore une fois plus tard", "followed up", followed, _any),
        (
            "lasting",
            "Indicateurs de projet encore favorables au dernier relevé, par rapport au départ",
            "still favourable at follow-up",
            followed,
            lambda result: result.lasting == "favourable",
        ),
    )
    return [*facts, *(_count(what, fr, en, among, kept, evidence) for what, fr, en, among, kept in more)]


def _apart_by_sense(told: Sequence[Result]) -> tuple[Among, ...]:
    """Those that exceed their margin in the wanted direction, then in the other one."""
    label = "Indicateurs de projet dont l’évolution dépasse sa marge d’erreur dans"
    return (
        (
            "apart-favourable",
            f"{label} le sens souhaité",
            "favourable, interval excludes no change",
            told,
            lambda result: bool(result.change.is_apart) and result.change.sense == "favourable",
        ),
        (
            "apart-unfavourable",
            f"{label} l’autre sens",
            "unfavourable, interval excludes no change",
            told,
            lambda result: bool(result.change.is_apart) and result.change.sense == "unfavourable",
        ),
    )


def _has_target(result: Result) -> bool:
    return result.verdict is not None


def mean_gaps(contrasts: Mapping[str, tuple[list[Pair], Contrast]], evidence: pd.DataFrame) -> list[Fact]:
    """How many indicators have a mean gap to control sites with an interval, and how many of these leave zero out.

    `evidence` stands for a count of nothing: the rows that were looked through.
    """
    told = [(pairs, contrast) for pairs, contrast in contrasts.values() if contrast.low is not None]
    seen = pd.concat([pair.rows for pairs, _ in told for pair in pairs]) if told else evidence
    apart = [contrast for _, contrast in told if (contrast.low or 0) > 0 or (contrast.high or 0) < 0]
    label = "Indicateurs dont l’écart moyen aux sites témoins a un intervalle"
    shared = {"design": "comparison", "limits_fr": french(NO_GAP_FR)}
    return [
        fact("contrasts", label, "mean gap to control sites with an interval", len(told), seen, **shared),
        fact(
            "contrasts-apart",
            f"{label} qui ne comprend pas zéro",
            "mean gap to control sites, interval excludes zero",
            len(apart),
            seen,
            **shared,
        ),
    ]


def by_domain(
    results: Sequence[Result], planned: Sequence[tuple[LibraryEntry, pd.DataFrame]], evidence: pd.DataFrame
) -> tuple[list[Fact], pd.DataFrame]:
    """One row a domain in which something was planned or measured. `planned` are protocols with their library entry."""
    facts, rows = [], []
    for domain, name in DOMAINS_FR.items():
        found = [result for result in results if result.pair.entry.domain == domain]
        protocols = [row for entry, row in planned if entry.domain == domain]
        if found or protocols:
            label = f"domaine « {name} »"
            counted = _kinds(f"domain-{domain}", label, domain, found, evidence)
            plans = _planned(domain, label, protocols, evidence)
            facts += [plans, *counted.values()]
            rows.append({"domain": domain, "name": name, "planned_fact": plans.fact_id, **_ids(counted)})
    return facts, pd.DataFrame(rows, columns=["domain", "name", "planned_fact", *_kind_columns()])


def _planned(domain: str, label: str, protocols: Sequence[pd.DataFrame], evidence: pd.DataFrame) -> Fact:
    rows = pd.concat(protocols) if protocols else evidence
    label_fr = f"Indicateurs de projet prévus au protocole, {label}"
    return fact(f"domain-{domain}-planned", label_fr, f"planned, {domain}", len(protocols), rows, "protocols")


def by_goal(results: Sequence[Result], evidence: pd.DataFrame) -> tuple[list[Fact], pd.DataFrame]:
    """One row a sustainable development goal that a measured indicator informs; an indicator may inform several."""
    facts, rows = [], []
    for goal, name in GOALS_FR.items():
        found = [result for result in results if goal in {goal_of(target) for target in result.pair.entry.goals}]
        if found:
            counted = _kinds(f"goal-{goal}", f"objectif {goal}, {name}", f"goal {goal}", found, evidence)
            facts += list(counted.values())
            rows.append({"goal": goal, "name": french(f"{goal}. {name}"), **_ids(counted)})
    return facts, pd.DataFrame(rows, columns=["goal", "name", *_kind_columns()])


def by_strength(pairs: Sequence[Pair], n_unmeasured: int, evidence: pd.DataFrame) -> tuple[list[Fact], pd.DataFrame]:
    """How many planned or measured indicators of projects have each design, the weakest first, and what it lets say."""
    facts, rows = [], []
    for strength in Strength:
        found = [pair for pair in pairs if pair.strength == strength]
        count = len(found) + (n_unmeasured if strength == Strength.NOTHING else 0)
        label = f"Indicateurs de projet, {design_fr(strength)}"
        name = strength.name.lower().replace("_", "-")
        seen = pd.concat([pair.rows for pair in found]) if found else evidence
        facts.append(fact(f"design-{name}", label, f"design: {strength.name.lower()}", count, seen))
        words = (design_fr(strength), result_fr(strength), missing_fr(strength))
        rows.append((int(strength), *words, count, facts[-1].fact_id))
    columns = ["strength", "design_fr", "result_fr", "missing_fr", "count", "count_fact"]
    return facts, pd.DataFrame(rows, columns=columns)


def _kinds(what: str, label: str, label_en: str, found: Sequence[Result], evidence: pd.DataFrame) -> dict[str, Fact]:
    return {
        kind: _count(
            f"{what}-{kind}", f"Indicateurs de projet {fr}, {label}", f"{en}, {label_en}", found, kept, evidence
        )
        for kind, fr, en, kept in KINDS
    }


def _kind_columns() -> list[str]:
    return [f"{kind.replace('-', '_')}_fact" for kind, *_ in KINDS]


def _ids(counted: dict[str, Fact]) -> dict[str, str]:
    return dict(zip(_kind_columns(), (each.fact_id for each in counted.values()), strict=True))


def _count(
    what: str, label_fr: str, label_en: str, among: Sequence[Result], kept: Kept, evidence: pd.DataFrame
) -> Fact:
    """How many of these results count; all of them were looked through."""
    seen = {row for result in among for row in result.pair.evidence}
    more: dict[str, Any] = {"rows": Rows.of(*seen)} if seen else {}
    return fact(what, label_fr, label_en, sum(kept(result) for result in among), evidence, **more)


def fact(
    what: str, label_fr: str, label_en: str, value: float, seen: pd.DataFrame, table: str = "measurements", **more: Any
) -> Fact:
    """A count of indicators of projects; its evidence is the rows `seen`, unless `rows` says which of them."""
    usual = {
        "unit": "count",
        "method": "Dénombrement des indicateurs de projet",
        "design": "before_after",
        "limits_fr": french(f"{UNIT_COUNTED_FR} {SENSE_FR}"),
        "rows": more["rows"] if "rows" in more else provenance(seen),
        "computed_by": f"{COMPUTED_BY}:{FUNCTIONS.get(what.partition('-')[0], 'totals')}",
    }
    return Fact(
        fact_id=f"indicators-{what}",
        label_fr=french(label_fr),
        label_en=capitalised(label_en),
        value=float(value),
        source_table=table,
        **{**usual, **more},
    )
