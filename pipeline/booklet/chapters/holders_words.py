"""What is said in words of project holders: their age, where they sit, and what the selection kept."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration

NO_AGE_FR = "L’âge des porteurs n’est pas connu\u00a0: il manque la date de création ou celle de la sélection."
NO_SELECTION_FR = (
    "Le registre des candidatures n’a pas été remis\u00a0: on ne peut pas dire ce que la sélection a changé."
)
NO_PROFILE_FR = "Le registre des projets ne décrit aucun porteur\u00a0: il n’y a pas de profil à dresser."
NO_COUNTRY_FR = "Le pays du siège n’est pas renseigné."


def age_sentence(median: str, low: str, high: str, young: str, is_whole: bool) -> Markdown:
    """The quartiles of age at selection, and how many holders were under three; `is_whole`: every age is known."""
    who = "Parmi toutes ces structures" if is_whole else "Parmi ceux dont l’âge est connu"
    return Markdown(
        f"Le jour de la sélection, la moitié des structures avaient moins de {median}{NARROW}; le quart le plus jeune, "
        f"moins de {low}{NARROW}; le quart le plus ancien, plus de {high}. {who}, {young} avaient moins de trois "
        "ans."
    )


def seat_sentence(abroad: Sequence[tuple[str, str]], has_unknown: bool) -> Markdown:
    """Where the seats outside France are, each country with its printed count; or that there are none."""
    if abroad:
        places = enumeration([f"{escape(name)} ({count})" for name, count in abroad])
        said = f"Le siège d’un porteur peut être hors de France{NO_BREAK}: {places}."
    elif has_unknown:
        said = "Aucun siège n’est connu hors de France."
    else:
        said = "Tous les sièges sont en France."
    return Markdown(f"{said} Certains pays ne sont pas renseignés." if abroad and has_unknown else said)


def public_sentence(shown: str, is_whole: bool) -> Markdown:
    """How many projects are meant for public buyers; `is_whole`: whom each is meant for is known."""
    who = "Parmi tous les projets" if is_whole else "Parmi les projets dont on sait à qui ils s’adressent"
    return Markdown(f"{who}, {shown} visent le secteur public.")


def selection_sentence(solutions: str, communes: str, kept: float, projects: float, projects_shown: str) -> Markdown:
    """What was kept of both calls; and, where it differs, that the register of projects holds another number.

    `solutions` and `communes` are printed shares, empty where nobody applied.
    """
    calls = (("solutions candidates", solutions), ("communes candidates", communes))
    told = [f"Parmi les {who}, {shown} ont été retenues." for who, shown in calls if shown]
    if not told:
        return Markdown("Aucune candidature n’est inscrite au registre.")
    said = " ".join(told)
    if solutions and kept != projects:
        said += (
            f" Le registre des projets en compte {projects_shown}{NO_BREAK}: les deux registres ne se recouvrent pas."
        )
    return Markdown(said)
