"""A cluster on this machine: a Dask scheduler, workers with a folder each, and S3 between them. `make cluster` runs it.

Every part is a process of its own that listens on 127.0.0.1 only; all of them end with this one. What S3 holds is in
the memory of its server (moto), and the folders are temporary.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.conftest import clone

SECONDS_TO_START, SECONDS_TO_STOP = 60, 30
BUCKET, REMOTE = "retex", "cluster"


@dataclass
class Worker:
    """A worker process, and the folder that it works in."""

    folder: Path
    process: subprocess.Popen[str]
    log: Path

    @property
    def said(self) -> str:
        """What it told so far."""
        return self.log.read_text(encoding="utf-8")


@dataclass
class Loopback:
    """What runs, where, and the environment in which DVC finds the remote."""

    folder: Path
    scheduler: str
    environment: dict[str, str]
    workers: list[Worker] = field(default_factory=list)

    def add_worker(self, name: str) -> Worker:
        """Start one more, in a new clone of the project."""
        return self.start_worker(clone(self.folder / name))

    def start_worker(self, folder: Path) -> Worker:
        """Start one in this folder; it may still be on its way when this returns."""
        log = self.folder / f"{folder.name}.log"
        command = [sys.executable, "-u", "-m", "pipeline", "worker", self.scheduler, "--jobs", "1"]
        with log.open("w", encoding="utf-8") as said:
            process = _started(command, folder, self.environment, said.fileno())
        worker = Worker(folder, process, log)
        self.workers.append(worker)
        return worker


@contextmanager
def loopback(worker_count: int) -> Iterator[Loopback]:
    """Start them all; stop them all at the end."""
    with tempfile.TemporaryDirectory(prefix="retex-cluster-") as temporary, ExitStack() as stack:
        folder = Path(temporary)
        s3, scheduler = free_port(), free_port()
        environment = {**os.environ, **_settings(folder, s3)}
        listening = [
            [*_module("moto.server"), "--host", "127.0.0.1", "--port", str(s3)],
            [*_module("distributed.cli.dask_scheduler"), "--host", "127.0.0.1", "--port", str(scheduler), "--no-show"],
        ]
        for command, port in zip(listening, (s3, scheduler), strict=True):
            with (folder / f"{port}.log").open("w", encoding="utf-8") as said:
                stack.callback(_stop, _started(command, folder, environment, said.fileno()))
        for port in (s3, scheduler):
            _wait_for(port)
        request = urllib.request.Request(f"http://127.0.0.1:{s3}/{BUCKET}", method="PUT")
        urllib.request.urlopen(request).close()  # noqa: S310
        running = Loopback(folder, f"tcp://127.0.0.1:{scheduler}", environment)
        stack.callback(lambda: [_stop(worker.process) for worker in running.workers])
        for number in range(worker_count):
            running.add_worker(f"worker-{number + 1}")
        yield running


def _settings(folder: Path, port: int) -> dict[str, str]:
    """DVC's settings in a folder of their own, as one would write them for all projects of a machine."""
    (folder / "dvc").mkdir()
    remote = f"['remote \"{REMOTE}\"']\n    url = s3://{BUCKET}/dvc\n    endpointurl = http://127.0.0.1:{port}\n"
    (folder / "dvc/config").write_text(remote, encoding="utf-8")
    keys = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "loopback")
    return {**keys, "AWS_DEFAULT_REGION": "us-east-1", "DVC_GLOBAL_CONFIG_DIR": str(folder / "dvc"), "NO_PROXY": "*"}


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", name]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _started(command: list[str], folder: Path, environment: Mapping[str, str], said: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _wait_for(port: int) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing listens on 127.0.0.1:{port} after {SECONDS_TO_START} s.")


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main() -> None:
    """Run a cluster of two workers until Ctrl-C, and say how to use it."""
    with loopback(worker_count=2) as running:
        shown = (
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_DEFAULT_REGION",
            "DVC_GLOBAL_CONFIG_DIR",
            "NO_PROXY",
        )
        settings = " ".join(f"{name}='{running.environment[name]}'" for name in shown)
        print("A scheduler, two workers and an S3 server run on 127.0.0.1. In another terminal:\n")
        print(f"{settings} \\\n  .venv/bin/python -m pipeline run --scheduler {running.scheduler} --remote {REMOTE}\n")
        print("Ctrl-C ends all of it.", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("Stopping …")


if __name__ == "__main__":
    main()
