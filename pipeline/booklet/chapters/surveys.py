"""What a booklet shows of the surveys: which survey is whose, and first the few results that matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.chapters.survey_wording import leaning_sentence, mean_sentence, scale_fr, score_sentence
from pipeline.booklet.exhibits import Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NO_BREAK
from pipeline.intake.required_answers import required_answers
from pipeline.methods.surveys.answer_shares import BOX
from pipeline.released import Release

SURVEYS_FR = {
    "survey_startups": "Porteurs de projet",
    "survey_communes": "Agents des communes",
    "survey_institutions": "Partenaires",
}
LEAD = ("role", "lead")
"""The answer that a questionnaire requires of whoever is asked on behalf of a whole commune."""
LEADS_FR = "Référents des communes"

ALL_SURVEYS = "institutions"
"""The audience whose booklet shows every survey; each of the others shows its own."""

NONE_FR = "Aucune question de ce type n’a reçu de réponse."
NONE_ESSENTIAL_FR = "Aucune enquête de ce livret ne demande de note."


def shown(release: Release, table: str) -> pd.DataFrame:
    """The rows of a survey table that this audience's booklet shows."""
    rows = release.table(table)
    audience = release.summary["audience"]
    return rows if audience == ALL_SURVEYS else rows[rows["survey"].eq(f"survey_{audience}")]


def who_answered(release: Release, fact: pd.Series) -> str | None:
    """« Porteurs de projet »: whose answers a fact counts; None for what no survey asked."""
    survey = str(fact["source_table"])
    is_put_to_leads = any(LEAD in required_answers(asked) for asked in _conditions(release, fact))
    return LEADS_FR if is_put_to_leads else SURVEYS_FR.get(survey)


def is_put_to_some(release: Release, fact: pd.Series) -> bool:
    """Whether a fact is of a question that earlier answers decide who is asked: no list of invited people says who."""
    return any(_conditions(release, fact))


def _conditions(release: Release, fact: pd.Series) -> list[str]:
    """The condition of each question that a fact counts the answers of; empty for one that all are asked."""
    if not (release.has_table("survey_answers") and release.has_table("survey_questions")):
        return []
    survey, fact_id = str(fact["source_table"]), str(fact["fact_id"])
    answers, questions = release.table("survey_answers"), release.table("survey_questions")
    asked = answers.loc[answers["survey"].eq(survey) & answers["share_fact"].eq(fact_id), "question"]
    of_it = questions["survey"].eq(survey) & questions["question"].isin(asked)
    return [str(condition) for condition in questions.loc[of_it, "relevant"].fillna("")]


def with_survey(labels_fr: Iterable[str], surveys: Iterable[str]) -> list[str]:
    """Each label after who was asked, where what is shown mixes several surveys."""
    pairs = list(zip(labels_fr, surveys, strict=True))
    if len({survey for _, survey in pairs}) < 2:
        return [label for label, _ in pairs]
    return [f"{SURVEYS_FR.get(survey, survey)}{NO_BREAK}: {label}" for label, survey in pairs]


def all_count_alike(release: Release, weights: pd.Series) -> bool:
    """Whether the least and the greatest weight of a row of `response_weights` are both printed as 1."""
    return all(round(float(release.fact(weights[f"{what}_fact"])["value"]), 2) == 1 for what in ("lowest", "highest"))


def best_mark(release: Release, fact_id: str) -> str:
    """Out of how many a mean mark is, where its own form does not say it; nothing of a fact that is no such mean."""
    if not release.has_table("survey_scales") or release.fact(fact_id)["unit"] == "mean_0_10":
        return ""
    rows = release.table("survey_scales")
    asked = rows[rows["mean_fact"].eq(fact_id) & rows["measure"].eq("scale")]
    return "" if asked.empty else wording.number(float(asked["highest"].iloc[0]))


def essentials(release: Release) -> Text:
    """For each survey: how answers that run from the best to the worst lean, the mean marks, then who recommends."""
    surveys = dict.fromkeys(shown(release, "survey_scales")["survey"])
    parts = []
    for survey in surveys:
        items = [f"- {item}" for item in _essential(release, str(survey))]
        parts.append(f"**{escape(SURVEYS_FR[str(survey)])}**\n\n" + "\n".join(items))
    return Text(Markdown("\n\n".join(parts)) if parts else escape(NONE_ESSENTIAL_FR))


def _essential(release: Release, survey: str) -> Iterator[Markdown]:
    yield from _leanings(release, survey)
    scales = _of(release, "survey_scales", survey)
    for _, line in scales[scales["measure"].eq("scale")].iterrows():
        mean = release.fact(line["mean_fact"])
        scale = "" if mean["unit"] == "mean_0_10" else scale_fr(line["lowest"], line["highest"])
        yield mean_sentence(str(line["question_fr"]), release.link(line["mean_fact"]), mean, scale)
    for row in _of(release, "survey_promoters", survey).itertuples():
        fact = str(row.score_fact)
        yield score_sentence(str(row.question_fr), release.link(fact), release.fact(fact))


def _leanings(release: Release, survey: str) -> Iterator[Markdown]:
    """How many chose one of the two best answers, for each question whose answers run from the best to the worst."""
    answers, bases = _of(release, "survey_answers", survey), _of(release, "survey_bases", survey)
    best = answers[answers["is_best_first"].eq(True)].groupby("question", sort=False)["answer_fr"].agg(list)
    for _, base in bases[bases["question"].isin(best.index) & bases["top_fact"].notna()].iterrows():
        fact_id, answered = str(base["top_fact"]), best[base["question"]][:BOX]
        yield leaning_sentence(str(base["question_fr"]), release.link(fact_id), answered, release.fact(fact_id))


def _of(release: Release, table: str, survey: str) -> pd.DataFrame:
    rows = shown(release, table)
    return rows[rows["survey"].eq(survey)]
