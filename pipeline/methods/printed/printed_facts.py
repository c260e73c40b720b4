"""Facts about printed figures: the value as a document prints it, and what the check and the registers add to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.capitals import uncapitalised
from pipeline.facts import Fact, provenance
from pipeline.methods.printed import arithmetic
from pipeline.methods.printed.printed_figures import Check, reading
from pipeline.methods.printed.registers import RegisterCount
from pipeline.methods.printed.twins import Span, span

COMPUTED_BY = "pipeline.estimators.published:estimate"
STATEMENT_LIMIT = "Affirmation de l’éditeur, relevée telle quelle ; la donnée d’origine n’est pas publiée."
MOST_RUNS = 8
HEAD = f"{NO_BREAK}: "
BETWEEN = f"{NARROW}; "


def fact_id(figure_id: str, what: str = "") -> str:
    """`published-<figure>` or `published-<figure>-<what>`."""
    return "-".join(part for part in ("published", slug(figure_id), what) if part)


def printed_fact(figure: Any, row: pd.DataFrame) -> Fact:
    """The value as printed. Years and fractions in words are text: neither takes thousands or decimals."""
    is_range = figure.qualifier == "range"
    text = _as_text(figure)
    return Fact(
        fact_id=fact_id(figure.figure_id),
        label_fr=french(figure.label_fr),
        label_en=f"Published figure: {figure.figure_id}",
        unit="text" if text else figure.unit,
        value=None if is_range else float(figure.value),
        value_text=text,
        low=float(figure.value_min) if is_range else None,
        high=float(figure.value_max) if is_range else None,
        qualifier=figure.qualifier,
        method="Chiffre publié, relevé sans calcul",
        computed_by=COMPUTED_BY,
        source_table="published",
        design="document",
        filter=scope_fr(str(figure.scope)),
        limits_fr=STATEMENT_LIMIT,
        rows=provenance(row),
    )


def scope_fr(scope: str) -> str:
    """What a printed figure is about, as readers see it: « edition 1+2 » gives « éditions 1 et 2 »."""
    return re.sub(r"\+", " et ", re.sub(r"^edition", "éditions" if "+" in scope else "édition", scope))


def _as_text(figure: Any) -> str:
    if figure.unit == "year":
        return f"{figure.value:.0f}"
    return str(arithmetic.written_fraction(figure.value)) if figure.unit == "ratio" else ""


def bases_fact(figure: Any, check: Check, rows: pd.DataFrame) -> Fact:
    """The n that can have printed the figure, in words."""
    return Fact(
        fact_id=fact_id(figure.figure_id, "bases"),
        label_fr=f"Bases possibles pour « {french(figure.label_fr)} »",
        label_en=f"Possible bases: {figure.figure_id}",
        unit="text",
        value_text=bases_fr(check),
        method=_method(figure),
        computed_by="pipeline.methods.printed.printed_figures:check",
        source_table="published",
        design="document",
        filter=str(figure.population),
        limits_fr="Une base possible n’est pas une base prouvée : le contrôle écarte, il ne confirme pas.",
        rows=provenance(rows),
    )


def _method(figure: Any) -> str:
    read = reading(figure)
    if not read.step:
        return "Un nombre entier k rend k/n exactement égal à la fraction publiée"
    kind = "La somme k de n notes entières" if read.top > 1 else "Un nombre entier k"
    return f"{kind} rend k/n égal au chiffre publié, à un demi-pas d’arrondi près, en fractions exactes"


def bases_fr(check: Check) -> str:
    """« 1 à 3 ou 5 », or the smallest n of all when no known base is possible."""
    if not check.bases:
        return "base inconnue"
    if not check.possible:
        return f"aucun nombre de réponses de 1 à {check.bases[0]} ; il en faudrait au moins {check.smallest}"
    return numbers_fr(check.possible)


def numbers_fr(numbers: Sequence[int]) -> str:
    """Whole numbers as runs, « 1 à 3, 5 ou 6 »; many runs as their count and bounds."""
    found = arithmetic.runs(numbers)
    if len(found) > MOST_RUNS:
        return f"{len(numbers)} bases, de {numbers[0]} à {numbers[-1]}"
    words = [word for low, high in found for word in _run(low, high)]
    return " ou ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _run(low: int, high: int) -> list[str]:
    """Two neighbours are said one by one: « 14 à 15 » would look like a range."""
    return [f"{low}{NO_BREAK}à{NO_BREAK}{high}"] if high - low > 1 else [str(n) for n in range(low, high + 1)]


def frame_fact(population: str, check: Check, rows: pd.DataFrame, figure: Any = None) -> Fact:
    """The complete bases known for a population, or the one printed beside `figure`; « 30 ou 28 »."""
    printed = f" (publiée à côté de « {french(str(figure.label_fr))} »)" if figure else ""
    return Fact(
        fact_id=fact_id(figure.figure_id, "base") if figure else f"published-base-{slug(population)}",
        label_fr=f"Base complète connue pour « {population} »{printed}",
        label_en=f"Known complete base: {population}",
        unit="text",
        value_text=" ou ".join(str(base) for base in check.bases),
        method="Relevé des bases publiées et du registre",
        computed_by="pipeline.methods.printed.printed_figures:known_bases",
        source_table="frames",
        design="document",
        limits_fr="Le nombre de réponses obtenues n’est pas publié ; la base peut avoir été plus petite.",
        rows=provenance(rows),
    )


def register_fact(name: str, quantity_fr: str, count: RegisterCount) -> Fact:
    """What a register counts for a quantity that documents print."""
    is_range = count.low != count.high
    return Fact(
        fact_id=f"published-register-{slug(name)}",
        label_fr=f"{quantity_fr}, d’après le registre reçu",
        label_en=f"Register count: {name}",
        unit="count",
        value=None if is_range else float(count.low),
        low=float(count.low) if is_range else None,
        high=float(count.high) if is_range else None,
        qualifier="range" if is_range else "=",
        method="Dénombrement du registre",
        computed_by="pipeline.methods.printed.registers:register_count",
        source_table=count.table,
        design="document",
        limits_fr="Le registre a été reconstitué à partir des documents publiés.",
        rows=provenance(count.rows),
    )


def fact_span(fact: Fact) -> Span:
    """What the value of a printed or register fact allows."""
    return span(fact.qualifier, fact.value or 0.0, fact.low or 0.0, fact.high or 0.0)


def labels_fr(figures: pd.DataFrame) -> str:
    """The figures' labels in a row; what all begin with (« Motif de candidature : ») is said once."""
    labels = [french(label) for label in figures["label_fr"]]
    heads = {label.partition(HEAD)[0] for label in labels if HEAD in label}
    if len(heads) != 1 or not all(HEAD in label for label in labels):
        return BETWEEN.join([labels[0], *(uncapitalised(label) for label in labels[1:])])
    return f"{heads.pop()}{HEAD}{BETWEEN.join(label.partition(HEAD)[2] for label in labels)}"


def count_fact(what: str, label_fr: str, label_en: str, count: int, rows: pd.DataFrame, *, table: str) -> Fact:
    """How many printed figures, or repeated quantities, got one verdict; `rows` are all that were judged."""
    return Fact(
        fact_id=f"published-{what}",
        label_fr=label_fr,
        label_en=label_en,
        unit="count",
        value=float(count),
        n_frame=float(len(rows)),
        method="Dénombrement des chiffres relevés, selon leur verdict",
        computed_by=COMPUTED_BY,
        source_table=table,
        design="document",
        limits_fr="Ne porte que sur les chiffres relevés ; un chiffre possible peut être faux.",
        rows=provenance(rows),
    )
