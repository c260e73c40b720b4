"""Stages share the cores of their build: never more at work than there are, none left idle."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from pathlib import Path

import pytest

from pipeline import cores


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cores.share(tmp_path, 3)
    monkeypatch.setenv(cores.SHARED, str(tmp_path))
    return tmp_path


def test_as_many_are_usable_as_the_build_shares(shared: Path) -> None:
    assert cores.usable() == 3
    cores.share(shared, 2)
    assert cores.usable() == 2


def test_a_stage_started_by_hand_may_use_what_the_process_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cores.SHARED, raising=False)
    assert cores.usable() == len(os.sched_getaffinity(0))
    assert all(cores.Cores().try_one() is not None for _ in range(5))


def test_a_stage_has_its_own_core_and_those_that_others_leave(shared: Path) -> None:
    for_stages = [cores.take(shared) for _ in range(2)]  # the build counts one for each stage it runs
    first, second = cores.Cores(), cores.Cores()
    assert first.try_one() is not None
    assert second.try_one() is not None
    spare = first.try_one()
    assert spare is not None
    assert first.try_one() is None
    assert second.try_one() is None
    assert cores.take(shared) is None
    first.give_back(spare)
    assert second.try_one() is not None
    for descriptor in for_stages:
        assert descriptor is not None
        os.close(descriptor)
    assert cores.take(shared) is not None


def test_a_core_that_was_given_back_is_free_though_a_process_was_forked_meanwhile(shared: Path) -> None:
    stage = cores.Cores()
    stage.try_one()
    spare = stage.try_one()
    assert spare is not None
    process = multiprocessing.get_context("fork").Process(target=time.sleep, args=(30,), daemon=True)
    process.start()
    try:
        stage.give_back(spare)
        assert all(cores.take(shared) is not None for _ in range(3))
        assert cores.take(shared) is None
    finally:
        process.kill()
        process.join()


def test_threads_wait_for_their_turn(shared: Path) -> None:
    busy = [cores.take(shared) for _ in range(2)]
    at_work, most, lock = 0, 0, threading.Lock()

    def work(number: int) -> int:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.05)
        with lock:
            at_work -= 1
        return number * 2

    in_turn = cores.Cores().in_turn(work)
    results: dict[int, int] = {}
    threads = [threading.Thread(target=lambda n=n: results.update({n: in_turn(n)})) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2, "its own core, and the third one"
    assert results == {number: number * 2 for number in range(6)}
    assert len(busy) == 2
