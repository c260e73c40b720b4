"""Fork the processes of stages from one that has imported what they need: importing takes a second.

The process that forks imports libraries and the project's modules, these anew when one was edited: each stage runs the
project's code as it is when the stage begins, and what it leaves behind ends with its process. It has the environment
of a stage, and runs nothing itself.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import re
import runpy
import shlex
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import recv_handle, send_handle
from threading import Lock

from pipeline.building.guard import Guard
from pipeline.building.own_modules import OwnModules
from pipeline.imported_code import stage_module

TABLES = ("numpy", "pandas", "pyarrow.parquet", "pyarrow.dataset")
FONTS = ("fontTools.ttLib", "fontTools.ttLib.tables.otTables")
PAGES = (*FONTS, "fontTools.subset", "pypandoc", "quarto", "typst")
TOKENS = ("lxml.html", "pikepdf", "pypdfium2")
MODELS = ("scipy.stats", "statsmodels.api")
ENGLISH = ("babel.messages.pofile",)
CHECKED = ("pydantic.functional_validators", "pydantic.json_schema", "pydantic.root_model", "pydantic.type_adapter")
"""What pydantic imports when the first model is declared."""

EVERY_STAGE = ("typer", *CHECKED, "ruamel.yaml")
LIBRARIES: dict[str, tuple[str, ...]] = {
    "synthetic": TABLES,
    "ingest": (*TABLES, "openpyxl", "pyxform"),
    "validate": (*TABLES, "jinja2", "great_expectations"),
    "drift": (*TABLES, "jinja2"),
    "clean": TABLES,
    "estimate": (*TABLES, "duckdb", *MODELS),
    "compare": (*TABLES, *MODELS),
    "context": TABLES,
    "protect": (*TABLES, "scipy.optimize"),
    "release": (*TABLES, "scipy.optimize"),
    "analyse": (*TABLES, *FONTS, "matplotlib.figure", "seaborn", "papermill"),
    "render": (*TABLES, *PAGES, *ENGLISH, "pikepdf"),
    "census": (*TABLES, *ENGLISH, *TOKENS),
    "sheets": (*TABLES, *PAGES, "pikepdf"),
    "sheets_census": (*TABLES, *TOKENS),
    "publish": (*TABLES, *PAGES, "jinja2", "lxml.html"),
}
"""What is imported before a stage is forked, by stage: what its runs import, sooner or later. Parts that a library
imports when they are first used are listed with it."""

ON_THEIR_OWN = frozenset({"validate"})
"""Stages that a branch forks: what they alone import takes as long as all else, which others would wait for."""

SHARED = (*EVERY_STAGE, *TABLES, "scipy.stats")
"""What nearly all stages need, and a branch is forked with: great-expectations would import it all again."""

FORK, EXPECT, BRANCH = "fork", "expect", "branch"
"""What is ordered: a process, to be ready for some stages, or another process that forks."""

PLAIN = re.compile(r"python -m pipeline\.(\w+)((?: [\w.:=/-]+)*)")
"""Commands that a shell would only hand on."""


Import = Callable[[], None]


class ForkServerEndedError(Exception):
    """The process that forks is gone: it was killed, or found no memory."""


class ForkServer:
    """The build's end of a process that forks; it starts when it is first asked."""

    def __init__(self, begin: Callable[[], Connection]) -> None:
        """`begin` starts the process, and gives what orders go through: it ends when that is closed."""
        self._begin = begin
        self._orders: Connection | None = None
        self._lock = Lock()

    def fork(self, arguments: list[str], output: int) -> Connection:
        """Order a process that runs a stage's module with these arguments, and writes what it says to `output`.

        What comes through the connection is its process group, once it is there; it begins when anything is sent, and
        its exit code comes when it is over. It does not begin when the connection is closed instead.

        Raises:
            ForkServerEndedError: it is gone.
        """
        ours, theirs = multiprocessing.Pipe()
        with theirs:
            try:
                self._order(FORK, arguments, output, theirs.fileno())
            except OSError as problem:
                ours.close()
                raise ForkServerEndedError from problem
        return ours

    def expect(self, stages: list[str]) -> None:
        """Have imported what these need, in their order, while no process is ordered; former wishes wait."""
        with suppress(OSError):  # if it is gone, who orders a process will find out
            self._order(EXPECT, stages)

    def branch(self) -> Connection:
        """Order another process that forks, which need not import what both need; what orders to it go through.

        Raises:
            OSError: this one is gone.
        """
        ours, theirs = multiprocessing.Pipe()
        with theirs:
            self._order(BRANCH, [], theirs.fileno())
        return ours

    def _order(self, order: str, told: list[str], *descriptors: int) -> None:
        with self._lock:
            if self._orders is None:
                self._orders = self._begin()
            self._orders.send((order, told))
            for descriptor in descriptors:
                send_handle(self._orders, descriptor, None)

    def close(self) -> None:
        """Order nothing any more."""
        if self._orders is not None:
            self._orders.close()


class ForkServers:
    """The processes that fork the stages of a build: most share one, of which the other is a branch."""

    def __init__(self, environment: Mapping[str, str], kept_open: int, guard: Guard) -> None:
        """Stages have this `environment`, and hold the descriptor `kept_open`; `guard` ends both with the build."""
        self._environment, self._kept_open, self._guard = environment, kept_open, guard
        self._process: subprocess.Popen[bytes] | None = None
        self._shared = ForkServer(self._start)
        self._own = ForkServer(self._shared.branch)

    def fork(self, arguments: list[str], output: int) -> Connection:
        """As `ForkServer.fork`."""
        server = self._own if arguments[0] in ON_THEIR_OWN else self._shared
        return server.fork(arguments, output)

    def expect(self, stages: list[str]) -> None:
        """As `ForkServer.expect`; with none, what every stage needs is imported."""
        if own := [name for name in stages if name in ON_THEIR_OWN]:
            self._own.expect(own)
        self._shared.expect([name for name in stages if name not in ON_THEIR_OWN])

    def _start(self) -> Connection:
        ours, theirs = multiprocessing.Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=(theirs.fileno(), self._kept_open),
            )
        self._guard.watch(self._process.pid)
        return ours

    def close(self) -> None:
        """End them; stages that they forked are stopped before."""
        self._own.close()
        self._shared.close()
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # a branch is of the same group
            self._process.wait()
            self._guard.forget(self._process.pid)


def stage_arguments(command: str) -> list[str] | None:
    """The stage's name and its arguments, of a command that runs a stage's module and does nothing else."""
    plain = PLAIN.fullmatch(command)
    return [plain[1], *shlex.split(plain[2])] if plain else None


def serve(orders: Connection, own: OwnModules) -> None:
    """Fork what is ordered until nobody orders any more; with nothing to do, import what is expected."""
    running: dict[int, tuple[BaseProcess, Connection]] = {}
    ahead = deque[Import](partial(_import, library) for library in SHARED)
    while True:
        found = wait([orders, *running], timeout=0 if ahead else None)
        if not found:
            ahead.popleft()()
        for ready in found:
            if isinstance(ready, int):
                _tell_end(*running.pop(ready))
                continue
            try:
                order, told = orders.recv()
                others = [orders, *(each for _, each in running.values())]
                if order == EXPECT:
                    ahead.extendleft(reversed([each for stage in told for each in _imports(stage, own)]))
                    continue
                if order == BRANCH:
                    _branch(Connection(recv_handle(orders)), own, others)
                    continue
                output, client = recv_handle(orders), Connection(recv_handle(orders))
            except EOFError:
                return
            _import_for(told[0], own)
            process = _forked(told, output, client, others)
            running[process.sentinel] = process, client


def _branch(orders: Connection, own: OwnModules, others: Iterable[Connection]) -> None:
    """Fork a process that takes these orders, with what both need imported; `others` are not its business."""
    for library in SHARED:
        _import(library)
    multiprocessing.get_context("fork").Process(target=_serve_apart, args=(orders, own, others)).start()
    orders.close()


def _serve_apart(orders: Connection, own: OwnModules, others: Iterable[Connection]) -> None:
    for other in others:
        other.close()
    serve(orders, own)


def _forked(arguments: list[str], output: int, client: Connection, others: Iterable[Connection]) -> BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=_run, args=(arguments, output, client, others))
    process.start()
    os.close(output)
    _tell(client, process.pid)
    return process


def _import_for(stage: str, own: OwnModules) -> None:
    for each in _imports(stage, own):
        each()
    gc.freeze()  # what is here stays: no collection in a forked process looks at it, nor copies it thereby


def _imports(stage: str, own: OwnModules) -> list[Import]:
    """What the stage needs, piece by piece: nobody waits longer than for one library."""
    libraries = (*EVERY_STAGE, *LIBRARIES.get(stage, ()))
    return [*(partial(_import, library) for library in libraries), partial(own.import_for, stage)]


def _import(library: str) -> None:
    """Import it; a stage will say itself what is missing."""
    with suppress(ImportError):
        importlib.import_module(library)


def _tell_end(process: BaseProcess, client: Connection) -> None:
    process.join()
    _tell(client, process.exitcode)
    process.close()
    client.close()


def _tell(client: Connection, number: int | None) -> None:
    with suppress(OSError):  # nobody waits for it any more
        client.send(number)


def _run(arguments: list[str], output: int, client: Connection, others: Iterable[Connection]) -> None:
    """Be the process of `python -m pipeline.STAGE …`, in a group of its own; `others` are not its business."""
    os.setsid()
    for other in others:
        other.close()
    try:
        client.recv()
    except EOFError:
        return
    client.close()
    for descriptor in (sys.stdout.fileno(), sys.stderr.fileno()):
        os.dup2(output, descriptor)
    os.close(output)
    gc.enable()
    stage, *sys.argv[1:] = arguments
    sys.modules.pop(stage_module(stage), None)  # another stage may import it: it is run now, and not imported
    runpy.run_module(f"pipeline.{stage}", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    # Stages are stopped by it, and clear what they have half written; a script's background has it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.disable()  # all that it does is to import, which makes next to no garbage and would be looked through each time
    serve(Connection(int(sys.argv[1])), OwnModules())
