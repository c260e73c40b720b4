"""Context: what other studies of ours found, cited in this cohort's booklets with the evidence of the study itself."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from pipeline import stage
from pipeline.contributing_rows import ROW_TABLES, stored_rows, write_rows
from pipeline.disclosure import SUPPRESSED
from pipeline.errors import FactError
from pipeline.estimate_folders import ABOUT_DELIVERIES
from pipeline.estimates import Tables
from pipeline.files import replacing_folder, write_json
from pipeline.frames import read_tables, write_tables
from pipeline.methods.context.cited_studies import Findings, Study, cited_facts, cited_rows, evidence, findings
from pipeline.params import load_cohort
from pipeline.paths import CohortPaths
from pipeline.released import Release
from pipeline.yaml_files import load_model

THEME = "context"

StudyOption = Annotated[str, typer.Option("--study", help="The cohort to cite.")]


def main(cohort: stage.CohortOption, study: StudyOption) -> None:
    """Cite one study in one cohort."""
    cite(CohortPaths(cohort), CohortPaths(study))


def cite(paths: CohortPaths, cited: CohortPaths) -> None:
    """Write the facts of theme `context` that the cohort takes from one study, as the study released them.

    Raises:
        MissingInputError: the study was not released.
        ParamsError: findings.yml of the study is missing, or not what it should be.
        FactError: a fact is not in the study, or may not be shown.
    """
    described = load_cohort(cited)
    folder = cited.release(described.audiences[0])
    stage.require(folder, f"release --cohort {cited.cohort}")
    study = Study(cited.cohort, load_model(cited.findings, Findings))
    released = Release(folder).facts.reset_index(drop=True)
    _refuse_unreleased(released, study, cited)
    facts = cited_facts(released, study)
    inside = read_tables(cited.cohort_estimates, without=ROW_TABLES)
    found: Tables = {
        "facts": facts.assign(theme=THEME),
        **dict(zip(ABOUT_DELIVERIES, evidence(inside, facts, study), strict=True)),
    }
    table = f"context_{study.cohort.replace('-', '_')}"
    with replacing_folder(paths.context_estimates(study.cohort)) as new:
        write_tables(new, found)
        write_rows(new, cited_rows(stored_rows([cited.cohort_estimates]), study))
        write_tables(new / "tables", {table: findings(study, described.title_fr)})
        write_json(new / "themes.json", {THEME: [table]})


def _refuse_unreleased(released: pd.DataFrame, study: Study, cited: CohortPaths) -> None:
    shown = set(released.loc[released["status"] != SUPPRESSED, "fact_id"])
    if missing := sorted(study.facts - shown):
        raise FactError(f"{cited.findings}: {study.cohort} releases no fact called {', '.join(missing)}.")


if __name__ == "__main__":
    stage.run(main)
