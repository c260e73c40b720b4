"""A logic model: one column a level, one box a link, with its result, its target and, in words, where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from pipeline.booklet.exhibits import Figure, Table
from pipeline.booklet.wording import NARROW, NO_BREAK, plural
from pipeline.figures.letters import broken, inches
from pipeline.figures.telling import IN_THE_TABLE_FR, MOST_ROWS_TOLD, linked, require_rows, twin
from pipeline.figures.theme import LABEL_POINTS, TEXT_WIDTH_INCHES, new_canvas, use_brand
from pipeline.figures.values import is_missing
from pipeline.renderer.brand import Brand

BOX_POINTS, RESULT_POINTS, BOX_LINE_INCHES = 8, 9, 0.152
RESULT_LINE_INCHES, STATE_LINE_INCHES = 0.18, 0.2
GAP_INCHES, ROW_GAP_INCHES = 0.22, 0.2
PAD_INCHES, SLACK_INCHES, HEAD_INCHES = 0.065, 0.04, 0.26
LETTERS = {
    "label": (BOX_POINTS, "semibold"),
    "result": (RESULT_POINTS, "semibold"),
    "base": (BOX_POINTS, "normal"),
    "target": (BOX_POINTS, "normal"),
}
"""Points and weight of the lines of a box, but for its state."""
PORT = 0.3
"""Where an arrow that climbs or falls leaves and reaches a box, in heights of the box from its middle."""
BEFORE_NUMBER = re.compile(r"\s(?=[+\u2212]?\d)")
NO_TARGET_FR, NOT_SHOWN_FR = "aucune", "sans mesure"


@dataclass(frozen=True)
class Look:
    """How a state is told: its words, the mark before them, the edge of its box; colour adds nothing."""

    words_fr: str
    mark: str
    colour: str
    width: float
    dashes: Any
    fill: str


LOOKS: Mapping[str, Look] = {
    "reached": Look("atteinte", "●", "primary", 1.6, "solid", "background"),
    "missed": Look("non atteinte", "■", "tertiary", 1.4, (0, (4.0, 1.6)), "background"),
    "undecided": Look("indécise", "◆", "foreground", 1.1, (0, (1.2, 1.4)), "background"),
    "no-target": Look("sans cible", "○", "muted", 0.8, "solid", "background"),
    "not-measured": Look("sans mesure", "×", "muted", 0.8, (0, (1.0, 2.4)), "mist"),
    "hidden": Look("non publié", "–", "muted", 0.8, (0, (1.0, 2.4)), "mist"),
}
"""Codes of states, in the order in which an alternative text counts them."""


def logic_model(frame: pd.DataFrame, caption_fr: str) -> Figure:
    """Columns of boxes joined by arrows from one level to a later one.

    `frame` holds `id`, `level` (named as readers see it, in reading order), `label`, `result` and `target` (as
    written; missing when there is none), `state` (a key of `LOOKS`), `leads_to` (ids), and may hold `result_link` and
    `target_link` (what the table twin prints instead). Ids that no row has are led to by nothing.

    Raises:
        ValueError: there is no row.
    """
    require_rows(frame, "logic_model")
    given = frame.reset_index(drop=True)
    levels, brand = list(dict.fromkeys(given["level"])), use_brand()
    width = (TEXT_WIDTH_INCHES - GAP_INCHES * (len(levels) - 1)) / len(levels)
    texts = [_texts(row, width - 2 * PAD_INCHES - SLACK_INCHES) for row in given.itertuples()]
    height = max(each.height for each in texts) + 2 * PAD_INCHES
    boxes = _places(given, levels, width, height)
    canvas, axes = new_canvas(max(top for _, top in boxes.values()) + height + 0.02)
    axes.set(xlim=(0, TEXT_WIDTH_INCHES), ylim=(canvas.get_figheight(), 0))
    axes.axis("off")
    canvas.set_layout_engine("none")
    axes.set_position((0, 0, 1, 1))
    _heads(axes, levels, width, brand)
    for row, each in zip(given.itertuples(), texts, strict=True):
        _box(axes, boxes[str(row.id)], (width, height), each, brand)
    _arrows(axes, given, boxes, (width, height), brand)
    return Figure(canvas, caption_fr, _alt(given, levels), _twin(given, caption_fr))


@dataclass(frozen=True)
class _Texts:
    """The lines of a box, how each is set (`label`, `result`, `target`, `state`), and its look."""

    lines: tuple[tuple[str, str], ...]
    look: Look

    @property
    def height(self) -> float:
        """Height of all lines, in inches."""
        return sum(_line_inches(kind) for kind, _ in self.lines)


def _line_inches(kind: str) -> float:
    """A state stands at the foot of its box, a little apart from what is above."""
    return {"result": RESULT_LINE_INCHES, "state": STATE_LINE_INCHES}.get(kind, BOX_LINE_INCHES)


def _texts(row: Any, room: float) -> _Texts:
    """Label, result with its base below, target, then the state: always there, since colour says nothing alone."""
    look = LOOKS[str(row.state)]
    result, _, base = ("", "", "") if is_missing(row.result) else str(row.result).partition(" (")
    target = "" if is_missing(row.target) else _target(str(row.target), room)
    parts = (("label", row.label), ("result", result), ("base", f"({base}" if base else ""), ("target", target))
    lettered = (
        (kind, text if kind == "target" else broken(str(text), room, *LETTERS[kind])) for kind, text in parts if text
    )
    wrapped = ((kind, line) for kind, text in lettered for line in text.split("\n"))
    return _Texts((*wrapped, ("state", f"{look.mark} {look.words_fr}")), look)


def _target(target: str, room: float) -> str:
    """« cible : au plus 960 000 € » in one line, or in two with the number on the second where one is too short."""
    whole = f"cible{NO_BREAK}: {target}"
    return whole if inches(whole, *LETTERS["target"]) <= room else BEFORE_NUMBER.sub("\n", whole, count=1)


def _places(given: pd.DataFrame, levels: Sequence[str], width: float, height: float) -> dict[str, tuple[float, float]]:
    """The top left corner of each box, in inches."""
    filled = dict.fromkeys(levels, 0)
    places = {}
    for row in given.itertuples():
        column = levels.index(row.level)
        places[str(row.id)] = (
            column * (width + GAP_INCHES),
            HEAD_INCHES + filled[str(row.level)] * (height + ROW_GAP_INCHES),
        )
        filled[str(row.level)] += 1
    return places


def _heads(axes: Axes, levels: Sequence[str], width: float, brand: Brand) -> None:
    for column, level in enumerate(levels):
        left = column * (width + GAP_INCHES)
        axes.text(left, 0.1, level, fontsize=LABEL_POINTS, fontweight="semibold", va="center")
        axes.plot([left, left + width], [0.2, 0.2], color=brand.palette["rule"], linewidth=0.8, clip_on=False)


def _box(axes: Axes, place: tuple[float, float], size: tuple[float, float], texts: _Texts, brand: Brand) -> None:
    look, (left, top), (width, height) = texts.look, place, size
    axes.add_patch(
        FancyBboxPatch(
            (left + 0.02, top + 0.02), width - 0.04, height - 0.04, boxstyle="round,pad=0,rounding_size=0.05",
            facecolor=brand.palette[look.fill], edgecolor=brand.palette[look.colour], linewidth=look.width,
            linestyle=look.dashes, clip_on=False,
        )
    )  # fmt: skip
    styles: Mapping[str, dict[str, Any]] = {
        "label": {"fontweight": "semibold"},
        "result": {"fontsize": RESULT_POINTS, "fontweight": "semibold", "color": brand.palette["primary"]},
        "state": {"color": brand.palette[look.colour], "fontweight": "semibold"},
    }
    down = PAD_INCHES
    for kind, line in texts.lines:
        middle = height - PAD_INCHES - BOX_LINE_INCHES / 2 if kind == "state" else down + _line_inches(kind) / 2
        down += _line_inches(kind)
        axes.text(
            left + PAD_INCHES, top + middle, line, va="center", **{"fontsize": BOX_POINTS, **styles.get(kind, {})}
        )


def _arrows(
    axes: Axes, given: pd.DataFrame, boxes: Mapping[str, tuple[float, float]], size: tuple[float, float], brand: Brand
) -> None:
    """One arrow a lead: it leaves a box from the side it turns to, so that arrows to two rows do not overlap."""
    width, height = size
    for start, end in _leads(given, boxes):
        (left, top), (right, below) = boxes[start], boxes[end]
        turn = PORT * height * ((below > top) - (below < top))
        axes.annotate(
            "",
            (right + 0.01, below + height / 2 - turn),
            (left + width - 0.01, top + height / 2 + turn),
            arrowprops={
                "arrowstyle": "-|>,head_length=0.32,head_width=0.14", "color": brand.palette["muted"],
                "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0,
            },
        )  # fmt: skip


def _leads(given: pd.DataFrame, known: Mapping[str, Any]) -> list[tuple[str, str]]:
    leads: list[tuple[str, list[str]]] = list(zip(given["id"], given["leads_to"], strict=True))
    return [(start, end) for start, ends in leads for end in ends if end in known]


def _alt(given: pd.DataFrame, levels: Sequence[str]) -> str:
    """Every link with its result and target, level by level; of many links, only which are in each state."""
    states = list(given["state"])
    counted = [f"{look.words_fr}, {states.count(state)}" for state, look in LOOKS.items() if state in states]
    opening = (
        f"Modèle logique de {plural(len(given), 'maillon')} sur {plural(len(levels), 'niveau', 'niveaux')}, chacun "
        f"avec l’état de sa cible{NO_BREAK}: {_joined(counted)}."
    )
    if len(given) > MOST_ROWS_TOLD:
        named = [(look.words_fr, given.loc[given["state"].eq(state), "label"]) for state, look in LOOKS.items()]
        told = [f"{words.capitalize()}{NO_BREAK}: {', '.join(labels)}." for words, labels in named if len(labels)]
        return " ".join([opening, *told, IN_THE_TABLE_FR])
    rows = {level: given[given["level"].eq(level)].itertuples() for level in levels}
    return " ".join([opening, *(f"{level}{NO_BREAK}: {_joined(map(_said, found))}." for level, found in rows.items())])


def _joined(parts: Iterable[str]) -> str:
    return f"{NARROW}; ".join(parts)


def _said(row: Any) -> str:
    """« Projets déployés, 70 %, cible au moins 75 %, non atteinte »."""
    parts = [row.label, row.result, None if is_missing(row.target) else f"cible {row.target}"]
    return ", ".join([*(str(part) for part in parts if not is_missing(part)), LOOKS[str(row.state)].words_fr])


def _twin(given: pd.DataFrame, caption_fr: str) -> Table:
    filled = given.assign(
        result=[NOT_SHOWN_FR if is_missing(text) else text for text in given["result"]],
        target=[NO_TARGET_FR if is_missing(text) else text for text in given["target"]],
    )
    columns = {
        "Niveau": list(given["level"]),
        "Maillon": list(given["label"]),
        "Résultat": linked(filled, "result", "result_link"),
        "Cible": linked(filled, "target", "target_link"),
        "État": [LOOKS[str(state)].words_fr for state in given["state"]],
    }
    return twin(columns, caption_fr)
