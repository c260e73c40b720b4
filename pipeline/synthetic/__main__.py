"""Synthetic: the made-up microdata of a demonstration cohort, written where its deliveries lie. Never real answers."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline import stage
from pipeline.paths import CohortPaths
from pipeline.synthetic.making import write_synthetic


def main(cohort: Annotated[str, typer.Argument(help="An edition of pipeline/synthetic/editions.py.")]) -> None:
    """Write `data/raw/<cohort>/synthetic/`: the same bytes every time."""
    for said in write_synthetic(CohortPaths(cohort)):
        print(said)


if __name__ == "__main__":
    stage.run(main)
