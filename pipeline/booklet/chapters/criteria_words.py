"""What is said in words of evaluation criteria: how an answer was seen, and what the word impact would take."""

from __future__ import annotations

from collections.abc import Mapping

DESIGNS_FR: Mapping[str, str] = {
    "document": "un document qui l’affirme, sans que rien ici le vérifie",
    "expert_score": "l’avis de personnes qui ont noté",
    "coding": "des entretiens, lus et classés",
    "sample": "une enquête, et ne vaut que pour ceux qui ont répondu",
    "census": "un dénombrement complet, qui suffit pour un état et non pour une cause",
    "before_after": "une mesure avant et après, qui montre un changement sans dire d’où il vient",
    "time_series": "une série de mesures, qui date un changement sans dire d’où il vient",
    "comparison": "une comparaison avec un site témoin, qui écarte une partie des autres explications",
}
NO_FACT_FR = "Aucun nombre de cette édition n’y répond."
NOT_EARNED_FR = (
    "Le mot « impact » est ici le nom d’une question. Aucun site n’a été tiré au sort\u00a0: ce qui a "
    "changé ne peut pas être attribué aux essais."
)
NOTHING_MEASURED_FR = "Le mot « impact » est ici le nom d’une question, à laquelle aucune mesure ne répond."
EARNED_FR = (
    "Des sites ont été tirés au sort\u00a0: pour leurs indicateurs, et pour eux seuls, le mot « impact » est gagné."
)


def strength_fr(strongest: str) -> str:
    """« Le nombre dont le plan est le plus exigeant repose sur … »; nothing where there is no number."""
    return f"Le nombre dont le plan est le plus exigeant repose sur {DESIGNS_FR[strongest]}." if strongest else ""


def impact_caution(measured: float | None, drawn: float | None) -> str:
    """What the word impact may mean here, from how many indicators were measured and on sites drawn by lot."""
    if not measured:
        return NOTHING_MEASURED_FR
    return EARNED_FR if drawn else NOT_EARNED_FR
