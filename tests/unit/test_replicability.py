from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.booklet.chapters import replicability_exhibits as exhibits
from pipeline.booklet.chapters import replicability_words as words
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.errors import EstimateError
from pipeline.estimates import Estimates
from pipeline.estimators.replicability import estimate
from pipeline.facts import Fact
from pipeline.methods.replicability import score_composites
from pipeline.methods.replicability.score_composites import declared_weights, hedged, top_size
from pipeline.plan import Plan, Replicability, Settings
from pipeline.released import Release
from tests.fixtures.released import written_release

SETTINGS = Settings(
    confidence_level=0.95, percent_base_min=10, plan=Plan(replicability=Replicability(draws=400, top_share=0.25))
)
CRITERIA = ("essai", "prix", "suivi")


def scale(criteria: tuple[str, ...] = ("essai", "prix")) -> pd.DataFrame:
    pairs = list(product(criteria, range(4)))
    return pd.DataFrame(pairs, columns=["criterion_id", "level"]).assign(
        criterion_fr=lambda frame: frame["criterion_id"].str.title(),
        anchor_fr=lambda frame: "l'ancre " + frame["level"].astype(str),
        source_file="scale.csv",
        source_row=range(2, len(pairs) + 2),
    )


def scores(levels: dict[str, dict[str, tuple[int | None, ...]]]) -> pd.DataFrame:
    """`levels`: by project and criterion, one level a rater."""
    rows = [
        (project, criterion, f"rater-{rater}", level)
        for project, given in levels.items()
        for criterion, marks in given.items()
        for rater, level in enumerate(marks, start=1)
    ]
    frame = pd.DataFrame(rows, columns=["project_id", "criterion_id", "rater", "level"])
    return frame.astype({"level": "Int64"}).assign(source_file="scores.csv", source_row=range(2, len(rows) + 2))


LEVELS: dict[str, dict[str, tuple[int | None, ...]]] = {
    "P2": {"essai": (3, 3), "prix": (0, 2), "suivi": (2, 2)},
    "P1": {"essai": (2, 2), "prix": (1, 1), "suivi": (1, 2)},
    "P3": {"essai": (1, 1), "prix": (1, 1), "suivi": (1, 1)},
    "P4": {"essai": (3, None), "prix": (2, None), "suivi": (3, None)},
    "P5": {"essai": (3, 3), "prix": (3, 3), "suivi": (3, 2)},
}
Turns = tuple[tuple[int, int], tuple[int, int]]
SWUNG: Turns = ((1, 2), (2, 1))
LEANING: Turns = ((1, 2), (2, 3))
"""Two raters' levels of every other project: each is higher in turn, or the second always."""
PROJECTS = pd.DataFrame(
    {
        "project_id": ["P1", "P2", "P3", "P4", "P5", "P6"],
        "name": [f"Projet {number}" for number in range(1, 7)],
        "theme": ["climat", "climat", "energie", "energie", None, "climat"],
        "commune_insee": "93066",
        "status": ["deployed", "deployed", "deployed", "deployed", "deployed", "selected"],
        "source_file": "projects.csv",
        "source_row": range(2, 8),
    }
)


def estimates(**tables: Any) -> Estimates:
    given = {"replicability_scale": scale(CRITERIA), "scores": scores(LEVELS), "projects": PROJECTS}
    return estimate({name: table for name, table in {**given, **tables}.items() if table is not None}, SETTINGS)


def facts(found: Estimates) -> dict[str, Fact]:
    return {fact.fact_id.removeprefix("replicability-"): fact for fact in found.facts}


@pytest.fixture(scope="module")
def scored() -> Estimates:
    return estimates()


@pytest.fixture(scope="module")
def release(scored: Estimates, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return written_release(tmp_path_factory.mktemp("release"), "replicability", scored)


@pytest.fixture(scope="module")
def unscored(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return written_release(tmp_path_factory.mktemp("release"), "replicability", estimates(scores=None))


def test_the_scale_is_described() -> None:
    found = facts(estimates(replicability_scale=scale(), scores=None))
    values = {name: fact.value for name, fact in found.items()}
    assert (values["criteria"], values["levels"], values["lowest-level"], values["highest-level"]) == (2, 4, 0, 3)
    assert (values["max-total"], values["max-total-with-lowest"]) == (6, 3)
    assert (values["profiles"], values["shared-total"], values["shared-profiles"]) == (16, 3, 4)


def test_profiles_of_each_total_are_counted_by_hand() -> None:
    totals = estimates(replicability_scale=scale(), scores=None).tables["replicability_totals"].set_index("total")
    assert list(totals["count"]) == [1, 2, 3, 4, 3, 2, 1]
    assert list(totals["with_lowest"]) == [1, 2, 2, 2, 0, 0, 0]


def test_anchors_are_one_row_a_criterion() -> None:
    anchors = estimates(replicability_scale=scale(), scores=None).tables["replicability_anchors"]
    assert list(anchors["criterion_id"]) == ["essai", "prix"]
    assert list(anchors.filter(like="level_").iloc[0]) == [f"l’ancre {level}" for level in range(4)]


@pytest.mark.parametrize(
    "given", [None, scores({}), scores({"P1": {"unknown": (1, 2)}, "P2": {"essai": (None, None)}})]
)
def test_without_a_score_the_scale_is_described_and_nobody_is_scored(given: pd.DataFrame | None) -> None:
    found = estimates(scores=given)
    assert facts(found)["projects"].value == 0
    assert {name for name, table in found.tables.items() if len(table)} == {
        "replicability_anchors",
        "replicability_totals",
    }


def test_who_was_scored_is_counted_against_the_register(scored: Estimates) -> None:
    found = facts(scored)
    assert (found["projects"].numerator, found["projects"].denominator) == (5, 6)
    assert (found["raters"].value, found["single-rater"].value) == (2, 1)
    assert facts(estimates(projects=None))["projects"].value == 5


def test_a_project_that_was_stopped_is_not_left_to_score(scored: Estimates) -> None:
    assert facts(scored)["left-to-score"].value == 1
    stopped = PROJECTS.assign(status=[*PROJECTS["status"][:-1], "dropped_out"])
    assert facts(estimates(projects=stopped))["left-to-score"].value == 0
    assert "left-to-score" not in facts(estimates(projects=None))


def test_agreement_is_counted_where_two_rated(scored: Estimates) -> None:
    found = facts(scored)
    assert (found["essai-same"].numerator, found["essai-same"].denominator) == (4, 4)
    assert (found["all-same"].numerator, found["all-same"].denominator) == (9, 12)
    assert found["essai-alpha"].value == 1
    assert found["essai-alpha"].interval_method == ""
    assert 0 < (found["all-alpha"].value or 0) < 1
    assert found["all-kappa"].interval_method == ""


def test_raters_two_levels_apart_are_listed(scored: Estimates) -> None:
    apart, found = scored.tables["replicability_apart"], facts(scored)
    assert list(apart["project"]) == ["Projet 2"]
    assert (found["p2-prix-lowest"].value, found["p2-prix-highest"].value) == (0, 2)
    assert (found["apart"].numerator, found["apart"].denominator) == (1, 12)


def test_projects_stand_as_registered_with_median_levels_and_ranges(scored: Estimates) -> None:
    profiles, found = scored.tables["replicability_profiles"], facts(scored)
    assert list(profiles["project"]) == ["Projet 1", "Projet 2", "Projet 3", "Projet 4", "Projet 5"]
    assert list(profiles["raters"]) == [2, 2, 2, 1, 2]
    level = found["p2-prix-level"]
    assert (level.value, level.qualifier, level.low, level.high) == (1, "range", 0, 2)
    assert found["p3-prix-level"].qualifier == "="


def test_weakest_criteria_are_counted_without_flat_profiles(scored: Estimates) -> None:
    found = facts(scored)
    assert (found["prix-weakest"].numerator, found["prix-weakest"].denominator) == (3, 4)
    assert (found["suivi-weakest"].numerator, found["essai-weakest"].numerator) == (1, 0)
    assert found["flat"].value == 1
    themes = scored.tables["replicability_weakest_themes"].set_index("theme")
    assert themes.loc["climat"].tolist() == [0, 2, 0]
    assert found["theme-climat-prix-weakest"].value == 2


def test_the_next_level_is_told_in_the_words_of_the_scale(scored: Estimates) -> None:
    steps = scored.tables["replicability_steps"]
    prix = steps[steps["criterion_fr"].eq("Prix")]
    assert list(prix["next_fr"]) == ["l’ancre 2", "l’ancre 3"]
    assert facts(scored)["prix-weakest-at-1"].value == 2


def test_the_composite_is_that_of_medians_within_its_range(scored: Estimates) -> None:
    table, found = scored.tables["replicability_composites"].set_index("project_id"), facts(scored)
    assert found["p1-arithmetic"].value == pytest.approx((2 + 1 + 1.5) / 3)
    assert found["p2-geometric"].value == pytest.approx((3 * 1 * 2) ** (1 / 3))
    assert (table["low"] <= table["arithmetic"]).all()
    assert (table["arithmetic"] <= table["high"]).all()
    assert found["p3-arithmetic"].low == pytest.approx(found["p3-arithmetic"].high)
    assert "Un seul évaluateur" in found["p4-arithmetic"].limits_fr


def test_declared_weights_move_the_composite() -> None:
    heavy = Replicability(weights={"essai": 8, "prix": 1, "suivi": 1}, draws=200)
    settings = SETTINGS.model_copy(update={"plan": Plan(replicability=heavy)})
    tables = {"replicability_scale": scale(CRITERIA), "scores": scores(LEVELS), "projects": PROJECTS}
    found = facts(estimate(tables, settings))
    assert found["p1-arithmetic"].value == pytest.approx(0.8 * 2 + 0.1 * 1 + 0.1 * 1.5)


def test_weights_of_other_criteria_are_refused() -> None:
    with pytest.raises(EstimateError, match="the scale's criteria are essai, prix, suivi"):
        declared_weights(Replicability(weights={"essai": 1}), list(CRITERIA))


def test_the_top_group_is_told_by_draws_and_not_where_it_is_everybody(scored: Estimates) -> None:
    found = facts(scored)
    assert found["top-size"].value == 2
    assert found["p5-top"].value == 1
    assert sum(found[f"top-{where}"].value or 0 for where in ("in", "out", "between")) == 5
    alone = estimates(scores=scores({"P1": LEVELS["P1"]}))
    assert "top-size" not in facts(alone)
    assert alone.tables["replicability_composites"]["top_fact"].isna().all()


def test_who_is_nearly_always_or_never_at_the_top_is_counted_by_the_shares_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = np.array([0.054, 0.056, 0.946, 0.944, 0.5])  # printed 5 %, 6 %, 95 %, 94 % and 50 %
    monkeypatch.setattr(score_composites, "top_probability", lambda *_: drawn)
    found = facts(estimates())
    assert [found[f"top-{where}"].value for where in ("in", "out", "between")] == [1, 1, 3]


def test_shares_of_variance_are_of_weights_and_of_raters(scored: Estimates) -> None:
    found = facts(scored)
    assert 0 < (found["variance-raters"].value or 0) < 1
    assert (found["variance-weights"].value or 0) + (found["variance-raters"].value or 0) <= 1
    agreed = estimates(scores=scores({"P1": {c: (2, 2) for c in CRITERIA}}))
    assert agreed.tables["replicability_drivers"].empty


def test_pairs_in_one_order_under_any_weights_are_counted(scored: Estimates) -> None:
    assert (facts(scored)["pairs"].numerator, facts(scored)["pairs"].denominator) == (9, 10)


def test_the_order_of_rows_changes_no_fact(scored: Estimates) -> None:
    shuffled = estimates(scores=scores(LEVELS).sample(frac=1, random_state=1))
    assert {name: (fact.value, fact.low) for name, fact in facts(shuffled).items()} == {
        name: (fact.value, fact.low) for name, fact in facts(scored).items()
    }


def test_a_criterion_without_level_leaves_the_index_to_the_others() -> None:
    gap = {**LEVELS, "P1": {"essai": (2, 2), "prix": (1, 1), "suivi": (None, None)}}
    found = estimates(scores=scores(gap))
    assert facts(found)["p1-arithmetic"].value == pytest.approx(1.5)
    assert "n’a pas été noté" in facts(found)["p1-arithmetic"].limits_fr
    assert not found.tables["replicability_profiles"].set_index("project_id").loc["P1", "is_complete"]


def test_a_project_that_the_register_does_not_know_comes_last_under_its_id() -> None:
    found = estimates(projects=PROJECTS[PROJECTS["project_id"].ne("P1")])
    assert list(found.tables["replicability_profiles"]["project"])[-1] == "P1"


@pytest.mark.parametrize(("share", "shown"), [(0, ("=", 0)), (0.004, ("<", 0.01)), (0.996, (">", 0.99)), (1, ("=", 1))])
def test_a_share_of_draws_is_never_printed_as_certain_when_it_is_not(share: float, shown: tuple[str, float]) -> None:
    assert hedged(share) == shown


@pytest.mark.parametrize(("projects", "size"), [(1, 1), (4, 1), (5, 2), (28, 7), (40, 10)])
def test_the_top_group_is_a_share_rounded_up(projects: int, size: int) -> None:
    assert top_size(projects, 0.25) == size


@pytest.mark.parametrize(
    ("alpha", "said"),
    [
        (None, "non mesuré"),
        (0.796, "solide"),
        (0.794, "provisoire"),
        (0.67, "provisoire"),
        (0.66, "fragile"),
        (-0.1, "fragile"),
    ],
)
def test_an_agreement_is_read_with_the_usual_thresholds(alpha: float | None, said: str) -> None:
    assert words.reading(alpha) == said
    assert words.agreement_sentence(alpha).endswith(".")


@pytest.mark.parametrize(
    ("alpha", "low", "said"),
    [
        (0.92, 0.52, words.TO_CONFIRM_FR),
        (0.92, 0.665, "solide"),
        (0.92, float("nan"), "solide"),
        (0.7, 0.1, "provisoire"),
    ],
)
def test_an_agreement_whose_interval_goes_down_to_fragile_ones_is_to_be_confirmed(
    alpha: float, low: float, said: str
) -> None:
    assert words.reading(alpha, low) == said


@pytest.mark.parametrize("count", [0, 1, 2])
def test_single_raters_are_told(count: int) -> None:
    said = {0: "deux personnes au moins", 1: "Un projet n’a", 2: "Certains projets"}
    assert said[count] in words.single_rater_sentence(count, 3)
    assert (words.single_rater_sentence(count, 2) == words.BOTH_FR) == (count == 0)


def test_the_least_agreed_criteria_are_named_or_nothing_is() -> None:
    assert words.weakest_sentence([]) == ""
    assert "Prix" in words.weakest_sentence(["Prix"])
    assert " et " in words.weakest_sentence(["Prix", "Essai"])
    assert "bas (0,62)" in words.weakest_sentence(["Prix"], "0,62")


SHOWN = {
    "anchors_table": (Table, Table),
    "totals_figure": (Figure, Figure),
    "agreement_table": (Table, Text),
    "apart_table": (Table, Text),
    "weakest_figure": (Figure, Text),
    "themes_figure": (Figure, Text),
    "steps_table": (Table, Text),
    "projects_table": (Table, Text),
    "drivers_table": (Table, Text),
}


@pytest.mark.parametrize("name", SHOWN)
def test_every_exhibit_is_drawn_with_scores_and_said_without(release: Release, unscored: Release, name: str) -> None:
    exhibit = getattr(exhibits, name)
    assert isinstance(exhibit(release, "Légende"), SHOWN[name][0])
    assert isinstance(exhibit(unscored, "Légende"), SHOWN[name][1])


def test_the_index_of_many_projects_stands_on_two_figures(release: Release, unscored: Release) -> None:
    drawn, left = exhibits.composites_figures(release, "Légende")
    assert isinstance(drawn, Figure)
    assert [text.markdown for text in exhibits.composites_figures(unscored, "Légende")][1] == left.markdown == ""


@pytest.mark.parametrize(
    ("essai", "said"),
    [
        (SWUNG, "Sur «\u202fPrix\u202f»\\, un évaluateur note plus haut"),
        (LEANING, "\n\nUn évaluateur note plus haut"),
    ],
    ids=["on one criterion", "over all"],
)
def test_a_rater_who_is_nearly_always_higher_is_told_with_how_often(tmp_path: Path, essai: Turns, said: str) -> None:
    levels: dict[str, dict[str, tuple[int | None, ...]]] = {
        f"P{number}": {"essai": essai[number % 2], "prix": LEANING[number % 2], "suivi": SWUNG[number % 2]}
        for number in range(1, 9)
    }
    release = written_release(tmp_path, "replicability", estimates(scores=scores(levels)))
    text = exhibits.agreement_text(release).markdown
    assert text.count(said) == text.lower().count("un évaluateur") == 1
    assert text.endswith("one-way).")


def test_texts_say_what_there_is_or_that_there_is_nothing(release: Release, unscored: Release) -> None:
    assert "Projets notés" in exhibits.scored(release).markdown
    assert "Aucune note de projet" in exhibits.scored(unscored).markdown
    assert "Notes identiques" in exhibits.agreement_text(release).markdown
    assert "Sans note remise" in exhibits.agreement_text(unscored).markdown
    assert exhibits.index_text(unscored).markdown == ""
    assert "Taille du groupe de tête" in exhibits.index_text(release).markdown
    assert "5\u00a0sur" in exhibits.scored(release).markdown
    totals = exhibits.totals_figure(unscored, "Légende").twin().columns["Profils possibles"]
    assert all("](#fait-replicability-" in cell for cell in totals)
    assert "](#fait-replicability-" in str(exhibits.weakest_figure(release, "Légende").twin().columns)
    assert "une seule personne" in exhibits.projects_table(release, "Légende").markdown()  # type: ignore[union-attr]


def test_profiles_are_drawn_on_as_many_pages_as_cells(release: Release, unscored: Release) -> None:
    pages = exhibits.profile_pages(release, "Légende")
    assert [type(page) for page in pages] == [Figure, Text, Text]
    assert "Sans note remise" in exhibits.profile_pages(unscored, "Légende")[0].markdown  # type: ignore[union-attr]


def test_more_projects_than_pages_hold_are_told(tmp_path: Path) -> None:
    many = {f"P{number:03d}": {c: (1, 2) for c in CRITERIA} for number in range(95)}
    crowded = written_release(tmp_path, "replicability", estimates(scores=scores(many), projects=None))
    assert "trop nombreux" in exhibits.profile_pages(crowded, "Légende")[0].markdown  # type: ignore[union-attr]


@pytest.mark.parametrize(("level", "said"), [(1.0, "niveau 2 sur 3, «\u202fForte\u202f»"), (float("nan"), "Forte")])
def test_the_next_level_has_its_place_unless_the_level_is_hidden(level: float, said: str) -> None:
    assert words.next_words(level, 3.0, "Forte") == said
