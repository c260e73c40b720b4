"""What is said of scores in words: how far raters agree, what the top group is worth, where there is nothing to say.

The thresholds of an agreement beyond chance are those of Krippendorff 2004 (Content Analysis, ch. 11), to two decimals.
"""

from __future__ import annotations

from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW

SOLID, TENTATIVE = 0.8, 0.67
BOTH_FR = "Chaque projet noté l’a été par les deux."
NOT_MEASURED_FR = "non mesuré"
TO_CONFIRM_FR = "solide, à confirmer"
NO_SCORES_FR = "Aucune note de projet n’a été remise dans cette édition. Nous n’en avons reconstitué aucune."
NO_SCORES_MORE_FR = "Sans note remise, il n’y a rien à montrer ici."


def reading(alpha: float | None, low: float | None = None) -> str:
    """How an agreement reads in a table: « solide », « provisoire », « fragile », or that it was not measured.

    Read as printed, to two decimals: a printed 0,80 is not below 0,80. A solid one whose interval, from `low` on, also
    holds what would be fragile is still to be confirmed.
    """
    if alpha is None or alpha != alpha:
        return NOT_MEASURED_FR
    printed = round(alpha, 2)
    if printed < SOLID:
        return "provisoire" if printed >= TENTATIVE else "fragile"
    is_sure = low is None or low != low or round(low, 2) >= TENTATIVE
    return "solide" if is_sure else TO_CONFIRM_FR


def agreement_sentence(alpha: float | None) -> str:
    """What may be done with scores on which raters agree so far."""
    return {
        "solide": "L’accord est bon\u00a0: ceux qui ont noté ont donné le plus souvent la même note, ou presque.",
        "provisoire": "C’est assez pour des conclusions provisoires, pas davantage.",
        "fragile": (
            "C’est fragile\u00a0: ceux qui ont noté ont souvent noté autrement l’un que l’autre. Ces notes ouvrent une "
            "discussion, elles ne la tranchent pas."
        ),
        NOT_MEASURED_FR: (
            "L’accord ne se mesure pas\u00a0: il faudrait deux notes par projet, et des notes qui diffèrent "
            "d’un projet à l’autre. Une note isolée est un avis."
        ),
    }[reading(alpha)]


def weakest_sentence(names: list[str], alpha: str = "") -> Markdown:
    """Which criteria raters agree least on, with their `alpha` where readers may see it; nothing without any name."""
    if not names:
        return Markdown("")
    quoted = escape(" et ".join(f"«{NARROW}{name}{NARROW}»" for name in names))
    shown = f" ({alpha})" if alpha else ""
    said = escape("\u00a0: il y a là des mots de l’échelle à préciser.")
    return Markdown(f"C’est sur {quoted} que l’alpha est le plus bas{shown}{said}")


def next_words(level: float, highest: float, next_fr: str) -> str:
    """The next level with its place on the scale and its words: « niveau 2 sur 3, « Forte » »; else its words."""
    if level != level:
        return next_fr
    return f"niveau {level + 1:.0f} sur {highest:.0f}, «{NARROW}{next_fr}{NARROW}»"


def single_rater_sentence(count: float, raters: float) -> str:
    """What a project scored by one person only means; `raters` are all those who scored one."""
    if count == 0:
        return BOTH_FR if raters == 2 else "Chaque projet noté l’a été par deux personnes au moins."
    if count == 1:
        return "Un projet n’a été noté que par une personne\u00a0: sa note est un avis, signalé comme tel."
    return (
        "Certains projets n’ont été notés que par une personne\u00a0: leurs notes sont des avis, signalés comme tels."
    )
