"""What a booklet shows of procurement: doors by amount and kind, thresholds, rules, schemes, calendar, checklist."""

from __future__ import annotations

from typing import Any

from pipeline.booklet.chapters.procurement_words import (
    APPLIES_FR,
    KINDS_FR,
    NO_RULE_FR,
    NO_THRESHOLD_FR,
    amount_words,
    choice_sentence,
    dates_sentence,
    repeated_sentence,
    threshold_sentence,
    uncovered_sentence,
    ways,
)
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import EMPTY, Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.methods.projects.knowledge_facts import is_given, rows_of
from pipeline.released import Release

BUYERS = "communes"
"""The audience that ticks the checklist and plans by its own dates; the others are told what a commune looks at."""

NOT_DELIVERED_FR = "Ce relevé n’a pas été remis pour cette édition."
NO_DATES_FR = "Aucune commune n’a transmis les dates de ses conseils et de son budget\u00a0: nous n’en inventons pas."
ELSEWHERE_FR = "Le livret des communes remonte ce calendrier pour chacune d’elles, à partir de ses propres dates."
HOW_FR = (
    "De gauche à droite, le calendrier recule dans le temps. On part de l’échéance, on en retire le temps de "
    "l’arbitrage, on cherche le dernier conseil qui se tient avant\u00a0; le dossier doit être prêt plus tôt encore."
)
BLANK = Markdown(NO_BREAK)
"""A cell to fill in by hand."""


def doors_table(release: Release, caption_fr: str) -> Table:
    """One row a band of amounts, one column a kind of purchase: the procedures open, each with its rule."""
    rows, procedures = release.table("procurement_bands"), _procedures(release)
    columns: dict[str, list[Any]] = {"Montant hors taxes": [_amount(release, row) for row in rows_of(rows)]}
    for kind, name in KINDS_FR.items():
        columns[name[:1].upper() + name[1:]] = [ways(list(rules), procedures) for rules in rows[kind]]
    return Table(columns, caption_fr, align="llll", widths=(22, 26, 26, 26))


def cases_text(release: Release) -> Text:
    """How many cases of the table have no rule, how many have a choice, and what either means."""
    lines = []
    for what, label, sentence in (
        ("several", "Cas ouverts à plusieurs procédures", choice_sentence),
        ("none", "Cas sans règle relevée", uncovered_sentence),
    ):
        fact_id = f"procurement-cases-{what}"
        said = escape(sentence(float(release.fact(fact_id)["value"])))
        counted = f"{release.link(fact_id)}, sur {release.link('procurement-cases')}"
        lines.append(Markdown(f"**{label}{NO_BREAK}: {counted}.** {said}"))
    return bullets(lines, NO_RULE_FR)


def thresholds_text(release: Release) -> Text:
    """What holds at each exact threshold."""
    rows, procedures = release.table("procurement_bands"), _procedures(release)
    exact = rows[rows["is_exact"]]
    lines = [
        threshold_sentence(release.link(str(row["low_fact"])), {kind: list(row[kind]) for kind in KINDS_FR}, procedures)
        for _, row in exact.iterrows()
    ]
    return bullets(lines, NO_THRESHOLD_FR)


def rules_table(release: Release, caption_fr: str) -> Table:
    """One row a rule as documents print it: what it opens, for which purchase, and where it stands."""
    rows = release.table("procurement_rules")
    columns: dict[str, list[Any]] = {
        "Règle": list(rows["rule_id"]),
        "Ce qu’elle ouvre": list(rows["procedure_fr"]),
        "Pour quel achat": [_scope(release, row) for row in rows_of(rows)],
        "Texte et document": [_place(release, row) for row in rows_of(rows)],
    }
    return Table(columns, caption_fr, align="llll", widths=(8, 30, 32, 30))


def repeated_text(release: Release) -> Text:
    """Which rules only repeat another, and when their document is from."""
    rows = release.table("procurement_rules")
    lines = [
        repeated_sentence(str(row.rule_id), str(row.repeats), _optional_link(release, row.date_fact))
        for row in rows_of(rows)
        if row.repeats
    ]
    return Text(Markdown(" ".join(lines)))


def schemes_table(release: Release, caption_fr: str) -> Table | Text:
    """One row a scheme; those that the rules speak of say which rule."""
    rows = release.table("procurement_schemes")
    if rows.empty:
        return Text(escape(NOT_DELIVERED_FR))
    columns: dict[str, list[Any]] = {
        "Montage": [f"{row.scheme_fr} (achat à plusieurs)" if row.is_joint else row.scheme_fr for row in rows_of(rows)],
        "Ce que c’est": list(rows["description_fr"]),
        "Règle, texte, plafond": [_reference(release, row) for row in rows_of(rows)],
    }
    return Table(columns, caption_fr, align="lll", widths=(26, 46, 28))


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
    return Text(escape(HOW_FR if release.summary["audience"] == BUYERS else ELSEWHERE_FR))


def calendar_table(release: Release, caption_fr: str) -> Table | Text:
    """For communes: each event of a commune and, backward, the days that count. Nothing for the others."""
    if release.summary["audience"] != BUYERS:
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
    return Table(columns, caption_fr, align="lllll", widths=(28, 18, 18, 18, 18))


def calendar_note(release: Release) -> Text:
    """What the dates of the calendar are worth; nothing where there is no calendar to read."""
    rows = release.table("procurement_calendar")
    if release.summary["audience"] != BUYERS or rows.empty:
        return Text(Markdown(""))
    is_synthetic = any(bool(release.fact(fact_id)["is_synthetic"]) for fact_id in rows["event_fact"])
    return Text(escape(dates_sentence(is_synthetic=is_synthetic)))


def checklist(release: Release, caption_fr: str) -> Table | Text:
    """The guide's questions before a purchase: to fill in for communes, to read for the others."""
    questions = [str(question) for question in release.table("procurement_checklist")["question_fr"]]
    if not questions or release.summary["audience"] != BUYERS:
        return bullets(questions, NOT_DELIVERED_FR)
    blanks = [BLANK] * len(questions)
    return Table({"Question": questions, "Réponse": blanks, "Qui s’en charge": blanks}, caption_fr, widths=(68, 16, 16))


def examples(release: Release) -> Text:
    """The trials that the guide tells, one a line, and where each stood when it was printed."""
    rows = release.table("procurement_cases")
    return bullets([_example(row) for row in rows_of(rows)], NOT_DELIVERED_FR)


def _example(row: Any) -> Markdown:
    told = f"{row.place}{NO_BREAK}: {row.solution_fr} {row.experiment_fr} Suite publiée{NO_BREAK}: {row.status_fr}."
    return Markdown(f"**{escape(row.name)}.** {escape(told)}")


def _procedures(release: Release) -> dict[str, str]:
    rows = release.table("procurement_rules")
    return dict(zip(rows["rule_id"], rows["procedure"], strict=True))


def _amount(release: Release, row: Any) -> Markdown:
    low, high = _optional_link(release, row.low_fact), _optional_link(release, row.high_fact)
    return amount_words(low, high, is_exact=bool(row.is_exact))


def _scope(release: Release, row: Any) -> Markdown:
    low, high = _optional_link(release, row.min_fact), _optional_link(release, row.max_fact)
    said = f"{APPLIES_FR[row.applies_to]}, {amount_words(low, high, is_exact=False)}"
    return Markdown(f"{said}{NARROW}; {escape(row.condition_fr)}" if row.condition_fr else said)


def _place(release: Release, row: Any) -> str:
    """« article, document, l. 150 »; the document's date where it prints one."""
    document = f"{release.with_document_names(row.source)}, l.{NO_BREAK}{row.line}"
    return f"{row.legal_ref}{NARROW}; {document}" if row.legal_ref else document


def _reference(release: Release, row: Any) -> Markdown:
    rule = f"règle{NO_BREAK}{escape(row.rule_id)}" if row.rule_id else ""
    cap = f"moins de{NO_BREAK}{release.link(row.cap_fact)}" if is_given(row.cap_fact) else ""
    return Markdown(f"{NARROW}; ".join(filter(None, (rule, str(escape(row.legal_ref)), cap))) or EMPTY)


def _optional_link(release: Release, fact_id: Any) -> Markdown | None:
    return release.link(str(fact_id)) if is_given(fact_id) else None
