from __future__ import annotations

import pandas as pd
import pytest

from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.markdown import visible
from pipeline.booklet.sheets import other_projects
from pipeline.booklet.sheets.sheet_disclosure import PROJECTS
from pipeline.released import Release
from tests.fixtures.sheet_releases import written_releases

HEADING = "Les autres\u00a0:"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return written_releases(tmp_path_factory.mktemp("releases"))[1]


def projects(release: Release) -> pd.DataFrame:
    table = release.table(PROJECTS).head(3)
    return table.assign(status_fr=["abandonné", "retenu", "abandonné"], commune=["Meudon", "Sceaux", "Sceaux"])


def test_projects_in_the_same_state_stand_in_one_line_joined_as_a_sentence_joins_them(release: Release) -> None:
    told = visible(other_projects.by_state(release, projects(release), HEADING))
    first, second, third = projects(release)["project"]
    assert told.startswith(HEADING)
    assert f"{first} (Meudon) et {third} (Sceaux)" in told
    assert told.index("abandonné") < told.index("retenu") < told.index(f"{second} (Sceaux)")


def test_a_state_that_would_let_outcomes_be_counted_is_hidden(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other_projects, "hides_outcomes", lambda _, commune: commune == "Sceaux")
    told = visible(other_projects.by_state(release, projects(release), HEADING))
    assert "retenu" not in told and told.count("abandonné") == 1 and HIDDEN_FR in told
