"""What may a declared model name? Columns of its table, of the registers behind it, counts and spans from these.

From a survey, invitations lead to the project and the commune, and registers tell more of each. `n_<table>` is how many
rows of a table belong to the row's project (or commune); `months_<step>_to_<step>` the months between two milestones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from pipeline.errors import EstimateError
from pipeline.estimates import Tables
from pipeline.methods.surveys.answers import SET_APART

KEYS = {"project_id": "projects", "commune_insee": "communes"}
PROVENANCE = ["source_file", "source_row"]
COUNTED = re.compile(r"n_(\w+)")
SPAN = re.compile(r"months_(\w+)_to_(\w+)")
DAYS_A_MONTH = 365.25 / 12
OF_REGISTER = " of the register"


@dataclass(frozen=True)
class Column:
    """One column, aligned on the rows of the model's table; missing where nothing was said.

    `order` holds the categories in the order of the questionnaire (of the alphabet elsewhere), none for a number;
    `labels` their names in French and English; `step` is what one more of a number is called. `evidence` are the rows
    of other tables that it was made from.
    """

    name: str
    data: pd.Series
    order: tuple[str, ...] = ()
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)
    question: tuple[str, str] | None = None
    step: tuple[str, str] = ("une unité", "unit")
    evidence: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PROVENANCE))

    @property
    def is_number(self) -> bool:
        """Whether the column is a quantity."""
        return not self.order


def model_rows(tables: Tables, table: str) -> pd.DataFrame:
    """The rows of `table`, each with what registers say of its project and commune; a respondent counts once.

    Columns of the table itself win over those of the registers.
    """
    rows = tables[table].reset_index(drop=True)
    if "respondent_id" in rows:
        rows = _last_response(rows)
        rows = _invited(rows, table, tables)
    for key, register in KEYS.items():
        if key in rows and register in tables and register != table:
            rows = _with_register(rows, key, tables[register])
    return rows.reset_index(drop=True)


def _last_response(rows: pd.DataFrame) -> pd.DataFrame:
    """The last response of each respondent; those of nobody known stay."""
    order = rows.sort_values("submitted_on", kind="stable") if "submitted_on" in rows else rows
    again = order["respondent_id"].notna() & order["respondent_id"].duplicated(keep="last")
    return rows.loc[rows.index.isin(order.index[~again])]


def _invited(rows: pd.DataFrame, table: str, tables: Tables) -> pd.DataFrame:
    invitations = tables.get("invitations")
    if invitations is None:
        return rows
    known = [key for key in KEYS if key in invitations and key not in rows]
    mine = invitations[invitations["survey"].eq(table)].drop_duplicates("respondent_id")
    return rows.merge(mine[["respondent_id", *known]], on="respondent_id", how="left")


def _with_register(rows: pd.DataFrame, key: str, register: pd.DataFrame) -> pd.DataFrame:
    """`rows` with the register's other columns; another key (a project's commune) fills what is missing."""
    told = register.drop(columns=PROVENANCE, errors="ignore").drop_duplicates(key)
    joined = rows.merge(told, on=key, how="left", suffixes=("", OF_REGISTER))
    for other in (other for other in KEYS if f"{other}{OF_REGISTER}" in joined):
        joined[other] = joined[other].fillna(joined[f"{other}{OF_REGISTER}"])
    return joined.drop(columns=[column for column in joined if str(column).endswith(OF_REGISTER)])


def model_column(tables: Tables, table: str, rows: pd.DataFrame, name: str) -> Column:
    """The column that a model calls `name`, on `rows` as `model_rows` gives them.

    Raises:
        EstimateError: there is no such column, or it holds lists (a question with several answers).
    """
    if name in rows:
        return _asked(tables, table, name, rows[name]) or _plain(name, rows[name])
    counted, span = COUNTED.fullmatch(name), SPAN.fullmatch(name)
    if counted and counted[1] in tables:
        return _counted(rows, tables[counted[1]], name)
    if span and "milestones" in tables and "project_id" in rows:
        return _span(rows, tables["milestones"], name, span[1], span[2])
    raise EstimateError(
        f"plan.yml, models: « {table} » has no column « {name} », nor have the registers behind it. "
        "Name a column, n_<table> or months_<step>_to_<step>."
    )


def _asked(tables: Tables, table: str, name: str, values: pd.Series) -> Column | None:
    """The answers to a question; who does not know or is not concerned has not answered."""
    questions = tables.get("questions")
    if questions is None:
        return None
    found = questions[questions["survey"].eq(table) & questions["question"].eq(name)]
    if found.empty:
        return None
    asked = (str(found["label_fr"].iloc[0]), str(found["label_en"].iloc[0]))
    offered = tables["answers"]
    offered = offered[offered["survey"].eq(table) & offered["question"].eq(name) & ~offered["status"].isin(SET_APART)]
    if found["kind"].iloc[0] in ("integer", "number"):
        return Column(name, pd.to_numeric(values).astype("float64"), question=asked)
    if found["kind"].iloc[0] != "choice":
        raise EstimateError(f"plan.yml, models: « {name} » is not a number nor a choice of one answer.")
    if offered["value"].notna().any():
        marks = dict(zip(offered["name"], offered["value"], strict=True))
        return Column(name, values.map(marks).astype("float64"), question=asked)
    told = zip(offered["name"], offered["label_fr"], offered["label_en"], strict=True)
    labels = {str(answer): (str(fr), str(en)) for answer, fr, en in told}
    kept = values.astype("string").where(values.isin(list(labels)))
    return Column(name, kept, tuple(labels), labels, asked)


def _plain(name: str, values: pd.Series) -> Column:
    """A register's column: numbers as they are, dates as years, anything else as categories."""
    if pd.api.types.is_datetime64_any_dtype(values):
        years = values.dt.year + (values.dt.day_of_year - 1) / 365.25
        return Column(name, years.astype("float64"), step=("une année", "year"))
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return Column(name, values.astype("float64"))
    if values.map(lambda value: hasattr(value, "__len__") and not isinstance(value, str)).any():
        raise EstimateError(f"plan.yml, models: « {name} » holds lists; a model needs one value a row.")
    texts = values.astype("string")
    return Column(name, texts, tuple(sorted(texts.dropna().unique())))


def _counted(rows: pd.DataFrame, counted: pd.DataFrame, name: str) -> Column:
    """Zero for a row without any; missing where the row's project or commune is not known."""
    key = next((key for key in KEYS if key in rows and key in counted), None)
    if key is None:
        raise EstimateError(f"plan.yml, models: « {name} » counts rows that name no project and no commune.")
    found = rows[key].map(counted[key].value_counts()).astype("float64")
    evidence = counted.loc[counted[key].isin(rows[key]), PROVENANCE]
    return Column(name, found.fillna(0.0).where(rows[key].notna()), evidence=evidence)


def _span(rows: pd.DataFrame, milestones: pd.DataFrame, name: str, start: str, end: str) -> Column:
    dates = milestones.drop_duplicates(["project_id", "step"]).pivot_table(
        index="project_id", columns="step", values="date", aggfunc="min"
    )
    absent = [step for step in (start, end) if step not in dates]
    if absent:
        raise EstimateError(f"plan.yml, models: no project has the milestone « {absent[0]} » of « {name} ».")
    months = (dates[end] - dates[start]).dt.total_seconds() / (86_400 * DAYS_A_MONTH)
    used = milestones["step"].isin([start, end]) & milestones["project_id"].isin(rows["project_id"])
    values = rows["project_id"].map(months).astype("float64")
    return Column(name, values, step=("un mois", "month"), evidence=milestones.loc[used, PROVENANCE])
