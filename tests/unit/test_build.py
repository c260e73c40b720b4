from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.building.descriptions import descriptions
from pipeline.building.progress import Progress
from pipeline.building.summary import in_a_sentence, layout
from pipeline.errors import RetexError
from pipeline.params import load_params
from tests.conftest import ROOT


def test_nothing_to_do_is_said() -> None:
    progress = Progress(total=2, seconds={"resolve_renderer": 0.3}, unchanged={"ingest@qmi-1"})
    assert in_a_sentence(progress, 2.0, 0).startswith("Nothing to do")


def test_results_taken_from_an_earlier_run_are_not_called_up_to_date() -> None:
    progress = Progress(total=1, restored={"render@a-communes"})
    assert in_a_sentence(progress, 2.0, 0) == "0 stages run, 1 taken from an earlier run, 0 up to date, in 2 s."
    assert layout("a", "communes", progress) == "restored"


def test_an_undeclared_cohort_is_a_sentence() -> None:
    from pipeline.build import build

    with pytest.raises(RetexError, match=r"params\.yaml declares no cohort qmi-9; it has"):
        build(["qmi-9"], Console(file=io.StringIO()))


def test_a_booklet_whose_build_stopped_is_not_called_up_to_date() -> None:
    progress = Progress(total=4, not_built={"clean@qmi-1", "publish@qmi-1", "render@qmi-1-communes"})
    assert layout("qmi-1", "communes", progress) == "former"
    assert layout("villes-numerique", "communes", progress) == "up to date"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two cohorts to be described, and no stage."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text(
        "cohorts: [a, b]\naudiences: [communes]\nbooklets: [communes]\n"
        "estimate: {confidence_level: 0.95, percent_base_min: 10}\n"
        "analyse: {timeout_seconds: 9}\nrender: {renderer: auto}\n"
        "drift: {base_min: 10, level: 0.05, shift_min: 0.33, response_rate_drop: 0.1}\n",
        encoding="utf-8",
    )
    return tmp_path


def describe(project: Path, cohort: str, audience: str) -> None:
    folder = project / "data/raw" / cohort
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "data/raw/villes-intelligentes/cohort.yml", folder)
    text = (folder / "cohort.yml").read_text("utf-8").replace("institutions", audience)
    (folder / "cohort.yml").write_text(text.replace("cohort: villes-intelligentes", f"cohort: {cohort}"), "utf-8")


def test_a_cohort_that_is_not_described_stops_itself_alone(project: Path) -> None:
    describe(project, "a", "communes")
    described, mistakes = descriptions(["a", "b"], load_params())
    assert list(described) == ["a"]
    assert mistakes == ["No cohort is called « b »: there is no folder data/raw/b."]


def test_a_booklet_for_an_audience_nobody_builds_is_told(project: Path) -> None:
    describe(project, "a", "institutions")
    described, mistakes = descriptions(["a"], load_params())
    assert (described, mistakes) == ({}, ["data/raw/a/cohort.yml: params.yaml lists no audience institutions."])
