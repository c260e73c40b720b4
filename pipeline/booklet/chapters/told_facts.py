"""Facts as a text tells them: counts in large print; those of other themes beside a statement, where there are some."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.booklet import wording
from pipeline.booklet.frame.agreement import FIRST_PLURAL
from pipeline.booklet.markdown import Markdown, escape
from pipeline.disclosure import SUPPRESSED
from pipeline.methods.programme.conditions import PLACEHOLDER
from pipeline.released import Release

EMPTY_DECIMAL = re.compile(r"(?<=\d)[,.]0(?!\d)")
DECIMAL = re.compile(r"\d[,.]\d")
ONE = re.compile(r"1(?![\d,.])")
HERE_FR = "Dans cette édition"

Counted = tuple[str, str, str]
"""A fact that counts, what it counts when it is one (or none), and when it is several or not published."""


def large_counts(release: Release, counted: Iterable[Counted]) -> Markdown:
    """Counts in large print, each linked to its evidence and followed by what it counts."""
    lines = []
    for fact_id, one, several in counted:
        words = one if abs(release.fact(fact_id)["value"]) < FIRST_PLURAL else several
        lines.append(f"- **{release.link(fact_id)}** {escape(words)}")
    return Markdown("\n".join(["::: {.key-figures}", *lines, ":::"]))


def counted(release: Release, fact_id: str, words: tuple[str, str], space: str = " ") -> str:
    """« 8 ont évolué dans le sens défavorable »: a count, then what is said of one or of several; empty for none."""
    value = release.fact(fact_id)["value"]
    one, several = words
    return (
        "" if value == 0 else f"{release.link(fact_id)}{space}{escape(one if abs(value) < FIRST_PLURAL else several)}"
    )


def told_alike(release: Release, fact_ids: Iterable[str]) -> list[Markdown]:
    """Facts of one sentence, with as many decimals each: « 5,0 ans » where another has one; « 1 an » has none."""
    exact = {fact_id: release.display(fact_id) for fact_id in fact_ids}
    whole = {fact_id: EMPTY_DECIMAL.sub("", shown) for fact_id, shown in exact.items()}
    are_exact = any(map(DECIMAL.search, whole.values()))
    told = {name: exact[name] if are_exact and not ONE.match(shown) else shown for name, shown in whole.items()}
    return [release.link(fact_id, shown) for fact_id, shown in told.items()]


def count_of(release: Release, fact_id: str) -> str:
    """The count of a share with its base, « 6 sur 27 », for a figure that draws the count; a hidden one as it reads."""
    fact = release.fact(fact_id)
    if not is_told(release, fact_id) or fact["denominator"] != fact["denominator"]:
        return release.display(fact_id)
    return wording.base(fact["numerator"], fact["denominator"])


def is_told(release: Release, fact_id: str) -> bool:
    """Whether the release holds this fact and may show it."""
    return release.has_fact(fact_id) and release.fact(fact_id)["status"] != SUPPRESSED


def filled(release: Release, text: str) -> str:
    """A text as Markdown, each placeholder (`{fact-id}`) replaced by the fact, linked to its evidence."""
    parts = PLACEHOLDER.split(text)
    return "".join(str(release.link(part)) if position % 2 else _kept(part) for position, part in enumerate(parts))


def _kept(text: str) -> str:
    """Free text between two facts: escaped, without losing the spaces that join it to them."""
    inner = str(escape(text))
    before, after = (" " * (len(text) - len(stripped)) for stripped in (text.lstrip(" "), text.rstrip(" ")))
    return f"{before}{inner}{after}" if inner else text
