"""How estimates stand on rows: a mark, the line of its interval, the text at the right, the value to compare with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator

from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.letters import broken, with_whole_brackets
from pipeline.figures.rows import Rows
from pipeline.figures.scales import limits, number_axis, places_around, tick
from pipeline.figures.telling import NOT_SHOWN_FR, bound_fr, column_decimals, interval_fr, linked, printed_decimals
from pipeline.figures.theme import LABEL_POINTS, TEXT_POINTS
from pipeline.figures.values import is_missing
from pipeline.renderer.brand import Brand

AXIS_INCHES, REFERENCE_INCHES = 0.6, 0.2
ESTIMATE = ["value", "low", "high"]
SHARE_ROOM = 0.02
AXIS_NAME_INCHES = 4.2
"""Width of a line of the name below the axis."""
SHOWN_INCHES = 1.2
"""Width of the text at the right of each row."""


@dataclass(frozen=True)
class Scale:
    """The axis of the estimates: what it measures, its unit, the value to compare with, whether it is of ratios."""

    axis_fr: str
    unit: str = ""
    reference: float | None = None
    reference_fr: str = ""
    is_ratio: bool = False
    reach: tuple[float, ...] = ()
    """Values that the axis must reach besides those drawn on it."""

    @property
    def inches(self) -> float:
        """Height of everything but the rows."""
        return AXIS_INCHES + (REFERENCE_INCHES if self.reference_fr else 0)

    @property
    def reference_sentence_fr(self) -> str:
        """« Une ligne verticale marque la valeur 0 (aucun écart). »"""
        if self.reference is None:
            return ""
        named = f" ({self.reference_fr})" if self.reference_fr else ""
        return f" Une ligne verticale marque la valeur {tick(self.reference, self.unit)}{named}."


def shown_texts(frame: pd.DataFrame) -> list[str]:
    """The texts at the right, wrapped."""
    texts = [NOT_SHOWN_FR if is_missing(text) else with_whole_brackets(str(text)) for text in frame["shown"]]
    return [broken(text, SHOWN_INCHES, TEXT_POINTS) for text in texts]


def draw_scale(axes: Axes, rows: Rows, frame: pd.DataFrame, scale: Scale, brand: Brand) -> None:
    """The axis below, wide enough for every interval of `frame`, and the dashed line of the reference."""
    rows.on(axes)
    if scale.is_ratio:
        axes.set_xscale("log")
    numbers = _numbers(frame, scale)
    places = places_around(min(numbers), max(numbers), is_ratio=scale.is_ratio)
    low, high = _ends(numbers, scale)
    axes.set_xlim(min(low, places[0]), max(high, places[-1]))
    number_axis(axes.xaxis, scale.unit, is_ratio=scale.is_ratio)
    axes.xaxis.set_major_locator(FixedLocator(places))
    axes.tick_params(axis="x", which="minor", length=0)
    axes.set_xlabel(broken(scale.axis_fr, AXIS_NAME_INCHES))
    axes.grid(axis="x", zorder=0)
    axes.set_axisbelow(True)
    sns.despine(ax=axes, left=True, bottom=True)
    _draw_reference(axes, scale, brand)


def _numbers(frame: pd.DataFrame, scale: Scale) -> list[float]:
    """What the axis must hold: every end that has a limit, the value to compare with, zero unless it is of ratios."""
    numbers = [*frame[ESTIMATE].to_numpy().ravel(), *scale.reach, *filter(None, [scale.reference])]
    finite = [float(number) for number in numbers if math.isfinite(number) and (number > 0 or not scale.is_ratio)]
    return finite or [1.0] if scale.is_ratio else [0.0, *finite]


def _ends(numbers: Sequence[float], scale: Scale) -> tuple[float, float]:
    """Ends of the axis: what is never negative begins at zero, a share ends at all, each with room for half a dot."""
    if scale.is_ratio:
        return limits(numbers, is_ratio=True)
    low, high = limits(numbers)
    most = 1.0 if scale.unit == "share" else high
    is_positive = not any(number < 0 for number in numbers)
    return (-SHARE_ROOM * most if is_positive else low), min(high, most + SHARE_ROOM)


def _draw_reference(axes: Axes, scale: Scale, brand: Brand) -> None:
    if scale.reference is None:
        return
    muted = brand.palette["muted"]
    axes.axvline(scale.reference, color=muted, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    axes.annotate(
        scale.reference_fr, (scale.reference, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
        textcoords="offset points", ha="center", color=muted, fontsize=LABEL_POINTS,
    )  # fmt: skip


def draw_intervals(axes: Axes, frame: pd.DataFrame, middles: Sequence[float], brand: Brand) -> None:
    """A line from `low` to `high`; an end without limit goes to the edge and bears an arrow. Needs the scale drawn."""
    left, right = axes.get_xlim()
    colour = brand.palette["sequential-mid"]
    low, high = (frame[side] for side in ("low", "high"))
    axes.hlines(middles, low.clip(lower=left), high.clip(upper=right), color=colour, linewidth=2.6, zorder=2)
    for values, edge, marker in ((low, left, "<"), (high, right, ">")):
        beyond = [middle for middle, value in zip(middles, values, strict=True) if math.isinf(value)]
        axes.scatter([edge] * len(beyond), beyond, s=26, marker=marker, color=colour, clip_on=False, zorder=2)


def draw_texts(axes: Axes, texts: Iterable[str], middles: Sequence[float]) -> None:
    """The text of each row, in a column at the right."""
    for text, middle in zip(texts, middles, strict=True):
        axes.annotate(
            text, (1, middle), xycoords=axes.get_yaxis_transform(), xytext=(10, 0), textcoords="offset points",
            va="center",
        )  # fmt: skip


def estimates_fr(frame: pd.DataFrame, unit: str) -> list[str]:
    """« 64 % (18 sur 28), intervalle de 45 % à 80 % » for each row."""
    decimals = _decimals(frame, unit)
    return [_estimate_fr(row, unit, decimals) for row in frame.itertuples()]


def _estimate_fr(row: Any, unit: str, decimals: int) -> str:
    if is_missing(row.shown):
        return NOT_SHOWN_FR
    if is_missing(row.value):
        return str(row.shown)
    return f"{row.shown}, {interval_fr(row.low, row.high, unit, decimals=decimals)}"


def estimate_columns(frame: pd.DataFrame, unit: str) -> dict[str, list[Any]]:
    """Columns of the table twin: the value as shown (or its link), both ends of its interval where any has one."""
    if frame[["low", "high"]].isna().all(axis=None):
        return {"Valeur": linked(frame, "shown", "link")}
    decimals = _decimals(frame, unit)
    lowest, highest = ([_end(value, unit, decimals, _is_signed(frame)) for value in frame[end]] for end in ESTIMATE[1:])
    return {"Valeur": linked(frame, "shown", "link"), "Borne basse": lowest, "Borne haute": highest}


def _decimals(frame: pd.DataFrame, unit: str) -> int:
    """Those of the bounds: as many as the values have that are shown beside them."""
    shown = printed_decimals(frame["shown"])
    return column_decimals([*frame["low"], *frame["high"]], unit) if shown is None else shown


def _is_signed(frame: pd.DataFrame) -> bool:
    """Whether values are shown with their signs, which their bounds then bear too."""
    return any(str(shown).startswith("+") for shown in frame["shown"])


def _end(value: Any, unit: str, decimals: int, is_signed: bool) -> str | None:
    """One end as it is told; None for one that there is not."""
    if is_missing(value):
        return None
    text = bound_fr(float(value), unit, decimals)
    return f"+{text}" if is_signed and 0 < value < math.inf and not text.startswith("+") else text


def axis_sentence_fr(scale: Scale) -> str:
    """« En abscisse : part des répondants. », and the value to compare with."""
    measured = f" En abscisse{NO_BREAK}: {scale.axis_fr.rstrip('.')}." if scale.axis_fr else ""
    return f"{measured}{scale.reference_sentence_fr}"
