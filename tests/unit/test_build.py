from __future__ import annotations

import io

import pytest
from rich.console import Console

from pipeline.build import Progress, _report, _stage_count, _summary
from pipeline.errors import RetexError
from pipeline.params import load_params
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
        _report(line, progress, Console(file=stream, width=100))
    progress.stop()
    return progress, stream.getvalue()


def test_progress_counts_what_runs_and_what_is_up_to_date() -> None:
    progress, shown = follow(SAID)
    assert progress.rebuilt == ["validate@qmi-1"]
    assert progress.unchanged == {"ingest@qmi-1", "clean@qmi-1"}
    assert "[  2/5] validate@qmi-1" in shown


def test_what_a_stage_says_is_shown_and_chatter_is_not() -> None:
    _, shown = follow(SAID)
    assert "Deux problèmes bloquent." in shown
    assert "Updating lock file" not in shown


def test_nothing_to_do_is_said() -> None:
    progress, _ = follow("Stage 'ingest@qmi-1' didn't change, skipping\nRunning stage 'resolve_renderer':\n")
    assert _summary(progress, 2.0, 0).startswith("Nothing to do")


def test_the_count_of_stages_is_that_of_the_graph() -> None:
    params = load_params()
    sizes = {"cohort": len(params.cohorts), "audience": len(params.audiences)}
    expected = 0
    for stage in STAGES.values():
        count = 1
        for axis in stage.get("matrix", {}):
            count *= sizes[axis]
        expected += count
    assert _stage_count(len(params.cohorts), len(params.audiences)) == expected


def test_an_undeclared_cohort_is_a_sentence() -> None:
    from pipeline.build import build

    with pytest.raises(RetexError, match=r"params\.yaml declares no cohort qmi-9; it has"):
        build(["qmi-9"], Console(file=io.StringIO()))
