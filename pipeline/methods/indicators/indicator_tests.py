"""The facts of questions put to several projects at once: tests, pooled changes, differences in differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.design_wording import result_fr
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.capitals import capitalised
from pipeline.facts import Fact, provenance
from pipeline.methods.indicators.design_strength import Strength
from pipeline.methods.indicators.indicator_facts import NO_CAUSE_FR, ONE_SITE_FR, fact_id
from pipeline.methods.indicators.measured_pairs import AFTER, BEFORE, ELSEWHERE, HERE, Pair
from pipeline.methods.indicators.pair_results import Result
from pipeline.methods.indicators.pooled_changes import SAME_EVERYWHERE_FR, Together, told
from pipeline.methods.indicators.printed_decimals import significant
from pipeline.methods.indicators.project_tests import NEAR, ProjectTest
from pipeline.methods.p_values import p_fields
from pipeline.statistics.difference_in_differences import Contrast
from pipeline.statistics.results import Caution
from pipeline.units import UNITS

COMPUTED_BY = "pipeline.methods.indicators.indicator_tests"
ONE_EACH_FR = "Chaque projet compte une fois, quel que soit le nombre de ses indicateurs."

QUESTIONS: Mapping[str, tuple[str, str, Strength]] = {
    "forward": (
        "Projets qui ont plus d’indicateurs en progrès qu’en recul",
        "projects with more indicators forward than back",
        Strength.BEFORE_AFTER,
    ),
    "way": (
        "Projets qui se rapprochent de leurs cibles, en médiane de leurs indicateurs",
        "projects that came closer to their targets",
        Strength.BEFORE_AFTER,
    ),
    "ahead": (
        "Projets qui ont plus d’indicateurs en avance sur le site témoin qu’en retard",
        "projects ahead of their comparison site",
        Strength.COMPARISON,
    ),
}
TEST_COLUMNS = ("question", "label_fr", "forward_fact", "back_fact", "p_fact", "needed_fact", "is_decided")
POOLED_COLUMNS = ("indicator_id", "name_fr", "unit", "strength", "pooled_fact", "range_fact", "value", "low", "high")
FOREST_COLUMNS = ("indicator_id", "label", "value", "low", "high", "weight", "change_fact")
CONTRAST_COLUMNS = ("indicator_id", "name_fr", "unit_fr", "contrast_fact", "p_fact")


def question_facts(
    tests: Sequence[ProjectTest], results: Sequence[Result], level: float
) -> tuple[list[Fact], pd.DataFrame]:
    """One row a question with its facts: projects forward and back, p-value (none where no decision was possible)."""
    facts: list[Fact] = []
    rows = []
    for test in tests:
        own = _test(test, results)
        facts += own.values()
        ids = {
            f"{name}_fact": own[name].fact_id if name in own else None for name in ("forward", "back", "p", "needed")
        }
        p_value = test.test.p_value
        decided = None if p_value is None else p_value <= 1 - level + NEAR
        rows.append({"question": test.question, "label_fr": QUESTIONS[test.question][0], "is_decided": decided, **ids})
    return facts, pd.DataFrame(rows, columns=list(TEST_COLUMNS)).astype({"is_decided": "boolean"})


def _test(test: ProjectTest, results: Sequence[Result]) -> dict[str, Fact]:
    label, label_en, strength = QUESTIONS[test.question]
    own = [result.pair.rows_of(BEFORE, AFTER) for result in results if result.pair.project_id in test.projects]
    shared = {
        "rows": provenance(pd.concat(own)),
        "design": "comparison" if strength == Strength.COMPARISON else "before_after",
        "limits_fr": french(f"{ONE_EACH_FR} {ONE_SITE_FR if strength == Strength.COMPARISON else NO_CAUSE_FR}"),
    }
    n = len(test.projects)
    counted = "Dénombrement des projets"
    facts = {
        "forward": _share(test.question, "forward", label, label_en, test.forward, n, method=counted, **shared),
        "back": _share(
            test.question, "back", f"{label} : le contraire", label_en, test.back, n, method=counted, **shared
        ),
    }
    if test.test.p_value is not None:
        name = f"{label} : probabilité d’un partage aussi net si chaque sens était aussi probable"
        told_p = p_fields(test.test.p_value)
        method = test.test.method.name_fr
        facts["p"] = _fact(f"test-{test.question}-p", name, "p-value", method=method, **told_p, **shared)
    if test.needed is not None:
        name = f"{label} : nombre qu’il aurait fallu, parmi les projets qui bougent, pour que le test tranche"
        facts["needed"] = _fact(
            f"test-{test.question}-needed", name, label_en, value=test.needed, unit="count", method=counted, **shared
        )
    return facts


def pooled_facts(together: Sequence[Together], names: Mapping[str, str]) -> tuple[list[Fact], dict[str, pd.DataFrame]]:
    """Each pooled indicator: its mean change, where that of one more project would lie, and the rows of its forest."""
    facts: list[Fact] = []
    pooled, forest = [], []
    for each in together:
        own = _pooled(each)
        facts += own
        pooled.append(_pooled_row(each, own))
        forest += [_forest_row(each, result, row, names) for result, (_, row) in _with_weights(each)]
    return facts, {
        "indicators_pooled": pd.DataFrame(pooled, columns=list(POOLED_COLUMNS)),
        "indicators_forest": pd.DataFrame(forest, columns=list(FOREST_COLUMNS)),
    }


def _with_weights(each: Together) -> list[tuple[Result, tuple[Any, pd.Series]]]:
    return list(zip(each.results, each.pooled.forest.iterrows(), strict=True))


def _pooled(each: Together) -> list[Fact]:
    """The mean change and the prediction interval."""
    pooled, name = each.pooled, each.results[0].pair.entry.name_fr
    cautions = " ".join(map(_sentence, pooled.cautions))
    shared: dict[str, Any] = {
        "unit": each.unit,
        "decimals": 1.0 if each.unit == "points" else None,
        "method": pooled.method.name_fr,
        "limits_fr": french(f"{SAME_EVERYWHERE_FR} {NO_CAUSE_FR} {cautions}".strip()),
        "rows": provenance(pd.concat([result.pair.rows_of(BEFORE, AFTER) for result in each.results])),
    }
    called, what = result_fr(Strength.BEFORE_AFTER), f"pooled-{slug(each.indicator_id)}"
    mean = (f"{name}, {called} moyenne de {pooled.k} projets", f"{each.indicator_id}, pooled change")
    one_more = (f"{name}, {called} attendue d’un projet de plus", f"{each.indicator_id}, prediction interval")
    return [
        _fact(what, mean[0], mean[1], **_mean_fields(each), **shared),
        _fact(f"{what}-range", one_more[0], one_more[1], **_range_fields(each), **shared),
    ]


def _mean_fields(each: Together) -> dict[str, Any]:
    value, low, high = (told(float(getattr(each.pooled, name)), each.unit) for name in ("estimate", "low", "high"))
    method = "Hartung–Knapp, élargi à celui de la moyenne simple"
    return {"value": value, "low": low, "high": high, "level": each.pooled.level, "interval_method": method}


def _range_fields(each: Together) -> dict[str, Any]:
    low, high = (told(float(getattr(each.pooled, f"predicted_{end}")), each.unit) for end in ("low", "high"))
    return {"low": low, "high": high, "qualifier": "range"}


def _pooled_row(each: Together, own: Sequence[Fact]) -> dict[str, Any]:
    mean, predicted = own
    return {
        "indicator_id": each.indicator_id,
        "name_fr": french(each.results[0].pair.entry.name_fr),
        "unit": each.unit,
        "strength": int(Strength.BEFORE_AFTER),
        "pooled_fact": mean.fact_id,
        "range_fact": predicted.fact_id,
        "value": mean.value,
        "low": mean.low,
        "high": mean.high,
    }


def _forest_row(each: Together, result: Result, row: pd.Series, names: Mapping[str, str]) -> dict[str, Any]:
    """A project's own change, with its own interval, and its weight in the mean."""
    estimate = result.change.estimate
    return {
        "indicator_id": each.indicator_id,
        "label": names.get(result.pair.project_id, result.pair.project_id),
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "weight": row["weight"],
        "change_fact": fact_id(result.pair, "change"),
    }


def contrast_facts(contrasts: Mapping[str, tuple[list[Pair], Contrast]]) -> tuple[list[Fact], pd.DataFrame]:
    """For each indicator compared by several projects, how much more it changed on their sites, with its p-value."""
    facts: list[Fact] = []
    rows = []
    for name, (found, contrast) in contrasts.items():
        own = _contrast(name, found, contrast)
        facts += own.values()
        entry = found[0].entry
        ids = {f"{what}_fact": own[what].fact_id if what in own else None for what in ("contrast", "p")}
        unit = UNITS[entry.indicator.unit].label_fr
        rows.append({"indicator_id": name, "name_fr": french(entry.name_fr), "unit_fr": unit, **ids})
    return facts, pd.DataFrame(rows, columns=list(CONTRAST_COLUMNS))


def _contrast(name: str, found: Sequence[Pair], contrast: Contrast) -> dict[str, Fact]:
    entry = found[0].entry
    cautions = " ".join(map(_sentence, contrast.cautions))
    shared: dict[str, Any] = {
        "design": "comparison",
        "limits_fr": french(f"{SAME_EVERYWHERE_FR} {cautions}".strip()),
        "rows": provenance(pd.concat([pair.rows_of(BEFORE, AFTER, arms=(HERE, ELSEWHERE)) for pair in found])),
    }
    what = f"contrast-{slug(name)}"
    label = f"{entry.name_fr} ({UNITS[entry.indicator.unit].label_fr}), {result_fr(Strength.COMPARISON)}"
    said = (f"{label}, {contrast.n_treated} projets", f"{name}, difference in differences")
    facts = {"contrast": _fact(what, said[0], said[1], **_contrast_fields(contrast, entry.indicator.unit), **shared)}
    if contrast.p_value is not None and contrast.p_method is not None:
        told_p = {**p_fields(contrast.p_value), "method": contrast.p_method.name_fr}
        facts["p"] = _fact(f"{what}-p", f"{label} : valeur p", "p-value", **told_p, **shared)
    return facts


def _contrast_fields(contrast: Contrast, unit: str) -> dict[str, Any]:
    bounds = {"low": contrast.low, "high": contrast.high, "level": contrast.level, "interval_method": "Student"}
    return {
        "value": contrast.estimate,
        "unit": unit,
        "decimals": float(significant(contrast.estimate, unit)),
        "method": contrast.method.name_fr,
        **(bounds if contrast.low is not None else {}),
    }


def _sentence(caution: Caution) -> str:
    return f"{capitalised(caution.said_fr)}."


def _share(question: str, which: str, label: str, label_en: str, k: int, n: int, **more: Any) -> Fact:
    name = f"test-{question}-{which}"
    return _fact(name, label, label_en, value=k / n, numerator=k, denominator=n, unit="share", **more)


def _fact(what: str, label_fr: str, label_en: str, **fields: Any) -> Fact:
    usual = {
        "design": "before_after",
        "source_table": "measurements",
        "computed_by": f"{COMPUTED_BY}:{_function(what)}",
    }
    label = capitalised(label_en)
    return Fact(fact_id=f"indicators-{what}", label_fr=french(label_fr), label_en=label, **{**usual, **fields})


def _function(what: str) -> str:
    return {"test": "question_facts", "pooled": "pooled_facts", "contrast": "contrast_facts"}[what.partition("-")[0]]
