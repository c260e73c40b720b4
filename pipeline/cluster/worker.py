"""A worker: runs, in its own folder, stages of builds that have the very same sources and tools."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable

import distributed

from pipeline import cores
from pipeline.build import environment
from pipeline.build_lock import one_build
from pipeline.building.engines import this_machine
from pipeline.cluster import checkout, workshop
from pipeline.errors import ClusterError


def serve(scheduler: str, jobs: int, tell: Callable[[str], None]) -> None:
    """Offer `jobs` places (as many as there are cores when it is 0) until told to stop.

    Raises:
        ClusterError: other versions are installed than requirements.lock names, or nothing answers at `scheduler`.
        BusyError: a build, another worker, or what a killed one left running, works in this folder.
    """
    checkout.refuse_other_versions()
    logging.getLogger("distributed").setLevel(logging.ERROR)
    places = jobs or cores.usable()
    with (
        one_build() as lock,
        this_machine(places, environment(), lock) as here,
        workshop.opened(workshop.Workshop(here, tell)),
    ):
        asyncio.run(_serve(scheduler, places, tell))


async def _serve(scheduler: str, places: int, tell: Callable[[str], None]) -> None:
    worker = distributed.Worker(
        scheduler,
        nthreads=places,
        resources={checkout.resource(): places},
        local_directory=".cache/dask",
        memory_limit=0,
        dashboard=False,
        death_timeout=30,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, lambda: loop.create_task(_leave(worker)))
    try:
        async with worker:
            tell(f"Waiting for stages of {scheduler}, {places} at once. Ctrl-C ends this worker.")
            await worker.finished()
    except (OSError, TimeoutError) as problem:
        raise ClusterError(f"No scheduler of Dask answers at {scheduler}.") from problem


async def _leave(worker: distributed.Worker) -> None:
    await asyncio.to_thread(workshop.stop_build, "")
    await worker.close(executor_wait=False)
