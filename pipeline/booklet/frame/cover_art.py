"""The cover's drawing: one tile for each thing the cohort counts, its shape and colour said by the family it is of.

Drawn from released aggregates only, without chance: the same release gives the same drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.booklet import wording
from pipeline.disclosure import SUPPRESSED
from pipeline.released import Release

CATALOGUE = "portfolio_themes"
TILE = 10
WIDE, HIGH = 3, 2
"""The cover's proportions; the drawing fills it with square tiles."""

MOST_TILES = 96
FEWEST_TILES = 24
GROUND = "#0b4f5c"
GROUNDS = ("#0b4f5c", "#093f4a", "#1d6a78", "#0b4f5c", "#093f4a")
INKS = ("#7fb8c4", "#d97a2b", "#dcebee", "#e8d26a", "#5f9aa5", "#e0a282")
STEP = 0.6180339887498949
"""The golden ratio's fractional part: its multiples spread evenly, so that families mingle instead of forming bands."""


@dataclass(frozen=True)
class Counted:
    """What the tiles stand for: the size of each family, and the words that say it."""

    sizes: Mapping[str, int]
    one_fr: str
    family_fr: str


def counted(release: Release) -> Counted:
    """Projects by family where the cohort has a catalogue, else released numbers by chapter."""
    if _has_catalogue(release):
        families = release.table(CATALOGUE)
        is_released = [release.fact(fact)["status"] != SUPPRESSED for fact in families["count_fact"]]
        shown = families[is_released]
        return Counted(dict(zip(shown["name"], shown["count"].astype(int), strict=True)), "projet", "famille")
    is_shown = release.column("status").ne(SUPPRESSED)
    sizes = release.column("theme")[is_shown].value_counts().sort_index()
    return Counted({str(theme): int(size) for theme, size in sizes.items()}, "groupe de nombres", "chapitre")


def catalogue_facts(release: Release) -> list[str]:
    """The facts that the drawing stands for where the cohort has a catalogue: a document rests on their files too."""
    return list(release.table(CATALOGUE)["count_fact"]) if _has_catalogue(release) else []


def _has_catalogue(release: Release) -> bool:
    return CATALOGUE in {table for tables in release.summary["themes"].values() for table in tables}


def cover_words(found: Counted) -> str:
    """What the drawing shows, for the last page; empty where there was nothing to draw."""
    total = sum(found.sizes.values())
    if not total:
        return ""
    families = wording.plural(len(found.sizes), found.family_fr)
    if found.one_fr != "projet":
        return (
            f"Le dessin de la couverture est fait des nombres de toute l’édition\u00a0: chaque forme est un chapitre "
            f"({families}, tous livrets confondus), d’autant plus présente que ses nombres sont nombreux."
        )
    of_catalogue = "Le dessin de la couverture est fait du catalogue des projets\u00a0:"
    shapes = f"chaque forme est une famille du catalogue ({families})"
    if total <= MOST_TILES:
        return f"{of_catalogue} une tuile par projet, et {shapes}."
    return f"{of_catalogue} {shapes}, d’autant plus présente que ses projets sont nombreux."


def cover_art(found: Counted) -> str:
    """The drawing as SVG, three wide by two high; families are told apart by shape as well as by colour."""
    tiles = _tiles(found.sizes)
    columns, rows = _grid(max(FEWEST_TILES, len(tiles)))
    drawn = "\n".join(
        line
        for cell, family in enumerate(_spread(tiles, columns * rows))
        for line in _tile(family, cell, (cell % columns) * TILE, (cell // columns) * TILE)
    )
    width, height = columns * TILE, rows * TILE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width * 10}" '
        f'height="{height * 10}">\n<path d="M0 0h{width}v{height}H0z" fill="{GROUND}"/>\n{drawn}\n</svg>\n'
    )


def _tiles(sizes: Mapping[str, int]) -> list[int]:
    """The family (its position) of each tile: one tile a thing, or in proportion where there are too many."""
    total = sum(sizes.values())
    scale = min(1.0, MOST_TILES / total) if total else 1.0
    return [
        family for family, size in enumerate(sizes.values()) for _ in range(max(1, round(size * scale)) if size else 0)
    ]


def _grid(tiles: int) -> tuple[int, int]:
    """The smallest grid of about three by two that holds as many tiles."""
    rows = 1
    while rows * round(rows * WIDE / HIGH) < tiles:
        rows += 1
    return round(rows * WIDE / HIGH), rows


def _spread(tiles: Sequence[int], cells: int) -> list[int | None]:
    """Tiles laid over the cells in an order that mingles families and leaves the empty cells apart from each other."""
    order = sorted(range(cells), key=lambda cell: ((cell + 1) * STEP) % 1)
    laid: list[int | None] = [None] * cells
    for cell, family in zip(order, tiles, strict=False):
        laid[cell] = family
    return laid


def _tile(family: int | None, cell: int, x: int, y: int) -> Iterator[str]:
    """The square's ground, then the shape of its family, turned by its place."""
    yield f'<path d="M{x} {y}h{TILE}v{TILE}h-{TILE}z" fill="{GROUNDS[(cell * 7 + cell // 3) % len(GROUNDS)]}"/>'
    if family is None:
        return
    ink = INKS[family % len(INKS)]
    turn = (cell * 5 + family) % 4 * 90
    yield (
        f'<path d="{SHAPES[family % len(SHAPES)]}" fill="{ink}" '
        f'transform="translate({x} {y}) rotate({turn} {TILE // 2} {TILE // 2})"/>'
    )


SHAPES = (
    "M0 0a10 10 0 0 1 10 10H0z",
    "M5 0a5 5 0 0 1 0 10a5 5 0 0 1 0-10z",
    "M0 0h10L0 10z",
    "M0 5a5 5 0 0 1 10 0v5H0z",
    "M0 0h5v10H0z",
    "M5 0L10 5L5 10L0 5z",
    "M0 0a5 5 0 0 0 10 0z M0 10a5 5 0 0 1 10 0z",
    "M2 2h6v6h-6z",
)
"""Quarter, disc, triangle, arch, band, diamond, facing halves, square: on a square of ten, one a family."""
