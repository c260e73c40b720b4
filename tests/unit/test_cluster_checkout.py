"""A worker serves only builds that have its very files and tools, and says what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cluster import checkout
from pipeline.errors import ClusterError

PIPELINE = """\
stages:
  page:
    matrix: {booklet: [one]}
    cmd: python -m pipeline.page
    deps:
      - data/raw/one
      - reports/booklets/${item.booklet}.qmd
      - reports/theme
      - requirements.lock
    outs:
      - data/processed/page
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    files = {
        "dvc.yaml": PIPELINE,
        "params.yaml": "a: 1\n",
        "requirements.lock": "pytest==1.0 \\\n    --hash=sha256:0\n",
        "pipeline/page.py": "print()\n",
        "pipeline/__pycache__/page.pyc": "x",
        "reports/booklets/one.qmd": "# One\n",
        "reports/theme/page.typ": "x\n",
        "data/raw/one/rows.csv": "a\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_sources_are_what_stages_read_but_for_what_travels(project: Path) -> None:
    assert set(checkout.sources()) == {
        "dvc.yaml",
        "params.yaml",
        "requirements.lock",
        "pipeline/page.py",
        "reports/booklets/one.qmd",
        "reports/theme/page.typ",
    }


@pytest.mark.parametrize("name", ["requirements.lock", "pipeline/page.py", "reports/booklets/one.qmd", "params.yaml"])
def test_another_file_is_another_offer_and_is_named(project: Path, name: str) -> None:
    offer, theirs = checkout.resource(), checkout.sources()
    with (project / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert checkout.resource() != offer
    assert checkout.difference(theirs) == f"its files are not those of the build ({name})"


def test_other_data_is_the_same_offer(project: Path) -> None:
    offer = checkout.resource()
    (project / "data/raw/one/rows.csv").write_text("b\n", encoding="utf-8")
    assert checkout.resource() == offer


def test_a_package_of_another_version_is_refused_by_name(project: Path) -> None:
    with pytest.raises(ClusterError, match=r"pytest [\d.]+ instead of 1\.0.*make setup"):
        checkout.refuse_other_versions()
