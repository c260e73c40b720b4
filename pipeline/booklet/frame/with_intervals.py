"""Numbers that a text prints with their interval: `{{< var interval.FACT >}}`."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from pipeline.booklet.display import interval_of
from pipeline.booklet.english.quantities import quantity
from pipeline.booklet.markdown import Markdown
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.disclosure import SUPPRESSED
from pipeline.released import FRENCH, Release

ASKED = re.compile(r"\{\{<\s*var\s+interval\.([a-z0-9-]+)\s*>\}\}")


def with_intervals(release: Release, texts: Iterable[str]) -> dict[str, str]:
    """The facts that these texts print with their interval, each as a link to its entry in the annex.

    Raises:
        FactError: a text prints a fact that the release does not hold.
    """
    asked = dict.fromkeys(fact_id for text in texts for fact_id in ASKED.findall(text))
    return {fact_id: str(with_interval(release, fact_id)) for fact_id in asked}


def with_interval(release: Release, fact_id: str) -> Markdown:
    """« 73 % (11 sur 15 ; intervalle : de 61 % à 78 %) », « 6,0/10 (intervalle : …) »; else the number alone."""
    said = _interval(release, release.fact(fact_id))
    if not said:
        return release.link(fact_id)
    display = release.display(fact_id)
    semicolon = f"{NARROW}; " if release.language == FRENCH else "; "
    inside = f"{display[:-1]}{semicolon}{said})" if display.endswith(")") else f"{display} ({said})"
    return release.link(fact_id, inside)


def _interval(release: Release, fact: pd.Series) -> str:
    """« intervalle : de 61 % à 78 % »; empty where there is none, or where it is withheld."""
    if fact["status"] == SUPPRESSED or not fact["interval_method"] or fact["low"] != fact["low"]:
        return ""
    if release.language == FRENCH:
        return f"intervalle{NO_BREAK}: {interval_of(fact)}"
    return f"interval: {quantity(interval_of(fact))}"
