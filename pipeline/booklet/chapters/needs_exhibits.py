"""What a booklet shows of needs: what each group said, candidate functions, barriers; always in the printed order."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.chapters.fact_sentences import told
from pipeline.booklet.chapters.needs_words import NO_BARRIERS_FR, NO_FUNCTIONS_FR, functions_words, left_sentence
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.lists import bullets, tables_by
from pipeline.booklet.markdown import EMPTY, Markdown, escape
from pipeline.booklet.wording import NO_BREAK
from pipeline.methods.projects.knowledge_facts import rows_of
from pipeline.released import Release

WITHOUT_FUNCTION, WITHOUT_NEED = "needs-without-function", "needs-functions-without-need"


def needs_tables(release: Release) -> Text:
    """One table a group, one row a need: the candidate functions we relate to it, what the cohort's surveys say."""
    rows = release.table("needs_typology")
    cells = {
        "who": [f"Besoins{NO_BREAK}: {group}" for group in rows["actor_group"]],
        "Besoin": list(rows["need_fr"]),
        "Fonctions": [functions_words(list(numbers)) for numbers in rows["functions"]],
        "Dans cette édition": [_told(release, ids) for ids in rows["evidence"]],
    }
    kept = pd.DataFrame(cells, dtype=object)  # text columns would forget which cells are Markdown
    return tables_by(kept, "who", "needs-typology", widths=(42, 18, 40))


def counts_text(release: Release) -> Text:
    """How many needs have no function, how many functions no need, and what that is worth."""
    known = [fact_id for fact_id in (WITHOUT_FUNCTION, WITHOUT_NEED) if release.has_fact(fact_id)]
    if len(known) < len((WITHOUT_FUNCTION, WITHOUT_NEED)):
        return Text(escape(NO_FUNCTIONS_FR))
    lines = bullets(told(release, ("needs-needs", *known[:1], "needs-functions", *known[1:])), NO_FUNCTIONS_FR)
    said = left_sentence(*(float(release.fact(fact_id)["value"]) for fact_id in known))
    return Text(Markdown(f"{lines.markdown}\n\n{escape(said)}"))


def functions_table(release: Release, caption_fr: str) -> Table | Text:
    """One row a candidate function by its printed number, with the count of needs we relate to it."""
    rows = release.table("needs_functions")
    if rows.empty:
        return Text(escape(NO_FUNCTIONS_FR))
    columns: dict[str, list[Any]] = {
        "Nº": list(rows["number"]),
        "Fonction envisagée": list(rows["function_fr"]),
        "Besoins rattachés": release.links(rows["needs_fact"]),
    }
    return Table(columns, caption_fr, align="rlr", widths=(8, 72, 20))


def barriers_table(release: Release, caption_fr: str) -> Table | Text:
    """One row a barrier: what it is, needs we relate to it, what the cohort's surveys say."""
    rows = release.table("needs_barriers")
    if rows.empty:
        return Text(escape(NO_BARRIERS_FR))
    columns: dict[str, list[Any]] = {
        "Frein": [Markdown(f"**{escape(row.barrier_fr)}.** {escape(row.description_fr)}") for row in rows_of(rows)],
        "Besoins rattachés": release.links(rows["needs_fact"]),
        "Dans cette édition": [_told(release, ids) for ids in rows["evidence"]],
    }
    return Table(columns, caption_fr, align="lrl", widths=(34, 12, 54))


def _told(release: Release, fact_ids: Any) -> Markdown:
    return Markdown(" ".join(told(release, fact_ids)) or EMPTY)
