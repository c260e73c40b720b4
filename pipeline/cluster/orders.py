"""What a build asks of a worker, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.cluster.parcels import Parcel


@dataclass(frozen=True)
class Made:
    """A path that the stage writes; what persists is not deleted before the stage runs."""

    path: str
    persists: bool


@dataclass(frozen=True)
class Order:
    """One stage to run: for which build, in which state of the sources, on what, to make what."""

    build: str
    stage: str
    command: str
    offer: str
    inputs: tuple[Parcel, ...]
    outputs: tuple[Made, ...]
    remote: str


@dataclass(frozen=True)
class Outcome:
    """How the stage ended: its exit code, what it said, and what it made when it ended well."""

    code: int
    said: tuple[str, ...]
    made: tuple[Parcel, ...] = ()
