from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import indicators_exhibits as exhibits
from pipeline.booklet.chapters import indicators_projects as projects
from pipeline.booklet.chapters import indicators_totals as totals
from pipeline.booklet.chapters import project_results
from pipeline.booklet.chapters.change_words import bracketed, told_verdict, with_symbol, with_unit
from pipeline.booklet.chapters.design_wording import unearned
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.disclosure import SUPPRESSED
from pipeline.facts import facts_frame
from pipeline.frames import write_tables
from pipeline.methods.indicators.design_strength import Strength
from pipeline.params import Cohort, DisclosureRules
from pipeline.release import released_facts
from pipeline.released import Release
from tests.conftest import ROOT
from tests.unit.test_indicators import estimated, forward, plan, protocols, rate, share, table, value

N, B = "\u202f", "\u00a0"
LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)")


def cohort(min_count: int) -> Cohort:
    texts = dict.fromkeys(("title_fr", "subtitle_fr", "programme", "publisher", "notice_fr", "licence"), "x")
    return Cohort(
        cohort="essai",
        audiences=["institutions"],
        edition_date=dt.date(2026, 1, 1),
        is_synthetic=True,
        disclosure=DisclosureRules(min_count=min_count, reason="x"),
        **texts,
    )


def released(
    folder: Path,
    measurements: pd.DataFrame,
    audience: str = "institutions",
    min_count: int = 1,
    **tables: pd.DataFrame,
) -> Release:
    found = estimated(measurements, **tables)
    if found.facts:
        facts = released_facts(facts_frame({"indicators": found.facts}), cohort(min_count), 10)
        write_tables(folder, {"facts": facts})
    write_tables(folder / "tables", found.tables)
    (folder / "release.json").write_text(json.dumps({"audience": audience}), encoding="utf-8")
    return Release(folder)


def plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", LINK.sub(r"\1", text))


EXHIBITS = (
    totals.summary,
    totals.margin,
    exhibits.changes_tables,
    projects.tests_text,
    *(
        lambda release, made=made: made(release, "Titre")
        for made in (
            exhibits.domains_table,
            exhibits.goals_table,
            exhibits.designs_table,
            exhibits.forest_figure,
            projects.pooled_table,
            projects.contrasts_table,
            projects.missing_table,
            projects.timing_table,
        )
    ),
    lambda release: exhibits.ways_figure(release, "usage", "Titre"),
)


def shares(*projects_: str, indicator: str = "returns") -> pd.DataFrame:
    rows = [
        share(project, phase, k, 100, indicator=indicator)
        for project in projects_
        for phase, k in (("baseline", 40), ("endline", 55))
    ]
    return table(*rows)


def test_a_cohort_that_measured_nothing_says_so_everywhere(tmp_path: Path) -> None:
    release = released(tmp_path, shares("A").iloc[:0])
    for made in EXHIBITS:
        shown = made(release)
        assert isinstance(shown, Text)
        assert str(shown.markdown).strip()


@pytest.mark.parametrize("names", ["A", "AB", "ABC"], ids=len)
def test_one_two_or_three_projects_are_shown_with_links_only_to_facts(names: str, tmp_path: Path) -> None:
    plans = protocols(*(plan(name, "returns", 0.4, 0.6) for name in names))
    release = released(tmp_path, shares(*names), protocols=plans)
    for made in EXHIBITS:
        assert isinstance(made(release), (Text, Table, Figure))


def test_a_change_bears_its_sign_its_interval_and_its_margin(tmp_path: Path) -> None:
    rows = [share("A", "baseline", 48, 80), share("A", "endline", 56, 70)]
    rows += [rate("A", "baseline", 20, 1000), rate("A", "endline", 18, 1000)]
    told = plain(exhibits.changes_tables(released(tmp_path, table(*rows))).markdown)
    assert f"| 60,0{N}% | 80,0{N}% | +20,0{B}points (+3,8 à{B}+34,5) | – | favorable | – |" in told
    assert re.search(r"−10,0\u202f% \(−55[^)]* à\xa0\+7[^)]*\) \| – \| favorable, dans la marge \| – \|", told)


def test_a_line_parts_a_change_from_its_interval_and_never_the_interval(tmp_path: Path) -> None:
    release = released(tmp_path, table(rate("A", "baseline", 20, 1000), rate("A", "endline", 18, 1000)))
    said = plain(bracketed(release, str(release.table("indicators_changes")["change_fact"].iloc[0])))
    assert said.startswith(f"(−10,0{N}%{N}; −55") and said.count(" ") == 1


def test_only_the_detailed_booklet_has_a_line_for_each_indicator(tmp_path: Path) -> None:
    text = exhibits.changes_tables(released(tmp_path, shares("A"), audience="communes"))
    assert str(text.markdown).replace("\\", "") == exhibits.ELSEWHERE_FR


def test_a_number_that_is_hidden_is_hidden_in_every_form(tmp_path: Path) -> None:
    release = released(tmp_path, table(share("A", "baseline", 2, 80), share("A", "endline", 56, 70)), min_count=5)
    assert release.fact("indicators-a-returns-before")["status"] == SUPPRESSED
    told = plain(exhibits.changes_tables(release).markdown)
    assert "secret statistique | 80" in told


def test_a_test_that_cannot_decide_is_not_told_as_a_decision(tmp_path: Path) -> None:
    few = plain(projects.tests_text(released(tmp_path / "few", forward(5))).markdown)
    assert projects.UNANIMOUS_FR in few
    assert projects.RARE_FR not in few
    split = plain(projects.tests_text(released(tmp_path / "split", forward(3, back=1))).markdown)
    assert projects.NO_TEST_FR in split, "not all went one way"
    many = plain(projects.tests_text(released(tmp_path / "many", forward(8))).markdown)
    assert f"{projects.SIGNS_FR} {projects.RARE_FR}." in many
    assert projects.STILL_FR not in many
    mixed = plain(projects.tests_text(released(tmp_path / "mixed", forward(4, back=4))).markdown)
    assert f"{projects.SIGNS_FR} {projects.FREQUENT_FR}." in mixed


def test_ways_tell_short_units_beside_levels_and_long_ones_beside_names(tmp_path: Path) -> None:
    rows = table(
        *(value("A", "power", phase, number) for phase, number in (("baseline", 950.0), ("endline", 900.0))),
        *(rate("A", phase, events, 1000) for phase, events in (("baseline", 20), ("endline", 18))),
    )
    plans = protocols(plan("A", "power", 950.0, 800.0), plan("A", "failures", 20.0, 10.0))
    release = released(tmp_path, rows, protocols=plans)
    shown = [exhibits.ways_figure(release, domain, "Titre") for domain in ("environnement", "efficacite")]
    power, failures = (figure.alt_fr for figure in shown if isinstance(figure, Figure))
    assert f"Électricité, A{B}: de 950{B}kWh à 900{B}kWh" in power
    assert f"(pour 1\u202f000{B}heures), A" in failures


def test_a_hidden_level_bears_no_unit() -> None:
    assert with_symbol("secret statistique", "kWh") == "secret statistique"
    assert with_symbol(f"83{N}%", "part, de 0 à 1") == f"83{N}%"
    assert with_symbol("27,9", "°C") == f"27,9{B}°C"


@pytest.mark.parametrize(
    ("name", "unit", "shown"),
    [
        ("Jours d’emprise de chantier", "jours", "Jours d’emprise de chantier"),
        ("Coût de livraison par colis", "€ hors taxes par colis", f"Coût de livraison par colis (€{B}hors taxes)"),
        ("Pannes", "par heure", f"Pannes (par{B}heure)"),
        ("Usages par jour", "par jour", "Usages par jour"),
        ("Surface plantée", "m²", "Surface plantée"),
        ("Personnes par voiture", "personnes par voiture", "Personnes par voiture"),
        (
            "Coût des travaux par surface",
            "€ hors taxes par m²",
            f"Coût des travaux par surface (€{B}hors taxes par{B}m²)",
        ),
    ],
)
def test_a_name_does_not_say_its_unit_twice(name: str, unit: str, shown: str) -> None:
    assert with_unit(name, unit) == shown


def test_ways_leave_out_what_has_no_way(tmp_path: Path) -> None:
    rows = table(
        share("A", "baseline", 40, 100),
        share("A", "endline", 55, 100),
        value("A", "bus", "baseline", 12.0),
        value("A", "bus", "endline", 12.5),
    )
    release = released(
        tmp_path, rows, protocols=protocols(plan("A", "returns", 0.4, 0.6), plan("A", "bus", 12.0, 12.0))
    )
    assert isinstance(exhibits.ways_figure(release, "efficacite", "Titre"), Text)
    figure = exhibits.ways_figure(release, "usage", "Titre")
    assert isinstance(figure, Figure)
    assert f"40,0{N}%" in figure.alt_fr


def test_the_chapter_uses_no_word_that_a_comparison_has_not_earned() -> None:
    text = (ROOT / "reports/chapters/indicators.qmd").read_text(encoding="utf-8")
    assert unearned(text, Strength.COMPARISON) == []


def test_a_crowded_figure_keeps_what_says_most_whatever_it_says(tmp_path: Path) -> None:
    names = [f"P{number:02d}" for number in range(13)]
    rows = [
        value(name, "power", phase, number) for name in names for phase, number in (("baseline", 9.5), ("endline", 9.1))
    ]
    rows += [value("P01", "power", phase, 9.5, "comparison") for phase in ("baseline", "endline")]
    plans = protocols(*(plan(name, "power", 10.0, 8.0) for name in names))
    figure = exhibits.ways_figure(released(tmp_path, table(*rows), protocols=plans), "environnement", "Titre")
    assert isinstance(figure, Figure)
    assert "P01" in figure.alt_fr
    assert "P02" not in figure.alt_fr
    assert figure.caption_fr.endswith("(1 sur 13 mesurés)") and exhibits.CONTROL_FR in figure.alt_fr


def test_a_summary_counts_no_zero(tmp_path: Path) -> None:
    said = plain(totals.summary(released(tmp_path, shares("A"))).markdown)
    assert "Parmi ceux" not in said and "prévu" not in said
    down = table(share("A", "baseline", 55, 100), share("A", "endline", 40, 100))
    plans = protocols(plan("A", "returns", 0.4, 0.6))
    said = plain(totals.summary(released(tmp_path / "down", down, protocols=plans)).markdown)
    assert "1 indicateur de projet était prévu aux protocoles. Parmi ceux" in said
    assert said.endswith("1 a évolué dans le sens défavorable.")


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((80, 30), "2 en sortent (1 dans le sens souhaité, 1 dans l’autre). Le hasard"),
        ((80, 51), "1 seule en sort (1 dans le sens souhaité, 0 dans l’autre). Le hasard"),
        ((51, 52), "aucune n’en sort. Le hasard"),
    ],
)
def test_a_margin_tells_in_which_direction_changes_exceed_it(tmp_path: Path, ends: tuple[int, int], said: str) -> None:
    rows = [
        share(project, phase, count, 100)
        for project, end in zip("AB", ends, strict=True)
        for phase, count in (("baseline", 50), ("endline", end))
    ]
    assert said in plain(totals.margin(released(tmp_path, table(*rows))).markdown)


@pytest.mark.parametrize(
    ("later", "said"), [((70, 75), "tous y étaient"), ((70, 40), "1 y était"), ((40, 45), "aucun n’y était")]
)
def test_a_margin_tells_how_many_of_those_measured_later_were_still_better(
    tmp_path: Path, later: tuple[int, int], said: str
) -> None:
    phases = [
        share(project, phase, count, 100)
        for project, last in zip("AB", later, strict=True)
        for phase, count in (("baseline", 50), ("endline", 60), ("follow_up", last))
    ]
    plans = protocols(*(plan(project, "returns", 0.5, 0.7) for project in "AB"))
    assert said in plain(totals.margin(released(tmp_path, table(*phases), protocols=plans)).markdown)


@pytest.mark.parametrize(
    ("verdict", "sense", "told"),
    [
        ("not_approached", "favourable", "barely_approached"),
        ("not_approached", "unchanged", "not_approached"),
        ("approached", "favourable", "approached"),
        ("moved_away", "unfavourable", "moved_away"),
        ("", "", ""),
    ],
)
def test_a_small_step_to_the_target_is_told_as_one(verdict: str, sense: str, told: str) -> None:
    (row,) = pd.DataFrame({"verdict": [verdict], "sense": [sense]}).itertuples()
    assert told_verdict(row) == told and told in exhibits.VERDICTS_FR and told in project_results.TARGETS_FR
