"""What a booklet shows of two editions side by side: outcomes, questions asked alike, and those that changed."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline import figures
from pipeline.booklet.chapters import comparison_wording as words
from pipeline.booklet.chapters.comparison_exhibits import (
    ALL_SURVEYS,
    asked,
    family_total,
    gap,
    link,
    observed,
    precision_links,
)
from pipeline.booklet.chapters.surveys import with_survey
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import bullets, tables_by
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.released import Release

OUTCOMES = "outcomes"
FINDINGS = ("gap", "no-gap", "undecidable")
"""What may be said of a gap, the firmest first."""

FAMILIES_FR = {
    OUTCOMES: "Ce que disent les registres",
    "survey_startups": "Réponses des porteurs de projet",
    "survey_communes": "Réponses des agents des communes",
    "survey_institutions": "Réponses des partenaires",
}
IN_SENTENCE_FR = {
    OUTCOMES: "les registres",
    "survey_startups": "les porteurs de projet",
    "survey_communes": "les agents des communes",
    "survey_institutions": "les partenaires",
}
ANSWERS_FR = "Ceux qui ne répondent pas ne sont pas forcément du même avis que les autres."
NONE_FR = "Aucun résultat n’est connu des deux éditions."
NO_QUESTION_FR = "Aucune question de ce livret n’a été posée dans les mêmes termes aux deux éditions."
NOT_CHANGED_FR = "Aucune question n’a changé entre les deux éditions."
NOT_RECKONED_FR = "ce calcul, qui essaie toutes les répartitions, n’a pas été fait"
NO_REACH_FR = "Aucune comparaison n’est restée ouverte."
YES_FR = "Oui"
WHERE_FR = "dans cette édition"
CASES_FR = ("un cas d’une édition", "un cas de l’autre")
NOW_FR, BEFORE_FR = "Cette édition", "Édition précédente"


def families(release: Release) -> Text:
    """What each family of comparisons comes to, one bullet a family; one sentence for all where none finds a gap."""
    rows = _shown(release, "editions_families", "family")
    told = rows[rows["tests_fact"].notna()]
    if len(told) > 1 and all(_finds_nothing(release, row) for _, row in told.iterrows()):
        return Text(_no_gap_anywhere(release, told))
    items = [
        Markdown(f"**{escape(_family_fr(row['family']))}**{NO_BREAK}: {family_total(release, row)}")
        for _, row in told.iterrows()
    ]
    return bullets(items, NONE_FR)


def _finds_nothing(release: Release, row: pd.Series) -> bool:
    tests, gaps = (float(release.fact(row[f"{name}_fact"])["value"]) for name in ("tests", "gaps"))
    return tests > 0 and gaps == 0


def _no_gap_anywhere(release: Release, rows: pd.DataFrame) -> Markdown:
    """How many tests could decide in each family, then how many comparisons had not the numbers for it."""
    could = [f"{release.link(row['tests_fact'])} pour {IN_SENTENCE_FR[row['family']]}" for _, row in rows.iterrows()]
    short = [
        f"{release.link(row['undecidable_fact'])} pour {IN_SENTENCE_FR[row['family']]}"
        for _, row in rows.iterrows()
        if release.fact(row["undecidable_fact"])["value"] != 0
    ]
    others = f" D’autres comparaisons n’avaient pas les effectifs pour conclure{NO_BREAK}: {enumeration(short)}."
    return Markdown(
        f"Aucun écart n’est établi, ce qui ne prouve pas qu’il n’y en a pas. Le nombre de tests qui pouvaient trancher "
        f"est de {enumeration(could)}.{others if short else ''}"
    )


def responses(release: Release) -> Text:
    """That fewer people answered, or more, in every survey of both editions; nothing where surveys differ."""
    rows = _outcomes(release)
    mine = rows[rows["result"].str.startswith("response-") & rows["before_fact"].notna() & rows["now_fact"].notna()]
    sides = [[release.fact(fact)["value"] for fact in mine[side]] for side in ("before_fact", "now_fact")]
    steps = [now - before for before, now in zip(*sides, strict=True)]
    if len(steps) < 2 or not (all(step < 0 for step in steps) or all(step > 0 for step in steps)):
        return Text(Markdown(""))
    told = [
        f"de {release.link(row['before_fact'])} à {release.link(row['now_fact'])} pour {_public_fr(row['result'])}"
        for _, row in mine.iterrows()
    ]
    way = "basse" if steps[0] < 0 else "haute"
    return Text(
        Markdown(
            f"La part des personnes invitées qui ont répondu est plus {way} qu’à l’édition précédente dans chaque "
            f"enquête{NO_BREAK}: {enumeration(told)}. {_established(mine)} {escape(ANSWERS_FR)}"
        )
    )


def _established(rows: pd.DataFrame) -> str:
    """Of which surveys the verdict says that people answered less, or more, than chance explains."""
    found = [_public_fr(result) for result in rows.loc[rows["finding"].eq("gap"), "result"]]
    return words.established_fr(found, len(rows))


def _public_fr(result: str) -> str:
    return IN_SENTENCE_FR[f"survey_{result.removeprefix('response-')}"]


def outcomes_table(release: Release, caption_fr: str) -> Table | Text:
    """Each outcome in both editions, the gap with its interval, and the verdict."""
    rows = _outcomes(release)
    if rows.empty:
        return Text(escape(NONE_FR))
    return Table(_columns(release, rows, "Résultat"), caption_fr, widths=(20, 15, 15, 24, 10, 16))


def outcomes_figure(release: Release, caption_fr: str) -> Figure | Text:
    """The shares that registers give in both editions, with what may be said of each gap."""
    rows = _outcomes(release)
    shares = rows[rows["kind"].eq("choice")]
    return _pairs(release, shares, "Résultat", caption_fr) if len(shares) else Text(escape(NONE_FR))


def questions_figure(release: Release, caption_fr: str) -> Figure | Text:
    """The shares of « oui » to questions asked alike, and any other share whose gap is established."""
    rows = _asked_alike(release)
    shares = rows[rows["answer_fr"].ne("") & rows["before_fact"].notna() & rows["now_fact"].notna()]
    return _pairs(release, shares, "Question", caption_fr) if len(shares) else Text(escape(NO_QUESTION_FR))


def _asked(row: pd.Series) -> str:
    """The question; with the answer that was counted, unless it is « oui »."""
    return str(row["question_fr"]) if row["answer_fr"] == YES_FR else asked(row)


def _pairs(release: Release, rows: pd.DataFrame, head_fr: str, caption_fr: str) -> Figure:
    """Two shares a row, in the order of the table. No direction is hoped for: two editions differ in many ways."""
    before, now = ([release.fact(fact) for fact in rows[side]] for side in ("before_fact", "now_fact"))
    frame = pd.DataFrame(
        {
            "label": with_survey([_asked(row) for _, row in rows.iterrows()], rows["family"]),
            "start": [fact["value"] for fact in before],
            "end": [fact["value"] for fact in now],
            "start_shown": [release.display(str(fact["fact_id"])) for fact in before],
            "end_shown": [release.display(str(fact["fact_id"])) for fact in now],
            "start_link": release.links(rows["before_fact"]),
            "end_link": release.links(rows["now_fact"]),
            "finding": list(rows["finding"]),
        }
    )
    said = {finding: words.finding_fr(finding) for finding in FINDINGS}
    return figures.dumbbells(frame, caption_fr, BEFORE_FR, NOW_FR, findings_fr=said, head_fr=head_fr)


def within_reach(release: Release) -> Text:
    """For each outcome without a verdict, what it would have taken in this edition, or that this was not reckoned."""
    items = [
        Markdown(f"{words.of_question(str(escape(str(row['question_fr']))), f'{NARROW}; '.join(told))}.")
        for _, row in _outcomes(release).iterrows()
        if (told := list(_reach(release, row)))
    ]
    return bullets(items, NO_REACH_FR)


def _reach(release: Release, row: pd.Series) -> Iterator[str]:
    has = precision_links(release, row)
    if "sees_fact" in has:
        yield words.superiority_fr(has["sees_fact"], *CASES_FR)
    elif row["reach"] != "counts":
        yield from [NOT_RECKONED_FR] if row["finding"] == "no-gap" else []
    else:
        below, above = has.get("needs_below_fact"), has.get("needs_above_fact")
        found = observed(release, row)
        yield words.needed_units_fr(WHERE_FR, below, above, found)
        if below or above:
            yield words.seen_units_fr(WHERE_FR, has.get("sees_below_fact"), has.get("sees_above_fact"), found)


def questions(release: Release) -> Text:
    """One table a survey: marks, ordered answers and yes or no, then any answer whose share differs beyond chance."""
    kept = _asked_alike(release)
    if kept.empty:
        return Text(escape(NO_QUESTION_FR))
    columns = _columns(release, kept, "Question")
    lines = pd.DataFrame({"family": [_family_fr(name) for name in kept["family"]], **columns}, dtype="object")
    return tables_by(lines, "family", "editions-questions", widths=(22, 12, 14, 24, 8, 20))


def _asked_alike(release: Release) -> pd.DataFrame:
    """Questions of both editions: marks, ordered answers and yes or no, then any answer whose share differs."""
    rows = _shown(release, "editions_results", "family")
    rows = rows[rows["family"].ne(OUTCOMES)]
    has_yes_or_no = rows["kind"].eq("choice") & rows["answer_fr"].ne("")
    return rows[rows["kind"].isin(["scale", "ordinal"]) | has_yes_or_no | rows["finding"].eq("gap")]


def changed(release: Release) -> Text:
    """Questions that changed and are not compared, with what changed."""
    rows = _shown(release, "editions_changed", "survey")
    items = [escape(words.of_question(str(row["question_fr"]), _reason(row))) for _, row in rows.iterrows()]
    return bullets(items, NOT_CHANGED_FR)


def _reason(row: pd.Series) -> str:
    """What changed, then in brackets how the question was and how it is."""
    sides = (("avant", row["before_fr"]), ("maintenant", row["now_fr"]))
    shown = f"{NARROW}; ".join(f"{side}, «{NARROW}{said}{NARROW}»" for side, said in sides if said)
    return f"{row['reason_fr'].removesuffix('.')}{f' ({shown})' if shown else ''}."


def _columns(release: Release, rows: pd.DataFrame, head_fr: str) -> dict[str, list[str]]:
    return {
        head_fr: [asked(row) for _, row in rows.iterrows()],
        BEFORE_FR: [_side(release, row, "before_fact") for _, row in rows.iterrows()],
        NOW_FR: [_side(release, row, "now_fact") for _, row in rows.iterrows()],
        "Écart": [gap(release, row) for _, row in rows.iterrows()],
        "p ajustée": [link(release, fact) for fact in rows["adjusted_fact"]],
        "Ce qu’on peut dire": [words.finding_fr(finding) for finding in rows["finding"]],
    }


def _side(release: Release, row: pd.Series, side: str) -> Markdown:
    """What one edition gives: a share, or « médiane 8,0 »; nothing of ordered answers, which no single number tells."""
    told = link(release, row[side])
    return Markdown(f"médiane {told}") if row["kind"] == "scale" and isinstance(row[side], str) else told


def _outcomes(release: Release) -> pd.DataFrame:
    rows = release.table("editions_results")
    return rows[rows["family"].eq(OUTCOMES) & rows["finding"].ne("nothing")]


def _shown(release: Release, table: str, column: str) -> pd.DataFrame:
    """The rows of a table that this audience's booklet shows: registers, and its own survey."""
    rows, audience = release.table(table), release.summary["audience"]
    return rows if audience == ALL_SURVEYS else rows[rows[column].isin([OUTCOMES, f"survey_{audience}"])]


def _family_fr(name: str) -> str:
    return FAMILIES_FR.get(name, name)
