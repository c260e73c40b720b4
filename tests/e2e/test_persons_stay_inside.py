"""Personal data of each kind is planted wherever people write; then every byte that leaves is searched for it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from pipeline.disclosure.personal import kinds_in
from pipeline.intake.pseudonyms import KEY_VARIABLE, new_key
from pipeline.paths import CohortPaths
from tests.e2e.conftest import BUILD_SECONDS, clone
from tests.fixtures.seeds import (
    APPROVED,
    COHORT,
    IDENTIFIERS,
    PLACES,
    Seed,
    found_in,
    leaving,
    only_this_cohort,
    plant,
    told_in,
)

pytestmark = pytest.mark.slow

SIZE = re.compile(r"(?m)^ +size: \d+$")
"""Bytes of a file, in dvc.lock: a hundred million of them may read like the registration number of a firm."""


@dataclass(frozen=True)
class Planted:
    """The clone that was built, what was planted in it, all that leaves by file, and what the build said."""

    paths: CohortPaths
    seeds: list[Seed]
    texts: dict[str, str]
    log: str
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *arguments],
            **{"cwd": self.paths.root, "env": self.environment, "capture_output": True, "text": True},
            timeout=BUILD_SECONDS,
            check=False,
        )
        return f"{done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder, key = clone(tmp_path_factory.mktemp("graines")), tmp_path_factory.mktemp("key") / "key"
    seeds = plant(folder, new_key(key))
    only_this_cohort(folder)
    built = Planted(CohortPaths(COHORT, folder), seeds, {}, "", {**os.environ, KEY_VARIABLE: str(key)})
    log = built.run("run", "--cohort", COHORT)
    assert (built.paths.published / "index.html").is_file(), log
    texts = {str(path.relative_to(folder)): told_in(path) for path in leaving(folder)}
    return Planted(built.paths, seeds, texts, log, built.environment)


def test_nothing_planted_leaves(planted: Planted, capsys: pytest.CaptureFixture[str]) -> None:
    kinds = {Path(name).suffix for name in planted.texts}
    assert {".pdf", ".html", ".csv", ".json", ".ipynb", ".parquet", ".yml", ".lock"} <= kinds
    out = found_in(planted.texts, planted.seeds)
    with capsys.disabled():
        places = len({seed.place for seed in planted.seeds})
        print(f"\n{len(planted.seeds)} data planted in {places} places, {len(out)} found in {len(planted.texts)} files")
    assert out == []


def test_the_search_finds_what_stays_inside(planted: Planted) -> None:
    """A search that found nothing at all would prove nothing: each seed but identifiers is in the clean tables."""
    clean = {path.name: told_in(path) for path in planted.paths.clean.glob("*.parquet")}
    found = {seed for _, seed in found_in(clean, planted.seeds)}
    assert found == {seed for seed in planted.seeds if seed.kind != "identifier"}


def test_raw_identifiers_never_get_past_ingest(planted: Planted) -> None:
    identifiers = [seed for seed in planted.seeds if seed.kind == "identifier"]
    inside = {str(path): told_in(path) for path in planted.paths.processed.rglob("*") if path.is_file()}
    assert len(identifiers) > 10
    assert found_in(inside, identifiers) == []


def test_no_identifier_of_a_person_or_interview_is_released(planted: Planted) -> None:
    clean = [pd.read_parquet(path) for path in planted.paths.clean.glob("*.parquet")]
    values = {str(cell) for frame in clean for name in IDENTIFIERS if name in frame for cell in frame[name].dropna()}
    assert len(values) > 100
    words = {where: set(re.findall(r"[\w-]+", text)) for where, text in planted.texts.items()}
    assert {where: sorted(found)[:3] for where, text in words.items() if (found := values & text)} == {}


def test_what_the_build_says_tells_of_nobody(planted: Planted) -> None:
    assert "not published, since nobody approved it" in planted.log
    assert "texts with personal data are not published" in planted.log
    explained = planted.run("explain", "interviews-coders", "--cohort", COHORT)
    assert "clean rows" in explained
    assert found_in({"log": planted.log, "explain": explained}, planted.seeds) == []


def test_the_owner_is_told_every_place(planted: Planted) -> None:
    problems = json.loads(planted.paths.problems.read_text(encoding="utf-8"))
    told = {(problem["table"], problem["column"]) for problem in problems if problem["code"] == "PER-001"}
    assert set(PLACES) <= told


def test_an_approved_quote_is_printed_and_a_withheld_text_says_so(planted: Planted) -> None:
    quotes = pd.read_parquet(planted.paths.release("startups") / "tables" / "interviews_quotes.parquet")
    assert list(quotes["quote_id"]) == [APPROVED]
    protocols = pd.read_parquet(planted.paths.release("startups") / "tables" / "indicators_protocols.parquet")
    assert protocols["hypothesis_fr"].str.contains("texte non publié").sum() == len(
        [seed for seed in planted.seeds if seed.place == "protocols.hypothesis"]
    )
    assert any(quotes["text_fr"][0] in text for name, text in planted.texts.items() if name.endswith("quotes.csv"))


def test_the_researcher_sees_them_all(planted: Planted) -> None:
    shown = planted.run("quotes", COHORT)
    of_quotes = [seed for seed in planted.seeds if seed.place == "quotes.text"]
    assert {seed for _, seed in found_in({"shown": shown}, of_quotes)} == set(of_quotes)


def test_a_faulty_cell_is_told_without_it(planted: Planted) -> None:
    """An address where a number is asked stops the build; nothing that is said or written shows it."""
    path = planted.paths.raw / "measurements.csv"
    sound = path.read_text(encoding="utf-8")
    lines = sound.splitlines()
    cells = lines[1].split(",")
    cells[lines[0].split(",").index("value")] = "semence99@example.org"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    said = planted.run("check", COHORT)
    path.write_text(sound, encoding="utf-8")
    pages = [told_in(page) for page in planted.paths.problem_pages.iterdir()]
    assert "block" in said
    assert "adresse électronique" in "".join(pages)
    assert "semence99" not in "".join([said, *pages, planted.paths.problems.read_text(encoding="utf-8")])


def test_nothing_in_git_but_the_deliveries_tells_of_a_person(planted: Planted) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--cached", "--exclude-standard", f":!data/raw/{COHORT}"],
        **{"cwd": planted.paths.root, "capture_output": True},
        check=True,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    files = {name: planted.paths.root / name for name in names if not name.startswith("tests/")}
    texts = {name: path.read_bytes().decode("utf-8", "replace") for name, path in files.items()}
    assert len(texts) > 500
    assert found_in(texts, planted.seeds) == []
    assert kinds_in(SIZE.sub("", texts["dvc.lock"])) == []
