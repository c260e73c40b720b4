"""However the same data are delivered, the facts are the same: order, encoding, delimiter, format, survey tool."""

from __future__ import annotations

import io
import tempfile
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.intake.xlsform import load_xlsform
from pipeline.synthetic.making import csv_text, make_tables
from tests.conftest import ROOT
from tests.fixtures.exports.made_up import Exported, answers, questionnaires
from tests.fixtures.exports.made_up_writers import KEEPS_UNSENT, MADE_UP_WRITERS, MadeUp
from tests.fixtures.exports.survey import EXPORTS, QUESTIONNAIRE
from tests.fixtures.exports.writers import LEVEL_LABELS, WRITERS, Said, written
from tests.fixtures.small_cohort import (
    SURVEY,
    TABLES,
    File,
    Rows,
    as_csv,
    as_received,
    facts_through_stages,
    facts_without_checks,
    form,
)
from tests.fixtures.workbooks import ods_of, xlsx

PEOPLE = [
    Said("dirigeant", "", ("mobilite", "eau"), "", "8", 12, "Bien ; merci", "2025-03-14", True, "beaucoup", "pas"),
    Said("salarie", "", ("ville",), "", "nsp", 3, "", "", False, "", "peu"),
    Said("autre", "Gardien", ("ville_durable", "autre"), "Sport", "0", 1, "Oui, non", "2024-12-01", True, "peu", ""),
    Said("dirigeant", "", (), "", "10", 40, "", "2025-01-02", True, "beaucoup", "beaucoup"),
    Said("salarie", "", ("donnees", "eau", "ville"), "", "", 7, "Cœur", "", False, "pas", "peu"),
]


LEAST_FACTS = 50
"""A questionnaire of twenty-four questions gives more facts than that."""


def facts(files: dict[str, File]) -> pd.DataFrame:
    """The facts of the cohort, without suites: what they check changes no value."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.md"
        path.write_text(form(), encoding="utf-8")
        return facts_without_checks(Path(folder) / "cohort", files, load_xlsform(path, SURVEY))


@cache
def base() -> pd.DataFrame:
    return facts(as_received())


def comma(rows: Rows) -> Rows:
    """The rows with a decimal comma, and days as they are written in France."""
    return [[_french(cell) for cell in row] for row in rows]


def _french(cell: str) -> str:
    if cell.count("-") == 2 and cell.replace("-", "").isdigit():
        return "/".join(reversed(cell.split("-")))
    return cell.replace(".", ",") if cell.replace(".", "").isdigit() else cell


def typed(rows: Rows) -> pd.DataFrame:
    """The rows with numbers where a whole column holds numbers; codes of communes stay text."""
    frame = pd.DataFrame(rows[1:], columns=rows[0]).replace("", None)
    for name in ("population", "lat", "lon", "budget", "edition"):
        if name in frame:
            frame[name] = pd.to_numeric(frame[name])
    for name in ("invited_on", "reminded_on", "started_on"):
        if name in frame:
            frame[name] = pd.to_datetime(frame[name])
    return frame


def cells(rows: Rows) -> list[list[object]]:
    frame = typed(rows)
    return [rows[0], *([None if pd.isna(cell) else cell for cell in row] for row in frame.to_numpy().tolist())]


def parquet(rows: Rows) -> bytes:
    stream = io.BytesIO()
    typed(rows).to_parquet(stream, index=False)
    return stream.getvalue()


FRENCH = {"decimal": ",", "date_format": "DD/MM/YYYY"}
FORMATS = {
    "cp1252": lambda name, rows: File(f"{name}.csv", as_csv(rows, encoding="cp1252"), {"encoding": "cp1252"}),
    "BOM": lambda name, rows: File(f"{name}.csv", as_csv(rows, encoding="utf-8-sig")),
    "semicolon": lambda name, rows: File(f"{name}.csv", as_csv(comma(rows), ";"), {**FRENCH, "delimiter": ";"}),
    "tab": lambda name, rows: File(f"{name}.tsv", as_csv(comma(rows), "\t"), {**FRENCH, "delimiter": "\t"}),
    "XLSX": lambda name, rows: File(f"{name}.xlsx", xlsx(cells(rows))),
    "ODS": lambda name, rows: File(f"{name}.ods", ods_of(cells(rows)), FRENCH),
    "Parquet": lambda name, rows: File(f"{name}.parquet", parquet(rows)),
}


def test_the_cohort_that_is_rewritten_gives_facts_of_every_kind() -> None:
    found = base().set_index("fact_id")
    rate = found.loc["response-startups-rate"]
    assert (rate["numerator"], rate["denominator"]) == (5, 9)
    assert found.loc["survey-startups-budget-mean", "value"] == pytest.approx((1200.5 + 0.25 + 310 + 99.75) / 4)
    assert found.loc["survey-startups-mark-base", "value"] == 3
    assert found.loc["survey-startups-helps-commune", "numerator"] == 2
    assert found.loc["portfolio-tag-fraicheur", "value"] == 2


@pytest.mark.parametrize("form_of", sorted(FORMATS))
def test_changing_encoding_delimiter_or_format_changes_no_fact(form_of: str) -> None:
    rewritten = {name: FORMATS[form_of](name, rows) for name, rows in TABLES.items()}
    pd.testing.assert_frame_equal(facts(rewritten), base())


@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_shuffling_rows_and_columns_changes_no_fact(data: st.DataObject) -> None:
    shuffled = {}
    for name, (header, *rows) in TABLES.items():
        order = data.draw(st.permutations(range(len(header))), label=f"columns of {name}")
        body = data.draw(st.permutations(rows), label=f"rows of {name}")
        moved = [[row[place] for place in order] for row in [header, *body]]
        shuffled[name] = FORMATS[data.draw(st.sampled_from(["BOM", "cp1252", "semicolon"]))](name, moved)
    pd.testing.assert_frame_equal(facts(shuffled), base())


def test_a_changed_answer_changes_the_facts() -> None:
    answers = [[cell.replace("1200.5", "1200.6") for cell in row] for row in TABLES[SURVEY]]
    assert not facts(as_received(**{SURVEY: File("s.csv", as_csv(answers))})).equals(base())


def test_checks_and_folders_between_stages_change_no_fact(tmp_path: Path) -> None:
    first, told = facts_through_stages(tmp_path / "a", as_received())
    rewritten = {name: FORMATS["XLSX"](name, rows) for name, rows in TABLES.items()}
    second, told_again = facts_through_stages(tmp_path / "b", rewritten)
    pd.testing.assert_frame_equal(first, base())
    pd.testing.assert_frame_equal(second, base())
    assert told == told_again


def plain() -> File:
    """The answers as a plain table, in the questionnaire's own words: what every tool's export must come to."""
    header = ["response_id", *vars(PEOPLE[0])]
    rows = [[str(number), *_words(said)] for number, said in enumerate(PEOPLE, start=1)]
    return File(f"{SURVEY}.csv", as_csv([header, *rows]))


def _words(said: Said) -> list[str]:
    answers = {**vars(said), "themes": "|".join(said.themes), "would_redo": said.yes_or_no}
    return [str(answer) for answer in answers.values()]


@cache
def base_of_tools() -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        return facts_without_checks(Path(folder) / "cohort", as_received(**{SURVEY: plain()}), QUESTIONNAIRE)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_changing_tool_changes_no_fact(name: str, tmp_path: Path) -> None:
    exported = EXPORTS[name]
    said = exported.reader.model_dump()
    export = File(f"{SURVEY}.csv", written(WRITERS[name](PEOPLE), exported), said, exported.columns, exported.ignore)
    found = facts_without_checks(tmp_path / "cohort", as_received(**{SURVEY: export}), QUESTIONNAIRE)
    pd.testing.assert_frame_equal(found, base_of_tools())
    assert len(found[found["fact_id"].str.startswith("survey-")]) > len(LEVEL_LABELS) * 2


@cache
def made_up() -> MadeUp:
    """The made-up answers of qmi-1's project holders, with their real questionnaire; those that were sent."""
    return MadeUp(questionnaires("qmi-1")[SURVEY], answers("qmi-1")[SURVEY]).sent


def facts_of_made_up(exported: Exported, content: bytes) -> pd.DataFrame:
    """The facts of the small cohort, had these people been invited to its survey and answered."""
    invited = File("invitations.csv", csv_text(make_tables("qmi-1", ROOT)["invitations"]).encode())
    said = exported.reader.model_dump()
    file = File(f"{SURVEY}.{exported.form}", content, said, dict(exported.columns), exported.ignore)
    with tempfile.TemporaryDirectory() as folder:
        return facts_without_checks(
            Path(folder) / "cohort", as_received(**{SURVEY: file, "invitations": invited}), made_up().form
        )


@cache
def base_of_made_up(*, says_what_is_complete: bool) -> pd.DataFrame:
    """The facts of the plain table; most tools export what was sent, and do not say that it is complete."""
    frame = made_up().frame
    lists = {
        question.name: frame[question.name].map("|".join, na_action="ignore")
        for question in made_up().form.questions
        if question.kind == "choices"
    }
    kept = frame.assign(**lists) if says_what_is_complete else frame.assign(**lists).drop(columns="is_complete")
    return facts_of_made_up(Exported("plain", {}, "csv"), csv_text(kept).encode())


@pytest.mark.parametrize("tool", sorted(MADE_UP_WRITERS))
def test_changing_tool_changes_no_fact_of_a_real_questionnaire(tool: str) -> None:
    rows, exported = MADE_UP_WRITERS[tool](made_up())
    base = base_of_made_up(says_what_is_complete=exported.tool in KEEPS_UNSENT)
    assert base["fact_id"].str.startswith("survey-").sum() > LEAST_FACTS
    pd.testing.assert_frame_equal(facts_of_made_up(exported, exported.content(rows)), base)
