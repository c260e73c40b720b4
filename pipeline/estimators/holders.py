"""Who carries the projects, and what the selection kept of the applications: counts of registers, nobody is sampled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from pipeline.booklet.chapters.register_words import value_words
from pipeline.booklet.slugs import slug
from pipeline.capitals import capitalised
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.projects.project_paths import in_order, project_paths
from pipeline.methods.projects.register_facts import Register, Words
from pipeline.plan import Settings

REQUIRES = ("projects",)

DAYS_PER_YEAR = 365.25
YOUNG_YEARS = 3
AGES: tuple[tuple[float, str, str], ...] = (
    (1, "moins d’un an", "less than a year"),
    (3, "d’un an à moins de trois ans", "one year to less than three"),
    (5, "de trois à moins de cinq ans", "three years to less than five"),
    (10, "de cinq à moins de dix ans", "five years to less than ten"),
    (float("inf"), "dix ans et plus", "ten years and more"),
)
"""Bands of age at the day of selection: the age below which each ends, in years, and its name."""
UNKNOWN_AGE = ("âge non renseigné", "unknown age")

PANELS: dict[str, Words] = {
    "holder-type": ("Type de porteur", "Type of holder"),
    "age": ("Âge à la sélection", "Age at selection"),
    "region": ("Région du siège", "Region of the seat"),
    "tag": ("Mots-clés", "Tags"),
    "country": ("Pays du siège", "Country of the seat"),
}
COLUMNS = {
    "holder-type": "holder_type",
    "region": "hq_region",
    "country": "hq_country",
}
LIMIT = "Registre des projets sélectionnés ; il ne dit rien des porteurs dont la candidature n’a pas été retenue."
APPLICATIONS_LIMIT = (
    "Registre des candidatures. Retenir n’est pas tirer au sort : un écart entre familles vient du choix du jury, et "
    "n’appelle pas de test."
)
PROFILE_COLUMNS = ("panel", "panel_fr", "label_fr", "count_fact")
SELECTION_COLUMNS = ("theme_fr", "applied_fact", "kept_fact", "rate_fact")


def estimate(tables: Tables, settings: Settings) -> Estimates:  # noqa: ARG001 - every estimator is called alike
    """Counts of projects by what their holder is, and of applications by theme and outcome.

    Tables: `holders_profile` (one row a panel and category: `panel`, `panel_fr`, `label_fr`, `count_fact`) and
    `holders_selection` (one row a theme, in the order of the alphabet: `theme_fr`, `applied_fact` its share of the
    applications, `kept_fact` its share of the selected, `rate_fact` how many of its own were
    selected), empty when nothing was delivered.
    """
    projects = project_paths(tables)
    facts, profile = _profile(projects) if len(projects) else ([], [])
    kept_facts, selection = _selection(tables.get("applications"))
    return Estimates(
        [*facts, *kept_facts],
        {
            "holders_profile": pd.DataFrame(profile, columns=list(PROFILE_COLUMNS)),
            "holders_selection": pd.DataFrame(selection, columns=list(SELECTION_COLUMNS)),
        },
    )


def _profile(projects: pd.DataFrame) -> tuple[list[Fact], list[tuple[str, str, str, str]]]:
    register = Register("holders", "projects", projects, LIMIT)
    facts = [register.count("projects", ("Projets du registre", "Projects of the register"), projects)]
    facts += [*_ages(projects, register), *_public(projects, register)]
    lines = []
    for panel, groups in _panels(projects).items():
        for (label_fr, label_en), rows in groups.items():
            what = f"{panel}-{slug(label_en)}"
            title_fr, title_en = PANELS[panel]
            facts.append(register.count(what, (f"{title_fr} : {label_fr}", f"{title_en}: {label_en}"), rows))
            lines.append((panel, title_fr, capitalised(label_fr), facts[-1].fact_id))
    return facts, lines


def _panels(projects: pd.DataFrame) -> dict[str, dict[Words, pd.DataFrame]]:
    """The rows of each category of each panel that the register fills."""
    found = {panel: _by_code(projects, projects[column]) for panel, column in COLUMNS.items() if column in projects}
    if "tags" in projects:
        tagged = projects.explode("tags").dropna(subset="tags")
        found["tag"] = _by_code(tagged, tagged["tags"])
    found["age"] = dict(_by_age(projects))
    return {panel: found[panel] for panel in PANELS if found.get(panel)}


def _by_code(rows: pd.DataFrame, codes: pd.Series) -> dict[Words, pd.DataFrame]:
    """Rows by category, the most numerous first, unknown last."""
    texts = codes.astype("string").fillna("")
    found = {value_words(code, {}): rows[texts.eq(code)] for code in sorted(set(texts))}
    unknown = value_words("", {})
    if set(found) == {unknown}:
        return {}
    ordered = sorted(found, key=lambda words: (words == unknown, -len(found[words]), slug(words[0])))
    return {words: found[words] for words in ordered}


def _by_age(projects: pd.DataFrame) -> Iterator[tuple[Words, pd.DataFrame]]:
    """Rows by band of age, the youngest first; none when no age is known."""
    ages = _years(projects)
    if ages.notna().any():
        low = 0.0
        for below, label_fr, label_en in AGES:
            yield (label_fr, label_en), projects[ages.ge(low) & ages.lt(below)]
            low = below
        if ages.isna().any():
            yield UNKNOWN_AGE, projects[ages.isna()]


def _years(projects: pd.DataFrame) -> pd.Series:
    """Years from foundation to selection; missing where a date is, or where foundation came after."""
    if "founded_on" not in projects:
        return pd.Series(float("nan"), index=projects.index)
    years = (projects["selection"] - projects["founded_on"]).dt.days / DAYS_PER_YEAR
    return years.where(years.ge(0))


def _ages(projects: pd.DataFrame, register: Register) -> list[Fact]:
    years = _years(projects)
    known = projects[years.notna()]
    if known.empty:
        return []
    young = projects[years.lt(YOUNG_YEARS)]
    label = ("Porteurs de moins de trois ans à la sélection", "Holders under three years old at selection")
    age = ("Âge du porteur à la sélection", "Age of the holder at selection")
    return [
        register.share("young", label, len(young), len(known), young),
        *register.quarters("age", age, years.dropna(), known, "years"),
    ]


def _public(projects: pd.DataFrame, register: Register) -> Iterator[Fact]:
    """How many projects are meant for public buyers, of those for which it is known."""
    if "targets_public_sector" not in projects or projects["targets_public_sector"].isna().all():
        return
    known, public = projects["targets_public_sector"].notna(), projects["targets_public_sector"].eq(True).fillna(False)
    label = ("Projets qui s’adressent au secteur public", "Projects meant for the public sector")
    yield register.share("public", label, int(public.sum()), int(known.sum()), projects[public])


def _selection(applications: pd.DataFrame | None) -> tuple[list[Fact], list[tuple[str, ...]]]:
    if applications is None or applications.empty:
        return [], []
    facts = []
    register = Register("holders", "applications", applications, APPLICATIONS_LIMIT)
    labels: Mapping[str, Words] = {
        "solution": ("Solutions retenues parmi les candidates", "Solutions selected among applicants"),
        "commune": ("Communes retenues parmi les candidates", "Communes selected among applicants"),
    }
    for kind, label in labels.items():
        applied = applications[applications["kind"].eq(kind)]
        kept = applied[applied["is_selected"].eq(True)]
        if len(applied):
            facts.append(register.share(f"selected-{kind}", label, len(kept), len(applied), applied))
    by_theme = list(_themes(applications[applications["kind"].eq("solution")], register))
    return [*facts, *(fact for _, three in by_theme for fact in three)], [
        (theme, *(fact.fact_id for fact in three)) for theme, three in by_theme
    ]


def _themes(solutions: pd.DataFrame, register: Register) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Each theme with its share of the applications, its share of the selected, and how many of its own were."""
    kept = solutions[solutions["is_selected"].eq(True)]
    if kept.empty:
        return
    for code in in_order(solutions["theme"].dropna()):
        fr, en = value_words(code, {})
        mine = {"applied": solutions[solutions["theme"].eq(code)], "kept": kept[kept["theme"].eq(code)]}
        words = {"applied": ("candidatures", "applications"), "kept": ("solutions retenues", "selected solutions")}
        pair = [
            register.share(
                f"{what}-{slug(code)}",
                (f"Part de la famille « {fr} » parmi les {words[what][0]}", f"Share of {en} among {words[what][1]}"),
                len(rows), len(solutions if what == "applied" else kept), rows,
            )
            for what, rows in mine.items()
        ]  # fmt: skip
        label = (
            f"Solutions retenues parmi les candidates de la famille « {fr} »",
            f"Selected among applications, {en}",
        )
        rate = register.share(f"rate-{slug(code)}", label, len(mine["kept"]), len(mine["applied"]), mine["applied"])
        yield capitalised(fr), (*pair, rate)
