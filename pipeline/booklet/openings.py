"""What an audience should know first: a short text a chapter, gathered on the booklet's first page.

`reports/openings/<audience>/<theme>.qmd` is shown when the booklet has that theme's chapter, in the booklet's order.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from pipeline.files import write_text

HEADING = "## L’essentiel {#sec-essentiel}\n"


def stage_openings(reports: Path, audience: str, chapters: Sequence[str], target: Path) -> None:
    """Copy the openings into `target`/openings and write `generated/openings.qmd`, empty when there is none."""
    (target / "openings").mkdir()
    includes = []
    for theme in chapters:
        opening = reports / "openings" / audience / f"{theme}.qmd"
        if opening.is_file():
            shutil.copy(opening, target / "openings" / opening.name)
            includes.append(f"{{{{< include ../openings/{opening.name} >}}}}\n")
    write_text(target / "generated" / "openings.qmd", "\n".join([HEADING, *includes]) if includes else "")
