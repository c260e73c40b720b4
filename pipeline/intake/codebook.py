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
    questionnaires = load_questionnaires(paths, load_deliveries(paths))
    if not questionnaires:
        raise ParamsError(f"Cohort {paths.cohort} declares no questionnaire in {paths.raw / 'delivery.yml'}.")
    cohort = load_cohort(paths)
    with replacing_folder(paths.codebook) as folder:
        for table, questionnaire in questionnaires.items():
            write_text(folder / f"{table}.html", codebook_page(questionnaire, cohort.title_fr, cohort.notice_fr))
    return [paths.codebook / f"{table}.html" for table in questionnaires]
