"""The HTML twin: one file that needs nothing else, with the brand's fonts, colours and logo inside."""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pipeline.renderer.brand import Brand, Font
from pipeline.renderer.fonts import subset_font

HEADER_CELL = re.compile(r"<th(?=[ >])")
FONT_TYPES = {".ttf": ("font/ttf", "truetype"), ".otf": ("font/otf", "opentype")}
STYLES = "theme/booklet.css"
COVER = "theme/cover.svg"
IMAGE_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
IMAGE_FILE = re.compile(r'(?<=<img src=")([^":]+)(?=")')
FILLING = '<svg preserveAspectRatio="xMidYMid slice" '


def html_variables(project: Path, brand: Brand, text: str) -> dict[str, Any]:
    """Variables of the page's template: style sheet with its fonts, drawing of the cover, logo.

    `text` holds every character of the page: the fonts keep these alone, a fifth of their weight.
    """
    faces = "\n".join(_font_face(project, font, text) for font in brand.fonts)
    colours = " ".join(f"--{name}: {value};" for name, value in brand.palette.items())
    styles = (project / STYLES).read_text(encoding="utf-8")
    return {
        "styles": f"{faces}\n{styles}\n:root {{ {colours} }}",
        "cover": filling((project / COVER).read_text(encoding="utf-8")),
        "logo": _data_uri("image/svg+xml", (project / brand.logo).read_bytes()),
    }


def filling(drawing: str) -> str:
    """A drawing (SVG) that fills the box it is given, whatever its proportions: what is too much is cut off."""
    return drawing.replace("<svg ", FILLING, 1)


def with_images(page: str, folder: Path) -> str:
    """The page with its images inside: it names their files as they are called in `folder`."""

    def inside(image: re.Match[str]) -> str:
        file = folder / unquote(html.unescape(image[1]))
        return _data_uri(IMAGE_TYPES[file.suffix.lower()], file.read_bytes())

    return IMAGE_FILE.sub(inside, page)


def with_header_scopes(page: str) -> str:
    """Say of each header cell what it heads: its row in the body of a table, its column above.

    Text is escaped by then: `<th` can only be a tag.
    """
    above, *bodies = page.split("<tbody")
    return "<tbody".join([_scoped(above, "col"), *map(_body_scoped, bodies)])


def _body_scoped(from_body: str) -> str:
    body, end, after = from_body.partition("</tbody>")
    return f"{_scoped(body, 'row')}{end}{_scoped(after, 'col')}"


def _scoped(part: str, scope: str) -> str:
    return HEADER_CELL.sub(f'<th scope="{scope}"', part)


def _font_face(project: Path, font: Font, text: str) -> str:
    media, form = FONT_TYPES[font.path.suffix]
    source = f'url({_data_uri(media, subset_font(project / font.path, text))}) format("{form}")'
    return (
        f'@font-face {{ font-family: "{font.family}"; font-weight: {font.weight}; font-style: {font.style}; '
        f"font-display: swap; src: {source}; }}"
    )


def _data_uri(media: str, content: bytes) -> str:
    return f"data:{media};base64,{base64.b64encode(content).decode('ascii')}"
