"""What each method of intervals gives one of, in plain words: when a booklet uses it, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping

PLAINLY_FR: Mapping[str, str] = {
    "hypergéométrique exact": "part de ceux qui ont répondu, d’après le nombre d’invités",
    "échelle bornée, population finie": "moyenne de notes, d’après l’échelle et le nombre d’invités",
    "échelle bornée, correction de population finie": "moyenne de très nombreuses notes, d’après l’échelle et "
    "le nombre d’invités",
    "échelle bornée (Gaffke)": "moyenne de notes, d’après l’échelle seule",
    "rangs exacts, population finie": "médiane des réponses, d’après le nombre d’invités",
    "rangs exacts": "médiane des réponses, d’après leur rang seul",
    "rééchantillonnage des unités (BCa, percentiles élargis)": "accord, en tirant de nouveau au sort ce qui a été jugé",
    "échelle z de Fisher, quantile de Student": "accord de deux personnes, corrigé du hasard",
    "de Student sur la linéarisation": "accord de plusieurs personnes, corrigé du hasard",
    "Clopper-Pearson": "part, comme si les cas venaient d’un nombre sans limite",
    "exact inconditionnel (Chan et Zhang)": "écart entre deux parts, exact même dans de petits groupes",
    "MOVER, bornes de Clopper-Pearson": "écart entre deux parts, d’après l’intervalle de chacune",
    "exact, conditionnel au total des événements": "rapport de deux taux, d’après les événements comptés avant et "
    "après",
    "MOVER": "écart entre deux évolutions, celle d’un projet et celle de son site témoin, d’après l’intervalle de "
    "chacune",
    "Hartung–Knapp, élargi à celui de la moyenne simple": "évolution moyenne de projets qui n’évoluent pas tous "
    "de même",
    "Student": "moyenne ou effet estimé, d’après la dispersion des mesures",
    "Student, variance linéarisée": "écart entre deux parts pondérées, d’après la dispersion des réponses",
    "Wald (loi normale)": "effet estimé par un modèle, comme si les cas étaient nombreux",
    "Newcombe (méthode 5), quantile de Student": "écart de rang entre deux groupes de réponses ordonnées",
    "Wilson sur l’effectif efficace des rangs, quantile de Student": "écart de rang entre deux réponses des mêmes "
    "personnes",
    "test des rangs exact, inversé": "écart typique entre les réponses de deux groupes, d’après leurs rangs",
    "khi-deux décentré inversé": "force du lien entre le groupe et la réponse, quel que soit son sens",
    "Feldt": "cohérence des questions d’une même échelle",
    "tirages sur les poids et sur les notes des évaluateurs": "note d’ensemble d’un projet, en faisant varier les "
    "poids des critères et l’évaluateur",
}


def plainly(method: str) -> str:
    """What a method gives the interval of, then its name: « part de ceux qui ont répondu, … – hypergéométrique exact ».

    Its name alone where it has no words here.
    """
    return f"{PLAINLY_FR[method]} – {method}" if method in PLAINLY_FR else method
