"""What is said in words of the projects' progress: those that wait, those that stopped and when, how long it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from pipeline.booklet.markdown import Markdown
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration

NO_PROJECT_FR = "Le registre ne compte aucun projet."
NO_DURATION_FR = "Aucun projet n’a encore deux étapes datées\u00a0: il n’y a pas de durée à donner."
NO_CURVE_FR = (
    "Trop peu de projets datés, ou aucun déploiement\u00a0: une courbe ne dirait rien de plus que la liste des dates."
)
FRAMING = "framing"
EARLY = ("selection", FRAMING)
"""Last steps after which no site had been validated yet."""
EARLY_FR = "L’arrêt est venu tôt, avant qu’un site soit validé."
ALL_FR: Mapping[float, str] = {1: "", 2: "tous deux "}
"""How all that stopped are taken together, by how many they are; « tous » of more."""
FRAMING_FR = "C’est à cela que sert le cadrage\u00a0: pouvoir renoncer avant d’avoir engagé un lieu et des agents."
"""Said only where all stopped after their framing: a project stopped before it owes it nothing."""


def waiting_sentence(waiting: float, shown: str) -> Markdown:
    """How many projects still waited for their deployment at the last date of the register."""
    if not waiting:
        return Markdown("À la dernière date du registre, plus aucun projet n’attendait son déploiement.")
    who = "projet attendait" if waiting == 1 else "projets attendaient"
    later = "il peut encore être déployé" if waiting == 1 else "ils peuvent encore être déployés"
    return Markdown(f"À la dernière date du registre, {shown} {who} encore\u00a0: {later}.")


def stopped_sentence(
    stops: Sequence[tuple[str, str, float, str]], total_shown: str, after: float, after_shown: str
) -> Markdown:
    """Which projects stopped before deployment, by last step, and the lesson that this alone allows.

    `stops` are (step, its name, count, printed count); `after` counts those that stopped once deployed.
    """
    total = sum(count for _, _, count, _ in stops)
    if not stops:
        return Markdown(f"Aucun projet ne s’est arrêté avant le déploiement.{_after(after, after_shown)}")
    several = f"Avant le déploiement, {total_shown} projets se sont arrêtés"
    who = "Un projet s’est arrêté avant le déploiement" if total == 1 else several
    told = f"{who}{_where(stops, total)}. {_lesson({step for step, *_ in stops})}"
    return Markdown(f"{told}{_after(after, after_shown)}")


def _where(stops: Sequence[tuple[str, str, float, str]], total: float) -> str:
    """« , tous après l’étape « cadrage » », or each step with its count."""
    if len(stops) == 1:
        return f", {ALL_FR.get(total, 'tous ')}après l’étape {_quoted(stops[0][1])}"
    places = enumeration([f"{shown} après l’étape {_quoted(name)}" for _, name, _, shown in stops])
    return f"{NO_BREAK}: {places}"


def _quoted(name: str) -> str:
    return f"«{NARROW}{name}{NARROW}»"


def _lesson(steps: Set[str]) -> str:
    if steps == {FRAMING}:
        return f"{EARLY_FR} {FRAMING_FR}"
    if steps <= set(EARLY):
        return EARLY_FR
    if not steps & set(EARLY):
        return (
            "L’arrêt est venu tard, une fois le site validé. Avant de valider un site, il vaut la peine de vérifier "
            "les autorisations, le financement et la personne qui suivra l’essai."
        )
    return "L’arrêt est venu tantôt tôt, tantôt une fois le site validé."


def _after(after: float, shown: str) -> str:
    if not after:
        return ""
    who = "projet s’est arrêté" if after == 1 else "projets se sont arrêtés"
    return f" Après le déploiement, {shown} {who}."


def half_sentence(half: str, deployed: float) -> Markdown:
    """When half of the selected projects were deployed (`half`, empty while they are not)."""
    if half:
        return Markdown(f"La moitié des projets sélectionnés étaient déployés au bout de **{half}**.")
    if not deployed:
        return Markdown("Aucun projet n’est encore déployé.")
    return Markdown(
        "À la dernière date du registre, moins de la moitié des projets sélectionnés étaient déployés\u00a0: le délai "
        "médian n’est pas encore connu."
    )
