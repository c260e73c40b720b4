"""The stage `compare` and the theme `editions`: what is put side by side, and whose rows each number rests on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.booklet.chapters import comparison_wording, editions_exhibits
from pipeline.booklet.exhibits import Figure
from pipeline.booklet.frame.evidence import annex
from pipeline.booklet.markdown import escape
from pipeline.compare import compare_cohorts
from pipeline.errors import MissingInputError
from pipeline.estimate_folders import read_estimates, read_themes, write_estimates
from pipeline.estimates import Estimates
from pipeline.estimators import editions
from pipeline.explain import Built, chain
from pipeline.facts import Fact, Rows
from pipeline.frames import read_tables, write_tables
from pipeline.intake.corrections import APPLIED_COLUMNS
from pipeline.methods.comparisons.edition_tables import joined
from pipeline.params import EstimateParams
from pipeline.paths import CohortPaths
from pipeline.plan import Plan
from pipeline.release import released_facts, summary, synthetic_themes
from pipeline.released import Release
from pipeline.tables import TABLES
from tests.unit.test_comparison import STARTUPS, tables
from tests.unit.test_release import COHORT, DELIVERY

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
COMPARABLE = ("deployed", "before", "after", "mark", "relation", "helps")
DRIFT = pd.DataFrame(
    [(STARTUPS, name, "same", True, "", "", "") for name in COMPARABLE]
    + [
        (STARTUPS, "mark", "same", True, "", "", ""),
        (STARTUPS, "first_mark", "scale", False, "L’échelle a changé.", "de 0 à 10", "de 1 à 5"),
    ]
    + [("projects", "status", "value_added", True, "Valeur nouvelle.", "", "closed")],
    columns=["table", "question", "kind", "is_comparable", "message_fr", "before", "after"],
)


def milestones(deployed: int, months: int) -> pd.DataFrame:
    steps = [(f"P{n}", "selection", "2024-01-01") for n in range(12)]
    steps += [(f"P{n}", "deployed", f"2024-{months + n % 3:02}-01") for n in range(deployed)]
    frame = pd.DataFrame(steps, columns=["project_id", "step", "date"])
    return frame.assign(
        date=pd.to_datetime(frame["date"]), source_file="milestones.csv", source_row=range(2, len(frame) + 2)
    )


def edition(deployed: int, months: int, **replaced: Any) -> dict[str, pd.DataFrame]:
    given = tables(milestones=milestones(deployed, months), **replaced)
    purchases = {"project_id": ["P1", "P1", "P4"], "is_renewed": [True, False, True], "source_row": [2, 3, 4]}
    applications = {"kind": ["solution"] * 4 + ["commune"], "is_selected": [True, False, False, False, True]}
    return {
        **given,
        "purchases": pd.DataFrame(purchases).assign(source_file="purchases.csv"),
        "applications": pd.DataFrame(applications).assign(source_file="applications.csv", source_row=range(2, 7)),
    }


NOW, BEFORE = edition(3, 4), edition(11, 9)


def estimates(now: Any = NOW, before: Any = BEFORE, drift: pd.DataFrame = DRIFT) -> Estimates:
    return editions.estimate(joined(now, before, drift, "qmi-1"), PARAMS)


def facts(**given: Any) -> dict[str, Fact]:
    return {fact.fact_id.removeprefix("editions-"): fact for fact in estimates(**given).facts}


def test_outcomes_of_both_editions_stand_side_by_side() -> None:
    found = facts()
    shares = {name: (found[name].numerator, found[name].denominator) for name in found if name.endswith("-yes")}
    assert shares["outcomes-deployed-now-yes"] == (3, 12)
    assert shares["outcomes-deployed-before-yes"] == (11, 12)
    assert shares["outcomes-purchased-now-yes"] == (2, 12)
    assert shares["outcomes-renewed-now-yes"] == (2, 3)
    assert shares["outcomes-selected-now-yes"] == (1, 4)
    assert shares["outcomes-dropped-now-yes"] == (0, 12)
    assert shares["outcomes-response-startups-now-yes"] == (12, 12)
    assert found["outcomes-delay-now-base"].value == 3
    assert found["outcomes-delay-before-median"].value > found["outcomes-delay-now-median"].value  # type: ignore[operator]


def test_a_gap_between_editions_is_never_called_an_effect() -> None:
    found = facts()
    gap = found["outcomes-deployed-gap"]
    assert gap.value == pytest.approx(100 * (3 - 11) / 12)
    assert "n’est pas un effet du programme" in gap.limits_fr
    assert found["outcomes-deployed-adjusted"].value > found["outcomes-deployed-p"].value  # type: ignore[operator]


def test_evidence_says_which_edition_it_is_of() -> None:
    found = facts()
    assert {file for file, _ in found["outcomes-deployed-now-yes"].rows} == {"projects.csv", "milestones.csv"}
    assert {file for file, _ in found["outcomes-deployed-before-yes"].rows} == {
        "qmi-1/projects.csv",
        "qmi-1/milestones.csv",
    }
    asked = found["survey-startups-mark-before-median"].rows
    assert {file for file, _ in asked} == {"qmi-1/survey_startups.csv"}


def test_questions_that_changed_are_not_compared_and_say_why() -> None:
    found = estimates()
    compared = set(found.tables["editions_results"]["result"])
    assert {"mark", "relation", "before", "helps-site"} <= compared
    assert not [name for name in compared if name.startswith(("first", "comment"))]
    (row,) = found.tables["editions_changed"].to_dict("records")
    assert (row["question_fr"], row["before_fr"], row["now_fr"]) == ("First_Mark\u202f?", "de 0 à 10", "de 1 à 5")


def test_readers_see_a_new_choice_without_its_code() -> None:
    new = (STARTUPS, "helps", "choice_added", False, "Ce choix est nouveau.", "", "Une visite (parfois) (visit_2)")
    drift = pd.concat([DRIFT, pd.DataFrame([new], columns=DRIFT.columns)], ignore_index=True)
    rows = estimates(drift=drift).tables["editions_changed"].set_index("question")
    assert rows.loc["helps", "now_fr"] == "Une visite (parfois)"
    assert rows.loc["first_mark", "now_fr"] == "de 1 à 5"


def test_a_question_that_drift_knows_nothing_of_is_not_compared() -> None:
    found = estimates(drift=DRIFT[DRIFT["question"].ne("relation")])
    assert "relation" not in set(found.tables["editions_results"]["result"])


def test_marks_of_another_scale_are_not_compared_even_if_drift_let_them() -> None:
    changed = BEFORE["questions"].assign(maximum=5.0)
    found = estimates(before={**BEFORE, "questions": changed})
    assert "mark" not in set(found.tables["editions_results"]["result"])


@pytest.mark.parametrize("missing", ["projects", "milestones", "questions"])
def test_what_one_edition_did_not_deliver_is_left_out(missing: str) -> None:
    less = {name: table for name, table in BEFORE.items() if name != missing}
    found = estimates(before=less).tables["editions_results"]["result"]
    assert 0 < len(found) < len(estimates().tables["editions_results"])


def test_an_empty_edition_gives_rows_without_verdict() -> None:
    empty = {**BEFORE, STARTUPS: BEFORE[STARTUPS].iloc[:0]}
    rows = estimates(before=empty).tables["editions_results"]
    assert set(rows.loc[rows["family"].eq(STARTUPS), "finding"]) == {"nothing"}


def test_nothing_in_common_gives_empty_tables() -> None:
    found = estimates(now={}, before={}, drift=DRIFT.iloc[:0])
    assert found.facts == []
    assert all(table.empty for name, table in found.tables.items() if name != "editions_families")


def test_the_order_of_rows_changes_no_fact() -> None:
    shuffled = {name: table.sample(frac=1, random_state=2) for name, table in NOW.items() if name != "questions"}
    given = {**shuffled, "questions": NOW["questions"], "answers": NOW["answers"]}
    assert {n: (f.value, f.low) for n, f in facts().items()} == {
        n: (f.value, f.low) for n, f in facts(now=given).items()
    }


def test_no_cohort_alone_has_the_theme() -> None:
    assert not set(editions.REQUIRES) & set(TABLES)


def clean(paths: CohortPaths, tables_of: dict[str, pd.DataFrame], is_synthetic: bool) -> None:
    files = sorted({file for table in tables_of.values() if "source_file" in table for file in table["source_file"]})
    deliveries = pd.DataFrame([{**DELIVERY, "file": file, "is_synthetic": is_synthetic} for file in files])
    answers = tables_of[STARTUPS]
    touched = "\n".join(
        f"{file}:{row}" for file, row in zip(answers["source_file"], answers["source_row"], strict=True)
    )
    corrections = pd.DataFrame(
        [("c1", STARTUPS, "mark", "set", "faute de frappe", "équipe", "2026-01-02", 1, touched)],
        columns=list(APPLIED_COLUMNS),
    )
    write_tables(paths.clean, {**tables_of, "deliveries": deliveries, "corrections": corrections})


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> CohortPaths:
    root = tmp_path_factory.mktemp("editions")
    now, former = CohortPaths("qmi-2", root), CohortPaths("qmi-1", root)
    clean(now, NOW, is_synthetic=True)
    clean(former, BEFORE, is_synthetic=False)
    write_tables(now.drift, {"drift": DRIFT})
    compare_cohorts(now, former, PARAMS)
    return now


@pytest.fixture(scope="module")
def release(compared: CohortPaths) -> Release:
    own = read_tables(compared.clean)
    write_estimates(compared.cohort_estimates, {"programme": Estimates([a_fact()])}, own)
    folders = [compared.cohort_estimates, compared.edition_estimates]
    cohort = COHORT.model_copy(update={"disclosure": COHORT.disclosure.model_copy(update={"min_count": 1})})
    read = read_estimates(folders)
    folder = compared.release("communes")
    write_tables(folder, {**read, "facts": released_facts(read["facts"], cohort, 10)})
    write_tables(folder / "tables", read_tables(compared.edition_estimates / "tables"))
    content = summary(cohort, Plan(), "communes", read_themes(folders), synthetic_themes(read["facts"]))
    (folder / "release.json").write_text(json.dumps(content), "utf-8")
    return Release(folder)


def a_fact() -> Fact:
    return Fact(
        fact_id="programme-projects",
        label_fr="Projets",
        unit="count",
        value=12.0,
        method="Dénombrement",
        computed_by="x:y",
        source_table="projects",
        design="census",
        rows=Rows.of(("projects.csv", 2)),
    )


def test_the_stage_keeps_the_former_deliveries_that_facts_cite(compared: CohortPaths) -> None:
    about = read_tables(compared.edition_estimates)
    files = set(about["deliveries"]["file"])
    assert {"projects.csv", "qmi-1/projects.csv", "qmi-1/survey_startups.csv"} <= files
    assert "qmi-1/communes.csv" not in files
    assert set(about["corrections"]["table"]) == {"qmi-1/survey_startups"}
    facts_of = about["facts"].set_index("fact_id")
    assert facts_of.loc["editions-outcomes-deployed-now-yes", "is_synthetic"]
    assert not facts_of.loc["editions-outcomes-deployed-before-yes", "is_synthetic"]
    assert facts_of.loc["editions-outcomes-deployed-gap", "is_synthetic"]


def test_a_missing_step_names_the_command_to_run(tmp_path: Path) -> None:
    now, former = CohortPaths("qmi-2", tmp_path), CohortPaths("qmi-1", tmp_path)
    clean(now, NOW, is_synthetic=True)
    with pytest.raises(MissingInputError, match="clean --cohort qmi-1"):
        compare_cohorts(now, former, PARAMS)
    clean(former, BEFORE, is_synthetic=True)
    with pytest.raises(MissingInputError, match="drift --cohort qmi-2 --previous qmi-1"):
        compare_cohorts(now, former, PARAMS)


def test_the_release_lists_each_file_once_and_the_annex_names_the_edition(release: Release) -> None:
    assert release.deliveries["file"].is_unique
    assert list(release.summary["themes"]) == ["programme", "editions"]
    assert release.summary["synthetic_themes"] == ["editions", "programme"]
    text = annex(release, ["editions-outcomes-deployed-gap"], {"editions": "Deux éditions"})
    assert escape("qmi-1/milestones.csv") in text


def test_a_number_of_both_editions_is_explained_down_to_the_files_of_each(
    compared: CohortPaths, release: Release
) -> None:
    told = chain(Built(compared, release), "editions-survey-startups-mark-gap")
    assert "qmi-1/survey_startups.csv" in told
    assert told.count("faute de frappe") == 2
    assert "qmi-1/c1: mark of qmi-1/survey_startups" in told
    assert "faute de frappe" not in chain(Built(compared, release), "editions-outcomes-deployed-before-yes")


def test_exhibits_show_outcomes_to_all_and_answers_to_those_who_gave_them(release: Release) -> None:
    table = editions_exhibits.outcomes_table(release, "Légende").markdown()  # type: ignore[union-attr]
    assert "Projets déployés" in table
    assert "écart observé que le hasard explique mal" in table
    figure = editions_exhibits.outcomes_figure(release, "Légende")
    assert isinstance(figure, Figure)
    assert "Écarts\u00a0: écart observé que le hasard explique mal" in figure.alt_fr
    assert figure.twin().columns["Ce qu’on peut dire"][0] == "écart observé que le hasard explique mal"
    assert "Aucune question de ce livret" in editions_exhibits.questions_figure(release, "Légende").markdown  # type: ignore[union-attr]
    assert "aucune répartition n’aurait tranché" in editions_exhibits.within_reach(release).markdown
    assert "Aucune question de ce livret" in editions_exhibits.questions(release).markdown
    assert "Aucune question n’a changé" in editions_exhibits.changed(release).markdown
    everything = Release(release.folder)
    everything.summary["audience"] = "institutions"
    assert "Réponses des porteurs de projet" in editions_exhibits.questions(everything).markdown
    assert "L’échelle a changé" in editions_exhibits.changed(everything).markdown
    assert "Ce que disent les registres" in editions_exhibits.families(everything).markdown


def test_a_comparison_too_large_to_be_reckoned_is_not_left_out(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_large = editions_exhibits._outcomes(release).assign(reach=None, finding="no-gap")
    monkeypatch.setattr(editions_exhibits, "_outcomes", lambda _: too_large)
    monkeypatch.setattr(editions_exhibits, "precision_links", lambda *_: {})
    assert "n’a pas été fait" in editions_exhibits.within_reach(release).markdown


@pytest.mark.parametrize(
    ("below", "above", "said"),
    [
        (None, None, "aucune répartition n’aurait tranché"),
        ("2", None, "il en aurait fallu dans cette édition au plus 2 (plus haut, aucune part n’y aurait suffi)"),
        ("2", "9", "au plus 2 ou au moins 9"),
    ],
)
def test_what_it_would_have_taken_in_a_register(below: str | None, above: str | None, said: str) -> None:
    assert comparison_wording.needed_units_fr("dans cette édition", below, above).endswith(said)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([], "Aucun de ces écarts n’est établi\u00a0: le hasard peut suffire à les expliquer."),
        (["les partenaires"], "L’écart est établi pour les partenaires, pas pour les autres."),
        (["les partenaires", "les agents"], "L’écart est établi pour les partenaires et les agents."),
    ],
)
def test_rates_that_differ_say_whether_the_gap_is_established(found: list[str], said: str) -> None:
    assert comparison_wording.established_fr(found, 2) == said


def test_what_could_not_be_seen_in_a_register() -> None:
    assert comparison_wording.seen_units_fr("ici", None, None).startswith("aucun écart, si grand soit-il")
    assert (
        comparison_wording.seen_units_fr("ici", None, "9")
        == "pour être vu quatre fois sur cinq, un écart en demandait ici au moins 9 en moyenne (plus bas, aucune part"
        " n’y aurait suffi)"
    )
