"""What is said of interviews in words: how coders agree, whether codes were still new, why nothing was tested."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.booklet.wording import NARROW, enumeration

NO_INTERVIEWS_FR = "Aucun entretien n’est inscrit au registre de cette édition."
NO_CODES_FR = "Aucun passage d’entretien n’a été codé dans cette édition\u00a0: il n’y a rien à dénombrer."
ONE_CODER_FR = (
    "Une seule personne a codé ces entretiens. L’accord ne se mesure pas\u00a0: une autre aurait pu lire autrement."
)
NOBODY_SHOWN_FR = (
    "Aucune entité n’a consenti à ce que ses codes soient publiés un par un\u00a0: seuls les dénombrements le sont."
)
NO_TYPES_FR = "Le plan d’analyse ne déclare aucun type."
NO_APART_FR = "Tous les passages codés deux fois ont reçu les mêmes codes."
NO_CURVE_FR = "Le codage ne dit pas de quel entretien vient chaque passage\u00a0: la courbe ne se trace pas."

ALIKE = "interviews-all-same"
COMPARED_FR = (
    ("Passages codés de même, parmi ceux que deux personnes au moins ont codés", ALIKE),
    ("Passages qu’une seule personne a codés, et que rien ne permet de comparer", "interviews-all-once"),
    ("Passages sans code retenu, faute d’accord", "interviews-passages-open"),
)
"""What is said of the agreement of coders over all dimensions; a count of nothing but those coded alike is not."""


def coders_sentence(fragile: list[str], measured: int) -> str:
    """Which dimensions coders do not agree enough on, of those measured."""
    if not measured:
        return "Aucun passage n’a été codé deux fois\u00a0: l’accord ne se mesure pas."
    if not fragile:
        return "Sur aucune question l’accord n’est fragile."
    quoted = enumeration([f"«{NARROW}{name}{NARROW}»" for name in fragile])
    why = "ce qui est compté là dépend de la personne qui code, et se lit comme une piste"
    return f"L’accord est fragile sur {quoted}\u00a0: {why}."


def pairs_sentence(tested: float, found: float) -> str:
    """What the tests of pairs of codes allow to say."""
    if not tested:
        return (
            "Avec si peu d’entités, aucun test ne pouvait décider qu’une paire est liée au-delà du hasard. Aucun n’a "
            "été fait."
        )
    if not found:
        return (
            "Aucune paire n’est liée au-delà de ce que le hasard explique, une fois compté le nombre de paires "
            "regardées. Une absence de preuve n’est pas la preuve d’une absence."
        )
    who = "Une paire est liée" if found == 1 else "Quelques paires sont liées"
    beyond = "plus que le hasard ne l’explique, le nombre de paires regardées étant compté"
    return f"{who} {beyond}. Un lien n’est pas une cause."


def last_new_sentence(last: float, interviews: float) -> str:
    """Whether the last interviews still brought new codes."""
    if last == interviews:
        return "Le dernier entretien apportait encore un code nouveau\u00a0: d’autres en auraient sans doute ajouté."
    if last > interviews / 2:
        return "La seconde moitié des entretiens apportait encore un code nouveau au moins."
    return "La seconde moitié des entretiens n’a plus apporté de code nouveau."


def hidden_sentence(count: float) -> str:
    """That some entities are counted but not shown one by one; nothing when all are shown."""
    if not count:
        return ""
    if count == 1:
        return "Une entité n’est pas montrée, faute de consentement\u00a0; ses codes sont comptés."
    return "Certaines entités ne sont pas montrées, faute de consentement\u00a0; leurs codes sont comptés."


def rule_sentence(rule_fr: str, never_given: Sequence[str]) -> str:
    """A rule in words; that a code of it was given to nobody is said, since it may be misspelt."""
    never = " ni ".join(f"«{NARROW}{code}{NARROW}»" for code in never_given)
    return f"{rule_fr} (aucun codeur n’a donné {never})" if never else rule_fr


def types_sentence(none: float, several: float) -> str:
    """That rules need neither place everybody nor place each one once."""
    said = []
    if none:
        said.append("Une entité d’aucun type n’est pas un reste\u00a0: les règles ne prétendent pas tout ranger.")
    if several:
        said.append("Une entité peut relever de plusieurs types, car les règles ne s’excluent pas.")
    return " ".join(said) or "Chaque entité relève d’un type et d’un seul."
