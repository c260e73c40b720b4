"""What each code of the indicator library means in French: domains, directions, aggregations, frequencies, goals."""

from __future__ import annotations

DOMAINS_FR = {
    "social": "Social",
    "environnement": "Environnement",
    "economie": "Économie",
    "usage": "Usage",
    "efficacite": "Efficacité",
}
DIRECTIONS_FR = {"increase": "à augmenter", "decrease": "à réduire", "maintain": "à maintenir"}
AGGREGATIONS_FR = {
    "sum": "somme",
    "ratio": "rapport des totaux",
    "rate": "taux",
    "mean": "moyenne pondérée",
}
AGGREGATION_NEEDS_FR = {
    "sum": "la valeur de chaque mesure",
    "ratio": "le numérateur et le dénominateur de chaque mesure",
    "rate": "les événements et l’exposition de chaque mesure",
    "mean": "la valeur et le poids de chaque mesure",
}
FREQUENCIES_FR = {
    "continue": "en continu",
    "hebdomadaire": "hebdomadaire",
    "mensuelle": "mensuelle",
    "trimestrielle": "trimestrielle",
    "annuelle": "annuelle",
    "avant_apres": "avant et après",
}
GOALS_FR = dict(
    enumerate(
        (
            "Pas de pauvreté",
            "Faim « zéro »",
            "Bonne santé et bien-être",
            "Éducation de qualité",
            "Égalité entre les sexes",
            "Eau propre et assainissement",
            "Énergie propre et d’un coût abordable",
            "Travail décent et croissance économique",
            "Industrie, innovation et infrastructure",
            "Inégalités réduites",
            "Villes et communautés durables",
            "Consommation et production responsables",
            "Lutte contre les changements climatiques",
            "Vie aquatique",
            "Vie terrestre",
            "Paix, justice et institutions efficaces",
            "Partenariats pour la réalisation des objectifs",
        ),
        start=1,
    )
)
"""The seventeen sustainable development goals of the United Nations, by number."""


def goal_of(target: str) -> int:
    """The goal of a target: 11 for « 11.6 »."""
    return int(target.partition(".")[0])


def target_order(target: str) -> tuple[int, int, str]:
    """Sorts targets as the agenda lists them: 11.2 before 11.10, and 9.c after 9.5."""
    goal, _, rest = target.partition(".")
    return (int(goal), int(rest), "") if rest.isdigit() else (int(goal), 99, rest)
