"""The theme `comparison`: which test a declared comparison gets, what becomes a fact, what is said of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from pipeline.booklet.chapters import comparison_exhibits, comparison_wording
from pipeline.booklet.markdown import Markdown
from pipeline.errors import EstimateError
from pipeline.estimates import Estimates
from pipeline.estimators.comparison import estimate, is_planned
from pipeline.facts import facts_frame
from pipeline.frames import write_tables
from pipeline.methods.comparisons.compared_columns import Option, share_label
from pipeline.methods.comparisons.comparison_results import family_results
from pipeline.plan import Comparison, Family, Plan, Settings
from pipeline.release import released_facts, summary
from pipeline.released import Release
from tests.unit.test_release import COHORT, DELIVERY

STARTUPS, COMMUNES = "survey_startups", "survey_communes"
ASKED = {
    "deployed": ("choice", "nominal", ["yes", "no", "dont_know"]),
    "before": ("choice", "nominal", ["yes", "no", "dont_know"]),
    "after": ("choice", "nominal", ["yes", "no", "dont_know"]),
    "mark": ("integer", "scale", []),
    "first_mark": ("integer", "scale", []),
    "relation": ("choice", "ordinal", ["good", "fair", "poor"]),
    "helps": ("choices", "nominal", ["site", "press"]),
    "comment": ("text", "", []),
}
N = 12


def questions(survey: str, maximum: float = 10.0) -> pd.DataFrame:
    rows = [
        {"survey": survey, "question": name, "kind": kind, "measure": measure, "label_fr": f"{name.title()} ?"}
        for name, (kind, measure, _) in ASKED.items()
    ]
    return pd.DataFrame(rows).assign(label_en="", minimum=0.0, maximum=maximum)


def choices(survey: str) -> pd.DataFrame:
    rows = [
        (survey, question, name, name.title(), name, name if name == "dont_know" else "", None)
        for question, (_, _, names) in ASKED.items()
        for name in names
    ]
    return pd.DataFrame(rows, columns=["survey", "question", "name", "label_fr", "label_en", "status", "value"])


def answers(survey: str, **columns: Any) -> pd.DataFrame:
    given = {
        "response_id": [f"{survey}-{n}" for n in range(N)],
        "respondent_id": [f"H{n}" for n in range(N)],
        "deployed": ["yes"] * 6 + ["no"] * 5 + ["dont_know"],
        "before": ["no"] * 8 + ["yes"] * 4,
        "after": ["yes"] * 8 + ["yes"] * 3 + [None],
        "mark": [9, 9, 8, 10, 9, 8, 3, 4, 2, 5, 3, 7],
        "first_mark": [7, 8, 8, 7, 6, 8, 2, 2, 1, 3, 3, 7],
        "relation": ["good"] * 5 + ["poor"] * 5 + ["fair", None],
        "helps": [["site"]] * 4 + [["site", "press"]] * 4 + [["press"]] * 3 + [None],
        "comment": ["…"] * N,
        "source_file": f"{survey}.csv",
        "source_row": list(range(2, N + 2)),
    }
    return pd.DataFrame({**given, **columns})


def tables(**replaced: Any) -> dict[str, pd.DataFrame]:
    given = {
        "questions": pd.concat([questions(STARTUPS), questions(COMMUNES)], ignore_index=True),
        "answers": pd.concat([choices(STARTUPS), choices(COMMUNES)], ignore_index=True),
        STARTUPS: answers(STARTUPS),
        COMMUNES: answers(COMMUNES, mark=[5, 6, 5, 6, 7, 5, 6, 5, 4, 6, 5, 6]),
        "invitations": pd.DataFrame(
            {
                "survey": STARTUPS,
                "respondent_id": [f"H{n}" for n in range(N)],
                "project_id": [f"P{n}" for n in range(N)],
                "source_file": "invitations.csv",
                "source_row": range(2, N + 2),
            }
        ),
        "projects": pd.DataFrame(
            {
                "project_id": [f"P{n}" for n in range(N)],
                "status": ["deployed", "selected"] * 6,
                "commune_insee": ["92048"] * 4 + ["94080"] * 4 + ["93005"] * 4,
                "targets_public_sector": [True] * 7 + [False] * 5,
                "tags": [["bois"]] * N,
                "source_file": "projects.csv",
                "source_row": range(2, N + 2),
            }
        ),
        "communes": pd.DataFrame(
            {
                "commune_insee": ["94080", "92048", "93005", "95018"],
                "name": ["Vincennes", "Meudon", "Aulnay-sous-Bois", "Argenteuil"],
                "source_file": "communes.csv",
                "source_row": range(2, 6),
            }
        ),
    }
    return {**given, **replaced}


def comparison(name: str = "asked", **fields: Any) -> Comparison:
    usual = {"question_fr": "Les deux groupes diffèrent-ils ?", "question_en": "Do they differ?", "table": STARTUPS}
    return Comparison(**{"comparison": name, "outcome": "mark", **usual, **fields})


def settings(*comparisons: Comparison, **fields: Any) -> Settings:
    family = Family(family="all", title_fr="Tout", title_en="All", comparisons=list(comparisons), **fields)
    return Settings(confidence_level=0.95, percent_base_min=10, plan=Plan(families=[family]))


def results(*comparisons: Comparison, **replaced: Any) -> list[Any]:
    return family_results(tables(**replaced), settings(*comparisons).plan.families[0], 0.95)


def estimates(*comparisons: Comparison, **replaced: Any) -> Estimates:
    return estimate(tables(**replaced), settings(*comparisons))


@pytest.mark.parametrize(
    ("fields", "method"),
    [
        ({"by": "deployed"}, "exact Mann-Whitney test"),
        ({"by": "commune_insee"}, "permutation Kruskal-Wallis test"),
        ({"outcome": "relation", "by": "deployed"}, "exact Mann-Whitney test"),
        ({"outcome": "before", "by": "deployed"}, "Fisher's exact test"),
        ({"outcome": "before", "by": "commune_insee"}, "Fisher's exact test, r × c"),
        ({"outcome": "status", "table": "projects", "by": "commune_insee"}, "Fisher's exact test, r × c"),
        ({"outcome": "mark", "by": "targets_public_sector"}, "exact Mann-Whitney test"),
        ({"outcome": "after", "paired_with": "before"}, "exact McNemar test"),
        ({"outcome": "mark", "paired_with": "first_mark"}, "exact signed-rank test"),
        ({"outcome": "mark", "against": ["survey_communes.mark"]}, "exact Mann-Whitney test"),
        ({"outcome": "mark", "by": "relation", "groups": ["good", "poor"]}, "exact Mann-Whitney test"),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
def test_the_kind_of_the_columns_chooses_the_test(fields: dict[str, Any], method: str) -> None:
    (result,) = results(comparison(**fields))
    assert result.test.method.name_en == method


def test_each_answer_that_may_be_chosen_has_its_test_and_its_name() -> None:
    found = results(comparison(outcome="helps", by="deployed"))
    assert [result.name for result in found] == ["asked-site", "asked-press"]
    assert found[0].test.sizes == (6, 5)


def test_who_does_not_know_is_in_no_group() -> None:
    (result,) = results(comparison(by="deployed"))
    assert [(group.name, group.n) for group in result.sample.groups] == [("yes", 6), ("no", 5)]


def test_communes_stand_in_the_order_of_the_alphabet_under_their_names() -> None:
    (result,) = results(comparison(by="commune_insee"))
    assert [group.label_fr for group in result.sample.groups] == ["Aulnay-sous-Bois", "Meudon", "Vincennes"]


def test_more_than_two_groups_are_never_set_in_pairs() -> None:
    (result,) = results(comparison(by="commune_insee"))
    assert result.effect.method.name_en == "rank epsilon squared"
    facts = {fact.fact_id: fact for fact in estimates(comparison(by="commune_insee")).facts}
    assert "comparison-all-asked-gap" not in facts
    apart = facts["comparison-all-asked-apart"]
    assert apart.low <= apart.value <= apart.high
    assert "ensemble des groupes" in apart.label_fr


@pytest.mark.parametrize("by", ["commune_insee", "deployed"])
def test_several_answers_are_apart_without_a_side_even_between_two_groups(by: str) -> None:
    table = {"table": "projects", "outcome": "commune_insee", "by": "status"} if by == "deployed" else {"by": by}
    (result,) = results(comparison(**{"outcome": "before", **table}))
    assert result.effect.method.name_en == "bias-corrected Cramér’s V"


def test_how_far_apart_several_groups_are_is_shown_with_its_interval(tmp_path: Path) -> None:
    shown = str(
        comparison_exhibits.verdicts(released(tmp_path, "institutions", comparison(by="commune_insee"))).markdown
    )
    assert "ampleur\u00a0: [" in shown
    assert "(de " in shown


def test_a_clear_gap_is_found_and_told_with_its_interval() -> None:
    found = estimates(comparison(by="deployed"))
    facts = {fact.fact_id: fact for fact in found.facts}
    gap = facts["comparison-all-asked-gap"]
    assert (gap.value, gap.interval_method) == (1, "Newcombe (méthode 5), quantile de Student")
    # Of the 462 ways to deal the ranks out, ties leave no other as far from the middle.
    assert facts["comparison-all-asked-p"].value == pytest.approx(1 / 462)
    assert facts["comparison-all-asked-yes-median"].value == 9
    assert found.tables["comparison_results"]["finding"].tolist() == ["gap"]


def test_a_fact_rests_on_the_answers_and_on_the_registers_that_made_the_groups() -> None:
    found = {fact.fact_id: fact for fact in estimates(comparison(by="status")).facts}
    files = {file for file, _ in found["comparison-all-asked-deployed-median"].rows}
    assert files == {"survey_startups.csv", "invitations.csv", "projects.csv"}
    named = {fact.fact_id: fact for fact in estimates(comparison(by="commune_insee")).facts}
    assert ("communes.csv", 3) in named["comparison-all-asked-92048-median"].rows
    own = {fact.fact_id: fact for fact in estimates(comparison(by="deployed")).facts}
    assert {file for file, _ in own["comparison-all-asked-yes-median"].rows} == {"survey_startups.csv"}


def test_a_test_that_could_not_decide_is_not_run_and_says_what_it_would_have_taken() -> None:
    few = answers(STARTUPS).iloc[[0, 1, 2, 6, 7, 8]]
    found = estimates(comparison(by="deployed"), survey_startups=few)
    ids = {fact.fact_id: fact for fact in found.facts}
    assert found.tables["comparison_results"]["finding"].tolist() == ["undecidable"]
    assert "comparison-all-asked-p" not in ids
    assert ids["comparison-all-asked-smallest"].value == pytest.approx(0.1)
    assert "comparison-all-asked-gap" not in ids, "three answers are too few for a median, and so for a gap"
    assert ids["comparison-all-tests"].value == 0
    assert ids["comparison-all-undecidable"].value == 1


def test_pairs_tell_who_changed_which_way() -> None:
    found = {fact.fact_id: fact for fact in estimates(comparison(outcome="after", paired_with="before")).facts}
    gained, lost = found["comparison-all-asked-gained"], found["comparison-all-asked-lost"]
    assert (gained.numerator, gained.denominator, lost.numerator) == (8, 11, 0)
    assert found["comparison-all-asked-gap"].numerator == 8
    assert found["comparison-all-asked-p"].value == pytest.approx(2 / 2**8)
    assert found["comparison-all-asked-p"].design == "before_after"


def test_too_few_changes_say_how_many_it_takes() -> None:
    given = answers(STARTUPS, after=["yes"] * 2 + ["no"] * 6 + ["yes"] * 4)
    found = {
        f.fact_id: f for f in estimates(comparison(outcome="after", paired_with="before"), survey_startups=given).facts
    }
    needs = found["comparison-all-asked-needs"]
    assert (needs.value, needs.unit) == (6, "count")


def test_p_values_of_a_family_are_adjusted_together() -> None:
    alone = results(comparison(by="deployed"))[0]
    first, *_ = results(
        comparison(by="deployed"), comparison("other", by="commune_insee"), comparison("third", by="status")
    )
    assert first.tests == 3
    assert first.adjusted == pytest.approx(3 * alone.adjusted)


def test_groups_without_an_answer_are_named_and_one_group_alone_is_not_compared() -> None:
    given = answers(STARTUPS, mark=[8] * 6 + [None] * 6)
    found = estimates(comparison(by="deployed"), survey_startups=given)
    row = found.tables["comparison_results"].iloc[0]
    assert (row["finding"], row["silent_fr"]) == ("nothing", "No")
    assert {fact.fact_id for fact in found.facts} >= {"comparison-all-asked-yes-median"}


def test_an_empty_survey_gives_rows_without_a_fact() -> None:
    found = estimates(
        comparison(by="deployed"),
        comparison("pairs", paired_with="first_mark"),
        survey_startups=answers(STARTUPS).iloc[:0],
    )
    assert found.facts == []
    assert found.tables["comparison_results"]["finding"].tolist() == ["nothing", "nothing"]


def test_a_comparison_of_a_table_that_was_not_delivered_is_left_out() -> None:
    assert results(comparison(table="survey_institutions", by="deployed")) == []


def test_the_order_of_rows_changes_no_fact() -> None:
    asked = (comparison(by="deployed"), comparison("helps", outcome="helps", by="commune_insee"))
    shuffled = estimates(*asked, survey_startups=answers(STARTUPS).sample(frac=1, random_state=3))
    assert {f.fact_id: (f.value, f.low) for f in estimates(*asked).facts} == {
        f.fact_id: (f.value, f.low) for f in shuffled.facts
    }


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"by": "nothing"}, "has no column « nothing »"),
        ({"by": "deployed", "outcome": "nothing"}, "has no column « nothing »"),
        ({"by": "mark"}, "« mark » does not put each row in one group"),
        ({"by": "helps"}, "« helps » does not put each row in one group"),
        ({"by": "deployed", "groups": ["yes", "maybe"]}, "« deployed » has no value « maybe »"),
        ({"by": "deployed", "outcome": "comment"}, "« comment » is neither a number nor a choice"),
        ({"by": "status", "outcome": "tags"}, "« tags » of a register holds lists"),
        ({"paired_with": "relation"}, "do not have the same answers"),
        ({"against": ["survey_communes.deployed"]}, "do not have the same answers"),
    ],
)
def test_a_plan_that_does_not_fit_the_tables_is_refused_in_a_sentence(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(EstimateError, match=said):
        results(comparison(**fields))


def test_marks_of_two_scales_are_not_compared() -> None:
    asked = pd.concat([questions(STARTUPS), questions(COMMUNES, maximum=5.0)], ignore_index=True)
    with pytest.raises(EstimateError, match="do not have the same answers"):
        results(comparison(against=["survey_communes.mark"]), questions=asked)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "one of: by, against, paired_with"),
        ({"by": "deployed", "paired_with": "first_mark"}, "one of: by, against, paired_with"),
        ({"paired_with": "first_mark", "groups": ["yes"]}, "name it with by"),
        ({"against": ["survey_communes"]}, "should match pattern"),
    ],
)
def test_an_incomplete_comparison_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        comparison(**fields)


def test_two_comparisons_or_families_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="asked is there twice"):
        settings(comparison(by="deployed"), comparison(by="status"))
    family = settings(comparison(by="deployed")).plan.families[0]
    with pytest.raises(ValidationError, match="all is there twice"):
        Plan(families=[family, family])


def test_the_theme_exists_when_the_plan_asks() -> None:
    assert not is_planned(Plan())
    assert is_planned(settings(comparison(by="deployed")).plan)


LINKS = {"tests": "T", "undecidable": "U", "gaps": "G"}


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 3, 0), "aucun test de cette famille ne pouvait trancher"),
        ((1, 0, 0), "T test pouvait trancher\u202f; aucun n’établit d’écart."),
        (
            (2, 1, 1),
            "G montre un écart que le hasard explique mal\u202f; U autre comparaison n’avait pas les effectifs",
        ),
        ((5, 2, 2), "T tests pouvaient trancher\u202f; G montrent un écart que le hasard explique mal\u202f; U autres"),
    ],
)
def test_a_family_is_told_by_rule(counts: tuple[int, int, int], said: str) -> None:
    assert said in comparison_wording.family_fr(*counts, LINKS)


def test_no_verdict_says_more_than_the_test_does() -> None:
    said = [comparison_wording.finding_fr(finding) for finding in ("gap", "no-gap", "undecidable", "nothing")]
    assert said[:3] == [
        "écart observé que le hasard explique mal",
        "aucun écart établi",
        "effectifs trop faibles pour conclure quoi que ce soit",
    ]
    assert not [text for text in said if "significati" in text or "prouv" in text]
    assert comparison_wording.finding_fr("no-gap", "Sceaux").endswith("(aucune réponse\u00a0: Sceaux)")
    with pytest.raises(KeyError):
        comparison_wording.finding_fr("proved")


@pytest.mark.parametrize(
    ("below", "above", "said"),
    [
        ("1", None, "celle d’au plus 1 du groupe"),
        (None, "9", "celle d’au moins 9 du groupe"),
        ("1", "9", "celle d’au plus 1 ou d’au moins 9 du groupe"),
    ],
)
def test_what_it_would_have_taken_is_told_on_either_side(below: str | None, above: str | None, said: str) -> None:
    assert said in comparison_wording.needed_fr("Meudon", below, above)


@pytest.mark.parametrize(
    ("below", "above", "gap", "is_contrary"),
    [
        ("1", None, 39.0, True),
        (None, "9", -39.0, True),
        ("1", None, -39.0, False),
        (None, "9", 39.0, False),
        ("1", "9", 39.0, False),
        ("1", None, 0.0, False),
        ("1", None, float("nan"), False),
    ],
)
def test_a_single_side_that_lies_against_the_gap_observed_says_so(
    below: str | None, above: str | None, gap: float, is_contrary: bool
) -> None:
    said = (
        comparison_wording.needed_fr("Meudon", below, above, gap),
        comparison_wording.seen_fr(below, above, gap),
        comparison_wording.needed_units_fr("ici", below, above, gap),
        comparison_wording.seen_units_fr("ici", below, above, gap),
    )
    assert {comparison_wording.CONTRARY_FR in each for each in said} == {is_contrary}


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        ("[100\u202f% (10\u00a0sur\u00a010)](#x)", "celle de [100"),
        ("9\u00a0sur\u00a09", "celle de 9"),
        ("9\u00a0sur\u00a091", "celle d’au moins 9"),
    ],
)
def test_nothing_is_above_the_whole(whole: str, said: str) -> None:
    assert said in comparison_wording.needed_fr("Meudon", None, whole)


def test_what_could_not_be_seen_is_told_too() -> None:
    assert comparison_wording.seen_fr(None, None).startswith("aucun écart, si grand soit-il")
    assert comparison_wording.seen_fr(None, "9").endswith("celle d’au moins 9 (plus bas, aucune part n’y aurait suffi)")
    assert "n’y aurait suffi" not in comparison_wording.seen_fr("1", "9")


def released(folder: Path, audience: str, *comparisons: Comparison) -> Release:
    return release_of(folder, audience, estimates(*comparisons))


def release_of(folder: Path, audience: str, found: Estimates) -> Release:
    cohort = COHORT.model_copy(
        update={"audiences": [audience], "disclosure": COHORT.disclosure.model_copy(update={"min_count": 1})}
    )
    facts = released_facts(facts_frame({"comparison": found.facts}), cohort, 10)
    corrections = pd.DataFrame(columns=["table", "column", "action", "reason", "provider", "date"])
    write_tables(folder, {"facts": facts, "deliveries": pd.DataFrame([DELIVERY]), "corrections": corrections})
    write_tables(folder / "tables", found.tables)
    (folder / "release.json").write_text(json.dumps(summary(cohort, Plan(), audience, {"comparison": []}, [])), "utf-8")
    return Release(folder)


ALL = (
    comparison(by="deployed"),
    comparison("shares", outcome="before", by="deployed"),
    comparison("pairs", outcome="after", paired_with="before"),
    comparison("places", outcome="relation", by="commune_insee"),
    comparison("agents", table=COMMUNES, by="deployed"),
    comparison("register", table="projects", outcome="status", by="commune_insee"),
)


def test_a_booklet_shows_comparisons_of_its_own_answers_and_of_registers(tmp_path: Path) -> None:
    release = released(tmp_path, "communes", *ALL)
    shown = comparison_exhibits.shown(release, "comparison_results")
    assert shown["result"].tolist() == ["agents", "register"]
    assert set(comparison_exhibits.shown(release, "comparison_groups")["result"]) == {"agents", "register"}
    everything = released(tmp_path / "all", "institutions", *ALL)
    assert len(comparison_exhibits.shown(everything, "comparison_results")) == len(ALL)


def test_exhibits_link_every_number_to_its_fact(tmp_path: Path) -> None:
    release = released(tmp_path, "institutions", *ALL)
    verdicts = comparison_exhibits.verdicts(release).markdown
    assert "#fait-comparison-all-asked-gap" in verdicts
    assert "écart observé que le hasard explique mal" in verdicts
    assert "Aulnay" in comparison_exhibits.answers(release).markdown
    assert "aucune répartition n’aurait tranché" in comparison_exhibits.within_reach(release).markdown
    assert "changements vers «\u202fYes\u202f»\u00a0: [8\u00a0sur\u00a08](" in verdicts
    assert "de 63" not in verdicts, "no percentage of a share told as a count"


def test_no_median_of_a_handful_is_told(tmp_path: Path) -> None:
    release = released(tmp_path, "institutions", comparison(by="deployed"))
    bases = release.table("comparison_groups")["base_fact"].map(lambda fact: release.fact(fact)["value"])
    told = comparison_exhibits.answers(release).markdown
    assert told.count("trop peu pour une médiane") == bases.lt(5).sum()
    assert told.count("médiane [") == bases.ge(5).sum()
    figure = comparison_exhibits.ranks_figure(release, "Légende")
    assert "(Yes moins No)" in figure.alt_fr  # type: ignore[union-attr]


def test_without_a_comparison_to_show_the_booklet_says_so(tmp_path: Path) -> None:
    release = released(tmp_path, "communes", comparison(by="deployed"))
    for exhibit in ("families", "verdicts", "answers"):
        assert getattr(comparison_exhibits, exhibit)(release).markdown == Markdown(
            "Le plan d’analyse ne demande aucune comparaison sur les réponses que ce livret montre\\."
        )
    assert "Aucune comparaison" in comparison_exhibits.shares_figure(release, "Légende").markdown  # type: ignore[union-attr]


def test_answers_of_one_question_share_a_table_and_a_sentence(tmp_path: Path) -> None:
    release = released(
        tmp_path, "institutions", comparison(outcome="helps", by="deployed"), comparison("b", by="deployed")
    )
    answers_fr = comparison_exhibits.answers(release).markdown
    assert answers_fr.count("groupes") == 1 + 1
    (row,) = [line for line in answers_fr.splitlines() if line.startswith("| Yes") and "Site" in line]
    assert "Press" in row


def test_groups_too_large_to_try_every_count_claim_nothing() -> None:
    many = [f"H{n}" for n in range(120)]
    given = pd.DataFrame(
        {
            "response_id": many,
            "respondent_id": many,
            "deployed": ["yes", "no"] * 60,
            "before": ["yes", "yes", "no"] * 40,
            "source_file": "s.csv",
            "source_row": range(2, 122),
        }
    )
    found = estimates(comparison(outcome="before", by="deployed"), survey_startups=given)
    (row,) = found.tables["comparison_results"].to_dict("records")
    assert (row["finding"], row["reach"]) == ("no-gap", None)
    assert not [fact for fact in found.facts if "-needs-" in fact.fact_id]


def test_nothing_is_not_said_to_be_at_most() -> None:
    assert "celle de 0\u202f% (0 sur 10) du groupe" in comparison_wording.needed_fr("Non", "0\u202f% (0 sur 10)", None)
    assert "celle d’au plus 0,5\u202f% du groupe" in comparison_wording.needed_fr("Non", "0,5\u202f%", None)


def test_what_a_register_tells_is_no_answer_yes() -> None:
    yes, no, group = Option("yes", "Oui", "Yes"), Option("no", "Non", "No"), ("cette édition", "this edition")
    assert share_label(yes, group, is_asked=False) == group
    assert share_label(yes, group, is_asked=True)[0] == "«\u202fOui\u202f», cette édition"
    assert share_label(no, group, is_asked=False)[0] == "«\u202fNon\u202f», cette édition"
