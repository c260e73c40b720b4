from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import CorrectionError, ParamsError
from pipeline.intake.corrections import Correction, applications, applied, corrected, load_corrections

ERRATUM = """\
corrections:
  - table: communes
    where: {commune_insee: "93005"}
    action: set
    column: population
    expect: "87599"
    value: "87600"
    reason: Erratum
    provider: Mairie
    date: 2026-03-03
"""


def communes() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "commune_insee": ["93005", "92048"],
            "population": ["87599", "46334"],
            "source_file": ["communes.csv"] * 2,
            "source_row": [2, 3],
        }
    )


def erratum(folder: Path, text: str = ERRATUM) -> list[Correction]:
    (folder / "c.yml").write_text(text, encoding="utf-8")
    return load_corrections(folder / "c.yml")


def correct(
    tables: dict[str, pd.DataFrame], corrections: list[Correction]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    declared = applications(corrections)
    return corrected(tables, declared), applied(declared)


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    assert load_corrections(tmp_path / "c.yml") == []


def test_a_value_is_set_where_expected_and_nowhere_else(tmp_path: Path) -> None:
    before = communes()
    tables, told = correct({"communes": before}, erratum(tmp_path))
    assert tables["communes"]["population"].to_list() == ["87600", "46334"]
    assert before.equals(communes())
    assert told.to_dict("records") == [
        {
            "correction": told["correction"][0],
            "table": "communes",
            "column": "population",
            "action": "set",
            "reason": "Erratum",
            "provider": "Mairie",
            "date": "2026-03-03",
            "rows": 1,
            "touched": "communes.csv:2",
        }
    ]


def test_a_row_is_dropped(tmp_path: Path) -> None:
    text = ERRATUM.replace("action: set", "action: drop")
    lines = [line for line in text.splitlines() if not line.strip().startswith(("column", "expect", "value"))]
    tables, told = correct({"communes": communes()}, erratum(tmp_path, "\n".join(lines)))
    assert tables["communes"]["commune_insee"].to_list() == ["92048"]
    assert told["rows"].to_list() == [1]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"93005"', '"75056"', "matches no row of table « communes » any more"),
        ("table: communes", "table: steps", "table « steps » was not delivered"),
        ("column: population", "column: mayor", "the table has no column « mayor »"),
        ('value: "87600"', 'value: "87599"', "is no longer needed"),
        ('expect: "87599"', 'expect: "80000"', "no longer holds what `expect` says"),
    ],
)
def test_a_correction_that_does_not_fit_stops(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(CorrectionError, match=sentence) as caught:
        correct({"communes": communes()}, erratum(tmp_path, ERRATUM.replace(old, new)))
    assert "87600" not in str(caught.value), "a value would end in a log"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"93005"', "93005", "Input should be a valid string"),
        ("action: set", "action: edit", "'set' or 'drop'"),
        ("action: set", "action: drop", "`column` goes with `set`"),
        ("column: population", "column: source_row", "never changes"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(ParamsError, match=sentence):
        erratum(tmp_path, ERRATUM.replace(old, new))


def test_corrections_told_in_the_same_words_are_two() -> None:
    """The same slip in two rows: neither name tells a value, and both stay as they are in another order of rows."""
    cells = [("R1", "a"), ("R2", "a")]
    tables = {
        "survey": pd.DataFrame(cells, columns=["respondent_id", "role"]).assign(source_file="f", source_row=[2, 3])
    }
    words = {"table": "survey", "action": "set", "column": "role", "expect": "a", "value": "b", "reason": "Faute"}
    asked = [{**words, "provider": "P", "date": "2026-04-02", "where": {"respondent_id": each}} for each, _ in cells]
    _, applied = correct(tables, [Correction.model_validate(each) for each in asked])
    assert applied["correction"].nunique() == 2
    assert applied["correction"].str.fullmatch("c[0-9a-f]{8}").all()
