"""docs/readers.md: every quirk has a fixture and a test that exist, and every tool has quirks."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from pipeline.intake.deliveries import Tool
from pipeline.intake.readers import READERS
from tests.conftest import ROOT

PAGE = (ROOT / "docs/readers.md").read_text(encoding="utf-8")
QUIRKS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.split("## Quirks")[1].splitlines()
    if re.match(r"\| [a-z-]+ \|", line) and not line.startswith("| tool |")
]
EXPORTS = ROOT / "tests/fixtures/exports"
TESTS = {
    name
    for path in sorted((ROOT / "tests").rglob("test_readers*.py"))
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_every_tool_has_a_reader_and_quirks() -> None:
    assert set(READERS) == set(get_args(Tool))
    assert {tool for tool, *_ in QUIRKS} == set(READERS) - {"plain"} | {"all"}


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk[1])
def test_fixtures_and_tests_that_are_named_exist(quirk: list[str]) -> None:
    _, _, fixture, test = quirk
    assert fixture == "in the test" or (EXPORTS / fixture.strip("`")).is_file()
    assert test.strip("`") in TESTS


def test_every_fixture_is_named() -> None:
    named = {fixture.strip("`") for _, _, fixture, _ in QUIRKS}
    delivered = {path.relative_to(EXPORTS).as_posix() for path in EXPORTS.rglob("*.csv")}
    assert delivered <= named


def test_every_code_of_a_reader_is_unique_to_one_meaning() -> None:
    sources = "".join(path.read_text("utf-8") for path in sorted((ROOT / "pipeline/intake/readers").glob("*.py")))
    told = re.findall(r'"(OUT-\d{3})",\s+"([^"]+)"', sources)
    assert told
    assert len({code for code, _ in told}) == len(told)
