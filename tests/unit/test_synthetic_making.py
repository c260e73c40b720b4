from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import ParamsError
from pipeline.paths import CohortPaths
from pipeline.synthetic import making
from pipeline.synthetic.editions import EDITIONS, Edition


def one_table(edition: Edition, _root: Path) -> dict[str, pd.DataFrame]:
    drawn = edition.chance("test").integers(0, 10, 3)
    return {"essai": pd.DataFrame({"id": edition.project_ids[:3], "mark": drawn, "is_new": [True, False, True]})}


def test_files_hold_commas_and_true_or_false(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MAKERS", (one_table,))
    making.write_synthetic(CohortPaths("qmi-1", tmp_path))
    lines = (tmp_path / "data/raw/qmi-1/synthetic/essai.csv").read_bytes().decode().split("\n")
    assert lines[0] == "id,mark,is_new"
    assert [line.split(",")[::2] for line in lines[1:4]] == [["S1-01", "true"], ["S1-02", "false"], ["S1-03", "true"]]
    assert lines[4:] == [""]


def test_two_runs_write_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MAKERS", (one_table,))
    file = tmp_path / "data/raw/qmi-1/synthetic/essai.csv"
    contents = []
    for _ in range(2):
        making.write_synthetic(CohortPaths("qmi-1", tmp_path))
        contents.append(file.read_bytes())
    assert contents[0] == contents[1]


def test_what_somebody_wrote_there_is_kept_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MAKERS", (one_table,))
    paths = CohortPaths("qmi-1", tmp_path)
    assert making.write_synthetic(paths) == making.write_synthetic(paths) == []
    made = (paths.synthetic / "essai.csv").read_bytes()
    for edit in (b"id,mark\nS1-01,1\n", b"id,mark\nS1-01,2\n"):
        (paths.synthetic / "essai.csv").write_bytes(edit)
        (said,) = making.write_synthetic(paths)
        assert "essai.csv is not what pipeline.synthetic makes: it is made up again" in said
        assert str(paths.edited) in said and "take qmi-1 off" in said
        assert (paths.synthetic / "essai.csv").read_bytes() == made
        assert edit in [file.read_bytes() for file in paths.edited.iterdir()]
    assert len(list(paths.edited.iterdir())) == 2


def test_what_one_purpose_draws_does_not_move_another() -> None:
    edition = EDITIONS["qmi-1"]
    first = edition.chance("scores").integers(0, 100, 5).tolist()
    edition.chance("surveys").integers(0, 100, 50)
    assert edition.chance("scores").integers(0, 100, 5).tolist() == first
    assert edition.chance("surveys").integers(0, 100, 5).tolist() != first


def test_a_cohort_that_is_not_made_up_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"No edition is made up for « villes-numerique »"):
        making.write_synthetic(CohortPaths("villes-numerique", tmp_path))


def test_a_table_has_one_maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MAKERS", (one_table, one_table))
    with pytest.raises(ParamsError, match="Two makers of pipeline/synthetic make essai"):
        making.make_tables("qmi-1", tmp_path)
