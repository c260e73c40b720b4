"""Quotes are printed where they help, once, with a role and no name, and only those that the audience may read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.frame.pull_quotes import ABOUT, About, Quote, block, chosen, stage_quotes, with_quote
from pipeline.released import Release
from pipeline.yaml_files import load_model
from tests.conftest import ROOT
from tests.fixtures.framed import COUNT, framed_release

ROWS = pd.DataFrame(
    [
        ("Q1", "Commune 1", "élu", "Nous achèterons ce qui dure."),
        ("Q2", "Projet 01", "porteur", "Trois mois d’attente pour un mur."),
        ("Q3", "Commune 2", "agent", "L’attente use, et l’achat aussi."),
        ("Q4", "Commune 2", "agent", "Nous avons fait simple."),
    ],
    columns=["quote_id", "entity", "role_class", "text_fr"],
)

WORDS = load_model(ROOT / "reports" / ABOUT, About).patterns()


def release_with(folder: Path, rows: pd.DataFrame) -> Release:
    return framed_release(folder, {"sample": [COUNT]}, tables={"interviews_quotes": rows})


def test_each_chapter_takes_the_first_sentence_about_it_that_is_left(tmp_path: Path) -> None:
    release = release_with(tmp_path, ROWS)
    taken = chosen(release, ["purchases", "sample", "deployment"], WORDS)
    assert taken == {
        "purchases": Quote("Nous achèterons ce qui dure.", "élu"),
        "deployment": Quote("Trois mois d’attente pour un mur.", "porteur"),
    }
    assert list(chosen(release_with(tmp_path / "one", ROWS.iloc[2:3]), ["deployment", "purchases"], WORDS)) == [
        "deployment"
    ]


def test_in_the_chapter_of_the_survey_speaks_who_was_asked(tmp_path: Path) -> None:
    rows = pd.DataFrame(
        [("Q5", "Commune 1", "agent", "J’ai tout appris."), ("Q6", "Projet 01", "porteur", "Nous avons appris.")],
        columns=ROWS.columns,
    )
    release = release_with(tmp_path, rows)
    said = {}
    for audience in ("startups", "communes", "institutions"):
        release.summary["audience"] = audience
        said[audience] = chosen(release, ["survey"], WORDS)["survey"].role_class
    assert said == {"startups": "porteur", "communes": "agent", "institutions": "agent"}


def test_nothing_is_taken_where_nobody_may_be_quoted(tmp_path: Path) -> None:
    assert chosen(release_with(tmp_path / "none", ROWS.iloc[:0]), ["purchases"], WORDS) == {}
    assert chosen(framed_release(tmp_path / "absent", {"sample": [COUNT]}), ["purchases"], WORDS) == {}


@pytest.mark.parametrize(
    ("role", "is_made_up", "said"),
    [
        ("élu", False, "Élu d’une commune"),
        ("partenaire", False, "Partenaire"),
        ("agent", True, "Agent d’une commune, parole inventée"),
    ],
)
def test_the_role_is_told_and_whether_the_sentence_was_made_up(role: str, is_made_up: bool, said: str) -> None:
    text = block(Quote("Ça marche.", role), is_made_up)
    assert text.splitlines()[0] == "::: {.quote}"
    assert "«\u202fÇa marche.\u202f»" in text.replace("\\", "")
    assert said in text.replace("\\", "")


def test_no_role_leaves_no_empty_line() -> None:
    assert block(Quote("Oui.", ""), is_made_up=False).count("\n\n") == 0


def test_the_quote_stands_above_the_first_part(tmp_path: Path) -> None:
    assert with_quote("# A\n\nUn.\n\n## B\n\n## C\n", "x") == (
        "# A\n\nUn.\n\n{{< include ../generated/quote-x.qmd >}}\n\n## B\n\n## C\n"
    )
    assert with_quote("# A\n\nUn.\n", "x").endswith("Un.\n\n{{< include ../generated/quote-x.qmd >}}\n")
    target = tmp_path / "project"
    for folder in ("chapters", "generated"):
        (target / folder).mkdir(parents=True)
    (target / "chapters/purchases.qmd").write_text("# A\n\nUn.\n\n## B\n", encoding="utf-8")
    stage_quotes(ROOT / "reports", release_with(tmp_path / "release", ROWS), ["purchases"], target)
    assert "quote-purchases.qmd" in (target / "chapters/purchases.qmd").read_text(encoding="utf-8")
    printed = (target / "generated/quote-purchases.qmd").read_text(encoding="utf-8")
    assert "Commune 1" not in printed, "no entity is named"
