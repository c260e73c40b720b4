"""How a page of the site is written: one layout, escaped text, relative paths, one stylesheet from the brand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pipeline.booklet import wording
from pipeline.booklet.frame.synthetic_labels import data_label
from pipeline.files import write_text
from pipeline.renderer.brand import Brand
from pipeline.renderer.html import subset_font

ASSETS = "assets"
STYLES, SCRIPT = "site.css", "site.js"
BOOKLET_STYLES = Path("theme/booklet.css")


@dataclass(frozen=True)
class Entry:
    """A page that the menu leads to: its file, relative to the site's root, and its name."""

    file: str
    name_fr: str


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
        )

    def page(self, file: str, template: str, title: str, **content: Any) -> None:
        """Write `file` (relative to the site's root) with its title, whatever its template needs, and the layout."""
        root = "../" * file.count("/")
        written = self.environment.get_template(f"{template}.html.j2").render(
            root=root,
            file=file,
            title=title,
            menu=self.menu,
            cohort=self.summary,
            edition=wording.date(self.summary["edition_date"]),
            data_label=data_label(self.summary),
            **content,
        )
        self.characters.update(written)
        write_text(self.folder / file, f"{written}\n")

    def assets(self, reports: Path, brand: Brand) -> None:
        """Write the stylesheet, the script, the logo and the fonts, once all pages are written."""
        assets = self.folder / ASSETS
        text = "".join(sorted(self.characters))
        faces = []
        for font in brand.fonts:
            target = assets / font.path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(subset_font(reports / font.path, text))
            faces.append(
                f'@font-face {{ font-family: "{font.family}"; font-weight: {font.weight}; font-style: {font.style}; '
                f'font-display: swap; src: url("{font.path.name}"); }}'
            )
        colours = " ".join(f"--{name}: {value};" for name, value in brand.palette.items())
        shared = (reports / BOOKLET_STYLES).read_text(encoding="utf-8")
        own = self.environment.loader.get_source(self.environment, STYLES)[0]  # type: ignore[union-attr]
        write_text(assets / STYLES, "\n".join([*faces, shared, own, f":root {{ {colours} }}\n"]))
        write_text(assets / SCRIPT, self.environment.loader.get_source(self.environment, SCRIPT)[0])  # type: ignore[union-attr]
        (assets / "logo.svg").write_bytes((reports / brand.logo).read_bytes())
