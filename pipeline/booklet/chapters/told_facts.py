"""Facts as a text tells them: counts in large print; those of other themes beside a statement, where there are some."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.booklet.frame.agreement import FIRST_PLURAL
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.disclosure import SUPPRESSED
from pipeline.released import Release

HERE_FR = "Dans cette édition"

Counted = tuple[str, str, str]
"""A fact that counts, what it counts when it is one (or none), and when it is several or not published."""


def large_counts(release: Release, counted: Iterable[Counted]) -> Markdown:
    """Counts in large print, each linked to its evidence and followed by what it counts."""
    lines = []
    for fact_id, one, several in counted:
        words = one if abs(release.fact(fact_id)["value"]) < FIRST_PLURAL else several
        lines.append(f"- **{release.link(fact_id)}** {escape(words)}")
    return Markdown("\n".join(["::: {.key-figures}", *lines, ":::"]))


def told(release: Release, fact_ids: Iterable[str] | None) -> list[Markdown]:
    """« label : value » of each of these facts that the release holds and shows, linked to its evidence, in order."""
    shown = [str(fact_id) for fact_id in (() if fact_ids is None else fact_ids) if is_told(release, str(fact_id))]
    return [Markdown(f"{_label(release, fact_id)}{NO_BREAK}: {release.link(fact_id)}") for fact_id in shown]


def is_told(release: Release, fact_id: str) -> bool:
    """Whether the release holds this fact and may show it."""
    return release.has_fact(fact_id) and release.fact(fact_id)["status"] != SUPPRESSED


def here(release: Release, fact_ids: Iterable[str] | None) -> Markdown:
    """« Dans cette édition : label : value ; … », in italics up to the colon; empty when there is nothing to tell."""
    lines = told(release, fact_ids)
    return Markdown(f"*{HERE_FR}.* {f'{NARROW}; '.join(lines)}." if lines else "")


def _label(release: Release, fact_id: str) -> str:
    return str(escape(french(str(release.fact(fact_id)["label_fr"]))))
