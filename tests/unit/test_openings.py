from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.booklet.openings import stage_openings


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports/openings/communes"
    folder.mkdir(parents=True)
    for theme in ("alpha", "beta", "gamma"):
        (folder / f"{theme}.qmd").write_text(f"{theme}\n", encoding="utf-8")
    return tmp_path / "reports"


def staged(reports: Path, audience: str, chapters: list[str]) -> str:
    target = reports.parent / "project"
    (target / "generated").mkdir(parents=True)
    stage_openings(reports, audience, chapters, target)
    return (target / "generated/openings.qmd").read_text(encoding="utf-8")


def test_openings_follow_the_chapters_of_the_booklet(reports: Path) -> None:
    text = staged(reports, "communes", ["gamma", "delta", "alpha"])
    assert text.startswith("## L’essentiel {#sec-essentiel}\n")
    assert text.index("../openings/gamma.qmd") < text.index("../openings/alpha.qmd")
    assert "beta" not in text
    assert "delta" not in text
    assert (reports.parent / "project/openings/gamma.qmd").read_text(encoding="utf-8") == "gamma\n"


def test_an_audience_without_openings_has_no_such_section(reports: Path) -> None:
    assert staged(reports, "startups", ["alpha"]) == ""
