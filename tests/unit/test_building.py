"""A build runs side by side what DVC runs one by one, and leaves what DVC would have left."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from dulwich.repo import Repo
from dvc.dependency import Dependency
from dvc.stage import Stage
from rich.console import Console
from ruamel.yaml import YAML

from pipeline.building import dvc_records
from pipeline.building.engines import Here
from pipeline.building.following import follow
from pipeline.building.freshness import Freshness
from pipeline.building.plan import opened, plan
from pipeline.building.progress import Progress
from pipeline.errors import RetexError
from tests.conftest import ROOT
from tests.unit.dvc_projects import ENVIRONMENT, copying, dvc, here, project, stage, write

WAIT_FOR = "for i in $(seq 200); do test -f {0} && break; sleep 0.05; done; test -f {0}"
LISTS = """
import hashlib, json, pathlib
listed = pathlib.Path("data/processed/code/made.json")
listed.parent.mkdir(parents=True, exist_ok=True)
listed.write_text(json.dumps({"maker": hashlib.sha256(pathlib.Path("maker").read_bytes()).hexdigest()}))
"""
DIAMOND = {
    "zeta": copying("source", "zeta.out", after="sleep 0.3"),
    "alpha": copying("source", "alpha.out"),
    "joined": stage("cat zeta.out alpha.out > joined.out", ["zeta.out", "alpha.out"], ["joined.out"]),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*targets: str, jobs: int = 2) -> tuple[Progress, str]:
    """Build in the working directory, as `pipeline.build` does."""
    said = io.StringIO()
    progress, _ = follow(targets, [], here(jobs), Console(file=said, width=100))
    return progress, said.getvalue()


def when_there(path: Path, number: signal.Signals, pid: int = 0) -> threading.Thread:
    """Send a signal to a process (this one by default) once the file is there."""

    def send() -> None:
        until = time.monotonic() + 20
        while not path.exists() and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(pid or os.getpid(), number)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def test_an_output_that_git_tracks_is_refused(folder: Path) -> None:
    project(folder, {"copied": copying("source", "copied.out"), "other": copying("source", "other.out")})
    (folder / "copied.out").write_text("by hand", encoding="utf-8")
    subprocess.run(["git", "add", "--force", "copied.out"], cwd=folder, check=True)
    progress, said = run("copied", "other")
    assert (progress.not_built, set(progress.seconds)) == ({"copied"}, {"other"})
    assert "copied.out' is already tracked by SCM" in said


def test_git_s_index_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    read = Repo.open_index
    monkeypatch.setattr(Repo, "open_index", lambda *arguments: reads.append("") or read(*arguments))
    project(folder, DIAMOND)
    run("joined")
    assert len(reads) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_dvc_lock_has_the_bytes_that_dvc_repro_writes(folder: Path, jobs: int) -> None:
    project(folder, DIAMOND)
    progress, _ = run("joined", jobs=jobs)
    assert set(progress.seconds) == set(DIAMOND)
    ours = (folder / "dvc.lock").read_bytes()
    assert dvc(folder, "status").strip() == "Data and pipelines are up to date."
    (folder / "dvc.lock").unlink()
    shutil.rmtree(folder / ".dvc/cache")
    dvc(folder, "repro", "joined")
    assert (folder / "dvc.lock").read_bytes() == ours


def test_what_is_known_keeps_its_place_in_dvc_lock(folder: Path) -> None:
    project(folder, DIAMOND)
    run("joined")
    before = (folder / "dvc.lock").read_text(encoding="utf-8")
    write(folder, {"beta": copying("alpha.out", "beta.out"), **DIAMOND})
    (folder / "source").write_text("two\n", encoding="utf-8")
    run("joined", "beta")
    after = (folder / "dvc.lock").read_text(encoding="utf-8")
    order = [line for line in after.splitlines() if line.startswith("  ") and line[2] not in " -"]
    assert [line for line in order if "beta" not in line] == [
        line for line in before.splitlines() if line.startswith("  ") and line[2] not in " -"
    ]
    assert order[-1] == "  beta:"
    assert dvc(folder, "status").strip() == "Data and pipelines are up to date."


def test_a_dvc_lock_laid_out_by_hand_is_laid_out_as_dvc_does(folder: Path) -> None:
    project(folder, DIAMOND)
    run("joined")
    (folder / "source").write_text("two\n", encoding="utf-8")
    lock = folder / "dvc.lock"
    by_hand = lock.read_text(encoding="utf-8").replace("schema", "# by hand\nschema").replace("zeta:", "'zeta':")
    lock.write_text(by_hand, encoding="utf-8")
    run("alpha")
    ours = lock.read_bytes()
    assert b"hand" not in ours
    assert set(YAML(typ="safe").load(ours)["stages"]) == set(DIAMOND)
    run("joined")
    assert dvc(folder, "status").strip() == "Data and pipelines are up to date."


def test_the_lock_of_this_project_is_split_by_stage_and_put_together_again() -> None:
    text = (ROOT / "dvc.lock").read_text(encoding="utf-8")
    blocks = {found[1]: found[0] for found in dvc_records.BLOCK.finditer(text)}
    assert "".join([dvc_records.HEAD, *blocks.values()]) == text
    assert set(blocks) == set(YAML(typ="safe").load(text)["stages"])


def test_stages_that_do_not_wait_for_each_other_run_side_by_side(folder: Path) -> None:
    first = stage(f"touch 1.flag && {WAIT_FOR.format('2.flag')} && touch 1.out", ["source"], ["1.out"])
    second = stage(f"touch 2.flag && {WAIT_FOR.format('1.flag')} && touch 2.out", ["source"], ["2.out"])
    project(folder, {"first": first, "second": second})
    progress, _ = run("first", "second")
    assert set(progress.seconds) == {"first", "second"}


def test_one_job_runs_one_stage_at_a_time(folder: Path) -> None:
    alone = "mkdir busy && sleep 0.2 && rmdir busy"
    project(folder, {name: copying("source", f"{name}.out", after=alone) for name in ("a", "b", "c")})
    progress, _ = run("a", "b", "c", jobs=1)
    assert set(progress.seconds) == {"a", "b", "c"}


def test_nothing_is_run_twice(folder: Path) -> None:
    project(folder, DIAMOND)
    run("joined")
    progress, said = run("joined")
    assert (progress.unchanged, said) == (set(DIAMOND), "")


def test_only_what_hangs_on_a_stage_that_stopped_is_left_out(folder: Path) -> None:
    broken = stage("echo 'what is wrong' && exit 3", ["source"], ["broken.out"])
    project(folder, {**DIAMOND, "broken": broken, "after": copying("broken.out", "after.out")})
    progress, said = run("after", "joined")
    assert progress.not_built == {"broken", "after"}
    assert set(progress.seconds) == set(DIAMOND)
    assert "what is wrong" in said
    assert "broken: stopped (exit code 3)" in said
    assert "broken" not in (folder / "dvc.lock").read_text(encoding="utf-8")
    write(folder, {**DIAMOND, "broken": copying("source", "broken.out"), "after": copying("broken.out", "after.out")})
    progress, _ = run("after", "joined")
    assert set(progress.seconds) == {"broken", "after"}


def test_a_command_that_makes_nothing_is_a_failure_that_is_told(folder: Path) -> None:
    project(folder, {"silent": stage("true", ["source"], ["silent.out"])})
    progress, said = run("silent")
    assert progress.not_built == {"silent"}
    assert "silent.out" in said


def test_a_stage_that_is_killed_runs_again_the_next_time(folder: Path) -> None:
    project(folder, {"killed": copying("source", "killed.out", after="test -f go || kill -9 $$")})
    progress, said = run("killed")
    assert progress.not_built == {"killed"}
    assert "exit code -9" in said
    (folder / "go").touch()
    progress, _ = run("killed")
    assert set(progress.seconds) == {"killed"}


def test_an_interruption_keeps_what_had_ended_and_stops_the_rest(folder: Path) -> None:
    waiting = stage("touch waiting.flag && sleep 60 && touch waiting.out", ["quick.out"], ["waiting.out"])
    project(folder, {"quick": copying("source", "quick.out"), "waiting": waiting})
    thread = when_there(folder / "waiting.flag", signal.SIGINT)
    begun_at = time.monotonic()
    with pytest.raises(RetexError, match="Interrupted"):
        run("waiting")
    thread.join()
    assert time.monotonic() - begun_at < 30
    assert list((folder / ".dvc/tmp").glob("rwlock")) == [] or "waiting.out" not in (
        folder / ".dvc/tmp/rwlock"
    ).read_text(encoding="utf-8")
    write(folder, {"quick": copying("source", "quick.out"), "waiting": copying("quick.out", "waiting.out")})
    progress, _ = run("waiting")
    assert (progress.unchanged, set(progress.seconds)) == ({"quick"}, {"waiting"})


BUILD = """
from tests.unit.test_building import run
run("waiting")
"""


def test_a_build_that_is_killed_finds_its_results_again_and_leaves_no_orphan(folder: Path) -> None:
    waiting = stage(
        "touch waiting.flag && sleep 2 && echo $$ >> orphan && touch waiting.out", ["quick.out"], ["waiting.out"]
    )
    project(folder, {"quick": copying("source", "quick.out"), "waiting": waiting})
    build = subprocess.Popen([sys.executable, "-c", BUILD], env={**os.environ, "PYTHONPATH": str(ROOT)})
    when_there(folder / "waiting.flag", signal.SIGKILL, build.pid).join()
    assert build.wait() == -signal.SIGKILL
    assert not (folder / "dvc.lock").exists()
    progress, _ = run("waiting")
    assert (progress.restored, set(progress.seconds)) == ({"quick"}, {"waiting"})
    assert len((folder / "orphan").read_text(encoding="utf-8").split()) == 1, "the first one never got there"
    assert dvc(folder, "status").strip() == "Data and pipelines are up to date."


def test_the_claims_of_a_killed_build_block_nothing_whoever_has_its_number_now(folder: Path) -> None:
    project(folder, DIAMOND)
    claim = {"pid": 1, "cmd": f"{sys.argv[0]} run"}  # process 1 is always there
    (folder / ".dvc/tmp").mkdir(exist_ok=True)
    claims = {"write": {str(folder / "zeta.out"): claim}, "read": {str(folder / "source"): [claim]}}
    (folder / ".dvc/tmp/rwlock").write_text(json.dumps(claims), encoding="utf-8")
    progress, said = run("joined")
    assert set(progress.seconds) == set(DIAMOND), said


def test_claims_that_were_cut_short_block_nothing(folder: Path) -> None:
    project(folder, DIAMOND)
    (folder / ".dvc/tmp").mkdir(exist_ok=True)
    (folder / ".dvc/tmp/rwlock").write_text('{"write": {"', encoding="utf-8")
    progress, said = run("joined")
    assert set(progress.seconds) == set(DIAMOND), said


def test_results_of_an_earlier_run_on_the_same_inputs_are_taken_again(folder: Path) -> None:
    project(folder, DIAMOND)
    run("joined")
    (folder / "source").write_text("two\n", encoding="utf-8")
    run("joined")
    (folder / "source").write_text("one\n", encoding="utf-8")
    progress, _ = run("joined")
    assert (progress.restored, progress.seconds) == (set(DIAMOND), {})
    assert (folder / "joined.out").read_text(encoding="utf-8") == "one\none\n"


def test_a_stage_whose_inputs_come_out_the_same_does_not_run(folder: Path) -> None:
    sizes = {
        "size": stage("wc -l < source > size.out", ["source"], ["size.out"]),
        "page": copying("size.out", "page.out"),
    }
    project(folder, sizes)
    run("page")
    (folder / "source").write_text("another\n", encoding="utf-8")
    progress, _ = run("page")
    assert (set(progress.seconds), progress.unchanged) == ({"size"}, {"page"})
    assert dvc(folder, "status").strip() == "Data and pipelines are up to date."


def test_what_runs_stages_hears_of_the_last_ones_then_of_those_that_will_have_to_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(folder, {**DIAMOND, "apart": copying("other", "apart.out")})
    (folder / "other").write_text("one\n", encoding="utf-8")
    run()
    (folder / "source").write_text("two\n", encoding="utf-8")
    heard: list[list[str]] = []
    monkeypatch.setattr(Here, "expect", lambda _, stages: heard.append([each.addressing for each in stages]))
    run()
    assert list(map(set, heard)) == [{"joined", "apart"}, {"zeta", "alpha", "joined"}]


def test_what_runs_stages_hears_first_of_deliveries_that_were_edited(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = folder / "data/raw/cohort/survey.csv"
    delivery.parent.mkdir(parents=True)
    delivery.write_text("one\n", encoding="utf-8")
    project(folder, {"joined": copying(str(delivery.relative_to(folder)), "joined.out")})
    run()
    heard: list[list[str]] = []
    monkeypatch.setattr(Here, "begin", lambda _, stages: heard.append(list(stages)))
    run()
    assert heard[0] == []
    heard.clear()
    delivery.write_text("two\n", encoding="utf-8")
    run()
    assert heard[0] == ["ingest", "validate"]


def test_a_stage_that_waits_for_a_core_is_looked_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    answer = Freshness.is_up_to_date

    def noted(self: Freshness, each: Stage) -> bool:
        looked_at.append(each.addressing)
        return answer(self, each)

    monkeypatch.setattr(Freshness, "is_up_to_date", noted)
    stages = {name: copying("made.out", f"{name}.out", after="sleep 0.5") for name in ("first", "second")}
    project(folder, {"made": copying("source", "made.out"), **stages})
    run("first", "second", jobs=1)
    # Before anything runs, and once more when what it waits for has changed.
    assert Counter(looked_at) == {"made": 1, "first": 2, "second": 2}


def test_what_several_stages_depend_on_is_looked_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(folder, {"made": copying("source", "made.out"), "page": copying("made.out", "page.out")})
    run("page")
    looked_at: list[str] = []
    answer = Dependency.get_hash

    def noted(self: Dependency) -> object:
        looked_at.append(str(self))
        return answer(self)

    monkeypatch.setattr(Dependency, "get_hash", noted)
    with opened() as repo:
        freshness = Freshness()
        stages = plan(repo, ["page"]).stages.values()
        assert all(freshness.is_up_to_date(each) for each in [*stages, *stages])
    assert sorted(looked_at) == ["made.out", "source"]


def read_by_dvc(folder: Path, monkeypatch: pytest.MonkeyPatch, **commands: str) -> list[str]:
    """What DVC walked through in a build of these stages, which all depend on one folder."""
    (folder / "all").mkdir()
    (folder / "all" / "one").write_text("one\n", encoding="utf-8")
    project(folder, {name: stage(command, ["all"], [f"{name}.out"]) for name, command in commands.items()})
    looked_at: list[str] = []
    answer = Dependency._build

    def noted(self: Dependency, *arguments: object, **named: object) -> object:
        looked_at.append(str(self))
        return answer(self, *arguments, **named)

    monkeypatch.setattr(Dependency, "_build", noted)
    run(*commands)
    return looked_at


def test_a_folder_that_nobody_touches_is_read_once_for_all_stages_and_once_at_the_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = read_by_dvc(folder, monkeypatch, named="ls all > named.out", said="cat all/* > said.out")
    # A stage that dvc.lock does not know is not compared with it.
    in_turn = ["did it run before, and on what?", "is that so at the end?"]
    assert told == ["all"] * len(in_turn)


def test_a_folder_that_is_edited_while_a_stage_runs_is_kept_as_it_is_then(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = read_by_dvc(folder, monkeypatch, said="cat all/* > said.out; echo two > all/one")
    assert told == ["all"] * 3
    kept = YAML(typ="safe").load(folder / "dvc.lock")["stages"]["said"]["deps"][0]
    with opened() as repo:
        assert kept["md5"] == plan(repo, ["said"]).stages["said"].deps[0].get_hash().value


def test_a_folder_that_stages_fill_is_looked_at_again_when_one_has_run(folder: Path) -> None:
    (folder / "all").mkdir()
    filling = {name: copying("source", f"all/{name}.out") for name in ("first", "second")}
    joined = stage("cat all/*.out > joined.out", ["all"], ["joined.out"])
    project(folder, {**filling, "joined": joined})
    run("joined")
    (folder / "source").write_text("another\n", encoding="utf-8")
    run("joined")
    assert (folder / "joined.out").read_text(encoding="utf-8") == "another\nanother\n"


def test_what_always_runs_does_not_make_what_follows_run(folder: Path) -> None:
    found = stage("echo tool > found.out", ["source"], ["found.out"], always_changed=True)
    project(folder, {"found": found, "page": copying("found.out", "page.out")})
    run("page")
    progress, _ = run("page")
    assert (set(progress.seconds), progress.unchanged) == ({"found"}, {"page"})


def test_what_a_stage_made_of_code_that_was_edited_meanwhile_is_not_kept(folder: Path) -> None:
    stages = {
        "code": stage(f"python -c '{LISTS}'", ["maker"], ["data/processed/code/made.json"]),
        "made": stage("sh maker > made.out", ["data/processed/code/made.json", "source"], ["made.out"]),
    }
    project(folder, stages)
    (folder / "maker").write_text("cat source; echo 'echo edited' > maker\n", encoding="utf-8")
    progress, said = run("made")
    assert progress.not_built == {"made"}
    assert "maker changed while it ran: what it made is not kept. Run again." in said
    assert set(run("made")[0].seconds) == {"code", "made"}
    assert (folder / "made.out").read_text(encoding="utf-8") == "edited\n"


def test_a_published_result_outlives_a_stage_that_stops(folder: Path) -> None:
    kept = [{"kept.out": {"persist": True}}]
    project(folder, {"publish": stage("cp source kept.out", ["source"], kept)})
    run("publish")
    write(folder, {"publish": stage("exit 1", ["source"], kept)})
    progress, _ = run("publish")
    assert progress.not_built == {"publish"}
    assert (folder / "kept.out").read_text(encoding="utf-8") == "one\n"


def test_a_frozen_stage_is_left_as_it_is(folder: Path) -> None:
    project(folder, {"old": copying("source", "old.out"), "page": copying("old.out", "page.out")})
    run("page")
    write(folder, {"old": {**copying("source", "old.out"), "frozen": True}, "page": copying("old.out", "page.out")})
    (folder / "source").write_text("two\n", encoding="utf-8")
    progress, _ = run("page")
    assert progress.unchanged == {"old", "page"}


def test_a_result_that_was_deleted_or_changed_is_put_back(folder: Path) -> None:
    project(folder, DIAMOND)
    run("joined")
    (folder / "alpha.out").unlink()
    (folder / "joined.out").unlink()
    (folder / "joined.out").write_text("edited by hand\n", encoding="utf-8")
    progress, _ = run("joined")
    assert progress.restored == {"alpha", "joined"}
    assert (folder / "joined.out").read_text(encoding="utf-8") == "one\none\n"


def test_a_made_up_delivery_that_somebody_edited_is_put_back_and_told(folder: Path) -> None:
    made = "data/raw/demo/synthetic"
    command = f"mkdir -p {made} && cp source {made}/scores.csv && cp source {made}/quotes.csv"
    project(folder, {"made": stage(command, ["source"], [made]), **DIAMOND})
    _, said = run("made")
    assert "not what" not in said
    (folder / made / "scores.csv").unlink()
    (folder / made / "scores.csv").write_text("edited\n", encoding="utf-8")
    progress, said = run("made")
    assert progress.restored == {"made"} and (folder / made / "scores.csv").read_text(encoding="utf-8") == "one\n"
    assert f"{made}/scores.csv is not what pipeline.synthetic makes" in said and "quotes.csv" not in said
    (kept,) = (folder / "data/processed/demo/edited").iterdir()
    assert kept.read_text(encoding="utf-8") == "edited\n"
    (folder / "source").write_text("two\n", encoding="utf-8")
    assert "not what" not in run("made")[1]


def test_a_build_waits_for_nobody_who_uses_dvc_by_hand(folder: Path) -> None:
    project(folder, {"slow": copying("source", "slow.out", after="touch slow.flag && sleep 3")})
    by_hand = subprocess.Popen([sys.executable, "-m", "dvc", "repro", "-q"], env=ENVIRONMENT)
    until = time.monotonic() + 20
    while not (folder / "slow.flag").exists() and time.monotonic() < until:
        time.sleep(0.05)
    progress, said = run("slow")
    assert progress.not_built == {"slow"}
    assert "busy" in said
    assert by_hand.wait() == 0


def test_an_unreadable_dvc_yaml_is_a_sentence(folder: Path) -> None:
    project(folder, DIAMOND)
    (folder / "dvc.yaml").write_text("stages: [", encoding="utf-8")
    with pytest.raises(RetexError, match="DVC: "):
        run("joined")
