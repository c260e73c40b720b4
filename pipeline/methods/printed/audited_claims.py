"""What the audit says of an interview study: its claims against its coding, its counts against its register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.booklet.wording import enumeration
from pipeline.capitals import uncapitalised
from pipeline.estimates import Tables
from pipeline.methods.printed import quantifiers
from pipeline.methods.printed.audit_findings import CONTRADICTORY, UNSUPPORTED, Examined, Finding
from pipeline.methods.printed.confirmation import CONFIRMED

CIRCULAR = "circulaire"
PLACES_FR = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six"}
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
    """The study's printed counts of its own sample: `found` are the tables of the theme sample.

    One count printed in several places is one finding: the same printed and the same counted number. Interviews and
    local authorities are one count where the register has one interview for each.
    """
    said = found["sample_contradictions"]
    differing = said[said["verdict_fr"].ne(CONFIRMED)]
    counted = differing["counted_fact"]
    if tables["interviews"]["entity"].is_unique:
        counted = counted.replace("sample-entities", "sample-interviews")
    groups = differing.groupby([counted, "printed_value"], sort=False)
    yield Examined("register", len(said), tables["published"], tuple(_miscount(same) for _, same in groups))


def _miscount(same: pd.DataFrame) -> Finding:
    places = same.groupby("label_fr", sort=False)["section"].agg(list)
    labels = [f"{label} ({enumeration([*dict.fromkeys(where)])})" for label, where in places.items()]
    subject = enumeration([labels[0], *(uncapitalised(label) for label in labels[1:])])
    counted = tuple(dict.fromkeys(same["counted_fact"]))
    reason = str(same["verdict_fr"].iloc[0])
    return Finding("register", CONTRADICTORY, french(subject), reason, tuple(same["said_fact"]), counted)


def _claims(compared: pd.DataFrame) -> Iterator[Finding]:
    """One claim made in several places, with the same word, is one finding."""
    judged = compared[compared["verdict_fr"].isin(list(CLAIMS_FR))]
    for (verdict, quantifier, topic), same in judged.groupby(["verdict_fr", "quantifier", "topic_fr"], sort=False):
        severity, reason = CLAIMS_FR[str(verdict)]
        subject = french(f"« {quantifier} » : {topic}{_places(len(same))}")
        yield Finding("claims", severity, subject, reason, _told(same["said_fact"]), _told(same["named_fact"]))


def _places(count: int) -> str:
    """« , en deux endroits »; nothing where a claim is made once."""
    return "" if count == 1 else f", en {PLACES_FR.get(count, count)} endroits"


def _told(facts: pd.Series) -> tuple[str, ...]:
    return tuple(fact for fact in facts if isinstance(fact, str) and fact)
