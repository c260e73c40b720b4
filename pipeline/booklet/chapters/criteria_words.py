"""What is said in words of evaluation criteria: how an answer was seen, and what the word impact would take."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.booklet.markdown import Markdown, escape
from pipeline.capitals import capitalised

DESIGNS_FR: Mapping[str, str] = {
    "document": "un document",
    "expert_score": "l’avis de personnes qui ont noté",
    "coding": "des entretiens",
    "sample": "une enquête",
    "census": "un dénombrement complet",
    "before_after": "une mesure avant et après",
    "time_series": "une série de mesures",
    "comparison": "une comparaison avec un site témoin",
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


def strength(strongest: str) -> Markdown:
    """« *Preuve la plus forte.* Une mesure avant et après. »; nothing where there is no number."""
    if not strongest:
        return Markdown("")
    named = DESIGNS_FR[strongest]
    return Markdown(f"*Preuve la plus forte.* {escape(capitalised(named))}.")


def impact_caution(measured: float | None, drawn: float | None) -> str:
    """What the word impact may mean here, from how many indicators were measured and on sites drawn by lot."""
    if not measured:
        return NOTHING_MEASURED_FR
    return EARNED_FR if drawn else NOT_EARNED_FR
