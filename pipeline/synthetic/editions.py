"""What each demonstration edition is made of: its seed, its communes and how many projects it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Edition:
    """One edition of the programme. `communes` holds INSEE codes, `silent_communes` those that never answered."""

    cohort: str
    seed: int
    communes: tuple[str, ...]
    n_projects: int
    n_applications: int
    silent_communes: tuple[str, ...] = ()

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
        """Projects dealt to the communes in turn, so that each hosts as many as another, but for one."""
        return {project: self.communes[i % len(self.communes)] for i, project in enumerate(self.project_ids)}


EDITIONS: Mapping[str, Edition] = {
    edition.cohort: edition
    for edition in (
        Edition("qmi-1", 20260401, ("93005", "92048", "93051", "92071"), n_projects=30, n_applications=168),
        Edition(
            "qmi-2",
            20260402,
            ("95018", "91027", "93001", "94033", "92040", "94071"),
            n_projects=47,
            n_applications=190,
            silent_communes=("91027", "94071"),
        ),
    )
}
