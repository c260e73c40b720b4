"""What a booklet shows of the declared models: what was asked, what the data could bear, associations with margins."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet import wording
from pipeline.booklet.chapters.survey_wording import quoted
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import captioned
from pipeline.booklet.markdown import Markdown, escape, pipe_table
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.disclosure import SUPPRESSED
from pipeline.released import Release

KINDS_FR = {
    "linear": "linéaire",
    "linear_mixed": "linéaire mixte",
    "ordered_logit": "logistique ordonnée",
    "poisson": "de Poisson",
    "negative_binomial": "binomiale négative",
}
ODDS, RATE, DIFFERENCE = "odds_ratio", "rate_ratio", "difference"
MEASURES_FR = {ODDS: "Rapport de cotes", RATE: "Rapport de fréquences", DIFFERENCE: "Écart moyen"}
READINGS_FR = {
    ODDS: (
        "Un **rapport de cotes** compare deux groupes sur une échelle de réponses. La cote est le nombre de ceux qui"
        " donnent au moins une certaine réponse, pour un qui reste en dessous. À deux, la cote du groupe est double de"
        " celle du groupe de référence ; à un, rien ne les distingue ; en dessous de un, elle est plus faible."
    ),
    RATE: (
        "Un **rapport de fréquences** compare des nombres d’événements. À deux, il s’en produit deux fois plus que dans"
        " le groupe de référence ; à un, autant ; en dessous de un, moins."
    ),
    DIFFERENCE: (
        "Un **écart moyen** dit de combien la réponse change en moyenne quand la caractéristique change, les autres"
        " caractéristiques du modèle restant les mêmes. À zéro, rien ne change."
    ),
}
FINDINGS_FR = {"up": "associé à plus", "down": "associé à moins", "open": "les données ne tranchent pas"}
NOTHING_FITTED_FR = "Aucun modèle n’a pu être ajusté : les données ne portent aucune des questions posées."
NO_FIGURE_FR = {
    True: "Aucun modèle à rapports n’a été ajusté.",
    False: "Aucun modèle à écarts moyens n’a été ajusté.",
}
CONVERGED_FR = "Le calcul a convergé"
"""A fit that did not converge is refused before it gets here."""
FITTED_FR = "oui, modèle ajusté"
AXES_FR = {
    True: "rapport au groupe de référence, sur une échelle logarithmique",
    False: "écart moyen, dans l’unité de chaque question",
}
REFERENCES = {True: (1.0, "pas d’association"), False: (0.0, "pas d’association")}


def asked_table(release: Release, caption_fr: str) -> Table:
    """Each declared question: its kind of regression, its base, its coefficients, and whether the data bear it."""
    rows = release.table("models_asked")
    return Table(
        {
            "Question posée": list(rows["question_fr"]),
            "Régression": [KINDS_FR[kind] for kind in rows["kind"]],
            "Cas complets": release.links(rows["base_fact"]),
            "Coefficients": release.links(rows["parameters_fact"]),
            "Les données la portent-elles ?": [_borne_fr(row) for row in rows.itertuples()],
        },
        caption_fr,
        widths=(32, 15, 17, 12, 24),
    )


def _borne_fr(row: Any) -> str:
    return FITTED_FR if row.is_fitted else f"non{NO_BREAK}: {row.refusal_fr}"


def readings(release: Release) -> Text:
    """How to read each measure that the fitted models use; none is explained for nothing."""
    rows = release.table("models_asked")
    used = [measure for measure in READINGS_FR if (rows["measure"].eq(measure) & rows["is_fitted"]).any()]
    if not used:
        return Text(_typeset(NOTHING_FITTED_FR))
    return Text(Markdown("\n\n".join(_typeset(READINGS_FR[measure]) for measure in used)))


def _typeset(text: str) -> Markdown:
    """French spaces before punctuation, in a text of ours that may hold emphasis."""
    return Markdown(text.replace(" ;", f"{NARROW};").replace(" :", f"{NO_BREAK}:"))


def forest(release: Release, caption_fr: str, *, is_ratio: bool) -> Figure | Text:
    """The coefficients of the models that give ratios (or those that give differences) with their margins.

    Nothing is drawn of one alone: its table tells it.
    """
    lines = _coefficients(release)
    lines = lines[lines["measure"].isin([ODDS, RATE] if is_ratio else [DIFFERENCE]) & lines["low"].notna()]
    if lines.empty:
        return Text(_typeset(NO_FIGURE_FR[is_ratio]))
    if len(lines) == 1:
        return Text(Markdown(""))
    reference, reference_fr = REFERENCES[is_ratio]
    return figures.forest(
        lines,
        caption_fr,
        AXES_FR[is_ratio],
        reference=reference,
        reference_fr=reference_fr,
        is_ratio=is_ratio,
        head_fr="Question et caractéristique",
    )


def _coefficients(release: Release) -> pd.DataFrame:
    """Each released coefficient, ready to draw; the weight of a row is the number of its cases."""
    rows = release.table("models_coefficients").merge(
        release.table("models_asked")[["model", "question_fr", "measure", "base_fact"]], on="model"
    )
    facts = [release.fact(fact_id) for fact_id in rows["estimate_fact"]]
    bases = [release.fact(fact_id)["numerator"] for fact_id in rows["base_fact"]]
    return rows.assign(
        label=[f"{row.question_fr} {_term_fr(row)}" for row in rows.itertuples()],
        value=[fact["value"] for fact in facts],
        low=[fact["low"] for fact in facts],
        high=[fact["high"] for fact in facts],
        weight=[1.0 if base != base else base for base in bases],
        shown=[str(fact["display_fr"]) for fact in facts],
        link=release.links(rows["estimate_fact"]),
    )


def _term_fr(row: Any) -> str:
    """« Type de porteur : association, plutôt que startup »."""
    return f"{row.term_fr}, plutôt que {row.reference_fr}" if row.reference_fr else str(row.term_fr)


def results(release: Release) -> Text:
    """For each fitted model, its coefficients in a table, then how it was fitted and what to beware of."""
    asked, lines = release.table("models_asked"), release.table("models_coefficients")
    fitted = asked[asked["is_fitted"]]
    if fitted.empty:
        return Text(_typeset(NOTHING_FITTED_FR))
    parts = []
    for place, model in enumerate(fitted.itertuples(), start=1):
        table = _table(release, model, lines[lines["model"].eq(str(model.model))])
        caption = f"Coefficients, pour la question {quoted(str(model.question_fr))}"
        parts += [captioned(table, caption, f"models-results-{place}"), _state(release, model)]
    return Text(Markdown("\n\n".join(parts)))


def _table(release: Release, model: Any, lines: pd.DataFrame) -> Markdown:
    return pipe_table(
        {
            "Caractéristique": [_term_fr(line) for line in lines.itertuples()],
            MEASURES_FR[model.measure]: release.links(lines["estimate_fact"]),
            "Intervalle": [_interval_fr(release.fact(fact_id)) for fact_id in lines["estimate_fact"]],
            "Lecture": [FINDINGS_FR[finding] for finding in lines["finding"]],
        },
        widths=(46, 16, 20, 18),
    )


def _interval_fr(fact: pd.Series) -> str:
    """« de 0,25 à 7,34 »; nothing where there is none, or it is not published."""
    if fact["status"] == SUPPRESSED or fact["low"] != fact["low"]:
        return ""
    return wording.interval(fact["low"], fact["high"], fact["unit"], int(fact["decimals"]))


def _state(release: Release, model: Any) -> Markdown:
    """The method, what is to be more of, what groups share, and the cautions, as one paragraph."""
    sentences = [f"Méthode{NO_BREAK}: {escape(model.method_fr)}."]
    if model.direction_fr:
        sentences.append(f"« Plus » veut dire{NO_BREAK}: plus proche de la réponse {escape(model.direction_fr)}.")
    elif model.measure == ODDS:
        sentences.append(f"« Plus » veut dire{NO_BREAK}: une réponse plus élevée.")
    if model.shared_fact:
        sentences.append(f"Part des écarts qui tient au groupe{NO_BREAK}: {release.link(model.shared_fact)}.")
    told = f"{CONVERGED_FR}, mais {escape(model.cautions_fr)}."
    if not model.cautions_fr:
        told = f"{CONVERGED_FR} et rien n’est à signaler."
    return Markdown(" ".join([*sentences, told]).replace("« Plus »", f"«{NARROW}Plus{NARROW}»"))
