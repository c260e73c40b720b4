"""What `estimate` counts of the answers to a survey, written straight in SQL for DuckDB: to compare with.

Run in a folder of clean tables: python -m benchmarks.straight_survey. Every response counts; conditions of questions
compare them with `=`, `and`, `or`, no more.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pandas as pd

SURVEY = "survey_startups"

ASKED = """
CREATE TEMP TABLE asked AS
SELECT question, kind, is_scale, is_ranking, group_by, coalesce(relevant, '') AS relevant
FROM questions WHERE coalesce(repeat, '') = '' AND (is_scale OR kind IN ('choice', 'choices', 'integer', 'number'))
"""
OFFERED = """
CREATE TEMP TABLE offered AS
SELECT question, name, value FROM answers WHERE coalesce(status, '') NOT IN ('dont_know', 'not_concerned');
CREATE TEMP TABLE names AS SELECT question, list(name) AS names FROM offered GROUP BY question;
"""
EMPTY = """
CREATE TEMP TABLE counts (question VARCHAR, answer VARCHAR, value DOUBLE, n BIGINT);
CREATE TEMP TABLE silent (question VARCHAR, missing BIGINT);
CREATE TEMP TABLE crossed ("by" VARCHAR, member VARCHAR, question VARCHAR, answer VARCHAR, value DOUBLE, n BIGINT);
"""

TOLD = {
    "choice": "nullif({name}, '')",
    "choices": "nullif(array_to_string({name}, '|'), '')",
    "integer": "{name}",
    "number": "{name}",
}
"""What tells answers of a kind apart."""

COUNTED = "INSERT INTO counts ({kept}, question, n) SELECT {told}, '{name}', count(*) FROM given GROUP BY 1;"
SILENT = "INSERT INTO silent SELECT '{name}', count(*) FROM given WHERE {told} IS NULL AND {met};"
SILENT_OF_ALL = (
    "INSERT INTO silent SELECT '{name}', coalesce(sum(n), 0) FROM counts WHERE question = '{name}' AND {kept} IS NULL;"
)
CROSSED = """
INSERT INTO crossed (member, {kept}, "by", question, n)
SELECT {by}, {told}, '{by}', '{name}', count(*) FROM given WHERE {by} <> '' GROUP BY 1, 2;
"""

JUDGED = """
SELECT told.* REPLACE (coalesce(told.value, offered.value) AS value), kind, is_scale, is_ranking,
    CASE WHEN kind = 'choices' THEN list_has_any(string_split(answer, '|'), names)
        WHEN is_scale OR kind <> 'choice' THEN coalesce(told.value, offered.value) IS NOT NULL
        ELSE offered.name IS NOT NULL END AS is_judged
FROM {counts} AS told JOIN asked ON asked.question = told.question
    LEFT JOIN offered ON offered.question = told.question AND offered.name = told.answer
    LEFT JOIN names ON names.question = told.question
WHERE told.answer IS NOT NULL OR told.value IS NOT NULL
"""
BASES = """
SELECT question, coalesce(sum(n) FILTER (is_judged), 0)::BIGINT AS base,
    coalesce(sum(n) FILTER (NOT is_judged), 0)::BIGINT AS apart, any_value(missing) AS missing
FROM said JOIN silent USING (question) GROUP BY question ORDER BY question
"""
SHARES = """
SELECT question, choice, sum(n)::BIGINT AS n FROM (
    SELECT question, n, unnest(CASE WHEN is_ranking THEN string_split(answer, '|')[1:1]
        WHEN kind = 'choices' THEN string_split(answer, '|') ELSE [answer] END) AS choice
    FROM said WHERE is_judged AND NOT is_scale AND answer IS NOT NULL
) AS chosen SEMI JOIN offered ON offered.question = chosen.question AND offered.name = chosen.choice
GROUP BY ALL ORDER BY ALL
"""
MARKS = """
WITH marks AS (
    SELECT question, value, sum(n) AS n, sum(sum(n)) OVER (PARTITION BY question ORDER BY value) AS until
    FROM said WHERE is_judged AND value IS NOT NULL AND (is_scale OR kind <> 'choice') GROUP BY question, value
), middles AS (
    SELECT question, sum(n) AS total, sum(n * value) / sum(n) AS mean FROM marks GROUP BY question
)
SELECT question, any_value(total)::BIGINT AS n, any_value(mean) AS mean,
    sqrt(sum(n * (value - mean) ** 2) / (any_value(total) - 1)) AS deviation,
    (min(value) FILTER (until * 2 >= total) + min(value) FILTER (until * 2 > total)) / 2 AS median,
    coalesce(sum(n) FILTER (value >= 9), 0)::BIGINT AS promoters,
    coalesce(sum(n) FILTER (value <= 6), 0)::BIGINT AS detractors
FROM marks JOIN middles USING (question) GROUP BY question ORDER BY question
"""
GROUPS = """
SELECT "by", member, question, answer, value, n
FROM grouped SEMI JOIN offered ON offered.question = grouped."by" AND offered.name = grouped.member
WHERE is_judged ORDER BY ALL
"""


def straight(connection: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """The counts of the survey in the view `given`, whose questionnaire is in the views `questions` and `answers`.

    Tables: `bases` (a row a question), `shares` (a row an answer), `marks` (a row a scale or number), `several` (a row
    a combination of answers) and `groups` (a row an answer of a question that is told by group, in a group).
    """
    for made in (EMPTY, ASKED, OFFERED):
        connection.execute(made)
    asked = connection.execute("FROM asked").df()
    connection.execute("".join(_counting(each, asked) for each in asked.itertuples()))
    connection.execute(f"CREATE TEMP TABLE said AS {JUDGED.format(counts='counts')}")
    connection.execute(f"CREATE TEMP TABLE grouped AS {JUDGED.format(counts='crossed')}")
    several = "SELECT question, answer, n FROM said WHERE kind = 'choices' AND is_judged ORDER BY ALL"
    queries = {"bases": BASES, "shares": SHARES, "marks": MARKS, "several": several, "groups": GROUPS}
    return {name: connection.execute(query).df() for name, query in queries.items()}


def _counting(question: object, asked: pd.DataFrame) -> str:
    """What counts the answers to one question: all, those that lack, and by each question that makes groups."""
    name, kind, relevant = (str(getattr(question, each)) for each in ("question", "kind", "relevant"))
    kept, met = "answer" if kind in ("choice", "choices") else "value", re.sub(r"\$\{(\w+)\}", r"\1", relevant)
    told = {"name": name, "told": TOLD[kind].format(name=name), "kept": kept, "met": met}
    by = asked.loc[asked["group_by"] & ~asked["is_scale"] & asked["kind"].eq("choice"), "question"]
    is_told = getattr(question, "is_scale", False) or (kind == "choice" and name not in set(by))
    crossed = [CROSSED.format(**told, by=each) for each in by if is_told]
    return "".join([COUNTED.format(**told), (SILENT if met else SILENT_OF_ALL).format(**told), *crossed])


def opened(folder: Path, survey: str = SURVEY) -> duckdb.DuckDBPyConnection:
    """A connection of one thread to the clean tables of a folder."""
    connection = duckdb.connect(config={"threads": 1})
    for view, table in (("given", survey), ("questions", "questions"), ("answers", "answers")):
        connection.read_parquet(str(folder / f"{table}.parquet")).create_view(view)
    return connection


if __name__ == "__main__":
    straight(opened(Path()))
