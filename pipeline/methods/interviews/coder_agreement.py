"""Whether those who coded the same passages gave them the same codes, by dimension; and where they did not."""

from __future__ import annotations

from string import ascii_uppercase
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.facts import Fact
from pipeline.methods.agreement_coefficients import agreement_coefficients
from pipeline.methods.agreement_facts import coefficient_fields, one_a_line
from pipeline.methods.interviews.interview_codes import Coded, count_fact, interview_fact, share_fact
from pipeline.statistics.agreement import exact_agreement
from pipeline.statistics.results import Estimate

COMPUTED_BY = "pipeline.methods.interviews.coder_agreement:agreement"
SEED = 20_040_315
CODER_LIMIT = "L’accord dit si le codage est stable, non s’il est juste."
NOT_SHOWN = "non publiée"
OTHER = "autre codeur"
SEVERAL = "Passages portant plusieurs codes : l’accord est celui de la présence de chaque code."
COLUMNS = (
    "dimension",
    "dimension_fr",
    "passages_fact",
    "same_fact",
    "alpha_fact",
    "kappa_fact",
    "gwet_fact",
    "alpha",
    "cautions_fr",
)
APART_COLUMNS = ("passage", "entity", "dimension_fr", "given_fr")


def agreement(coded: Coded, level: float) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """Tables `interviews_agreement` (one row a dimension) and `interviews_apart` (one row a passage coded unlike).

    Both are empty where one person coded. No text of an interview stands in them.
    """
    apart = disagreements(coded)
    tables = {
        "interviews_agreement": pd.DataFrame(columns=list(COLUMNS)),
        "interviews_apart": pd.DataFrame(apart, columns=list(APART_COLUMNS)),
    }
    coders = count_fact(
        "coders",
        ("Codeurs", "Coders"),
        coded.segments,
        len(coded.coders),
        method="Dénombrement",
        limits_fr=CODER_LIMIT,
        computed_by=COMPUTED_BY,
    )
    if len(coded.coders) < 2:
        return tables, [coders]
    found = [_of_dimension(coded, dimension, level) for dimension in coded.dimensions]
    tables["interviews_agreement"] = pd.DataFrame([line for line, facts in found if facts], columns=list(COLUMNS))
    return tables, [coders, *(fact for _, facts in found for fact in facts), *_over_all(coded)]


def sets_by_coder(coded: Coded, dimension: str) -> pd.DataFrame:
    """Passages × coders: the codes a coder gave the passage in this dimension, joined; missing where none."""
    rows = coded.of_dimension(dimension).sort_values("key").drop_duplicates(["passage", "coder", "key"])
    wide = rows.pivot_table(index="passage", columns="coder", values="key", aggfunc="|".join)
    return wide.reindex(columns=coded.coders)


def ratings(coded: Coded, dimension: str) -> tuple[pd.DataFrame, bool]:
    """What is compared: one code a passage and coder, or whether each code is there, where a passage has several.

    Units × coders, and true in the second case; a passage that a coder did not code is missing.
    """
    joined = sets_by_coder(coded, dimension)
    has_several = joined.apply(lambda column: column.str.contains("|", regex=False)).any(axis=None)
    if not bool(has_several):
        return joined, False
    keys = [key for key in coded.labels if coded.dimension_of(key) == dimension]
    split = joined.map(lambda text: set(text.split("|")), na_action="ignore")
    parts = [split.map(lambda given, key=key: float(key in given), na_action="ignore") for key in keys]
    return pd.concat(parts, keys=keys).astype("float64"), True


def disagreements(coded: Coded) -> list[tuple[str, str, str, str]]:
    """Passages that two coders coded unlike: passage, entity (if it may be shown), dimension, who gave what.

    Passages are numbered and coders lettered: their identifiers tell of interviews and of persons.
    """
    names = {coder: f"codeur {letter}" for coder, letter in zip(sorted(coded.coders), ascii_uppercase, strict=False)}
    passages = sorted(set(coded.segments["passage"].astype(str)))
    numbers = {passage: number for number, passage in enumerate(passages, start=1)}
    spoke = dict(zip(coded.segments["passage"], coded.segments["entity"].astype(str), strict=True))
    lines: list[tuple[int, str, str, str]] = []
    for dimension, name in coded.dimensions.items():
        if coded.of_dimension(dimension).empty:
            continue
        joined = sets_by_coder(coded, dimension)
        unlike = joined.loc[joined.nunique(axis=1).gt(1)]
        for passage, given in unlike.iterrows():
            told = [
                f"{names.get(str(coder), OTHER)}{NO_BREAK}: {_named(coded, codes)}"
                for coder, codes in given.dropna().items()
            ]
            shown = spoke[str(passage)] if spoke[str(passage)] in coded.shown else NOT_SHOWN
            lines.append((numbers[str(passage)], shown, name, f"{NARROW}; ".join(told)))
    return [(f"passage {number}", entity, name, told) for number, entity, name, told in sorted(lines)]


def _named(coded: Coded, codes: str) -> str:
    return ", ".join(coded.labels[key] for key in codes.split("|"))


def _of_dimension(coded: Coded, dimension: str, level: float) -> tuple[tuple[Any, ...], list[Fact]]:
    """One line of the table of agreement, and its facts; nothing where no passage was coded twice."""
    rows = coded.of_dimension(dimension)
    if rows.empty:
        return (), []
    given, has_several = ratings(coded, dimension)
    exact, name = exact_agreement(sets_by_coder(coded, dimension)), coded.dimensions[dimension]
    if not exact.units:
        return (), []
    passages = list(given.index.get_level_values(-1))
    measures, cautions = agreement_coefficients(given, level, seed=SEED, clusters=passages)
    about, what = f"«{NARROW}{name}{NARROW}»", slug(dimension)
    said = [CODER_LIMIT, *([SEVERAL] if has_several else []), *(caution.said_fr for caution in cautions)]
    usual = {"limits_fr": " ".join(dict.fromkeys(said)), "computed_by": COMPUTED_BY}
    facts = {kind: _coefficient(found, f"{what}-{kind}", about, rows, usual) for kind, found in measures.items()}
    facts |= _counts(rows, (exact.same, exact.units), what, (about, dimension), usual)
    every = one_a_line([*cautions, *(caution for found in measures.values() for caution in found.cautions)])
    ids = {kind: fact.fact_id for kind, fact in facts.items() if fact is not None}
    own = map(ids.get, ("passages", "same", "alpha", "kappa", "gwet"))
    line = (dimension, name, *own, measures["alpha"].value, every)
    return line, [fact for fact in facts.values() if fact is not None]


def _counts(
    rows: pd.DataFrame, same_of: tuple[int, int], what: str, about: tuple[str, str], usual: dict[str, str]
) -> dict[str, Fact]:
    """Passages that all their coders coded alike, and passages coded at all."""
    fr, en = about
    return {
        "same": share_fact(
            f"{what}-same",
            (f"Passages codés de même, {fr}", f"Passages coded alike, {en}"),
            rows,
            same_of,
            method="Tous les codeurs du passage ont donné les mêmes codes",
            **usual,
        ),
        "passages": count_fact(
            f"{what}-passages", (f"Passages codés, {fr}", f"Passages, {en}"), rows, rows["passage"].nunique(), **usual
        ),
    }


def _coefficient(found: Estimate, what: str, about: str, rows: pd.DataFrame, usual: dict[str, str]) -> Fact | None:
    if found.value is None:
        return None
    return interview_fact(
        what,
        (f"Accord des codeurs, {about} ({found.method.name_fr})", f"{found.method.name_en}, {what}"),
        rows,
        computed_by=usual["computed_by"],
        **coefficient_fields(found, usual["limits_fr"]),
    )


def _over_all(coded: Coded) -> list[Fact]:
    """Over all dimensions, passages coded alike, and those that one person alone coded, which nothing compares.

    Codes of unlike dimensions are not pooled in one coefficient.
    """
    given = [sets_by_coder(coded, dimension) for dimension in coded.dimensions if len(coded.of_dimension(dimension))]
    every = [exact_agreement(each) for each in given]
    same, units = sum(each.same for each in every), sum(each.units for each in every)
    if not units:
        return []
    once = count_fact(
        "all-once",
        ("Passages codés par une seule personne", "Passages that one person coded"),
        coded.segments,
        sum(map(len, given)) - units,
        limits_fr=CODER_LIMIT,
        computed_by=COMPUTED_BY,
    )
    label = ("Passages codés de même, toutes dimensions réunies", "Passages coded alike, all dimensions")
    more = {"method": "Tous les codeurs du passage ont donné les mêmes codes", "limits_fr": CODER_LIMIT}
    return [share_fact("all-same", label, coded.segments, (same, units), computed_by=COMPUTED_BY, **more), once]
