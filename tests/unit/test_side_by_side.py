"""Several things are done at once, each once, and what goes wrong in another process is told as in this one."""

from __future__ import annotations

import fcntl
import itertools
import math
import os
import signal
import time
from pathlib import Path
from threading import Timer

import pytest

from pipeline import cores, side_by_side
from pipeline.errors import FactError, RetexError

NAMES = [f"n{number}" for number in range(20)]


@pytest.fixture(autouse=True)
def two_cores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(2, tmp_path, monkeypatch)


def use(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cores.share(tmp_path / "cores", count)
    monkeypatch.setenv(cores.SHARED, str(tmp_path / "cores"))


def leaving(folder: Path, name: str) -> None:
    with (folder / name).open("x", encoding="utf-8") as stream:  # refuses to be done twice
        stream.write(str(os.getpid()))


def test_each_is_done_once_in_another_process(tmp_path: Path) -> None:
    side_by_side.side_by_side(lambda name: leaving(tmp_path, name), NAMES)
    processes = {(tmp_path / name).read_text("utf-8") for name in NAMES}
    assert len(processes) > 2
    assert str(os.getpid()) not in processes


def test_the_first_are_done_together_and_the_last_one_by_one(tmp_path: Path) -> None:
    side_by_side.side_by_side(lambda name: leaving(tmp_path, name), NAMES)
    processes = [(tmp_path / name).read_text("utf-8") for name in NAMES]
    together = [len(list(group)) for _, group in itertools.groupby(processes)]
    assert together == sorted(together, reverse=True)
    assert together[0] == math.ceil(len(NAMES) / (2 * side_by_side.PARTS_A_CORE)) > together[-1] == 1


@pytest.mark.parametrize("count", [1, 2])
def test_what_each_gives_comes_back_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    use(count, tmp_path, monkeypatch)
    assert side_by_side.side_by_side(lambda name: name * 2, NAMES) == [name * 2 for name in NAMES]


@pytest.mark.parametrize(("count", "names"), [(1, NAMES), (2, NAMES[:1]), (2, [])])
def test_on_one_core_or_for_one_no_process_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, names: list[str]
) -> None:
    use(count, tmp_path, monkeypatch)
    side_by_side.side_by_side(lambda name: leaving(tmp_path, name), names)
    assert {(tmp_path / name).read_text("utf-8") for name in names} <= {str(os.getpid())}


def test_what_is_refused_is_raised_and_says_where(tmp_path: Path) -> None:
    def refuse(name: str) -> None:
        if name == "n3":
            raise FactError("Fact x rests on nothing.")
        leaving(tmp_path, name)

    with pytest.raises(FactError) as refused:
        side_by_side.side_by_side(refuse, NAMES)
    assert str(refused.value) == "Fact x rests on nothing."
    assert "in refuse" in refused.value.__notes__[0]


def test_a_process_that_is_killed_is_told_with_what_to_do() -> None:
    def killed(_name: str) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(RetexError, match=r"^Some of n0, n1: its process ended early.*Run again, with fewer stages"):
        side_by_side.side_by_side(killed, ["n0", "n1"])


def test_a_core_that_comes_free_is_used_at_once(tmp_path: Path) -> None:
    """The first waits for the second, which has no core before another stage lets go of one."""
    own, others = (cores.take(tmp_path / "cores") for _ in range(2))
    assert own is not None
    assert others is not None
    begun = tmp_path / "begun"

    def work(name: str) -> bool:
        if name == "second":
            begun.touch()
        until = time.monotonic() + 20
        while not begun.exists() and time.monotonic() < until:
            time.sleep(0.02)
        return begun.exists()

    letting_go = Timer(0.3, fcntl.flock, (others, fcntl.LOCK_UN))
    letting_go.start()
    assert side_by_side.side_by_side(work, ["first", "second"]) == [True, True]
    letting_go.join()
    os.close(own)
    os.close(others)
