"""The two pages that stand alone: what this is about, five figures, five findings; what to do on Monday, what to mind.

In `reports/openings/<booklet>/`, `<theme>.qmd` is the finding of a chapter, `monday/<theme>.qmd` an action that it
leads to, `limits/<theme>.qmd` what its numbers do not say; `lead/<theme>.qmd` opens the first page. `figures.yml` says
which figures, findings and actions come before others. Each is shown when the booklet has that chapter and the cohort
can say it (see `held_sentences`), in the booklet's order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

from pydantic import Field

from pipeline.booklet.chapters.surveys import best_mark
from pipeline.booklet.chapters.told_facts import filled, is_told
from pipeline.booklet.english.door import FRENCH_DOOR, Door
from pipeline.booklet.frame.agreement import agreed
from pipeline.booklet.frame.evidence import cited_facts
from pipeline.booklet.frame.held_sentences import held_sentences
from pipeline.booklet.markdown import escape
from pipeline.booklet.wording import NO_BREAK
from pipeline.files import write_text
from pipeline.methods.programme.conditions import printed_facts
from pipeline.params import Once, Strict
from pipeline.released import Release
from pipeline.yaml_files import load_model

MOST_FIGURES = 5
MOST_FINDINGS = 5
MOST_ACTIONS = 5
MOST_LIMITS = 4
OF = "sur"
TITLE = "# L’essentiel {#sec-essentiel}"
FINDINGS = "## Ce qu’il faut retenir {#sec-essentiel-constats}"
NEXT_PAGE = "::: {.page-break}\n:::"
MONDAY = "## Que faire lundi {#sec-essentiel-lundi}"
PRUDENCE = {
    "some": (
        "Une action suivie d’un nombre repose sur un résultat de ce livret\u202f; "
        "les autres sont des conseils de prudence."
    ),
    "none": "Ce sont des conseils de prudence\u00a0: aucun ne repose sur un nombre de ce livret.",
}
"""What is said of the actions where some, or all, rest on no number."""
LIMITS = "## Avant de citer un nombre {#sec-essentiel-limites}"


class Candidate(Strict):
    """A fact worth large print. `words` says what it counts; « projet/projets » when it must agree with the number.

    `words` may print other facts: « sur {fact-id} réponses ». A count may be printed `of` another: « 42 sur 52 ».
    """

    fact: str
    words: str
    of: str = ""


class Candidates(Strict):
    """figures.yml: figures, and the chapters whose findings and actions matter most, each in order of preference."""

    figures: list[Candidate] = Field(default_factory=list)
    findings: Annotated[list[str], Once] = Field(default_factory=list)
    actions: Annotated[list[str], Once] = Field(default_factory=list)


def stage_summary(
    texts: Path,
    release: Release,
    chapters: Sequence[str],
    through: Door,
    target: Path,
    *,
    is_alone: bool = False,
) -> None:
    """Copy the booklet's `texts` into `target`/openings and `target`/actions, and write `generated/summary.qmd`.

    The summary is empty when there is nothing to say. Where it `is_alone`, without the chapters, it warns only of those
    that it tells something of.

    Raises:
        ParamsError: figures.yml is not what it should be.
    """
    candidates = _candidates(texts / "figures.yml")

    def said(folder: Path, most: int, preferred: Sequence[str] = ()) -> dict[str, str]:
        return _first_said(folder, chapters, preferred, release, most)

    found, lead = said(texts, MOST_FINDINGS, candidates.findings), said(texts / "lead", 1)
    figures = big_figures(release, candidates.figures, chapters, through)
    findings = _findings(_includes(found, target / "openings"))
    first = [
        *_block("lead", _includes(lead, target / "lead")),
        *_panel(figures),
        *([through.document(FINDINGS), *findings] if findings else []),
    ]
    actions = said(texts / "monday", MOST_ACTIONS, candidates.actions)
    monday = [through.document(MONDAY), *map(through.document, _prudence(actions))]
    told = {*found, *lead, *actions, *_themes(release, figures)} if is_alone else chapters
    warned = [theme for theme in chapters if theme in told]
    limits = _includes(_first_said(texts / "limits", warned, (), release, MOST_LIMITS), target / "limits")
    second = [
        *_part(monday, "actions", _includes(actions, target / "monday")),
        *_part([through.document(LIMITS)], "limits", limits),
    ]
    write_text(target / "generated" / "summary.qmd", _laid_out([first, second], through))


def _laid_out(pages: Sequence[Sequence[str]], through: Door) -> str:
    """The title, then each page that says something; nothing where none does."""
    said = [":::: {.summary}\n\n" + "\n\n".join(page) + "\n\n::::" for page in pages if page]
    parts = [through.document(TITLE), *(part for page in said for part in (page, NEXT_PAGE))] if said else []
    return "".join(f"{part}\n\n" for part in parts)


def big_figures(
    release: Release, candidates: Sequence[Candidate], chapters: Sequence[str], through: Door = FRENCH_DOOR
) -> list[str]:
    """List items « **number** what it counts », the first five that this booklet can show."""
    return list(_shown(release, candidates, chapters, through))[:MOST_FIGURES]


def _candidates(path: Path) -> Candidates:
    return load_model(path, Candidates) if path.is_file() else Candidates()


def _shown(release: Release, candidates: Sequence[Candidate], chapters: Sequence[str], through: Door) -> Iterator[str]:
    for candidate in candidates:
        asked = [name for name in (candidate.fact, candidate.of, *printed_facts(candidate.words)) if name]
        if all(is_told(release, name) and release.fact(name)["theme"] in chapters for name in asked):
            yield _figure(release, candidate, through)


def _figure(release: Release, candidate: Candidate, through: Door) -> str:
    """The base of a share goes with its words: the large number stays short."""
    fact_id, words = candidate.fact, candidate.words
    shown, opening, base = release.display(fact_id).partition(" (")
    large = f"{release.link(fact_id, shown)}{_out_of(release, candidate, through)}"
    of_how_many = f" {escape(opening.strip() + base)}" if base else ""
    said = agreed(release, words, candidate.of or fact_id) if "/" in words else words
    return f"- **{large}** {filled(release, said)}{of_how_many}"


def _out_of(release: Release, candidate: Candidate, through: Door) -> str:
    """« sur 52 », a number of its own with its evidence; « /5 » after a mark whose scale its number does not show."""
    if candidate.of:
        return f"{NO_BREAK}{through.text(OF)}{NO_BREAK}{release.link(candidate.of)}"
    best = best_mark(release, candidate.fact)
    return f"/{best}" if best else ""


def _themes(release: Release, texts: Sequence[str]) -> set[str]:
    """The chapters whose facts these texts print."""
    return {str(release.fields(fact_id)["theme"]) for fact_id in cited_facts(texts)}


def _panel(items: Sequence[str]) -> list[str]:
    return ["::: {.big-figures}\n" + "\n".join(items) + "\n:::"] if items else []


def _findings(includes: Mapping[str, str]) -> list[str]:
    """Each finding in a block that says which chapter it comes from."""
    return [f'::: {{.finding chapter="{theme.replace("_", "-")}"}}\n{text}\n:::' for theme, text in includes.items()]


def _first_said(
    texts: Path, chapters: Sequence[str], preferred: Sequence[str], release: Release, most: int
) -> dict[str, str]:
    """What the first `most` texts say of this cohort: those of the `preferred` chapters first, then of the others.

    By chapter, in the booklet's order.
    """
    first = [theme for theme in preferred if theme in chapters]
    ordered = [*first, *(theme for theme in chapters if theme not in first)]
    paths = {theme: texts / f"{theme}.qmd" for theme in ordered}
    read = ((theme, path) for theme, path in paths.items() if path.is_file())
    said = ((theme, held_sentences(path.read_text(encoding="utf-8"), release, path)) for theme, path in read)
    kept = dict(islice(((theme, text) for theme, text in said if text), most))
    return {theme: kept[theme] for theme in chapters if theme in kept}


def _block(name: str, includes: Mapping[str, str]) -> list[str]:
    return [f"::: {{.{name}}}", *includes.values(), ":::"] if includes else []


def _part(head: Sequence[str], name: str, includes: Mapping[str, str]) -> list[str]:
    """A heading with what follows it, then a block of that class; nothing where there is nothing to include."""
    return [*head, *_block(name, includes)] if includes else []


def _prudence(actions: Mapping[str, str]) -> list[str]:
    """That actions which print no number are prudence; nothing where each of them rests on one."""
    resting = sum(bool(cited_facts([text])) for text in actions.values())
    if resting == len(actions):
        return []
    return [PRUDENCE["some" if resting else "none"]]


def _includes(said: Mapping[str, str], target: Path) -> dict[str, str]:
    """The include of each chapter's text, once written into `target`."""
    target.mkdir()
    for theme, text in said.items():
        write_text(target / f"{theme}.qmd", text)
    return {theme: f"{{{{< include ../{target.name}/{theme}.qmd >}}}}" for theme in said}
