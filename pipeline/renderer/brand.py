"""The brand: colours, fonts and logo from `_brand.yml`, the file that Quarto reads too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.errors import RenderError
from pipeline.yaml_files import load_yaml


@dataclass(frozen=True)
class Font:
    """One font file: its path relative to `_brand.yml`, its family, CSS weight (100–900) and style."""

    path: Path
    family: str
    weight: int
    style: str


@dataclass(frozen=True)
class Brand:
    """What everything drawn shares.

    `palette` maps the palette's names and Quarto's colour roles (foreground, primary, …) to `#rrggbb`;
    paths are relative to the folder of `_brand.yml`.
    """

    palette: dict[str, str]
    fonts: tuple[Font, ...]
    body_family: str
    heading_family: str
    mono_family: str
    logo: Path
    logo_alt: str

    @property
    def font_files(self) -> tuple[Path, ...]:
        """Every font file, in the order of `_brand.yml`."""
        return tuple(font.path for font in self.fonts)

    @property
    def categorical(self) -> tuple[str, ...]:
        """Colours for categories, in the order to use them."""
        return tuple(self.palette[name] for name in sorted(self.palette) if name.startswith("categorical-"))

    @property
    def sequential(self) -> tuple[str, str, str]:
        """Colours from few to many."""
        return tuple(self.palette[f"sequential-{step}"] for step in ("low", "mid", "high"))  # type: ignore[return-value]


def load_brand(path: Path) -> Brand:
    """Read `_brand.yml`.

    Raises:
        ParamsError: the file is absent or not YAML.
        RenderError: it lacks something that the booklets need.
    """
    found = path.stat() if path.is_file() else None
    return _read(path, found and (found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=8)
def _read(path: Path, _seen: tuple[int, int, int] | None) -> Brand:
    """The brand in a file as it was when the system said so of it: a stage asks for it several times."""
    content = load_yaml(path)
    try:
        return _brand(content)
    except KeyError as problem:
        raise RenderError(f"{path}: found no {problem}, expected a brand.yml with colours, fonts and logo.") from None


def _brand(content: Mapping[str, Any]) -> Brand:
    typography, images = content["typography"], content["logo"]["images"]
    logo = images[content["logo"]["medium"]]
    return Brand(
        palette=_palette(content["color"]),
        fonts=tuple(_fonts(typography["fonts"])),
        body_family=str(typography["base"]["family"]),
        heading_family=str(typography["headings"]["family"]),
        mono_family=str(typography["monospace"]["family"]),
        logo=Path(logo["path"]),
        logo_alt=str(logo["alt"]),
    )


def _palette(color: Mapping[str, Any]) -> dict[str, str]:
    """Names and roles; a role that names a palette colour becomes that colour."""
    palette = {str(name): str(value) for name, value in color["palette"].items()}
    roles = {str(role): str(value) for role, value in color.items() if role != "palette"}
    return palette | {role: palette.get(value, value) for role, value in roles.items()}


def _fonts(families: list[Mapping[str, Any]]) -> Iterator[Font]:
    for family in families:
        for file in family["files"]:
            yield Font(Path(file["path"]), str(family["family"]), int(file["weight"]), str(file.get("style", "normal")))
