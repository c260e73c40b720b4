"""The back-test: each published figure that microdata can carry, recomputed on them beside what was printed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.printed import back_tests
from pipeline.methods.printed.back_tests import VERDICTS_FR, Recomputed
from pipeline.methods.printed.printed_facts import printed_fact
from pipeline.params import EstimateParams
from pipeline.units import PERCENT_UNITS

REQUIRES = ("back_tests", "published")

COMPUTED_BY = "pipeline.estimators.back_test:estimate"
LIMIT = (
    "Retrouver un chiffre sur des données calées sur lui ne le prouve pas : cela montre seulement qu’il est possible."
)
RANK_LOST_FR = "sur le podium, rang non lisible"
UNITS = {"share": "share", "top3": "rank"}
VERDICT_LABELS = {
    back_tests.SAME: ("Chiffres publiés retrouvés sur les microdonnées", "Published figures found again"),
    back_tests.NEAREST: (
        "Chiffres publiés impossibles sur la base des microdonnées",
        "Published figures that the base of the microdata cannot print",
    ),
    back_tests.OTHER: ("Chiffres publiés non retrouvés", "Published figures not found again"),
}


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """One recomputed fact a test, its verdict, and how many tests got each verdict.

    Table `back_test_figures`: label_fr, printed_fact, found_fact, verdict, verdict_fr: what does not come out
    first, then in the order of the tests.
    """
    published = tables["published"].drop_duplicates("figure_id").set_index("figure_id", drop=False)
    tests = tables["back_tests"]
    facts, lines = [], []
    for test in tests.itertuples():
        figure = published.loc[str(test.figure_id)]
        found = back_tests.recomputed(test, tables)
        verdict = back_tests.verdict(figure, test, found)
        printed, computed = _printed(figure, published.loc[[str(test.figure_id)]]), _fact(figure, test, found)
        facts += [printed, computed]
        lines.append(_line(figure, printed, computed, verdict))
    figures = pd.DataFrame(lines, columns=["label_fr", "printed_fact", "found_fact", "verdict", "verdict_fr"])
    gravity = [back_tests.OTHER, back_tests.NEAREST, back_tests.SAME].index
    figures = figures.sort_values("verdict", key=lambda told: told.map(gravity), kind="stable", ignore_index=True)
    return Estimates([*facts, *_totals(figures, tests)], {"back_test_figures": figures})


def _printed(figure: Any, row: pd.DataFrame) -> Fact:
    """The figure as printed, under an id of this theme: the theme `published` shows only those it checks."""
    fact = replace(printed_fact(figure, row), fact_id=f"back-test-{slug(figure.figure_id)}-printed")
    is_lost = pd.isna(figure.value) and figure.qualifier != "range"
    return replace(fact, unit="text", value=None, value_text=RANK_LOST_FR) if is_lost else fact


def _fact(figure: Any, test: Any, found: Recomputed) -> Fact:
    is_range = test.statistic == "range"
    return Fact(
        fact_id=f"back-test-{slug(figure.figure_id)}",
        label_fr=f"{french(figure.label_fr)}, recalculé sur les microdonnées",
        label_en=f"Recomputed: {figure.figure_id}",
        unit=UNITS.get(test.statistic, "count" if is_range else str(figure.unit)),
        value=found.value,
        numerator=found.numerator,
        denominator=found.n if test.statistic == "share" else None,
        low=found.low,
        high=found.high,
        qualifier="range" if is_range else "=",
        decimals=_decimals(str(figure.unit), str(test.statistic)),
        n_answered=found.n,
        method="Recalcul sur les microdonnées, à la manière du chiffre publié",
        computed_by=COMPUTED_BY,
        source_table=str(test.source_table),
        design="sample",
        filter="" if pd.isna(test.filter) else restriction_fr(str(test.filter)),
        limits_fr=LIMIT,
        rows=provenance(found.rows),
    )


def _decimals(unit: str, statistic: str) -> float | None:
    """One of a mean or a median; none is asked for a percentage, which has one where it is not whole."""
    return 1.0 if statistic in ("mean", "median") and unit not in PERCENT_UNITS else None


def restriction_fr(conditions: str) -> str:
    """« role=lead » as a sentence, in the names that the delivered file has."""
    each = [
        f"« {column} » vaut « {wanted} »" for column, _, wanted in (one.partition("=") for one in conditions.split("&"))
    ]
    return french(f"seules comptent les lignes où {' et '.join(each)}")


def _line(figure: Any, printed: Fact, computed: Fact, verdict: str) -> dict[str, str]:
    return {
        "label_fr": french(figure.label_fr),
        "printed_fact": printed.fact_id,
        "found_fact": computed.fact_id,
        "verdict": verdict,
        "verdict_fr": VERDICTS_FR[verdict],
    }


def _totals(figures: pd.DataFrame, tests: pd.DataFrame) -> list[Fact]:
    counts = [("tests", ("Chiffres publiés recalculés", "Published figures recomputed"), len(figures))]
    counts += [(name, label, int(figures["verdict"].eq(name).sum())) for name, label in VERDICT_LABELS.items()]
    return [
        Fact(
            fact_id=f"back-test-{what}",
            label_fr=label_fr,
            label_en=label_en,
            unit="count",
            value=float(count),
            method="Dénombrement selon le verdict",
            computed_by=COMPUTED_BY,
            source_table="back_tests",
            design="census",
            limits_fr=LIMIT,
            rows=provenance(tests),
        )
        for what, (label_fr, label_en), count in counts
    ]
