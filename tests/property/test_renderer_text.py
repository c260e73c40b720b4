"""Free text from data comes back as itself from the PDF and from the page, whatever it looks like."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pypdf
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline import renderer
from pipeline.booklet.markdown import escape, pipe_table
from tests.fixtures.renderer.staged import DOCUMENT, REPORTS

EMBEDDED = renderer.Resolved("embedded", "as installed")
ALPHABET = "".join(chr(code) for code in range(33, 127)) + " éèçÀœŒ’«»–—…€ \u00a0\u202f"
MARKUP = ("#", "$", "*", "_", "`", "<a>", "@a", "= ", "- ", "+ ", "/ a: ", "1. ", "//", "/*", "\\", "~", "[", "](")
texts = st.one_of(
    st.text(ALPHABET, min_size=1, max_size=24),
    st.lists(st.sampled_from(MARKUP), min_size=1, max_size=8).map("".join),
).filter(lambda text: text.strip("\u00a0\u202f ") != "")


class Cells(HTMLParser):
    """The text of each table cell, the captions, and the alternative texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.captions: list[str] = []
        self.alternatives: list[str] = []
        self.into: list[list[str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "figcaption") or (tag == "th" and ("scope", "row") in attrs):
            self.into.append(self.captions if tag == "figcaption" else self.cells)
            self.into[-1].append("")
        if tag == "img":
            self.alternatives.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "figcaption") and self.into:
            self.into.pop()

    def handle_data(self, data: str) -> None:
        if self.into:
            self.into[-1][-1] += data


def shown(text: str) -> str:
    """`text` without its spaces, which a page may break lines at."""
    return "".join(text.split())


def lay_out(folder: Path, cells: list[str], caption: str, alternative: str) -> Path:
    """A booklet of one table of `cells` and one figure."""
    project = folder / "project"
    for name in ("booklets", "notebooks"):
        (project / name).mkdir(parents=True)
    shutil.copytree(REPORTS / "theme", project / "theme")
    for name in ("_quarto.yml", "_brand.yml"):
        shutil.copy(REPORTS / name, project / name)
    options = {"label": "fig-x", "fig-cap": escape(caption), "fig-alt": alternative}
    source = "\n".join(f"#| {name}: {json.dumps(value)}" for name, value in options.items())
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    cell = {"cell_type": "code", "source": source, "outputs": [{"data": {"image/svg+xml": svg}}]}
    (project / "notebooks" / "n.ipynb").write_text(json.dumps({"cells": [cell]}))
    table = pipe_table({"Texte": cells, "Fin": ["." for _ in cells]}, widths=(60, 10))
    body = f"# Titre\n\n{{{{< embed ../notebooks/n.ipynb#fig-x >}}}}\n\n{table}\n"
    (project / DOCUMENT).write_text(f'---\ntitle: "T"\ntoc: false\n---\n\n{body}', encoding="utf-8")
    renderer.render(project, DOCUMENT, folder, EMBEDDED, dt.date(2026, 3, 31))
    return folder


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cells=st.lists(texts, min_size=1, max_size=14), caption=texts, alternative=texts)
@example(cells=["= Titre", "- puce", "+ a", "/ a: b", "1. a", "<a>", "@a"], caption="= a", alternative='\\" #panic()')
@example(
    cells=['#show "62": "92"', "//", "/* a", "*/", "--", "...", "-?", "~", "https://a.b"],
    caption="*a* [",
    alternative="]",
)
def test_free_text_is_inert(cells: list[str], caption: str, alternative: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        output = lay_out(Path(folder), cells, caption, alternative)
        page = Cells((output / "institutions.html").read_text(encoding="utf-8"))
        printed = "".join(leaf.extract_text() for leaf in pypdf.PdfReader(output / "institutions.pdf").pages)
        with pikepdf.open(output / "institutions.pdf") as pdf:
            titles = [str(item.title) for item in pdf.open_outline().__enter__().root]
    assert [shown(text) for text in page.cells[::2]] == [shown(text) for text in cells]
    assert shown(page.captions[0]) == f"Figure1:{shown(caption)}"
    assert shown(page.alternatives[-1]) == shown(alternative)
    assert shown("".join(f"{text}." for text in cells)) in shown(printed)
    assert f"Figure1:{shown(caption)}" in shown(printed)
    assert titles == ["1 Titre"]
