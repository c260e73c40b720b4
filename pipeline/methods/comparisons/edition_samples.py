"""What two editions are compared on: outcomes that registers tell, and questions that stand unchanged in both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.capitals import capitalised
from pipeline.estimates import Tables
from pipeline.methods.comparisons.compared_columns import Column, Kind, Option, compared_column, evidence
from pipeline.methods.comparisons.compared_groups import AUDIENCES, Group, Sample
from pipeline.methods.comparisons.edition_tables import Editions
from pipeline.methods.comparisons.model_columns import PROVENANCE, model_rows
from pipeline.plan import Comparison

NOW = ("now", "cette édition", "this edition")
BEFORE = ("before", "édition précédente", "previous edition")
YES = Option("yes", "Oui", "Yes")
YES_NO = (YES, Option("no", "Non", "No"))
STEPS = ("selection", "deployed")
DELAY = "months_selection_to_deployed"
DROPPED = "dropped_out"
COMPARED_KINDS = ("choice", "choices", "integer", "number")
Told = tuple[pd.Series, pd.DataFrame]
"""One value a unit, and the delivered rows that tell it, with the index of the units."""


@dataclass(frozen=True)
class Outcome:
    """Something that registers tell of each unit of `table`, and how; `tell` gives None where a register is missing."""

    name: str
    label_fr: str
    label_en: str
    table: str
    tell: Callable[[Tables], Told | None]
    kind: Kind = "choice"
    unit: str = "number"


def outcome_samples(editions: Editions) -> list[Sample]:
    """Each outcome that both editions tell, this edition first."""
    return [sample for outcome in _outcomes(editions) if (sample := _outcome_sample(editions, outcome)) is not None]


def question_samples(editions: Editions, survey: str) -> list[Sample]:
    """Each question of a survey that drift calls comparable and that both editions can compare."""
    sides = [(tables, model_rows(tables, survey)) for tables in (editions.now, editions.before)]
    found = []
    for question in _comparable(editions, survey):
        columns = [compared_column(tables, survey, rows, question) for tables, rows in sides]
        if not _same_answers(*columns):
            continue
        groups = [
            _group(side, column.given, evidence(tables, survey, rows[column.given.notna()], [question]))
            for side, column, (tables, rows) in zip((NOW, BEFORE), columns, sides, strict=True)
        ]
        asked = _comparison(slug(question), columns[0].label_fr, columns[0].label_en, survey, question)
        found.append(_sample(asked, columns[0], groups))
    return found


def common_surveys(editions: Editions) -> list[str]:
    """The surveys of both editions, in the order of the questionnaires."""
    if not all("questions" in tables for tables in (editions.now, editions.before)):
        return []
    asked = dict.fromkeys(editions.now["questions"]["survey"])
    return [survey for survey in asked if survey in editions.now and survey in editions.before]


def _comparable(editions: Editions, survey: str) -> list[str]:
    """Questions of the main table, unchanged in every respect that drift looks at."""
    changes = editions.drift[editions.drift["table"].eq(survey)]
    changed = set(changes.loc[~changes["is_comparable"].astype(bool), "question"])
    known = set(changes["question"])
    delivered = set(editions.now[survey]) & set(editions.before[survey])
    questions = editions.now["questions"]
    mine = questions[questions["survey"].eq(survey) & questions["kind"].isin(COMPARED_KINDS)]
    if "repeat" in mine:
        mine = mine[mine["repeat"].fillna("").eq("")]
    return [str(name) for name in mine["question"] if name in (known & delivered) - changed]


def _same_answers(now: Column, before: Column) -> bool:
    codes, former = ([option.name for option in column.options] for column in (now, before))
    return (now.kind, codes, now.bounds) == (before.kind, former, before.bounds)


def _outcomes(editions: Editions) -> Iterator[Outcome]:
    delay_fr, delay_en = "Mois de la sélection au déploiement", "Months from selection to deployment"
    renewed = _flag("purchases", "is_renewed")
    yield Outcome("deployed", "Projets déployés", "Projects deployed", "projects", _deployed)
    yield Outcome("dropped", "Projets arrêtés", "Projects stopped", "projects", _dropped)
    yield Outcome("delay", delay_fr, delay_en, "projects", _delay, "scale", "months")
    yield Outcome("purchased", "Projets achetés", "Projects purchased", "projects", _purchased)
    yield Outcome("renewed", "Achats renouvelés", "Purchases renewed", "purchases", renewed)
    yield Outcome("selected", "Candidatures retenues", "Applications selected", "applications", _selected)
    for survey in common_surveys(editions):
        fr, en = AUDIENCES.get(survey, (survey, survey))
        name = f"response-{slug(survey.removeprefix('survey_'))}"
        yield Outcome(
            name,
            f"{capitalised(fr)} invités qui ont répondu",
            f"Invited {en} who answered",
            "invitations",
            _answering(survey),
        )


def _outcome_sample(editions: Editions, outcome: Outcome) -> Sample | None:
    told = [outcome.tell(tables) for tables in (editions.now, editions.before)]
    groups = []
    for side, each in zip((NOW, BEFORE), told, strict=True):
        if each is None:
            return None
        values, rows = each
        groups.append(_group(side, values, rows.loc[rows.index.isin(values.dropna().index), PROVENANCE]))
    options = YES_NO if outcome.kind == "choice" else ()
    column = Column(
        outcome.name, outcome.kind, outcome.label_fr, outcome.label_en, pd.Series(), options, unit=outcome.unit
    )
    asked = _comparison(outcome.name, outcome.label_fr, outcome.label_en, outcome.table, outcome.name)
    return _sample(asked, column, groups)


def _deployed(tables: Tables) -> Told | None:
    return _has_row(tables, "milestones", lambda rows: rows[rows["step"].eq(STEPS[1])])


def _purchased(tables: Tables) -> Told | None:
    return _has_row(tables, "purchases", lambda rows: rows)


def _has_row(tables: Tables, register: str, kept: Callable[[pd.DataFrame], pd.DataFrame]) -> Told | None:
    """Of each project, whether a register has a row of it."""
    if not {"projects", register} <= set(tables):
        return None
    projects = tables["projects"].set_index("project_id", drop=False)
    mine = kept(tables[register]).set_index("project_id", drop=False)
    rows = pd.concat([projects[PROVENANCE], mine[PROVENANCE]])
    return _yes_no(projects["project_id"].isin(mine["project_id"])), rows


def _dropped(tables: Tables) -> Told | None:
    if "projects" not in tables:
        return None
    projects = tables["projects"]
    return _yes_no(projects["status"].eq(DROPPED)), projects


def _delay(tables: Tables) -> Told | None:
    if not {"projects", "milestones"} <= set(tables) or not set(STEPS) <= set(tables["milestones"]["step"]):
        return None
    rows = model_rows(tables, "projects").set_index("project_id", drop=False)
    column = compared_column(tables, "projects", rows, DELAY)
    milestones = tables["milestones"][tables["milestones"]["step"].isin(STEPS)].set_index("project_id", drop=False)
    return column.given, pd.concat([rows[PROVENANCE], milestones[PROVENANCE]])


def _selected(tables: Tables) -> Told | None:
    """Applications of solutions: those of communes are another selection."""
    if "applications" not in tables:
        return None
    rows = tables["applications"]
    mine = rows[rows["kind"].eq("solution")] if "kind" in rows else rows
    return _yes_no(mine["is_selected"].astype("boolean")), mine


def _flag(table: str, column: str) -> Callable[[Tables], Told | None]:
    def tell(tables: Tables) -> Told | None:
        if table not in tables or column not in tables[table]:
            return None
        return _yes_no(tables[table][column].astype("boolean")), tables[table]

    return tell


def _answering(survey: str) -> Callable[[Tables], Told | None]:
    def tell(tables: Tables) -> Told | None:
        if "invitations" not in tables or "respondent_id" not in tables[survey]:
            return None
        invited = tables["invitations"]
        invited = invited[invited["survey"].eq(survey)].drop_duplicates("respondent_id")
        invited = invited.set_index("respondent_id", drop=False)
        answers = tables[survey].dropna(subset="respondent_id").set_index("respondent_id", drop=False)
        rows = pd.concat([invited[PROVENANCE], answers[PROVENANCE]])
        return _yes_no(invited["respondent_id"].isin(answers["respondent_id"])), rows

    return tell


def _yes_no(holds: pd.Series) -> pd.Series:
    return holds.map({True: "yes", False: "no"}).astype("object")


def _group(side: tuple[str, str, str], values: pd.Series, rows: pd.DataFrame) -> Group:
    return Group(*side, values[values.notna()], rows)


def _sample(asked: Comparison, column: Column, groups: list[Group]) -> Sample:
    answering = tuple(group for group in groups if group.n)
    return Sample(asked, column, answering, tuple(group.label_fr for group in groups if not group.n))


def _comparison(name: str, label_fr: str, label_en: str, table: str, outcome: str) -> Comparison:
    return Comparison(
        comparison=name, question_fr=label_fr, question_en=label_en, table=table, outcome=outcome, by="edition"
    )
