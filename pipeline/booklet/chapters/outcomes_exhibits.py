"""What a booklet shows of the programme against its targets: the logic model, and how many targets stand where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet.chapters.outcomes_words import (
    LEVELS_FR,
    NO_TARGET_FR,
    PUT_TO_SOME_FR,
    STATES_FR,
    UNBOUNDED_FR,
    Counted,
    printed_sentence,
    states_sentence,
    target_fr,
    undecided_sentence,
    undecided_sentences,
    unmeasured_sentence,
)
from pipeline.booklet.chapters.survey_wording import bounds_fr
from pipeline.booklet.chapters.surveys import is_put_to_some
from pipeline.booklet.chapters.told_facts import is_told
from pipeline.booklet.exhibits import Figure, Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.capitals import uncapitalised
from pipeline.methods.programme.node_states import State
from pipeline.methods.projects.knowledge_facts import rows_of
from pipeline.released import Release

HIDDEN = "hidden"


def logic_model_figure(release: Release, caption_fr: str) -> Figure:
    """The logic model of the programme, each link with its result, its target and where they stand."""
    rows = list(rows_of(release.table("outcomes_nodes")))
    frame = pd.DataFrame([_node(release, row) for row in rows])
    return figures.logic_model(frame, caption_fr)


def _node(release: Release, row: Any) -> dict[str, Any]:
    """One link as the figure wants it; where a result may not be shown, where it stands is not either."""
    target = _target(release, row) if row.target_fact else None
    has_result = bool(row.result_fact)
    is_hidden = has_result and not is_told(release, row.result_fact)
    return {
        "id": row.node_id,
        "level": LEVELS_FR.get(row.level, row.level),
        "label": row.label_fr,
        "leads_to": list(row.leads_to),
        "result": release.display(row.result_fact) if has_result else None,
        "target": target,
        "state": HIDDEN if is_hidden else row.state,
        "result_link": release.link(row.result_fact) if has_result else None,
        "target_link": Markdown(release.link(row.target_fact, target)) if target else None,
    }


def states(release: Release) -> Text:
    """How many targets there are and how many are reached, missed and undecided; which links are not measured."""
    nodes = release.table("outcomes_nodes")
    if not nodes["target_fact"].ne("").any():
        return Text(escape(NO_TARGET_FR))
    found = [(state, _counted(release, f"outcomes-{state}")) for state in STATES_FR]
    told = [(state, counted) for state, counted in found if counted[1] != 0]
    return Text(states_sentence(_counted(release, "outcomes-targets"), told))


def undecided(release: Release) -> Text:
    """Why each target that is undecided is so; one whose result may not be shown is left out."""
    rows = release.table("outcomes_nodes")
    open_rows = rows_of(rows[rows["state"].eq(State.UNDECIDED.value)])
    return Text(undecided_sentences([_why(release, row) for row in open_rows if is_told(release, row.result_fact)]))


def _why(release: Release, row: Any) -> Markdown:
    fact = release.fact(row.result_fact)
    ends = bounds_fr(fact) if fact["interval_method"] else ""
    label, target = escape(uncapitalised(row.label_fr)), release.link(row.target_fact, _target(release, row))
    unbounded = PUT_TO_SOME_FR if is_put_to_some(release, fact) else UNBOUNDED_FR
    return undecided_sentence(label, release.link(row.result_fact), target, ends, unbounded)


def _target(release: Release, row: Any) -> str:
    fact = release.fact(row.target_fact)
    return target_fr(release.display(row.target_fact), row.sense, fact["unit"] == "share" and fact["value"] == 1)


def _counted(release: Release, fact_id: str) -> Counted:
    return release.link(fact_id), float(release.fact(fact_id)["value"])


def printed_targets(release: Release) -> Text:
    """Which targets are printed in a document, by the name of their link, and where the others come from."""
    rows = release.table("outcomes_nodes")
    labels = [str(escape(uncapitalised(label))) for label in rows.loc[rows["printed"].ne(""), "label_fr"]]
    others = rows.loc[rows["target_fact"].ne("") & rows["printed"].eq(""), "target_fact"]
    are_invented = any(release.fact(each)["is_synthetic"] for each in others)
    return Text(printed_sentence(release.link("outcomes-printed-targets"), labels, len(others), are_invented))


def not_measured(release: Release) -> Text:
    """The links that nobody measured, by name: what the next edition would have to observe."""
    rows = release.table("outcomes_nodes")
    names = list(_unmeasured(rows))
    return Text(unmeasured_sentence(names))


def _unmeasured(rows: pd.DataFrame) -> Iterator[str]:
    for row in rows_of(rows[rows["state"].eq(State.NOT_MEASURED.value)]):
        yield str(escape(uncapitalised(row.label_fr)))
