"""How a number, a date or a share that reads in French reads in English: the same digits, another typography.

Rounding is decided once, in `wording`: English numbers are made from French ones, so they cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.booklet.wording import MONTHS, NARROW, NO_BREAK

SPACES = re.compile(rf"[ {NO_BREAK}{NARROW}\t\n]+")
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SINGULARS = {
    "mois": "month",
    "ans": "year",
    "an": "year",
    "jours": "day",
    "jour": "day",
    "semaines": "week",
    "semaine": "week",
    "points": "point",
    "point": "point",
}
SAME_IN_ENGLISH = ("km", "km²", "ha", "m²", "m³", "m", "h", "min", "kg", "kWh", "s", "dB", "°C", "lux")
RATES = {
    "par an": "a year",
    "par mois": "a month",
    "par jour": "a day",
    "par trimestre": "a quarter",
    "€ par an": "€ a year",
    "€ par mois": "€ a month",
    "€ par habitant et par an": "€ per inhabitant a year",
    "% par an": "% a year",
}
HEDGES = {"environ": "about", "près de": "nearly", "plus de": "more than", "moins de": "less than"}

NUMBER = r"[+−-]?(?:\d{1,3}(?: \d{3})+|\d+)(?:,\d+)?"
MONTH = "|".join(MONTHS)
DAY = rf"(?:(?P<day>\d+)(?:er)? )?(?P<month>{MONTH}) (?P<year>\d{{4}})"
DAYS = rf"du (\d+)(?:er)?(?: ({MONTH}))?(?: (\d{{4}}))? au {DAY}"


def plain(text: str) -> str:
    """`text` with one ordinary space wherever French typography has a no-break or narrow one."""
    return SPACES.sub(" ", text).strip()


def number(text: str) -> str:
    """« 12 345,6 » as 12,345.6."""
    sign, digits = (text[0], text[1:]) if text[0] in "+−-" else ("", text)
    whole, comma, fraction = digits.replace(" ", "").partition(",")
    grouped = f"{int(whole):,}" if " " in digits else whole
    return f"{sign}{grouped}{'.' if comma else ''}{fraction}"


def quantity(text: str) -> str | None:
    """A number with what surrounds it (unit, base, hedge), a date, a rank or a range in English; None otherwise."""
    said = plain(text)
    for pattern, reading in READINGS:
        found = pattern.fullmatch(said)
        if found:
            return reading(found)
    return None


def is_one(text: str) -> bool:
    """Whether what begins with this English number is singular: only one is, written without decimals."""
    return re.match(r"[+−-]?1(?![\d.,]*\d)", text) is not None


def _units(found: re.Match[str]) -> str:
    amount, unit = number(found[1]), found[2]
    if unit in SAME_IN_ENGLISH:
        return f"{amount}{NO_BREAK}{unit}"
    return f"{amount}{NO_BREAK}{SINGULARS[unit]}{'' if is_one(amount) else 's'}"


def _euros(found: re.Match[str]) -> str:
    amount = number(found[1])
    return f"{amount[0]}€{amount[1:]}" if amount[0] in "+−-" else f"€{amount}"


def _rate(found: re.Match[str]) -> str:
    symbol, words = re.fullmatch(r"([€%]?) ?(.+)", RATES[found[2]]).groups()  # type: ignore[union-attr]
    amount = number(found[1])
    return f"{'€' if symbol == '€' else ''}{amount}{'%' if symbol == '%' else ''} {words}"


def _rank(found: re.Match[str]) -> str:
    rank = int(found[1])
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"


def _date(found: re.Match[str]) -> str:
    month = ENGLISH_MONTHS[MONTHS.index(found["month"])]
    return f"{found['day']} {month} {found['year']}" if found["day"] else f"{month} {found['year']}"


def _days(found: re.Match[str]) -> str:
    """Two days; the month and the year of the first are told where those of the second are others."""
    day, month, year = found[1], found[2] or found["month"], found[3] or found["year"]
    first = [day]
    if (month, year) != (found["month"], found["year"]):
        first.append(ENGLISH_MONTHS[MONTHS.index(month)])
    if year != found["year"]:
        first.append(year)
    return f"between {' '.join(first)} and {_date(found)}"


def _of(found: re.Match[str]) -> str:
    """« 3 sur 14 »; a rating, which has a decimal, is out of the highest."""
    joined = f"out{NO_BREAK}of" if "," in found[1] else "of"
    return f"{number(found[1])}{NO_BREAK}{joined}{NO_BREAK}{number(found[2])}"


def _each(form: str) -> Callable[[re.Match[str]], str]:
    """A reading that puts each group, read in its turn, in its place in `form`."""
    return lambda found: form.format(*(quantity(group) or group for group in found.groups()))


def _span(found: re.Match[str]) -> str:
    """« de 75 à 100 % »: English puts such a unit to both ends."""
    return " to ".join(_read(f"{amount} {found[3]}") for amount in (found[1], found[2]))


def _alternatives(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


ANY = r"[^ ].*"
READINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(NUMBER), lambda found: number(found.group())),
    (re.compile(rf"({NUMBER}) ?%"), lambda found: f"{number(found[1])}%"),
    (re.compile(rf"({NUMBER}) ?€"), _euros),
    (re.compile(rf"({NUMBER}) milliards? d’euros"), lambda found: f"€{number(found[1])} billion"),
    (re.compile(rf"({NUMBER})/(\d+)"), lambda found: f"{number(found[1])}/{found[2]}"),
    (re.compile(rf"({NUMBER}) ({_alternatives([*SINGULARS, *SAME_IN_ENGLISH])})"), _units),
    (re.compile(rf"({NUMBER}) ({_alternatives(RATES)})"), _rate),
    (re.compile(rf"({NUMBER}) sur ({NUMBER})"), _of),
    (re.compile(rf"({NUMBER}) sur ({NUMBER})\)"), _of),
    (re.compile(rf"({NUMBER} ?%) \(({NUMBER} sur {NUMBER})\)"), _each("{} ({})")),
    (re.compile(r"(\d+)(?:er|re|e)"), _rank),
    (re.compile(DAY), _date),
    (re.compile(DAYS), _days),
    (re.compile(r"(\d\d)/(\d\d)/(\d{4})"), lambda found: found.group()),
    (re.compile(rf"de ({NUMBER}) à ({NUMBER}) ?([€%].*|milliards? d’euros)"), _span),
    (re.compile(rf"de ({NUMBER}.*?) à ({NUMBER}.*)"), _each("{} to {}")),
    (re.compile(rf"({NUMBER}(?: ?%)?) à ({NUMBER}(?: ?%)?)"), _each("{} to {}")),
    (re.compile(rf"(\d.*?) à ({DAY}|\d{{4}})"), lambda found: f"{_read(found[1])} to {_read(found[2])}"),
    (re.compile(rf"depuis ((?:{DAY})|\d{{4}})"), lambda found: f"since {_read(found[1])}"),
    (re.compile(rf"({_alternatives(HEDGES)}) ({NUMBER}.*)"), lambda found: f"{HEDGES[found[1]]} {_read(found[2])}"),
    (re.compile(rf"parmi les ({NUMBER}) premiers"), lambda found: f"among the first {number(found[1])}"),
    (re.compile(r"de ((?:\d+ )?(?:MONTH) \d{4}) à (.*)".replace("MONTH", MONTH)), _each("{} to {}")),
)
"""Forms of `wording`, the first that fits wins."""


def _read(text: str) -> str:
    return quantity(text) or text
