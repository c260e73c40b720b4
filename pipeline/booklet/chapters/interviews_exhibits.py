"""What a booklet shows of a programme's interviews: who was met, codes by entity, agreement, saturation, types."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline import figures
from pipeline.booklet import wording
from pipeline.booklet.chapters.agreement_words import cautions, coefficient, reading_told, with_range
from pipeline.booklet.chapters.interviews_words import (
    ALIKE,
    COMPARED_FR,
    NO_APART_FR,
    NO_CODES_FR,
    NO_CURVE_FR,
    NO_INTERVIEWS_FR,
    NO_TYPES_FR,
    NOBODY_SHOWN_FR,
    ONE_CODER_FR,
    coders_sentence,
    hidden_sentence,
    last_new_sentence,
    pairs_sentence,
    rule_sentence,
    types_sentence,
)
from pipeline.booklet.chapters.replicability_words import reading
from pipeline.booklet.chapters.rounded_parts import wholes, with_rounding_note
from pipeline.booklet.chapters.survey_wording import quoted
from pipeline.booklet.chapters.told_facts import large_counts
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import bullets, line, tables_by
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.capitals import capitalised
from pipeline.released import Release

NOTHING = Text(Markdown(""))
"""What an exhibit shows where another of its section has already said that there is nothing."""

MET_FR = (
    ("interviews-interviews", "entretien", "entretiens"),
    ("interviews-entities", "projet, commune ou partenaire", "projets, communes et partenaires"),
    ("interviews-passages", "passage codé", "passages codés"),
    ("interviews-coders", "codeur", "codeurs"),
)
KINDS_FR = {"role": "Rôle", "mode": "Mode"}
FRAGILE = "fragile"
ALIKE_FR = "codes presque tous égaux"


def met(release: Release) -> Text:
    """How many interviews, with how many entities, of how many projects, and when; or that there was none."""
    if not release.has_fact("interviews-interviews"):
        return Text(escape(NO_INTERVIEWS_FR))
    large = large_counts(release, [counted for counted in MET_FR if release.has_fact(counted[0])])
    lines = (
        ("Projets rencontrés, parmi ceux du registre", "interviews-projects"),
        ("Premier entretien", "interviews-first-date"),
        ("Dernier entretien", "interviews-last-date"),
    )
    said = bullets([line(label, release.link(fact)) for label, fact in lines if release.has_fact(fact)], "").markdown
    hidden = float(release.fact("interviews-hidden")["value"]) if release.has_fact("interviews-hidden") else 0.0
    return Text(Markdown("\n\n".join(filter(None, [large, said, escape(hidden_sentence(hidden))]))))


def parts(release: Release) -> Text:
    """The share of interviews by role, then by mode, a line each."""
    rows = release.table("interviews_parts")
    lines = []
    for kind, parts_of in rows.groupby("kind", sort=False):
        said = [f"{escape(str(row.value))}, {release.link(str(row.share_fact))}" for row in parts_of.itertuples()]
        lines.append(Markdown(f"{KINDS_FR[str(kind)]}{NO_BREAK}: {f'{NARROW}; '.join(said)}."))
    return with_rounding_note(release, bullets(lines, ""), wholes(rows, "kind"))


def roles_figure(release: Release, caption_fr: str) -> Figure | Text:
    """Interviews by role and mode."""
    rows = release.table("interviews_role_mode")
    if rows.empty:
        return NOTHING
    return figures.heatmap(rows.set_index("role_class").rename_axis("Rôle"), caption_fr, head_fr="Rôle")


def presence_figure(release: Release, caption_fr: str) -> Figure | Text:
    """Which entity bears which code: codes in rows, entities in columns."""
    rows, codes = release.table("interviews_presence"), release.table("interviews_codes")
    if rows.empty:
        return Text(escape(NO_CODES_FR if codes.empty else NOBODY_SHOWN_FR))
    names = dict(zip(codes["code"], codes["row_fr"], strict=True))
    matrix = rows.set_index("entity").T.loc[list(names)]
    return figures.heatmap(
        matrix.rename(index=names).rename_axis("Code"), caption_fr, is_annotated=False, head_fr="Code"
    )


def prevalence_figure(release: Release, caption_fr: str) -> Figure | Text:
    """The projects met that bear each code, with the interval for all registered projects."""
    rows = release.table("interviews_prevalence").dropna(subset=["projects_fact"])
    if rows.empty:
        return NOTHING
    drawn = pd.DataFrame(
        {
            "group": rows["dimension_fr"],
            "label": rows["code_fr"].map(capitalised),
            "value": rows["value"],
            "low": rows["low"],
            "high": rows["high"],
            "shown": rows["projects_fact"].map(release.display),
            "link": release.links(rows["projects_fact"]),
        }
    )
    return figures.intervals(drawn, caption_fr, "part des projets", unit="share", head_fr="Code")


def prevalence_tables(release: Release) -> Text:
    """One table a dimension: each code, entities that bear it, entities any coder gave it, and projects met."""
    rows = release.table("interviews_prevalence")
    if rows.empty:
        return NOTHING
    lines = pd.DataFrame(
        {
            "dimension": [_codes_of_fr(str(name)) for name in rows["dimension_fr"]],
            "Code": rows["code_fr"].map(capitalised),
            "Entités": release.links(rows["entities_fact"]),
            "Selon un codeur au moins": release.links(rows["any_fact"]),
            "Projets rencontrés": release.links(rows["projects_fact"]),
        },
        dtype=object,
    )
    return tables_by(lines, "dimension", "interviews-prevalence", widths=(34, 24, 18, 24))


def _codes_of_fr(dimension: str) -> str:
    return f"Codes du sujet {quoted(dimension)}{NO_BREAK}: entités où ils paraissent"


def agreement_text(release: Release) -> Text:
    """How often coders gave the same codes, and on which dimensions that is not enough."""
    if not release.has_fact("interviews-coders"):
        return Text(escape(NO_CODES_FR))
    if float(release.fact("interviews-coders")["value"]) < 2:
        return Text(escape(ONE_CODER_FR))
    rows = release.table("interviews_agreement")
    fragile = [str(row.dimension_fr) for row in rows.itertuples() if reading(coefficient(row.alpha)) == FRAGILE]
    lines = [
        line(label, release.link(fact))
        for label, fact in COMPARED_FR
        if release.has_fact(fact) and (fact == ALIKE or release.fact(fact)["value"] != 0)
    ]
    return Text(
        Markdown(f"{bullets(lines, '').markdown}\n\n{escape(coders_sentence(fragile, len(rows)))}{cautions(rows)}")
    )


def agreement_table(release: Release, caption_fr: str) -> Table | Text:
    """Each dimension: passages, those coded alike, agreement beyond chance with its interval, and how to read it."""
    rows = release.table("interviews_agreement")
    if rows.empty:
        return NOTHING
    columns = {
        "Question posée au passage": list(rows["dimension_fr"]),
        "Codés de même": release.links(rows["same_fact"]),
        "Accord (alpha)": [with_range(release, fact) for fact in rows["alpha_fact"]],
        "Kappa": release.links(rows["kappa_fact"]),
        "Lecture": [reading_told(release, row, ALIKE_FR) for row in rows.itertuples()],
    }
    return Table(columns, caption_fr, widths=(30, 20, 24, 10, 16))


def apart_table(release: Release, caption_fr: str) -> Table | Text:
    """Each passage coded unlike: who gave which code. No word of the interview stands here."""
    rows = release.table("interviews_apart")
    if rows.empty:
        return Text(escape(NO_APART_FR)) if len(release.table("interviews_agreement")) else NOTHING
    columns = {
        "Passage": list(rows["passage"]),
        "Entité": list(rows["entity"]),
        "Question": list(rows["dimension_fr"]),
        "Codes donnés": list(rows["given_fr"]),
    }
    return Table(columns, caption_fr, widths=(12, 15, 25, 48))


def saturation_figure(release: Release, caption_fr: str) -> Figure | Text:
    """How many distinct codes so many interviews show."""
    rows = release.table("interviews_saturation")
    if rows.empty:
        return Text(escape(NO_CURVE_FR)) if len(release.table("interviews_codes")) else NOTHING
    drawn = rows.rename(columns={"interviews": "size", "expected": "value"})
    return figures.saturation(drawn, caption_fr, "entretiens", "codes distincts")


def saturation_text(release: Release) -> Text:
    """How many codes were found, how many interviews were enough, and when the last new one came."""
    lines = (
        ("Codes portés par un entretien au moins", "interviews-codes"),
        ("Codes portés par un seul entretien", "interviews-codes-once"),
        ("Entretiens qui suffisent en moyenne à neuf codes sur dix", "interviews-enough"),
        ("Dernier entretien, par date, qui apporte un code nouveau", "interviews-last-new"),
    )
    said = bullets([line(label, release.link(fact)) for label, fact in lines if release.has_fact(fact)], "").markdown
    if not release.has_fact("interviews-last-new"):
        return Text(said)
    last = release.fact("interviews-last-new")
    return Text(Markdown(f"{said}\n\n{escape(last_new_sentence(last['value'], last['denominator']))}"))


def together_figure(release: Release, caption_fr: str) -> Figure | Text:
    """Of how many entities two codes of unlike dimensions both stand: each pair once, columns by number of row."""
    rows, codes = release.table("interviews_together"), release.table("interviews_codes")
    if len(rows) < 2:
        return NOTHING
    told = codes[codes["code"].isin(rows["code"])]
    both = rows.set_index("code").loc[told["code"], told["code"]].astype("float64")
    numbers = [str(number) for number in range(1, len(told) + 1)]
    names = [f"{number}. {name}" for number, name in zip(numbers, told["row_fr"], strict=True)]
    below = both.where(np.tri(len(told), k=-1, dtype=bool)).set_axis(names).set_axis(numbers, axis="columns")
    return figures.heatmap(below.iloc[:, :-1].rename_axis("Code"), caption_fr, head_fr="Code")


def together_text(release: Release) -> Text:
    """How many pairs were asked about, could be decided, and go together; then those pairs."""
    if not release.has_fact("interviews-pairs"):
        return NOTHING
    tested, found = (float(release.fact(f"interviews-pairs-{what}")["value"]) for what in ("tested", "found"))
    lines = [
        line("Paires de codes de questions différentes", release.link("interviews-pairs")),
        line("Paires dont un test pouvait décider", release.link("interviews-pairs-tested")),
        line("Paires liées au-delà du hasard", release.link("interviews-pairs-found")),
    ]
    pairs = [
        Markdown(
            f"{escape(str(row.first_fr))} et {escape(str(row.second_fr))}{NO_BREAK}: {release.link(str(row.both_fact))}"
            f" (probabilité corrigée {release.link(str(row.p_fact))})"
        )
        for row in release.table("interviews_pairs").itertuples()
    ]
    listed = bullets([*lines, *pairs], "").markdown
    return Text(Markdown(f"{listed}\n\n{escape(pairs_sentence(tested, found))}"))


def types_table(release: Release, caption_fr: str) -> Table | Text:
    """Each declared type: its rule in words, how many entities follow it, and which."""
    rows = release.table("interviews_types")
    if rows.empty:
        return Text(escape(NO_TYPES_FR)) if len(release.table("interviews_codes")) else NOTHING
    columns = {
        "Type": list(rows["title_fr"]),
        "Règle": [
            rule_sentence(str(rule), never) for rule, never in zip(rows["rule_fr"], rows["never_given"], strict=True)
        ],
        "Entités": release.links(rows["share_fact"]),
        "Lesquelles": [wording.enumeration(list(entities)) for entities in rows["entities"]],
    }
    return Table(columns, caption_fr, widths=(22, 32, 16, 30))


def types_text(release: Release) -> Text:
    """How many entities are of no type and of several, and that rules need not place everybody once."""
    if not release.has_fact("interviews-types-none"):
        return NOTHING
    none, several = (release.fact(f"interviews-types-{what}") for what in ("none", "several"))
    lines = [
        line("Entités d’aucun type", release.link("interviews-types-none")),
        line("Entités de plusieurs types", release.link("interviews-types-several")),
    ]
    said = types_sentence(float(none["value"]), float(several["value"]))
    return Text(Markdown(f"{bullets(lines, '').markdown}\n\n{escape(said)}"))
