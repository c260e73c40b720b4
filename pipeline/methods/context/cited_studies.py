"""Facts of another study, as facts of the cohort that cites it: same value, same evidence, named after the study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pandas as pd
from pydantic import Field

from pipeline.contributing_rows import ContributingRows
from pipeline.estimates import Tables
from pipeline.params import Strict

LIMIT_FR = "Autre étude, autre population\u00a0: sert de contexte, ne se compare pas aux résultats de la cohorte"
READERS_COLUMNS = ["cohort", "status", "reason", "display_fr", "display_en"]
"""What a release adds to a fact; the release of the citing cohort adds its own."""


class Finding(Strict):
    """A fact of the study, and a French sentence in which `{}` is its number."""

    fact: str
    says_fr: Annotated[str, Field(pattern=r"\{\}")]


class Findings(Strict):
    """findings.yml: what a study is, and what it found."""

    about_fr: str
    findings: Annotated[list[Finding], Field(min_length=1)]


@dataclass(frozen=True)
class Study:
    """A study that is cited, under the name of its cohort."""

    cohort: str
    found: Findings

    @property
    def facts(self) -> set[str]:
        """Ids of the facts that are cited."""
        return {finding.fact for finding in self.found.findings}


def cited_id(cohort: str, fact_id: str) -> str:
    """The id, in the citing cohort, of a fact of the study `cohort`."""
    return f"context-{cohort}-{fact_id}"


def cited_facts(facts: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The rows of a study's facts that are cited, under their new ids; files are called `<study>/<file>`.

    A count that knows among how many it was counted is cited as the share that it is: they stand side by side.
    """
    rows = _shares(facts[facts["fact_id"].isin(study.facts)].drop(columns=READERS_COLUMNS, errors="ignore"))
    limits = rows["limits_fr"].where(rows["limits_fr"] == "", rows["limits_fr"].str.rstrip(".") + "\u202f; ")
    files = rows["source_files"].map(lambda names: "|".join(f"{study.cohort}/{name}" for name in names.split("|")))
    corrections = rows["corrections"] if "corrections" in rows else pd.Series("", index=rows.index)
    return rows.assign(
        fact_id=[cited_id(study.cohort, fact_id) for fact_id in rows["fact_id"]],
        source_files=files,
        corrections=["|".join(f"{study.cohort}/{each}" for each in ids.split("|") if each) for ids in corrections],
        limits_fr=limits + LIMIT_FR,
    ).reset_index(drop=True)


def _shares(facts: pd.DataFrame) -> pd.DataFrame:
    is_part = facts["unit"].eq("count") & facts["numerator"].notna() & facts["denominator"].gt(0)
    parts = facts["numerator"] / facts["denominator"]
    return facts.assign(unit=facts["unit"].mask(is_part, "share"), value=facts["value"].mask(is_part, parts))


def cited_rows(rows: ContributingRows, study: Study) -> ContributingRows:
    """The rows that the cited facts rest on, named as `cited_facts` names them."""
    return rows.only(study.facts).renamed(
        lambda fact: cited_id(study.cohort, fact), lambda file: f"{study.cohort}/{file}"
    )


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
            "about_fr": study.found.about_fr,
            "says_fr": [finding.says_fr for finding in study.found.findings],
            "fact": [cited_id(study.cohort, finding.fact) for finding in study.found.findings],
        }
    )
