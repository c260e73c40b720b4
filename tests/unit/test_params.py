from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.errors import ParamsError
from pipeline.params import load_cohort, load_params
from pipeline.paths import CohortPaths

GOOD = """\
cohorts:
  - qmi-1
audiences: [institutions]
estimate:
  confidence_level: 0.95
  percent_base_min: 10
analyse:
  timeout_seconds: 300
render:
  renderer: auto
drift: {base_min: 10, level: 0.05, shift_min: 0.33, response_rate_drop: 0.1}
booklets: [institutions]
"""


def params_file(folder: Path, text: str) -> Path:
    (folder / "params.yaml").write_text(text, encoding="utf-8")
    return folder


def test_good_params_are_read(tmp_path: Path) -> None:
    assert load_params(params_file(tmp_path, GOOD)).estimate.percent_base_min == 10


@pytest.mark.parametrize(
    ("found", "instead", "sentence"),
    [
        ("  percent_base_min: 10", "  percent_base_min: 10\n  percent: 5", r"line 7: unknown key « estimate.percent »"),
        ("  - qmi-1", "  - qmi-1\n  - qmi-1", "line 1: « cohorts » is .*: « qmi-1 » is listed twice"),
        ("audiences: [institutions]", "audiences: []", "line 3: « audiences »"),
        ("  renderer: auto", "  renderer: {word: 1}", r"line 10: « render.renderer » is {'word': 1}"),
        ("render:\n  renderer: auto", "render: x", "line 9: « render » must hold « key: value » lines"),
        ("  renderer: auto", "  renderer: word", r"line 10: « render.renderer » is 'word'"),
        ("  timeout_seconds: 300", "  timeout: 300", r"line 7: missing key « analyse.timeout_seconds »"),
        ("  - qmi-1", "  - QMI 1", r"line 2: « cohorts.0 » is 'QMI 1'"),
        ("  percent_base_min: 10", "  percent_base_min: 10\n  percent_base_min: 5", r"line 7: found duplicate key"),
        ("  confidence_level: 0.95", "  confidence_level: 95", r"line 5: « estimate.confidence_level » is 95"),
    ],
)  # fmt: skip
def test_mistakes_are_refused_with_their_line(tmp_path: Path, found: str, instead: str, sentence: str) -> None:
    with pytest.raises(ParamsError, match=sentence):
        load_params(params_file(tmp_path, GOOD.replace(found, instead)))


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("auto", "word").replace("300", "-1")
    with pytest.raises(ParamsError) as refusal:
        load_params(params_file(tmp_path, text))
    assert len(str(refusal.value).splitlines()) == 2


def test_missing_or_empty_file(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="is missing"):
        load_params(tmp_path)
    with pytest.raises(ParamsError, match="is empty"):
        load_params(params_file(tmp_path, ""))


COHORT = """\
cohort: qmi-1
title_fr: Titre
subtitle_fr: Sous-titre
programme: Programme
publisher: Équipe
audiences: [communes]
edition_date: 2026-11-21
is_synthetic: false
notice_fr: Avis
licence: Licence Ouverte 2.0
disclosure: {min_count: 1, reason: Publié}
"""


def described(root: Path, text: str, folder: str = "qmi-1") -> CohortPaths:
    paths = CohortPaths(folder, root)
    paths.raw.mkdir(parents=True)
    (paths.raw / "cohort.yml").write_text(text, encoding="utf-8")
    return paths


def test_a_description_is_read_with_its_date(tmp_path: Path) -> None:
    assert load_cohort(described(tmp_path, COHORT)).edition_date == dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("found", "instead", "sentence"),
    [
        ("2026-11-21", "2026-13-21", r"line 7: « edition_date » is '2026-13-21'"),
        ("2026-11-21", "21/11/2026", r"line 7: « edition_date » is '21/11/2026'"),
        ("[communes]", "[communes, communes]", "« communes » is listed twice"),
        ("title_fr: Titre", "title_fr: {a: b}", r"line 2: « title_fr » is {'a': 'b'}"),
        ("cohort: qmi-1", "cohort: qmi-2", "« cohort » is « qmi-2 », but its folder is « qmi-1 »"),
    ],
)
def test_a_wrong_description_is_refused(tmp_path: Path, found: str, instead: str, sentence: str) -> None:
    with pytest.raises(ParamsError, match=sentence):
        load_cohort(described(tmp_path, COHORT.replace(found, instead)))


def test_a_cohort_without_folder_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="No cohort is called « qmi-7 »"):
        load_cohort(CohortPaths("qmi-7", tmp_path))
