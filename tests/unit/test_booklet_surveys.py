from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.surveys import answer_tables, scales_table, shown
from pipeline.frames import write_tables
from pipeline.released import Release

ANSWERS = pd.DataFrame(
    {
        "survey": ["survey_communes", "survey_communes", "survey_startups"],
        "question": ["joined", "joined", "joined"],
        "question_fr": ["Avez-vous rejoint le réseau ?"] * 3,
        "answer_fr": ["Oui", "Non", "Oui"],
        "share_fact": ["a", "b", "c"],
    }
)
SCALES = pd.DataFrame(
    {
        "survey": ["survey_communes", "survey_communes"],
        "question_fr": ["Note", "Effectif"],
        "lowest": [1.0, None],
        "highest": [5.0, None],
        "mean_fact": ["a", "b"],
        "base_fact": ["b", "c"],
    }
)


@pytest.fixture
def release(tmp_path: Path) -> Release:
    facts = pd.DataFrame({"fact_id": ["a", "b", "c"], "display_fr": ["75 % (3 sur 4)", "1 sur 4", "2 sur 2"]})
    write_tables(tmp_path, {"facts": facts})
    write_tables(tmp_path / "tables", {"survey_answers": ANSWERS, "survey_scales": SCALES})
    (tmp_path / "release.json").write_text(json.dumps({"audience": "communes"}), encoding="utf-8")
    return Release(tmp_path)


def test_a_booklet_shows_the_survey_of_its_readers(release: Release) -> None:
    assert set(shown(release, "survey_answers")["survey"]) == {"survey_communes"}


def test_each_answer_leads_to_its_evidence(release: Release) -> None:
    text = answer_tables(release).markdown
    assert "](#fait-a)" in text
    assert "\\[" not in text
    assert "](#fait-c)" not in text


def test_a_mean_says_on_which_scale_it_stands(release: Release) -> None:
    scales = scales_table(release, "Moyennes")
    assert scales.columns["Échelle"] == ["de 1 à 5", "nombre libre"]  # type: ignore[union-attr]
