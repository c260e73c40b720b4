"""A font that is missing, cut short or another one stops the layout: no other font takes its place in silence."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import RenderError
from pipeline.figures import theme
from pipeline.renderer import fonts
from pipeline.renderer.brand import load_brand
from pipeline.renderer.fonts import require_fonts, subset_font
from pipeline.renderer.sheets import Press
from tests.conftest import ROOT

REGULAR, BOLD = "theme/fonts/SourceSans3-Regular.ttf", "theme/fonts/BricolageGrotesque-Bold.ttf"


def cut_short(font: Path) -> None:
    font.write_bytes(font.read_bytes()[:20_000])


def emptied(font: Path) -> None:
    font.write_bytes(b"")


def one_byte_changed(font: Path) -> None:
    content = bytearray(font.read_bytes())
    content[len(content) // 2] ^= 1
    font.write_bytes(bytes(content))


def swapped(font: Path) -> None:
    shutil.copy(font.with_name("SourceCodePro-Regular.ttf"), font)


HARMS: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (Path.unlink, "is missing"),
    "cut short": (cut_short, "is damaged"),
    "empty": (emptied, "is damaged"),
    "one byte": (one_byte_changed, "is damaged"),
    "another": (swapped, "is of the family « Source Code Pro »"),
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "reports/theme", tmp_path / "theme")
    shutil.copy(ROOT / "reports/_brand.yml", tmp_path)
    return tmp_path


def test_the_project_s_fonts_are_sound() -> None:
    require_fonts(ROOT / "reports", load_brand(ROOT / "reports/_brand.yml"))


@pytest.mark.parametrize("font", [REGULAR, BOLD])
@pytest.mark.parametrize("harm", HARMS)
def test_a_font_that_is_not_sound_is_told(reports: Path, harm: str, font: str) -> None:
    do_harm, told = HARMS[harm]
    do_harm(reports / font)
    with pytest.raises(RenderError, match=f"{font}: this font of _brand.yml {told}"):
        Press(reports, dt.date(2026, 3, 31))
    with pytest.raises(RenderError, match=told):
        theme.use_brand(reports / "_brand.yml")


def test_fonts_made_before_are_kept_as_long_as_they_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fonts, "MOST_MADE", 2)
    font = ROOT / "reports" / REGULAR
    made = {}
    for number, text in enumerate("∀∂∃"):
        before = set(fonts.MADE.glob("*"))
        subset_font(font, text)
        (made[text],) = set(fonts.MADE.glob("*")) - before
        os.utime(made[text], (number, number))
    subset_font(font, "∀")
    fonts.prune()
    assert set(fonts.MADE.glob("*")) == {made["∀"], made["∃"]}
