"""What is said in words of purchases: whether there are any, their total, how late they came, what rules allow."""

from __future__ import annotations

from pipeline.booklet.frame.agreement import FIRST_PLURAL
from pipeline.booklet.markdown import Markdown
from pipeline.booklet.wording import NARROW, NO_BREAK

NONE_FR = "Aucun achat à ce jour."
NO_RULES_FR = "Les règles d’achat n’ont pas été remises\u00a0: les achats ne leur sont pas comparés."
BANDS_FR = (
    "Le tableau suivant place les achats entre les seuils qui s’appliquaient quand ils ont été faits. Plusieurs "
    "procédures sont ouvertes à certains montants\u00a0: un petit achat innovant pouvait aussi se faire de gré à gré."
)
EXACT_FR = (
    "Un seuil que les règles ne rangent ni avec les montants inférieurs ni avec les montants supérieurs a sa colonne, "
    "parce qu’un achat le vaut exactement."
)
"""Said only where the table has such a column."""
UNMET_FR = (
    "Quand une colonne commence à «\u202fplus de\u202f», le seuil lui-même n’est dans aucune\u00a0: aucun achat ne le "
    "vaut, et les règles ne le rangent ni au-dessous ni au-dessus."
)
"""Said only where the table has no column for such a threshold."""
NOT_BOUGHT_FR = (
    "Ne pas avoir acheté ne veut pas dire que l’essai a déplu\u00a0: le budget, le calendrier ou la fin du besoin "
    "suffisent à l’expliquer."
)
WITHHELD_FR = (
    "Trop peu de porteurs ont vendu\u00a0: publier un montant ou un délai reviendrait à dire celui de l’un d’eux."
)


def made_sentence(purchases: float, shown: str) -> Markdown:
    """How many purchases were declared."""
    if not purchases:
        return Markdown(NONE_FR)
    return Markdown(f"À ce jour, {shown} {'achat est déclaré' if purchases == 1 else 'achats sont déclarés'}.")


def bought_sentence(bought: float, shown: str) -> Markdown:
    """How many of the selected projects were bought."""
    return Markdown(f"Parmi les projets sélectionnés, {shown} {_have(bought)} été {_agreed('acheté', bought)}.")


def buyers_sentence(buying: float, hosts: float, shown: str) -> Markdown:
    """How many of the communes that hosted a project bought one."""
    if buying == hosts and hosts > 1:
        return Markdown(f"Les {shown} communes hôtes ont toutes acheté.")
    return Markdown(f"Sur {_hosts(hosts)}, {shown} {_have(buying)} acheté.")


def most_sentence(commune: str, made: str, purchases: str) -> Markdown:
    """That one commune made most purchases."""
    return Markdown(f"{commune} a fait à elle seule {made} des {purchases} achats.")


def none_sentence(count: float, shown: str) -> Markdown:
    """How many host communes bought nothing, and what that does not mean; nothing where all bought."""
    if not count:
        return Markdown("")
    who = "commune hôte n’a rien acheté" if count == 1 else "communes hôtes n’ont rien acheté"
    return Markdown(f"{shown} {who}. {NOT_BOUGHT_FR}")


def elsewhere_sentence(elsewhere: float, shown: str) -> Markdown:
    """That some purchases were made by communes that hosted no project; nothing when all were made by hosts."""
    if not elsewhere:
        return Markdown("")
    told = "Un achat a été fait" if elsewhere == 1 else f"{shown} achats ont été faits"
    return Markdown(f"{told} par une commune qui n’a accueilli aucun projet{NO_BREAK}: la solution a essaimé.")


def renewed_sentence(renewed: float, shown: str, purchases: float) -> Markdown:
    """How many purchases were renewed: what durability can be seen so far."""
    if not purchases:
        return Markdown("")
    if not renewed:
        return Markdown("Aucun achat n’a encore été renouvelé.")
    who = "a été renouvelé" if renewed == 1 else "ont été renouvelés"
    return Markdown(f"Parmi ces achats, {shown} {who}.")


def amounts_sentence(total: str, median: str) -> Markdown:
    """The total and the rounded median, both excluding tax; or why they are withheld (both empty)."""
    if not total:
        return Markdown(WITHHELD_FR)
    return Markdown(
        f"Tous achats réunis, le montant est de {total} hors taxes. Le montant médian d’un achat, arrondi pour ne "
        f"désigner aucun contrat, est d’{median}."
    )


def delay_sentence(low: str, median: str, high: str) -> Markdown:
    """Quartiles of the months from deployment to purchase."""
    return Markdown(
        f"Du déploiement à l’achat, la moitié des projets achetés ont attendu moins de {median}{NARROW}; un quart, "
        f"moins de {low}{NARROW}; un quart, plus de {high}. Cette durée ne compte que les projets achetés."
    )


def rules_sentence(within: float, named: float, shown: str) -> Markdown:
    """How many purchases used a procedure that a rule in force on their day allows for their amount and kind.

    `shown` is the count within the rules.
    """
    verb, whose = ("suit", "son") if within < FIRST_PLURAL else ("suivent", "leur")
    follow = f"{verb} une procédure permise pour {whose} montant, d’après les règles du jour de l’achat"
    if within == named == 1:
        return Markdown(f"Le seul achat comparé aux règles ({shown}) suit une procédure permise pour son montant.")
    if within == named:
        return Markdown(f"Les {shown} achats comparés aux règles {follow}.")
    return Markdown(
        f"Sur {named:.0f} achats comparés aux règles, {shown} {follow}. Les autres ne sont pas pour autant irréguliers"
        f"{NO_BREAK}: les règles relevées ne disent pas tout."
    )


def _have(count: float) -> str:
    return "a" if count < FIRST_PLURAL else "ont"


def _agreed(word: str, count: float) -> str:
    return word if count < FIRST_PLURAL else f"{word}s"


def _hosts(count: float) -> str:
    return f"{count:.0f} communes hôtes" if count > 1 else "une commune hôte"
