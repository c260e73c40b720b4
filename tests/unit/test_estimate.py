"""The order of estimates: themes that conclude come last, each sees what was found before it."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline import estimate as stage
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from tests.unit.project_examples import SETTINGS
from tests.unit.test_programme_methods import fact


def counts(name: str) -> SimpleNamespace:
    return SimpleNamespace(estimate=lambda _tables, _settings: Estimates([fact(1.0, fact_id=name)]))


def concludes(name: str, seen: dict[str, list[str]]) -> SimpleNamespace:
    def conclude(_tables: Tables, _settings: Any, facts: Mapping[str, Fact]) -> Estimates:
        seen[name] = sorted(facts)
        return Estimates([fact(2.0, fact_id=name)])

    return SimpleNamespace(conclude=conclude)


def test_themes_that_conclude_see_all_that_count_and_come_in_reading_order(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, list[str]] = {}
    modules = {
        "first": concludes("first", seen),
        "middle": counts("middle"),
        "later": concludes("later", seen),
        "last": counts("last"),
    }
    monkeypatch.setattr(stage, "themes_with_data", lambda _tables, _plan: list(modules))
    monkeypatch.setattr(stage, "estimator", modules.__getitem__)
    assert list(stage.estimate({}, SETTINGS)) == list(modules)
    assert seen == {"first": ["last", "middle"], "later": ["first", "last", "middle"]}
