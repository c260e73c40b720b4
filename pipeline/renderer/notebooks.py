"""What `{{< embed notebook.ipynb#label >}}` brings in: one cell's figure, table or text, as Quarto Markdown."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.booklet.markdown import escape
from pipeline.errors import RenderError
from pipeline.renderer.metadata import parse_yaml

OPTION = "#| "
SVG, MARKDOWN = "image/svg+xml", "text/markdown"

Cells = dict[str, tuple[dict[str, Any], list[dict[str, Any]]]]


@dataclass(frozen=True)
class Exhibit:
    """An embedded cell: its Markdown, and the drawing that it shows (`name`, SVG) if it is a figure."""

    markdown: str
    drawing: tuple[str, str] | None = None


def embedded_cell(notebook: Path, label: str, drawings: str) -> Exhibit:
    """The cell of `notebook` labelled `label`; its drawing will be found in the folder `drawings`.

    Raises:
        RenderError: there is no such notebook or cell, or the cell shows nothing that can be laid out.
    """
    if not notebook.is_file():
        raise RenderError("no such notebook")
    cells = labelled_cells(notebook)
    if label not in cells:
        raise RenderError(f"no cell with this label, the notebook has {', '.join(sorted(cells)) or 'none'}")
    options, outputs = cells[label]
    for output in outputs:
        data = output.get("data", {})
        if SVG in data:
            return _figure(label, options, _joined(data[SVG]), drawings)
        if MARKDOWN in data:
            return _text(label, options, _joined(data[MARKDOWN]))
    raise RenderError("a cell that shows neither a figure in SVG nor Markdown; was the notebook executed")


def shown_markdown(notebook: Path, labels: Container[str]) -> Iterator[str]:
    """The texts that the cells with these labels show, in the notebook's order."""
    for label, (_, outputs) in labelled_cells(notebook).items():
        if label in labels:
            yield from (_joined(output.get("data", {}).get(MARKDOWN, "")) for output in outputs)


def told_labels(executed: Path) -> set[str]:
    """The labels of the cells, in all notebooks of a folder, that show a figure or a text that is not empty."""
    return {
        label
        for notebook in sorted(executed.glob("*.ipynb"))
        for label, (_, outputs) in labelled_cells(notebook).items()
        if any(_joined(output.get("data", {}).get(kind, "")).strip() for output in outputs for kind in (SVG, MARKDOWN))
    }


def labelled_cells(notebook: Path) -> Cells:
    """Options and outputs of each labelled cell.

    Raises:
        RenderError: the options of a cell are not valid YAML.
    """
    found = notebook.stat()
    return _cells(notebook, (found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=32)
def _cells(notebook: Path, _seen: tuple[int, int, int]) -> Cells:
    """The cells of a notebook as it was when the system said so of its file: a booklet asks for each of them."""
    labelled = {}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        lines = _joined(cell["source"]).splitlines()
        options = parse_yaml("\n".join(line[len(OPTION) :] for line in lines if line.startswith(OPTION)), notebook)
        if cell["cell_type"] == "code" and "label" in options:
            labelled[str(options["label"])] = (options, cell.get("outputs", []))
    return labelled


def _figure(label: str, options: dict[str, Any], svg: str, drawings: str) -> Exhibit:
    # The alternative text is free text: escaped, it comes out of the attribute as it went in.
    alt = f' fig-alt="{escape(str(options["fig-alt"]).strip())}"' if options.get("fig-alt") else ""
    name = f"{label}.svg"
    return Exhibit(f"![{options.get('fig-cap', '')}]({drawings}/{name}){{#{label}{alt}}}", (name, svg))


def _text(label: str, options: dict[str, Any], markdown: str) -> Exhibit:
    caption = options.get("tbl-cap")
    if caption is None:
        return Exhibit(markdown)
    widths = f' tbl-colwidths="{options["tbl-colwidths"]}"' if "tbl-colwidths" in options else ""
    return Exhibit(f"{markdown.strip()}\n\n: {caption} {{#{label}{widths}}}")


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
