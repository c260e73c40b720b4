"""What a booklet shows of evaluation criteria: each question, what answers, how strong that is, what is unknown."""

from __future__ import annotations

from typing import Any

from pipeline.booklet.chapters import criteria_words as words
from pipeline.booklet.chapters.fact_sentences import told_together
from pipeline.booklet.chapters.told_facts import is_told
from pipeline.booklet.exhibits import Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.typography import french
from pipeline.methods.projects.knowledge_facts import rows_of
from pipeline.released import Release

IMPACT = "impact"
MEASURED, DRAWN = "indicators-measured", "indicators-design-drawn"
NONE_FR = "Aucun critère d’évaluation n’a été déclaré."


def criteria(release: Release, framework: str) -> Text:
    """The criteria of one framework (`oecd` or `programme`), one block each in the order declared."""
    rows = release.table("criteria_answers")
    blocks = [_block(release, row) for row in rows_of(rows[rows["framework"].eq(framework)])]
    return Text(Markdown("\n\n".join(blocks))) if blocks else Text(escape(NONE_FR))


def _block(release: Release, row: Any) -> str:
    """« **Criterion.** Question » then what answers, what it stands on, and what is not known."""
    lines = told_together(release, row.evidence)
    answer = " ".join(lines) if lines else str(escape(words.NO_FACT_FR))
    said = str(words.strength(row.strongest)) if lines else ""
    if row.criterion_id == IMPACT:
        said = f"{said} {escape(french(caution(release)))}".strip()
    items = [
        Markdown(answer),
        *([Markdown(said)] if said else []),
        Markdown(f"*Ce qu’on ne sait pas.* {escape(row.unknown_fr)}"),
    ]
    return f"**{escape(row.name_fr)}.** {escape(row.question_fr)}\n\n{bullets(items, '').markdown}"


def caution(release: Release) -> str:
    """What the word impact may mean in this edition."""
    counts = [float(release.fact(each)["value"]) if is_told(release, each) else None for each in (MEASURED, DRAWN)]
    return words.impact_caution(*counts)
