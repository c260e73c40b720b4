from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import territory_beside
from pipeline.booklet.chapters.pages import Line, city_pages, in_halves
from pipeline.booklet.chapters.side_by_side import comparison_table, pair_table
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.markdown import Markdown
from pipeline.estimators import city_comparison, contradictions, coverage
from pipeline.estimators.city_pages import estimate
from pipeline.facts import facts_frame
from pipeline.frames import write_tables
from pipeline.release import released_facts
from pipeline.released import Release
from tests.fixtures.released import written_release
from tests.unit.test_coverage import PARAMS
from tests.unit.test_key_figures import AGGLOMERATION, clean_tables
from tests.unit.test_release import COHORT

HOSTILE = "a | b {{< var x >}} [c](#d)"
TABLES = clean_tables(
    {"qualifier": "~", "note": HOSTILE},
    {"indicator_id": "budget", "unit": "eur", "value": None, "value_min": 2.0, "value_max": 4.0, "qualifier": "range"},
    {"indicator_id": "launch", "unit": "date", "value": None, "date_iso": "2018-12", "block": "OnDijon"},
    {"indicator_id": "students", "value": None, "printed": "des milliers d'étudiants"},
    {"indicator_id": "projects", "value": 50.0, "fact_kind": "target", "year": 2030},
    {**AGGLOMERATION, "value": 3.0},
    {"sheet": "Chapitre II", "block": "Texte", "value": 9.0, "source": "étude"},
    {"city": "Nice", "sheet": "Chapitre II", "block": "Texte"},
)


@pytest.fixture
def release(tmp_path: Path) -> Release:
    found = [theme.estimate(TABLES, PARAMS) for theme in (city_comparison, contradictions, coverage)] + [
        estimate(TABLES, PARAMS)
    ]
    facts = facts_frame({"theme": [fact for one in found for fact in one.facts]})
    open_cohort = COHORT.model_copy(update={"disclosure": COHORT.disclosure.model_copy(update={"min_count": 1})})
    write_tables(tmp_path, {"facts": released_facts(facts, open_cohort, PARAMS.percent_base_min)})
    for one in found:
        write_tables(tmp_path / "tables", one.tables)
    (tmp_path / "release.json").write_text('{"documents": {"étude": "étude de 2016"}}', encoding="utf-8")
    return Release(tmp_path)


def test_each_figure_is_a_fact_that_keeps_its_hedge(release: Release) -> None:
    assert release.display("city-pages-cf001") == "environ\u00a0260\u202f000"
    assert release.display("city-pages-cf002") == "de\u00a02 à\u00a04\u202f€"
    assert release.display("city-pages-cf003") == "décembre\u00a02018"
    assert release.display("city-pages-cf007") == "9"


def test_a_fact_says_where_it_stands_and_what_is_not_known(release: Release) -> None:
    fact = release.fact("city-pages-cf007")
    assert fact["label_fr"].endswith(" (étude, l.\u00a01)")
    assert HOSTILE in release.fact("city-pages-cf001")["label_fr"]
    assert "Année non indiquée" in fact["limits_fr"]
    assert "objectif" in release.fact("city-pages-cf005")["limits_fr"]


def test_a_quantity_without_number_has_no_fact_but_is_quoted(release: Release) -> None:
    assert "city-pages-cf004" not in release.facts.index
    assert "des milliers d’étudiants" in city_pages(release)


def test_each_sheet_has_a_page(release: Release) -> None:
    text = city_pages(release)
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["## Dijon {#sec-city-dijon}", "## Mulhouse {#sec-city-mulhouse}"]
    assert text.count(":::::: {.territory}") == 2
    assert text.count(":::: {.halves}") == 2


def test_halves_keep_the_order_and_are_about_equally_long() -> None:
    lines = [Line(f"bloc {position // 4}", Markdown("x" * 20), Markdown("1")) for position in range(12)]
    left, right = in_halves(lines)
    assert [*left, *right] == lines
    assert len(left) == 6
    assert in_halves(lines[:1]) == (lines[:1], [])


@pytest.mark.parametrize("before", [0, 1, 2, 3, 4])
def test_a_block_is_never_cut_for_a_single_line(before: int) -> None:
    blocks = ["a"] * before + ["b"] * 3 + ["c"] * (4 - before)
    halves = in_halves([Line(block, Markdown("x"), Markdown("1")) for block in blocks])
    parted = {line.block for line in halves[0]} & {line.block for line in halves[1]}
    assert all([line.block for line in half].count(block) > 1 for block in parted for half in halves)


def test_the_usual_perimeter_is_said_once(release: Release) -> None:
    figures = city_pages(release).split("## Dijon")[1].split("### ")[0]
    assert figures.count("intercommunalité") == 1


def test_main_figures_are_observed_short_and_uncontradicted(release: Release) -> None:
    block = city_pages(release).split("::: {.key-figures}")[1].split(":::")[0]
    assert "city-pages-cf006" in block
    contradicted = {"cf001", "cf007"}
    assert not {"cf002", "cf003", "cf005", *contradicted} & set(block.replace(")", "-").split("-"))


def test_a_main_figure_keeps_its_reserve_and_the_body_it_is_about(tmp_path: Path) -> None:
    found = estimate(
        clean_tables(
            {"note": "secteur non précisé"}, {"entity": "Dijon Énergie", "entity_type": "SEM", "perimeter": "other"}
        ),
        PARAMS,
    )
    text = city_pages(written_release(tmp_path, "city_pages", found)).replace("\\", "")
    head = text.split("::: {.key-figures}")[1].split(":::")[0]
    assert "Population (secteur non précisé)" in head
    assert "Population (Dijon Énergie)" in head


def test_a_number_hedged_by_just_below_reads_so(tmp_path: Path) -> None:
    found = estimate(clean_tables({"qualifier": "~", "printed": "près de 260 000 habitants"}), PARAMS)
    release = written_release(tmp_path, "city_pages", found)
    assert release.display("city-pages-cf001") == "près de\u00a0260\u202f000"


def test_a_figure_printed_elsewhere_says_so_and_one_without_sheet_is_left_out(release: Release) -> None:
    text = city_pages(release)
    assert "Ailleurs\u00a0\\: Chapitre II \\(étude de 2016\\)" in text
    figures = [page.split("### ")[0] for page in text.split("\n## ")]
    assert "city-pages-cf008" not in "".join(figures)


def test_the_index_leads_to_each_page(release: Release) -> None:
    assert "- [Dijon](#sec-city-dijon)\n- [Mulhouse](#sec-city-mulhouse)\n:::" in city_pages(release)


def page(release: Release, territory: str) -> str:
    return next(page for page in city_pages(release).split("\n## ") if page.startswith(territory))


def part(release: Release, territory: str, title: str) -> str:
    return page(release, territory).split(f"### {title}")[1].split("###")[0].replace("\\", "")


def test_a_territory_is_placed_among_those_it_compares_with(release: Release) -> None:
    told = part(release, "Dijon", "Parmi les autres territoires")
    assert "(Mulhouse) | [260\u202f000](#fait-city-pages-cf008) (Nice) | [3](#fait-city-comparison-population" in told
    assert all(f"(#fait-city-pages-{own})" in told.split(" (Mulhouse)")[0] for own in ("cf001", "cf007"))
    assert territory_beside.beside_others(release, "Bordeaux", "bordeaux") == []


def test_what_is_printed_twice_is_told_on_the_page_it_is_about(release: Release) -> None:
    assert "contradictoire" in part(release, "Dijon", "Ce qui est publié deux fois")
    assert "Ce qui est publié deux fois" not in page(release, "Mulhouse")


def test_what_others_give_is_named_where_it_is_missing(release: Release) -> None:
    lacks_students(release)
    told = part(release, "Dijon", "Ce que d’autres donnent")
    assert "D’autres territoires donnent, pour le même périmètre (intercommunalité)" in told
    assert "ce que celui-ci ne donne pas\u00a0: étudiants." in told
    assert "Ce que d’autres donnent" not in page(release, "Mulhouse")


def test_what_nobody_gives_for_its_kind_of_territory_is_not_asked_for(release: Release) -> None:
    lacks_students(release)
    sheets = release.table("city_pages_sheets").assign(perimeter_fr="commune")
    write_tables(release.folder / "tables", {"city_pages_sheets": sheets})
    assert "Ce que d’autres donnent" not in page(Release(release.folder), "Dijon")


def lacks_students(release: Release) -> None:
    """Of the indicators that both give, Dijon lacks the number of students; it is printed for a conurbation."""
    grid = pd.DataFrame({"indicator_fr": ["Population", "Étudiants"], "Dijon": [1.0, None], "Mulhouse": [1.0, 1.0]})
    write_tables(release.folder / "tables", {"coverage_grid": grid})


def test_what_a_territory_alone_gives_is_named_up_to_a_point(release: Release) -> None:
    names = [f"Indicateur {letter}" for letter in "abcdefghijklmnop"]
    gives_alone(release, names)
    told = part(release, "Dijon", "Sans équivalent dans le relevé")
    assert "indicateur a, indicateur b" in told
    assert "indicateur n, entre autres" in told
    assert "Sans équivalent dans le relevé" not in page(release, "Mulhouse")


def test_a_territory_alone_gives_what_its_own_sheet_gives_not_what_is_printed_elsewhere(release: Release) -> None:
    gives_alone(release, ["Étudiants", "Actionnaires"], elsewhere=("Actionnaires",))
    told = part(release, "Dijon", "Sans équivalent dans le relevé")
    assert "Parmi les [2](#fait-city-pages-sheets) fiches et les autres passages relevés" in told
    assert "sa fiche est la seule à donner\u00a0: étudiants." in told
    assert "actionnaires" not in told.casefold()


def test_what_a_sheet_gives_and_another_passage_gives_again_is_not_told_as_its_own(release: Release) -> None:
    gives_alone(release, ["Étudiants", "Emplois"], again=("Emplois",))
    told = part(release, "Dijon", "Sans équivalent dans le relevé")
    assert "étudiants." in told
    assert "emplois" not in told


def test_a_whole_that_a_territory_gives_by_its_parts_is_not_asked_for(release: Release) -> None:
    lacks_students(release)
    gives_alone(release, ["Étudiants à l’université"], part_of="Étudiants")
    assert "Ce que d’autres donnent" not in page(Release(release.folder), "Dijon")


def gives_alone(
    release: Release,
    names: list[str],
    elsewhere: tuple[str, ...] = (),
    again: tuple[str, ...] = (),
    part_of: str | None = None,
) -> None:
    """Dijon gives these indicators and no other territory does; some are not on its sheet, or elsewhere too."""
    given = pd.DataFrame(
        {
            "indicator_fr": names,
            "territories": [["Dijon"]] * len(names),
            "is_given_elsewhere": [name in again for name in names],
            "part_of_fr": part_of,
        }
    )
    figures = Release(release.folder).table("city_pages_figures")
    model = figures[figures["sheet_slug"].eq("dijon")].iloc[:1]
    added = pd.concat([model] * len(names)).assign(
        indicator_fr=names, is_on_sheet=[name not in elsewhere for name in names]
    )
    tables = {"coverage_indicators": given, "city_pages_figures": pd.concat([figures, added], ignore_index=True)}
    write_tables(release.folder / "tables", tables)


def test_a_page_without_the_other_chapters_has_its_figures_only(release: Release) -> None:
    for name in ("city_comparison_values", "contradictions_pairs", "coverage_grid", "coverage_indicators"):
        (release.folder / "tables" / f"{name}.parquet").unlink()
    assert "###" not in city_pages(release)


def test_free_text_cannot_break_a_page(release: Release) -> None:
    text = city_pages(release)
    assert "{{< var" not in text
    assert "[c](#d)" not in text


def test_a_verdict_without_pairs_says_so_instead_of_an_empty_table(release: Release) -> None:
    shown = pair_table(release, "écart à vérifier", "Écarts", "Aucun écart ne reste à vérifier.")
    assert isinstance(shown, Text)
    assert "Aucun écart" in shown.markdown


def test_compared_figures_link_to_their_evidence(release: Release) -> None:
    shown = comparison_table(release, "Chiffres comparables", "Aucun")
    assert isinstance(shown, Table)
    assert "#fait-city-pages-cf006" in shown.markdown()


def test_a_pair_links_both_printed_figures(release: Release) -> None:
    shown = pair_table(release, "contradictoire", "Contradictions", "Aucune")
    assert isinstance(shown, Table)
    markdown = shown.markdown()
    assert "#fait-city-pages-cf001" in markdown
    assert "#fait-city-pages-cf007" in markdown
