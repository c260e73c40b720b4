"""The validator works: a sound PDF breaks no rule, and each damage breaks the rule it should."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from tests.accessibility import samples, vera
from tests.conftest import Check

# The version whose verdicts this suite was written with: another one may count or name violations in another way.
LIBRARY_VERSION = "1.31.50"

DAMAGES: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "no title": (samples.untitled, "7.1-9"),
    "title not shown": (samples.title_hidden, "7.1-10"),
    "not declared as PDF/UA": (samples.unidentified, "5-1"),
    "no language": (samples.without_root("/Lang"), "7.2-34"),
    "no structure": (samples.without_root("/StructTreeRoot"), "7.1-11"),
    "not marked": (samples.without_root("/MarkInfo"), "6.2-1"),
    "text out of the structure": (samples.text_unmarked, "7.1-3"),
    "figure without alternative": (samples.without("Figure", "/Alt"), "7.3-1"),
    "figure with an empty alternative": (samples.with_alternative(""), "7.3-1"),
    "heading jump": (samples.retagged("H2", "H3", only=0), "7.4.2-1"),
    "first heading of level 2": (samples.retagged("H1", "H2", only=0), "7.4.2-1"),
    "table whose headers are for no cell": (samples.headers_undirected, "7.5-1"),
    "table row that is none": (samples.retagged("TR", "Div", only=1), "7.2-37"),
    "list item that is none": (samples.retagged("LI", "P"), "7.2-19"),
    "link that is none": (samples.retagged("Link", "Span"), "7.18.5-1"),
    "link without description": (samples.links_undescribed, "7.18.5-2"),
    "page without order of links": (samples.tabs_unordered, "7.18.3-1"),
    "font that is not embedded": (samples.fonts_taken_out, "7.21.4.1-1"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.compile_sample(tmp_path_factory.mktemp("sample") / "sound.pdf")


def test_a_sound_pdf_breaks_no_rule(check_ua_1: Check, sound: Path) -> None:
    assert check_ua_1(sound) == []


def test_archives_with_attachments_break_no_rule(check_ua_1: Check, tmp_path: Path) -> None:
    source = samples.SOURCE + '\n#pdf.attach("faits.csv", bytes("a;b"), relationship: "data", mime-type: "text/csv",'
    source += ' description: "Faits du livret.")'
    archive = samples.compile_sample(tmp_path / "archive.pdf", source, ("ua-1", "a-3a"))
    assert check_ua_1(archive) == []


@pytest.mark.parametrize(("damage", "rule"), DAMAGES.values(), ids=DAMAGES)
def test_each_damage_breaks_its_rule(
    check_ua_1: Check, sound: Path, tmp_path: Path, damage: Callable[[pikepdf.Pdf], None], rule: str
) -> None:
    found = check_ua_1(samples.broken(sound, tmp_path / "broken.pdf", damage))
    assert rule in [violation.rule for violation in found]


def test_a_violation_says_what_how_often_and_where(check_ua_1: Check, sound: Path, tmp_path: Path) -> None:
    [violation] = check_ua_1(samples.broken(sound, tmp_path / "broken.pdf", samples.without("Figure", "/Alt")))
    assert (violation.clause, violation.number, violation.count) == ("7.3", 1, 1)
    assert "Figure" in violation.description
    assert "StructTreeRoot" in violation.place
    assert str(violation).startswith("7.3-1 ×1: Figure structure element neither has")


def test_a_file_that_is_no_pdf_is_refused(check_ua_1: Check, tmp_path: Path) -> None:
    (tmp_path / "text.pdf").write_text("Bonjour", encoding="utf-8")
    with pytest.raises(ValueError, match=r"veraPDF cannot check text\.pdf"):
        check_ua_1(tmp_path / "text.pdf")


def test_the_library_is_the_one_whose_verdicts_are_known(check_ua_1: Check) -> None:
    assert vera.library_version() == LIBRARY_VERSION
