"""A stage that is forked from a process with its libraries is the stage that a shell starts, only sooner."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.building.commands import ENDED_EARLY, Command, ForkedCommand, ShellCommand, stop
from pipeline.building.engines import Here
from pipeline.building.fork_server import stage_arguments
from pipeline.building.guard import guarded
from tests.conftest import ROOT
from tests.unit.dvc_projects import ENVIRONMENT

SEEN = """
import gc, json, os, signal, sys
print(json.dumps({
    "arguments": sys.argv, "name": __name__, "file": __file__, "main": sys.modules["__main__"].__file__,
    "folder": os.getcwd(), "path": sys.path,
    "environment": {key: os.environ[key] for key in sorted(os.environ) if key not in ("_", "PWD", "OLDPWD", "SHLVL")},
    "said": sys.stdin.read(), "leads its group": os.getpgrp() == os.getpid() == os.getsid(0),
    "interrupt": str(signal.getsignal(signal.SIGINT)), "child": str(signal.getsignal(signal.SIGCHLD)),
    "hashes": hash("retex"), "collects": gc.isenabled(), "encodings": [sys.stdout.encoding, sys.stderr.encoding],
}))
print("é after", flush=True)
print("of errors", file=sys.stderr)
sys.exit(3)
"""
WAITS = """
import pathlib, time
pathlib.Path("begun").touch()
try:
    time.sleep(60)
finally:
    pathlib.Path("cleared").touch()
"""

BUILDS = """
import os, threading
from pipeline.building.engines import this_machine
lock = os.open("lock", os.O_RDWR)
with this_machine(1, dict(os.environ), lock) as here:
    over = threading.Event()
    here.command("python -m pipeline.waits", over.set)
    over.wait()
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Here]:
    """A machine with two cores, in a copy of the project's code."""
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    lock = os.open("lock", os.O_CREAT | os.O_RDWR)
    with guarded() as guard:
        machine = Here(2, {**ENVIRONMENT, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}, lock, guard)
        yield machine
        machine.close()
    os.close(lock)


def module(name: str, code: str) -> None:
    Path(f"pipeline/{name}.py").write_text(code, encoding="utf-8")


def started(here: Here, command: str) -> tuple[Command, threading.Event]:
    over = threading.Event()
    return here.command(command, over.set), over


def ended(here: Here, command: str) -> Command:
    it, over = started(here, command)
    assert over.wait(30)
    return it


def wait_for(path: str) -> None:
    until = time.monotonic() + 20
    while not Path(path).exists():
        assert time.monotonic() < until, f"{path} did not come"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    with suppress(OSError):
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    return False


def test_it_sees_and_says_what_a_stage_that_a_shell_starts_does(here: Here) -> None:
    module("seen", SEEN)
    forked = ended(here, "python -m pipeline.seen --cohort qmi-1 --audience=communes")
    by_shell = ended(here, "true; exec python -m pipeline.seen --cohort qmi-1 --audience=communes")
    assert isinstance(forked, ForkedCommand)
    assert isinstance(by_shell, ShellCommand)
    assert json.loads(forked.said[0]) == json.loads(by_shell.said[0])
    assert forked.said == by_shell.said
    assert forked.code == by_shell.code == 3
    assert forked.said[1:] == ["é after", "of errors"]


def test_what_a_stage_leaves_behind_ends_with_it(here: Here) -> None:
    module("leaves", "import json, os\njson.left = os.environ['LEFT'] = 'behind'\n")
    module("looks", "import json, os\nprint(hasattr(json, 'left'), os.environ.get('LEFT'))\n")
    assert ended(here, "python -m pipeline.leaves").code == 0
    assert ended(here, "python -m pipeline.looks").said == ["False None"]


def test_a_stage_reads_the_code_of_the_project_as_it_is_now(here: Here) -> None:
    module("shared", "WORD = 'before'\n")
    module("says", "from pipeline.shared import WORD\nprint(WORD)\n")
    assert ended(here, "python -m pipeline.says").said == ["before"]
    module("shared", "WORD = 'behind'\n")
    os.utime("pipeline/shared.py", (1, 1))  # for Python's own cache of compiled files: same size, another time
    assert ended(here, "python -m pipeline.says").said == ["behind"]


def test_what_stages_share_is_imported_once(here: Here) -> None:
    module(
        "shared", "import os, pathlib\nwith pathlib.Path('imported').open('a') as file:\n    print('x', file=file)\n"
    )
    for name in ("one", "other"):
        module(name, "from pipeline import shared\nprint('pipeline.one' in __import__('sys').modules)\n")
        assert ended(here, f"python -m pipeline.{name}").said == ["False"]
    assert Path("imported").read_text(encoding="utf-8") == "x\n"


def test_what_a_stage_imports_when_it_gets_to_it_is_there_before(here: Here) -> None:
    module("later", "import os\nIMPORTED_BY = os.getpid()\n")
    module("late", "def first():\n    from pipeline import later\n    return later.IMPORTED_BY\n")
    module("one", "import os\nfrom pipeline.late import first\nprint(first() == os.getppid())\n")
    assert ended(here, "python -m pipeline.one").said == ["True"]


def test_what_is_expected_is_imported_before_it_is_ordered(here: Here) -> None:
    module("shared", "import pathlib\npathlib.Path('imported').touch()\n")
    module("one", "from pipeline import shared\n")
    nothing = [SimpleNamespace(cmd=None), SimpleNamespace(cmd="echo nothing")]
    here.expect([*nothing, SimpleNamespace(cmd="python -m pipeline.one --cohort c")])
    wait_for("imported")
    assert ended(here, "python -m pipeline.one --cohort c").code == 0


def test_what_takes_long_to_import_is_not_waited_for_by_others(here: Here) -> None:
    """`validate` is forked by a process of its own: while that one still imports, another stage begins and ends."""
    module("slow", "import pathlib, time\npathlib.Path('begun').touch()\ntime.sleep(60)\n")
    module("validate", "from pipeline import slow\n")
    module("quick", "print('done')\n")
    waiting, over = started(here, "python -m pipeline.validate")
    wait_for("begun")
    assert ended(here, "python -m pipeline.quick").said == ["done"]
    stop([waiting])
    here.close()
    assert over.wait(20)


def test_a_stage_that_another_imports_is_run_all_the_same(here: Here) -> None:
    module("one", "WORD = 'one'\nif __name__ == '__main__':\n    print(WORD)\n")
    module("other", "from pipeline.one import WORD\nprint(WORD, 'again')\n")
    assert ended(here, "python -m pipeline.other").said == ["one again"]
    assert ended(here, "python -m pipeline.one").said == ["one"]


def test_an_error_nobody_foresaw_has_its_exit_code(here: Here) -> None:
    module("fails", "raise ValueError('no')\n")
    failed = ended(here, "python -m pipeline.fails")
    assert failed.code == 1
    assert failed.said[-1] == "ValueError: no"


def test_a_stage_that_is_killed_has_not_ended_well(here: Here) -> None:
    module("dies", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    assert ended(here, "python -m pipeline.dies").code == -signal.SIGKILL


@pytest.mark.parametrize("found", [signal.default_int_handler, signal.SIG_IGN], ids=["by hand", "in the background"])
def test_it_is_interrupted_as_a_group(here: Here, found: Any) -> None:
    module("waits", WAITS)
    former = signal.signal(signal.SIGINT, found)  # a shell without job control has what it starts with « & » ignore it
    try:
        command, _ = started(here, "python -m pipeline.waits")
        wait_for("begun")
    finally:
        signal.signal(signal.SIGINT, former)
    stop([command])
    assert Path("cleared").exists()
    assert command.code != 0


def test_one_that_is_stopped_before_it_began_never_begins(here: Here) -> None:
    module("validate", WAITS)
    command, over = started(here, "python -m pipeline.validate")
    stop([command])  # libraries are being imported
    assert over.wait(20)
    assert command.code != 0
    assert not Path("begun").exists()


def test_a_branch_has_what_both_need_and_ends_with_the_other(here: Here) -> None:
    """The process that forks `validate` is forked itself, and is killed with the one that forks the others."""
    tells = "import json, os, sys\nfound = 'great_expectations' in sys.modules, 'scipy.stats' in sys.modules\n"
    tells += "print(json.dumps([os.getppid(), os.getpgid(os.getppid()), *found]))\n"
    module("validate", tells)
    module("other", tells)
    branch, group, *both = json.loads(ended(here, "python -m pipeline.validate").said[0])
    shared, *others = json.loads(ended(here, "python -m pipeline.other").said[0])
    assert branch != shared
    assert both == [True, True]
    assert others == [group, False, True]
    here.close()
    until = time.monotonic() + 20
    while is_alive(branch) or is_alive(shared):
        assert time.monotonic() < until, "one of them lives on"
        time.sleep(0.02)


def test_without_the_process_that_forks_stages_still_run(here: Here) -> None:
    module("lasts", "import time, pathlib\npathlib.Path('begun').touch()\ntime.sleep(1)\n")
    module("pid", "import os\nprint(os.getppid())\n")
    server = int(ended(here, "python -m pipeline.pid").said[0])
    command, over = started(here, "python -m pipeline.lasts")
    wait_for("begun")
    os.kill(server, signal.SIGKILL)
    assert over.wait(20)
    assert (command.code, command.said) == (1, [ENDED_EARLY])
    after = ended(here, "python -m pipeline.pid")
    assert isinstance(after, ShellCommand)
    assert after.code == 0


def test_a_stage_ends_with_a_build_that_is_killed(here: Here) -> None:
    module("waits", "import time, os, pathlib\npathlib.Path('begun').write_text(str(os.getpid()))\ntime.sleep(60)\n")
    build = subprocess.Popen([sys.executable, "-c", BUILDS], env=ENVIRONMENT)
    wait_for("begun")
    build.kill()
    build.wait()
    until = time.monotonic() + 20
    pid = int(Path("begun").read_text(encoding="utf-8"))
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("python -m pipeline.render --cohort qmi-1", ["render", "--cohort", "qmi-1"]),
        ("python -m pipeline.synthetic qmi-1", ["synthetic", "qmi-1"]),
        ("python -m pipeline.render --cohort qmi-1; rm -r data", None),
        ("python -m pipeline.render --cohort $COHORT", None),
        ("python -m pipeline.render --cohort 'qmi 1'", None),
        ("python -m pipeline.render\npython -m pipeline.census", None),
        ("python -m pipeline.render > said.txt", None),
        ("python -m json.tool", None),
        ("RETEX=1 python -m pipeline.render", None),
    ],
)
def test_only_what_a_shell_would_hand_on_is_forked(command: str, arguments: list[str] | None) -> None:
    assert stage_arguments(command) == arguments


def test_another_python_is_started_by_a_shell(here: Here, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python").symlink_to(sys.executable)
    module("pid", "print(1)\n")
    with guarded() as guard:
        other = Here(1, {**ENVIRONMENT, "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}, os.open("lock", os.O_RDWR), guard)
        assert isinstance(ended(other, "python -m pipeline.pid"), ShellCommand)
