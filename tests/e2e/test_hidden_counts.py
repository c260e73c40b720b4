"""Small counts are planted in a survey; then every byte that leaves is searched for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.booklet.display import HIDDEN_FR
from pipeline.disclosure import SUPPRESSED
from pipeline.released import Release
from tests.fixtures.hidden_counts import everything_told, released

PLANTED = (613, 2741, 3907, 5519)
"""Few for the threshold of `LEAST`, and nothing else in a booklet looks like the first two, or like what they imply."""

LEAST = 1000
ON_THE_SITE = ("site/preuves/survey.html", "site/donnees/facts.csv", "site/livrets/technical.html")
SPACES = "[\u202f\u00a0 ,.]?"


def spelled(count: int) -> str:
    """A pattern for the number however it is written: 2741, 2 741, 2,741, 2741.0."""
    text = str(count)
    digits = f"{text[:-3]}{SPACES}{text[-3:]}" if len(text) > 3 else text
    return rf"(?<![\w.,#-]){digits}(?![\w-]|[.,]\d*[1-9])"


def tells(text: str, count: int, whole: int) -> Iterator[str]:
    """Where a text tells a count, the rest of its whole, or the share to two digits after the point."""
    share = f"{count / whole:.12g}"[:6]
    for pattern in (
        spelled(count),
        spelled(whole - count),
        re.escape(share),
        rf"{100 * count / whole:.1f}".replace(".", "[.,]") + SPACES + "%",
    ):
        yield from (text[max(0, found.start() - 60) : found.end() + 20] for found in re.finditer(pattern, text))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("planted")
    return everything_told(root, released(root, PLANTED, LEAST))


@pytest.mark.slow
def test_what_is_planted_leaves_nowhere(told: dict[str, str]) -> None:
    assert {"page", "pdf", "attached faits.csv", "attached faits.json", "alternative texts", "drawn in page"} <= set(
        told
    )
    assert {"site/preuves/survey.html", "site/index.html", "site/donnees/facts.csv"} <= set(told)
    found = {where: list(tells(text, count, sum(PLANTED))) for where, text in told.items() for count in PLANTED[:2]}
    assert {where: each for where, each in found.items() if each} == {}


@pytest.mark.slow
def test_the_search_finds_what_is_published(told: dict[str, str]) -> None:
    """A search that found nothing at all would prove nothing."""
    for where in ("page", "pdf", "attached faits.csv", "attached faits.json", "institutions/facts.csv", *ON_THE_SITE):
        assert list(tells(told[where], PLANTED[2], sum(PLANTED))), where


@pytest.mark.slow
def test_hidden_numbers_read_as_such(told: dict[str, str]) -> None:
    for where in ("page", "pdf"):
        assert HIDDEN_FR in " ".join(told[where].split())
        assert not re.search(
            r"\b(nan|NaN|None|<NA>)\b", re.sub(r"<(script|style).*?</\1>", "", told[where], flags=re.S)
        )
    for where in ("site/preuves/survey.html", "site/livrets/technical.html"):
        assert HIDDEN_FR in " ".join(told[where].split())
    assert "Au nord" in told["drawn in page"]
    assert "Où êtes-vous" in told["alternative texts"]
    assert "non publié" in told["alternative texts"]


@pytest.mark.parametrize(("counts", "least"), [((2, 5, 30, 41), 3), ((7, 20, 30, 41), 11), (PLANTED, LEAST)])
def test_no_column_of_a_release_tells_a_hidden_count(tmp_path: Path, counts: tuple[int, ...], least: int) -> None:
    releases = released(tmp_path, counts, least)
    assert len({json.dumps(hidden_rows(release), sort_keys=True) for release in releases}) == 1
    for release in releases:
        assert [name for name, row in hidden_rows(release).items() if any(row.values())] == []
        answers = release.table("survey_answers")
        assert release.fact(answers["share_fact"].iloc[0])["status"] == SUPPRESSED
        assert "largest" not in release.facts


def hidden_rows(release: Release) -> dict[str, dict[str, float]]:
    """The numbers that hidden facts still hold; a declared precision or level of confidence comes from no answer."""
    hidden = (
        release.facts[release.facts["status"].eq(SUPPRESSED)]
        .select_dtypes("number")
        .drop(columns=["decimals", "level"])
    )
    assert len(hidden) >= 2
    return {str(name): row.dropna().to_dict() for name, row in hidden.iterrows()}
