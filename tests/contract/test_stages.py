"""dvc.yaml, the stage modules and params.yaml say the same thing."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any

import pytest
from dvc.repo import Repo
from ruamel.yaml import YAML

from pipeline.building.plan import plan
from pipeline.building.progress import USUAL_SECONDS, Durations
from pipeline.imported_code import stage_module, stages
from pipeline.params import Params, load_params
from pipeline.paths import code
from tests.conftest import ROOT

WRITTEN: dict[str, Any] = YAML(typ="safe").load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
STAGES: dict[str, Any] = {name: stage.get("do", stage) for name, stage in WRITTEN.items()}
DESIGN_ORDER = ["ingest", "validate", "clean", "estimate", "release", "analyse", "render", "publish"]


def outputs(stage: str) -> dict[str, dict[str, bool]]:
    """Settings of each output by its path."""
    listed = (output if isinstance(output, dict) else {output: {}} for output in STAGES[stage]["outs"])
    return {path: settings for output in listed for path, settings in output.items()}


def code_dependencies(stage: str) -> set[str]:
    return {dep for dep in STAGES[stage]["deps"] if dep.startswith(("pipeline", "notebooks", "data/processed/code"))}


def test_stages_are_those_of_the_design_in_order() -> None:
    others = (
        "code",
        "synthetic",
        "drift",
        "compare",
        "context",
        "resolve_renderer",
        "sheets",
        "texts",
        "census",
        "sheets_census",
        "approvals",
        "protect",
    )
    assert [name for name in STAGES if name not in others] == DESIGN_ORDER


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_runs_the_module_of_its_name(stage: str) -> None:
    assert STAGES[stage]["cmd"].startswith(f"python -m pipeline.{stage}")
    module = importlib.import_module(stage_module(stage))
    assert 'if __name__ == "__main__":' in inspect.getsource(module), "its command would do nothing, and end well"
    options = set(inspect.signature(module.main).parameters)
    assert options == set(re.findall(r"--(\w+)", STAGES[stage]["cmd"])) or stage == "synthetic"


def test_what_is_compared_and_cited_is_declared_in_params() -> None:
    each = {name: stage["foreach"] for name, stage in WRITTEN.items() if "foreach" in stage}
    assert each == {"drift": "${previous}", "compare": "${previous}", "context": "${context}"}
    params = load_params(ROOT)
    assert {*params.previous, *params.previous.values()} <= set(params.cohorts)
    cited = [(citation.cohort, citation.study) for citation in params.context.values()]
    assert {cohort for pair in cited for cohort in pair} <= set(params.cohorts)
    assert list(params.context) == [f"{cohort}-{study}" for cohort, study in cited]


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "code"])
def test_a_stage_depends_on_the_code_that_it_runs_as_the_stage_code_lists_it(stage: str) -> None:
    notebooks = {"notebooks"} if stage == "analyse" else set()
    assert code_dependencies(stage) == {str(code(stage))} | notebooks


def test_the_stage_code_lists_what_every_other_stage_runs() -> None:
    assert code_dependencies("code") == {"pipeline", "notebooks"}
    assert set(STAGES["code"]["outs"]) == {str(code(stage)) for stage in stages()}
    assert {*stages(), "code"} == set(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_another_version_of_a_tool_makes_every_stage_stale(stage: str) -> None:
    assert "requirements.lock" in STAGES[stage]["deps"]


def test_only_the_render_depends_on_the_renderer_found() -> None:
    depending = {name for name, stage in STAGES.items() if "data/processed/renderer.json" in stage["deps"]}
    assert depending == {"render"}


@pytest.mark.parametrize("stage", STAGES)
def test_declared_params_exist(stage: str) -> None:
    for key in STAGES[stage].get("params", []):
        section, _, name = key.partition(".")
        model = Params.model_fields[section].annotation
        assert model is not None
        assert not name or name in model.model_fields


@pytest.mark.parametrize("stage", STAGES)
def test_outputs_stay_out_of_git(stage: str) -> None:
    for output in outputs(stage):
        assert output.startswith(("data/processed/", "reports/${item.cohort}", "data/raw/${item.cohort}/synthetic"))


def test_a_failing_build_leaves_the_published_booklets() -> None:
    assert outputs("publish") == {"reports/${item.cohort}": {"persist": True}}


def test_stages_that_are_known_to_take_long_exist() -> None:
    of_booklets = {f"render-{booklet}" for booklet in load_params(ROOT).booklets}
    assert set(USUAL_SECONDS) <= {*stages(), *of_booklets}


def test_a_first_build_begins_with_what_its_cohort_waits_for_longest() -> None:
    with Repo(str(ROOT)) as repo:
        planned = plan(repo, ["publish@qmi-1"])
    ways = planned.longest_ways(Durations({}).expected)
    first = [name for name, awaited in planned.waits_for.items() if awaited == {"code"}]
    assert max(first, key=lambda name: ways[name]) == "synthetic@qmi-1"
