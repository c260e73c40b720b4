"""What no PDF/UA validator sees in a PDF: language, sentences for figures, headers, outline, links, leftovers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, zip_longest
from pathlib import Path

from tests.accessibility import tagged
from tests.accessibility.sentences import faults_of_alternative, leftovers
from tests.accessibility.tagged import Document, Element

HEADINGS = tuple(f"H{level}" for level in range(1, 7))
PICTURES = ("Figure", "Formula")
# Elements that only hold others, and those that only say how words inside a paragraph are meant.
CONTAINERS = ("Root", "Document", "Part", "Sect", "Art", "Div", "Table", "THead", "TBody", "TR", "TOC", "L", "LI")
INLINE = ("Span", "Link", "Strong", "Em", "Code", "Quote", "Reference")
SHOWN = 60


def defects(pdf: Path, language: str = "fr-FR") -> dict[str, list[str]]:
    """The rules that `pdf` breaks, each with its defects: a sentence and a page for each."""
    document = tagged.read(pdf)
    found = {
        "language": language_and_title(document, language),
        "headings": headings(document),
        "outline": outline(document),
        "tables": tables(document),
        "alternatives": alternatives(document),
        "links": links(document),
        "paragraphs": paragraphs(document),
        "leftovers": leftover_words(document, language),
    }
    told = {rule: list(sentences) for rule, sentences in found.items()}
    return {rule: sentences for rule, sentences in told.items() if sentences}


def language_and_title(document: Document, language: str) -> Iterator[str]:
    if document.language != language:
        yield f"the language is « {document.language} », not {language}"
    if not document.title.strip():
        yield "the document has no title"
    if not document.shows_title:
        yield "readers show the name of the file instead of the title"


def headings(document: Document) -> Iterator[str]:
    found = list(document.root.all(*HEADINGS))
    if not found or found[0].tag != "H1":
        yield "the first heading is not of level 1"
    for before, after in pairwise(found):
        if _level(after) > _level(before) + 1:
            yield f"{_place(after)}: {after.tag} follows {before.tag}"
    yield from (f"{_place(heading)}: {heading.tag} has no text" for heading in found if not heading.text)


def outline(document: Document) -> Iterator[str]:
    """The outline lists the headings in the order they are read, with their pages; that of the contents may lack."""
    contents = _heading_of_contents(document.root)
    read = [(_level(heading), heading.text, heading.page) for heading in document.root.all(*HEADINGS)]
    listed = [(mark.depth, " ".join(mark.title.split()), mark.page) for mark in document.outline]
    read = [line for line in read if line[1] != contents or line in listed]
    for bookmark, heading in zip_longest(listed, read):
        if _letters(bookmark) != _letters(heading):
            yield f"the outline has {bookmark} where the text has {heading}"
            return  # the lines after it are out of step


def _letters(line: tuple[int, str, int | None] | None) -> str:
    """A line without spaces: where style changes inside a word, the text as read has one that the outline has not."""
    return "".join(str(line).split())


def _heading_of_contents(root: Element) -> str | None:
    steps = pairwise(root.all("TOC", *HEADINGS))
    return next((before.text for before, after in steps if after.tag == "TOC"), None)


def tables(document: Document) -> Iterator[str]:
    for table in document.root.all("Table"):
        headers, cells = list(table.all("TH")), list(table.all("TD"))
        if not headers:
            yield f"{_place(table)}: a table has no header"
        if not cells:
            yield f"{_place(table)}: a table has no row of data"
        if not (all(cell.scope for cell in headers) or all(cell.headers for cell in cells)):
            yield f"{_place(table)}: a header does not say which cells it is for"
        if any(not cell.text for cell in headers[1:]):  # the corner may be empty
            yield f"{_place(table)}: a header has no text"


def alternatives(document: Document) -> Iterator[str]:
    for figure in document.root.all(*PICTURES):
        for fault in faults_of_alternative(figure.alternative):
            yield f"page {figure.page}: the alternative text « {figure.alternative[:SHOWN]} » {fault}"


def links(document: Document) -> Iterator[str]:
    for link in document.links:
        if link.address and not link.address.startswith(("https://", "mailto:")):
            yield f"page {link.page}: a link leads to {link.address}"
        if not link.address and not link.leads_inside:
            yield f"page {link.page}: a link leads to no page of the document"
    for element in document.root.all("Link"):
        if not element.text and not any(kid.alternative for kid in element.walk()):
            yield f"page {element.page}: a link has no text"


def paragraphs(document: Document) -> Iterator[str]:
    for element in document.root.all("P", "LBody", "Caption"):
        if not element.text and not any(element.all("Table", *PICTURES)):
            yield f"page {element.page}: {element.tag} is empty"
    for element in document.root.walk():
        if element.tag in CONTAINERS:
            for part in element.content:
                words = part if isinstance(part, str) else part.text if part.tag in INLINE else ""
                if words.strip() and element.tag != "TOC":
                    page = element.page if isinstance(part, str) else part.page
                    yield f"page {page}: « {words[:SHOWN]} » stands in no paragraph"


def leftover_words(document: Document, language: str) -> Iterator[str]:
    for part in _parts(document.root):
        for text in (part.text, *(figure.alternative for figure in part.all(*PICTURES))):
            yield from (f"page {part.page}: {found}" for found in leftovers(text, language))


def _parts(root: Element) -> Iterator[Element]:
    """The largest elements whose text is read in one go: words of two of them never make a sentence."""
    for element in root.kids:
        if element.tag in CONTAINERS:
            yield from _parts(element)
        else:
            yield element


def _level(heading: Element) -> int:
    return int(heading.tag.removeprefix("H"))


def _place(element: Element) -> str:
    return f"page {element.page}, « {element.text[:SHOWN]} »"
