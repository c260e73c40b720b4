"""The evidence of one sheet: the entries of a booklet's annex, for its own numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.frame.evidence_entries import entries
from pipeline.booklet.frame.evidence_marks import Marks, marks_of, methods_list, proof_part, rows_told
from pipeline.booklet.frame.table_names import table_name
from pipeline.booklet.markdown import escape
from pipeline.booklet.typography import french
from pipeline.capitals import capitalised
from pipeline.released import Fact, Release

METHODS_FR = "**Les méthodes et leurs limites**"
FILES_FR = "**Les fichiers reçus**"
NO_NUMBER_FR = "Cette fiche ne publie aucun nombre."


def evidence(release: Release, cited: Sequence[str], name: str) -> str:
    """The entries of the facts `cited`, then their methods and files, as Markdown.

    What the sheet is about (`name`) is not said again in each label.

    Raises:
        FactError: a cited fact does not exist.
    """
    if not cited:
        return str(escape(NO_NUMBER_FR))
    facts = [_without_name(release.fields(fact_id), name) for fact_id in cited]
    used = {file for fact in facts for file in str(fact["source_files"]).split("|")}
    deliveries = release.files[release.files["file"].isin(used)]
    marks = marks_of(facts, deliveries)
    parts = (
        f'::: {{.evidence-group summary="{wording.plural(len(facts), "nombre")}"}}',
        entries(release, facts, marks),
        METHODS_FR,
        methods_list(marks),
        FILES_FR,
        _files(deliveries, marks),
        ":::",
    )
    return "\n\n".join(parts)


def _files(deliveries: pd.DataFrame, marks: Marks) -> str:
    """Each delivered file in one line; the booklets give its source, the certificate its digest."""
    return "\n".join(_file(row, marks.files[str(row["file"])]) for row in deliveries.to_dict("records"))


def _file(delivery: dict[Any, Any], mark: str) -> str:
    rows, received = rows_told(delivery["rows"]), wording.date(delivery["received"])
    name = table_name(str(delivery["table"]))
    said = escape(f"{capitalised(name)}, {french(delivery['owner_name'])}, reçu le {received}, {rows}.")
    return f"- [**{mark}**]{{#fichier-{mark}}} **{escape(delivery['file'])}** {proof_part('origin', said)}"


def _without_name(fact: Fact, name: str) -> Fact:
    """The fact, its label without what the sheet is about."""
    label = str(fact["label_fr"]).removesuffix(f", {name}")
    for opening in (f"{name}\u00a0: ", f"{name} : ", f"{name}, "):
        label = label.removeprefix(opening)
    return {**fact, "label_fr": capitalised(label)}
