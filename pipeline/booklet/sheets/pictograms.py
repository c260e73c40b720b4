"""The pictogram of a project's theme, as a card and a page of solutions show it."""

from __future__ import annotations

from pathlib import Path

from pipeline.booklet.markdown import escape
from pipeline.booklet.sheets.sheet_words import quoted

PICTOGRAMS = Path("theme") / "pictograms"
"""Their folder in a staged project: one drawing a theme."""

ANY_FAMILY = "tiles"
"""The pictogram of a theme for which none is drawn."""


def pictogram(theme: str, theme_fr: str, folder: Path, width: str) -> str:
    """The drawing as Markdown, for a document beside `theme/`; `folder` is where there are drawings now."""
    drawn = theme if (folder / f"{theme}.svg").is_file() else ANY_FAMILY
    alt = escape(f"Pictogramme du thème {quoted(theme_fr)}.")
    return f'![](../{PICTOGRAMS.as_posix()}/{drawn}.svg){{fig-alt="{alt}" width="{width}"}}'
