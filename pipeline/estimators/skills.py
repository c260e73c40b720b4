"""Skills: the topics that documents name, where to read what agents say of each, and how many people communes assigned.

What agents answered are facts of the survey (`survey-communes-…`): they are pointed to, not computed a second time.
"""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.projects.knowledge_facts import Teller, is_given, one_by_one
from pipeline.params import EstimateParams

REQUIRES = ("competence_topics",)
"""The survey of communes is optional: without it the topics are described, and nobody is quoted."""

COMPUTED_BY = "pipeline.estimators.skills"
SURVEY, STAFF = "survey_communes", "staff_mobilised"
FEWEST = 3
"""A total of fewer answers would let each commune learn the other's."""

STAFF_LIMIT = (
    "Personnes déclarées par le référent de chaque commune qui a répondu\u00a0; le temps passé par chacune varie."
)


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """Table `skills_topics`, one row a topic in the order printed, with the ids that facts of the survey would have."""
    topics = tables["competence_topics"]
    tell = Teller("skills", f"{COMPUTED_BY}:estimate", "competence_topics")
    needed = topics[topics["is_training_needed"].eq(True)]
    label = ("Sujets où le document juge une formation encore nécessaire", "Topics said to need more training")
    facts = [
        tell.count("topics", ("Sujets de compétence relevés", "Skill topics"), len(topics), topics),
        tell.count("training-needed", label, len(needed), topics),
        *staff_total(tables),
    ]
    return Estimates(facts, {"skills_topics": topic_lines(topics)})


def topic_lines(topics: pd.DataFrame) -> pd.DataFrame:
    """What each topic is, whether the document asks for more training, and `gained`, `wanted`: ids of survey facts."""
    lines = [
        {
            "topic_fr": french(topic.topic_fr),
            "description_fr": french(topic.description_fr),
            "is_training_needed": bool(topic.is_training_needed),
            **{what: _survey_fact(what, getattr(topic, "answer", None)) for what in ("gained", "wanted")},
        }
        for topic, _ in one_by_one(topics)
    ]
    return pd.DataFrame(lines)


def _survey_fact(what: str, answer: object) -> str:
    return f"survey-communes-topics-{what}-{slug(str(answer))}" if is_given(answer) else ""


def staff_total(tables: Tables) -> list[Fact]:
    """How many people the communes that answered assigned together; nothing for fewer than `FEWEST` communes."""
    if SURVEY not in tables or STAFF not in tables[SURVEY]:
        return []
    survey = tables[SURVEY]
    rows = survey[survey[STAFF].notna()]
    if len(rows) < FEWEST:
        return []
    tell = Teller("skills", f"{COMPUTED_BY}:staff_total", SURVEY)
    usual = {"design": "sample", "limits_fr": STAFF_LIMIT, "n_answered": float(len(rows))}
    total = int(rows[STAFF].sum())
    label = ("Personnes mobilisées par les communes qui ont répondu", "People assigned by the communes that answered")
    base = ("Communes qui ont dit combien de personnes elles ont mobilisées", "Communes that said how many")
    return [
        tell.count("staff-total", label, total, rows, **{**usual, "method": "Somme des réponses"}),
        tell.count("staff-communes", base, len(rows), rows, **usual),
    ]
