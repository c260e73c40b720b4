"""The subset of Quarto that both renderers lay out alike: what is outside it is refused, with its line.

`docs/quarto-subset.md` describes it for authors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pipeline.capitals import uncapitalised
from pipeline.errors import RenderError
from pipeline.renderer.metadata import front_matter
from pipeline.renderer.pandoc import parse
from pipeline.renderer.sources import DRAWINGS, Line, Source, expand
from pipeline.renderer.tree import Element, attributes, elements, plain_text

CALLOUTS = ("note", "tip", "warning", "important", "caution")
DIVS = (
    "actions",
    "answers",
    "big-figures",
    "card",
    "cards",
    "data-label",
    "digests",
    "evidence",
    "evidence-group",
    "figure-annex",
    "figure-data",
    "finding",
    "form",
    "glossary",
    "half",
    "halves",
    "index",
    "key-figures",
    "lead",
    "limits",
    "long",
    "notice",
    "page-break",
    "quote",
    "small",
    "solution",
    "solution-halves",
    "solution-head",
    "summary",
    "territory",
    "wide",
)
REFERENCE = re.compile(r"(?:fig|tbl|sec)-")
ATTRIBUTES = (
    "chapter",
    "fig-alt",
    "height",
    "lang",
    "summary",
    "tbl-colwidths",
    "title",
    "when-meta",
    "width",
)
"""The only attributes in braces: others reach the page as they are (`onclick`, `style`) or Typst as code."""

COMMENT = re.compile(r"<!--(?:(?!-->).)*-->", re.DOTALL)
IMAGE_TYPES = (".svg", ".png", ".jpg", ".jpeg")
REMOTE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
EXTERNAL = re.compile(r"(?:https?|mailto):", re.IGNORECASE)

Finding = tuple[str, str, str]
"""What to look for in the source to find its line, what was found, what was expected."""


def check(project: Path, document: Path) -> list[str]:
    """Every use of something outside the subset, in `document` (relative to `project`) and all that it includes.

    Each is a sentence: file, line, what was found, what was expected.
    """
    try:
        source = expand(project, document)
    except RenderError as problem:
        return [str(problem)]
    return problems(project, source, parse(front_matter(source.metadata) + source.text))


def problems(project: Path, source: Source, tree: dict[str, Any]) -> list[str]:
    """The same, for a document already expanded and parsed."""
    found = list(source.problems)
    seen: Counter[str] = Counter()
    for key, what, expected in _findings(project / source.folder, [tree["meta"], tree["blocks"]]):
        found.append(_line(source.lines, key, seen[key]).problem(what, expected))
        seen[key] += 1
    return found


def _line(lines: list[Line], key: str, skip: int) -> Line:
    """Where `key` stands for the `skip`-th time; the last place found, or the first line, when it cannot be told."""
    places = [line for line in lines if key in line.text for _ in range(line.text.count(key))]
    return (places or lines[:1])[min(skip, max(len(places) - 1, 0))]


def _findings(folder: Path, tree: list[Any]) -> Iterator[Finding]:
    every = list(elements(tree))
    identifiers = Counter(identifier for element in every if (identifier := attributes(element)[0]))
    for element in every:
        checker = CHECKERS.get(element["t"])
        if checker:
            yield from checker(element)
        yield from _attributes(element)
        if element["t"] in ("Link", "Cite"):
            yield from _targets(element, identifiers)
        if element["t"] == "Image":
            yield from _image_file(element, folder)
    yield from _headings(element for element in every if element["t"] == "Header")
    for identifier, count in identifiers.items():
        if count > 1:
            yield f"#{identifier}", f"the identifier « {identifier} » {count} times", "each identifier once"


def _raw(element: Element) -> Iterator[Finding]:
    language, text = element["c"]
    if language != "html" or not COMMENT.fullmatch(text.strip()):
        yield text.splitlines()[0] if text else "", f"raw {language} « {text.strip()[:40]} »", "Markdown"


def _attributes(element: Element) -> Iterator[Finding]:
    for name in attributes(element)[2]:
        if name not in ATTRIBUTES:
            yield name, f"the attribute « {name} »", f"one of {', '.join(ATTRIBUTES)}"


def _math(element: Element) -> Iterator[Finding]:
    yield element["c"][1], f"the formula « {element['c'][1]} »", "words: PDF/UA-1 refuses formulas"


def _div(element: Element) -> Iterator[Finding]:
    for name in attributes(element)[1]:
        kind = name.removeprefix("callout-")
        if name.startswith("callout") and kind not in CALLOUTS:
            yield name, f"the callout « {name} »", f"callout- and one of {', '.join(CALLOUTS)}"
        elif name.startswith("callout") and any(inner["t"] == "Header" for inner in elements(element["c"][1])):
            yield name, f"a heading in the callout « {name} »", 'title="…" in the callout\'s braces'
        elif not name.startswith("callout") and name not in DIVS:
            yield name, f"the class « {name} »", f"one of {', '.join(DIVS)} or a callout"


def _image(element: Element) -> Iterator[Finding]:
    alt = attributes(element)[2].get("fig-alt", "")
    if not alt.strip():
        yield element["c"][2][0], f"the image « {element['c'][2][0]} » without fig-alt", 'fig-alt="what it shows"'


def _image_file(element: Element, folder: Path) -> Iterator[Finding]:
    target = element["c"][2][0]
    if REMOTE.match(target):
        yield target, f"the remote image « {target} »", "a file of the project"
    elif Path(target).suffix.lower() not in IMAGE_TYPES:
        yield target, f"the image « {target} »", f"a file that ends in {', '.join(IMAGE_TYPES)}"
    elif not target.startswith(f"../{DRAWINGS}/") and not (folder / target).is_file():
        yield target, f"the image « {target} », which does not exist", "a file of the project"


def _figure(element: Element) -> Iterator[Finding]:
    images = [inner for inner in elements(element["c"][2]) if inner["t"] == "Image"]
    key = images[0]["c"][2][0] if images else ""
    yield from _labelled(element, "fig-", key)


def _table(element: Element) -> Iterator[Finding]:
    caption = plain_text(element["c"][1])
    if caption or attributes(element)[0]:
        yield from _labelled(element, "tbl-", caption.split(" ")[0])
    if not plain_text(element["c"][3]).strip():
        yield caption.split(" ")[0], "a table without header row", "a header above each column"


def _labelled(element: Element, prefix: str, key: str) -> Iterator[Finding]:
    identifier = attributes(element)[0]
    if not identifier.startswith(prefix):
        found = f"the caption of « {key} » with the label « {identifier} »" if identifier else f"« {key} » unlabelled"
        yield key, found, f"a label #{prefix}… in its caption"


def _line_block(element: Element) -> Iterator[Finding]:
    yield f"| {plain_text(element['c'][0]).split(' ')[0]}", "a line block", "paragraphs or a list"


def _targets(element: Element, identifiers: Counter[str]) -> Iterator[Finding]:
    if element["t"] == "Link":
        target = element["c"][2][0]
        if target.startswith("#") and target[1:] not in identifiers:
            yield f"({target})", f"a link to « {target} », which nothing in the booklet is called", "an existing target"
        elif not target.startswith("#") and not EXTERNAL.match(target):
            yield f"({target})", f"a link to the file « {target} »", "https://…, mailto:… or #identifier"
        return
    for citation in element["c"][0]:
        name = citation["citationId"]
        identifier = uncapitalised(name)
        if not REFERENCE.match(identifier):
            yield f"@{name}", f"the citation « @{name} »", "a reference @fig-…, @tbl-… or @sec-…"
        elif identifier not in identifiers:
            yield f"@{name}", f"the reference « @{name} », which nothing is labelled", "an existing label"


def _headings(headers: Iterator[Element]) -> Iterator[Finding]:
    above = 0
    for header in headers:
        level, title = header["c"][0], plain_text(header["c"][2])
        words = title.split() or [""]
        key = f"{'#' * level} {words[0]}"
        if not title.strip():
            yield f"{'#' * level}", "an empty heading", "a title"
        if level > above + 1:
            found = f"the heading « {title} » at level {level}"
            yield key, found, f"level {above + 1} at most" if above else "level 1 for the first heading"
        above = level


CHECKERS: dict[str, Callable[[Element], Iterator[Finding]]] = {
    "RawBlock": _raw,
    "RawInline": _raw,
    "Math": _math,
    "Div": _div,
    "Image": _image,
    "Figure": _figure,
    "Table": _table,
    "LineBlock": _line_block,
}
