from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.build import _descriptions, _layout, _other_stages, _stage_count, _summary
from pipeline.dvc_output import Progress, report
from pipeline.errors import RetexError
from pipeline.params import load_params
from tests.conftest import ROOT
from tests.contract.test_stages import STAGES

SAID = """\
Stage 'ingest@qmi-1' didn't change, skipping
Running stage 'validate@qmi-1':
> python -m pipeline.validate --cohort qmi-1
Deux problèmes bloquent.
Updating lock file 'dvc.lock'
Stage 'clean@qmi-1' is cached - skipping run, checking out outputs
"""


def follow(text: str) -> tuple[Progress, str]:
    progress, stream = Progress(total=5), io.StringIO()
    for line in text.splitlines():
        report(line, progress, Console(file=stream, width=100))
    progress.stop()
    return progress, stream.getvalue()


def test_progress_counts_what_runs_and_what_is_up_to_date() -> None:
    progress, shown = follow(SAID)
    assert progress.rebuilt == ["validate@qmi-1"]
    assert progress.unchanged == {"ingest@qmi-1"}
    assert progress.restored == {"clean@qmi-1"}
    assert "[  2/5] validate@qmi-1" in shown


def test_what_a_stage_says_is_shown_and_chatter_is_not() -> None:
    _, shown = follow(SAID)
    assert "Deux problèmes bloquent." in shown
    assert "Updating lock file" not in shown


def test_nothing_to_do_is_said() -> None:
    progress, _ = follow("Stage 'ingest@qmi-1' didn't change, skipping\nRunning stage 'resolve_renderer':\n")
    assert _summary(progress, 2.0, 0).startswith("Nothing to do")


def test_results_taken_from_an_earlier_run_are_not_called_up_to_date() -> None:
    progress, _ = follow("Stage 'render@a-communes' is cached - skipping run, checking out outputs\n")
    assert _summary(progress, 2.0, 0) == "0 stages run, 1 taken from an earlier run, 0 up to date, in 2 s."
    assert _layout("a", "communes", progress) == "restored"


def test_the_count_of_stages_is_that_of_the_graph() -> None:
    params = load_params()
    sizes = {"${cohorts}": len(params.cohorts), "${audiences}": len(params.audiences)}
    sizes["${booklets}"] = len(params.booklets)
    sizes["${synthetic}"] = len(params.synthetic)
    others = _other_stages(params.cohorts, params)
    expected = 0
    for name, stage in STAGES.items():
        count = {"drift": len(params.previous), "compare": len(params.previous), "context": len(params.context)}.get(
            name, 1
        )
        for values in stage.get("matrix", {}).values():
            count *= sizes[values]
        expected += count
    assert _stage_count(len(params.cohorts), len(params.audiences), len(params.booklets), others) == expected


def test_a_second_edition_alone_counts_what_its_former_one_goes_through() -> None:
    params = load_params().model_copy(update={"synthetic": ["first"], "previous": {"second": "first"}})
    assert _other_stages(["second"], params) == len(["synthetic", "ingest", "validate", "clean"]) + len(
        ["drift", "compare"]
    )
    assert _other_stages(["first", "second"], params) == len(["synthetic"]) + len(["drift", "compare"])
    assert _other_stages(["first"], params) == len(["synthetic"])
    assert _other_stages([], params) == 0


def test_an_undeclared_cohort_is_a_sentence() -> None:
    from pipeline.build import build

    with pytest.raises(RetexError, match=r"params\.yaml declares no cohort qmi-9; it has"):
        build(["qmi-9"], Console(file=io.StringIO()))


FAILED = """\
Running stage 'validate@qmi-1':
> python -m pipeline.validate --cohort qmi-1
2 problem(s) block cohort qmi-1
WARNING: failed to run: python -m pipeline.validate --cohort qmi-1, exited with 1
WARNING: Stages 'publish@qmi-1', 'clean@qmi-1' and 'render@qmi-1-communes' will be skipped due to this failure
ERROR: failed to reproduce 'validate@qmi-1'
"""


def test_a_stage_that_stopped_is_named_and_what_hangs_on_it_is_not_listed() -> None:
    progress, shown = follow(FAILED)
    assert "validate --cohort qmi-1: stopped (exit code 1)" in shown
    assert progress.not_built == {"validate@qmi-1", "publish@qmi-1", "clean@qmi-1", "render@qmi-1-communes"}
    assert "skipped" not in shown


def test_a_booklet_whose_build_stopped_is_not_called_up_to_date() -> None:
    progress, _ = follow(FAILED)
    assert _layout("qmi-1", "communes", progress) == "former"
    assert _layout("villes-numerique", "communes", progress) == "up to date"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two cohorts to be described, and no stage."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text(
        "cohorts: [a, b]\naudiences: [communes]\nbooklets: [communes]\nestimate: {confidence_level: 0.95, percent_base_min: 10}\n"
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
    described, mistakes = _descriptions(["a", "b"], load_params())
    assert list(described) == ["a"]
    assert mistakes == ["No cohort is called « b »: there is no folder data/raw/b."]


def test_a_booklet_for_an_audience_nobody_builds_is_told(project: Path) -> None:
    describe(project, "a", "institutions")
    described, mistakes = _descriptions(["a"], load_params())
    assert (described, mistakes) == ({}, ["data/raw/a/cohort.yml: params.yaml lists no audience institutions."])
