"""What a booklet shows of procurement: doors by amount and kind, rules, schemes, calendar, checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.procurement_words import (
    APPLIES_FR,
    CHOICE_FR,
    KINDS_FR,
    UNCOVERED_FR,
    amount_words,
    dates_sentence,
    ended_sentence,
    rule_words,
    source_sentence,
    ways,
)
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import EMPTY, Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.capitals import capitalised
from pipeline.methods.projects.knowledge_facts import is_given, rows_of
from pipeline.released import Release

BUYERS = "communes"
"""The audience that ticks the checklist and plans by its own dates; the others are told what a commune looks at."""

NOT_DELIVERED_FR = "Ce relevé n’a pas été remis pour cette édition."
NO_DATES_FR = "Aucune commune n’a transmis les dates de ses conseils et de son budget\u00a0: nous n’en inventons pas."
ELSEWHERE_FR = "Le livret des communes parcourt ce calendrier à rebours pour chacune d’elles, à partir de son échéance."
HOW_FR = (
    "De gauche à droite, le calendrier recule dans le temps. On part de l’échéance, on en retire le temps de "
    "l’arbitrage, on cherche le dernier conseil qui se tient avant\u00a0; le dossier doit être prêt plus tôt encore."
)
MADE_UP_FR = "dates inventées"
DOOR_WIDTHS: Mapping[str, int] = {"amount": 16, "ordinary": 19, "works": 17, "innovative": 23, "prototype": 25}
"""Parts of the width: more procedures are open to the last two kinds of purchase."""

BLANK = Markdown(NO_BREAK)
"""A cell to fill in by hand."""


def law_text(release: Release) -> Text:
    """Where the thresholds in force come from, and until when those applied that documents still give."""
    rules = _own_rules(release)
    held = _in_force(release, rules)
    told = [source_sentence(release.with_document_names(source)) for source in _dated(held)["source"].unique()]
    ended = rules[rules["valid_to"].ne("") & rules["valid_to"].lt(_edition(release))]
    for (_, source), rows in ended.groupby(["valid_to", "source"], sort=False):
        amounts = _bounds(release, rows)
        if amounts:
            day = release.link(str(rows["to_fact"].iloc[0]))
            told.append(ended_sentence(amounts, day, release.with_document_names(str(source))))
    return Text(Markdown(" ".join(told)))


def doors_table(release: Release, caption_fr: str) -> Table:
    """One row a band of amounts, one column a kind of purchase: the procedures open at the date of the edition.

    Works have a column of their own only where rules treat them otherwise than ordinary supplies and services.
    """
    rows = _in_force(release, release.table("procurement_bands"))
    procedures, numbers = _procedures(release), _numbers(release)
    are_works_alike = rows["works"].map(list).eq(rows["ordinary"].map(list)).all()
    columns: dict[str, list[Any]] = {"Montant hors taxes": [_amount(release, row) for row in rows_of(rows)]}
    kinds = [kind for kind in KINDS_FR if kind != "works" or not are_works_alike]
    for kind in kinds:
        columns[capitalised(KINDS_FR[kind])] = [ways(list(rules), procedures, numbers) for rules in rows[kind]]
    widths = [DOOR_WIDTHS["amount"], *(DOOR_WIDTHS[kind] for kind in kinds)]
    return Table(columns, caption_fr, align="l" * len(columns), widths=widths, has_phrases=True)


def cases_text(release: Release) -> Text:
    """What it means that several procedures are open, and that no rule covers a case, where there are such cases."""
    rows, procedures = _in_force(release, release.table("procurement_bands")), _procedures(release)
    cells = [{procedures[rule] for rule in rules} for kind in KINDS_FR for rules in rows[kind]]
    told = []
    if any(len(cell) > 1 for cell in cells):
        told.append(CHOICE_FR)
    if not all(cells):
        told.append(UNCOVERED_FR)
    return Text(escape(" ".join(told)))


def rules_table(release: Release, caption_fr: str) -> Table:
    """One row a rule in force at the date of the edition: what it opens, for which purchase, since when, its source."""
    rows = _in_force(release, _own_rules(release))
    columns: dict[str, list[Any]] = {
        "Règle": [rule_words(number) for number in range(1, len(rows) + 1)],
        "Ce qu’elle ouvre": list(rows["procedure_fr"]),
        "Pour quel achat": [_scope(release, row) for row in rows_of(rows)],
        "Depuis le": release.links(rows["from_fact"]),
        "Texte et source": [_place(release, row) for row in rows_of(rows)],
    }
    return Table(columns, caption_fr, align="lllll", widths=(9, 24, 24, 13, 30), has_phrases=True)


def schemes_table(release: Release, caption_fr: str) -> Table | Text:
    """One row a scheme; those that the rules speak of say which rule."""
    rows = release.table("procurement_schemes")
    if rows.empty:
        return Text(escape(NOT_DELIVERED_FR))
    numbers = _numbers(release)
    columns: dict[str, list[Any]] = {
        "Montage": [f"{row.scheme_fr} (achat à plusieurs)" if row.is_joint else row.scheme_fr for row in rows_of(rows)],
        "Ce que c’est": list(rows["description_fr"]),
        "Règle, texte, plafond": [_reference(release, row, numbers) for row in rows_of(rows)],
    }
    return Table(columns, caption_fr, align="lll", widths=(26, 46, 28), has_phrases=True)


def factors_table(release: Release, caption_fr: str) -> Table | Text:
    """The factors of the calendar, the guide's advice, and the working time to allow."""
    rows = release.table("procurement_factors")
    if rows.empty:
        return Text(escape(NOT_DELIVERED_FR))
    columns: dict[str, list[Any]] = {
        "Ce qui rythme un achat": list(rows["factor_fr"]),
        "Ce qu’en dit le guide": list(rows["advice_fr"]),
        "Délai à prévoir": release.links(rows["lead_fact"]),
    }
    return Table(columns, caption_fr, align="llr", widths=(24, 58, 18))


def calendar_how(release: Release) -> Text:
    """How communes read the calendar; where the others find it."""
    return Text(escape(HOW_FR if release.is_for(BUYERS) else ELSEWHERE_FR))


def calendar_table(release: Release, caption_fr: str) -> Table | Text:
    """For communes: each event of a commune and, backward, the days that count. Nothing for the others."""
    if not release.is_for(BUYERS):
        return Text(Markdown(""))
    rows = release.table("procurement_calendar")
    if rows.empty:
        return Text(escape(NO_DATES_FR))
    columns: dict[str, list[Any]] = {
        "Commune et échéance": [f"{row.commune}, {row.event_fr}" for row in rows_of(rows)],
        "Le jour": release.links(rows["event_fact"]),
        "Décider avant le": release.links(rows["decide_fact"]),
        "Dernier conseil à temps": release.links(rows["council_fact"]),
        "Dossier prêt le": release.links(rows["ready_fact"]),
    }
    made_up = f" ({MADE_UP_FR})" if _has_made_up_dates(release, rows) else ""
    return Table(columns, f"{caption_fr}{made_up}", align="lllll", widths=(28, 18, 18, 18, 18))


def calendar_note(release: Release) -> Text:
    """What the dates of the calendar are worth; nothing where there is no calendar to read."""
    rows = release.table("procurement_calendar")
    if not release.is_for(BUYERS) or rows.empty:
        return Text(Markdown(""))
    return Text(escape(dates_sentence(is_synthetic=_has_made_up_dates(release, rows))))


def _has_made_up_dates(release: Release, rows: pd.DataFrame) -> bool:
    return any(bool(release.fact(fact_id)["is_synthetic"]) for fact_id in rows["event_fact"])


def checklist(release: Release, caption_fr: str) -> Table | Text:
    """The guide's questions before a purchase: to fill in for communes (narrow questions leave tall cells), to read for
    the others."""
    questions = [str(question) for question in release.table("procurement_checklist")["question_fr"]]
    if not questions or not release.is_for(BUYERS):
        return bullets(questions, NOT_DELIVERED_FR)
    blanks = [BLANK] * len(questions)
    return Table({"Question": questions, "Réponse": blanks, "Qui s’en charge": blanks}, caption_fr, widths=(44, 36, 20))


def examples(release: Release) -> Text:
    """The trials that the guide tells, one a line, and where each stood when it was printed."""
    rows = release.table("procurement_cases")
    return bullets([_example(row) for row in rows_of(rows)], NOT_DELIVERED_FR)


def _example(row: Any) -> Markdown:
    told = f"{row.solution_fr} {row.experiment_fr} {row.status_fr}"
    return Markdown(f"**{escape(row.name)}, à {escape(row.place)}.** {escape(told)}")


def _edition(release: Release) -> str:
    """The date of the edition, as tables write days."""
    return str(release.summary["edition_date"])


def _in_force(release: Release, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows (of rules, of bands) that hold at the date of the edition."""
    day = _edition(release)
    is_started = rows["valid_from"].le(day)
    return rows[is_started & (rows["valid_to"].eq("") | rows["valid_to"].ge(day))]


def _own_rules(release: Release) -> pd.DataFrame:
    """The rules that repeat no other."""
    rules = release.table("procurement_rules")
    return rules[rules["repeats"].eq("")]


def _dated(rules: pd.DataFrame) -> pd.DataFrame:
    return rules[rules["valid_from"].ne("")]


def _bounds(release: Release, rules: pd.DataFrame) -> list[Markdown]:
    """The amounts that these rules name, each once."""
    named = [str(fact_id) for fact_id in pd.concat([rules["min_fact"], rules["max_fact"]]) if is_given(fact_id)]
    return list({release.display(fact_id): release.link(fact_id) for fact_id in named}.values())


def _procedures(release: Release) -> dict[str, str]:
    rows = release.table("procurement_rules")
    return dict(zip(rows["rule_id"], rows["procedure"], strict=True))


def _numbers(release: Release) -> dict[str, int]:
    """The number of each rule that the booklet shows."""
    shown = _in_force(release, _own_rules(release))
    return {str(rule): number for number, rule in enumerate(shown["rule_id"], start=1)}


def _amount(release: Release, row: Any) -> Markdown:
    low, high = _optional_link(release, row.low_fact), _optional_link(release, row.high_fact)
    included = {"is_low_included": bool(row.is_low_included), "is_high_included": bool(row.is_high_included)}
    return amount_words(low, high, is_exact=bool(row.is_exact), **included)


def _scope(release: Release, row: Any) -> Markdown:
    low, high = _optional_link(release, row.min_fact), _optional_link(release, row.max_fact)
    said = f"{APPLIES_FR[row.applies_to]}, {amount_words(low, high, is_low_included=bool(row.is_min_met))}"
    return Markdown(f"{said}{NARROW}; {escape(row.condition_fr)}" if row.condition_fr else said)


def _place(release: Release, row: Any) -> str:
    """« article ; document »."""
    document = release.with_document_names(row.source, is_cell=True)
    return f"{row.legal_ref}{NARROW}; {document}" if row.legal_ref else document


def _reference(release: Release, row: Any, numbers: Mapping[str, int]) -> Markdown:
    rule = rule_words(numbers[row.rule_id]) if row.rule_id in numbers else ""
    cap = f"moins de{NO_BREAK}{release.link(row.cap_fact)}" if is_given(row.cap_fact) else ""
    return Markdown(f"{NARROW}; ".join(filter(None, (rule, str(escape(row.legal_ref)), cap))) or EMPTY)


def _optional_link(release: Release, fact_id: Any) -> Markdown | None:
    return release.link(str(fact_id)) if is_given(fact_id) else None
