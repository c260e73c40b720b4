"""Whether everybody can read a page of the site, offline: structure, names, targets, and no request that leaves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from tests.accessibility.sentences import faults_of_alternative, leftovers

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REQUESTS = ("src", "srcset", "poster", "data", "action", "formaction", "background", "manifest", "xlink:href")
LOADS = {"link": "href", "image": "href", "use": "href", "base": "href"}
OUTSIDE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
STYLE_REQUEST = re.compile(r"@import|url\(\s*['\"]?\s*(?:https?:)?//", re.IGNORECASE)
SCRIPT_REQUEST = re.compile(r"\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|importScripts")
NAMED_BY_LABEL = ("input", "select", "textarea")
SHOWN = 60


def defects(path: Path, language: str = "fr-FR") -> dict[str, list[str]]:
    """The rules that the page at `path` breaks, each with its defects; files it links to are looked for beside it."""
    page = lxml.html.document_fromstring(path.read_text(encoding="utf-8"))
    found = {
        "language": language_and_title(page, language),
        "headings": headings(page),
        "tables": tables(page),
        "alternatives": alternatives(page),
        "controls": controls(page),
        "identifiers": identifiers(page),
        "links": links(page, path.parent),
        "requests": requests(page),
        "paragraphs": paragraphs(page),
        "leftovers": leftover_words(page, language),
    }
    told = {rule: list(sentences) for rule, sentences in found.items()}
    return {rule: sentences for rule, sentences in told.items() if sentences}


def language_and_title(page: HtmlElement, language: str) -> Iterator[str]:
    if page.get("lang") != language:
        yield f"the language is « {page.get('lang')} », not {language}"
    if not (page.findtext("head/title") or "").strip():
        yield "the page has no title"
    if len(page.findall(".//main")) != 1:
        yield "the page has no single main part"


def headings(page: HtmlElement) -> Iterator[str]:
    found = [element for element in page.iter(*HEADINGS) if not _is_hidden(element)]
    if [element.tag for element in found].count("h1") != 1:
        yield f"the page has {[element.tag for element in found].count('h1')} titles of level 1"
    for before, after in pairwise(found):
        if int(after.tag[1]) > int(before.tag[1]) + 1:
            yield f"« {_text(after)} »: {after.tag} follows {before.tag}"
    yield from (f"a heading {element.tag} has no text" for element in found if not _text(element))


def tables(page: HtmlElement) -> Iterator[str]:
    for table in page.iter("table"):
        name = _text(table)[:SHOWN]
        headers = list(table.iter("th"))
        if not headers:
            yield f"table « {name} »: no header"
        if not list(table.iter("td")):
            yield f"table « {name} »: no row of data"
        if any(cell.get("scope") not in ("col", "row", "colgroup", "rowgroup") for cell in headers):
            yield f"table « {name} »: a header does not say which cells it is for"
        if any(not _text(cell) for cell in headers[1:]):
            yield f"table « {name} »: a header has no text"


def alternatives(page: HtmlElement) -> Iterator[str]:
    for image in page.iter("img"):
        alternative = image.get("alt")
        if alternative is None:
            yield f"image {image.get('src', '')[:SHOWN]}: no alternative text"
        elif alternative and not _is_hidden(image):  # an empty one says that the image is a decoration
            yield from (f"image « {alternative[:SHOWN]} » {fault}" for fault in faults_of_alternative(alternative))
    for drawing in page.iter("svg"):
        if _is_hidden(drawing) or any(above.tag == "svg" for above in drawing.iterancestors()):
            continue
        name = _name(page, drawing) or drawing.findtext("title") or ""
        if drawing.get("role") != "img":
            yield f"drawing « {name[:SHOWN]} »: neither an image nor hidden"
        yield from (f"drawing « {name[:SHOWN]} » {fault}" for fault in faults_of_alternative(name))


def controls(page: HtmlElement) -> Iterator[str]:
    labelled = {label.get("for") for label in page.iter("label")}
    for element in page.iter(*NAMED_BY_LABEL):
        is_labelled = element.get("id") in labelled or any(above.tag == "label" for above in element.iterancestors())
        if element.get("type") != "hidden" and not is_labelled and not _name(page, element):
            yield f"a field {element.get('name') or element.tag} has no label"
    for element in page.iter("a", "button", "summary"):
        images = " ".join(image.get("alt", "") for image in element.iter("img"))
        named = element.tag == "a" and element.get("href") is None
        if not named and not (_text(element) or _name(page, element) or images.strip()):
            yield f"{element.tag} {element.get('href', '')}: nothing to read"
    yield from ("a folded part has no title" for part in page.iter("details") if part.find("summary") is None)


def identifiers(page: HtmlElement) -> Iterator[str]:
    names = Counter(element.get("id") for element in page.iter() if element.get("id") is not None)
    yield from (f"{count} elements are called #{name}" for name, count in names.items() if count > 1)
    for element in page.iter():
        for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers"):
            for name in (element.get(attribute) or "").split():
                if name not in names:
                    yield f"{attribute} of {element.tag} names #{name}, which is not there"


def links(page: HtmlElement, folder: Path) -> Iterator[str]:
    names = set(page.xpath("//@id"))
    for link in page.iter("a"):
        address = link.get("href")
        if address is None or address.startswith(("https://", "mailto:", "data:")):
            continue
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            yield f"a link leads to {address[:SHOWN]}"
        elif parts.path and not (folder / unquote(parts.path)).exists():
            yield f"a link leads to {address}, which is not there"
        elif parts.fragment and unquote(parts.fragment) not in (_names(folder, parts.path) if parts.path else names):
            yield f"a link leads to {address}, which is not in the page"


def _names(folder: Path, path: str) -> set[str]:
    """Places that a link may lead to in another page."""
    other = folder / unquote(path)
    return set(lxml.html.parse(str(other)).xpath("//@id")) if other.suffix == ".html" else set()


def requests(page: HtmlElement) -> Iterator[str]:
    """Whatever a browser would fetch from elsewhere while it shows the page."""
    for element in page.iter(lxml.etree.Element):
        loaded = [element.get(name) for name in (*REQUESTS, LOADS.get(element.tag, "src"))]
        for address in {value for value in loaded if value and OUTSIDE.search(value) and not value.startswith("data:")}:
            yield f"{element.tag} fetches {address[:SHOWN]}"
        styles = (element.text or "") if element.tag == "style" else (element.get("style") or "")
        if STYLE_REQUEST.search(styles):
            yield f"{element.tag}: a style fetches from elsewhere"
        if element.tag == "script" and SCRIPT_REQUEST.search(element.text or ""):
            yield "a script can fetch"
        if element.tag in ("iframe", "object", "embed", "frame"):
            yield f"{element.tag} shows another document"


def paragraphs(page: HtmlElement) -> Iterator[str]:
    for element in page.iter("p", "li", "figcaption", "caption"):
        is_filled_later = element.get("role") == "status" or element.get("aria-live") is not None
        if not (_text(element) or is_filled_later or any(True for _ in element.iter("img", "svg", "input"))):
            yield f"an empty {element.tag} follows « {_text(element.getprevious())[-SHOWN:]} »"


def leftover_words(page: HtmlElement, language: str) -> Iterator[str]:
    """Leftovers in what people read or hear; what is marked as being in another language is left alone."""
    for element in page.iter(lxml.etree.Element):
        if element.tag in ("style", "script") or _language(element) != language:
            continue
        said = (element.get(name) for name in ("alt", "aria-label", "title", "placeholder"))
        following = [kid.tail for kid in element]
        for text in filter(None, (element.text, *following, *said)):
            yield from leftovers(" ".join(text.split()), language)


def _language(element: HtmlElement) -> str | None:
    return next((node.get("lang") for node in (element, *element.iterancestors()) if node.get("lang")), None)


def _is_hidden(element: HtmlElement) -> bool:
    return any(node.get("aria-hidden") == "true" for node in (element, *element.iterancestors()))


def _text(element: HtmlElement | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _name(page: HtmlElement, element: HtmlElement) -> str:
    told_by = (element.get("aria-labelledby") or "").split()
    named = [_text(other) for name in told_by for other in page.iter() if other.get("id") == name]
    return (element.get("aria-label") or " ".join(named)).strip()
