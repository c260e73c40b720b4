"""What is told of one project, part by part: the sheet of a project and its page among the solutions show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.booklet.chapters import project_results
from pipeline.booklet.exhibits import Table
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.sheets.sheet_disclosure import hides_outcomes
from pipeline.booklet.sheets.sheet_figures import profile_drawing, steps_drawing
from pipeline.booklet.sheets.sheet_words import (
    HIDDEN_PATH_FR,
    INDICATORS_FR,
    MADE_UP_FR,
    MONTHS_FR,
    NO_FAILURE_FR,
    NO_STEP_FR,
    SINGLE_RATER_FR,
    fate_lesson,
    indicators_words,
    next_level_sentence,
    quoted,
    weakest_sentence,
)
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NO_BREAK, enumeration
from pipeline.capitals import capitalised, uncapitalised
from pipeline.methods.projects.project_paths import STEPS
from pipeline.released import Release

SPOKEN_FR = {"levier": "levier cité", "frein": "frein cité"}
"""Dimensions of the coding that say what a next site should expect, and how an entity's code is introduced."""
SEEN_NEXT_FR = {"suite": "suite envisagée"}
"""The dimension that says what people saw coming next on this very site."""
BOUGHT_FR = "Premier achat"


@dataclass(frozen=True)
class Part:
    """A table or the words in its place, after it what it amounts to; the drawing that goes with it, if there is one.

    `image` is Markdown that shows one of `drawings` (SVG, by the name of its file).
    """

    table: str
    words: str = ""
    image: str = ""
    drawings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """Levels of a project by criterion (index: French names), its weakest criteria, and who scored it."""

    levels: pd.Series
    facts: Sequence[Any]
    weakest: Sequence[str]
    scale: Sequence[int]
    raters: int


def project_slug(project_id: str) -> str:
    """The name of a project's files."""
    return f"projet-{slug(project_id)}"


def commune_slug(commune: str) -> str:
    """The name of a commune's files."""
    return f"commune-{slug(commune)}"


def profile(release: Release, project_id: str) -> Profile | None:
    """The replicability profile of a project; None where it was not scored."""
    rows = release.optional_table("replicability_profiles", ("project_id",)).to_dict("records")
    mine = next((row for row in rows if str(row["project_id"]) == str(project_id)), None)
    anchors = release.optional_table("replicability_anchors")
    if mine is None or anchors.empty:
        return None
    names = dict(zip(anchors["criterion_id"], anchors["criterion_fr"], strict=True))
    return Profile(
        levels=pd.Series({fr: mine[f"level_{criterion}"] for criterion, fr in names.items()}, dtype="float64"),
        facts=[mine[f"{criterion}_fact"] for criterion in names],
        weakest=[names[criterion] for criterion in mine["weakest"]],
        scale=scale_of(anchors),
        raters=int(mine["raters"]),
    )


def _is_told(release: Release, kind: str, facts: Mapping[str, str]) -> bool:
    """Of nothing measured, « 0 » of the wanted kind would read as a failure; of nothing unsure, nothing is to say."""
    is_zero = {name: bool(release.fact(fact)["value"] == 0) for name, fact in facts.items()}
    return kind == "measured" or not (is_zero["measured"] or (kind == "unsure" and is_zero["unsure"]))


def described(release: Release, row: Any) -> str:
    """What the catalogue says of the project of this name and commune; nothing where it has none."""
    catalogue = release.optional_table("portfolio_catalogue", ("name", "commune", "description_fr"))
    mine = catalogue[catalogue["name"].eq(row.project) & catalogue["commune"].eq(row.commune)]
    return "" if mine.empty else str(mine["description_fr"].iloc[0])


def scale_of(anchors: pd.DataFrame) -> list[int]:
    """The levels that the anchors of the criteria describe, from the lowest."""
    return sorted(int(name.removeprefix("level_")) for name in anchors.columns if name.startswith("level_"))


def key_figures(release: Release, row: Any, *, is_hidden: bool) -> str:
    """The large numbers: time to deployment, indicators measured and, where some are, those that go the wanted way."""
    counts = release.optional_table("indicators_projects", ("project_id",))
    mine = next(counts[counts["project_id"].astype(str).eq(row.project_id)].itertuples(), None)
    told: list[tuple[str, str]] = []
    if not is_hidden and isinstance(row.months_fact, str):
        told.append((row.months_fact, ""))
    if mine is not None:
        facts = {kind: str(getattr(mine, f"{kind}_fact")) for kind in INDICATORS_FR}
        told += [(fact, kind) for kind, fact in facts.items() if _is_told(release, kind, facts)]
    if not told:
        return ""
    said = [indicators_words(kind, release.fact(fact)["value"]) if kind else MONTHS_FR for fact, kind in told]
    lines = "\n".join(
        f"- **{release.link(fact)}** {escape(words)}" for (fact, _), words in zip(told, said, strict=True)
    )
    return f"::: {{.key-figures}}\n{lines}\n:::"


def path(release: Release, row: Any, *, is_hidden: bool, at: str = "") -> Part:
    """The steps with their dates, and their drawing where there are several.

    `at` is what stands before the name of its file.
    """
    if is_hidden:
        return Part(str(escape(HIDDEN_PATH_FR)))
    dated = {step: getattr(row, f"{step}_fact") for step in STEPS if isinstance(getattr(row, f"{step}_fact"), str)}
    if not dated:
        return Part(str(escape(NO_STEP_FR)))
    names = [capitalised(STEPS[step][0]) for step in dated]
    facts = list(dated.values())
    if isinstance(row.bought_fact, str):
        names.append(BOUGHT_FR)
        facts.append(row.bought_fact)
    table = Table({"Étape": names, "Date": release.links(pd.Series(facts))}, "Étapes", widths=(56, 44)).markdown()
    if len(names) == 1:
        return Part(table)
    days = [pd.Timestamp(release.fact(fact)["value_text"]) for fact in facts]
    drawing = steps_drawing(list(zip(names, days, strict=True)))
    return Part(table, "", _image(at, "etapes.svg", drawing.alt_fr), {"etapes.svg": drawing.svg})


def profile_part(found: Profile | None, release: Release, at: str = "") -> Part:
    """The levels, which is the weakest, and the radar; an empty part where nobody scored the project."""
    if found is None:
        return Part("")
    drawing = profile_drawing(found.levels, found.scale, found.weakest)
    table = Table(
        {
            "Critère": [_marked(str(name), found.weakest) for name in found.levels.index],
            f"Niveau,{NO_BREAK}{min(found.scale)}{NO_BREAK}à{NO_BREAK}{max(found.scale)}": release.links(
                pd.Series(found.facts, dtype="object")
            ),
        },
        "Profil",
        align="lr",
        widths=(72, 28),
    ).markdown()
    said = [weakest_sentence(found.weakest), *([SINGLE_RATER_FR] if found.raters == 1 else [])]
    image = _image(at, "profil.svg", drawing.alt_fr)
    return Part(table, str(escape(" ".join(said))), image, {"profil.svg": drawing.svg})


def _image(at: str, name: str, alt_fr: str) -> str:
    return f'![]({at}{name}){{fig-alt="{escape(alt_fr)}"}}'


def _marked(name: str, weakest: Sequence[str]) -> Markdown:
    return Markdown(f"**{escape(f'{name} (le{NO_BREAK}plus{NO_BREAK}faible)')}**") if name in weakest else escape(name)


def voices(release: Release, quotes: pd.DataFrame, entity: str) -> str:
    """What people said of the project, with their role, as block quotes; nothing where nobody is quoted.

    Quotes that nobody said are told as such.
    """
    mine = quotes if quotes.empty else quotes[quotes["entity"].eq(entity)]
    made_up = MADE_UP_FR if "interviews" in release.summary["synthetic_themes"] else ""
    told = [
        f"> {escape(quoted(str(row.text_fr)))} {escape(_speaker(str(row.role_class), made_up))}"
        for row in mine.itertuples()
    ]
    return "\n\n".join(told)


def _speaker(role: str, made_up: str) -> str:
    said = ", ".join(filter(None, [role, made_up]))
    return f"({said})" if said else ""


def tested(release: Release, project_id: str) -> str:
    """What the protocol meant to measure: « déchets triés et matériaux réemployés »; nothing without a protocol."""
    plans = release.optional_table(project_results.PROTOCOLS, ("project_id",))
    mine = plans[plans["project_id"].astype(str).eq(str(project_id))]
    return enumeration([french(uncapitalised(str(name))) for name in mine.get("name_fr", [])])


def elsewhere(release: Release, row: Any, weakest: Sequence[str]) -> str:
    """What another site would need: the next anchor of each weak criterion, what people named, what to count.

    Nothing where the registers say nothing of it.
    """
    dimensions = SPOKEN_FR if _is_known_bought(release, row) else {**SPOKEN_FR, **SEEN_NEXT_FR}
    needs = [*_next_anchors(release, row.project_id, weakest), *_spoken(release, row.project, dimensions)]
    counted = project_results.measured_elsewhere(release, row.project_id)
    lines = [*needs, *([escape(capitalised(counted) + ".")] if counted else [])]
    return str(bullets(lines, "").markdown)


def _is_known_bought(release: Release, row: Any) -> bool:
    """Whether readers see that it was bought: what was to come next has come. Where it is hidden, nothing must tell."""
    return isinstance(row.bought_fact, str) and not hides_outcomes(release, row.commune)


def _next_anchors(release: Release, project_id: str, weakest: Sequence[str]) -> list[Markdown]:
    anchors = release.optional_table("replicability_anchors")
    if anchors.empty or not weakest:
        return []
    rows = release.table("replicability_profiles")
    mine = rows[rows["project_id"].astype(str).eq(project_id)].iloc[0]
    found = []
    for anchor in anchors[anchors["criterion_fr"].isin(weakest)].to_dict("records"):
        reached = int(mine[f"level_{anchor['criterion_id']}"])
        held, asked = (anchor.get(f"level_{level}") for level in (reached, reached + 1))
        if isinstance(held, str) and isinstance(asked, str):
            found.append(escape(next_level_sentence(anchor["criterion_fr"], held, asked)))
    return found


def _spoken(release: Release, entity: str, dimensions: Mapping[str, str]) -> list[Markdown]:
    """What the people met about this project named, by `dimensions`, where they agreed to its publication."""
    presence, codes = (
        release.optional_table("interviews_presence", ("entity",)),
        release.optional_table("interviews_codes"),
    )
    mine = presence[presence["entity"].eq(entity)]
    if mine.empty or codes.empty:
        return []
    told = []
    for dimension, introduction in dimensions.items():
        given = codes[codes["code"].str.startswith(f"{dimension}:")]
        names = [str(row.code_fr) for row in given.itertuples() if mine[str(row.code)].iloc[0]]
        if names:
            told.append(escape(f"En entretien, {introduction}{NO_BREAK}: {enumeration(names)}."))
    return told


def fate(row: Any, *, is_hidden: bool) -> str:
    """What the path of a project teaches where it did not end in a purchase; nothing where that is not published."""
    dated = [step for step in STEPS if isinstance(getattr(row, f"{step}_fact"), str)] or ["selection"]
    return "" if is_hidden else fate_lesson(
        STEPS[dated[-1]][0],
        is_stopped=bool(row.is_stopped), is_waiting=bool(row.is_waiting),
        is_deployed=bool(row.is_deployed), is_bought=bool(pd.isna(row.is_bought) or row.is_bought),
    )  # fmt: skip


def lessons(release: Release, row: Any, *, is_hidden: bool) -> str:
    """What did not go as planned, as lessons; or that the registers show nothing of the kind."""
    told = [*filter(None, [fate(row, is_hidden=is_hidden)]), *project_results.lessons(release, row.project_id)]
    return str(bullets(told, NO_FAILURE_FR).markdown)


def beside(left: str, right: str, kind: str = "halves") -> str:
    """Two halves of a page, read one after the other."""
    return f":::: {{.{kind}}}\n::: {{.half}}\n{left}\n:::\n\n::: {{.half}}\n{right}\n:::\n::::"
