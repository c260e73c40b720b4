"""Run the stages of a build on the workers of a Dask scheduler.

Dask hands orders to workers that offer the very sources of this build, and again to another when one is lost. What
looks at this machine (a stage that always runs) stays here.
"""

from __future__ import annotations

import logging
import pickle
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from distributed import Client, Future
from dvc.exceptions import DvcException
from dvc.output import Output
from dvc.repo import Repo
from dvc.stage import Stage

from pipeline.building.engines import Here, UnderWay, command_of
from pipeline.cluster import checkout, workshop
from pipeline.cluster.orders import Made, Order, Outcome
from pipeline.cluster.parcels import Carrier
from pipeline.errors import ClusterError, RetexError

QUEUED = 2
"""Orders under way for each place that workers have: the next one is there when one ends."""
SECONDS_BETWEEN_LOOKS, LOOKS_WITHOUT_WORKER = 2, 15
SECONDS_TO_ANSWER = 10
LOST = (OSError, TimeoutError, RuntimeError)
"""What Dask raises when its scheduler cannot be reached any more, or its client has given up."""


class Remote:
    """An order under way; `outcome` is there when it is over."""

    def __init__(self, carrier: Carrier, when_over: Callable[[], None]) -> None:
        self._carrier, self._when_over = carrier, when_over
        self._once = threading.Lock()
        self.future: Future | None = None
        self.said: list[str] = []
        self.outcome: Outcome | None = None

    def end(self, outcome: Outcome) -> None:
        """Called once it is over, from any thread; what comes later does not count."""
        with self._once:
            if self.outcome is not None:
                return
            self.outcome, self.said = outcome, list(outcome.said)
        self._when_over()

    @property
    def code(self) -> int:
        """The exit code of the command."""
        return self.outcome.code if self.outcome else 1

    def bring_results(self) -> None:
        """Lay out what the worker sent, after verifying it."""
        for parcel in self.outcome.made if self.outcome else ():
            self._carrier.receive(parcel)


class Cluster:
    """The workers of one scheduler, for one build."""

    def __init__(self, client: Client, carrier: Carrier, remote: str, here: Here, tell: Callable[[str], None]) -> None:
        self._client, self._carrier, self._remote, self._here, self._tell = client, carrier, remote, here, tell
        self._build = secrets.token_hex(8)
        self._offer, self._sources = checkout.resource(), checkout.sources()
        self._refused: set[str] = set()
        self._count, self._under_way = 0, set[Remote]()
        self._closed = threading.Event()
        self.places = self._look()
        if not self.places:
            raise ClusterError(
                f"{client.scheduler.address} has no worker for this build. Start one, or mend those above."
            )

    def _look(self) -> int:
        """How many places there are on workers that have the same sources; others are told once, with the reason."""
        # A client whose scheduler is lost says nothing of it: it gives the workers that there were, then none.
        told = self._client.scheduler_info(n_workers=-1) if self._is_answered else {}
        workers = told.get("workers", {})
        agreed = {address: each["nthreads"] for address, each in workers.items() if self._offer in each["resources"]}
        for address in workers.keys() - agreed.keys() - self._refused:
            self._refused.add(address)
            self._tell(f"The worker {address} is not used: {self._reason(address)}.")
        return sum(agreed.values())

    @property
    def _is_answered(self) -> bool:
        return bool(self._client.status == "running")

    def _reason(self, address: str) -> str:
        told = self._client.run(workshop.difference, self._sources, workers=[address], on_error="return")
        return told[address] if isinstance(told.get(address), str) else "it is no worker of this project"

    def room(self, stage: Stage) -> ExitStack | None:
        """Room for another order, unless the workers have enough to do."""
        if stage.always_changed:
            return self._here.room(stage)
        if self._count >= QUEUED * max(self.places, 1):
            return None
        self._count += 1
        held = ExitStack()
        held.callback(self._let_go)
        return held

    def _let_go(self) -> None:
        self._count -= 1

    def begin(self, stages: Sequence[str]) -> None:  # noqa: ARG002 - they run on workers
        """Little runs here."""
        self._here.begin(())

    def expect(self, stages: Iterable[Stage]) -> None:
        """What stays here may be got ready; workers are ready as they are."""
        self._here.expect(stage for stage in stages if stage.always_changed)

    def start(self, stage: Stage, urgency: float, when_over: Callable[[], None]) -> UnderWay:
        """Send what the stage reads, and order it."""
        if stage.always_changed:
            return self._here.start(stage, urgency, when_over)
        remote = Remote(self._carrier, when_over)
        try:
            order = self._order(stage)
        except (RetexError, DvcException, OSError) as problem:
            remote.end(Outcome(1, (f"What it reads could not be sent to the remote: {problem}",)))
            return remote
        try:
            remote.future = self._client.submit(
                *(_doorway(), pickle.dumps(order)), priority=urgency, resources={self._offer: 1}, pure=False
            )
        except LOST as problem:
            remote.end(Outcome(1, (f"The scheduler could not be given it: {problem}",)))
            return remote
        self._under_way.add(remote)
        remote.future.add_done_callback(lambda future: self._end(remote, future))
        return remote

    def _order(self, stage: Stage) -> Order:
        read = {_path(dep) for dep in stage.deps}
        return Order(
            build=self._build,
            stage=stage.addressing,
            command=command_of(stage),
            offer=self._offer,
            inputs=tuple(self._carrier.send(Path(path)) for path in sorted(filter(checkout.travels, read))),
            outputs=tuple(Made(_path(out), out.persist) for out in stage.outs),
            remote=self._remote,
        )

    def _end(self, remote: Remote, future: Future) -> None:
        if future.status == "finished":
            outcome = future.result()
        elif future.status == "error":
            outcome = Outcome(1, (f"Lost on the cluster: {future.exception()}",))
        else:  # taken back, by this build or because the scheduler is lost: `watch` ends it then
            return
        self._under_way.discard(remote)
        remote.end(outcome)

    def stop(self, under_way: Iterable[UnderWay]) -> None:
        """Take back what waits, and end what runs."""
        orders = [each for each in under_way if isinstance(each, Remote)]
        self._here.stop(each for each in under_way if not isinstance(each, Remote))
        if orders:
            with suppress(*LOST):  # whom nobody reaches any more cannot be told
                self._client.cancel([each.future for each in orders if each.future], force=True)
                self._client.run(workshop.stop_build, self._build, on_error="ignore")

    def watch(self) -> None:
        """Look at the workers until the build is over; without any for long, what is under way has failed."""
        looks = 0
        while not self._closed.wait(SECONDS_BETWEEN_LOOKS):
            try:
                self.places = self._look()
            except LOST:  # it was lost meanwhile
                self.places = 0
            missing = "worker is left" if self._is_answered else "scheduler answers any more"
            looks = 0 if self.places else looks + 1
            if looks >= LOOKS_WITHOUT_WORKER:
                for remote in list(self._under_way):
                    self._under_way.discard(remote)
                    remote.end(Outcome(1, (f"No {missing}. Start one, then run this again.",)))

    def close(self) -> None:
        """Stop watching."""
        self._closed.set()


def _doorway() -> Callable[[bytes], Outcome]:
    """What a worker is asked to call. Dask's scheduler opens it too, and need not know this project: so the function
    is one of its own, which imports the project where it is called, and the order stays closed.
    """

    def carry_out(order: bytes) -> Outcome:
        from pipeline.cluster import workshop

        return workshop.carry_out(pickle.loads(order))  # noqa: S301

    return carry_out


def _path(used: Output) -> str:
    """From the project's root."""
    return Path(used.fs_path).relative_to(used.repo.root_dir).as_posix()


@contextmanager
def connected(scheduler: str, remote: str, repo: Repo, here: Here, tell: Callable[[str], None]) -> Iterator[Cluster]:
    """The cluster of the Dask scheduler at this address; files travel through the DVC remote called `remote`.

    Raises:
        ClusterError: no scheduler answers, no worker has the same sources, or DVC knows no such remote.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # the build says itself what happens
    try:
        carrier = Carrier(repo, remote)
        client = Client(scheduler, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as problem:
        raise ClusterError(f"No scheduler of Dask answers at {scheduler}: {problem}") from problem
    except DvcException as problem:
        raise ClusterError(f"DVC’s remote « {remote} »: {problem}") from problem
    with client:
        cluster = Cluster(client, carrier, remote, here, tell)
        watching = threading.Thread(target=cluster.watch, daemon=True)
        watching.start()
        try:
            yield cluster
        finally:
            cluster.close()
            watching.join()
