"""How numbers, dates and lists read in French (and English): typography, rounding, small bases."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from pipeline.units import PERCENT_UNITS, SINGULARS, suffix_fr

NARROW = "\u202f"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
MILLIARD = 1_000_000_000
NARROW_SUFFIXES = ("%", "€")
QUALIFIERS = {"~": "environ", "~<": "près de", ">": "plus de", "<": "moins de"}


BEFORE_UNIT = re.compile(rf"[{NARROW}{NO_BREAK}](?!\d)")
TOGETHER = re.compile(r"(?<=[^\W\d]) (?=\d+(?:,|$))|(?<=\bsite) (?=témoin\b)")
PLANS = {
    "before_results": "Ces questions ont été écrites avant de lire les réponses, et toutes figurent ici.",
    "after_results": "Ces questions ont été retenues après lecture des données"
    f"{NO_BREAK}: elles décrivent ce qui a été recueilli, elles ne confirment rien.",
}


def number(value: float, decimals: int | None = None) -> str:
    """A number in French: narrow spaces in thousands, decimal comma, true minus; half rounds away from zero.

    Without `decimals`, as many as the value has, at most six.
    """
    text = format(rounded(value, 6 if decimals is None else decimals), "f")
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    sign, digits = (MINUS, text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", NARROW)
    if not int(whole) and not fraction.strip("0"):
        sign = ""
    return f"{sign}{grouped},{fraction}" if fraction else f"{sign}{grouped}"


def rounded(value: float, decimals: int) -> Decimal:
    """The value as it is printed: half rounds away from zero."""
    return Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def bound(text: str) -> str:
    """The text, in which a number stays on the line of the name that it ends, and « site » on that of « témoin »."""
    return TOGETHER.sub(NO_BREAK, text)


def percent(share: float, decimals: int = 0) -> str:
    """A fraction as a percentage: 0.64 gives « 64 % »."""
    return f"{number(share * 100, decimals)}{NARROW}%"


def share(numerator: float, denominator: float, percent_base_min: int, decimals: int = 0) -> str:
    """A share with its base: « 64 % (18 sur 28) », or « 3 sur 4 » where the base is too small for a percentage.

    Rounded by itself, whatever others it is a part of a whole with: a reader who divides finds the percentage printed.
    """
    counts = base(numerator, denominator)
    if denominator < percent_base_min:
        return counts
    return f"{percent(numerator / denominator, decimals)} ({counts})"


def base(numerator: float, denominator: float) -> str:
    """« 18 sur 28 »."""
    return f"{number(numerator)}{NO_BREAK}sur{NO_BREAK}{number(denominator)}"


def quantity(value: float, unit: str, decimals: int | None = None) -> str:
    """A number with its unit, joined by the space French typography wants.

    Without `decimals`, a percentage has one where it is not whole.
    """
    if unit in PERCENT_UNITS:
        return _percentage(value, unit, _percent_decimals(value) if decimals is None else decimals)
    if unit == "rank":
        return rank(int(value))
    if unit == "mean_0_10":
        return f"{number(value, decimals)}/10"
    if unit == "eur" and _is_in_milliards(value):
        return f"{number(value / MILLIARD)}{NO_BREAK}{'milliard' if abs(value) < 2 * MILLIARD else 'milliards'} d’euros"
    suffix = suffix_fr(unit, value if decimals is None else float(rounded(value, decimals)))
    space = NARROW if suffix in NARROW_SUFFIXES else NO_BREAK
    return f"{number(value, decimals)}{space}{suffix}" if suffix else number(value, decimals)


def _percentage(value: float, unit: str, decimals: int) -> str:
    text = percent(value, decimals)
    signed = f"+{text}" if unit == "share_change" and value > 0 else text
    return f"{signed} par an" if unit == "share_per_year" else signed


def _percent_decimals(value: float) -> int:
    return 1 if (value * 1000) % 10 else 0


def _is_in_milliards(amount: float) -> bool:
    """Whether an amount is a whole number of tens of millions, from a milliard on: ten zeros are not read."""
    return abs(amount) >= MILLIARD and not amount % (MILLIARD / 100)


def date(iso: str) -> str:
    """An ISO 8601 date or interval in French, as precise as it is given.

    « 18 novembre 2015 », « 1er mars 2016 », « décembre 2018 », « 2015 », « 2015 à 2020 », « depuis 2009 ».
    """
    start, separator, end = iso.partition("/")
    if separator:
        return f"depuis {date(start)}" if end == ".." else f"{date(start)} à {date(end)}"
    year, *parts = iso.split("-")
    if not parts:
        return year
    dt.date.fromisoformat(iso if len(parts) == 2 else f"{iso}-01")
    month = MONTHS[int(parts[0]) - 1]
    return f"{month}{NO_BREAK}{year}" if len(parts) == 1 else f"{_ordinal(int(parts[1]))}{NO_BREAK}{month} {year}"


def date_span(first: str, last: str) -> str:
    """Two ISO 8601 days in French, what they share said once: « du 21 au 25 novembre 2026 »."""
    opening = _ordinal(int(first[8:])) if first[:7] == last[:7] else date(first)
    return f"du {opening} au {date(last)}"


def short_date(iso: str) -> str:
    """An ISO 8601 day in figures, for narrow columns: « 01/03/2016 »."""
    return f"{dt.date.fromisoformat(iso):%d/%m/%Y}"


def rank(value: int) -> str:
    """« 1er », « 2e »."""
    return f"{value}er" if value == 1 else f"{value}e"


def _ordinal(day: int) -> str:
    return rank(day) if day == 1 else str(day)


def interval(low: float, high: float, unit: str = "count", decimals: int | None = None) -> str:
    """An interval in words, with the decimals of the number that it is of: « de 41 % à 83 % », « de 5,6/10 à 6,3/10 ».

    Without `decimals` a share has none, and both ends of a change in per cent have one unless both are whole.
    """
    if decimals is None and unit in PERCENT_UNITS:
        decimals = 0 if unit == "share" else max(map(_percent_decimals, (low, high)))
    return f"de {quantity(low, unit, decimals)} à {quantity(high, unit, decimals)}"


def span(low: float, high: float, unit: str = "count", decimals: int | None = None) -> str:
    """From one quantity to another, the unit that both share told once: « de 200 000 à 230 000 par trimestre ».

    Both ends of a change in proportion bear it, as its interval does: « de −16,8 % à +47,2 % ».
    """
    first, last = quantity(low, unit, decimals), quantity(high, unit, decimals)
    (amount, *units), (_, *last_units) = (BEFORE_UNIT.split(text, maxsplit=1) for text in (first, last))
    is_shared = [SINGULARS.get(each, each) for each in units] == [SINGULARS.get(each, each) for each in last_units]
    is_shared = is_shared and unit != "share_change"
    return f"de{NO_BREAK}{amount if is_shared else first} à{NO_BREAK}{last}"


def enumeration(items: Sequence[str]) -> str:
    """« a, b et c »."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} et {items[-1]}"


def plural(count: float, singular: str, several: str | None = None) -> str:
    """« 1 projet », « 2 projets »: in French the plural starts at 2."""
    word = singular if abs(count) < 2 else several or f"{singular}s"
    return f"{number(count)}{NO_BREAK}{word}"


def qualified(text: str, qualifier: str) -> str:
    """A number as a document printed it: « environ 260 000 », « plus de 20 »."""
    word = QUALIFIERS.get(qualifier)
    return f"{word}{NO_BREAK}{text}" if word else text


def plan_declared(when: str) -> str:
    """What readers must know of the questions put to the data: whether they came before the results."""
    return PLANS[when]
