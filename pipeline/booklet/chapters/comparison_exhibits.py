"""What a booklet shows of comparisons: verdicts by family, answers by group, gaps as figures, what was in reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan, nan
from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet.chapters import comparison_wording as words
from pipeline.booklet.chapters.survey_wording import quoted
from pipeline.booklet.display import interval_of
from pipeline.booklet.exhibits import Figure, Text
from pipeline.booklet.lists import bullets, tables_by
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.capitals import capitalised, uncapitalised
from pipeline.methods.surveys.answer_groups import GROUP_MIN
from pipeline.released import Release

ALL_SURVEYS = "institutions"
"""The audience whose booklet shows every comparison; the others show those about their own answers, and registers."""

CHANGES = "paired-choice"
"""How the kinds begin whose gap is a share: that of the changes which go one way."""

RANKED = ("scale", "ordinal")
"""How the kinds end whose gap is told by ranks: a coefficient without unit, which needs its name."""

NONE_FR = "Le plan d’analyse ne demande aucune comparaison sur les réponses que ce livret montre."
NO_FIGURE_FR = "Aucune comparaison de ce type n’oppose deux groupes assez nombreux."
NOT_TESTED_FR = "–"
POINTS_AXIS_FR = "écart entre les deux parts, en points (premier groupe moins second)"
DELTA_AXIS_FR = french(
    "delta de Cliff : −1, toujours plus bas ; 0, autant de l’un que de l’autre ; 1, toujours plus haut"
)


def shown(release: Release, table: str) -> pd.DataFrame:
    """The rows of a table about results that this audience's booklet shows."""
    rows, results = release.table(table), release.table("comparison_results")
    audience = release.summary["audience"]
    if audience == ALL_SURVEYS:
        return rows
    mine = results[[_concerns(str(tables), f"survey_{audience}") for tables in results["tables"]]]
    if table == "comparison_families":
        return rows[rows["family"].isin(mine["family"])]
    keys = set(zip(mine["family"], mine["result"], strict=True))
    return rows[[key in keys for key in zip(rows["family"], rows["result"], strict=True)]]


def _concerns(tables: str, survey: str) -> bool:
    surveys = [table for table in tables.split("|") if table.startswith("survey_")]
    return not surveys or survey in surveys


def families(release: Release) -> Text:
    """What each family comes to, one bullet a family."""
    rows = shown(release, "comparison_families")
    told = rows[rows["tests_fact"].notna()]
    items = [
        Markdown(f"**{escape(row['title_fr'])}**{NO_BREAK}: {family_total(release, row)}") for _, row in told.iterrows()
    ]
    return bullets(items, NONE_FR)


def family_total(release: Release, row: pd.Series) -> Markdown:
    """The sentence of one family, from the facts of its row."""
    names = ("tests", "undecidable", "gaps")
    values = {name: float(release.fact(row[f"{name}_fact"])["value"]) for name in names}
    link = {name: release.link(row[f"{name}_fact"]) for name in names}
    if any(isnan(value) for value in values.values()):
        return words.hidden_family_fr(link)
    return words.family_fr(int(values["tests"]), int(values["undecidable"]), int(values["gaps"]), link)


def verdicts(release: Release) -> Text:
    """One table a family: question, gap, adjusted p-value and verdict of each test, in the plan's order."""
    rows = shown(release, "comparison_results")
    if rows.empty:
        return Text(escape(NONE_FR))
    titles = _titles(release)
    lines = [
        {
            "family": _compared_fr(titles[row["family"]]),
            "Question": asked(row),
            "Écart": gap(release, row),
            "p ajustée": link(release, row["adjusted_fact"]),
            "Ce qu’on peut dire": words.finding_fr(row["finding"], row["silent_fr"]),
        }
        for _, row in rows.iterrows()
    ]
    return tables_by(pd.DataFrame(lines, dtype=object), "family", "comparison-verdicts", widths=(34, 33, 9, 24))


def answers(release: Release) -> Text:
    """One table a question: each group with what it answered."""
    rows, results = shown(release, "comparison_groups"), shown(release, "comparison_results")
    if rows.empty:
        return Text(escape(NONE_FR))
    heads = {(row["family"], row["result"]): _answers_to_fr(row) for _, row in results.iterrows()}
    rows = rows.assign(question=[heads[key] for key in zip(rows["family"], rows["result"], strict=True)])
    lines = [
        {"question": question, "Groupe": capitalised(str(group)), "Réponses": _answers(release, told)}
        for (_, question, group), told in rows.groupby(["family", "question", "group_fr"], sort=False)
    ]
    return tables_by(pd.DataFrame(lines, dtype=object), "question", "comparison-answers", widths=(40, 60))


def _answers(release: Release, told: pd.DataFrame) -> Markdown:
    """« 9 sur 14 « Oui » », or « médiane 8 (réponses : 14) »."""
    parts = [
        f"{release.link(row['value_fact'])} «{NARROW}{escape(str(row['answer_fr']))}{NARROW}»"
        if row["answer_fr"]
        else _median(release, row)
        for _, row in told.iterrows()
    ]
    return Markdown(", ".join(parts))


def _median(release: Release, row: pd.Series) -> Markdown:
    """The median of a group and its base; the base alone of a group that surveys would not tell of either."""
    base = Markdown(f"réponses{NO_BREAK}: {release.link(row['base_fact'])}")
    if release.fact(row["base_fact"])["value"] < GROUP_MIN:
        return Markdown(f"{base}, trop peu pour une médiane")
    return Markdown(f"médiane {release.link(row['value_fact'])} ({base})")


def shares_figure(release: Release, caption_fr: str) -> Figure | Text:
    """Differences of shares between two groups, in points, with their intervals."""
    rows = _drawable(release)
    return _gaps(release, rows[rows["kind"].isin(["choice", "choices"])], caption_fr, POINTS_AXIS_FR, "points")


def ranks_figure(release: Release, caption_fr: str) -> Figure | Text:
    """Cliff's deltas between two groups, with their intervals."""
    rows = _drawable(release)
    return _gaps(release, rows[rows["kind"].isin(["scale", "ordinal"])], caption_fr, DELTA_AXIS_FR, "number")


def _drawable(release: Release) -> pd.DataFrame:
    rows = shown(release, "comparison_results")
    return rows[rows["gap_fact"].notna() & rows["second_fr"].ne("")]


def _gaps(release: Release, rows: pd.DataFrame, caption_fr: str, axis_fr: str, unit: str) -> Figure | Text:
    if rows.empty:
        return Text(escape(NO_FIGURE_FR))
    facts, titles = [release.fact(fact) for fact in rows["gap_fact"]], _titles(release)
    frame = pd.DataFrame(
        {
            "label": [f"{asked(row)} ({row['first_fr']} moins {row['second_fr']})" for _, row in rows.iterrows()],
            "group": [titles[family] for family in rows["family"]],
            "value": [fact["value"] for fact in facts],
            "low": [fact["low"] for fact in facts],
            "high": [fact["high"] for fact in facts],
            "shown": [release.display(fact) for fact in rows["gap_fact"]],
            "link": release.links(rows["gap_fact"]),
        }
    )
    return figures.intervals(
        frame, caption_fr, axis_fr, 0.0, reference_fr="pas d’écart", unit=unit, head_fr="Comparaison"
    )


def within_reach(release: Release) -> Text:
    """For each comparison of two groups or moments without a verdict, what it would have taken, in counts.

    Answers of one question that say the same share a bullet.
    """
    told: dict[tuple[str, str], list[str]] = {}
    for _, row in shown(release, "comparison_results").iterrows():
        said = f"{NARROW}; ".join(_reach(release, row))
        if said:
            told.setdefault((row["question_fr"], said), []).extend([row["answer_fr"]] * bool(row["answer_fr"]))
    items = [
        Markdown(f"{words.of_question(f'{escape(question)}{_quoted(answers)}', said)}.")
        for (question, said), answers in told.items()
    ]
    return bullets(items, NO_FIGURE_FR)


def _quoted(answers: Sequence[str]) -> str:
    return f" {enumeration([f'«{NARROW}{escape(answer)}{NARROW}»' for answer in answers])}" if answers else ""


def precision_links(release: Release, row: pd.Series) -> dict[str, Markdown]:
    """The printed numbers of what it would have taken, by the name of their column; those that exist."""
    names = [name for name in row.index if name.startswith(("needs_", "sees"))]
    return {name: release.link(row[name]) for name in names if isinstance(row[name], str)}


def observed(release: Release, row: pd.Series) -> float:
    """The gap that was observed; not a number where there is none or it is hidden."""
    return float(release.fact(row["gap_fact"])["value"]) if isinstance(row["gap_fact"], str) else nan


def _reach(release: Release, row: pd.Series) -> Iterator[str]:
    """The sentences of one comparison, none for a gap and for more than two groups."""
    has, found = precision_links(release, row), observed(release, row)
    below, above = has.get("needs_below_fact"), has.get("needs_above_fact")
    if below or above:
        yield words.needed_fr(row["first_fr"], below, above, found)
        yield words.seen_fr(has.get("sees_below_fact"), has.get("sees_above_fact"), found)
    if row["finding"] == "undecidable" and row["second_fr"]:
        yield words.UNREACHABLE_FR
    if "sees_fact" in has:
        yield words.superiority_fr(has["sees_fact"])
    if "needs_same_fact" in has:
        yield words.same_way_fr(has["needs_same_fact"])
    if "needs_changes_fact" in has:
        yield words.changes_fr(has["needs_changes_fact"])


def _titles(release: Release) -> dict[str, str]:
    table = release.table("comparison_families")
    return dict(zip(table["family"], table["title_fr"], strict=True))


def asked(row: pd.Series) -> str:
    """The plan's question, with the answer that was counted."""
    return f"{row['question_fr']} «{NARROW}{row['answer_fr']}{NARROW}»" if row["answer_fr"] else str(row["question_fr"])


def _compared_fr(title: str) -> str:
    """« Comparaisons : entre porteurs de projet »."""
    return f"Comparaisons{NO_BREAK}: {uncapitalised(title)}"


def _answers_to_fr(row: pd.Series) -> str:
    """The caption of what each group answered: the plan's question, and what makes the groups where a column does."""
    caption = f"Réponses par groupe, pour la question {quoted(str(row['question_fr']))}"
    by = str(row["by_fr"])
    if by.endswith("?"):
        return f"{caption}{NARROW}; groupes selon {quoted(by)}"
    return f"{caption}{NARROW}; groupes{NO_BREAK}: {uncapitalised(by)}" if by else caption


def gap(release: Release, row: pd.Series) -> Markdown:
    """The gap and its shift with their intervals; of several groups, never set in pairs, how far apart all are."""
    named = {"gap_fact": _gap_name(release, row), "apart_fact": "ampleur", "shift_fact": "écart typique"}
    parts = [
        f"{f'{name}{NO_BREAK}: ' if name else ''}{release.link(row[column])}{_interval(release, row[column])}"
        for column, name in named.items()
        if isinstance(row.get(column), str)
    ]
    return Markdown(f"{NARROW}; ".join(parts) or NOT_TESTED_FR)


def _gap_name(release: Release, row: pd.Series) -> str:
    """What the gap is called before its number, such as « delta de Cliff »; nothing where its unit says it."""
    if str(row.get("kind", "")).startswith(CHANGES):
        return f"changements vers «{NARROW}{escape(str(row['answer_fr']))}{NARROW}»"
    if row.get("is_weighted"):
        return "écart pondéré"
    if not str(row.get("kind", "")).endswith(RANKED) or not isinstance(row.get("gap_fact"), str):
        return ""
    method = str(release.fact(row["gap_fact"])["method"])
    return escape(uncapitalised(method))


def _interval(release: Release, fact_id: str) -> str:
    """The interval in brackets; none where there is none, nor in per cent beside a share too small to be told so."""
    fact = release.fact(fact_id)
    is_count = fact["unit"] == "share" and "%" not in release.display(fact_id)
    if not fact["interval_method"] or isnan(fact["low"]) or is_count:
        return ""
    return f" {escape(f'({interval_of(fact)})')}"


def link(release: Release, fact: Any) -> Markdown:
    """A printed number, or « – » where there is none."""
    return release.link(fact) if isinstance(fact, str) else Markdown(NOT_TESTED_FR)
