"""What is said of results of surveys, in sentences that depend on them: intervals, scores, groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.booklet import wording
from pipeline.booklet.display import interval_of
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.disclosure import SUPPRESSED

CENSUS_FR = "tous ont répondu, pas d’intervalle"
NO_INTERVAL_FR = "trop peu de réponses pour un intervalle"
MORE_PROMOTERS_FR = "les promoteurs l’emportent sur les détracteurs"
MORE_DETRACTORS_FR = "les détracteurs l’emportent sur les promoteurs"
UNDECIDED_FR = "on ne peut pas dire qui, des promoteurs ou des détracteurs, l’emporte"
AS_MANY_FR = "autant de promoteurs que de détracteurs"


def quoted(text: str) -> str:
    """« text », with the spaces French wants."""
    return f"«{NARROW}{text}{NARROW}»"


def interval_fr(fact: Any) -> str:
    """« l’intervalle va de 7,1/10 à 8,3/10 », or why there is none."""
    if fact["status"] == SUPPRESSED:
        return ""
    if fact["interval_method"]:
        return f"l’intervalle va {interval_of(fact)}"
    return CENSUS_FR if fact["design"] == "census" else NO_INTERVAL_FR


def bounds_fr(fact: Any) -> str:
    """« de 7,1/10 à 8,3/10 » for a narrow column, or why there is none; nothing for a hidden number."""
    return interval_fr(fact).removeprefix("l’intervalle va ")


def mean_sentence(question_fr: str, shown: Markdown, fact: Any, scale_fr: str = "") -> Markdown:
    """« À la question « Êtes-vous satisfait ? », la moyenne est de 8,0/10 ; l’intervalle va de 7,7/10 à 8,1/10. »

    `scale_fr` (« de 1 à 5 ») is told of marks that do not say out of how many they are.
    """
    said = interval_fr(fact)
    tail = f"{NARROW}; {escape(said)}" if said else ""
    scale = f" sur une échelle {escape(scale_fr)}" if scale_fr else ""
    return Markdown(f"{_asked(question_fr)}, la moyenne est de {shown}{scale}{tail}.")


def scale_fr(lowest: float, highest: float) -> str:
    """« de 0 à 10 »."""
    return f"de {wording.number(lowest)} à {wording.number(highest)}"


def score_sentence(question_fr: str, shown: Markdown, fact: Any) -> Markdown:
    """« À la question « Recommanderiez-vous le programme ? », le score est de 31 : les promoteurs l’emportent … »"""
    if fact["status"] == SUPPRESSED:
        return Markdown(f"{_asked(question_fr)}, le score est de {shown}.")
    verdict = score_verdict(fact)
    said = escape(interval_fr(fact))
    return Markdown(f"{_asked(question_fr)}, le score est de {shown} ({said}){NO_BREAK}: {verdict}.")


def leaning_sentence(question_fr: str, shown: Markdown, best_fr: Sequence[str], fact: Any) -> Markdown:
    """« À la question « Comment jugez-vous … ? », 64 % (9 sur 14) ont répondu « Très bien » ou « Bien » ; … »

    With its interval, where it has one that readers may see.
    """
    answers = escape(" ou ".join(map(quoted, best_fr)))
    tail = f"{NARROW}; {escape(interval_fr(fact))}" if fact["interval_method"] and interval_fr(fact) else ""
    return Markdown(f"{_asked(question_fr)}, {shown} ont répondu {answers}{tail}.")


def _asked(question_fr: str) -> Markdown:
    return escape(f"À la question {quoted(question_fr)}")


def score_verdict(fact: Any) -> str:
    """Who prevails, as far as the interval tells; of a census, the score itself."""
    has_interval = bool(fact["interval_method"])
    low, high = (fact["low"], fact["high"]) if has_interval else (fact["value"], fact["value"])
    if not has_interval and fact["design"] != "census":
        return UNDECIDED_FR
    if low > 0:
        return MORE_PROMOTERS_FR
    if high < 0:
        return MORE_DETRACTORS_FR
    return UNDECIDED_FR if has_interval else AS_MANY_FR
