"""What notebooks show, in English: tables and texts as Markdown, figures before they are drawn."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text as Drawn
from matplotlib.ticker import FixedFormatter, FixedLocator

from pipeline.booklet.english.door import english_markdown
from pipeline.booklet.english.markdown_text import MarkdownDoor
from pipeline.booklet.english.sentences import Sentences
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.markdown import Markdown, cell
from pipeline.booklet.slugs import slug
from pipeline.booklet.wording import bound
from pipeline.figures.theme import lay_out
from pipeline.released import Release

ALPHABETICAL = "dans l’ordre alphabétique"
"""In the caption of a table that is."""

TOTAL = "Total"


@dataclass
class EnglishExhibits:
    """Called with what a cell shows, gives the same in English; anything but an exhibit stays as it is."""

    door: MarkdownDoor

    def __call__(self, shown: Any) -> Any:
        """The exhibit in English."""
        if isinstance(shown, Figure | Table):
            self.door.sentences.stand_in(shown.caption_fr)
            return self.figure(shown) if isinstance(shown, Figure) else self.table(shown)
        if isinstance(shown, Text):
            self.door.sentences.stand_in("")
            return Text(Markdown(self.door.document(shown.markdown)))
        return shown

    @property
    def catalogue(self) -> Path:
        """Where translations are."""
        return self.door.sentences.catalogue.path

    @property
    def missing(self) -> list[str]:
        """What had no translation so far."""
        return list(self.door.sentences.missing)

    def table(self, table: Table) -> Table:
        """Headers, cells and caption; rows that are in alphabetical order in French are in English too."""
        columns = {
            self.door.sentences.english(header): [Markdown(self.door.inline(cell(value))) for value in values]
            for header, values in table.columns.items()
        }
        if ALPHABETICAL in table.caption_fr:
            columns = _in_alphabetical_order(columns)
        return replace(table, columns=columns, caption_fr=self.door.sentences.english(table.caption_fr))

    def figure(self, figure: Figure) -> Figure:
        """Caption, alternative text, and every word of the drawing; its data becomes a table of its own elsewhere."""
        translate_canvas(figure.canvas, self.door.sentences)
        english = self.door.sentences.english
        return replace(figure, caption_fr=english(figure.caption_fr), alt_fr=english(figure.alt_fr))


def english_exhibits(release: Release) -> EnglishExhibits:
    """The door for the notebooks of one release."""
    return EnglishExhibits(english_markdown(release))


def translate_canvas(canvas: Canvas, sentences: Sentences) -> None:
    """Put English words in the place of every text of a drawing, broken into lines of about the same length."""
    lay_out(canvas)
    for axes in canvas.axes:
        for axis in (axes.xaxis, axes.yaxis):
            labels = [label.get_text() for label in axis.get_ticklabels()]
            if any(labels):
                axis.set_major_locator(FixedLocator(list(axis.get_majorticklocs())))
                axis.set_major_formatter(FixedFormatter([_rewrapped(text, sentences) for text in labels]))
    ticks = set(map(id, _tick_labels(canvas)))
    for text in canvas.findobj(Drawn):
        if isinstance(text, Drawn) and id(text) not in ticks and text.get_text().strip():
            text.set_text(_rewrapped(text.get_text(), sentences))


def _in_alphabetical_order(columns: Mapping[str, Sequence[Markdown]]) -> dict[str, list[Markdown]]:
    """The rows by what stands first in each, a row for all of them last."""
    first = next(iter(columns.values()))
    order = sorted(range(len(first)), key=lambda row: (first[row].strip("*") == TOTAL, slug(first[row])))
    return {header: [cells[row] for row in order] for header, cells in columns.items()}


def _tick_labels(canvas: Canvas) -> Iterable[Drawn]:
    for axes in canvas.axes:
        for axis in (axes.xaxis, axes.yaxis):
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                yield from (tick.label1, tick.label2)


def _rewrapped(french: str, sentences: Sentences) -> str:
    """In English, in no more lines than the French had: their height was reckoned; as narrow as that allows."""
    if not french.strip():
        return french
    lines = french.split("\n")
    whole = re.sub(r"(?<=\w-)\n(?=\w)", "", french).replace("\n", " ")
    english = sentences.english(whole)
    if len(lines) == 1:
        return english
    widths = range(max(map(len, lines)), len(english) + 1)
    tried = (textwrap.wrap(bound(english), width, break_long_words=False) for width in widths)
    return "\n".join(next((each for each in tried if len(each) <= len(lines)), [english]))
