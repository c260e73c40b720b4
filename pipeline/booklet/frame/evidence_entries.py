"""The facts of one chapter as compact entries: what a run of them shares is said once, above them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.booklet import wording
from pipeline.booklet.display import interval_of
from pipeline.booklet.english.door import FRENCH_DOOR, Door
from pipeline.booklet.frame.evidence_marks import Marks, base_told, code, mark_link, proof_part, rows_told
from pipeline.booklet.markdown import escape
from pipeline.booklet.typography import french
from pipeline.corrected import corrections_counted
from pipeline.released import ANCHOR, Fact, Release

DIGEST_LENGTH = 8
SHORTEST_STEM = 12
"""The beginning that labels share is told apart from them when it is at least this long."""

ENDING_BRACKETS = r" \((?=[^()]*(?:\([^()]*\)[^()]*)*\)$)"
PARTING = re.compile(rf"(?:\u202f?\? |\u00a0?: |, |{ENDING_BRACKETS})(?=.)")
"""The end of a question or of a subject, brackets, a comma: where labels of one family part."""

Facts = Sequence[Fact]


@dataclass(frozen=True)
class Told:
    """A fact, what is left to say of its label, its value with its base, and what it rests on, as Markdown."""

    fact: Fact
    label: str
    value: str
    rows: str


def entries(release: Release, facts: Facts, marks: Marks, through: Door = FRENCH_DOOR) -> str:
    """The facts as Markdown: for each method and set of files a line with what they share, then a list of facts.

    Each word goes `through` the door by itself: labels that begin alike do so in the language they are read in.
    """
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for fact in facts:
        groups.setdefault(marks.of(fact), []).append(fact)
    return "\n\n".join(
        f"{_shared(marks, group, through)}\n\n{_list(release, group, through)}" for group in groups.values()
    )


def _shared(marks: Marks, facts: Facts, through: Door) -> str:
    """« M3, F2 `projects` ; données synthétiques ; édition 1 »: the restriction is said here when it is that of all."""
    tables = [f" {code(table)}" for table in marks.tables_of(facts[0]) if table]
    said = ["".join([", ".join(mark_link(mark) for mark in marks.of(facts[0])), *tables])]
    also = [through.text("données synthétiques")] if facts[0]["is_synthetic"] else []
    filtered = through.text(french(str(facts[0]["filter"])))
    also += [escape(filtered)] if _one_filter(facts) and filtered else []
    said += [proof_part("also", through.semicolon.join(also))] if also else []
    return through.semicolon.join(said)


def _one_filter(facts: Facts) -> bool:
    return len({str(fact["filter"]) for fact in facts}) == 1


def _list(release: Release, facts: Facts, through: Door) -> str:
    """One item a fact; those of one question or subject are nested under it."""
    says_filter = not _one_filter(facts)
    told = [
        Told(
            fact,
            through.text(release.with_document_names(french(str(fact["label_fr"])))),
            _value(release, fact, through, says_filter=says_filter),
            _rows(fact, through),
        )
        for fact in facts
    ]
    return "\n".join(_items(told))


def _items(told: Sequence[Told], depth: int = 0, *, are_rows_said: bool = False) -> Iterator[str]:
    """The facts whose labels begin alike together, under what they share, as deep as they do."""
    families: dict[str, list[Told]] = {}
    for each in told:
        families.setdefault(_stem(each.label) or each.label, []).append(each)
    indent = "    " * depth
    for stem, family in families.items():
        first = family[0]
        if len(family) == 1 or not _stem(first.label):
            for each in family:
                rows = "" if are_rows_said else proof_part("rows", f", {each.rows}")
                yield f"{indent}- {_named(each.fact, each.label)} {each.value}{rows}"
            continue
        share_rows = not are_rows_said and len({each.fact["source_rows_digest"] for each in family}) == 1
        rows = f" {proof_part('rows', first.rows)}" if share_rows else ""
        yield f"{indent}- {escape(stem.rstrip(' :,(' + wording.NO_BREAK))}{rows}"
        parted = [replace(each, label=_unwrapped(each.label.removeprefix(stem), stem)) for each in family]
        yield from _items(parted, depth + 1, are_rows_said=are_rows_said or share_rows)


def _stem(label: str) -> str:
    """The question or subject that a label begins with: « Où se trouve votre siège ? »; empty when it has none.

    A name in guillemets is never cut: « Espace public, végétalisation » is one.
    """
    for found in PARTING.finditer(label, SHORTEST_STEM - 2):
        before = label[: found.start()]
        if before.count("«") == before.count("»"):
            return label[: found.end()]
    return ""


def _unwrapped(rest: str, stem: str) -> str:
    """What follows a stem, out of the brackets that it stands in."""
    if stem.endswith("(") and rest.endswith(")"):
        return rest.removesuffix(")")
    return rest[1:-1] if rest.startswith("(") and rest.endswith(")") else rest


def _named(fact: Fact, label: str) -> str:
    return f"[{escape(label)}]{{#{ANCHOR}{fact['fact_id']}}}"


def _value(release: Release, fact: Fact, through: Door, *, says_filter: bool) -> str:
    """« **84 %** (21 sur 25) ; de 65 % à 94 % »: the value stands out, its base and its interval follow."""
    parts = []
    if fact["denominator"] == fact["denominator"] and fact["unit"] != "share":
        is_told = fact["numerator"] == fact["numerator"] and fact["numerator"] != fact["value"]
        parts.append(base_told(fact["numerator"] if is_told else None, fact["denominator"]))
    if fact["interval_method"] and fact["low"] == fact["low"]:
        parts.append(interval_of(release.fact(str(fact["fact_id"]))))
    parts += [str(fact["reason"])] if fact["reason"] else []
    parts += [french(str(fact["filter"]))] if says_filter and fact["filter"] else []
    shown, space, base = release.display(str(fact["fact_id"])).partition(" (")
    counts = f" {escape(f'({base}')}" if space else ""
    return through.semicolon.join([f"**{escape(shown)}**{counts}", *(escape(through.text(part)) for part in parts)])


def _rows(fact: Fact, through: Door) -> str:
    """« 25 lignes `1a2b3c4d`, 2 corrections »: how many rows it rests on, the beginning of their digest, and how many
    corrections touched them, where some did; or that it is hidden."""
    counted, digest = through.text(rows_told(fact["source_rows_count"])), fact["source_rows_digest"]
    touched = corrections_counted(fact.get("corrections"))
    corrected = f", {escape(through.text(wording.plural(touched, 'correction')))}" if touched else ""
    return f"{counted} {code(digest[:DIGEST_LENGTH])}{corrected}" if digest else f"{counted}{corrected}"
