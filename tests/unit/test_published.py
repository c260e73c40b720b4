from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.estimates import Estimates
from pipeline.estimators.published import estimate
from pipeline.methods.printed.printed_facts import scope_fr
from pipeline.params import EstimateParams

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
FIGURE = {
    "label_fr": "Part des projets",
    "printed": "",
    "value": None,
    "value_min": None,
    "value_max": None,
    "qualifier": "=",
    "unit": "share",
    "precision": 0.01,
    "population": "projets",
    "n_printed": None,
    "breakdown": None,
    "scope": "edition 1",
    "source": "guide",
    "line": 1,
}
FIGURES = [
    {"figure_id": "cible", "value": 0.84, "label_fr": "Projets visant l'action publique"},
    {"figure_id": "motif-a", "value": 0.8, "population": "communes", "breakdown": "motifs", "label_fr": "Motif : voir"},
    {"figure_id": "motif-b", "value": 0.5, "population": "communes", "breakdown": "motifs", "label_fr": "Motif : agir"},
    {"figure_id": "theme-a", "value": 0.23, "breakdown": "themes", "label_fr": "Part : eau"},
    {"figure_id": "theme-b", "value": 0.77, "breakdown": "themes", "label_fr": "Part : air"},
    {"figure_id": "part-mures", "value": 0.64},
    {"figure_id": "nombre-mures", "value": 18, "unit": "count", "precision": 1},
    {"figure_id": "projets-livret", "value": 30, "unit": "count", "precision": 1},
    {"figure_id": "annee", "value": 2022, "unit": "year", "precision": 1},
    {"figure_id": "inutile", "value": 3, "unit": "count", "precision": 1},
]


def frame(rows: list[dict[str, Any]], name: str) -> pd.DataFrame:
    return pd.DataFrame(rows).assign(source_file=f"{name}.csv", source_row=range(2, len(rows) + 2))


@pytest.fixture(scope="module")
def estimates() -> Estimates:
    frames = [
        {"population": "projets", "frame_max": 30, "other_frames": ["28"], "origin_fr": "imprimé"},
        {"population": "communes", "frame_max": 4, "other_frames": [], "origin_fr": "imprimé"},
    ]
    twins = [
        {"pair_id": "mures", "figure_id": "nombre-mures", "quantity_fr": "Mûres", "where_fr": "guide"},
        {"pair_id": "mures", "figure_id": "part-mures", "quantity_fr": "Mûres", "where_fr": "guide"},
        {"pair_id": "projets", "figure_id": "projets-livret", "quantity_fr": "Projets", "where_fr": "livret"},
        {"pair_id": "annee", "figure_id": "annee", "quantity_fr": "Année", "where_fr": "guide"},
    ]
    registers = ["", "", "projets", ""]
    tables = {
        "published": frame([FIGURE | figure for figure in FIGURES], "published"),
        "frames": frame(frames, "frames"),
        "twins": frame(twins, "twins").assign(register=registers),
        "catalogue": frame([{"commune_insee": "93005"}] * 28, "catalogue"),
    }
    return estimate(tables, PARAMS)


def values(estimates: Estimates) -> dict[str, Any]:
    return {fact.fact_id: fact.value_text or fact.value for fact in estimates.facts}


def test_verdicts_are_counted(estimates: Estimates) -> None:
    found = values(estimates)
    counted = {name: found[f"published-{name}"] for name in ("printed", "checked", "impossible", "part", "full")}
    assert counted == {"printed": 10, "checked": 6, "impossible": 1, "part": 1, "full": 4}


def test_possible_bases_are_worded(estimates: Estimates) -> None:
    found = values(estimates)
    assert found["published-cible-bases"] == "19 ou 25"
    assert found["published-motif-a-bases"] == "aucun nombre de réponses de 1 à 4 ; il en faudrait au moins 5".replace(
        " ;", "\u202f;"
    )
    assert found["published-base-projets"] == "30 ou 28"


def test_figures_that_settle_which_base_was_used_are_counted(estimates: Estimates) -> None:
    """Of 0.84, 0.23, 0.77 and 0.64 on 30 or 28: 7/30 and 23/30 want 30, 18/28 wants 28, 0.84 wants neither."""
    table = estimates.tables["published_single_bases"]
    found = values(estimates)
    assert {base: found[fact] for base, fact in table.itertuples(index=False)} == {30: 2, 28: 1}
    assert (found["published-disputed"], found["published-untold"]) == (4, 0)


def test_evidence_speaks_french(estimates: Estimates) -> None:
    assert {fact.filter for fact in estimates.facts if fact.fact_id == "published-cible"} == {"édition 1"}
    assert scope_fr("edition 1+2") == "éditions 1 et 2"
    assert scope_fr("programme") == "programme"


def test_gravest_verdict_comes_first(estimates: Estimates) -> None:
    assert list(estimates.tables["published_checks"]["figure_id"])[:2] == ["motif-a", "cible"]


def test_breakdowns_share_a_base_and_state_their_sum(estimates: Estimates) -> None:
    table = estimates.tables["published_breakdowns"].set_index("breakdown")
    found = values(estimates)
    assert found[table.loc["themes", "common_fact"]] == "13, 22, 26 ou 30"
    assert found[table.loc["motifs", "common_fact"]] == "aucune"
    assert "un tout, aux arrondis près" in table.loc["themes", "sum_fr"]
    assert "plusieurs réponses" in table.loc["motifs", "sum_fr"]
    assert table.loc["motifs", "labels_fr"] == "Motif\u00a0: voir\u202f; agir"


def test_repeated_quantities_meet_the_register(estimates: Estimates) -> None:
    table = estimates.tables["published_twins"]
    assert table.groupby("pair_id")["agreement"].first().to_dict() == {
        "annee": "same",
        "mures": "same",
        "projets": "different",
    }
    assert values(estimates)["published-register-projets"] == 28


def test_grid_leaves_out_bases_beyond_the_frame(estimates: Estimates) -> None:
    row = estimates.tables["published_grid"].set_index("label_fr").loc["Motif\u00a0: agir"]
    assert list(row[["1", "2", "3", "4"]]) == ["excluded", "possible", "excluded", "complete-possible"]
    assert row[["5", "30"]].isna().all()


def test_only_figures_that_are_shown_become_facts(estimates: Estimates) -> None:
    assert "published-inutile" not in values(estimates)
    assert values(estimates)["published-annee"] == "2022"
