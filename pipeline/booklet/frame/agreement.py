"""Words that agree with a count: `{{< var projet/projets.FACT >}}` prints « projet » or « projets »."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from pipeline.errors import FactError
from pipeline.released import FRENCH, Release

AGREEING = re.compile(r"\{\{<\s*var\s+([^\s/.{}]+/[^\s/.{}]+)\.([a-z0-9-]+)\s*>\}\}")
"""Both forms of one word, as a dictionary gives them, then the fact they agree with."""

FIRST_PLURAL = 2
"""In French 0, 1 and 1.9 are singular; in English 1 alone is."""


def agreements(release: Release, texts: Iterable[str]) -> dict[str, dict[str, str]]:
    """Variables of the words that these texts make agree: both forms → fact → the form to print.

    Raises:
        FactError: a word agrees with something that is not a number, or that the release does not hold.
    """
    found: dict[str, dict[str, str]] = {}
    for text in texts:
        for forms, fact_id in AGREEING.findall(text):
            found.setdefault(forms, {})[fact_id] = agreed(release, forms, fact_id)
    return found


def agreed(release: Release, forms: str, fact_id: str) -> str:
    """The form of « projet/projets » that goes with a fact; the plural where its number is hidden.

    Raises:
        FactError: the fact is unknown, or is a text or a date.
    """
    fact = release.fact(fact_id)
    if fact["unit"] in ("text", "date"):
        raise FactError(f"« {forms} » cannot agree with fact {fact_id}: it is a {fact['unit']}, not a number.")
    singular, plural = forms.split("/")
    counted = _counted(release, fact)
    is_one = abs(counted) < FIRST_PLURAL if release.language == FRENCH else abs(counted) == 1
    return singular if counted == counted and is_one else plural


def _counted(release: Release, fact: pd.Series) -> float:
    """The number that is read: of a share its percentage, or its numerator where « 3 sur 4 » is printed."""
    if fact["qualifier"] == "range":
        return float(fact["high"])
    if fact["unit"] == "share" and fact["denominator"] == fact["denominator"]:
        is_percentage = "%" in release.display(str(fact["fact_id"]))
        return float(round(fact["value"] * 100) if is_percentage else fact["numerator"])
    return float(fact["value"])
