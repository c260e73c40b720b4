"""A theme is estimated again when a table that it asked for changed, and only then; what is kept of it is all of it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline import estimate as stage
from pipeline.estimate_folders import Settled, settled, write_estimates
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, Rows
from pipeline.former_estimates import AskedTables, FormerEstimates
from pipeline.former_results import FormerResults
from pipeline.frames import StoredTables, write_tables
from tests.unit.project_examples import SETTINGS
from tests.unit.test_facts import a_fact

ROWS = Rows({"b.csv": np.array([2, 3]), "a.csv": np.array([5])})
FACTS = [
    a_fact(fact_id="one", value=np.float64(0.1) + 0.2, rows=ROWS, numerator=np.int64(3), low=float("nan")),
    a_fact(fact_id="two", value=None, value_text="2026-03-01", label_fr="Délai : « 3 mois »", rows=ROWS),
    a_fact(fact_id="three", value=3, rows=Rows.of(("c.csv", 9))),
]
TABLE = pd.DataFrame({"name": ["a", None], "count": pd.array([1, None], dtype="Int64"), "list": [["x"], None]})
TABLES = {name: pd.DataFrame({"value": [number]}) for number, name in enumerate(("answers", "projects", "remarks"))}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("code.py").write_text("1", encoding="utf-8")
    write_tables(tmp_path / "clean", TABLES)
    return tmp_path


def former(parameters: tuple[str, ...] = ()) -> FormerEstimates:
    """Of a build that begins now."""
    return FormerEstimates(FormerResults("estimates/demo", [Path("code.py")], parameters), stored())


def stored() -> StoredTables:
    return StoredTables(Path("clean"))


def values(facts: list[Fact]) -> list[dict[str, Any]]:
    return [{each.name: getattr(fact, each.name) for each in fields(Fact)} for fact in facts]


def test_what_is_kept_comes_back_whole(folder: Path) -> None:
    former().keep("theme", settled(Estimates(FACTS, {"lines": TABLE})), {"answers"})
    taken = former().take("theme")
    assert taken is not None
    assert repr(values(taken.facts)) == repr(values(FACTS)).replace("np.int64(3)", "3").replace(
        f"np.float64({0.1 + 0.2!r})", repr(0.1 + 0.2)
    )
    assert taken.facts[0].rows is taken.facts[1].rows, "rows that facts share are held once"
    written = [
        write(folder / name, found) for name, found in (("new", Estimates(FACTS, {"lines": TABLE})), ("k", taken))
    ]
    assert written[0] == written[1]


def write(folder: Path, found: Estimates | Settled) -> dict[str, bytes]:
    deliveries = pd.DataFrame({"file": ["a.csv"], "is_synthetic": [True]})
    corrections = pd.DataFrame(columns=["table", "column", "action", "reason", "provider", "date", "rows"])
    write_estimates(folder, {"theme": found}, {"deliveries": deliveries, "corrections": corrections})
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_whatever_way_a_table_is_asked_for_is_noted() -> None:
    def noted(ask: Any) -> set[str]:
        tables = AskedTables(StoredTables(Path("clean")))
        ask(tables)
        return tables.names

    with pytest.raises(KeyError):
        noted(lambda tables: tables["none"])
    assert noted(lambda tables: tables.get("none")) == {"none"}
    assert noted(lambda tables: "none" in tables) == {"none"}
    for ask in (list, len, dict, lambda tables: list(tables.items()), bool):
        assert noted(ask) == {"*"}


class Theme:
    """Counts the rows of `answers`, and of `notes` where that is delivered."""

    REQUIRES = ("answers",)

    def __init__(self, name: str, *asks: str) -> None:
        self.name, self.asks, self.estimated = name, asks, Path(f"{name}.estimated")

    def estimate(self, tables: Tables, _settings: Any) -> Estimates:
        self.estimated.write_text("yes", encoding="utf-8")
        value = sum(float(tables[name]["value"].sum()) for name in self.asks if name in tables)
        return Estimates([a_fact(fact_id=self.name, value=value)], {f"{self.name}_lines": TABLE})


@pytest.fixture
def themes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    modules = {"first": Theme("first", "answers", "notes"), "second": Theme("second", "projects")}
    monkeypatch.setattr(stage, "themes_with_data", lambda _tables, _plan: list(modules))
    monkeypatch.setattr(stage, "estimator", modules.__getitem__)
    assert estimated() == ["first", "second"]
    return list(modules)


def estimated(parameters: tuple[str, ...] = ()) -> list[str]:
    """The themes that are estimated now; what comes out is what estimating all of them gives."""
    found = stage.estimate_changed(stored(), SETTINGS, former(parameters))
    anew = [path.stem for path in sorted(Path().glob("*.estimated"))]
    whole = stage.estimate(stored(), SETTINGS)
    assert {theme: values(each.facts) for theme, each in found.items()} == {
        theme: values(each.facts) for theme, each in whole.items()
    }
    for path in Path().glob("*.estimated"):
        path.unlink()
    return anew


def change(name: str, value: int = 9) -> None:
    write_tables(Path("clean"), {name: pd.DataFrame({"value": [value]})})


def test_where_nothing_changed_nothing_is_estimated(themes: list[str]) -> None:
    assert estimated() == []


def test_a_changed_table_has_those_estimated_that_asked_for_it(themes: list[str]) -> None:
    change("answers")
    assert estimated() == ["first"]
    change("projects")
    assert estimated() == ["second"]
    change("remarks")
    assert estimated() == []


def test_a_table_that_was_not_there_is_a_change_for_whoever_looked_for_it(themes: list[str]) -> None:
    change("notes")
    assert estimated() == ["first"]
    Path("clean/notes.parquet").unlink()
    assert estimated() == ["first"]


def test_changed_code_or_parameters_have_all_estimated(themes: list[str]) -> None:
    assert estimated(("another plan",)) == themes
    Path("code.py").write_text("2", encoding="utf-8")
    assert estimated() == themes


def test_what_a_theme_refuses_is_told_and_nothing_is_kept(themes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_theme: Theme, _tables: Tables, _settings: Any) -> Estimates:
        raise ValueError("no")

    change("answers")
    change("projects")
    monkeypatch.setattr(Theme, "estimate", refuse)
    with pytest.raises(ValueError, match="no"):
        stage.estimate_changed(stored(), SETTINGS, former())
    assert former().take("first") is None and former().take("second") is None


def test_what_rests_on_too_many_rows_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("dvc.yaml").write_text("stages: {estimate: {deps: [code.py]}}", encoding="utf-8")
    assert stage.former_estimates("demo", stored(), SETTINGS) is not None
    monkeypatch.setattr(stage, "MOST_ROWS", len(TABLES) - 1)
    assert stage.former_estimates("demo", stored(), SETTINGS) is None
