"""Whether new interviews still brought new codes, and which codes go together."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from pipeline.booklet.wording import NARROW
from pipeline.facts import Fact
from pipeline.methods.interviews.interview_codes import CHOSEN, Coded, count_fact, interview_fact, share_fact
from pipeline.statistics.co_occurrence import TARONE, co_occurrences, code_pairs
from pipeline.statistics.saturation import SATURATION, new_codes, saturation_curve

COMPUTED_BY = "pipeline.methods.interviews.code_patterns"
SEED = 19_710_701
MOST = 0.9
"""Part of the codes by which it is told how many interviews were enough."""

SATURATION_COLUMNS = ("interviews", "expected", "low", "high")
PAIR_COLUMNS = ("first_fr", "second_fr", "both_fact", "p_fact")
FRAMED = (
    "Ne dit que des codes de cette grille : une grille plus fine, ou d’autres personnes, en feraient paraître d’autres."
)


def saturation(coded: Coded, level: float) -> tuple[pd.DataFrame, list[Fact]]:
    """Table `interviews_saturation`: distinct codes after 1, 2, … interviews, over orders drawn at random.

    Empty where the coding does not say from which interview a passage is.
    """
    presence = coded.presence("interview_id")
    if presence.empty:
        return pd.DataFrame(columns=list(SATURATION_COLUMNS)), []
    curve = saturation_curve(presence, level, seed=SEED)
    return curve[list(SATURATION_COLUMNS)], _saturation_facts(coded, presence, curve)


def co_occurrence(coded: Coded, level: float) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """Tables `interviews_together` (codes × codes: entities that bear both) and `interviews_pairs` (those decided).

    Only pairs of unlike dimensions are asked about: in one dimension a code often excludes the others.
    """
    presence = coded.presence("entity")
    presence = presence.loc[:, presence.any()]
    asked = [
        pair for pair in combinations(presence.columns, 2) if coded.dimension_of(pair[0]) != coded.dimension_of(pair[1])
    ]
    found = code_pairs(presence, level, asked)
    decided = found.loc[found["p_value"].le(level)].sort_values(["p_value", "first", "second"])
    facts = _pair_counts(coded, len(asked), int(found["is_tested"].sum()), len(decided))
    lines = []
    for row in decided.itertuples():
        pair, counts = (str(row.first), str(row.second)), (int(str(row.both)), len(presence))
        both, p_value = _pair_facts(coded, pair, counts, float(str(row.p_value)))
        facts += [both, p_value]
        lines.append((coded.labels[pair[0]], coded.labels[pair[1]], both.fact_id, p_value.fact_id))
    tables = {
        "interviews_together": _together(coded, presence),
        "interviews_pairs": pd.DataFrame(lines, columns=list(PAIR_COLUMNS)),
    }
    return tables, facts


def _saturation_facts(coded: Coded, presence: pd.DataFrame, curve: pd.DataFrame) -> list[Fact]:
    total, n = int(presence.any().sum()), len(presence)
    usual = {"computed_by": f"{COMPUTED_BY}:saturation", "limits_fr": f"{CHOSEN} {FRAMED}"}
    alone = int(presence.sum().eq(1).sum())
    facts = [
        count_fact("codes", ("Codes portés par un entretien au moins", "Codes found"), coded.segments, total, **usual),
        count_fact(
            "codes-once", ("Codes portés par un seul entretien", "Codes of one"), coded.segments, alone, **usual
        ),
    ]
    if not total:
        return facts
    enough = int(curve["interviews"][curve["expected"].ge(MOST * total)].iloc[0])
    label = ("Entretiens qui suffisent en moyenne à neuf codes sur dix", "Interviews for nine codes in ten")
    facts.append(count_fact("enough", label, coded.segments, enough, **{**usual, "method": SATURATION.title_fr}))
    return [*facts, *_last_new(coded, presence, n, usual)]


def _last_new(coded: Coded, presence: pd.DataFrame, n: int, usual: dict[str, str]) -> list[Fact]:
    """In the order of dates, after which interview no code was new any more; nothing without dates."""
    dates = coded.interviews.dropna(subset=["date"]).drop_duplicates("interview_id").set_index("interview_id")["date"]
    order = [unit for unit in dates.sort_values(kind="stable").index if unit in presence.index]
    if len(order) != n:
        return []
    fresh = new_codes(presence.loc[order])
    last = int(fresh.to_numpy().nonzero()[0].max()) + 1
    label = ("Dernier entretien, par date, qui apporte un code nouveau", "Last interview with a new code")
    more = {"method": "Parcours des entretiens dans l’ordre de leurs dates", "denominator": float(n)}
    return [interview_fact("last-new", label, coded.segments, unit="rank", value=float(last), **{**usual, **more})]


def _pair_counts(coded: Coded, asked: int, tested: int, decided: int) -> list[Fact]:
    usual = {
        "computed_by": f"{COMPUTED_BY}:co_occurrence",
        "method": f"{TARONE.title_fr} ({TARONE.source})",
    }
    counts = (
        ("pairs", "Paires de codes de dimensions différentes", "Pairs of codes", asked),
        ("pairs-tested", "Paires dont un test pouvait décider", "Pairs that a test could decide", tested),
        ("pairs-found", "Paires liées au-delà du hasard", "Pairs linked beyond chance", decided),
    )
    return [count_fact(what, (fr, en), coded.segments, value, **usual) for what, fr, en, value in counts]


def _pair_facts(coded: Coded, pair: tuple[str, str], counts: tuple[int, int], p_value: float) -> tuple[Fact, Fact]:
    first, second = pair
    what = f"pair-{first}-{second}".replace(":", "-")
    rows = pd.concat([coded.of_code(first), coded.of_code(second)])
    label = " et ".join(f"«{NARROW}{coded.labels[key]}{NARROW}»" for key in pair)
    usual = {"computed_by": f"{COMPUTED_BY}:co_occurrence"}
    return (
        share_fact(
            f"{what}-both",
            (f"Entités qui portent {label}", f"Entities bearing {first}, {second}"),
            rows,
            counts,
            **usual,
        ),
        interview_fact(
            f"{what}-p",
            (f"Probabilité d’un lien aussi fort par hasard, {label}", f"Corrected p-value, {first}, {second}"),
            rows,
            unit="p_value",
            value=p_value,
            decimals=3,
            method=f"{TARONE.title_fr} ({TARONE.source})",
            **usual,
        ),
    )


def _together(coded: Coded, presence: pd.DataFrame) -> pd.DataFrame:
    """Codes × codes, counts of entities; pairs of one dimension and each code with itself are left at zero."""
    counts = co_occurrences(presence)
    dimensions = np.array([coded.dimension_of(str(key)) for key in counts.index])
    is_alike = dimensions[:, None] == dimensions[None, :]
    return counts.mask(is_alike, 0).rename_axis("code").reset_index()
