"""The edition before as `compare` hands it over, so that `release` reads of a cohort nothing but its own estimates."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.errors import MissingInputError
from pipeline.files import replacing_folder
from pipeline.params import Cohort
from pipeline.paths import CohortPaths
from pipeline.yaml_files import load_model

FORMER = "former"
"""In the folder of estimates that compare with the edition before: what that edition publishes, and its rules."""

ESTIMATES, RULES = "estimates", "cohort.yml"


def hand_over(former: CohortPaths, estimates: Path) -> None:
    """Copy the former cohort's estimates and its description into the estimates that compare with it.

    Raises:
        WriteError: the disk refused; what was there before is kept.
    """
    with replacing_folder(estimates / FORMER) as folder:
        shutil.copytree(former.cohort_estimates, folder / ESTIMATES)
        shutil.copy(former.raw / RULES, folder / RULES)


def handed_over(estimates: Path) -> tuple[Cohort, Path]:
    """The former cohort, and its estimates.

    Raises:
        MissingInputError: `compare` handed nothing over.
    """
    folder = estimates / FORMER
    if not (folder / RULES).is_file():
        raise MissingInputError(
            f"{folder} is missing: what the edition before published is part of what readers know. Run compare first."
        )
    return load_model(folder / RULES, Cohort), folder / ESTIMATES
