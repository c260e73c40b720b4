"""The sample of an interview study: who was met, how and when; does its text count them as its register does?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.interviews.codings import entities
from pipeline.methods.printed.confirmation import CONFIRMED, confirm
from pipeline.params import EstimateParams

REQUIRES = ("interviews", "published", "statement_codes")
"""With `statement_codes` what is coded is a published text; the interviews of a programme are another matter."""

ENTITIES, INTERVIEWS, ROLES = "collectivités interrogées", "entretiens", "classes de rôle"
"""Populations of `published` that the register can count."""

ONE_SOURCE = "Le registre est publié par l’étude ; aucune autre pièce ne permet de le vérifier."
ON_SITE = "sur place"
MODES_FR = {"téléphone": "par téléphone"}
BREAKDOWNS = (("role", "role_class", "menés avec un interlocuteur de rôle"), ("how", "how_fr", "menés"))
"""What the register is broken down by, its column, and the words that lead to each value in a label."""

Counted = tuple[str, str, str, float, str]
"""A count before it is a fact: what, its label in French and in English, its value and unit."""


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """Counts of the interview register, its dates, and the study's printed figures about its own sample."""
    interviews, published = with_manner(tables["interviews"]), tables["published"]
    register, register_facts = register_lines(interviews)
    role_mode, role_mode_facts = by_role_and_manner(interviews)
    contradictions, said_facts = compare_with_print(interviews, published)
    parts, part_facts = breakdowns(interviews)
    return Estimates(
        [*sizes(interviews), *part_facts, *dates(interviews), *register_facts, *role_mode_facts, *said_facts],
        {
            "sample_breakdowns": parts,
            "sample_register": register,
            "sample_role_mode": role_mode,
            "sample_contradictions": contradictions,
        },
    )


def with_manner(interviews: pd.DataFrame) -> pd.DataFrame:
    """The register with `how_fr`, how each interview was held: « en face à face, à Barcelone » says where."""
    return interviews.assign(how_fr=[_manner(row) for row in interviews.itertuples()])


def _manner(interview: Any) -> str:
    """A face-to-face interview says whether it was held at home: an event elsewhere is no visit."""
    if interview.mode != ON_SITE:
        return MODES_FR.get(interview.mode, str(interview.mode))
    if pd.isna(interview.place) or not interview.place:
        return "en face à face"
    is_home = interview.place == interview.entity
    return f"en face à face ({'dans la collectivité' if is_home else interview.place})"


def sizes(interviews: pd.DataFrame) -> list[Fact]:
    """How many interviews, entities and role classes; who speaks for an entity, and where."""
    per_entity = interviews["entity"].value_counts()
    alone = int(per_entity.eq(1).sum())
    counts = (
        ("interviews", "Entretiens inscrits au registre", "Interviews", len(interviews)),
        ("entities", "Collectivités inscrites au registre", "Local authorities", len(per_entity)),
        ("roles", "Classes de rôle inscrites au registre", "Role classes", interviews["role_class"].nunique()),
    )
    return [
        *(_count("sizes", what, (label_fr, label_en), value, interviews) for what, label_fr, label_en, value in counts),
        _share(
            "sizes",
            "one-voice",
            ("Collectivités représentées par une seule personne", "Authorities with a single interviewee"),
            (alone, len(per_entity)),
            interviews,
        ),
        _share(
            "sizes",
            "away",
            ("Entretiens menés hors du territoire de la collectivité", "Interviews held elsewhere"),
            (len(_away(interviews)), len(interviews)),
            interviews,
        ),
    ]


def _away(interviews: pd.DataFrame) -> pd.DataFrame:
    """Interviews with a printed place that is not the entity's own."""
    has_place = interviews["place"].fillna("").ne("")
    return interviews.loc[has_place & interviews["place"].ne(interviews["entity"])]


def breakdowns(interviews: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """The share of interviews of each role class and each manner; within each, the most frequent first."""
    facts, lines = [], []
    for kind, column, label_fr in BREAKDOWNS:
        counts = interviews.loc[interviews[column].fillna("").ne(""), column].value_counts().sort_index()
        for value, count in counts.sort_values(ascending=False, kind="stable").items():
            shown = f"«{NARROW}{value}{NARROW}»" if kind == "role" else value
            label = (f"Entretiens {label_fr} {shown}", f"Interviews by {kind}: {value}")
            fact = _share("breakdowns", f"{kind}-{slug(str(value))}", label, (count, len(interviews)), interviews)
            facts.append(fact)
            lines.append({"kind": kind, "value": value, "share_fact": fact.fact_id})
    return pd.DataFrame(lines), facts


def dates(interviews: pd.DataFrame) -> list[Fact]:
    """First and last day, days between them, distinct days, the longest pause, and what came before it."""
    held = pd.to_datetime(interviews["date"])
    days = pd.Series(sorted(held.unique()))
    return [
        _day("dates", "first-date", ("Date du premier entretien", "First interview"), days.iloc[0], interviews),
        _day("dates", "last-date", ("Date du dernier entretien", "Last interview"), days.iloc[-1], interviews),
        *(
            _count("dates", what, (label, english), value, interviews, unit)
            for what, label, english, value, unit in (*_pace(days), *_before_pause(held, days))
        ),
    ]


def _pace(days: pd.Series) -> tuple[Counted, ...]:
    """Distinct days, the time from the first to the last, and the longest time without any between."""
    pauses = days.diff().dt.days.dropna()
    longest = pauses.max() if len(pauses) else 0
    return (
        ("days", "Journées d’entretien distinctes", "Interview days", len(days), "count"),
        ("duration", "Durée du premier au dernier entretien", "Days from first to last", _span(days), "days"),
        ("longest-pause", "Plus longue interruption entre deux journées d’entretien", "Longest pause", longest, "days"),
    )


def _before_pause(held: pd.Series, days: pd.Series) -> tuple[Counted, ...]:
    """What came before the longest pause: how many interviews, in how long; all of them where there is none."""
    pauses = days.diff().dt.days.dropna()
    last_before = days.iloc[int(pauses.to_numpy().argmax())] if len(pauses) else days.iloc[-1]
    return (
        (
            "before-pause",
            "Entretiens menés avant la plus longue interruption",
            "Interviews before the longest pause",
            int(held.le(last_before).sum()),
            "count",
        ),
        (
            "before-pause-duration",
            "Durée des entretiens menés avant la plus longue interruption",
            "Days from the first interview to the longest pause",
            _span(days[days.le(last_before)]),
            "days",
        ),
    )


def _span(days: pd.Series) -> int:
    return int((days.iloc[-1] - days.iloc[0]).days)


def register_lines(interviews: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """The register by date then entity (names of persons are not in it), each date with its fact."""
    order = interviews.assign(date=pd.to_datetime(interviews["date"])).sort_values(["date", "entity"])
    lines = order.reset_index(drop=True)
    facts = [
        _day(
            "register_lines",
            f"{slug(row.interview_id)}-date",
            (f"Date de l’entretien ({row.entity})", f"Date of the interview, {row.entity}"),
            row.date,
            lines.loc[[position]],
        )
        for position, row in lines.iterrows()
    ]
    columns = lines[["entity", "role_class", "how_fr"]]
    return columns.assign(date_fact=[fact.fact_id for fact in facts]), facts


def by_role_and_manner(interviews: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """How many interviews of each role class were held in each manner, the most frequent first."""
    groups = interviews.groupby(["role_class", "how_fr"])
    facts = [
        _count(
            "by_role_and_manner",
            f"role-{slug(str(role))}-how-{slug(str(how))}",
            (f"Entretiens de rôle «{NARROW}{role}{NARROW}», menés {how}", f"Interviews: {role}, {how}"),
            len(rows),
            rows,
        )
        for (role, how), rows in groups
    ]
    counted = groups.size().rename("count").reset_index().assign(count_fact=[fact.fact_id for fact in facts])
    return counted.sort_values(
        ["count", "role_class", "how_fr"], ascending=[False, True, True], ignore_index=True
    ), facts


def compare_with_print(interviews: pd.DataFrame, published: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """Each figure that the study prints about its own sample beside what its register counts."""
    counted = {
        ENTITIES: ("sample-entities", len(entities(interviews))),
        INTERVIEWS: ("sample-interviews", len(interviews)),
        ROLES: ("sample-roles", interviews["role_class"].nunique()),
    }
    own = published.loc[published["population"].isin(list(counted)) & published["value"].notna()]
    own = own.sort_values(["line", "figure_id"], ignore_index=True)
    facts = [_said(row, own.loc[[position]]) for position, row in own.iterrows()]
    compared = own[["label_fr", "printed", "section", "line"]].assign(
        printed_value=own["value"],
        said_fact=[fact.fact_id for fact in facts],
        counted_fact=[counted[population][0] for population in own["population"]],
        verdict_fr=[
            confirm(row["value"], row["qualifier"], counted[row["population"]][1]) for _, row in own.iterrows()
        ],
    )
    printed = ("Chiffres publiés sur l’échantillon", "Printed figures about the sample")
    contradicted = ("Chiffres publiés sur l’échantillon que le registre ne confirme pas", "Of which contradicted")
    differing = int(compared["verdict_fr"].ne(CONFIRMED).sum())
    totals = (("printed", printed, len(own)), ("contradicted", contradicted, differing))
    return compared, [*facts, *(_printed_total(what, label, value, published) for what, label, value in totals)]


def _printed_total(what: str, label: tuple[str, str], value: int, published: pd.DataFrame) -> Fact:
    limits = "Un même chiffre publié à deux endroits compte deux fois."
    more = {"source_table": "published", "limits_fr": limits, "design": "document"}
    return _fact("compare_with_print", what, label, published, unit="count", value=float(value), **more)


def _said(row: pd.Series, rows: pd.DataFrame) -> Fact:
    return _fact(
        "compare_with_print",
        f"said-{slug(row['figure_id'])}",
        (f"{french(row['label_fr'])}, chiffre publié (l.{NO_BREAK}{row['line']})", "Figure printed about the sample"),
        rows,
        unit="count",
        value=float(row["value"]),
        qualifier=row["qualifier"],
        method="Relevé dans le texte de l’étude",
        limits_fr="Nombre écrit en lettres dans le texte, converti en chiffres.",
        source_table="published",
        design="document",
    )


def _count(
    function: str, what: str, label: tuple[str, str], value: float, rows: pd.DataFrame, unit: str = "count"
) -> Fact:
    return _fact(function, what, label, rows, unit=unit, value=float(value))


def _day(function: str, what: str, label: tuple[str, str], day: Any, rows: pd.DataFrame) -> Fact:
    return _fact(function, what, label, rows, unit="date", value_text=pd.Timestamp(day).date().isoformat())


def _share(
    function: str, what: str, label: tuple[str, str], counts: tuple[int, int], rows: pd.DataFrame, **more: str
) -> Fact:
    """A share k of N; its evidence is the whole base, since a row that does not count was looked at too."""
    k, n = counts
    return _fact(function, what, label, rows, unit="share", value=k / n, numerator=k, denominator=n, **more)


def _fact(function: str, what: str, label: tuple[str, str], rows: pd.DataFrame, **fields: Any) -> Fact:
    label_fr, label_en = label
    usual = {"method": "Dénombrement", "source_table": "interviews", "design": "census", "limits_fr": ONE_SOURCE}
    return Fact(
        fact_id=f"sample-{what}",
        label_fr=label_fr,
        label_en=label_en,
        computed_by=f"pipeline.estimators.sample:{function}",
        rows=provenance(rows),
        **{**usual, **fields},
    )
