"""What each demonstration edition is made of: its seed, its communes, how many projects each hosts, its dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from numpy.random import PCG64, Generator


@dataclass(frozen=True)
class Edition:
    """One edition of the programme. `communes` holds INSEE codes, `silent_communes` those that never answered.

    `hosted` says how many projects each commune hosts: from 6 to 8, as printed. `selected_on` is the day the projects
    were selected, `closed_on` the day the edition ended. `has_sensors` says that a few sites send readings.
    """

    cohort: str
    seed: int
    communes: tuple[str, ...]
    hosted: tuple[int, ...]
    n_applications: int
    selected_on: dt.date
    closed_on: dt.date
    silent_communes: tuple[str, ...] = ()
    has_sensors: bool = False

    @property
    def n_projects(self) -> int:
        """How many projects the communes host together."""
        return sum(self.hosted)

    @property
    def project_ids(self) -> tuple[str, ...]:
        """« S1-01 » and so on: never the identifier of a real project."""
        return tuple(f"S{self.cohort[-1]}-{number:02d}" for number in range(1, self.n_projects + 1))

    @property
    def project_names(self) -> tuple[str, ...]:
        """« Projet 01 » and so on: no invented answer is attached to the name of a real firm."""
        return tuple(f"Projet {number:02d}" for number in range(1, self.n_projects + 1))

    @property
    def commune_of_project(self) -> Mapping[str, str]:
        """Projects dealt to the communes in turn, until each hosts its number."""
        rounds = range(max(self.hosted))
        turns = [code for turn in rounds for code, n in zip(self.communes, self.hosted, strict=True) if turn < n]
        return dict(zip(self.project_ids, turns, strict=True))

    def chance(self, what: str) -> Generator:
        """The random numbers of one purpose: those of another purpose do not move when this one draws more."""
        return Generator(PCG64([self.seed, crc32(what.encode())]))


EDITIONS: Mapping[str, Edition] = {
    edition.cohort: edition
    for edition in (
        Edition(
            "qmi-1",
            20260401,
            ("93005", "92048", "93051", "92071"),
            hosted=(8, 8, 8, 6),
            n_applications=168,
            selected_on=dt.date(2023, 12, 1),
            closed_on=dt.date(2025, 6, 2),
        ),
        Edition(
            "qmi-2",
            20260402,
            ("95018", "91027", "93001", "94033", "92040", "94071"),
            hosted=(8, 8, 8, 8, 8, 7),
            n_applications=190,
            selected_on=dt.date(2025, 3, 3),
            closed_on=dt.date(2026, 9, 3),
            silent_communes=("91027", "94071"),
            has_sensors=True,
        ),
    )
}
