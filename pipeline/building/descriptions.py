"""Which cohorts are to be built, as params.yaml and their own descriptions say."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ParamsError, RetexError
from pipeline.params import Cohort, Params, load_cohort, load_params
from pipeline.paths import CohortPaths


@dataclass(frozen=True)
class Asked:
    """Cohorts that can be built, what is wrong with the description of others, and DVC's names of what to build."""

    cohorts: dict[str, Cohort]
    mistakes: list[str]
    targets: list[str]
    renderer: str

    @property
    def files(self) -> list[Path]:
        """Where the cohorts are described."""
        return [CohortPaths(cohort).raw / "cohort.yml" for cohort in self.cohorts]


def asked_for(cohorts: Collection[str]) -> Asked:
    """What to build for these cohorts, for all of them when none is named.

    Raises:
        RetexError: params.yaml cannot be read, or does not declare one of them.
    """
    params = load_params()
    if unknown := sorted(set(cohorts) - set(params.cohorts)):
        raise RetexError(f"params.yaml declares no cohort {', '.join(unknown)}; it has {', '.join(params.cohorts)}.")
    described, mistakes = descriptions(list(dict.fromkeys(cohorts)) or params.cohorts, params)
    compared = [cohort for cohort in described if cohort in params.previous]
    targets = [
        *(f"{stage}@{cohort}" for cohort in compared for stage in ("drift", "compare")),
        *(f"publish@{cohort}" for cohort in described),
    ]
    return Asked(described, mistakes, targets, params.render.renderer)


def descriptions(cohorts: list[str], params: Params) -> tuple[dict[str, Cohort], list[str]]:
    """(cohorts that can be built, what is wrong with the description of the others)."""
    described: dict[str, Cohort] = {}
    mistakes = []
    for cohort in cohorts:
        try:
            description = load_cohort(CohortPaths(cohort))
        except ParamsError as problem:
            mistakes.append(str(problem))
            continue
        if missing := [audience for audience in description.audiences if audience not in params.audiences]:
            mistakes.append(
                f"{CohortPaths(cohort).raw / 'cohort.yml'}: params.yaml lists no audience {', '.join(missing)}."
            )
        else:
            described[cohort] = description
    return described, mistakes
