"""Traces of persons and firms in a text: addresses to write or call to, registration numbers, where somebody lives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.disclosure.given_names import GIVEN_NAMES

SPACE = r"[ .\-\u00a0\u202f]?"
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ADDRESS = re.compile(r"[\w.+-]")
"""A letter of what stands before the « @ »."""

PHONE = re.compile(
    rf"(?<![\w.,])(?:(?:\+|00){SPACE}33{SPACE}(?:\(0\){SPACE})?|0)[1-9](?:{SPACE}\d{{2}}){{4}}(?!\w|[.,]\d)"
)
SIRET = re.compile(rf"(?<![\w.,])\d{{3}}{SPACE}\d{{3}}{SPACE}\d{{3}}(?:{SPACE}\d{{5}})?(?![\w]|[.,]\d)")
IBAN = re.compile(r"(?<!\w)FR\d{2}(?: ?[\dA-Z]{4}){5} ?[\dA-Z]{3}(?!\w)")
SOCIAL_SECURITY = re.compile(
    r"(?<![\d.,])[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3}(?: ?\d{2})?(?![\d]|[.,]\d)"
)
STREET = re.compile(
    r"(?<![\d.,])\d{1,4}(?: ?(?:bis|ter|quater))?,? (?:rue|avenue|av\.|boulevard|bd|place|impasse|allée|chemin|quai|"
    r"cours|square|passage|villa|sentier|résidence) (?:d[eu]s? |de la |de l['’]|[A-ZÉÈ])[\w'’ \-]{2,40}",
    re.IGNORECASE,
)
TITLED_NAME = re.compile(
    r"(?<!\w)(?:M\.|Mme|Mlle|Monsieur|Madame|Maître|Me|Dr) (?:[A-ZÉÈ][\w'’\-]+)(?: [A-ZÉÈ][\w'’\-]+)*"
)
CAPITAL = "A-ZÀÂÇÉÈÊËÎÏÔÖÙÛÜ"
GIVEN_SPELLED = GIVEN_NAMES | {name.upper() for name in GIVEN_NAMES}
GIVEN = rf"(?:{'|'.join(sorted(GIVEN_SPELLED))})"
GIVEN_AND_SURNAME = re.compile(
    rf"(?<![\w'’\-.@]){GIVEN}(?:-{GIVEN})? (?:(?:de|du|des|le|la|Le|La|El|Ben|von|van) |[dD]['’])?"
    rf"[{CAPITAL}][\w'’]+(?:-[{CAPITAL}][\w'’]+)*"
)
IBAN_BEGINS, TITLE_BEGINS = re.compile(r"FR\d"), re.compile(r"M[.mloae]|Dr ")
"""How these begin, quick to look for."""

CAPITALISED = re.compile(rf"[{CAPITAL}][^\W\d_]+")
SIGN = re.compile(rf"@|[{CAPITAL}]|\d(?:\D{{0,2}}\d){{8}}|\d(?i: ?(?:bis|ter|quater))?,? [^\W\d]")
"""Something that every trace has, quick to look for: a sign of an address, a capital, nine digits that lie together, a
number before a word."""

KINDS_FR = {
    "email": "adresse électronique",
    "phone": "numéro de téléphone",
    "iban": "compte bancaire",
    "street": "adresse postale",
    "name": "nom de personne",
    "registration": "SIREN ou SIRET",
    "social-security": "numéro de sécurité sociale",
}
"""What each kind of trace is called in French."""


@dataclass(frozen=True)
class Trace:
    """What was found: its kind and where it stands in the text. Never shown in a log."""

    kind: str
    start: int
    end: int


def personal_traces(text: str) -> Iterator[Trace]:
    """Traces of persons and firms in a text, kind by kind.

    Registration numbers and social security numbers are told from other digits by their check digits (Luhn; the
    complement to 97). A name is seen behind a title, or behind a frequent given name: alone it looks like any word.
    """
    return traces_of_each_kind(text) if SIGN.search(text) else iter(())


def traces_of_each_kind(text: str) -> Iterator[Trace]:
    """The same, pattern by pattern, whatever the text."""
    yield from (Trace("email", *found.span()) for found in _where(EMAIL, _before_at(text), text))
    yield from (Trace("phone", *found.span()) for found in PHONE.finditer(text))
    yield from (Trace("iban", *found.span()) for found in _where(IBAN, _at(IBAN_BEGINS, text), text))
    yield from (Trace("street", *found.span()) for found in STREET.finditer(text))
    yield from (Trace("name", *found.span()) for found in _where(TITLED_NAME, _at(TITLE_BEGINS, text), text))
    yield from (Trace("name", *found.span()) for found in _where(GIVEN_AND_SURNAME, _given_names(text), text))
    for found in SIRET.finditer(text):
        if _is_luhn(_digits(found[0])):
            yield Trace("registration", *found.span())
    for found in SOCIAL_SECURITY.finditer(text):
        if _is_social_security(found[0]):
            yield Trace("social-security", *found.span())


def _where(pattern: re.Pattern[str], starts: Iterable[int], text: str) -> Iterator[re.Match[str]]:
    """As `pattern.finditer`, which would look at each letter: only where a match may begin."""
    end = 0
    for start in starts:
        if start >= end and (found := pattern.match(text, start)):
            end = found.end()
            yield found


def _at(begins: re.Pattern[str], text: str) -> Iterator[int]:
    return (found.start() for found in begins.finditer(text))


def _before_at(text: str) -> Iterator[int]:
    """Where the word before each « @ » begins."""
    for sign in re.finditer("@", text):
        start = sign.start()
        while start and ADDRESS.match(text, start - 1):
            start -= 1
        yield start


def _given_names(text: str) -> Iterator[int]:
    """There are hundreds of names: a word is looked up among them."""
    return (word.start() for word in CAPITALISED.finditer(text) if word[0] in GIVEN_SPELLED)


def kinds_in(text: str) -> list[str]:
    """The kinds of traces in a text, each once, in order of their names."""
    return sorted({trace.kind for trace in personal_traces(text)})


def masked(text: str) -> str:
    """The text with what each trace is in its place: « Écrire à [adresse électronique] »."""
    shown, end = [], 0
    for trace in sorted(personal_traces(text), key=lambda trace: (trace.start, -trace.end)):
        if trace.start >= end:
            shown += [text[end : trace.start], f"[{KINDS_FR[trace.kind]}]"]
        end = max(end, trace.end)
    return "".join([*shown, text[end:]])


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_luhn(digits: str) -> bool:
    """Whether the check digit of a SIREN (9 digits) or SIRET (14) is right. Zeros alone are no number."""
    if not digits.strip("0"):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_social_security(text: str) -> bool:
    number = re.sub(r"\s", "", text).replace("2A", "19").replace("2B", "18")
    return len(number) == 15 and 97 - int(number[:13]) % 97 == int(number[13:])
