"""How to read one number, shown on a fact of the booklet itself: its base, its interval, the strength of its design."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.chapters.survey_wording import quoted
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.disclosure import SUPPRESSED
from pipeline.released import Release

STRENGTHS_FR = {
    "census": "Tout est compté\u00a0: ce nombre n’a pas de marge d’erreur, mais il ne vaut que pour ce qui est compté.",
    "sample": "Une partie seulement des personnes invitées a répondu\u00a0: si d’autres l’avaient fait, le nombre "
    "serait sans doute un peu différent.",
    "before_after": "La mesure est faite avant et après, au même endroit. Elle dit qu’il y a eu un changement\u00a0; "
    "elle ne dit pas que l’essai l’a produit.",
    "comparison": "La mesure est rapprochée d’un témoin, ce qui écarte une partie des autres explications, non toutes.",
    "time_series": "La mesure est suivie dans le temps. Une rupture peut coïncider avec l’essai sans venir de lui.",
    "expert_score": "C’est l’avis de personnes qui ont noté selon une échelle écrite, non une mesure.",
    "coding": "C’est le classement de ce qui a été dit, fait par lecture selon des règles écrites.",
    "document": "C’est ce qu’un document publie, tel que nous l’avons lu\u00a0: il est repris, non recalculé.",
}
"""What each design allows to say: the strength of the number, in words."""

MADE_UP_FR = "Ce nombre repose, au moins en partie, sur des données inventées."
OF_GROUPS = ("comparison", "editions")
"""Themes whose shares are those of one group set beside another: alone, they are half of what is told."""
OF_BASE_FR = "elle ne dit rien de ceux qui n’en sont pas"
OF_SAMPLE_FR = "les réponses reçues à cette question"
"""What the base of a share is; an interval says how far the answers to a question hold for all who were invited."""

YES = "-yes"
"""How the id of a fact ends that counts who says yes."""
SCORED_FACT = "replicability-projects"
SCORED_FR = "C’est le compte des projets qui ont une note\u00a0: il ne dit rien de ces notes."
"""The count of what was scored is no opinion, although it stands among scores."""


def reading_example(release: Release, themes: Sequence[str], printed: Collection[str]) -> str:
    """A worked example as a callout, on the fact of these chapters that teaches most; empty without any number.

    `printed` are the facts that the booklet prints elsewhere: the example is one that readers meet again.

    A share with an interval teaches more than a share, a share more than a count, a share of all more than one of a
    group, what divides people more than what all say, how many say yes more than another answer, and a short plain
    label more than a long one or one that quotes.
    """
    fact = _most_telling(release, themes, printed)
    if fact is None:
        return ""
    link = release.link(str(fact["fact_id"]))
    sentences = [
        _told(release.with_document_names(french(str(fact["label_fr"]))), link),
        _base(fact),
        _interval(fact),
        *_strength(fact),
        MADE_UP_FR if fact["is_synthetic"] else "",
        "Le lien mène à l’annexe, qui dit d’où vient ce nombre.",
    ]
    text = " ".join(filter(None, sentences))
    return f'::: {{.callout-note title="Un exemple, pris dans ce livret"}}\n{text}\n:::\n'


def _most_telling(release: Release, themes: Sequence[str], printed: Collection[str]) -> pd.Series | None:
    facts = release.facts_of([fact_id for fact_id in printed if release.has_fact(fact_id)])
    facts = facts[facts["theme"].isin(themes) & facts["status"].ne(SUPPRESSED)]
    shares = facts[facts["unit"].eq("share") & facts["denominator"].notna()]
    with_interval = shares[shares["interval_method"].ne("") & shares["low"].notna()]
    counts = facts[facts["unit"].eq("count") & facts["value"].notna()]
    found = next((kind for kind in (with_interval, shares, counts) if len(kind)), None)
    if found is None:
        return None
    quotes, length = found["label_fr"].str.contains("«"), found["label_fr"].str.len()
    others, unanimous = ~found["fact_id"].str.endswith(YES), found["value"].isin([0, 1])
    grouped = found["theme"].isin(OF_GROUPS)
    ranked = found.assign(_grouped=grouped, _quotes=quotes, _unanimous=unanimous, _others=others, _length=length)
    order = ["_grouped", "_quotes", "_unanimous", "_others", "_length", "fact_id"]
    return ranked.reset_index(drop=True).sort_values(order).iloc[0]


def _told(label: str, link: Markdown) -> Markdown:
    """« À la question « … ? », 92 % (12 sur 13) ont répondu « Oui ». »; of what is no answer, name and value."""
    question, mark, answer = label.partition(f"{NARROW}?")
    if not mark or not answer.strip() or answer.strip().startswith("("):
        return Markdown(f"Prenons {escape(quoted(label))}{NO_BREAK}: {link}.")
    asked = escape(f"À la question {quoted(question + mark)}")
    return Markdown(f"{asked}, {link} ont répondu {escape(quoted(answer.strip()))}.")


def _strength(fact: pd.Series) -> tuple[str, ...]:
    """What the number allows to say and its limits; those of scores are not those of how many were scored."""
    if fact["fact_id"] == SCORED_FACT:
        return (SCORED_FR,)
    limits = f"{french(str(fact['limits_fr'])).rstrip('.')}." if fact["limits_fr"] else ""
    return STRENGTHS_FR[str(fact["design"])], limits


def _base(fact: pd.Series) -> str:
    if fact["unit"] != "share":
        return ""
    counted, base = wording.number(fact["numerator"]), wording.number(fact["denominator"])
    whose = OF_SAMPLE_FR if fact["design"] == "sample" else OF_BASE_FR
    return (
        f"La part en compte {counted} sur une base de {base}\u00a0: {whose}. Plus "
        "une base est petite, plus un seul cas de plus ou de moins déplace la part."
    )


def _interval(fact: pd.Series) -> Markdown:
    """« L’intervalle à 95 % va de 41 % à 85 % : … »; nothing for a number without interval."""
    if not fact["interval_method"] or fact["low"] != fact["low"]:
        return Markdown("")
    bounds = wording.interval(fact["low"], fact["high"], str(fact["unit"]))
    level = wording.percent(fact["level"])
    return escape(
        f"L’intervalle à {level} va {bounds}\u00a0: les données ne permettent pas d’être plus précis, et deux nombres "
        "dont les intervalles se recouvrent largement ne sont pas départagés."
    )
