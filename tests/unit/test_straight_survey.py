from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.random import PCG64, Generator

from benchmarks.straight_survey import opened, straight
from pipeline import frames
from pipeline.estimators.survey import estimate
from pipeline.facts import Fact
from pipeline.frames import StoredTables, write_tables
from pipeline.intake.questionnaires import Question, Questionnaire, question_tables
from pipeline.methods.surveys.asked_questions import Asked, asked_questions
from tests.unit.test_survey import PARAMS, QUESTIONS, choices

ROWS = 3000
CLOSED = ("status", "helps", "work", "wants", "site")
FORM = (
    *QUESTIONS,
    Question(
        name="site", kind="choice", label_fr="Site", answers=choices("yes", "no"), relevant="${status} = 'startup'"
    ),
    Question(name="cost", kind="number", label_fr="Coût", measure="count"),
)


def answers(rows: int) -> pd.DataFrame:
    """Answers of every kind, some empty, some set apart, to all questions of `FORM`."""
    draw = Generator(PCG64(7))

    def drawn(*among: Any) -> pd.Series:
        return pd.Series(list(among)).take(draw.integers(0, len(among), rows)).reset_index(drop=True)

    status = drawn("startup", "association", "nsp", None)
    wanted = drawn(None, ["a"], ["b", "a"], ["a", "b", "c"], ["c", "d", "a", "b"], ["d"])
    return pd.DataFrame(
        {
            "status": status.astype("str"),
            "helps": drawn(None, [], ["site"], ["site", "press"]),
            "mark": drawn(None, "nsp", *map(str, range(11))).astype("str"),
            "staff": pd.array(draw.integers(0, 5000, rows), dtype="Int64"),
            "told": drawn(None, *range(11)).astype("Int64"),
            "work": drawn(None, "nc", "very_good", "good", "fair", "poor").astype("str"),
            "wants": wanted,
            "years": pd.Series(draw.integers(0, 9, rows), dtype="Int64").where(
                status.eq("startup") & (draw.random(rows) < 0.8)
            ),
            "site": drawn("yes", "no", None).astype("str").where(status.eq("startup")),
            "cost": draw.lognormal(8, 1, rows).round(2),
            "source_file": "s.csv",
            "source_row": np.arange(2, rows + 2),
        }
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("clean")
    form = Questionnaire(table="survey_startups", title_fr="Enquête", questions=FORM)
    write_tables(found, {**question_tables([form]), "survey_startups": answers(ROWS)})
    return found


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, pd.DataFrame]:
    return straight(opened(folder))


@pytest.fixture(scope="module")
def facts(folder: Path) -> dict[str, Fact]:
    found = estimate(StoredTables(folder), PARAMS).facts
    return {fact.fact_id.removeprefix("survey-startups-"): fact for fact in found}


def test_bases_are_those_of_plain_sql(facts: dict[str, Fact], expected: dict[str, pd.DataFrame]) -> None:
    assert set(expected["bases"]["question"]) == {
        "status",
        "helps",
        "mark",
        "staff",
        "told",
        "work",
        "wants",
        "years",
        "site",
        "cost",
    }
    for row in expected["bases"].itertuples():
        before = "n-" if row.question in CLOSED else ""
        told = {what: facts.get(f"{row.question}-{before}{what}") for what in ("base", "apart", "missing")}
        found = {what: 0 if fact is None else fact.value for what, fact in told.items()}
        assert found == {"base": row.base, "apart": row.apart, "missing": row.missing}
        assert all(len(fact.rows) == fact.value for fact in told.values() if fact)


def test_shares_are_those_of_plain_sql(facts: dict[str, Fact], expected: dict[str, pd.DataFrame]) -> None:
    bases = expected["bases"].set_index("question")["base"]
    assert len(expected["shares"]) == 2 + 2 + 4 + 4 + 2
    for row in expected["shares"].itertuples():
        found = facts[f"{row.question}-{row.choice.replace('_', '-')}"]
        assert (found.numerator, found.denominator) == (row.n, bases[row.question])


def test_means_and_medians_are_those_of_plain_sql(
    facts: dict[str, Fact], expected: dict[str, pd.DataFrame], folder: Path
) -> None:
    asked = {each.question.name: each for each in asked_questions(StoredTables(folder))}
    assert set(expected["marks"]["question"]) == {"mark", "staff", "told", "years", "cost"}
    for row in expected["marks"].itertuples():
        assert facts[f"{row.question}-mean"].n_answered == row.n
        assert facts[f"{row.question}-mean"].value == pytest.approx(row.mean, rel=1e-12)
        assert facts[f"{row.question}-median"].value == row.median
        assert asked[row.question].marks.std(ddof=1) == pytest.approx(row.deviation, rel=1e-12)
        if row.question == "told":
            assert (facts["told-promoters"].numerator, facts["told-detractors"].numerator) == (
                row.promoters,
                row.detractors,
            )


def test_combinations_of_answers_are_those_of_plain_sql(expected: dict[str, pd.DataFrame], folder: Path) -> None:
    found = [row for each in asked_questions(StoredTables(folder)) for row in combinations(each)]
    assert sorted(found) == list(expected["several"].itertuples(index=False, name=None))


def combinations(asked: Asked) -> list[tuple[str, str, int]]:
    if asked.question.kind != "choices":
        return []
    told = zip(asked.answers.different, asked.counts, strict=True)
    return [(asked.question.name, "|".join(given), int(count)) for given, count in told if count]


def test_groups_are_those_of_plain_sql(facts: dict[str, Fact], expected: dict[str, pd.DataFrame]) -> None:
    groups = expected["groups"].assign(total=lambda rows: rows["value"] * rows["n"])
    sums = groups.groupby(["question", "by", "member"])[["n", "total"]].sum()
    assert set(sums.index.get_level_values("question")) == {"mark", "told", "work", "site"}
    for (question, by, member), row in sums.iterrows():
        what = f"{question}-by-{by}-{member}"
        if question in CLOSED:
            said = groups[groups[["question", "member"]].eq([question, member]).all(axis=1)].set_index("answer")["n"]
            best = said.reindex(["yes"] if question == "site" else ["very_good", "good"]).sum()
            assert (facts[f"{what}-share"].numerator, facts[f"{what}-share"].denominator) == (best, row["n"])
        else:
            assert (facts[f"{what}-n"].value, len(facts[f"{what}-n"].rows)) == (row["n"], row["n"])
            assert facts[f"{what}-mean"].value == pytest.approx(row["total"] / row["n"], rel=1e-12)


def test_tables_that_are_held_give_what_stored_ones_give(folder: Path, facts: dict[str, Fact]) -> None:
    held = {path.stem: pd.read_parquet(path) for path in folder.glob("*.parquet")}
    found = {fact.fact_id.removeprefix("survey-startups-"): fact for fact in estimate(held, PARAMS).facts}
    assert found == facts


def test_the_table_of_answers_is_never_read_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = frames.read_table

    def refusing(path: Path) -> pd.DataFrame:
        assert path.stem != "survey_startups"
        return read(path)

    monkeypatch.setattr(frames, "read_table", refusing)
    assert estimate(StoredTables(folder), PARAMS).facts
