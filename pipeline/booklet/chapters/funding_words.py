"""How funding levers read in French: who may ask, what remains to be proved, and when a cap counts."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.booklet.frame.agreement import FIRST_PLURAL
from pipeline.booklet.markdown import Markdown
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration

NO_REGISTER_FR = "Le registre des projets n’a pas été remis\u00a0: nous ne comptons personne."
NO_BRAKE_FR = "Aucune enquête de cette édition n’interroge le financement."


def hosted_sentence(count: float, total: float, shown: str, schemes: Sequence[str]) -> Markdown:
    """Which aid the holders of projects with a commune behind them may ask for."""
    is_one = count < FIRST_PLURAL
    may = f"{'peut' if is_one else 'peuvent'} demander, avec elle, {_quoted(schemes)}"
    if count == total > 1:
        return Markdown(
            f"Les {shown} projets de l’édition ont tous une commune d’accueil{NO_BREAK}: leurs porteurs {may}."
        )
    if is_one:
        return Markdown(f"{shown} projet de l’édition a une commune d’accueil{NO_BREAK}: son porteur {may}.")
    return Markdown(f"{shown} projets de l’édition ont une commune d’accueil{NO_BREAK}: leurs porteurs {may}.")


def unchecked_sentence(schemes: Sequence[str], unchecked: str) -> Markdown:
    """What the register cannot tell, and an applicant must prove."""
    return Markdown(f"Pour {_quoted(schemes)}, il reste à prouver ce que le registre ignore{NO_BREAK}: {unchecked}.")


def firms_sentence(count: float, total: float, shown: str, schemes: Sequence[str]) -> Markdown:
    """How many holders have the profile of an aid to firms, and what the others may do."""
    head = f"Pour {_quoted(schemes)}, l’entreprise demande seule"
    if count == 0:
        return Markdown(f"{head}. D’après le registre, aucun porteur de l’édition n’en a le profil ({shown}).")
    have = "a" if count < FIRST_PLURAL else "ont"
    who = f"{shown} des {total:.0f} porteurs en {have} le profil, par leur type et leur siège"
    said = f"{head}. D’après le registre, {who}"
    if count >= total:
        return Markdown(f"{said}.")
    return Markdown(
        f"{said}{NARROW}; les autres peuvent chercher une aide demandée avec une commune, ou une autre source."
    )


def _quoted(schemes: Sequence[str]) -> str:
    return enumeration([f"«{NARROW}{scheme}{NARROW}»" for scheme in schemes])


def capped_sentence(scheme: str, full: str) -> str:
    """From which expense the cap of a lever counts, rather than its rate."""
    return (
        f"«{NARROW}{scheme}{NARROW}»{NO_BREAK}: au-delà de {full} de dépenses, c’est le plafond qui compte, et la part "
        "financée diminue."
    )
