"""What is said in words of purchases: whether there are any, their total, how late they came, what rules allow."""

from __future__ import annotations

from pipeline.booklet.markdown import Markdown
from pipeline.booklet.wording import NARROW, NO_BREAK

NONE_FR = "Aucun achat à ce jour."
NO_RULES_FR = "Les règles publiées n’ont pas été remises\u00a0: les achats ne leur sont pas comparés."
BANDS_FR = (
    "Le tableau suivant place les achats entre les seuils que ces règles publient. Plusieurs procédures sont ouvertes "
    "à certains montants\u00a0: un petit achat innovant pouvait aussi se faire de gré à gré."
)
WITHHELD_FR = (
    "Trop peu de porteurs ont vendu\u00a0: publier un montant ou un délai reviendrait à dire celui de l’un d’eux."
)


def made_sentence(purchases: float, shown: str, bought: str, communes: str) -> Markdown:
    """How many purchases, of how many projects, by how many communes."""
    if not purchases:
        return Markdown(f"{NONE_FR} Projets achetés{NO_BREAK}: {bought}.")
    who = "achat est déclaré" if purchases == 1 else "achats sont déclarés"
    return Markdown(
        f"À ce jour, {shown} {who}. Projets achetés{NO_BREAK}: {bought}{NARROW}; communes hôtes qui ont "
        f"acheté{NO_BREAK}: {communes}."
    )


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
        f"Tous achats réunis, le montant est de {total} hors taxes{NARROW}; la moitié des achats ne dépasse pas "
        f"{median}, valeur arrondie pour ne désigner aucun contrat."
    )


def delay_sentence(low: str, median: str, high: str) -> Markdown:
    """Quartiles of the months from deployment to purchase."""
    return Markdown(
        f"Du déploiement à l’achat, la moitié des projets achetés ont attendu moins de {median}{NARROW}; un quart, "
        f"moins de {low}{NARROW}; un quart, plus de {high}. Un projet non acheté n’est pas dans cette durée."
    )


def rules_sentence(within: float, named: float, shown: str) -> Markdown:
    """How many purchases used a procedure that a printed rule allows for their amount and kind."""
    said = f"Achats dont une règle publiée permet la procédure, pour ce montant et ce genre{NO_BREAK}: {shown}."
    if within == named:
        return Markdown(said)
    return Markdown(
        f"{said} Les autres ne sont pas pour autant irréguliers{NO_BREAK}: les règles publiées ne disent pas tout."
    )
