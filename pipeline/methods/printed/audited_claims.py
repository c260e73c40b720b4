"""What the audit says of an interview study: its claims against its coding, its counts against its register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.estimates import Tables
from pipeline.methods.printed import quantifiers
from pipeline.methods.printed.audit_findings import CONTRADICTORY, UNSUPPORTED, Examined, Finding
from pipeline.methods.printed.confirmation import CONFIRMED

CIRCULAR = "circulaire"
CLAIMS_FR = {
    quantifiers.CONTRADICTED: (CONTRADICTORY, "le texte en nomme davantage que le mot n’en permet"),
    quantifiers.BEYOND: (UNSUPPORTED, "le texte en nomme moins que le mot n’en suppose"),
    CIRCULAR: (UNSUPPORTED, "seule une phrase générale l’appuie"),
}


def audited_claims(found: Mapping[str, pd.DataFrame], tables: Tables) -> Iterator[Examined]:
    """The quantified claims: `found` are the tables of the theme statements, `tables` the cohort's."""
    claims = found["statements"]
    compared = claims[claims["verdict_fr"].isin([*quantifiers.COMPARED, CIRCULAR])]
    yield Examined("claims", len(compared), tables["statements"], tuple(_claims(compared)))


def audited_register(found: Mapping[str, pd.DataFrame], tables: Tables) -> Iterator[Examined]:
    """The study's printed counts of its own sample: `found` are the tables of the theme sample."""
    said = found["sample_contradictions"]
    differing = said[said["verdict_fr"].ne(CONFIRMED)]
    findings = (
        Finding(
            "register",
            CONTRADICTORY,
            str(row.label_fr),
            str(row.verdict_fr),
            (str(row.said_fact),),
            (str(row.counted_fact),),
        )
        for row in differing.itertuples()
    )
    yield Examined("register", len(said), tables["published"], tuple(findings))


def _claims(compared: pd.DataFrame) -> Iterator[Finding]:
    for row in compared[compared["verdict_fr"].isin(list(CLAIMS_FR))].itertuples():
        severity, reason = CLAIMS_FR[str(row.verdict_fr)]
        said, named = _told(row.said_fact), _told(row.named_fact)
        subject = french(f"« {row.quantifier} » : {row.topic_fr}")
        yield Finding("claims", severity, subject, reason, said, named)


def _told(fact: object) -> tuple[str, ...]:
    return (fact,) if isinstance(fact, str) and fact else ()
