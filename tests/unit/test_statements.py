from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters.statements_exhibits import none_sentence, percentages, ranges_figure, words_table
from pipeline.booklet.exhibits import Figure, Text
from pipeline.booklet.markdown import escape
from pipeline.estimates import Estimates
from pipeline.estimators.statements import (
    CIRCULAR,
    MEANINGS,
    OTHER_BASE,
    UNCODED,
    estimate,
)
from pipeline.facts import Fact, facts_frame
from pipeline.methods.printed.quantifiers import BEYOND, CONSISTENT, CONTRADICTED, OWN_BASE, UNBOUNDED
from pipeline.params import EstimateParams
from tests.fixtures.released import written_release

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
NAMES = ["Brest", "Lyon", "Nice", "Paris"]
INTERVIEWS = pd.DataFrame({"entity": NAMES, "source_file": "register.csv", "source_row": range(2, 6)})
CODING = pd.DataFrame(
    [
        ("Brest", "D1", "port", "E"),
        ("Brest", "D1", "port", "F"),  # the same entity twice counts once
        ("Nice", "D1", "port", "I"),
        ("Nice", "D2", "app", "E"),
        ("Paris", "D2", "port", "E"),  # same code, other dimension: does not count for D1
        *((name, "D3", "toutes", "G") for name in NAMES),
        ("Lille", "D1", "port", "E"),  # was not interviewed
    ],
    columns=["entity", "dimension_id", "code", "strength"],
).assign(source_file="coding.csv", source_row=range(2, 12))
CODES = pd.DataFrame(
    [("mer", "La mer", "D1", "port"), ("tous", "Tous", "D3", "toutes"), ("rien", "Rien", pd.NA, pd.NA)],
    columns=["topic", "topic_fr", "dimension_id", "code"],
).assign(source_file="codes.csv", source_row=range(2, 5))
STATEMENTS = pd.DataFrame(
    [
        ("S1", "deux", "mer", OWN_BASE, 2, 2),
        ("S2", "toutes", "mer", OWN_BASE, 4, 4),
        ("S3", "une", "mer", OWN_BASE, 1, 1),
        ("S4", "toutes", "tous", OWN_BASE, 4, 4),
        ("S5", "toutes", "rien", OWN_BASE, 4, 4),
        ("S6", "toutes", "absent", OWN_BASE, 4, 4),
        ("S7", "60%", "mer", "communes sondées (84)", 50, 50),
        ("S8", "largement", "mer", OWN_BASE, None, None),
        ("S9", "d'autres", "mer", OWN_BASE, 2, None),
    ],
    columns=["statement_id", "quantifier", "topic", "base", "implied_min", "implied_max"],
).astype({"implied_min": "Int64", "implied_max": "Int64"})
STATEMENTS = STATEMENTS.assign(line=range(10, 19), source_file="statements.csv", source_row=range(2, 11))


def tables() -> dict[str, pd.DataFrame]:
    return {"statements": STATEMENTS, "coding": CODING, "statement_codes": CODES, "interviews": INTERVIEWS}


@pytest.fixture(scope="module")
def estimates() -> Estimates:
    return estimate(tables(), PARAMS)


@pytest.fixture(scope="module")
def facts(estimates: Estimates) -> dict[str, Fact]:
    return {fact.fact_id: fact for fact in estimates.facts}


def test_each_statement_gets_its_verdict(estimates: Estimates) -> None:
    verdicts = estimates.tables["statements"].set_index("statement_id")["verdict_fr"].to_dict()
    assert verdicts == {
        "S1": CONSISTENT,
        "S2": BEYOND,
        "S3": CONTRADICTED,
        "S4": CIRCULAR,
        "S5": UNCODED,  # read, and no code found
        "S6": UNCODED,  # not read
        "S7": OTHER_BASE,
        "S8": UNBOUNDED,
        "S9": CONSISTENT,
    }


def test_named_counts_distinct_interviewed_entities_of_the_same_dimension(facts: dict[str, Fact]) -> None:
    named = facts["statements-s1-named"]
    assert (named.numerator, named.denominator) == (2, 4)


def test_evidence_is_the_statement_its_codes_and_the_segments(facts: dict[str, Fact]) -> None:
    assert facts["statements-s1-named"].rows == (
        ("codes.csv", 2),
        ("coding.csv", 2),
        ("coding.csv", 3),
        ("coding.csv", 4),
        ("statements.csv", 2),
    )


def test_a_statement_without_code_or_bound_has_no_number_to_show(estimates: Estimates, facts: dict[str, Fact]) -> None:
    lines = estimates.tables["statements"].set_index("statement_id")
    assert pd.isna(lines.loc["S5", "named_fact"]) and pd.isna(lines.loc["S5", "count"])
    assert pd.isna(lines.loc["S8", "said_fact"])
    assert "statements-s5-named" not in facts


def test_verdict_counts_add_up(facts: dict[str, Fact], estimates: Estimates) -> None:
    counted = [facts[fact_id].value for fact_id in estimates.tables["statements_verdicts"]["count_fact"]]
    assert len(counted) == len(MEANINGS)
    assert sum(value or 0 for value in counted) == facts["statements-total"].value == len(STATEMENTS)
    assert facts["statements-compared"].value == 4


def test_a_printed_percentage_is_checked_by_arithmetic(facts: dict[str, Fact]) -> None:
    """50/84 = 59.5 % prints as 60 %; 51/84 = 60.7 % prints as 61 %."""
    assert facts["statements-s7-possible"].value_text == "50"
    assert facts["statements-s7-printed"].value_text == "60\u202f% de 84"


def test_a_percentage_that_no_whole_number_gives_says_so() -> None:
    odd = STATEMENTS.assign(base="communes (4)").iloc[[6]]  # 60 % of 4
    found = estimate({**tables(), "statements": odd}, PARAMS)
    assert {fact.value_text for fact in found.facts if fact.fact_id.endswith("possible")} == {"aucun"}


def test_quantifiers_have_french_typography(estimates: Estimates) -> None:
    assert estimates.tables["statements"]["quantifier"].tolist()[-3:] == ["60\u202f%", "largement", "d’autres"]


def test_order_of_rows_changes_nothing(estimates: Estimates) -> None:
    shuffled = estimate({name: table.iloc[::-1] for name, table in tables().items()}, PARAMS)
    pd.testing.assert_frame_equal(facts_frame({"theme": shuffled.facts}), facts_frame({"theme": estimates.facts}))


def words_told(folder: Path, estimates: Estimates) -> str:
    table = words_table(written_release(folder, "statements", estimates), "Mots")
    return table.markdown().replace("\\", "")


def test_a_number_of_another_base_is_told_with_it(estimates: Estimates, tmp_path: Path) -> None:
    told = words_told(tmp_path, estimates)
    assert "[50](#fait-statements-s7-said) parmi les communes sondées (84) |" in told
    assert "[2](#fait-statements-s1-said) |" in told


def test_a_word_that_implies_no_number_stands_among_the_others(estimates: Estimates, tmp_path: Path) -> None:
    told = words_told(tmp_path, estimates)
    assert "«\u202flargement\u202f» | aucun\u00a0: le mot n’a pas de borne |" in told


@pytest.mark.parametrize(
    ("base", "said"),
    [
        (
            "communes sondées (84)",
            "L’effectif entier qui s’arrondit à cette part est [50](#fait-statements-s7-possible).",
        ),
        ("communes (4)", "Aucun effectif entier ne s’arrondit à cette part."),
    ],
)
def test_the_base_of_a_percentage_is_told_once(tmp_path: Path, base: str, said: str) -> None:
    found = estimate({**tables(), "statements": STATEMENTS.assign(base=base).iloc[[6]]}, PARAMS)
    told = percentages(written_release(tmp_path, "statements", found)).markdown.replace("\\", "")
    size = base[-3:-1].strip("(")
    assert told.count(size) == 1
    assert told.endswith(said)


def test_statements_of_a_verdict_are_drawn_and_told(estimates: Estimates, tmp_path: Path) -> None:
    drawn = ranges_figure(written_release(tmp_path, "statements", estimates), BEYOND, "à gauche de la bande")
    assert isinstance(drawn, Figure)
    assert "à gauche de la bande" in drawn.alt_fr
    assert list(drawn.data.columns["Intitulé"]) == ["La mer (l.\u00a011)"]


@pytest.mark.parametrize("verdict", [BEYOND, CONSISTENT])
def test_a_text_stands_where_no_statement_of_a_verdict_is_published(
    estimates: Estimates, tmp_path: Path, verdict: str
) -> None:
    """Four authorities were interviewed: below eleven, no number of a statement is told."""
    shown = ranges_figure(written_release(tmp_path, "statements", estimates, 11), verdict, "dans la bande")
    assert isinstance(shown, Text)
    assert shown.markdown == escape(none_sentence(verdict))
