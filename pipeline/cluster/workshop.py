"""How a worker carries out an order: fetch what the stage reads, run it, send what it made."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dvc.exceptions import DvcException
from dvc.repo import Repo
from dvc.utils.fs import remove

from pipeline.building.commands import Command, stop
from pipeline.building.engines import Here
from pipeline.cluster import checkout
from pipeline.cluster.orders import Order, Outcome
from pipeline.cluster.parcels import Carrier, Parcel
from pipeline.errors import RetexError


class Workshop:
    """The work folder of one worker. Orders are carried out in threads; DVC is used by one of them at a time."""

    def __init__(self, here: Here, tell: Callable[[str], None]) -> None:
        """`tell` is told each stage that begins and ends."""
        self._here, self._tell = here, tell
        self._repo, self._with_dvc = Repo(), threading.Lock()
        self._carriers: dict[str, Carrier] = {}
        self._running: dict[Command, str] = {}

    def carry_out(self, order: Order) -> Outcome:
        """Run one stage; what goes wrong is an outcome."""
        if checkout.resource() != order.offer:
            return Outcome(1, ("This worker's files changed since it offered itself: start it again.",))
        self._tell(f"{order.stage}: begun")
        try:
            outcome = self._carry_out(order)
        except (RetexError, DvcException, OSError) as problem:
            outcome = Outcome(1, (f"{type(problem).__name__}: {problem}",))
        self._tell(f"{order.stage}: ended ({outcome.code})")
        return outcome

    def _carry_out(self, order: Order) -> Outcome:
        with self._with_dvc:
            for parcel in order.inputs:
                self._carrier(order.remote).receive(parcel)
            for made in order.outputs:
                if not made.persists:
                    remove(made.path)
        command = self._run(order)
        if command.code:
            return Outcome(command.code, tuple(command.said))
        with self._with_dvc:
            return Outcome(0, tuple(command.said), tuple(self._send(order)))

    def _run(self, order: Order) -> Command:
        over = threading.Event()
        with self._here.a_core():
            command = self._here.command(order.command, over.set)
            self._running[command] = order.build
            over.wait()
            del self._running[command]
        return command

    def _send(self, order: Order) -> Iterator[Parcel]:
        for made in order.outputs:
            if Path(made.path).exists():  # the build says what is missing, as it does for a stage that runs there
                yield self._carrier(order.remote).send(Path(made.path))

    def _carrier(self, remote: str) -> Carrier:
        if remote not in self._carriers:
            self._carriers[remote] = Carrier(self._repo, remote)
        return self._carriers[remote]

    def stop(self, build: str = "") -> None:
        """End the commands of one build, or of all."""
        stop(command for command, of in list(self._running.items()) if build in ("", of))


_open: list[Workshop] = []


@contextmanager
def opened(workshop: Workshop) -> Iterator[None]:
    """While this lasts, orders to this process are carried out there."""
    _open.append(workshop)
    try:
        yield
    finally:
        _open.remove(workshop)
        workshop.stop()


def carry_out(order: Order) -> Outcome:
    """Called by a build, on a worker."""
    return _open[-1].carry_out(order)


def stop_build(build: str) -> None:
    """Called by a build that was interrupted, on each worker."""
    for workshop in _open:
        workshop.stop(build)


def difference(theirs: dict[str, str]) -> str:
    """Called by a build, on a worker that does not offer what it looks for."""
    return checkout.difference(theirs)
