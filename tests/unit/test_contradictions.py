from __future__ import annotations

from pipeline.estimates import Estimates
from pipeline.estimators.contradictions import estimate
from pipeline.methods.printed.consistency import CONTRADICTORY, VERDICTS
from tests.unit.test_coverage import PARAMS
from tests.unit.test_key_figures import clean_tables


def estimates() -> Estimates:
    parts = [
        {"indicator_id": indicator, "part_of": "projects", "value": value}
        for indicator, value in (("projects_part", 3.0), ("budget", 4.0))
    ]
    other = {"value": 300000.0, "printed": "300 000 habitants", "source": "étude", "line": 12, "note": "l'année manque"}
    return estimate(
        clean_tables(
            {},
            other,
            {"city": "Nice"},
            {"indicator_id": "projects", "value": 7.0},
            *parts,
            {"indicator_id": "students", "value": None, "printed": "des milliers"},
            {"indicator_id": "students", "value": 7.0},
        ),
        PARAMS,
    )


def values() -> dict[str, float | None]:
    return {fact.fact_id: fact.value for fact in estimates().facts}


def test_a_contradiction_shows_both_figures_as_printed_with_their_place() -> None:
    pairs = estimates().tables["contradictions_pairs"]
    (pair,) = pairs[pairs["verdict_fr"].eq(CONTRADICTORY)].to_dict("records")
    assert (pair["first_fact"], pair["second_fact"]) == ("city-pages-cf001", "city-pages-cf002")
    assert pair["second_fr"] == "«\u202f300 000 habitants\u202f»"
    assert pair["second_where_fr"] == "étude, l.\u00a012"
    assert pair["second_note_fr"] == "l’année manque"


def test_verdicts_are_counted_and_add_up() -> None:
    verdicts, found = estimates().tables["contradictions_verdicts"], values()
    assert list(verdicts["verdict_fr"]) == list(VERDICTS)
    assert verdicts["count"].sum() == found["contradictions-pairs"] == 1
    assert found["contradictions-contradictoire"] == found["contradictions-across"] == 1


def test_a_quantity_without_number_is_not_opposed_to_a_number() -> None:
    assert "Étudiants" not in set(estimates().tables["contradictions_pairs"]["indicator_fr"])


def test_the_sum_of_parts_is_a_fact_with_its_rows() -> None:
    (summed,) = [fact for fact in estimates().facts if fact.fact_id == "contradictions-sum-cf004"]
    assert summed.value == 7.0
    assert summed.rows == (("figures.csv", 6), ("figures.csv", 7))


def test_a_count_of_nothing_rests_on_all_that_was_examined() -> None:
    (outside,) = [fact for fact in estimates().facts if fact.fact_id == "contradictions-shares-outside"]
    assert outside.value == 0
    assert len(outside.rows) == 8
