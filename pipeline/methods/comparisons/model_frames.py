"""From a declared model to what is fitted: outcome, design matrix with named terms, clusters, and who was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.booklet.chapters.register_words import column_words, commune_names, value_words
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.estimates import Tables
from pipeline.methods.comparisons.model_columns import PROVENANCE, Column, model_column, model_rows
from pipeline.plan import Model

CONSTANT = "constant"
NO_FR, TWO = "non", 2
DERIVED_WORDS = (
    ("n_purchases", "Nombre d’achats", "Number of purchases"),
    ("n_projects", "Nombre de projets", "Number of projects"),
    ("n_measurements", "Nombre de mesures", "Number of measurements"),
    ("months_selection_to_deployed", "Mois de la sélection au déploiement", "Months from selection to deployment"),
)


@dataclass(frozen=True)
class Term:
    """One coefficient: a quantity (`reference` empty), or a category compared with the most frequent one.

    Of yes and no, « oui » is compared with « non », however many say either: questions ask about those who do.
    """

    name: str
    label: tuple[str, str]
    reference: tuple[str, str]


@dataclass(frozen=True)
class ModelFrame:
    """The complete cases of one model, row by row.

    `design` has the constant first, then one column a term. `levels` are the names of an ordered outcome's answers
    seen, in order. `smallest` is the size of the smallest category of any predictor. `evidence` are the rows used.
    """

    outcome: pd.Series
    outcome_label: tuple[str, str]
    levels: tuple[tuple[str, str], ...]
    is_scale: bool
    design: pd.DataFrame
    terms: tuple[Term, ...]
    clusters: pd.Series | None
    exposure: pd.Series | None
    n_rows: int
    smallest: int | None
    evidence: pd.DataFrame

    @property
    def n(self) -> int:
        """Complete cases."""
        return len(self.outcome)


def model_frame(tables: Tables, model: Model) -> ModelFrame:
    """What `model` is fitted to.

    Raises:
        EstimateError: the plan names a column that the table and its registers do not have.
    """
    rows = model_rows(tables, model.table)
    columns = {name: model_column(tables, model.table, rows, name) for name in _needed(model)}
    kept = _complete(model, columns, rows.index)
    names = commune_names(tables.get("communes"))
    outcome = columns[model.outcome]
    parts = [_terms(columns[name], kept, names) for name in model.predictors]
    constant = pd.DataFrame({CONSTANT: 1.0}, rows.index[kept])
    return ModelFrame(
        outcome=_coded(outcome)[kept],
        outcome_label=_column_label(outcome),
        levels=tuple(_value_label(outcome, name, names) for name in outcome.order),
        is_scale=outcome.question is not None and outcome.is_number,
        design=pd.concat([constant, *(part for part, _, _ in parts)], axis=1),
        terms=tuple(term for _, terms, _ in parts for term in terms),
        clusters=columns[model.cluster].data[kept] if model.cluster else None,
        exposure=columns[model.exposure].data[kept] if model.exposure else None,
        n_rows=len(tables[model.table]),
        smallest=min((size for _, _, size in parts if size is not None), default=None),
        evidence=_evidence(rows, columns, kept),
    )


def _needed(model: Model) -> list[str]:
    return [name for name in (model.outcome, *model.predictors, model.cluster, model.exposure) if name]


def _complete(model: Model, columns: Mapping[str, Column], index: pd.Index) -> pd.Series:
    """Whether each row says all that the model needs, and has an exposure: nothing can happen without."""
    told = pd.DataFrame({name: column.data.notna() for name, column in columns.items()}, index=index)
    if model.exposure:
        told[model.exposure] &= columns[model.exposure].data.gt(0)
    return told.all(axis=1)


def _evidence(rows: pd.DataFrame, columns: Mapping[str, Column], kept: pd.Series) -> pd.DataFrame:
    """The complete rows, with those of other tables that columns were counted from; all rows where none is complete."""
    if not kept.any():
        return rows[PROVENANCE]
    used = [rows.loc[kept, PROVENANCE], *(column.evidence for column in columns.values())]
    return pd.concat([part for part in used if len(part)])


def _coded(column: Column) -> pd.Series:
    """An ordered outcome as 0, 1, … in the order of its answers; a number as it is."""
    if column.is_number:
        return column.data
    codes = {name: float(code) for code, name in enumerate(column.order)}
    return column.data.map(codes).astype("float64")


def _terms(column: Column, kept: pd.Series, names: dict[str, str]) -> tuple[pd.DataFrame, list[Term], int | None]:
    """Columns of the design, their terms, and how many the smallest category has (none for a number)."""
    values, (label_fr, label_en) = column.data[kept], _column_label(column)
    if column.is_number:
        step_fr, step_en = column.step
        more = (f"{label_fr}, pour {step_fr} de plus", f"{label_en}, per {step_en}")
        return values.rename(column.name).to_frame(), [Term(column.name, more, ("", ""))], None
    sizes = values.value_counts().reindex(column.order).fillna(0).astype(int)
    seen = [name for name in column.order if sizes[name]]
    if not seen:
        return pd.DataFrame(index=values.index), [], 0
    labels = {name: _value_label(column, name, names) for name in seen}
    noes = [name for name in seen if labels[name][0].lower() == NO_FR]
    reference = noes[0] if noes and len(seen) == TWO else max(seen, key=lambda name: int(sizes[name]))
    against = labels[reference]
    others = [name for name in seen if name != reference]
    design = pd.DataFrame({f"{column.name}-{name}": values.eq(name).astype(float) for name in others}, values.index)
    terms = [
        Term(f"{column.name}-{name}", (f"{label_fr}{NO_BREAK}: {fr}", f"{label_en}: {en}"), against)
        for name, (fr, en) in ((name, labels[name]) for name in others)
    ]
    return design, terms, int(sizes[seen].min())


def _column_label(column: Column) -> tuple[str, str]:
    """A question between guillemets; a register's column by its name."""
    if column.question:
        fr, en = column.question
        return f"«{NARROW}{french(fr)}{NARROW}»", f"“{en}”"
    for name, fr, en in DERIVED_WORDS:
        if name == column.name:
            return fr, en
    return column_words(column.name)


def _value_label(column: Column, value: str, names: dict[str, str]) -> tuple[str, str]:
    if value in column.labels:
        fr, en = column.labels[value]
        return french(fr), en
    return value_words(value, names)
