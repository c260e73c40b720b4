"""Which territory gives which indicator: figures a territory, indicators in common, indicators given once."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.printed.key_figures import city_sheets, with_territories
from pipeline.methods.printed.tallies import Tally
from pipeline.params import EstimateParams

REQUIRES = ("key_figures", "territories", "key_figure_labels")

FEWEST_GIVING = 3
"""The grid shows indicators that at least three territories give: the fewest with which a comparison can be tried."""

PARTS = {"partners": ("partners_companies", "partners_public", "partners_university")}
"""Indicators that a territory gives by their parts: whoever counts them apart is not asked for the whole."""

LABELS_FR = {
    "given": "Chiffres relevés",
    "on_sheet": "Chiffres publiés sur la fiche",
    "indicators": "Indicateurs différents",
}


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """Coverage of the city sheets.

    Tables: `coverage_territories` (one row a sheet), `coverage_indicators` (one row an indicator, with the territories
    that give it, whether it is printed outside the sheets, and the whole it is a part of) and `coverage_grid`
    (indicators in common × territories, 1 where given).
    """
    printed = with_territories(tables)
    figures = printed[printed["sheet_slug"].ne("")]
    tally = Tally("coverage", "estimate", figures)
    order = list(city_sheets(tables)["territory"])
    territories, territory_facts = by_territory(figures, order, tally)
    indicators, indicator_facts = by_indicator(figures, order, tally)
    indicators = indicators.merge(beside_the_sheets(printed), on="indicator_fr", how="left")
    return Estimates(
        [*territory_facts, *indicator_facts, *totals(figures, tally)],
        {
            "coverage_territories": territories,
            "coverage_indicators": indicators,
            "coverage_grid": grid(indicators, order),
        },
    )


def by_territory(figures: pd.DataFrame, order: list[str], tally: Tally) -> tuple[pd.DataFrame, list[Fact]]:
    """Figures, figures printed on the sheet itself, and different indicators of each territory."""
    facts, lines = [], []
    for territory in order:
        given = figures[figures["territory"].eq(territory)]
        own = given[given["is_on_sheet"]]
        counts = {
            "given": (len(given), given),
            "on_sheet": (len(own), own),
            "indicators": (given["indicator_id"].nunique(), given),
        }
        line: dict[str, str | int] = {"territory": territory, "given": len(given)}
        for name, (value, rows) in counts.items():
            what = f"{slug(territory)}-{slug(name)}"
            label = f"{LABELS_FR[name]}, {territory}"
            facts.append(tally.count(what, label, f"{name.replace('_', ' ')}, {territory}", value, rows))
            line[f"{name}_fact"] = facts[-1].fact_id
        lines.append(line)
    return pd.DataFrame(lines), facts


def by_indicator(figures: pd.DataFrame, order: list[str], tally: Tally) -> tuple[pd.DataFrame, list[Fact]]:
    """Each indicator with the territories that give it, the most given first; facts for those given in common."""
    facts, lines = [], []
    for indicator, given in figures.groupby("indicator_id", sort=True):
        giving = [territory for territory in order if territory in set(given["territory"])]
        name = str(given["indicator_fr"].iloc[0])
        fact_id = None
        if len(giving) >= FEWEST_GIVING:
            label = french(f"Territoires qui donnent l’indicateur « {name} »")
            facts.append(tally.count(f"{slug(str(indicator))}-territories", label, str(indicator), len(giving), given))
            fact_id = facts[-1].fact_id
        lines.append({"indicator_fr": name, "count": len(giving), "count_fact": fact_id, "territories": giving})
    table = pd.DataFrame(lines).sort_values("indicator_fr", key=lambda names: names.map(slug), kind="stable")
    return table.sort_values("count", ascending=False, kind="stable", ignore_index=True), facts


def beside_the_sheets(printed: pd.DataFrame) -> pd.DataFrame:
    """One row an indicator, of anybody: whether a figure of it stands outside the sheets, and what it is a part of."""
    wholes = {part: whole for whole, parts in PARTS.items() for part in parts}
    names = dict(zip(printed["indicator_id"], printed["indicator_fr"], strict=True))
    table = printed.assign(is_given_elsewhere=~printed["is_on_sheet"]).groupby("indicator_id", sort=True)
    found = table.agg(indicator_fr=("indicator_fr", "first"), is_given_elsewhere=("is_given_elsewhere", "any"))
    found["part_of_fr"] = [names.get(wholes.get(str(indicator), "")) for indicator in found.index]
    return found.reset_index(drop=True)


def grid(indicators: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """One row an indicator given in common, one column a territory: 1 where it gives the indicator, else missing."""
    common = indicators[indicators["count"] >= FEWEST_GIVING]
    columns = {
        territory: [1.0 if territory in giving else float("nan") for giving in common["territories"]]
        for territory in order
    }
    return pd.DataFrame({"indicator_fr": list(common["indicator_fr"]), **columns})


def totals(figures: pd.DataFrame, tally: Tally) -> list[Fact]:
    """How many figures and indicators there are, and how many territories give the indicators."""
    per_territory = figures["territory"].value_counts()
    counts = (
        ("territories", "Territoires qui ont une fiche", "Territories with a sheet", len(per_territory)),
        ("figures", "Chiffres relevés pour ces territoires", "Figures", len(figures)),
        ("indicators", "Indicateurs différents", "Different indicators", figures["indicator_id"].nunique()),
        ("fewest", "Plus petit nombre de chiffres d’un territoire", "Fewest figures", int(per_territory.min())),
        ("most", "Plus grand nombre de chiffres d’un territoire", "Most figures", int(per_territory.max())),
        (
            "threshold",
            "Nombre de territoires à partir duquel la grille retient un indicateur",
            "Grid from",
            FEWEST_GIVING,
        ),
    )
    return [*(tally.count(*count, figures) for count in counts), *_in_common(figures, tally)]


def _in_common(figures: pd.DataFrame, tally: Tally) -> list[Fact]:
    """Indicators given once, by enough territories for the grid, and by all."""
    giving = figures.groupby("indicator_id")["territory"].transform("nunique")
    once, common = figures[giving.eq(1)], figures[giving.ge(FEWEST_GIVING)]
    everywhere = figures[giving.eq(figures["territory"].nunique())]
    n_once, n_all = once["indicator_id"].nunique(), figures["indicator_id"].nunique()
    label_once = "Part des indicateurs donnés par un seul territoire"
    return [
        tally.count("once", "Indicateurs donnés par un seul territoire", "Given once", n_once, once),
        tally.share("once-share", label_once, "Share given once", n_once, n_all, figures),
        tally.count(
            "common",
            "Indicateurs donnés par assez de territoires pour figurer dans la grille",
            "Indicators in the grid",
            common["indicator_id"].nunique(),
            common,
        ),
        tally.count(
            "everywhere",
            "Indicateurs donnés par tous les territoires qui ont une fiche",
            "Given by every territory",
            everywhere["indicator_id"].nunique(),
            everywhere,
        ),
    ]
