from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ParamsError
from pipeline.params import load_params

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
