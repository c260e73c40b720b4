"""A finding of the audit: printed figures that cannot be right, contradict each other, or ask for an explanation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import pandas as pd

from pipeline.booklet.wording import enumeration, plural
from pipeline.facts import Fact

IMPOSSIBLE, CONTRADICTORY, UNEXPLAINED, UNSUPPORTED = "impossible", "contradictory", "unexplained", "unsupported"
SEVERITIES_FR = {
    IMPOSSIBLE: "ne peut pas être juste",
    CONTRADICTORY: "contradictoire",
    UNEXPLAINED: "à vérifier",
    UNSUPPORTED: "non étayé",
}
"""Each severity, the gravest first; a pair of figures has its name as its verdict. What agrees gives no finding."""

COUNTED_FR = {
    IMPOSSIBLE: ("chiffre impossible", "chiffres impossibles"),
    CONTRADICTORY: ("contradiction", "contradictions"),
    UNEXPLAINED: ("chiffre à vérifier", "chiffres à vérifier"),
    UNSUPPORTED: ("affirmation que le codage n’étaye pas", "affirmations que le codage n’étaye pas"),
}
"""What is counted of each severity, of one and of several."""

NOTHING_FOUND_FR = "rien à signaler"

CHECKS_FR = {
    "arithmetic": "Une part ou une moyenne, et sa base",
    "joint": "Des parts d’une même population, ensemble",
    "repeated": "La même grandeur, publiée plusieurs fois",
    "totals": "Des parties, et leur total",
    "bounds": "Une part, entre 0 et 100\u202f%",
    "register": "Un effectif, et le registre",
    "claims": "Une affirmation quantifiée, et le codage",
}
"""What each check sets against what."""


@dataclass(frozen=True)
class Finding:
    """One finding. `said` are the facts that hold what is printed, `shown` those that hold what was found instead."""

    check: str
    severity: str
    subject_fr: str
    reason_fr: str
    said: tuple[str, ...]
    shown: tuple[str, ...] = ()


def counted_fr(counts: Mapping[str, int]) -> str:
    """« 4 contradictions et 1 chiffre à vérifier »: how many findings each severity has, those without left out."""
    told = [plural(count, *COUNTED_FR[severity]) for severity, count in counts.items() if count]
    return enumeration(told) or NOTHING_FOUND_FR


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """One row a finding, the gravest first, with the French names of its check and severity."""
    ranks = {severity: rank for rank, severity in enumerate(SEVERITIES_FR)}
    ordered = sorted(findings, key=lambda each: ranks[each.severity])
    columns = ["check", "severity", "subject_fr", "reason_fr", "said", "shown"]
    frame = pd.DataFrame([asdict(each) for each in ordered], columns=columns)
    frame = frame.assign(said=frame["said"].map(list), shown=frame["shown"].map(list))
    return frame.assign(check_fr=frame["check"].map(CHECKS_FR), severity_fr=frame["severity"].map(SEVERITIES_FR))


@dataclass(frozen=True)
class Examined:
    """What one check examined: how many things, the delivered rows they stand in, and what it found."""

    check: str
    count: int
    rows: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    facts: tuple[Fact, ...] = ()
