"""How a page of the site is written: one layout, escaped text, relative paths, one stylesheet from the brand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pipeline.booklet import wording
from pipeline.booklet.documents import FRENCH
from pipeline.booklet.frame.synthetic_labels import data_label
from pipeline.files import write_text
from pipeline.renderer.brand import Brand
from pipeline.renderer.fonts import require_fonts, subset_font
from pipeline.side_by_side import side_by_side
from pipeline.site.navigation import Entry
from pipeline.site.template_spaces import FrenchSpaces

ASSETS = "assets"
STYLES, SCRIPT, LOGO = "site.css", "site.js", "logo.svg"
BOOKLET_STYLES = Path("theme/booklet.css")
BODY = re.compile(r"<body(?P<attributes>[^>]*)>")
SKIP = re.compile(r'<body[^>]*>(?:\s*<a class="skip"[^>]*>[^<]*</a>)?')
WAY_HOME = re.compile(r'<p(?: class="eyebrow")?><a href="index\.html">[^<]*</a></p>\n')


@dataclass
class Writer:
    """Writes pages below `folder`; remembers their text, so that fonts keep the characters that are used."""

    folder: Path
    summary: Mapping[str, Any]
    menu: Sequence[Entry]

    def __post_init__(self) -> None:
        """Remember nothing yet."""
        self.characters: set[str] = set()

    @cached_property
    def environment(self) -> Environment:
        """The templates; every text is escaped, and a name that a page lacks is an error."""
        return Environment(
            loader=PackageLoader("pipeline", "templates/site"),
            autoescape=select_autoescape(["html.j2"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[FrenchSpaces],
        )

    def page(self, file: str, template: str, title: str, **content: Any) -> None:
        """Write `file` (relative to the site's root) with its title, whatever its template needs, and the layout."""
        self._write(file, f"{self._rendered(template, file, title=title, **content)}\n")

    def framed(self, file: str, html: str) -> None:
        """Write a page that stands by itself between the header and the footer of the site, in its fonts."""
        links = f'{_icon(file)}<link rel="stylesheet" href="{_root(file)}{ASSETS}/{STYLES}">\n'
        framed = WAY_HOME.sub("", html, count=1).replace("<style>", f"{links}<style>", 1)
        framed = BODY.sub(lambda found: f"{_classed(found)}\n{self._rendered('header', file)}", framed, count=1)
        framed = framed.replace("<main>", '<main id="contenu" tabindex="-1">', 1)
        self._write(file, framed.replace("</body>", f"{self._rendered('footer', file)}\n</body>", 1))

    def booklet(self, file: str, html: str, lang: str, **content: Any) -> None:
        """Write a booklet's page with a way back in its language `lang`, and the proof of each number beside it."""
        script = f'<script src="{_root(file)}{ASSETS}/{SCRIPT}" defer></script>\n'
        page = html.replace("</head>", f"{_icon(file)}{script}</head>", 1)
        bar = self._rendered("booklet_bar", file, lang=lang, is_french=lang == FRENCH, **content)
        write_text(self.folder / file, SKIP.sub(lambda found: f"{found.group()}\n{bar}", page, count=1))

    def _rendered(self, template: str, file: str, **content: Any) -> str:
        return self.environment.get_template(f"{template}.html.j2").render(
            root=_root(file),
            file=file,
            menu=self.menu,
            cohort=self.summary,
            edition=wording.date(self.summary["edition_date"]),
            data_label=data_label(self.summary),
            **content,
        )

    def _write(self, file: str, text: str) -> None:
        self.characters.update(text)
        write_text(self.folder / file, text)

    def assets(self, reports: Path, brand: Brand) -> None:
        """Write the stylesheet, the script, the logo and the fonts, once all pages are written."""
        assets = self.folder / ASSETS
        text = "".join(sorted(self.characters))
        faces = []
        require_fonts(reports, brand)
        subsets = side_by_side(lambda file: subset_font(reports / file, text), [str(font.path) for font in brand.fonts])
        for font, subset in zip(brand.fonts, subsets, strict=True):
            target = assets / font.path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(subset)
            faces.append(
                f'@font-face {{ font-family: "{font.family}"; font-weight: {font.weight}; font-style: {font.style}; '
                f'font-display: swap; src: url("{font.path.name}"); }}'
            )
        colours = " ".join(f"--{name}: {value};" for name, value in brand.palette.items())
        shared = (reports / BOOKLET_STYLES).read_text(encoding="utf-8")
        own = self.environment.loader.get_source(self.environment, STYLES)[0]  # type: ignore[union-attr]
        write_text(assets / STYLES, "\n".join([*faces, shared, own, f":root {{ {colours} }}\n"]))
        write_text(assets / SCRIPT, self.environment.loader.get_source(self.environment, SCRIPT)[0])  # type: ignore[union-attr]
        (assets / LOGO).write_bytes((reports / brand.logo).read_bytes())


def all_shown(count: int, singular: str) -> str:
    """What a filter says of its list before anything is chosen."""
    if count < 2:
        return f"{wording.plural(count, singular)} affiché."
    return f"Les {wording.plural(count, singular)} sont affichés."


def _root(file: str) -> str:
    """The way from a page to the site's root."""
    return "../" * file.count("/")


def _icon(file: str) -> str:
    """Without it a browser asks the server for one that is not there."""
    return f'<link rel="icon" href="{_root(file)}{ASSETS}/{LOGO}" type="image/svg+xml">\n'


def _classed(body: re.Match[str]) -> str:
    """The start of the body of a page that stood by itself, as the site's style sheet looks for it."""
    return f'<body class="site"{body["attributes"]}>'
