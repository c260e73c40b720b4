"""Every bad input that a data owner may send, on copies of the real deliveries, through the real functions."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.ingest import ingest_cohort
from pipeline.paths import CohortPaths
from pipeline.validate import validate_cohort
from tests.conftest import ROOT
from tests.real_cohorts import COHORTS, copy_cohort, edit, keep_only, sound, validated, with_code

PROJECTS, COMMUNES, TWINS = "qmi1_projects.csv", "communes.csv", "twins.csv"
FIGURES, SCALE = "qmi1_published_figures.csv", "replicability_scale.csv"
REGISTER, CODES, STEPS = "interview_register.csv", "city_codes.csv", "programme_steps.csv"
LOOKED_UP = {
    PROJECTS: (COMMUNES,),
    FIGURES: ("frames.csv",),
    TWINS: (FIGURES,),
    CODES: ("dimensions.csv", REGISTER),
    "statement_codes.csv": ("prevalence_statements.csv", CODES),
    "city_facts.csv": ("cities.csv", "key_figure_labels.csv"),
}
"""Files that the rules of another one look into."""


@pytest.fixture
def qmi(tmp_path: Path) -> CohortPaths:
    return copy_cohort("qmi-1", tmp_path)


@pytest.fixture
def cities(tmp_path: Path) -> CohortPaths:
    return copy_cohort("villes-intelligentes", tmp_path)


@pytest.mark.parametrize("cohort", COHORTS)
def test_the_deliveries_pass_and_something_was_really_evaluated(cohort: str) -> None:
    report, summary = sound(cohort)
    assert report.blocking == []
    assert summary["is_blocked"] is False
    for table in summary["tables"].values():
        assert table["rows"] > 0
        assert table["evaluated"] == table["expectations"] - len(table["skipped"]) > 0


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "row", "column", "found", "expected"),
    [
        # a code that lost its zero in a spreadsheet
        (COMMUNES, "Meudon,92048", "Meudon,1004", "COM-002", 3, "insee_code", "1004", "01004"),
        (PROJECTS, "Meudon,92048", "Meudon,1004", "CAT-009", 3, "insee_code", "1004", "01004"),
        # a commune that is not in the register
        (PROJECTS, "Meudon,92048", "Meudon,75056", "CAT-011", 3, "insee_code", "75056", "registre"),
        # a commune that is not coded, or coded by its name: the register proposes, nothing is joined
        (PROJECTS, "Meudon,92048", "Meudon,", "CAT-008", 3, "insee_code", "", "92048, si c’est Meudon"),
        (PROJECTS, "Meudon,92048", "Meudon,MEUDON", "CAT-010", 3, "insee_code", "MEUDON", "92048, si c’est Meudon"),
        (PROJECTS, "Meudon,92048", "Meudon,75056", "CAT-011", 3, "insee_code", "75056", "92048, si c’est Meudon ; "),
        # a name that is another commune's
        (PROJECTS, "Meudon,92048", "Sceaux,92048", "CAT-012", 3, "insee_code, commune", "92048, Sceaux", "registre"),
        # the same key twice
        (PROJECTS, "P02,", "P01,", "CAT-003", 2, "project_id", "P01", "un identifiant par ligne"),
        # numbers in another writing than declared
        (COMMUNES, ",46334,", ",46 334,", "NUM-001", 3, "population", "46 334", "46334"),
        (COMMUNES, ",46334,", ',"1 234,5",', "NUM-001", 3, "population", "1 234,5", "1234.5"),
        (FIGURES, "70 %,0.7,", "70 %,70 %,", "NUM-002", 36, "value", "70 %", "0.7"),
        # a share that is a percentage, a level that is off the scale, a unit nobody knows
        (FIGURES, "70 %,0.7,", "70 %,70,", "PUB-014", 36, "value", "70", "entre 0 et 1"),
        (SCALE, "déployée,3,", "déployée,4,", "REP-005", 5, "level", "4", "0, 1, 2, 3"),
        (FIGURES, "=,months,", "=,weeks,", "PUB-009", 2, "unit", "weeks", "months"),
        # a share of a population that has no base, a figure that does not exist
        (FIGURES, "share,0.01,candidatures", "share,0.01,dossiers", "PUB-020", 29, "population", "dossiers", "bases"),
        (TWINS, "edition-1,projets-selectionnes", "edition-1,choisis", "JUM-004", 2, "figure_id", "choisis", "chiffre"),
        # an empty required cell
        (PROJECTS, "P02,BoucL Energie,", "P02,,", "CAT-004", 3, "name", "", "une valeur"),
    ],
)
def test_a_bad_cell_is_told_with_its_place_and_what_was_expected(
    qmi: CohortPaths, file: str, old: str, new: str, code: str, row: int, column: str, found: str, expected: str
) -> None:
    keep_only(qmi, file, *LOOKED_UP.get(file, ()))
    edit(qmi, file, old, new, 1)
    report = validated(qmi)
    problem = with_code(report, code)[0]
    assert (problem.file, problem.row, problem.column, problem.found) == (file, row, column, found)
    assert expected in problem.expected_fr
    assert problem.severity == "blocking"
    told = [each for each in report.blocking if (each.file, each.row) == (file, row)]
    assert told == [problem], "a cell is told once"


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "column", "found"),
    [
        (REGISTER, ",2015-12-17,", ",03/04/2026,", "DAT-001", "date", "03/04/2026"),
        (REGISTER, ",élu,", ",maire,", "ENT-006", "role_class", "maire"),
        (CODES, ",D01,", ",D99,", "COD-006", "dimension_id", "D99"),
        (CODES, "industriel,E,", "industriel,X,", "COD-011", "strength", "X"),
        (CODES, "CC001,Mulhouse", "CC001,Metz", "COD-004", "city", "Metz"),
        ("statement_codes.csv", ",D11,b-deja-smart", ",D11,deja-vu", "CAF-007", "dimension_id, code", "D11, deja-vu"),
    ],
)
def test_what_is_outside_the_codebook_is_told(
    cities: CohortPaths, file: str, old: str, new: str, code: str, column: str, found: str
) -> None:
    keep_only(cities, file, *LOOKED_UP.get(file, ()))
    edit(cities, file, old, new, 1)
    problems = with_code(validated(cities), code)
    assert [(problem.column, problem.found, problem.severity) for problem in problems] == [(column, found, "blocking")]


@pytest.mark.parametrize(
    ("column", "old", "new", "code"),
    [
        ("unit", ",count,=,observed", ",pieces,=,observed", "CHI-016"),
        ("qualifier", ",count,=,observed", ",count,≈,observed", "CHI-018"),
        ("fact_kind", ",count,=,observed", ",count,=,rumour", "CHI-020"),
        ("perimeter", ",communaute_urbaine,epci,", ",communaute_urbaine,monde,", "CHI-009"),
        ("indicator", ",population,300 000", ",peuple,300 000", "CHI-013"),
    ],
)
def test_key_figures_keep_to_their_lists(tmp_path: Path, column: str, old: str, new: str, code: str) -> None:
    paths = copy_cohort("villes-numerique", tmp_path)
    keep_only(paths, "city_facts.csv", *LOOKED_UP["city_facts.csv"])
    edit(paths, "city_facts.csv", old, new, 1)
    assert [problem.column for problem in with_code(validated(paths), code)] == [column]


def test_dates_are_read_in_the_declared_order(cities: CohortPaths) -> None:
    keep_only(cities, REGISTER)
    register = cities.raw / REGISTER
    lines = register.read_text("utf-8").splitlines()
    cells = [line.split(",") for line in lines]
    for row in cells[1:]:
        row[4] = "/".join(reversed(row[4].split("-")))
    register.write_text("\n".join(",".join(row) for row in cells), encoding="utf-8")
    assert with_code(validated(cities), "DAT-001")
    own_reader = "reader: {delimiter: ',', encoding: utf-8, decimal: '.', date_format: DD/MM/YYYY}"
    edit(cities, "delivery.yml", "  table: interviews\n", f"  table: interviews\n  {own_reader}\n", 1)
    assert validated(cities).blocking == []


def test_all_problems_are_told_at_once(qmi: CohortPaths) -> None:
    (qmi.raw / "programme_steps.csv").unlink()
    (qmi.raw / "notes.txt").write_text("a", encoding="utf-8")
    edit(qmi, COMMUNES, ",46334,", ",46 334,")
    edit(qmi, PROJECTS, "P02,", "P01,", 1)
    assert {problem.code for problem in validated(qmi).blocking} == {"FIC-001", "FIC-002", "NUM-001", "CAT-003"}


def test_a_row_said_twice_is_told_but_does_not_block(qmi: CohortPaths) -> None:
    keep_only(qmi, COMMUNES)
    path = qmi.raw / COMMUNES
    content = path.read_bytes()
    path.write_bytes(content + content.splitlines(keepends=True)[-1])
    report = validated(qmi)
    assert [(problem.row, problem.severity) for problem in with_code(report, "LIG-002")] == [(12, "warning")]
    assert not report.is_blocked
    assert report.tables["communes"]["repeated_rows"] == 1


def test_a_table_without_rows_cannot_pass(qmi: CohortPaths) -> None:
    keep_only(qmi, TWINS, FIGURES)
    path = qmi.raw / TWINS
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert [problem.file for problem in with_code(validated(qmi), "TAB-001")] == ["twins.csv"]


def test_an_empty_register_is_told_to_its_owner_and_nobody_else_is_blamed(qmi: CohortPaths) -> None:
    path = qmi.raw / COMMUNES
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert [(problem.code, problem.file) for problem in validated(qmi).blocking] == [("TAB-001", COMMUNES)]


@pytest.mark.parametrize("content", [b"a;b\n1;2\n", b"Sceaux,92071,92,Hauts-de-Seine\n"])
def test_a_file_none_of_whose_headers_is_known_is_told(qmi: CohortPaths, content: bytes) -> None:
    (qmi.raw / COMMUNES).write_bytes(content)
    (told,) = validated(qmi).blocking
    assert (told.code, told.file, told.row) == ("COL-005", COMMUNES, 1)
    assert all(name in told.expected_fr for name in ("name", "insee_code", "population"))


def test_a_required_column_without_values_cannot_pass(qmi: CohortPaths) -> None:
    keep_only(qmi, STEPS)
    path = qmi.raw / STEPS
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([lines[0], "1,Choisir,,,livret,3", "2,Suivre,,,livret,4"]), encoding="utf-8")
    told = [(problem.column, problem.severity) for problem in with_code(validated(qmi), "TAB-002")]
    assert told == [("actors", "blocking"), ("description_fr", "blocking")]


@pytest.mark.parametrize("suite", [None, '{"name": "steps", "expectations": [], "meta": {"may_be_empty": []}}'])
def test_a_table_that_nothing_checks_cannot_pass(qmi: CohortPaths, suite: str | None) -> None:
    keep_only(qmi, STEPS)
    path = qmi.root / "expectations/steps.json"
    path.unlink() if suite is None else path.write_text(suite, encoding="utf-8")
    told = with_code(validated(qmi), "TAB-003")
    assert [(problem.table, problem.owner) for problem in told] == [("steps", "equipe-evaluation")]


def test_a_key_to_a_table_the_cohort_does_not_deliver_cannot_pass(qmi: CohortPaths) -> None:
    text = (qmi.raw / "delivery.yml").read_text("utf-8")
    before, _, after = text.partition("  - file: communes.csv\n")
    (qmi.raw / "delivery.yml").write_text(before + after[after.index("  - file:") :], encoding="utf-8")
    (qmi.raw / COMMUNES).unlink()
    told = with_code(validated(qmi), "TAB-005")
    assert [problem.table for problem in told] == ["catalogue", "catalogue"]


def test_a_reference_file_that_is_missing_is_told_once_by_its_own_name(qmi: CohortPaths) -> None:
    (qmi.raw / COMMUNES).unlink()
    assert [(problem.code, problem.file) for problem in validated(qmi).blocking] == [("FIC-001", COMMUNES)]


def test_a_declared_correction_lifts_a_block(qmi: CohortPaths) -> None:
    keep_only(qmi, PROJECTS, COMMUNES)
    edit(qmi, PROJECTS, "Meudon,92048", "Meudon,92049", 1)
    assert validated(qmi).is_blocked
    qmi.corrections.write_text(
        "corrections:\n  - {table: catalogue, where: {project_id: P02}, action: set, column: commune_insee,\n"
        '     expect: "92049", value: "92048", reason: Faute de frappe, provider: Équipe, date: 2026-03-03}\n',
        encoding="utf-8",
    )
    assert not validated(qmi).is_blocked


def test_no_owner_sees_a_row_of_another(qmi: CohortPaths) -> None:
    edit(qmi, COMMUNES, ",46334,", ",46 334,")
    edit(qmi, PROJECTS, "Meudon,92048", "Meudon,75056", 1)
    validated(qmi)
    pages = {path.stem: path.read_text("utf-8") for path in qmi.problem_pages.iterdir()}
    assert set(pages) == {"demonstration", "equipe-evaluation", "referent-communes", "transcription-livrets"}
    assert [owner for owner, page in pages.items() if "46 334" in page] == ["referent-communes"]
    assert [owner for owner, page in pages.items() if "75056" in page] == ["transcription-livrets"]
    assert "Rien à corriger" in pages["equipe-evaluation"]


def test_a_blocked_cohort_writes_everything_then_stops_with_the_page(qmi: CohortPaths) -> None:
    edit(qmi, COMMUNES, ",46334,", ",46 334,")
    ingest_cohort(qmi)
    command = [sys.executable, "-m", "pipeline.validate", "--cohort", "qmi-1"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(qmi.root)}
    run = subprocess.run(command, cwd=qmi.root, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "data/processed/qmi-1/problems/referent-communes.html" in run.stderr
    assert "46 334" not in run.stdout + run.stderr, "cell values never reach a log"
    assert len(json.loads(qmi.problems.read_text("utf-8"))) == 7
    assert json.loads((qmi.validated / "summary.json").read_text("utf-8"))["is_blocked"] is True
    left_in_home = {path.name for path in qmi.root.iterdir()}
    assert left_in_home == {".cache", "data", "expectations"}


def test_two_runs_give_the_same_bytes(qmi: CohortPaths) -> None:
    keep_only(qmi, PROJECTS, COMMUNES)
    edit(qmi, PROJECTS, "Meudon,92048", "Meudon,75056", 1)

    def written() -> dict[str, bytes]:
        validate_cohort(qmi)
        return {str(path): path.read_bytes() for path in sorted(qmi.processed.rglob("*")) if path.is_file()}

    ingest_cohort(qmi)
    assert written() == written()
