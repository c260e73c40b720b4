"""Who was interviewed: how many, in which role, in which mode, and when."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.wording import NARROW
from pipeline.facts import Fact
from pipeline.methods.interviews.interview_codes import count_fact, interview_fact, share_fact

COMPUTED_BY = "pipeline.methods.interviews.interview_register:who_was_met"
COUNTED = {
    "source_table": "interviews",
    "design": "census",
    "method": "Dénombrement du registre",
    "limits_fr": "Le registre dit qui a été rencontré, non qui a été sollicité et n’a pas répondu.",
    "computed_by": COMPUTED_BY,
}
BREAKDOWNS = (("role", "role_class", "rôle"), ("mode", "mode", "mode"))


def who_was_met(interviews: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """Tables `interviews_parts` (`kind`, `value`, `share_fact`: most frequent first) and `interviews_role_mode`.

    The second is roles × modes, counts for a figure.
    """
    n = len(interviews)
    facts = [
        count_fact("interviews", ("Entretiens menés", "Interviews"), interviews, n, **COUNTED),
        count_fact(
            "entities", ("Entités rencontrées", "Entities met"), interviews, interviews["entity"].nunique(), **COUNTED
        ),
    ]
    lines = []
    for kind, column, name in BREAKDOWNS:
        counts = interviews.loc[interviews[column].fillna("").ne(""), column].value_counts().sort_index(key=_in_words)
        for value, count in counts.sort_values(ascending=False, kind="stable").items():
            label = (f"Entretiens, {name} «{NARROW}{value}{NARROW}»", f"Interviews by {kind}: {value}")
            fact = share_fact(f"{kind}-{slug(str(value))}", label, interviews, (int(count), n), **COUNTED)
            facts.append(fact)
            lines.append((kind, str(value), fact.fact_id))
    tables = {
        "interviews_parts": pd.DataFrame(lines, columns=["kind", "value", "share_fact"]),
        "interviews_role_mode": _crossed(interviews),
    }
    return tables, [*facts, *_dates(interviews)]


def _dates(interviews: pd.DataFrame) -> list[Fact]:
    """First and last day, where the register gives dates."""
    days = pd.to_datetime(interviews["date"]).dropna()
    if days.empty:
        return []
    ends = (
        ("first-date", ("Date du premier entretien", "First interview"), days.min()),
        ("last-date", ("Date du dernier entretien", "Last interview"), days.max()),
    )
    return [
        interview_fact(what, label, interviews, unit="date", value_text=day.date().isoformat(), **COUNTED)
        for what, label, day in ends
    ]


def _in_words(names: pd.Index) -> pd.Index:
    """What sorts names as readers do: accented letters with the letters they carry."""
    return names.map(lambda name: slug(str(name)))


def _crossed(interviews: pd.DataFrame) -> pd.DataFrame:
    known = interviews.dropna(subset=["role_class", "mode"])
    if known.empty:
        return pd.DataFrame({"role_class": []})
    crossed = pd.crosstab(known["role_class"], known["mode"])
    crossed = crossed.sort_index(key=_in_words).sort_index(axis=1, key=_in_words)
    return crossed.rename_axis(columns=None).reset_index()
