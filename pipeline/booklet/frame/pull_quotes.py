"""One sentence of an interview in large print, in the chapters that it helps to read.

`release` has kept, for each audience, the quotes whose speaker agreed to be read there. A chapter takes the first one
that is about it, that no chapter before has taken, and whose speaker is among those it is about; a booklet names the
role of who spoke, nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field, RootModel

from pipeline.booklet.markdown import escape
from pipeline.booklet.sheets.sheet_words import MADE_UP_FR, quoted
from pipeline.capitals import capitalised
from pipeline.files import write_text
from pipeline.released import Release
from pipeline.yaml_files import load_model

QUOTES, THEME = "interviews_quotes", "interviews"
ABOUT = "quotes.yml"
"""Which chapters print a sentence large, and how the words begin that it has to speak of."""

ROLES_FR = {"porteur": "Porteur de projet", "agent": "Agent d’une commune", "élu": "Élu d’une commune"}
"""Who speaks, where the class of the role says too little alone."""

ANSWERS = "survey"
ANSWERED_BY: Mapping[str, tuple[str, ...]] = {"startups": ("porteur",), "communes": ("agent", "élu")}
"""Whose answers the chapter on the survey gives, by audience: nobody else speaks in it. Others read all answers."""


class Quote(NamedTuple):
    """A sentence, and the class of role of who said it."""

    text_fr: str
    role_class: str


class About(RootModel[dict[str, Annotated[list[str], Field(min_length=1)]]]):
    """quotes.yml: for a chapter, how words begin."""

    def patterns(self) -> dict[str, re.Pattern[str]]:
        """What finds them in a sentence, by chapter."""
        return {
            theme: re.compile(rf"\b({'|'.join(map(re.escape, words))})", re.IGNORECASE)
            for theme, words in self.root.items()
        }


def stage_quotes(texts: Path, release: Release, chapters: Sequence[str], target: Path) -> None:
    """Write `generated/quote-<theme>.qmd` of the staged `target`, and include it where the chapter's parts begin.

    Raises:
        ParamsError: quotes.yml is not what it should be.
    """
    about = load_model(texts / ABOUT, About).patterns()
    is_made_up = THEME in release.summary["synthetic_themes"]
    for theme, quote in chosen(release, chapters, about).items():
        write_text(target / "generated" / f"quote-{theme}.qmd", block(quote, is_made_up))
        chapter = target / "chapters" / f"{theme}.qmd"
        write_text(chapter, with_quote(chapter.read_text(encoding="utf-8"), theme))


def chosen(release: Release, chapters: Sequence[str], about: Mapping[str, re.Pattern[str]]) -> dict[str, Quote]:
    """One quote a chapter at most, in the order of the booklet; each is printed once. `about`: what a chapter takes."""
    rows = release.optional_table(QUOTES, ("quote_id", "role_class", "text_fr"))
    left = [Quote(str(row.text_fr), str(row.role_class)) for row in rows.itertuples()]
    answered_by = ANSWERED_BY.get(str(release.summary["audience"]))
    taken: dict[str, Quote] = {}
    for theme in chapters:
        speakers = answered_by if theme == ANSWERS else None
        heard = [each for each in left if speakers is None or each.role_class in speakers]
        is_about = about.get(theme)
        quote = next((each for each in heard if is_about and is_about.search(each.text_fr)), None)
        if quote is not None:
            left.remove(quote)
            taken[theme] = quote
    return taken


def block(quote: Quote, is_made_up: bool) -> str:
    """The sentence between French quotation marks, then who said it, and whether anybody did."""
    role = ROLES_FR.get(quote.role_class, capitalised(quote.role_class))
    said = ", ".join(filter(None, [role, MADE_UP_FR if is_made_up else ""]))
    lines = [escape(quoted(quote.text_fr)), *([escape(said)] if said else [])]
    return "::: {.quote}\n" + "\n\n".join(lines) + "\n:::\n"


def with_quote(chapter: str, theme: str) -> str:
    """The chapter with the quote above its first part, or at its end where it has none."""
    include = f"{{{{< include ../generated/quote-{theme}.qmd >}}}}\n"
    opening, mark, rest = chapter.partition("\n## ")
    return f"{opening.rstrip()}\n\n{include}{mark}{rest}"
