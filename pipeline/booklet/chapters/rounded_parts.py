"""Parts of a whole, each rounded by itself: what is said where their printed percentages do not add up to a hundred."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import pandas as pd

from pipeline.booklet.exhibits import Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.released import Release

WHOLE = 100
PERCENT = re.compile(rf"(\d+){NARROW}%")
LESS_FR, MORE_FR, BOTH_FR = "un peu moins de cent", "un peu plus de cent", "un peu moins ou un peu plus de cent"


def rounding_note(release: Release, of: Iterable[Iterable[str]]) -> str:
    """Whether the printed parts of these wholes (ids of facts) add up to less or more than a hundred; empty if none.

    Only of facts that print a percentage and are all of their whole: where a part is hidden, nothing is told of others.
    """
    totals = [_printed_total(release, list(parts)) for parts in of]
    is_less, is_more = any(total < WHOLE for total in totals), any(total > WHOLE for total in totals)
    if not is_less and not is_more:
        return ""
    amount = BOTH_FR if is_less and is_more else LESS_FR if is_less else MORE_FR
    return (
        f"Chaque pourcentage est arrondi pour lui-même{NO_BREAK}: les parts d’un même tout peuvent totaliser {amount}."
    )


def with_rounding_note(release: Release, text: Text, of: Iterable[Iterable[str]]) -> Text:
    """The text, then in a paragraph the note on these wholes that it shows, where there is one."""
    note = escape(rounding_note(release, of))
    return Text(Markdown("\n\n".join(filter(None, [text.markdown, note]))))


def wholes(rows: pd.DataFrame, by: str | list[str]) -> Iterable[list[str]]:
    """The facts in `share_fact` of a table whose rows with the same `by` are the parts of one whole."""
    return [list(parts["share_fact"]) for _, parts in rows.groupby(by)]


def _printed_total(release: Release, parts: list[str]) -> int:
    """What a reader gets who adds up the percentages; a hundred where they are not printed, or not all of a whole."""
    facts = [release.fact(part) for part in parts]
    printed = [PERCENT.match(str(fact["display_fr"])) for fact in facts]
    if not facts or not all(printed):
        return WHOLE
    counted = math.fsum(fact["numerator"] for fact in facts)
    if any(fact["denominator"] != counted for fact in facts):
        return WHOLE
    return sum(int(found[1]) for found in printed if found)
