from __future__ import annotations

import pandas as pd

from pipeline.methods.interviews.codings import classes_by_entity, entities, general, in_dimension, named

CODING = pd.DataFrame(
    [
        ("Brest", "D01", "Port", "E"),
        ("Brest", "D01", "Design", "F"),
        ("Nice", "D01", "Port", "I"),
        ("Nice", "D02", "Toutes", "G"),
        ("Lyon", "D02", "Toutes", "G"),
    ],
    columns=["entity", "dimension_id", "code_fr", "strength"],
)


def test_a_general_statement_names_nobody() -> None:
    assert list(named(CODING)["strength"]) == ["E", "F", "I"]
    assert list(general(CODING)["entity"]) == ["Nice", "Lyon"]


def test_entities_are_distinct_and_sorted() -> None:
    assert entities(CODING) == ["Brest", "Lyon", "Nice"]


def test_classes_of_an_entity_are_distinct_and_sorted() -> None:
    assert classes_by_entity(in_dimension(CODING, "D01")) == {"Brest": ["Design", "Port"], "Nice": ["Port"]}
