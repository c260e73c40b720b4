"""Readings checked some at a time: the same problems, counts and clean rows as if the table were held whole."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline import clean as clean_stage
from pipeline.errors import CorrectionError, ParamsError
from pipeline.intake import alike_rows, pieces, piecewise_checks
from pipeline.intake.corrections import Correction, applications, applied
from pipeline.intake.deliveries import Owner
from pipeline.intake.pieces import pieces_of
from pipeline.intake.reception import Reception
from pipeline.intake.suites import load_suite
from pipeline.intake.typed_tables import writings
from pipeline.tables import TABLES
from pipeline.validate import check
from tests.conftest import ROOT

HEADERS = '{"project_id": "projet", "indicator_id": "mesure", "ts": "heure", "value": "valeur"}'
FILES = pd.DataFrame(
    {
        "file": ["un.csv", "deux.csv", "vide.csv"],
        "table": "sensors",
        "owner": ["mairie", "equipe", "equipe"],
        "owner_name": ["La mairie", "Équipe", "Équipe"],
        "decimal": [".", ",", "."],
        "date_format": "YYYY-MM-DD",
        "choices": "names",
        "headers": HEADERS,
    }
)
OTHERS = {
    "projects": pd.DataFrame({"project_id": ["P1", "P2"], "source_file": "p.csv", "source_row": [2, 3]}),
    "indicators": pd.DataFrame({"indicator_id": ["air"], "source_file": "i.csv", "source_row": [2]}),
}
OTHER_FILES = FILES.head(2).assign(file=["p.csv", "i.csv"], table=["projects", "indicators"], headers="{}")
SUITES = {"sensors": load_suite(ROOT / "expectations", "sensors", TABLES)}
MOMENTS = ("2025-01-01T00:00", "2025-01-01 00:00:00", "2025-01-01T00:00:00Z", "2025-01-01T00:01", "1890-01-01T00:00")
ROW = st.tuples(
    st.sampled_from(["P1", "P2", " P1", "P3", "", "jean.dupont@example.org"]),
    st.sampled_from(["air", "air", "air\u200b", "bruit", ""]),
    st.sampled_from([*MOMENTS, "hier", ""]),
    st.sampled_from(["1", "1.0", "1,0", "2", "beaucoup", ""]),
)
SOUND = st.tuples(*map(st.sampled_from, (["P1", " P1", "P2"], ["air", "air\u200b"], [*MOMENTS, ""], ["2", ""])))
ROWS = st.lists(st.tuples(ROW, st.sampled_from(["un.csv", "deux.csv"])), max_size=40)


def table(rows: list[tuple[tuple[str, ...], str]]) -> pd.DataFrame:
    """Rows by file, numbered as a spreadsheet does."""
    ordered = sorted(rows, key=lambda row: row[1], reverse=True)
    cells = pd.DataFrame(
        [row for row, _ in ordered], columns=["project_id", "indicator_id", "ts", "value"], dtype="str"
    )
    files = pd.Series([file for _, file in ordered], dtype="str")
    return cells.assign(source_file=files, source_row=(files.groupby(files).cumcount() + 2).astype("int64"))


def received(tables: dict[str, pd.DataFrame], stored: dict[str, Path]) -> Reception:
    owners = [Owner(id="mairie", name_fr="La mairie"), Owner(id="equipe", name_fr="Équipe")]
    files = pd.concat([FILES, OTHER_FILES])
    return Reception("Une cohorte", tables, files, list(TABLES), owners, "equipe", [], (), stored)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.generate],  # each example starts great-expectations several times: shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=ROWS, at_once=st.integers(3, 9))
def test_a_table_in_pieces_has_the_problems_and_counts_of_the_whole(
    rows: list[tuple[tuple[str, ...], str]], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ROWS", at_once)
    monkeypatch.setattr(pieces, "TWINS_AT_ONCE", at_once)
    monkeypatch.setattr(alike_rows, "NUMBERS_AT_ONCE", at_once)
    frame = table(rows)
    whole = check(received({**OTHERS, "sensors": frame}, {}), {**OTHERS, "sensors": frame}, SUITES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sensors.parquet"
        frame.to_parquet(path, index=False)
        reception = received(OTHERS, {"sensors": path})
        found = check(reception, OTHERS, SUITES, pieces_of(reception, []))
    assert found.problems == whole.problems
    assert found.tables == whole.tables


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(SOUND, st.sampled_from(["un.csv", "deux.csv"])), max_size=40), at_once=st.integers(1, 9))
def test_a_table_cleaned_in_pieces_is_the_whole_byte_for_byte(
    rows: list[tuple[tuple[str, ...], str]], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ROWS", at_once)
    monkeypatch.setattr(clean_stage, "ROWS", at_once)
    monkeypatch.setattr(pieces, "TWINS_AT_ONCE", at_once)
    frame = table(rows)
    reception = received({}, {})
    whole, repeated = clean_stage.clean({"sensors": frame}, writings(reception.deliveries), reception.schema)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        frame.to_parquet(folder / "sensors.parquet", index=False)
        in_pieces = pieces_of(received({}, {"sensors": folder / "sensors.parquet"}), [])["sensors"]
        left_out = clean_stage.write_pieces(folder / "pieces.parquet", in_pieces)
        whole["sensors"].to_parquet(folder / "whole.parquet", index=False)
        assert (folder / "pieces.parquet").read_bytes() == (folder / "whole.parquet").read_bytes()
    assert left_out == repeated


def test_a_correction_is_applied_to_the_rows_it_means_in_whichever_piece_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ROWS", 2)
    rows = [(("P1", "air", f"2025-01-01T00:0{minute}", "-999"), "un.csv") for minute in range(5)]
    table(rows).to_parquet(tmp_path / "sensors.parquet", index=False)
    said = {"reason": "Capteur muet", "provider": "Mairie", "date": "2026-01-01"}
    wanted = Correction.model_validate(
        {"table": "sensors", "where": {"value": "-999"}, "action": "set", "column": "value", "expect": "-999"}
        | {"value": "", **said}
    )
    other = wanted.model_copy(update={"where": {"project_id": "P9"}})
    declared = applications([wanted])
    in_pieces = pieces_of(received({}, {"sensors": tmp_path / "sensors.parquet"}), declared)["sensors"]
    for _ in range(2):
        assert [value for texts in in_pieces.texts() for value in texts["value"]] == [""] * 5
    assert applied(declared).loc[0, ["rows", "touched"]].to_list() == [5, "\n".join(f"un.csv:{n}" for n in range(2, 7))]
    missing = pieces_of(received({}, {"sensors": tmp_path / "sensors.parquet"}), applications([other]))["sensors"]
    with pytest.raises(CorrectionError, match=r"Correction 1 .* matches no row of table « sensors »"):
        list(missing.texts())


def test_of_a_kind_of_problem_met_too_often_the_first_are_told_and_the_number_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ROWS", 4)
    monkeypatch.setattr(piecewise_checks, "MOST_TOLD", 3)
    rows = [(("P1", "air", f"2025-01-01T00:0{minute}", "beaucoup"), "un.csv") for minute in range(9)]
    table(rows).to_parquet(tmp_path / "sensors.parquet", index=False)
    reception = received(OTHERS, {"sensors": tmp_path / "sensors.parquet"})
    found = check(reception, OTHERS, SUITES, pieces_of(reception, [])).problems
    told = [(each.row, each.found) for each in found if each.code == "NUM-003"]
    assert told == [
        (None, "et 6\u00a0autres lignes, que cette liste ne donne pas"),
        *((row, "beaucoup") for row in (2, 3, 4)),
    ]


def test_what_looks_at_the_table_as_a_whole_is_refused() -> None:
    suite = SUITES["sensors"]
    assert suite is not None
    key = next(each for each in suite.expectations if each.meta.code == "CPT-007")
    of_ts = key.model_copy(update={"kwargs": {**key.kwargs, "column_list": ["project_id", "ts"]}})
    with pytest.raises(ParamsError, match=r"sensors\.json: CPT-007 looks at the table as a whole"):
        piecewise_checks.by_row(suite.model_copy(update={"expectations": [of_ts]}), TABLES["sensors"])
