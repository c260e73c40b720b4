"""What a booklet says of all its indicators together: how many moved which way, and how sure that is."""

from __future__ import annotations

from pipeline.booklet.chapters.design_wording import UNCHANGED_FR
from pipeline.booklet.chapters.indicators_exhibits import NONE_FR
from pipeline.booklet.chapters.told_facts import counted, large_counts
from pipeline.booklet.exhibits import Text
from pipeline.booklet.frame.agreement import FIRST_PLURAL
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, enumeration
from pipeline.released import Release

LARGE_FR = (
    ("indicators-projects", "projet a un résultat", "projets ont un résultat"),
    ("indicators-measured", "indicateur mesuré avant et après", "indicateurs mesurés avant et après"),
    ("indicators-favourable", "évolution favorable", "évolutions favorables"),
    ("indicators-reached", "cible atteinte", "cibles atteintes"),
)
PLANNED_FR = ("indicateur de projet était prévu aux protocoles", "indicateurs de projet étaient prévus aux protocoles")
OTHERS_FR = (
    ("indicators-unfavourable", "a évolué dans le sens défavorable", "ont évolué dans le sens défavorable"),
    ("indicators-unchanged", f"est {UNCHANGED_FR}", f"sont {UNCHANGED_FR}"),
)
"""What else came out of those measured twice: a fact, what it counts when it is one, and when it is several."""
MET_BEFORE_FR = (
    "cible était déjà atteinte avant l’essai et l’était encore après\u202f; elle n’est pas comptée ci-dessus",
    "cibles étaient déjà atteintes avant l’essai et l’étaient encore après\u202f; elles ne sont pas comptées ci-dessus",
)
APART_FR = ("seule en sort", "en sortent")
WAYS_FR = {"favourable": "dans le sens souhaité", "unfavourable": "dans l’autre"}
OTHERS_APART_FR = "Le hasard peut suffire à expliquer les autres"
NONE_APART_FR = "aucune n’en sort. Le hasard peut suffire à les expliquer toutes"
LASTING_FR = ("y était encore meilleur qu’au départ", "y étaient encore meilleurs qu’au départ")
ALL_LASTING_FR = "tous y étaient encore meilleurs qu’au départ"
NONE_LASTING_FR = "aucun n’y était encore meilleur qu’au départ"


def summary(release: Release) -> Text:
    """The main totals in large print, the others in one line; or that nothing was measured twice."""
    if release.table("indicators_changes").empty:
        return Text(escape(NONE_FR))
    others = [said for fact, one, several in OTHERS_FR if (said := counted(release, fact, (one, several)))]
    among = f" Parmi ceux qui ont été mesurés avant et après, {enumeration(others)}." if others else ""
    planned = counted(release, "indicators-planned", PLANNED_FR)
    met = counted(release, "indicators-met-before", MET_BEFORE_FR)
    said = f"{f'{planned}.' if planned else ''}{among}{f' {met}.' if met else ''}"
    return Text(Markdown(f"{large_counts(release, LARGE_FR)}\n\n{said}".strip()))


def margin(release: Release) -> Text:
    """How many changes have an interval, and how many of those exclude no change; then how many lasted."""
    if release.table("indicators_changes").empty:
        return Text(escape(NONE_FR))
    told = f"La marge se calcule pour {release.link('indicators-with-interval')} des évolutions relevées"
    lines = [Markdown(f"{told}{NARROW}; {_apart(release)}.")]
    if release.fact("indicators-followed")["value"] != 0:
        followed = f"Un relevé plus tardif existe pour {release.link('indicators-followed')} des indicateurs mesurés"
        lines.append(Markdown(f"{followed}{NARROW}; {_lasting(release)}."))
    return bullets(lines, NONE_FR)


def _apart(release: Release) -> str:
    """How many lie outside their margin, and in which direction; that chance may explain the others."""
    apart = counted(release, "indicators-apart", APART_FR)
    if not apart:
        return str(escape(NONE_APART_FR))
    ways = [f"{release.link(f'indicators-apart-{sense}')} {way}" for sense, way in WAYS_FR.items()]
    return f"{apart} ({', '.join(ways)}). {escape(OTHERS_APART_FR)}"


def _lasting(release: Release) -> str:
    """How many of those measured later were still better than at the start; that all were, where several were."""
    followed, lasting = (release.fact(f"indicators-{name}")["value"] for name in ("followed", "lasting"))
    if followed == lasting and followed >= FIRST_PLURAL:
        return str(escape(ALL_LASTING_FR))
    return counted(release, "indicators-lasting", LASTING_FR) or str(escape(NONE_LASTING_FR))
