"""Values as people write them: numbers, dates, yes and no. One explicit parser each; nothing is guessed.

A text that is not written as declared is a fault that says which writing was expected; it is never repaired.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.intake.characters import normalise
from pipeline.tables import LIST_SEPARATOR, Kind

Value = str | int | float | bool | dt.date | dt.datetime

NUMBERS = {
    ",": re.compile(r"[-−+]?(\d{1,3}([ \u00a0\u202f]\d{3})+|\d+)(,\d+)?", re.ASCII),
    ".": re.compile(r"[-−+]?\d+(\.\d+)?", re.ASCII),
}
"""A number by decimal mark. With the decimal comma thousands may be grouped by spaces, as French does."""

LOOSE_NUMBER = re.compile(r"[-−+]?[\d \u00a0\u202f]*\d([.,]\d+)?", re.ASCII)
PERCENT = re.compile(r"(?P<number>[-−+]?[\d \u00a0\u202f.,]*\d)[ \u00a0\u202f]?%", re.ASCII)
SLASHED_DATE = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})", re.ASCII)
SPACES = re.compile(r"[ \u00a0\u202f]")
MARKS_FR = {",": "la virgule", ".": "le point"}
WRITTEN_DATES = {"YYYY-MM-DD": "%Y-%m-%d", "DD/MM/YYYY": "%d/%m/%Y"}
DATES_FR = {"YYYY-MM-DD": "année-mois-jour", "DD/MM/YYYY": "jour/mois/année"}
DATE_SHAPES = {
    "YYYY-MM-DD": re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
    "DD/MM/YYYY": re.compile(r"\d{2}/\d{2}/\d{4}", re.ASCII),
}
DAY_NUMBER = re.compile(r"[2-6]\d{4}(\.\d+)?", re.ASCII)
"""How spreadsheets hold the days from 1954 to 2091."""

DAY_ZERO = dt.date(1899, 12, 30)
TIMESTAMP_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z?", re.ASCII)
LARGEST_INTEGER = 2**63 - 1
TRUE, FALSE = {"oui", "yes", "vrai", "true"}, {"non", "no", "faux", "false"}


@dataclass(frozen=True)
class Writing:
    """How a delivery writes its values: decimal mark, order of day, month and year, choices by name or by label."""

    decimal: str
    date_format: str
    choices: str = "names"


@dataclass(frozen=True)
class Fault:
    """A text that is not a value as declared: a stable code, what is wrong, and the writing expected instead."""

    code: str
    message_fr: str
    expected_fr: str


def parse(text: str, kind: Kind, writing: Writing) -> Value | Fault | None:
    """The value that a cell of this kind holds, None when the cell is empty, or what is wrong with it."""
    plain = normalise(text)
    return PARSERS[kind](plain, writing) if plain else None


def parse_number(text: str, writing: Writing) -> float | Fault:
    """A number as a float; « 1 234,5 » only where the decimal comma is declared, never a percent sign."""
    if not NUMBERS[writing.decimal].fullmatch(text):
        return _number_fault(text, writing.decimal)
    number = float(_canonical(text))
    return number if math.isfinite(number) else Fault("NUM-005", "Ce nombre est trop grand.", "un nombre plausible")


def parse_integer(text: str, writing: Writing) -> int | Fault:
    """A whole number, without decimals."""
    number = parse_number(text, writing)
    if isinstance(number, Fault):
        return number
    if not number.is_integer():
        return Fault("NUM-004", "Un nombre entier est attendu dans cette colonne.", "un nombre sans décimales")
    whole = int(_canonical(text).partition(".")[0])
    return (
        whole if abs(whole) <= LARGEST_INTEGER else Fault("NUM-005", "Ce nombre est trop grand.", "un nombre plausible")
    )


def parse_date(text: str, writing: Writing) -> dt.date | Fault:
    """A date written in the declared order; no other order is tried."""
    if not DATE_SHAPES[writing.date_format].fullmatch(text):
        return _date_fault(text, writing.date_format)
    try:
        return dt.datetime.strptime(text, WRITTEN_DATES[writing.date_format]).date()
    except ValueError:
        return Fault("DAT-003", "Ce jour n’existe pas dans le calendrier.", _dates_fr(writing.date_format))


def parse_timestamp(text: str, _writing: Writing) -> dt.datetime | Fault:
    """A moment in ISO 8601, without time zone or in UTC (`Z`), as sensors write it whatever the country."""
    try:
        moment = dt.datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or not TIMESTAMP_SHAPE.fullmatch(text):
        return Fault("DAT-004", "Ce n’est pas un instant daté.", "un instant, comme 2026-04-03T14:05:00")
    return moment


def parse_boolean(text: str, _writing: Writing) -> bool | Fault:
    """« oui » or « non », in French or English, in any case."""
    word = text.casefold()
    if word in TRUE or word in FALSE:
        return word in TRUE
    return Fault("BOO-001", "La réponse doit être oui ou non.", "oui ou non")


def parse_list(text: str, _writing: Writing) -> str:
    """A list as text: trimmed items, still separated by « | », empty items left out."""
    items = (item.strip() for item in text.split(LIST_SEPARATOR))
    return LIST_SEPARATOR.join(item for item in items if item)


def write_number(value: float, decimal: str) -> str:
    """The shortest writing that gives the same float back, with this decimal mark, without exponent or grouping."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0").replace(".", decimal)


def _canonical(text: str) -> str:
    """The number as Python writes it."""
    return SPACES.sub("", text).replace("−", "-").replace(",", ".")


def _number_fault(text: str, decimal: str) -> Fault:
    if percent := PERCENT.fullmatch(text):
        share = _percent_as_share(percent["number"], decimal)
        return Fault("NUM-002", "Une part s’écrit comme un nombre, sans le signe %.", share)
    if LOOSE_NUMBER.fullmatch(text):
        return Fault(
            "NUM-001",
            f"Ce fichier est annoncé avec {MARKS_FR[decimal]} pour marque décimale"
            f"{'' if decimal == ',' else ' et sans espace dans les nombres'}.",
            _rewritten(text, decimal),
        )
    return Fault("NUM-003", "Ce n’est pas un nombre.", f"un nombre, comme {write_number(1234.5, decimal)}")


def _rewritten(text: str, decimal: str) -> str:
    """The same figures with the declared mark; both readings where a point may separate thousands."""
    plain = _canonical(text)
    if re.fullmatch(r"[-+]?\d{1,3}\.\d{3}", plain) and decimal == "," and "." in text:
        return f"{plain.replace('.', ',')} ou {plain.replace('.', '')}, selon ce que veut dire le point"
    return plain.replace(".", decimal)


def _percent_as_share(number: str, decimal: str) -> str:
    try:
        share = round(float(_canonical(number)) / 100, 12)
    except ValueError:
        return f"une part entre 0 et 1, comme {write_number(0.12, decimal)}"
    return f"{write_number(share, decimal)} (part entre 0 et 1)"


def _date_fault(text: str, date_format: str) -> Fault:
    if DAY_NUMBER.fullmatch(text):
        return _day_number_fault(int(text.partition(".")[0]), date_format)
    slashed = SLASHED_DATE.fullmatch(text)
    if slashed is None or date_format != "YYYY-MM-DD":
        return Fault(
            "DAT-002",
            f"Ce n’est pas une date écrite dans l’ordre annoncé ({DATES_FR[date_format]}).",
            _dates_fr(date_format),
        )
    readings = _readings(int(slashed["first"]), int(slashed["second"]), int(slashed["year"]))
    message = (
        "Le jour et le mois peuvent être confondus."
        if len(readings) > 1
        else "La date n’est pas écrite année-mois-jour."
    )
    return Fault("DAT-001", message, " ou ".join(readings) or _dates_fr(date_format))


def _day_number_fault(number: int, date_format: str) -> Fault:
    """A date that lost its format in a spreadsheet; said, never read: two calendars are in use, four years apart."""
    since_1900 = (DAY_ZERO + dt.timedelta(days=number)).strftime(WRITTEN_DATES[date_format])
    return Fault(
        "DAT-005",
        "C’est un nombre de jours, pas une date : le format de date de la cellule a été perdu.",
        f"{since_1900} si les jours sont comptés depuis 1900 ; mettez la colonne au format date",
    )


def _readings(first: int, second: int, year: int) -> list[str]:
    """The days that « first/second/year » may mean, in ISO 8601: day first, then month first."""
    readings = []
    for day, month in ((first, second), (second, first)):
        try:
            readings.append(dt.date(year, month, day).isoformat())
        except ValueError:
            continue
    return list(dict.fromkeys(readings))


def _dates_fr(date_format: str) -> str:
    example = dt.date(2026, 4, 3).strftime(WRITTEN_DATES[date_format])
    return f"une date {DATES_FR[date_format]}, comme {example} pour le 3 avril 2026"


PARSERS: dict[Kind, Callable[[str, Writing], Value | Fault]] = {
    "text": lambda text, _writing: text,
    "integer": parse_integer,
    "number": parse_number,
    "date": parse_date,
    "timestamp": parse_timestamp,
    "list": parse_list,
    "boolean": parse_boolean,
}
