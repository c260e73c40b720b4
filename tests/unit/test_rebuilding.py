"""Building an edition again: from a commit, with the locked versions, compared file by file."""

from __future__ import annotations

import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from pipeline.editions.first_differences import first_difference
from pipeline.editions.rebuilding import environment_differences, require_environment, verdicts
from pipeline.editions.repository import commit_of, copy_of, head, require_clean
from pipeline.errors import EditionError
from tests.conftest import ROOT
from tests.unit.test_edition_differences import ONE, TWO, pdf


def test_this_environment_is_the_locked_one() -> None:
    require_environment(ROOT / "requirements.lock")


def test_another_version_or_a_missing_package_is_named(tmp_path: Path) -> None:
    lock = f"numpy==0.1 \\\n    --hash=sha256:0\npandas=={version('pandas')} ; python_version > '3'\nabsente==1\n"
    lock += "windows-only==2 ; sys_platform == 'win32' \\\n"
    told = list(environment_differences(lock))
    assert told == [f"numpy 0.1, installed {version('numpy')}", "absente 1, not installed"]
    (tmp_path / "lock").write_text(lock, encoding="utf-8")
    with pytest.raises(EditionError, match=r"other versions than those installed here: numpy 0\.1"):
        require_environment(tmp_path / "lock")


def test_each_file_gets_its_verdict() -> None:
    found = verdicts({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "9", "d": "4"})
    assert {each.file: each.verdict for each in found} == {"a": "identical", "b": "differs", "c": "missing", "d": "new"}


def test_where_a_file_begins_to_differ_is_told(tmp_path: Path) -> None:
    pdf(tmp_path / "a.pdf", ONE, TWO)
    pdf(tmp_path / "b.pdf", ONE, TWO + " Encore.")
    pdf(tmp_path / "c.pdf", ONE)
    assert first_difference(tmp_path / "a.pdf", tmp_path / "b.pdf") == "page 2: its text"
    assert first_difference(tmp_path / "a.pdf", tmp_path / "c.pdf") == "2 pages before, 1 now"
    pdf(tmp_path / "d.pdf", ONE, TWO + "#place(rect())")
    assert first_difference(tmp_path / "a.pdf", tmp_path / "d.pdf") == "page 2: its drawing"
    (tmp_path / "a.csv").write_text("fact_id,value\nsurvey-no,1\nsurvey-yes,2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("fact_id,value\nsurvey-no,1\nsurvey-yes,3\n", encoding="utf-8")
    assert first_difference(tmp_path / "a.csv", tmp_path / "b.csv") == "line 3: survey-yes"


def git(*arguments: str) -> None:
    settings = ["-c", "user.name=essai", "-c", "user.email=essai@exemple.fr"]
    subprocess.run(["git", *settings, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "study"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "--quiet")
    (folder / "texte.qmd").write_text("un", encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "un")
    return folder


def test_a_changed_or_new_source_is_refused_by_name(repository: Path) -> None:
    (repository / "reports/approvals").mkdir(parents=True)
    (repository / "reports/approvals/essai.yml").write_text("editions: []", encoding="utf-8")
    (repository / "dvc.lock").write_text("écrit par la construction", encoding="utf-8")
    require_clean()
    (repository / "texte.qmd").write_text("deux", encoding="utf-8")
    (repository / "nouveau.qmd").write_text("neuf", encoding="utf-8")
    with pytest.raises(EditionError, match=r"nouveau\.qmd, texte\.qmd differ from the last commit"):
        require_clean()


def test_a_copy_is_the_commit_that_brought_the_approval(repository: Path, tmp_path: Path) -> None:
    record = Path("reports/approvals/essai/1.json")
    with pytest.raises(EditionError, match=r"reports/approvals/essai/1\.json is not in git yet"):
        commit_of(record)
    (repository / record).parent.mkdir(parents=True)
    (repository / record).write_text("{}", encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "approuver")
    approved = head()
    (repository / "texte.qmd").write_text("plus tard", encoding="utf-8")
    git("commit", "-q", "-a", "-m", "après")
    assert commit_of(record) == approved != head()
    copy_of(approved, tmp_path / "copie")
    assert (tmp_path / "copie/texte.qmd").read_text(encoding="utf-8") == "un"


def test_outside_a_repository_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(EditionError, match="not a git repository"):
        head()
