"""How the study was made, told by the run itself: who was asked, designs, weights, agreement, secrecy, tools."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.chapters.surveys import all_count_alike
from pipeline.booklet.frame.document_sources import sources_of
from pipeline.booklet.frame.evidence import cited_facts
from pipeline.booklet.frame.evidence_marks import DESIGNS_FR
from pipeline.booklet.frame.interval_methods import plainly
from pipeline.booklet.frame.raters_annex import agreement_section, agreement_title
from pipeline.booklet.frame.reading_example import STRENGTHS_FR
from pipeline.booklet.markdown import escape, pipe_table
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.capitals import uncapitalised
from pipeline.released import Fact, Release

EMBEDDED, EMBEDDED_FR = "embedded", "moteur de mise en page intégré"
ASKED_CAPTION_FR = "Invités et répondants, par questionnaire"
DESIGNS_CAPTION_FR = "Nombres des chapitres, par plan d’observation"
OTHERS_HIDDEN_FR = "D’autres nombres sont masqués, pour qu’aucun de ceux-là ne puisse être retrouvé par différence."
"""Said only where it happened."""

NOT_WEIGHTED_FR = "Aucun résultat de ce livret n’est pondéré\u00a0: chaque réponse compte pour une."
WEIGHTED_THEMES = ("response", "comparison")
WEIGHTED = re.compile(r"\bpondérée?s?\b")
"""Themes whose facts may count answers with their weights; the label of one that does says so."""

OWN_FR = " Le certificat compte en plus les nombres que seule cette partie du livret donne."

WEIGHTS_FR = (
    "Les résultats publiés ne sont pas pondérés, sauf ceux qui le disent. Les poids servent à voir ce qu’ils "
    "deviendraient si ceux qui ont répondu ressemblaient mieux à tous ceux qui étaient invités."
)

ALL_WEIGHTS_ONE_FR = (
    "Le plan d’analyse pondère des réponses, mais tous les poids valent un\u00a0: chacune compte pour une."
)

ASKED_FR = {
    "survey_startups": "Porteurs de projet",
    "survey_communes": "Agents des communes",
    "survey_institutions": "Partenaires",
}

SURVEYED = ("survey", "response")
"""Themes whose facts name their survey after them: `survey-communes-…`."""

Section = tuple[str, str, str]
"""Title, identifier, text."""


def method_annex(release: Release, cited: Iterable[str], tools: Mapping[str, str]) -> str:
    """The annex as plain Quarto Markdown; a part without anything to say says so in a sentence, or is left out.

    `cited` are the facts that the booklet prints.

    Raises:
        FactError: a cited fact does not exist.
    """
    facts = [release.fields(fact_id) for fact_id in cited]
    used = _instruments(facts)
    asked, weighting, agreement = (
        _response(release, used),
        _weighting(release, used, is_shown=_any_weighted(facts)),
        agreement_section(release, used),
    )
    own = set(cited_facts([asked, weighting, agreement])) - {str(fact["fact_id"]) for fact in facts}
    sections: Sequence[Section] = (
        ("Qui a été interrogé", "reponses", asked),
        ("La force de chaque plan", "plans", _designs(facts, has_own=bool(own))),
        ("Les intervalles", "intervalles", _intervals(facts)),
        ("La pondération", "ponderation", weighting),
        (agreement_title(used), "accord", agreement),
        ("Les corrections déclarées", "corrections", _corrections(release.corrections)),
        ("Le secret statistique", "secret", _disclosure(release.summary)),
        ("Les logiciels", "logiciels", _tools(tools)),
    )
    sources = _sources(sources_of(release, [*(str(fact["fact_id"]) for fact in facts), *sorted(own)]))
    first: Section = ("Les sources", "sources", sources)
    told = [f"## {title} {{#sec-methode-{name}}}\n\n{text}" for title, name, text in (first, *sections) if text]
    return "\n\n".join(["# Comment ce livret a été fait {#sec-methode}", *told]) + "\n"


def _sources(deliveries: pd.DataFrame) -> str:
    """How many files, rows and owners, received between which dates, and how many of them were made up."""
    if deliveries.empty:
        return "Aucun fichier n’a été reçu."
    files = wording.plural(len(deliveries), "fichier reçu", "fichiers reçus")
    rows = "" if deliveries["rows"].isna().any() else wording.plural(int(deliveries["rows"].sum()), "ligne")
    owners = wording.plural(deliveries["owner_name"].nunique(), "fournisseur")
    first, last = deliveries["received"].min(), deliveries["received"].max()
    when = f"le {wording.date(last)}" if first == last else wording.date_span(first, last)
    counted = f", soit {rows}" if rows else ""
    made_up = int(deliveries["is_synthetic"].sum())
    synthetic = f"Parmi les fichiers reçus, {made_up} {'est synthétique' if made_up == 1 else 'sont synthétiques'}."
    text = (
        f"Ce livret repose sur {files} de {owners}, {when}{counted}. Chacun est gardé tel quel, et identifié par "
        "son empreinte (SHA-256) dans le certificat de l’édition. Aucune valeur n’est retouchée à la main."
    )
    return escape(f"{text} {synthetic}" if made_up else text)


def _instruments(facts: Iterable[Fact]) -> set[str]:
    """The surveys and the themes that these facts come from: the annex explains what its booklet uses, no more."""
    named = [(str(fact["theme"]), str(fact["fact_id"]).split("-")) for fact in facts]
    return {theme for theme, _ in named} | {f"survey_{parts[1]}" for theme, parts in named if theme in SURVEYED}


def _response(release: Release, used: Collection[str]) -> str:
    """A row a survey of the booklet: its questionnaire, invited, answered, response rate, as links to their facts."""
    surveys = release.optional_table("response_surveys")
    surveys = surveys[surveys["survey"].isin(used)] if len(surveys) else surveys
    if surveys.empty:
        return ""
    versions = release.optional_table("survey_questionnaires")
    named = {} if versions.empty else {row["survey"]: row for _, row in versions.iterrows()}
    table = pipe_table(
        {
            "Questionnaire": [_questionnaire(str(survey), named.get(survey)) for survey in surveys["survey"]],
            "Invités": release.links(surveys["invited_fact"]),
            "Ont répondu": release.links(surveys["answered_fact"]),
            "Taux de réponse": release.links(surveys["rate_fact"]),
        },
        widths=(58, 11, 15, 16),
    )
    said = (
        "Le taux de réponse est calculé à partir du registre des personnes invitées\u00a0; il n’est jamais saisi. « Ne "
        "sait pas » et « non concerné » restent hors de la base d’une question."
    )
    return f"{french(said)}\n\n{table}{_caption(ASKED_CAPTION_FR, 'reponses')}"


def _caption(said: str, name: str) -> str:
    """What numbers a table, and names it, under it."""
    return f"\n\n: {said} {{#tbl-methode-{name}}}"


def _questionnaire(survey: str, row: Any) -> str:
    """Its title and version; the name of its audience where no questionnaire was delivered."""
    return ASKED_FR.get(survey, survey) if row is None else f"{row['title_fr']}, version {row['version']}"


def _designs(facts: Sequence[Fact], *, has_own: bool) -> str:
    """A row a design: how many of the numbers rest on it, and what it allows to say.

    `has_own`: this annex prints numbers that no chapter does, so that the certificate counts more of them.
    """
    counts = Counter(str(fact["design"]) for fact in facts)
    if not counts:
        return ""
    used = [design for design in DESIGNS_FR if counts[design]]
    table = pipe_table(
        {
            "Plan": [DESIGNS_FR[design].capitalize() for design in used],
            "Nombres": [wording.number(counts[design]) for design in used],
            "Ce qu’il permet de dire": [STRENGTHS_FR[design] for design in used],
        },
        align="lrl",
        widths=(20, 12, 68),
    )
    return (
        "Un nombre ne dit pas plus que le plan d’observation dont il vient. Voici les plans de ce livret, et combien "
        f"des nombres de ses chapitres reposent sur chacun.{OWN_FR if has_own else ''}\n\n{table}"
        f"{_caption(DESIGNS_CAPTION_FR, 'plans')}"
    )


def _intervals(facts: Sequence[Fact]) -> str:
    methods = Counter(
        (str(fact["interval_method"]), wording.percent(fact["level"])) for fact in facts if fact["interval_method"]
    )
    if not methods:
        return (
            "Aucun nombre des chapitres n’a d’intervalle\u00a0: tous viennent de dénombrements complets ou de "
            "documents, que le hasard d’un tirage n’affecte pas."
        )
    lines = [
        f"- {escape(french(f'{plainly(method)}, à {level}'))}\u00a0: {wording.plural(count, 'nombre')}"
        for (method, level), count in sorted(methods.items(), key=lambda method: (slug(method[0][0]), method[0]))
    ]
    opening = "Les intervalles des nombres des chapitres, et le nombre de fois où chaque méthode sert\u00a0:"
    return "\n".join([opening, "", *lines])


def _any_weighted(facts: Iterable[Fact]) -> bool:
    """Whether the booklet prints a result of weighted answers: without one, its reader has no use for the weights."""
    return any(fact["theme"] in WEIGHTED_THEMES and WEIGHTED.search(str(fact["label_fr"])) for fact in facts)


def _weighting(release: Release, used: Collection[str], *, is_shown: bool) -> str:
    """Which surveys are weighted and what for; of weights that are all 1, that they change nothing.

    Nothing where nobody was asked. No weight is told where no weighted result `is_shown`.
    """
    if not any(name.startswith("survey") for name in used):
        return ""
    rows = [row for _, row in release.optional_table("response_weights").iterrows() if row["survey"] in used]
    told = [f"- {_weighted(release, row)}" for row in rows if not all_count_alike(release, row)]
    if not is_shown or not rows:
        return NOT_WEIGHTED_FR
    return "\n".join([WEIGHTS_FR, "", *told]) if told else ALL_WEIGHTS_ONE_FR


def _weighted(release: Release, row: pd.Series) -> str:
    """« Porteurs de projet : calage sur marges (état du projet) ; poids de 0,8 à 1,4, effectif efficace de 26. »."""
    survey = str(row["survey"])
    method, margins = str(row["method_fr"]), wording.enumeration(str(row["margins_fr"]).split(", "))
    how = escape(f"{ASKED_FR.get(survey, survey)}\u00a0: {uncapitalised(method)} ({margins})")
    lowest, highest, effective = (release.link(row[f"{what}_fact"]) for what in ("lowest", "highest", "effective"))
    return f"{how}\u00a0; poids de {lowest} à {highest}, effectif efficace de {effective}."


def _corrections(corrections: pd.DataFrame) -> str:
    if corrections.empty:
        return "Aucune valeur n’a été corrigée après sa réception."
    return "\n".join(f"- {escape(_correction(row))}" for row in corrections.itertuples())


def _correction(row: Any) -> str:
    return french(f"{row.table}, {row.column} : {row.action} ({row.reason} ; {row.provider}, {row.date})")


def _disclosure(summary: Mapping[str, Any]) -> str:
    """The rule of cohort.yml and why it was chosen; nothing where the release does not say it."""
    rules = summary.get("disclosure")
    if not rules:
        return ""
    least = int(rules["min_count"])
    rule = (
        "Aucun effectif n’est masqué."
        if least <= 1
        else f"Un effectif compris entre 1 et {wording.number(least - 1)} n’est pas publié, ni la part qui en découle."
    )
    others = f" {OTHERS_HIDDEN_FR}" if rules.get("hidden_for_others") else ""
    return escape(french(f"{rule}{others} {rules['reason']}"))


def _tools(tools: Mapping[str, str]) -> str:
    """One sentence: « dvc 3.67.1 ; pandas 3.1.1 ; … »."""
    named = [f"{EMBEDDED_FR if tool == EMBEDDED else tool} ({version})" for tool, version in tools.items()]
    return escape("\u202f; ".join(named)) + "."
