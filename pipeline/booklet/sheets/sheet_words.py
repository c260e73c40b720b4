"""What a sheet says in sentences: what became of a project, what its failures teach, what it would take elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.capitals import capitalised

HIDDEN_PATH_FR = (
    "Trop peu de projets de cette commune ont connu le même sort pour que celui de chacun soit publié"
    f"{NO_BREAK}: {HIDDEN_FR}."
)
NO_RESULT_FR = "Aucun indicateur n’a été mesuré avant et après l’essai. Cette fiche ne donne donc aucun résultat."
NO_STEP_FR = "Le registre ne date aucune étape de ce projet."
NO_DELAY_FR = "Aucun projet de cette commune n’a franchi deux étapes datées."
NO_RESULT_HERE_FR = "Aucun indicateur n’était prévu au protocole d’un projet de cette commune."
NO_PURCHASE_FR = "Aucun registre d’achats n’a été remis pour cette édition."
NOT_YET_BOUGHT_FR = "Aucun achat à la dernière date du registre, qui peut ne pas encore connaître les plus récents."
FEW_PASSED_FR = "Un tiret remplace la durée médiane là où trop peu de projets sont passés pour en donner une."
UNSURE_FR = (
    "Une évolution est dite non confirmée quand sa marge comprend zéro, ou quand l’écart au site témoin ne va pas"
    " sûrement dans le même sens. Les autres n’ont pas toutes une marge ou un site témoin."
)
NO_ANSWER_FR = "Aucune enquête ne permet de dire qui a répondu au sujet de cette commune."
NO_SCORE_FR = "Ce projet n’a pas été noté sur l’échelle de réplicabilité."
SINGLE_RATER_FR = f"Une seule personne l’a noté{NO_BREAK}: c’est un avis, à discuter."
SAME_LEVEL_FR = f"Tous ses critères sont au même niveau{NO_BREAK}: aucun n’est plus faible que les autres."
NOTHING_MORE_FR = (
    "Rien de plus n’est inscrit aux registres sur ce qu’il faudrait réunir ailleurs. Les étapes et leurs durées, plus "
    "haut, disent ce que ce site a demandé."
)
NO_FAILURE_FR = (
    "Les registres ne montrent ni recul, ni cible manquée, ni mesure absente. Cela ne veut pas dire que tout fut facile"
    f"{NO_BREAK}: ce qui n’est pas écrit ne se lit pas ici."
)
RETAIN_FR = f"À retenir{NO_BREAK}: "
STOPPED_FR = "Le projet s’est arrêté avant le déploiement, après l’étape {}. "
NO_REASON_FR = "Le registre dit quand un projet s’arrête, jamais pourquoi. "
STOPPED_RETAIN_FR = (
    "dire dès le cadrage à quelles conditions on continue, pour pouvoir s’arrêter sans perdre ce qui a été appris."
)
WAITING_FR = (
    "À la dernière date du registre, le projet n’est pas encore déployé. Après l’étape {}, le registre ne dit pas ce "
    "qu’il attend. "
)
WAITING_RETAIN_FR = "nommer, pour chaque étape, la personne de la commune qui peut la débloquer."
NOT_BOUGHT_FR = (
    f"Déployé, il n’a pas été acheté à la dernière date du registre. {RETAIN_FR}préparer la suite dès le cadrage, avec "
    "le service qui entretiendrait et celui qui paierait."
)
LESSONS_FR = {
    "unfavourable": (
        "a donné un résultat contraire à celui attendu",
        "ont donné un résultat contraire à celui attendu",
        "chercher d’abord ce qui a changé d’autre sur le site, puis ce que la solution a pu changer.",
    ),
    "unchanged": (
        "n’a rien montré au-delà de la précision de la mesure",
        "n’ont rien montré au-delà de la précision de la mesure",
        "essayer plus longtemps, ou mesurer plus finement.",
    ),
    "missed": (
        "n’a pas atteint sa cible",
        "n’ont pas atteint leur cible",
        "fixer la cible après un premier relevé, et dire d’avance ce qu’on fera si elle est manquée.",
    ),
    "lost": (
        "atteignait sa cible avant l’essai et ne l’atteint plus après",
        "atteignaient leur cible avant l’essai et ne l’atteignent plus après",
        "mesurer de nouveau avant de conclure, et fixer une cible que le départ n’atteint pas déjà.",
    ),
    "met_before": (
        "tenait déjà sa cible avant l’essai",
        "tenaient déjà leur cible avant l’essai",
        "une cible que le départ atteint ne départage rien.",
    ),
    "missing": (
        "n’a pas été mesuré avant et après",
        "n’ont pas été mesurés avant et après",
        "fixer d’avance la date des deux mesures, et déclencher la solution de repli dès la première manquée.",
    ),
}
"""What failed, said of one indicator and of several, and what to do of it; in the order in which a sheet says it."""


SILENCES_FR = {
    "protocole": ("aucun protocole de mesure n’a été remis", "ce que l’essai devait montrer"),
    "resultats": ("aucun indicateur n’a été mesuré avant et après", "ce que la solution aurait changé"),
    "paroles": ("aucune citation n’est publiée", "ce qu’en pensent ceux qui l’ont vu sur place"),
    "profil": (
        "personne n’a noté le projet sur l’échelle de réplicabilité",
        "ce qui serait le plus difficile à refaire ailleurs",
    ),
}
"""For a part of a sheet that has nothing to tell, what is missing and what nobody can tell then; in their order."""
MADE_UP_FR = "parole inventée"
MONTHS_FR = "de la sélection au déploiement"
INDICATORS_FR = {
    "measured": ("indicateur mesuré avant et après", "indicateurs mesurés avant et après"),
    "favourable": ("évolution favorable", "évolutions favorables"),
    "unsure": (
        "évolution, favorable ou non, que la marge ou le site témoin ne confirme pas",
        "évolutions, favorables ou non, que la marge ou le site témoin ne confirme pas",
    ),
    "reached": (
        "indicateur qui a atteint sa cible pendant l’essai",
        "indicateurs qui ont atteint leur cible pendant l’essai",
    ),
}
"""What is said after a count of indicators, of one (or none) and of several."""


def indicators_words(kind: str, count: float) -> str:
    """The words after a count of indicators; those of several where the count is not published."""
    one, several = INDICATORS_FR[kind]
    return one if abs(count) < 2 else several


def quoted(name: str) -> str:
    """« name »."""
    return f"«{NARROW}{name}{NARROW}»"


def lesson(kind: str, names: Sequence[str]) -> str:
    """The lesson of indicators that share a failure, one or several; nothing for none."""
    if not names:
        return ""
    one, several, retain = LESSONS_FR[kind]
    said = one if len(names) == 1 else several
    return f"{enumeration([quoted(name) for name in names])} {said}. {RETAIN_FR}{retain}"


def fate_lesson(last_step_fr: str, *, is_stopped: bool, is_waiting: bool, is_deployed: bool, is_bought: bool) -> str:
    """What the path of a project teaches when it did not end in a purchase; nothing when it did."""
    step = quoted(last_step_fr)
    if is_stopped:
        return f"{STOPPED_FR.format(step)}{NO_REASON_FR}{RETAIN_FR}{STOPPED_RETAIN_FR}"
    if is_waiting:
        return f"{WAITING_FR.format(step)}{RETAIN_FR}{WAITING_RETAIN_FR}"
    return NOT_BOUGHT_FR if is_deployed and not is_bought else ""


def silence(untold: Sequence[str]) -> str:
    """What the parts of a sheet that have nothing to tell leave unknown; nothing where all have something."""
    missing = [words for part, words in SILENCES_FR.items() if part in untold]
    if not missing:
        return ""
    said, unknown = (enumeration(list(words)) for words in zip(*missing, strict=True))
    return f"{capitalised(said)}{NO_BREAK}: cette fiche ne peut donc pas dire {unknown}."


def weakest_sentence(names: Sequence[str]) -> str:
    """Which criterion is the weakest of a profile, or that none is."""
    if not names:
        return SAME_LEVEL_FR
    listed = enumeration([quoted(name) for name in names])
    if len(names) == 1:
        return f"Son critère le plus faible est {listed}."
    return f"Ses critères les plus faibles, à égalité, sont {listed}."


def next_level_sentence(criterion_fr: str, reached_fr: str, asked_fr: str) -> str:
    """What it takes to raise a criterion: from the words of the level it reached to those of the next one."""
    reached = f"Le critère {quoted(criterion_fr)} reste à relever{NO_BREAK}: il est noté"
    return f"{reached} {quoted(reached_fr)}, et le niveau suivant de l’échelle demande {quoted(asked_fr)}."


def purchase_sentence(date: str, *, is_known: bool, is_hidden: bool, is_renewed: bool | None) -> Markdown:
    """What became of one solution at the cash desk. `date` is Markdown, empty where nobody bought it."""
    if is_hidden:
        return escape(f"Secret statistique{NO_BREAK}: trop peu de projets de cette commune ont connu le même sort.")
    if not is_known:
        return escape(NO_PURCHASE_FR)
    if not date:
        return escape(NOT_YET_BOUGHT_FR)
    again = {True: " L’achat a été renouvelé.", False: " Il n’a pas été renouvelé à ce jour.", None: ""}[is_renewed]
    return Markdown(f"Premier achat par une commune{NO_BREAK}: {date}.{escape(again) and f' {escape(again)}'}")


def purchases_sentence(bought: float) -> str:
    """What the purchases of a commune allow to say; `bought` is missing where the count is not published."""
    if bought != bought:
        return f"Leur nombre n’est pas publié{NO_BREAK}: {HIDDEN_FR}."
    if not bought:
        return NOT_YET_BOUGHT_FR
    return f"Les montants ne sont pas donnés par commune{NO_BREAK}: ils diraient ceux d’un porteur."
