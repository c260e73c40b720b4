"""One frame a figure function, with as many rows and labels as long as a test wants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

import pandas as pd
from matplotlib.text import Text

from pipeline import figures
from pipeline.booklet.exhibits import Figure
from pipeline.figures.logic_model import LOOKS

CAPTION = "Ce que montrent les données"
LONG = (
    "Les habitants des quartiers concernés ont été associés à la conception, au suivi et à l’évaluation "
    "de l’expérimentation"
)
LEVELS = (
    "Pas du tout d’accord",
    "Plutôt pas d’accord",
    "Ni l’un ni l’autre",
    "Plutôt d’accord",
    "Tout à fait d’accord",
)
CRITERIA = ("Déploiement", "Facilité de mise en œuvre", "Industrialisation", "Stabilité", "Traction")


def labels(rows: int, is_long: bool = False) -> list[str]:
    return [f"{LONG}, numéro {row}" if is_long else f"Ligne {row}" for row in range(1, rows + 1)]


def estimates(rows: int, is_long: bool = False) -> pd.DataFrame:
    values = [(row + 1) * 1234.5 for row in range(rows)]
    return pd.DataFrame(
        {
            "label": labels(rows, is_long),
            "value": values,
            "low": [value * 0.8 for value in values],
            "high": [value * 1.3 for value in values],
            "weight": [row + 1.0 for row in range(rows)],
            "shown": [f"{row + 1}\u00a0sur\u00a0{rows + 3}" for row in range(rows)],
        }
    )


def answers(rows: int, is_long: bool = False) -> pd.DataFrame:
    counts = {level: [(row + 3 * place) % 7 for row in range(rows)] for place, level in enumerate(LEVELS)}
    return pd.DataFrame({"label": labels(rows, is_long), **counts, "apart": list(range(rows))})


def changes(rows: int, is_long: bool = False) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": labels(rows, is_long),
            "start": [10.0 + row for row in range(rows)],
            "end": [12.5 + (row * 7) % 5 for row in range(rows)],
            "start_shown": [f"{10 + row}" for row in range(rows)],
            "end_shown": [f"{12 + (row * 7) % 5},5" for row in range(rows)],
            "is_favourable": pd.array([(True, False, pd.NA)[row % 3] for row in range(rows)], dtype="boolean"),
        }
    )


def profiles(rows: int, is_long: bool = False) -> pd.DataFrame:
    names = [label[:60] for label in labels(rows, is_long)]
    scores = {name: [(row + place) % 4 for row in range(rows)] for place, name in enumerate(CRITERIA)}
    return pd.DataFrame({"label": names, **scores})


def periods(rows: int, is_long: bool = False) -> pd.DataFrame:
    lines = [
        {
            "label": label,
            "step": step,
            "start": dt.date(2024, 1 + 3 * place, 1 + row % 28),
            "end": dt.date(2024, 4 + 3 * place, 1 + row % 28) if place < 2 else pd.NaT,
        }
        for row, label in enumerate(labels(rows, is_long))
        for place, step in enumerate(("Cadrage", "Essai", "Mesure des effets et restitution aux habitants"))
    ]
    return pd.DataFrame(lines)


def months(series: int, is_long: bool = False) -> pd.DataFrame:
    when = pd.date_range("2024-01-01", periods=14, freq="MS")
    names = [f"{label[:40]} ({place})" for place, label in enumerate(labels(series, is_long))]
    lines = [
        {"label": name, "when": day, "value": 1200.5 + 90 * place + 37 * (step % 5)}
        for place, name in enumerate(names)
        for step, day in enumerate(when)
    ]
    frame = pd.DataFrame(lines)
    return frame.assign(low=frame["value"] - 60, high=frame["value"] + 60)


def coverage(rows: int) -> pd.DataFrame:
    sizes = list(range(1, rows + 1))
    found = [12.5 * size / (size + 2) for size in sizes]
    return pd.DataFrame(
        {"size": sizes, "value": found, "low": [x * 0.8 for x in found], "high": [x * 1.2 for x in found]}
    )


def matrix(rows: int, is_long: bool = False) -> pd.DataFrame:
    columns = [f"Ville {place}" for place in range(1, 5)]
    return pd.DataFrame(
        [[(row * place) % 3 for place in range(4)] for row in range(rows)], labels(rows, is_long), columns
    )


def grid(rows: int, is_long: bool = False) -> pd.DataFrame:
    cells = [["possible" if n % (row + 2) == 0 else "excluded" for n in range(1, 12)] for row in range(rows)]
    return pd.DataFrame(cells, labels(rows, is_long), range(1, 12))


def places(rows: int, is_long: bool = False) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": labels(rows, is_long),
            "lat": [48.7 + 0.06 * ((row * 3) % 5) for row in range(rows)],
            "lon": [2.2 + 0.07 * row for row in range(rows)],
            "group": ["Première édition" if row % 2 else "Seconde édition" for row in range(rows)],
            "area": ["Essonne" if row < 3 else "Val-de-Marne" for row in range(rows)],
        }
    )


def waits(rows: int) -> pd.DataFrame:
    months = list(range(rows))
    shown = [f"{month}\u00a0sur\u00a0{rows}" for month in months]
    parts = [month / rows for month in months]
    return pd.DataFrame({"month": months, "value": parts, "shown": shown, "waiting": [rows - m for m in months]})


def links(rows: int, is_long: bool = False) -> pd.DataFrame:
    states = list(LOOKS)
    return pd.DataFrame(
        {
            "id": [f"N{row}" for row in range(rows)],
            "level": [("Moyens", "Activités", "Effets")[row * 3 // rows] for row in range(rows)],
            "label": labels(rows, is_long),
            "result": [
                None if row % 3 == 2 else f"{row + 1}\u00a0%\u00a0(1\u00a0sur\u00a0{rows})" for row in range(rows)
            ],
            "target": [None if row % 2 else "au moins 75\u202f%" for row in range(rows)],
            "state": [states[row % len(states)] for row in range(rows)],
            "leads_to": [[f"N{row + 1}", "ailleurs"] for row in range(rows)],
        }
    )


FINDINGS = {"gap": "écart établi", "no-gap": "aucun écart établi", "undecidable": "effectifs trop faibles"}


def pairs(rows: int, is_long: bool = False) -> pd.DataFrame:
    starts, ends = ([((row * step + 2) % 9) / 8 for row in range(rows)] for step in (3, 5))
    return pd.DataFrame(
        {
            "label": labels(rows, is_long),
            "start": starts,
            "end": ends,
            "start_shown": [f"{8 * value:.0f}\u00a0sur\u00a08" for value in starts],
            "end_shown": [f"{8 * value:.0f}\u00a0sur\u00a08" for value in ends],
            "finding": [list(FINDINGS)[row % 3] for row in range(rows)],
        }
    )


def bounds(rows: int) -> pd.DataFrame:
    return pd.DataFrame({"low": [2] * rows, "high": [5] * rows}, dtype="Int64")


EXAMPLES: dict[str, Callable[[int, bool], Figure]] = {
    "bar_panels": lambda n, long: figures.bar_panels(
        {LONG if long else "Type": estimates(n, long)[["label", "value"]], "Âge": estimates(1)[["label", "value"]]},
        "projets",
        CAPTION,
    ),
    "bars": lambda n, long: figures.bars(labels(n, long), [1234.5 * row for row in range(n)], "projets", CAPTION),
    "base_grid": lambda n, long: figures.base_grid(grid(n, long), CAPTION),
    "commune_map": lambda n, long: figures.commune_map(places(n, long), CAPTION),
    "dots": lambda n, long: figures.dots({"Population": estimates(n, long), "Surface": estimates(1)}, CAPTION),
    "dumbbells": lambda n, long: figures.dumbbells(
        pairs(n, long), CAPTION, "Édition précédente", "Cette édition", findings_fr=FINDINGS
    ),
    "forest": lambda n, long: figures.forest(
        estimates(n, long), CAPTION, "écart", {"label": "Ensemble", "value": 9, "low": 2, "high": 15, "shown": "9"}
    ),
    "heatmap": lambda n, long: figures.heatmap(matrix(n, long), CAPTION),
    "intervals": lambda n, long: figures.intervals(
        estimates(n, long).assign(group=["Premier groupe" if row < 2 else "Second groupe" for row in range(n)]),
        CAPTION,
        "habitants",
        1000,
        reference_fr="repère",
    ),
    "logic_model": lambda n, long: figures.logic_model(links(n, long), CAPTION),
    "likert": lambda n, long: figures.likert(answers(n, long), CAPTION),
    "radars": lambda n, long: figures.radars(profiles(n, long), CAPTION, (0, 1, 2, 3)),
    "ranges": lambda n, long: figures.ranges(labels(n, long), bounds(n), [3 + row for row in range(n)], 15, CAPTION),
    "saturation": lambda n, long: figures.saturation(coverage(n), CAPTION, "entretiens", "codes distincts"),
    "series": lambda n, long: figures.series(
        months(n, long), CAPTION, "kWh par mois", [("2024-06-15", "début de l’essai"), ("2024-07-20", "second site")]
    ),
    "timeline": lambda n, long: figures.timeline(periods(n, long), CAPTION),
    "waiting": lambda n, _: figures.waiting(waits(n), CAPTION, "projets déployés", "projets non déployés"),
    "ways": lambda n, long: figures.ways(changes(n, long), CAPTION, "avant l’essai", "après l’essai"),
}
"""Each draws `n` rows, with long labels or short ones."""


@cache
def example(name: str, rows: int, is_long: bool = False) -> Figure:
    """The figure, drawn once a session, with its layout made."""
    figure = EXAMPLES[name](rows, is_long)
    figure.canvas.draw_without_rendering()
    return figure


def texts(figure: Figure) -> list[Text]:
    """Every text that is drawn: ticks in view, titles, names, numbers, legends."""
    found = [*figure.canvas.texts]
    for legend in figure.canvas.legends:
        found += legend.get_texts()
    for axes in figure.canvas.axes:
        found += [*axes.texts, axes.title, axes._left_title]
        if axes.get_legend():
            found += axes.get_legend().get_texts()
        if axes.axison:
            for axis in (axes.xaxis, axes.yaxis):
                low, high = sorted(axis.get_view_interval())
                found.append(axis.label)
                found += [
                    t
                    for at, t in zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
                    if low <= at <= high
                ]
    return [text for text in found if text.get_visible() and text.get_text().strip()]
