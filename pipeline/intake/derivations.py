"""How each derived column is computed from typed tables: one pure function a column, a value (or missing) a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from pipeline.intake.response_counts import complete, response_counts
from pipeline.units import UNITS

Tables = Mapping[str, pd.DataFrame]

STEPS = ("selection", "framing", "site_validated", "deployed", "measured", "closed")
PHASES = ("baseline", "endline", "follow_up")
LAST_STEP = {"selected": "site_validated", "deployed": "measured", "closed": "closed", "dropped_out": "closed"}
"""The last step that a project of each status may have reached."""

HOLDERS = "survey_startups"
ROUNDING_SLACK = 1e-6
"""Of half the last decimal: binary numbers are not exactly half-way between two decimals."""


PARTS: Mapping[str, tuple[str, ...]] = {
    "sum": (),
    "ratio": ("numerator", "denominator"),
    "rate": ("numerator", "exposure"),
    "mean": ("n",),
}
"""What a measurement must carry beside its value, by the aggregation of its indicator."""


def year_of(column: str) -> Callable[[pd.DataFrame, Tables], pd.Series]:
    """The function that gives the year of a date column."""

    def year(frame: pd.DataFrame, _: Tables) -> pd.Series:
        return frame[column].dt.year.astype("Int64")

    return year


def of_other(frame: pd.DataFrame, other: pd.DataFrame, key: str, column: str) -> pd.Series:
    """What the other table says of each row's key; where it repeats a key, its first row counts."""
    first = other.dropna(subset=[key]).drop_duplicates(key).set_index(key)[column]
    return pd.Series(first.reindex(frame[key]).array, index=frame.index)


def _looked_up(frame: pd.DataFrame, found: pd.Series) -> pd.Series:
    """The value of `found` at each row's keys: the names of its index levels."""
    keys = list(found.index.names)
    merged = frame[keys].merge(found.rename("found").reset_index(), how="left", on=keys)
    return merged["found"].set_axis(frame.index)


def _ranks(names: pd.Series, order: Sequence[str]) -> pd.Series:
    return names.map({name: rank for rank, name in enumerate(order)}).astype("Int64")


def selection_date(frame: pd.DataFrame, tables: Tables) -> pd.Series:
    """When the row's project was selected."""
    milestones = tables["milestones"]
    selected = milestones[milestones["step"] == STEPS[0]]
    return frame["project_id"].map(selected.groupby("project_id")["date"].min()).astype("datetime64[us]")


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows with a project, a known step and a date, in the order of the steps."""
    ranked = frame.assign(rank=_ranks(frame["step"], STEPS)).dropna(subset=["project_id", "rank", "date"])
    return ranked.sort_values(["project_id", "rank"], kind="stable")


def previous_step_date(frame: pd.DataFrame, _: Tables) -> pd.Series:
    """The date of the dated step before this one, of the same project."""
    return _dated(frame).groupby("project_id")["date"].shift().reindex(frame.index)


def previous_step(frame: pd.DataFrame, _: Tables) -> pd.Series:
    """The name of the dated step before this one, of the same project."""
    return _dated(frame).groupby("project_id")["step"].shift().reindex(frame.index)


def skipped_steps(frame: pd.DataFrame, _: Tables) -> pd.Series:
    """Steps without a date between the former dated step of the project and this one; missing when there is none."""
    dated = _dated(frame)
    before = dated.groupby("project_id")["rank"].shift().fillna(-1)
    pairs = zip(before.astype(int), dated["rank"].astype(int), strict=True)
    skipped = [", ".join(STEPS[former + 1 : rank]) or None for former, rank in pairs]
    return pd.Series(skipped, index=dated.index, dtype="string").reindex(frame.index)


def ahead_of_status(frame: pd.DataFrame, tables: Tables) -> pd.Series:
    """The step, where the project's status in the register does not reach it; missing elsewhere."""
    status = of_other(frame, tables["projects"], "project_id", "status")
    last = _ranks(status.map(LAST_STEP), STEPS)
    return frame["step"].where((_ranks(frame["step"], STEPS) > last).fillna(value=False))


def missing_parts(frame: pd.DataFrame, tables: Tables) -> pd.Series:
    """What the aggregation of the row's indicator needs and the row lacks; missing when it lacks nothing."""
    aggregation = of_other(frame, tables["indicators"], "indicator_id", "aggregation")
    lacking = pd.Series("", index=frame.index, dtype="string")
    for name, parts in PARTS.items():
        for part in parts:
            absent = frame[part].isna() if part in frame.columns else pd.Series(data=True, index=frame.index)
            lacking = lacking.mask((aggregation == name).fillna(value=False) & absent, lacking + f" {part}")
    return lacking.str.strip().mask(lacking == "")


def quotient_of_parts(frame: pd.DataFrame, tables: Tables) -> pd.Series:
    """What the parts of a ratio or rate give, where the value is not that number once rounded.

    Missing where they agree, where a part is missing, and where the unit is not the library's, which is told already.
    A value is rounded as it is written: 0.3 is right from 0.25 to 0.35, 0.30 cannot be told from it.
    """
    aggregation, unit = (
        of_other(frame, tables["indicators"], "indicator_id", name) for name in ("aggregation", "unit")
    )
    below = _part(frame, "denominator").where(aggregation.eq("ratio"), _part(frame, "exposure"))
    per = unit.map({code: each.per for code, each in UNITS.items()}).astype("float64")
    is_divided = aggregation.isin(["ratio", "rate"]) & unit.eq(frame["unit"]) & (below > 0)
    quotients = (_part(frame, "numerator") / below * per).where(is_divided.fillna(value=False))
    pairs = zip(frame["value"].tolist(), quotients.tolist(), strict=True)
    agree = pd.Series([_is_rounded(value, quotient) for value, quotient in pairs], index=frame.index, dtype="bool")
    return quotients.mask(agree)


def _part(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column of parts, missing throughout where it was not delivered."""
    part = frame[name] if name in frame.columns else pd.Series(float("nan"), index=frame.index)
    return part.astype("float64")


def _is_rounded(value: float, exact: float) -> bool:
    """Whether the value is the exact number to as many decimals as it has; true where one of them is missing."""
    if pd.isna(value) or pd.isna(exact):
        return True
    exponent = Decimal(f"{value:.12g}").as_tuple().exponent
    half = 0.5 * 10.0 ** min(int(exponent), 0)
    return abs(value - exact) <= half * (1 + ROUNDING_SLACK)


_MEASURED = ["project_id", "indicator_id", "arm"]


def previous_phase_date(frame: pd.DataFrame, _: Tables) -> pd.Series:
    """The last date of the phases before this row's, for the same project, indicator and arm."""
    rank = _ranks(frame["phase"], PHASES)
    former = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    for phase in range(1, len(PHASES)):
        last = frame[rank < phase].groupby(_MEASURED)["date"].max()
        former = former.mask((rank == phase).fillna(value=False), _looked_up(frame, last).astype(former.dtype))
    return former


def has_baseline(frame: pd.DataFrame, _: Tables) -> pd.Series:
    """Whether the same project, indicator and arm was measured at the start."""
    counts = frame[frame["phase"] == PHASES[0]].groupby(_MEASURED).size()
    return _looked_up(frame, counts).notna().astype("boolean")


def raters(frame: pd.DataFrame, _: Tables) -> pd.Series:
    """How many people scored the row's project on the row's criterion."""
    return _looked_up(frame, frame.groupby(["project_id", "criterion_id"])["rater"].nunique()).astype("Int64")


def level_spread(frame: pd.DataFrame, _: Tables) -> pd.Series:
    """How far apart the levels are that the row's project was given on the row's criterion."""
    levels = frame.groupby(["project_id", "criterion_id"])["level"]
    return _looked_up(frame, levels.max() - levels.min()).astype("Int64")


def procedure_total_eur_ht(frame: pd.DataFrame, _: Tables) -> pd.Series:
    """What the commune spent in all on the project by the row's procedure."""
    return _looked_up(frame, frame.groupby(["project_id", "commune_insee", "procedure"])["amount_eur_ht"].sum())


def answers_of_commune(frame: pd.DataFrame, tables: Tables) -> pd.Series:
    """How many people of the row's commune answered the row's survey; missing when it is not delivered."""
    answered = pd.Series(pd.NA, index=frame.index, dtype="Int64")
    for survey in frame["survey"].dropna().unique():
        answers = tables.get(survey)
        if answers is not None and "respondent_id" in answers.columns:
            came_back = frame["respondent_id"].isin(answers["respondent_id"].dropna()).astype("Int64")
            answered = answered.mask((frame["survey"] == survey).fillna(value=False), came_back)
    keys = ["survey", "commune_insee"]
    return _looked_up(frame, frame.assign(answered=answered).groupby(keys)["answered"].sum(min_count=1)).astype("Int64")


def _invitations(survey: str, tables: Tables) -> pd.DataFrame:
    invitations = tables["invitations"]
    return invitations[invitations["survey"] == survey]


def is_invited(survey: str, frame: pd.DataFrame, tables: Tables) -> pd.Series:
    """Whether the person who answered had been invited; missing when the answer names nobody, or nobody was invited."""
    invited = _invitations(survey, tables)["respondent_id"].dropna()
    known = frame["respondent_id"].isin(invited).astype("boolean")
    return known.where(frame["respondent_id"].notna() & bool(len(invited)))


def invited_on(survey: str, frame: pd.DataFrame, tables: Tables) -> pd.Series:
    """When the person who answered had been invited."""
    return of_other(frame, _invitations(survey, tables), "respondent_id", "invited_on")


def answers_of_project(survey: str, frame: pd.DataFrame, tables: Tables) -> pd.Series:
    """How many complete answers the row's project gave; missing for an answer that is not complete.

    Only holders answer for a project: several agents of a commune may speak of the same one.
    """
    if survey != HOLDERS:
        return pd.Series(pd.NA, index=frame.index, dtype="Int64")
    project = of_other(frame, _invitations(survey, tables), "respondent_id", "project_id")
    kept = project.where(complete(frame))
    return kept.map(kept.value_counts()).astype("Int64")


def answers_beyond_invited(survey: str, frame: pd.DataFrame, tables: Tables) -> pd.Series:
    """How many more answers than invitations the survey has (negative when fewer): one number for the table."""
    counts = response_counts(survey, tables)
    beyond = counts.answered - counts.invited if counts.invited else pd.NA
    return pd.Series(beyond, index=frame.index, dtype="Int64")


def response_rate(survey: str, frame: pd.DataFrame, tables: Tables) -> pd.Series:
    """Complete answers among invitations: one number for the table, missing when nobody was invited."""
    return pd.Series(response_counts(survey, tables).rate, index=frame.index, dtype="float64")
