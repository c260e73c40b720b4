"""How funding levers read in French: who asks, with what proviso, and what a profile is worth."""

from __future__ import annotations

from pipeline.booklet.wording import NARROW, NO_BREAK

NO_REGISTER_FR = "Le registre des projets n’a pas été remis\u00a0: nous ne comptons personne."
NO_BRAKE_FR = "Aucune enquête de cette édition n’interroge le financement."


def asks(*, is_for_communes: bool, is_for_holders: bool) -> str:
    """Who makes the application."""
    if is_for_communes and is_for_holders:
        return "commune ou porteur"
    return "commune" if is_for_communes else "porteur"


def nobody_sentence(count: float, total: float) -> str:
    """What it means that few or no holders have the profile of an aid to firms."""
    if count == 0:
        return (
            "Aucun porteur n’a, d’après le registre, le profil d’une aide aux entreprises\u00a0: c’est la commune qui "
            "ouvre la porte."
        )
    if count >= total:
        return "Tous les porteurs ont, d’après le registre, le profil d’une aide aux entreprises."
    others = "l’autre peut" if total - count < 2 else "les autres peuvent"
    return f"Pour financer un essai, {others} chercher une aide demandée avec une commune, ou une autre source."


def capped_sentence(scheme: str, full: str) -> str:
    """From which expense the cap of a lever counts, rather than its rate."""
    return (
        f"«{NARROW}{scheme}{NARROW}»{NO_BREAK}: au-delà de {full} de dépenses, c’est le plafond qui compte, et la part "
        "financée diminue."
    )
