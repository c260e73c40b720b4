"""The programme against its targets: each link of its logic model with its target, its result and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.programme.node_states import State, state
from pipeline.methods.programme.own_results import own_results
from pipeline.methods.projects.knowledge_facts import Pairs, Teller, is_given, one_by_one
from pipeline.plan import Settings

REQUIRES = ("logic_model",)

TELL = Teller("outcomes", "pipeline.estimators.outcomes:conclude", "logic_model")
LIMIT = (
    "Une cible atteinte dit que le résultat est au rendez-vous ; elle ne dit pas que le programme en est la cause, ni "
    "que la cible était la bonne."
)
JUDGED_FR = (
    "Résultat comparé à sa cible ; sur un échantillon, la cible est comparée aux deux bouts de l’intervalle, et "
    "l’indécision est dite quand elle tombe entre les deux"
)
STATES: Mapping[State, tuple[str, str]] = {
    State.REACHED: ("Cibles atteintes", "Targets reached"),
    State.MISSED: ("Cibles non atteintes", "Targets not reached"),
    State.UNDECIDED: ("Cibles indécises", "Undecided targets"),
    State.NO_TARGET: ("Maillons mesurés sans cible", "Links measured without a target"),
    State.NOT_MEASURED: ("Maillons pas mesurés", "Links not measured"),
}
COLUMNS = (
    "node_id",
    "level",
    "label_fr",
    "label_en",
    "leads_to",
    "result_fact",
    "target_fact",
    "sense",
    "state",
    "printed",
)
NOTHING = pd.DataFrame(columns=["node_id", "target", "unit", "sense", "source_file", "source_row"])


@dataclass(frozen=True)
class _Node:
    """One link: its row of the model, the row of its target if it has one, its facts and where they stand."""

    row: Any
    rows: list[pd.DataFrame]
    target: Fact | None
    result: Fact | None
    sense: str
    printed: str

    @property
    def state(self) -> State:
        return state(self.result, self.target, self.sense)


def conclude(tables: Tables, _settings: Settings, facts: Mapping[str, Fact]) -> Estimates:
    """One fact a target, how many links are in each state, and results that no other theme counts.

    `facts` are those of other themes, by id; a link whose result is not among them is not measured.
    Table `outcomes_nodes`: one row a link in the order of the model (`level`, labels, `leads_to`, `result_fact`,
    `target_fact` (empty when there is none), `sense`, `state`, `printed`: what a document prints of the target).

    Raises:
        FactError: a target is in another unit than the result that answers for it.
    """
    own = own_results(tables)
    known = {**facts, **{fact.fact_id: fact for fact in own}}
    nodes = list(_nodes(tables["logic_model"], tables.get("programme_targets", NOTHING), known))
    lines = [_line(node) for node in nodes]
    return Estimates(
        [*own, *(node.target for node in nodes if node.target), *_counts(nodes)],
        {"outcomes_nodes": pd.DataFrame(lines, columns=list(COLUMNS))},
    )


def _nodes(model: pd.DataFrame, targets: pd.DataFrame, facts: Mapping[str, Fact]) -> Iterator[_Node]:
    for row, line in one_by_one(model):
        found = targets[targets["node_id"].eq(row.node_id)].head(1)
        target = _target(row, found) if len(found) else None
        result = facts.get(str(row.result_fact)) if is_given(row.result_fact) else None
        yield _Node(row, [line, found], target, result, _text(found, "sense"), french(_text(found, "printed")))


def _target(row: Any, found: pd.DataFrame) -> Fact:
    """The target as a fact; a share is told as a percentage, since nobody was counted."""
    value, unit = float(found["target"].iloc[0]), str(found["unit"].iloc[0])
    label = (f"Cible : {row.label_fr}", f"Target: {row.label_en}")
    method = "Cible relevée dans un document" if _text(found, "printed") else "Cible fixée pour l’édition"
    what = f"{slug(str(row.node_id))}-target"
    return TELL.fact(
        what, label, found, unit=unit, value=value, method=method, source_table="programme_targets", limits_fr=LIMIT
    )


def _text(found: pd.DataFrame, column: str) -> str:
    if column not in found or not len(found) or not is_given(found[column].iloc[0]):
        return ""
    return str(found[column].iloc[0])


def _line(node: _Node) -> tuple[Any, ...]:
    written = node.row.leads_to
    leads_to = [] if written is None or isinstance(written, float) else [str(each) for each in written]
    ids = (node.result.fact_id if node.result else "", node.target.fact_id if node.target else "")
    labels = (french(str(node.row.label_fr)), str(node.row.label_en))
    return (
        str(node.row.node_id),
        str(node.row.level),
        *labels,
        leads_to,
        *ids,
        node.sense,
        node.state.value,
        node.printed,
    )


def _counts(nodes: list[_Node]) -> Iterator[Fact]:
    """How many links there are, have a target, and are in each state."""
    yield _count("nodes", ("Maillons du modèle logique", "Links of the logic model"), nodes, _written(nodes))
    kinds = {
        "targets": ([node for node in nodes if node.target], ("Maillons qui ont une cible", "Links with a target")),
        "printed-targets": (
            [node for node in nodes if node.printed],
            ("Cibles publiées dans un document", "Targets printed in a document"),
        ),
        "targets-not-measured": (
            [node for node in nodes if node.target and node.state is State.NOT_MEASURED],
            ("Cibles dont le résultat n’est pas mesuré", "Targets whose result is not measured"),
        ),
    }
    for what, (counted, label) in kinds.items():
        yield _count(what, label, counted, _written(counted or nodes))
    for each, label in STATES.items():
        counted = [node for node in nodes if node.state is each]
        results = {pair for node in counted or nodes if node.result for pair in node.result.rows}
        yield _count(each.value, label, counted, _written(counted or nodes) | results)


def _count(what: str, label: tuple[str, str], counted: list[_Node], rows: Pairs) -> Fact:
    return TELL.count(what, label, len(counted), rows, method=JUDGED_FR, design="census", limits_fr=LIMIT)


def _written(nodes: list[_Node]) -> Pairs:
    """The rows of the model and of the targets that these links are written in."""
    return frozenset(pair for node in nodes for frame in node.rows if len(frame) for pair in provenance(frame))
