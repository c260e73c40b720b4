"""Identifiers that tell of somebody never get past ingest; pseudonyms join, and only under the declared key."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from pipeline.commands.import_delivery import import_delivery
from pipeline.errors import ParamsError
from pipeline.importing import Request
from pipeline.ingest import ingest_cohort
from pipeline.intake.deliveries import load_deliveries
from pipeline.intake.pseudonyms import KEY_VARIABLE, Pseudonyms, load_pseudonyms, new_key
from pipeline.paths import CohortPaths
from pipeline.validate import validate_cohort
from tests.fixtures.small_cohort import SURVEY, TABLES, File, as_csv, deliver

KEY = b"0123456789abcdef0123456789abcdef"
PERSONS = {f"R{n}": f"personne{n}.secrete@example.org" for n in range(1, 10)}


def with_persons(*, in_survey: bool = True) -> dict[str, File]:
    """The small cohort, its respondents called by their e-mail addresses; one has a cell too many."""
    tables = {name: [[*row] for row in rows] for name, rows in TABLES.items()}
    for name in ("invitations", *([SURVEY] if in_survey else [])):
        tables[name] = [[PERSONS.get(cell, cell) for cell in row] for row in tables[name]]
    if in_survey:
        tables[SURVEY][2][1] = f"  {tables[SURVEY][2][1].upper()} "
    return {name: File(f"{name}.csv", as_csv(rows)) for name, rows in tables.items()}


def declare(paths: CohortPaths, columns: dict[str, list[str]], fingerprint: str) -> None:
    path = paths.raw / "delivery.yml"
    declared = json.loads(path.read_text(encoding="utf-8"))
    declared["pseudonym_key"] = fingerprint
    for each in declared["deliveries"]:
        each["pseudonyms"] = columns.get(each["table"], [])
    path.write_text(json.dumps(declared), encoding="utf-8")


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key outside of the project, named by the environment; its fingerprint."""
    path = tmp_path / "key"
    fingerprint = new_key(path)
    monkeypatch.setenv(KEY_VARIABLE, str(path))
    return fingerprint


BOTH = {"invitations": ["respondent_id"], SURVEY: ["respondent_id"]}


def test_addresses_become_pseudonyms_that_join(tmp_path: Path, key: str) -> None:
    paths = deliver(tmp_path / "project", with_persons())
    declare(paths, BOTH, key)
    ingest_cohort(paths)
    report = validate_cohort(paths)
    assert not report.blocking, report.blocking
    answers = pd.read_parquet(paths.ingested / f"{SURVEY}.parquet")
    invited = pd.read_parquet(paths.ingested / "invitations.parquet")
    assert set(answers["respondent_id"]) <= set(invited["respondent_id"])
    assert invited["respondent_id"].str.fullmatch("p[a-z2-7]{16}").all()
    assert invited["respondent_id"].nunique() == len(PERSONS)


def test_no_raw_value_is_in_anything_that_ingest_and_validate_write(tmp_path: Path, key: str) -> None:
    files = with_persons()
    lines = files["invitations"].content.decode().splitlines()
    lines[1] = lines[1].replace(PERSONS["R1"], f"{PERSONS['R1']}\u200b") + ",une cellule de trop"
    lines[2] = lines[2].replace("2026-01-15", "15 janvier")
    lines.append(lines[3])
    files["invitations"] = File("invitations.csv", "\r\n".join(lines).encode())
    paths = deliver(tmp_path / "project", files)
    declare(paths, BOTH, key)
    ingest_cohort(paths)
    report = validate_cohort(paths)
    assert {"LIG-001", "LIG-002"} <= {problem.code for problem in report.problems}
    written = [path.read_bytes() for path in paths.processed.rglob("*") if path.is_file()]
    assert len(written) > 8
    assert [content for content in written if b"secrete" in content.lower()] == []
    assert "secrete" not in str(report.problems).lower()


def test_a_file_that_cannot_be_read_shows_no_cell(tmp_path: Path, key: str) -> None:
    files = with_persons()
    lines = files["invitations"].content.decode().splitlines()
    files["invitations"] = File("invitations.csv", "\r\n".join(lines[1:]).encode())
    paths = deliver(tmp_path / "project", files)
    declare(paths, BOTH, key)
    ingest_cohort(paths)
    told = (paths.ingested / "intake.json").read_text(encoding="utf-8")
    assert "COL-005" in told
    assert "secrete" not in told


def test_a_pseudonym_is_the_same_in_every_edition_and_another_under_another_key() -> None:
    ours, theirs = Pseudonyms(KEY), Pseudonyms(KEY[::-1])
    assert ours.of("a@example.org") == Pseudonyms(KEY).of(" A@Example.org ")
    assert ours.of("a@example.org") != ours.of("b@example.org")
    assert ours.of("a@example.org") != theirs.of("a@example.org")
    assert ours.of("  ") == ""
    assert KEY.decode() not in repr(ours)


def test_a_new_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = new_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert new_key(tmp_path / "other") != first
    with pytest.raises(ParamsError, match="exists already"):
        new_key(path)


@pytest.mark.parametrize("what", ["unset", "missing", "short", "readable", "in-git", "linked-into-git", "another"])
def test_a_key_that_does_not_keep_its_secret_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    words = {
        "unset": "names no key",
        "missing": "there is no file",
        "short": "has 5 bytes",
        "readable": "chmod 600",
        "in-git": "git working tree",
        "linked-into-git": "git working tree",
        "another": "another key",
    }
    tree = tmp_path / "tree"
    (tree / ".git").mkdir(parents=True)
    path = tmp_path / "key"
    new_key(path)
    if what == "short":
        path.write_text("court")
    if what == "readable":
        path.chmod(0o640)
    if what == "missing":
        path.unlink()
    if what == "in-git":
        path = path.rename(tree / "key")
    if what == "linked-into-git":
        path.rename(tree / "key")
        path.symlink_to(tree / "key")
    if what == "unset":
        monkeypatch.delenv(KEY_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(KEY_VARIABLE, str(path))
    with pytest.raises(ParamsError, match=words[what]):
        load_pseudonyms("0" * 16)


def test_a_key_is_not_made_inside_a_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(ParamsError, match="git working tree"):
        new_key(tmp_path / "below" / "key")
    assert not (tmp_path / "below").exists()


@pytest.mark.parametrize(
    ("columns", "fingerprint", "words"),
    [
        (BOTH, "", "pseudonyms need `pseudonym_key`"),
        ({SURVEY: ["respondent_id"]}, "0" * 16, "but not in invitations.csv: it would join with nothing"),
        ({SURVEY: ["nothing"]}, "0" * 16, "« nothing » is no column of texts of this file"),
        ({SURVEY: ["budget"]}, "0" * 16, "« budget » is no column of texts"),
    ],
)
def test_pseudonyms_that_make_no_sense_are_refused(
    tmp_path: Path, columns: dict[str, list[str]], fingerprint: str, words: str
) -> None:
    paths = deliver(tmp_path / "project", with_persons())
    declare(paths, columns, fingerprint)
    with pytest.raises(ParamsError, match=words):
        ingest_cohort(paths)
    assert not paths.ingested.exists()


def test_a_redelivery_keeps_its_pseudonyms_and_its_page_shows_no_raw_value(tmp_path: Path, key: str) -> None:
    paths = deliver(tmp_path / "project", with_persons())
    declare(paths, BOTH, key)
    corrected = paths.raw / "invitations.csv"
    corrected.write_bytes(corrected.read_bytes().replace(b"2026-02-01", b"2026-02-02"))
    received = tmp_path / "invitations.csv"
    received.write_bytes(corrected.read_bytes().replace(b"2026-02-02", b"2026-02-03"))
    request = Request(received, "invitations")
    import_delivery(paths, request, Console(quiet=True), is_agreed=True, may_replace=True)
    page = next(paths.redelivery.glob("*.html")).read_text(encoding="utf-8")
    assert "2026-02-03" in page
    assert "secrete" not in page
    assert load_deliveries(paths).deliveries[2].pseudonyms == ["respondent_id"]


def test_without_pseudonyms_no_key_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    paths = deliver(tmp_path / "project", with_persons(in_survey=False))
    ingest_cohort(paths)
    assert os.environ.get(KEY_VARIABLE) is None
    assert "secrete" in str(pd.read_parquet(paths.ingested / "invitations.parquet")["respondent_id"].tolist())
