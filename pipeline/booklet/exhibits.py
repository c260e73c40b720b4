"""What a notebook cell shows: a figure or a table, with the caption and the alternative text made from its data."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.booklet.drawn_ordinals import raise_ordinals
from pipeline.booklet.markdown import Markdown, capitalised, cell, escape, pipe_table
from pipeline.booklet.rectangular_letters import with_light_rectangles

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

METADATA_KEY = "exhibit"
SVG, MARKDOWN = "image/svg+xml", "text/markdown"


@dataclass(frozen=True)
class Figure:
    """A drawn figure and what was drawn. `alt_fr` says in words what a reader who cannot see it must know."""

    canvas: Canvas
    caption_fr: str
    alt_fr: str
    data: Table

    def __post_init__(self) -> None:
        """Refuse a figure that says nothing to a reader who cannot see it."""
        if not self.alt_fr.strip() or not self.caption_fr.strip():
            raise ValueError("A figure needs a caption and an alternative text, both made from its data.")

    def twin(self) -> Table:
        """The table that holds what the figure draws, for readers who want the numbers."""
        return self.data

    def svg(self) -> str:
        """The figure as SVG: same data, same bytes (fixed salt, no date); ordinals as texts write them, « 1ʳᵉ »."""
        raise_ordinals(self.canvas)
        stream = io.StringIO()
        self.canvas.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
        return with_light_rectangles(stream.getvalue())

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        options = {"fig-cap": str(escape(self.caption_fr)), "fig-alt": self.alt_fr}
        return {SVG: self.svg()}, {METADATA_KEY: options}


@dataclass(frozen=True)
class Table:
    """A table with a header row; `columns` maps headers to cells (free text is escaped, Markdown is kept).

    Where it `has_phrases`, each cell begins with a capital, whatever the words are elsewhere.
    """

    columns: Mapping[str, Sequence[Any]]
    caption_fr: str
    align: str = ""
    widths: Sequence[int] = ()
    has_phrases: bool = False

    def markdown(self) -> Markdown:
        """The table as a pandoc pipe table."""
        columns = self.columns
        if self.has_phrases:
            columns = {header: [capitalised(cell(value)) for value in cells] for header, cells in columns.items()}
        return pipe_table(columns, self.align, self.widths)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return {MARKDOWN: self.markdown()}, {METADATA_KEY: {"tbl-cap": str(escape(self.caption_fr))}}


@dataclass(frozen=True)
class Text:
    """A sentence or list made from data, already Markdown."""

    markdown: Markdown

    def twin(self) -> Text:
        """Nothing: what says that a figure is not drawn has no data to show."""
        return Text(Markdown(""))

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return {MARKDOWN: str(self.markdown)}, {}
