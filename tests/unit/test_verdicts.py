"""What checks found, as problems: expectations that failed to run, and columns that only some files have."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.intake.checks import SuiteRun
from pipeline.intake.deliveries import Owner
from pipeline.intake.reception import Reception
from pipeline.intake.typed_tables import Prepared, normalised
from pipeline.intake.verdicts import unevaluated_problems
from pipeline.tables import TABLES

FRAME = pd.DataFrame({"step": ["1"], "source_file": ["etapes.csv"], "source_row": [2]})
CHECKED = Prepared(TABLES["steps"], FRAME, FRAME, [], FRAME.head(0))
FILES = {"file": ["etapes.csv"], "table": ["steps"], "owner": ["mairie"], "owner_name": ["La mairie"]}
RECEPTION = Reception(
    title_fr="Une cohorte",
    tables={"steps": FRAME},
    deliveries=pd.DataFrame({**FILES, "headers": ['{"step": "step"}']}),
    declared=["steps"],
    owners=[Owner(id="mairie", name_fr="La mairie"), Owner(id="equipe", name_fr="Équipe")],
    team="equipe",
    problems=[],
)


def test_an_expectation_that_could_not_be_evaluated_blocks_and_is_the_teams_business() -> None:
    run = SuiteRun(failures=(), evaluated=0, skipped=(), broken=("ETA-001",), unreferenced=())
    problems = unevaluated_problems("steps", run, RECEPTION)
    assert [(each.code, each.severity, each.owner) for each in problems] == [("TAB-004", "blocking", "equipe")]
    assert "ETA-001" in problems[0].message_fr


def test_a_missing_cell_never_takes_the_text_of_another() -> None:
    with pytest.raises(ValueError, match="cells without a text: 1"):
        normalised(FRAME.assign(step=pd.Series([None], dtype="str")))
