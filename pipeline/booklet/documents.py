"""Which booklets there are: for each `reports/booklets/<name>.qmd`, `<name>.yml` says for whom, and which chapters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from pipeline.errors import MissingInputError
from pipeline.params import Once, Strict
from pipeline.paths import Audience
from pipeline.yaml_files import load_model

FOLDER = Path("booklets")
FRENCH: Final = "fr-FR"
REGISTER = "deployment"
"""The theme that tells of the register of projects."""


class Document(Strict):
    """One booklet, for one audience; several may serve the same audience, in another language or at another length.

    `title` is what covers and lists call it, `called` the French word by which it speaks of itself. `themes` are its
    chapters, in their order. One that `shows` a summary tells what they found on two pages and leaves them out; one
    that `shows` solutions has a page for each project that was deployed or measured instead. One that `is_short` leaves
    details to another booklet.
    """

    name: str
    audience: Audience
    lang: Literal["fr-FR", "en-GB"] = FRENCH
    title: str
    called: Literal["livret", "cahier", "volume"] = "livret"
    shows: Literal["chapters", "summary", "solutions"] = "chapters"
    is_short: bool = False
    themes: Annotated[list[str], Field(min_length=1), Once]

    @property
    def language(self) -> str:
        """`fr` or `en`."""
        return self.lang.partition("-")[0]

    @property
    def names(self) -> set[str]:
        """What it goes by in the conditions of chapters (`for.institutions`)."""
        return {self.name, self.audience, *(["short"] if self.is_short else [])}

    @property
    def has_chapters(self) -> bool:
        """Whether the chapters of its themes stand in it; their titles head its evidence anyway."""
        return self.shows == "chapters"

    @property
    def path(self) -> Path:
        """Its source, relative to the folder of reports and to a staged project."""
        return FOLDER / f"{self.name}.qmd"

    def texts(self, reports: Path) -> Path:
        """The folder of the texts in its language: chapters, reading, glossary, note on synthetic data."""
        return reports if self.lang == FRENCH else reports / self.language

    def openings(self, reports: Path) -> Path:
        """The folder of what its summary says."""
        return reports / "openings" / self.name

    def chapters(self, summary: Mapping[str, Any]) -> list[str]:
        """The themes for which a release (its summary) has data."""
        return [theme for theme in self.themes if theme in summary["themes"]]

    def is_built(self, summary: Mapping[str, Any]) -> bool:
        """Whether a cohort has this booklet: its audience is addressed, its language offered, a chapter filled.

        Pages of solutions also ask for a register of projects.
        """
        is_offered = summary["is_addressed"] and self.language in summary["languages"]
        has_register = self.shows != "solutions" or REGISTER in summary["themes"]
        return bool(is_offered and has_register and self.chapters(summary))


def document(name: str, reports: Path) -> Document:
    """The booklet called `name`.

    Raises:
        MissingInputError: nothing in `reports`/booklets describes it.
        ParamsError: its description is not what it should be.
    """
    path = reports / FOLDER / f"{name}.yml"
    if not path.is_file():
        raise MissingInputError(f"{path} is missing: params.yaml lists a booklet « {name} ».")
    return load_model(path, Document)


def heading(chapter: Path) -> str:
    """The line of a chapter's first heading, with its mark and label."""
    return next(line for line in chapter.read_text(encoding="utf-8").splitlines() if line.startswith("# "))
