"""Codebooks: write the page of each questionnaire that a cohort declares."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import ParamsError
from pipeline.files import replacing_folder, write_text
from pipeline.intake.codebook_page import codebook_page
from pipeline.intake.deliveries import load_deliveries
from pipeline.intake.xlsform import load_questionnaires
from pipeline.params import load_cohort
from pipeline.paths import CohortPaths


def write_codebooks(paths: CohortPaths) -> list[Path]:
    """Write the codebook of each questionnaire of a cohort; the pages written.

    Raises:
        ParamsError: the cohort's declarations are not understood, or it has no questionnaire.
        WriteError: the disk refused; what was there before is kept.
    """
    declared = load_deliveries(paths)
    questionnaires = load_questionnaires(paths, declared)
    if not questionnaires:
        raise ParamsError(f"Cohort {paths.cohort} declares no questionnaire in {paths.raw / 'delivery.yml'}.")
    cohort_fr = load_cohort(paths).title_fr
    made_up = {delivery.table for delivery in declared.deliveries if delivery.is_synthetic}
    with replacing_folder(paths.codebook) as folder:
        for table, questionnaire in questionnaires.items():
            page = codebook_page(questionnaire, cohort_fr, is_synthetic=table in made_up)
            write_text(folder / f"{table}.html", page)
    return [paths.codebook / f"{table}.html" for table in questionnaires]
