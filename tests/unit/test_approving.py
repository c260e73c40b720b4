"""Approving and freezing: refused with a sentence before anything is written; interrupted, it can be finished."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from pipeline.editions.approving import Request, approval_of, begun, require_approved, require_new
from pipeline.editions.freezing import freeze, frozen_record
from pipeline.errors import EditionError
from pipeline.paths import CohortPaths
from tests.unit.test_approvals import DAY, approvals

REQUEST = Request("1", "Comité de relecture", DAY, "Relu", "lusab-babad-babab")
COMMIT = "c" * 40


@pytest.fixture
def paths(tmp_path: Path) -> CohortPaths:
    """A published cohort whose content goes by the code of the request."""
    paths = CohortPaths("essai", tmp_path)
    published(paths, "lusab-babad-babab")
    return paths


def published(paths: CohortPaths, code: str, **edition: object) -> None:
    certificate = {
        "cohort": "essai",
        "edition": {"code": code, **edition},
        "contents": {"site": "a" * 64},
        "inputs": {"a.csv": "d" * 64},
        "requirements_lock": "e" * 64,
        "tools": {},
        "files": {"site/index.html": "f" * 64},
    }
    (paths.published / "site").mkdir(parents=True, exist_ok=True)
    (paths.published / "certificate.json").write_text(json.dumps(certificate), encoding="utf-8")
    (paths.published / "site" / "index.html").write_text(f"<p>{code}</p>", encoding="utf-8")


def test_the_content_that_was_reviewed_is_approved(paths: CohortPaths) -> None:
    approval = approval_of(paths, REQUEST)
    assert (approval.edition, approval.by, approval.contents) == ("1", "Comité de relecture", {"site": "a" * 64})


def test_another_content_than_the_one_reviewed_is_refused(paths: CohortPaths) -> None:
    published(paths, "babab-babab-babab")
    with pytest.raises(EditionError, match="says « babab-babab-babab », not « lusab-babad-babab »"):
        approval_of(paths, REQUEST)


def test_a_request_that_is_not_understood_is_told_by_option(paths: CohortPaths) -> None:
    with pytest.raises(EditionError, match=r"--edition: .*--by: .*Nothing was changed"):
        approval_of(paths, Request("../1", "", DAY, "Relu", "lusab-babad-babab"))


def test_an_edition_is_approved_once(paths: CohortPaths) -> None:
    require_new(paths, REQUEST)
    freeze(paths, "1", COMMIT)
    with pytest.raises(EditionError, match="has an approved edition « 1 » already"):
        require_new(paths, REQUEST)


def test_an_approval_that_was_interrupted_is_finished_with_the_same_words(paths: CohortPaths) -> None:
    recorded = approvals("1", site="a" * 64)
    assert begun(recorded, REQUEST, paths) == recorded.editions[0]
    assert begun(recorded, Request("2", "Autre", DAY, "Relu", "x"), paths) is None
    with pytest.raises(EditionError, match=r"essai\.yml says already that Comité de relecture approved"):
        begun(recorded, Request("1", "Autre", DAY, "Relu", "x"), paths)


def test_only_what_was_approved_is_frozen(paths: CohortPaths) -> None:
    [approval] = approvals("1", site="a" * 64).editions
    with pytest.raises(EditionError, match="is not what edition « 1 » approves"):
        require_approved(paths, approval)
    published(paths, "lusab-babad-babab", approval={"edition": "1"})
    require_approved(paths, approval)


def test_a_frozen_edition_is_a_copy_that_cannot_be_written(paths: CohortPaths) -> None:
    freeze(paths, "1", COMMIT)
    frozen = paths.frozen("1")
    assert (frozen / "site/index.html").read_bytes() == (paths.published / "site/index.html").read_bytes()
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o444 for file in frozen.rglob("*") if file.is_file())
    record = frozen_record(paths, "1")
    assert (record["commit"], set(record["files"])) == (COMMIT, {"certificate.json", "site/index.html"})
    published(paths, "babab-babab-babab")
    assert "lusab" in (frozen / "site/index.html").read_text(encoding="utf-8")


def test_freezing_goes_on_after_an_interruption(paths: CohortPaths) -> None:
    half = paths.frozen("1").with_name("1.partial")
    half.mkdir(parents=True)
    (half / "reste").write_text("à moitié", encoding="utf-8")
    freeze(paths, "1", COMMIT)
    assert not half.exists()
    paths.frozen_certificate("1").unlink()  # stopped between the folder and its record
    freeze(paths, "1", COMMIT)
    assert "reste" not in frozen_record(paths, "1")["files"]


def test_a_frozen_folder_is_never_replaced(paths: CohortPaths) -> None:
    freeze(paths, "1", COMMIT)
    paths.frozen_certificate("1").unlink()
    published(paths, "babab-babab-babab")
    with pytest.raises(EditionError, match="an approved edition never changes"):
        freeze(paths, "1", COMMIT)
    assert "lusab" in (paths.frozen("1") / "site/index.html").read_text(encoding="utf-8")
    assert not paths.frozen_certificate("1").exists()


def test_the_provenance_says_from_which_commit_and_inputs_each_file_comes(paths: CohortPaths) -> None:
    freeze(paths, "1", COMMIT)
    said = json.loads((paths.frozen_certificate("1").parent / "1.provenance.json").read_text(encoding="utf-8"))
    assert said["_type"] == "https://in-toto.io/Statement/v1"
    assert {each["name"] for each in said["subject"]} == {"certificate.json", "site/index.html"}
    sources = said["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert {"name": "repository", "digest": {"gitCommit": COMMIT}} in sources
    assert {"name": "a.csv", "digest": {"sha256": "d" * 64}} in sources
