"""The logic model with its targets and results: states, counts, what is hidden, and what readers see."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import outcomes_exhibits as exhibits
from pipeline.booklet.chapters import outcomes_words as words
from pipeline.booklet.exhibits import Figure
from pipeline.estimates import Estimates
from pipeline.estimators.outcomes import conclude
from pipeline.figures.logic_model import _target
from pipeline.figures.theme import use_brand
from pipeline.frames import write_tables
from pipeline.released import Release
from tests.conftest import ROOT
from tests.fixtures.knowledge import table
from tests.fixtures.released import written_release
from tests.unit.project_examples import SETTINGS, milestones, plain, projects, values
from tests.unit.test_programme_methods import fact

MODEL = """
node_id,level,label_fr,label_en,result_fact,leads_to
M1,resources,Moyens,Means,other-means,M2
M2,outputs,Livrés,Delivered,other-delivered,M3|M4
M3,effects,Effet,Effect,,
M4,effects,Autre effet,Another effect,other-effect,
"""
TARGETS = """
node_id,target,unit,sense,printed,source,line
M1,0.5,share,at_most,,,
M2,0.5,share,at_least,au moins la moitié,guide,12
"""
OTHERS = {
    "other-means": fact(0.6, fact_id="other-means"),
    "other-delivered": fact(0.6, fact_id="other-delivered", numerator=6.0, denominator=10.0),
    "other-effect": fact(0.0, fact_id="other-effect"),
}
TABLES = {"logic_model": table("logic_model", MODEL), "programme_targets": table("programme_targets", TARGETS)}


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def released(folder: Path, made: Estimates, min_count: int = 1) -> Release:
    return written_release(folder, "outcomes", Estimates([*made.facts, *OTHERS.values()], made.tables), min_count)


def test_each_link_has_its_state_and_states_are_counted() -> None:
    made = conclude(TABLES, SETTINGS, OTHERS)
    assert list(made.tables["outcomes_nodes"]["state"]) == ["missed", "reached", "not-measured", "no-target"]
    found = values(made)
    counted = {name: found[f"outcomes-{name}"] for name in ("nodes", "targets", "printed-targets", "undecided")}
    assert counted == {"nodes": 4, "targets": 2, "printed-targets": 1, "undecided": 0}
    assert found["outcomes-targets-not-measured"] == 0, "the link that nobody measured has no target"
    unknown = values(conclude(TABLES, SETTINGS, {}))
    assert unknown["outcomes-targets-not-measured"] == unknown["outcomes-targets"] == 2
    assert [found[f"outcomes-{name}"] for name in ("reached", "missed", "no-target", "not-measured")] == [1, 1, 1, 1]


def test_counts_rest_on_the_results_and_what_is_written_on_nothing_else() -> None:
    rows = {made.fact_id: {file for file, _ in made.rows} for made in conclude(TABLES, SETTINGS, OTHERS).facts}
    assert rows["outcomes-reached"] == {"logic_model.csv", "programme_targets.csv", "f.csv"}
    assert rows["outcomes-printed-targets"] == {"logic_model.csv", "programme_targets.csv"}
    assert rows["outcomes-not-measured"] == {"logic_model.csv"}


def test_without_targets_or_results_nothing_is_judged() -> None:
    made = conclude({"logic_model": TABLES["logic_model"]}, SETTINGS, {})
    assert set(made.tables["outcomes_nodes"]["state"]) == {"not-measured"}
    assert values(made)["outcomes-targets"] == 0


def test_results_that_no_other_theme_counts() -> None:
    register = projects(
        ("P1", "energie", "92048", "deployed"), ("P2", "energie", "92048", "selected"), ("P3", "x", "92071", "deployed")
    )
    dates = {"P1": {"selection": 0, "deployed": 61, "measured": 90}, "P2": {"selection": 0}, "P3": {"selection": 0}}
    given = {**TABLES, "projects": register, "milestones": milestones(dates)}
    found = values(conclude(given, SETTINGS, OTHERS))
    assert (found["outcomes-communes"], found["outcomes-fewest-per-commune"]) == (2, 1)
    assert found["outcomes-measured-of-deployed"] == pytest.approx(1 / 2)
    assert found["outcomes-longest-deployment"] == pytest.approx(61 / (365.25 / 12))


def test_the_figure_says_every_link_in_words(tmp_path: Path) -> None:
    figure = exhibits.logic_model_figure(released(tmp_path, conclude(TABLES, SETTINGS, OTHERS)), "Légende")
    assert isinstance(figure, Figure)
    assert "Livrés, 60\u202f% (6\u00a0sur\u00a010), cible au moins 50\u202f%, atteinte" in figure.alt_fr
    assert "Effet, sans mesure" in figure.alt_fr
    twin = figure.twin().columns
    assert twin["État"] == ["non atteinte", "atteinte", "sans mesure", "sans cible"]
    assert "#fait-other-delivered" in twin["Résultat"][1]
    drawn = [text.get_text() for text in figure.canvas.axes[0].texts]
    assert sum("sans mesure" in text for text in drawn) == 1


def test_a_long_target_is_broken_before_its_number() -> None:
    use_brand()
    assert _target("au plus 960\u202f000\u202f€", 1.0) == "cible\u00a0: au plus\n960\u202f000\u202f€"
    assert _target("au moins 6", 1.0) == "cible\u00a0: au moins 6"


def test_where_a_result_is_hidden_its_state_is_hidden_too(tmp_path: Path) -> None:
    few = {**OTHERS, "other-delivered": fact(0.75, fact_id="other-delivered", numerator=3.0, denominator=4.0)}
    made = conclude(TABLES, SETTINGS, few)
    release = written_release(tmp_path, "outcomes", Estimates([*made.facts, *few.values()], made.tables), 5)
    twin = exhibits.logic_model_figure(release, "Légende").twin().columns
    assert twin["État"][1] == "non publié"


def test_sentences_count_states_and_name_what_is_missing(tmp_path: Path) -> None:
    release = released(tmp_path, conclude(TABLES, SETTINGS, OTHERS))
    said = plain(exhibits.states(release))
    assert said.startswith("2 maillons de la chaîne ont une cible\u00a0: 1 est atteinte")
    assert "indécise" not in said
    assert "1 (livrés)" in plain(exhibits.printed_targets(release))
    assert plain(exhibits.not_measured(release)) == "Ce que personne n’a mesuré\u00a0: effet."


def test_states_add_up_to_the_targets_with_those_nobody_measured() -> None:
    open_target = ("targets-not-measured", ("1", 1.0))
    said = words.states_sentence(("4", 4.0), [("reached", ("1", 1.0)), ("missed", ("2", 2.0)), open_target])
    assert str(said).endswith("1 est atteinte, 2 n’ont pas été atteintes à ce jour et 1 n’a pas été mesurée.")


def test_sentences_without_anything_to_name(tmp_path: Path) -> None:
    release = released(tmp_path, conclude({"logic_model": TABLES["logic_model"]}, SETTINGS, OTHERS))
    assert plain(exhibits.states(release)) == words.NO_TARGET_FR
    assert plain(exhibits.printed_targets(release)) == words.NO_PRINTED_FR
    assert words.unmeasured_sentence([]) == "Chaque maillon a été mesuré."
    assert words.unmeasured_sentence(["a", "b"]).endswith("a et b.")


def test_the_real_model_leads_only_to_its_own_links() -> None:
    rows = pd.read_csv(ROOT / "data/raw/logic_model.csv", dtype=str, keep_default_na=False)
    ends = {end for cell in rows["leads_to"] for end in cell.split("|") if end}
    assert ends <= set(rows["node_id"])


def test_an_undecided_target_says_why(tmp_path: Path) -> None:
    few = {"design": "sample", "n_answered": 4, "n_frame": 18}
    known = {**OTHERS, "other-delivered": fact(1.0, fact_id="other-delivered", numerator=4.0, denominator=4.0, **few)}
    made = conclude(TABLES, SETTINGS, known)
    release = written_release(tmp_path, "outcomes", Estimates([*made.facts, *known.values()], made.tables), 1)
    said = plain(exhibits.undecided(release))
    assert said.startswith(words.WHY_FR[0])
    assert "4 sur 4" in said.replace("\u00a0", " ")
    assert words.UNBOUNDED_FR in said
    asked = {"survey": ["s"], "question": ["q"]}
    survey = {
        "survey_answers": pd.DataFrame({**asked, "share_fact": ["other-delivered"]}),
        "survey_questions": pd.DataFrame({**asked, "relevant": ["${role} = 'lead'"]}),
    }
    table = str(release.fact("other-delivered")["source_table"])
    write_tables(release.folder / "tables", {name: rows.assign(survey=table) for name, rows in survey.items()})
    assert words.PUT_TO_SOME_FR in plain(exhibits.undecided(Release(release.folder)))
    settled = {**known, "other-delivered": fact(1.0, fact_id="other-delivered", **{**few, "n_frame": 4})}
    assert conclude(TABLES, SETTINGS, settled).tables["outcomes_nodes"]["state"][1] == "reached", "everybody answered"


def test_a_target_of_everything_is_no_least() -> None:
    assert words.target_fr("100\u202f%", "at_least", is_whole=True) == "100\u202f%"
    assert words.target_fr("75\u202f%", "at_least") == "au moins 75\u202f%"
    assert words.target_fr("100\u202f%", "at_most", is_whole=True) == "au plus 100\u202f%"


def test_targets_that_no_document_prints_say_where_they_come_from() -> None:
    assert words.printed_sentence("1", ["a"], 2, are_invented=True).endswith(words.INVENTED_FR)
    assert words.printed_sentence("1", ["a"], 2, are_invented=False).endswith(words.SET_FR)
    assert words.printed_sentence("1", ["a"], 0, are_invented=False).endswith("(a).")


def test_an_undecided_target_with_an_interval_says_how_far_it_goes() -> None:
    one = words.undecided_sentence("agents formés", "92 %", "au moins 80 %", "de 70 % à 97 %")
    assert "l’intervalle va de 70 % à 97 %, de part et d’autre de la cible." in one
    assert str(words.undecided_sentences([one, one])).startswith(words.WHY_FR[1])
    assert not words.undecided_sentences([])
