"""The whole chain of a number, from what is printed to the delivered file, its corrections and the commit."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.clean import clean_cohort
from pipeline.errors import FactError
from pipeline.estimate import main as estimate
from pipeline.explain import PLAN_KEYS, commit, explain
from pipeline.ingest import ingest_cohort
from pipeline.paths import CohortPaths
from pipeline.plan import Plan
from pipeline.protect import main as protect
from pipeline.release import main as release
from pipeline.released import Release
from pipeline.site.edition import Edition
from pipeline.site.evidence_pages import Chain, _corrections, _fact
from pipeline.validate import validate_cohort
from tests.conftest import ROOT
from tests.fixtures.small_cohort import SURVEY, as_received, deliver

CORRECTIONS = f"""\
corrections:
  - table: {SURVEY}
    where: {{respondent_id: R2}}
    action: set
    column: role
    expect: salarie
    value: dirigeant
    reason: Erreur de saisie
    provider: Prestataire
    date: 2026-04-02
  - table: invitations
    where: {{respondent_id: R8}}
    action: drop
    reason: Invité deux fois
    provider: Prestataire
    date: 2026-04-02
"""
STEPS = ("printed", "fact", "computed by", "parameters", "clean rows", "delivered as", "corrections", "commit")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> CohortPaths:
    """A small cohort with two corrections, released."""
    root = tmp_path_factory.mktemp("explained")
    paths = deliver(root, as_received())
    paths.corrections.write_text(CORRECTIONS, encoding="utf-8")
    paths.plan.write_text("{}\n", encoding="utf-8")
    shutil.copy(ROOT / "params.yaml", root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        inside = CohortPaths("essai")
        ingest_cohort(inside)
        validate_cohort(inside)
        clean_cohort(inside)
        estimate("essai")
        protect("essai")
        release("essai")
    return paths


@pytest.fixture(autouse=True)
def here(built: CohortPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built.root)


def touched(built: CohortPaths) -> str:
    """A share of answers that rests on a corrected row."""
    facts = Release(built.release("startups")).facts
    return str(facts.index[facts["corrections"].ne("") & facts["unit"].eq("share") & facts["theme"].eq("survey")][0])


def test_the_steps_are_told_in_order(built: CohortPaths) -> None:
    told = explain(touched(built), "essai")
    places = [told.index(f"  {step}") for step in STEPS]
    assert places == sorted(places)
    digest = hashlib.sha256((built.raw / f"{SURVEY}.csv").read_bytes()).hexdigest()
    assert f"{SURVEY}.csv (Équipe, received 2026-04-03), SHA-256 {digest}" in told
    assert "percent_base_min 10 (params.yaml)" in told
    assert re.search(rf"clean rows   4 of {SURVEY}, digest [0-9a-f]{{64}}", told)


def test_the_corrections_of_its_rows_are_told_with_their_reasons(built: CohortPaths) -> None:
    told = explain(touched(built), "essai")
    assert re.search(rf"c[0-9a-f]{{8}}: role of {SURVEY}, 1 row: Erreur de saisie \(Prestataire, 2026-04-02\)", told)
    rate = next(name for name in Release(built.release("startups")).facts.index if name.startswith("response-"))
    assert "1 row of invitations dropped: Invité deux fois" in explain(rate, "essai")
    other = next(name for name in Release(built.release("startups")).facts.index if name.startswith("portfolio-"))
    assert "none on these rows; 2 in the cohort" in explain(other, "essai")


def test_rows_are_listed_for_the_team_alone(built: CohortPaths) -> None:
    fact_id = touched(built)
    assert "row 2" not in explain(fact_id, "essai")
    told = explain(fact_id, "essai", with_rows=True)
    assert "4, inside the team only" in told
    assert f"{SURVEY} response_id=1: {SURVEY}.csv, row 2" in told


def test_no_release_says_which_rows_a_correction_touched(built: CohortPaths) -> None:
    assert "touched" not in Release(built.release("startups")).corrections


def test_the_commit_says_whether_files_changed_since(
    built: CohortPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert commit().startswith("none")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    (tmp_path / "a").write_text("1")
    for command in (("init", "--quiet"), ("add", "a"), (*who, "commit", "--quiet", "-m", "a")):
        subprocess.run(["git", *command], check=True)
    assert re.fullmatch("[0-9a-f]{40}", commit())
    (tmp_path / "a").write_text("2")
    assert commit().endswith(", with changes since")


def test_the_site_shows_the_same_chain_without_rows_and_commit(built: CohortPaths) -> None:
    edition = Edition([Release(built.release("startups"))], built.sheets)
    fact = _fact(edition.facts.loc[touched(built)].to_dict(), "", Chain.of(edition))
    assert fact["tables"] == ["enquête auprès des porteurs de projet"]
    assert fact["parameters"][-1] == "pourcentages à partir de 10 réponses"
    assert fact["files"][0][1] == f"{SURVEY}.csv"
    listed = _corrections(edition.release.corrections)
    assert fact["corrections"] == [listed[0]["id"]]
    assert listed[0]["about"] == f"{SURVEY}, role"
    assert listed[1]["about"] == "invitations, ligne écartée"


def test_each_key_of_the_plan_is_told_with_the_themes_that_use_it() -> None:
    assert {key for keys in PLAN_KEYS.values() for key in keys} == set(Plan.model_fields) - {"declared"}


def test_an_unknown_fact_is_refused(built: CohortPaths) -> None:
    with pytest.raises(FactError, match="No fact is called « nothing »"):
        explain("nothing", "essai")
