"""Facts of another study, as facts of the cohort that cites it: same value, same evidence, named after the study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from pipeline.errors import ParamsError
from pipeline.estimates import Tables
from pipeline.params import Slug, Strict
from pipeline.yaml_files import load_model

LIMIT_FR = "Autre étude, autre population\u00a0: sert de contexte, ne se compare pas aux résultats de la cohorte"
READERS_COLUMNS = ["cohort", "status", "reason", "display_fr", "display_en"]
"""What a release adds to a fact; the release of the citing cohort adds its own."""


class Finding(Strict):
    """A fact of the study, and a French sentence in which `{}` is its number."""

    fact: str
    says_fr: Annotated[str, Field(pattern=r"\{\}")]


class Study(Strict):
    """A study that is cited: what it is, and what it found."""

    cohort: Slug
    about_fr: str
    findings: Annotated[list[Finding], Field(min_length=1)]


class Studies(Strict):
    """context.yml."""

    studies: Annotated[list[Study], Field(min_length=1)]


def load_studies(path: Path, cohort: str) -> Study:
    """What `path` (context.yml) cites of one study.

    Raises:
        ParamsError: the file is not what it should be, or does not name the study.
    """
    for study in load_model(path, Studies).studies:
        if study.cohort == cohort:
            return study
    raise ParamsError(f"{path} cites no study « {cohort} », but params.yaml says it does (`context`).")


def cited_id(cohort: str, fact_id: str) -> str:
    """The id, in the citing cohort, of a fact of the study `cohort`."""
    return f"context-{cohort}-{fact_id}"


def cited_facts(facts: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The rows of a study's facts that are cited, under their new ids; files are called `<study>/<file>`."""
    wanted = {finding.fact for finding in study.findings}
    rows = facts[facts["fact_id"].isin(wanted)].drop(columns=READERS_COLUMNS, errors="ignore")
    limits = rows["limits_fr"].where(rows["limits_fr"] == "", rows["limits_fr"] + "\u202f; ")
    files = rows["source_files"].map(lambda names: "|".join(f"{study.cohort}/{name}" for name in names.split("|")))
    return rows.assign(
        fact_id=[cited_id(study.cohort, fact_id) for fact_id in rows["fact_id"]],
        source_files=files,
        limits_fr=limits + LIMIT_FR,
    ).reset_index(drop=True)


def cited_rows(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The rows (fact_id, source_file, source_row) that the cited facts rest on, named as `cited_facts` names them."""
    wanted = {finding.fact for finding in study.findings}
    kept = rows[rows["fact_id"].isin(wanted)]
    return kept.assign(
        fact_id=[cited_id(study.cohort, fact_id) for fact_id in kept["fact_id"]],
        source_file=f"{study.cohort}/" + kept["source_file"].astype(str),
    ).reset_index(drop=True)


def evidence(inside: Tables, facts: pd.DataFrame, study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(the deliveries that the cited facts rest on, the study's corrections), named as `cited_facts` names them."""
    files = {name for names in facts["source_files"] for name in names.split("|")}
    prefix = f"{study.cohort}/"
    deliveries = inside["deliveries"]
    named = deliveries.assign(
        file=prefix + deliveries["file"].astype(str), table=prefix + deliveries["table"].astype(str)
    )
    corrections = inside["corrections"]
    return (
        named[named["file"].isin(files)].reset_index(drop=True),
        corrections.assign(table=prefix + corrections["table"].astype(str)),
    )


def findings(study: Study, title_fr: str) -> pd.DataFrame:
    """One row a finding, in order: `title_fr` and `about_fr` of the study, `says_fr`, `fact`."""
    return pd.DataFrame(
        {
            "title_fr": title_fr,
            "about_fr": study.about_fr,
            "says_fr": [finding.says_fr for finding in study.findings],
            "fact": [cited_id(study.cohort, finding.fact) for finding in study.findings],
        }
    )
