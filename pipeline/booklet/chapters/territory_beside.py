"""What other chapters say of one territory: how it stands among others, what disagrees, what it does not give."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.chapters.printed_links import as_printed
from pipeline.booklet.markdown import Markdown, escape, pipe_table
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.capitals import uncapitalised
from pipeline.released import Release

CONTRADICTORY = "contradictoire"
ALONE_FR = (
    f"Parmi les {{sheets}} fiches et les autres passages relevés, sa fiche est la seule à donner{NO_BREAK}: {{names}}."
)
OTHERS_GIVE_FR = (
    "D’autres territoires donnent, pour le même périmètre ({perimeter}), ce que celui-ci ne donne pas"
    f"{NO_BREAK}: {{names}}."
)
TOLD_VERDICTS = (CONTRADICTORY, "écart à vérifier", "compatible", "années différentes")
"""Pairs of other things, or of the same figure printed again, tell a territory nothing."""

PAIR_WIDTHS = (24, 29, 29, 18)
MOST_ABSENT, MOST_ALONE = 6, 14
"""More names than these make a list that nobody reads."""


def beside_others(release: Release, territory: str, slug: str) -> list[str]:
    """Up to four parts of a territory's page: none that has nothing to say, or whose chapter the release lacks."""
    parts = (
        ("Parmi les autres territoires", "parmi", _compared(release, territory)),
        ("Ce qui est publié deux fois", "deux-fois", _disagreeing(release, territory)),
        ("Sans équivalent dans le relevé", "seul", _alone(release, territory, slug)),
        ("Ce que d’autres donnent", "manque", _not_given(release, territory, slug)),
    )
    return [f"### {title} {{#sec-city-{slug}-{key}}}\n\n{said}" for title, key, said in parts if said]


def _compared(release: Release, territory: str) -> str:
    """Each comparison that it is in: what it gives, the smallest and the largest, and how many are compared."""
    if not release.has_table("city_comparison_values"):
        return ""
    values = release.table("city_comparison_values").dropna(subset="value")
    groups = release.table("city_comparison_groups")
    mine = set(values.loc[values["territory"].eq(territory), "group_id"])
    told = [_comparison(release, group, values, territory) for group in groups.itertuples() if group.group_id in mine]
    if not told:
        return ""
    table = pipe_table({head: [row[head] for row in told] for head in told[0]}, "lrrrr")
    return f"::: {{.small}}\n{table}\n:::"  # so that each row takes one line


def _comparison(release: Release, group: Any, values: pd.DataFrame, territory: str) -> dict[str, Any]:
    compared = values[values["group_id"].eq(group.group_id)].sort_values("value", kind="stable")
    own = compared[compared["territory"].eq(territory)]
    return {
        "Grandeur": group.title_fr,
        "Ici": Markdown(f"{NARROW}; ".join(release.links(own["figure_fact"]))),
        "Le plus petit": _end(release, compared.iloc[0]),
        "Le plus grand": _end(release, compared.iloc[-1]),
        "Territoires": release.link(group.count_fact),
    }


def _end(release: Release, row: pd.Series) -> Markdown:
    place = f"({row['territory']})"
    return Markdown(f"{release.link(row['figure_fact'])} {escape(place)}")


def contradicted(release: Release, figures: pd.Series) -> pd.Series:
    """Whether each of these figures is printed elsewhere so that no value satisfies both: none is put forward."""
    if not release.has_table("contradictions_pairs"):
        return pd.Series(False, index=figures.index)
    pairs = release.table("contradictions_pairs")
    against = pairs[pairs["verdict_fr"].eq(CONTRADICTORY)]
    return figures.isin([*against["first_fact"], *against["second_fact"]])


def _disagreeing(release: Release, territory: str) -> str:
    """The pairs of its figures that are not the same, the most serious verdict first."""
    if not release.has_table("contradictions_pairs"):
        return ""
    pairs = release.table("contradictions_pairs")
    rank = {verdict: position for position, verdict in enumerate(TOLD_VERDICTS)}
    is_told = pairs["verdict_fr"].isin(rank)
    mine = pairs[is_told & (pairs["first_who_fr"].eq(territory) | pairs["second_who_fr"].eq(territory))]
    if mine.empty:
        return ""
    mine = mine.sort_values("verdict_fr", key=lambda verdicts: verdicts.map(rank), kind="stable")
    told = [
        (pair, ("first", "second") if pair["first_who_fr"] == territory else ("second", "first"))
        for _, pair in mine.iterrows()
    ]
    columns = {
        "Indicateur": list(mine["indicator_fr"]),
        "Lu à un endroit": [as_printed(release, pair, here) for pair, (here, _) in told],
        "Lu à un autre": [as_printed(release, pair, there) for pair, (_, there) in told],
        "Verdict": list(mine["verdict_fr"]),
    }
    return pipe_table(columns, widths=PAIR_WIDTHS)


def _alone(release: Release, territory: str, slug: str) -> str:
    """The indicators that its sheet gives and that nothing else gives, of it or of another: none can be compared."""
    if not release.has_table("coverage_indicators"):
        return ""
    figures, indicators = release.table("city_pages_figures"), release.table("coverage_indicators")
    own = figures.loc[figures["sheet_slug"].eq(slug) & figures["is_on_sheet"], "indicator_fr"]
    is_only_its = pd.Series([list(names) == [territory] for names in indicators["territories"]], indicators.index)
    is_only_its &= ~indicators["is_given_elsewhere"]
    alone = list(indicators.loc[is_only_its & indicators["indicator_fr"].isin(own), "indicator_fr"])
    if not alone:
        return ""
    return ALONE_FR.format(sheets=release.link("city-pages-sheets"), names=escape(_listed(alone, MOST_ALONE)))


def _not_given(release: Release, territory: str, slug: str) -> str:
    """Of the indicators of the grid that it does not give, those that most territories give: what to ask for first.

    An indicator that nobody gives for its kind of territory may make no sense there: a commune has no member communes.
    """
    if not release.has_table("coverage_grid"):
        return ""
    grid, sheets = release.table("coverage_grid"), release.table("city_pages_sheets")
    if territory not in grid:
        return ""
    perimeter = str(sheets.loc[sheets["sheet_slug"].eq(slug), "perimeter_fr"].iloc[0])
    is_asked = grid[territory].isna() & grid["indicator_fr"].isin(_given_for(release, perimeter))
    is_asked &= ~grid["indicator_fr"].isin(_given_by_parts(release, territory))
    absent = list(grid.loc[is_asked, "indicator_fr"])
    told = OTHERS_GIVE_FR.format(perimeter=perimeter, names=_listed(absent, MOST_ABSENT)) if absent else ""
    return str(escape(told))


def _given_by_parts(release: Release, territory: str) -> set[str]:
    """The indicators of which it gives a part: « entreprises partenaires » for « partenaires »."""
    indicators = release.table("coverage_indicators").dropna(subset="part_of_fr")
    is_its = [territory in names for names in indicators["territories"]]
    return set(indicators.loc[is_its, "part_of_fr"])


def _given_for(release: Release, perimeter: str) -> pd.Series:
    """The indicators of which a figure is printed for this perimeter."""
    figures = release.table("city_pages_figures")
    return figures.loc[figures["perimeter_fr"].eq(perimeter), "indicator_fr"]


def _listed(names: list[str], most: int) -> str:
    """« étudiants, emplois et superficie »; where there are more than `most`, the first ones, « entre autres »."""
    told = [uncapitalised(name) for name in names[:most]]
    return f"{', '.join(told)}, entre autres" if len(names) > most else enumeration(told)
