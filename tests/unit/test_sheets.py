from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from lxml import etree

from pipeline.booklet.chapters import project_results
from pipeline.booklet.sheets import sheet_words as words
from pipeline.booklet.sheets.commune_sheets import commune_sheets
from pipeline.booklet.sheets.lettering import lettering
from pipeline.booklet.sheets.project_sheets import project_sheets
from pipeline.booklet.sheets.sheet_evidence import NO_NUMBER_FR, evidence
from pipeline.booklet.sheets.sheet_figures import NOTE_POINTS, WIDTH, _scale, profile_drawing, steps_drawing
from pipeline.booklet.sheets.sheets import Sheet, public_quotes, require_own_names, stage_sheet, stage_theme
from pipeline.errors import FactError, RenderError
from pipeline.released import Release
from tests.conftest import ROOT
from tests.fixtures.sheet_releases import edition_tables, written_releases
from tests.unit import test_indicators as measuring

N = "\u202f"


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    return written_releases(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    """The same edition where counts below three are not published."""
    return written_releases(tmp_path_factory.mktemp("hidden"), min_count=3)


def by_title(sheets: list[Sheet]) -> dict[str, Sheet]:
    return {sheet.title: sheet for sheet in sheets}


def plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", re.sub(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)", r"\1", text))


def test_each_project_has_a_sheet_in_the_order_of_the_register(releases: list[Release]) -> None:
    sheets = project_sheets(releases)
    assert [sheet.slug for sheet in sheets] == ["projet-p1", "projet-p2", "projet-p3", "projet-p4"]
    assert sheets[0].facets["commune"] == ["meudon"] and sheets[0].mentions == ("commune-meudon",)


def test_two_projects_whose_files_would_have_one_name_are_told(releases: list[Release]) -> None:
    first, second, *others = project_sheets(releases)
    require_own_names([first, second, *others])
    with pytest.raises(RenderError, match=r"« Projet P1 » and « Projet P2 » would both be projet-p1\.pdf"):
        require_own_names([first, replace(second, slug=first.slug), *others])


def test_a_deployed_project_tells_plan_path_results_voices_and_profile(releases: list[Release]) -> None:
    parts = {name: plain(text) for name, text in by_title(project_sheets(releases))["Projet P1"].parts.items()}
    assert "entretiens" in parts["protocole"] and "10 janvier 2025" in parts["protocole"].replace("\u00a0", " ")
    path = parts["parcours"].replace("\u00a0", " ")
    assert "Frise des étapes du projet" in path and "Premier achat le " in path, "what the table dates is drawn too"
    assert "évolution observée favorable" in parts["resultats"] and "cible atteinte" in parts["resultats"]
    assert "site témoin" in parts["resultats"]
    assert f"«{N}L’essai a servi{N}» (porteur)" in parts["paroles"]
    assert f"Son critère le plus faible est «{N}Prix{N}»" in parts["profil"]
    assert f"le niveau suivant de l’échelle demande «{N}l’ancre 2{N}»" in parts["ailleurs"].replace(
        "l'ancre", "l’ancre"
    )
    assert "frein cité\u00a0: financement" in parts["ailleurs"]
    assert f"«{N}Électricité{N}» a donné un résultat contraire" in parts["lecons"]


def test_a_quote_that_one_audience_may_not_read_is_on_no_sheet(releases: list[Release]) -> None:
    assert list(public_quotes(releases)["quote_id"]) == ["Q1", "Q3"]
    assert "communes seulement" not in "".join(sheet.parts["paroles"] for sheet in project_sheets(releases))


def seeing_next() -> dict[str, pd.DataFrame]:
    """The edition where the people met about P1, which was bought, and about P4, which was not, foresee a purchase."""
    tables = edition_tables()
    coding, dimensions = tables["coding"], tables["dimensions"]
    foreseen = coding.assign(dimension_id="D3", code="achat", code_fr="achat", segment_id=[f"N{n}" for n in range(3)])
    named = dimensions.iloc[:1].assign(dimension_id="D3", slug="suite", label_fr="Suite", source_row=9)
    return {
        **tables,
        "coding": pd.concat([coding, foreseen.assign(source_row=range(20, 23))], ignore_index=True),
        "dimensions": pd.concat([dimensions, named], ignore_index=True),
        "quotes": tables["quotes"].iloc[:0],
    }


@pytest.mark.parametrize(("min_count", "foreseen"), [(1, [False, True]), (3, [True, True])])
def test_what_was_to_come_next_is_told_of_what_readers_do_not_know_to_be_bought(
    tmp_path: Path, min_count: int, foreseen: list[bool]
) -> None:
    sheets = by_title(project_sheets(written_releases(tmp_path, seeing_next(), min_count=min_count)))
    parts = [sheets[f"Projet P{n}"].parts for n in (1, 4)]
    assert ["suite envisagée\u00a0: achat" in plain(each["ailleurs"]) for each in parts] == foreseen
    assert [each["paroles"] for each in parts] == ["", ""]
    assert plain(parts[0]["silences"]).startswith("Aucune citation n’est publiée")


def test_a_target_met_before_and_lost_since_has_its_own_lesson(tmp_path: Path) -> None:
    lost = measuring.table(measuring.share("P1", "baseline", 61, 100), measuring.share("P1", "endline", 58, 100))
    tables = {**edition_tables(), "measurements": lost}
    lessons = plain(by_title(project_sheets(written_releases(tmp_path, tables)))["Projet P1"].parts["lecons"])
    assert f"«{N}Retours{N}» atteignait sa cible avant l’essai et ne l’atteint plus après" in lessons
    assert "n’a pas atteint sa cible" not in lessons


def test_projects_without_data_say_so_in_one_sentence(releases: list[Release]) -> None:
    sheets = by_title(project_sheets(releases))
    waiting, stopped, deployed = (sheets[f"Projet P{n}"] for n in (2, 3, 4))
    assert plain(waiting.parts["silences"]) == (
        "Aucun protocole de mesure n’a été remis, aucun indicateur n’a été mesuré avant et après et aucune citation "
        "n’est publiée\u00a0: cette fiche ne peut donc pas dire ce que l’essai devait montrer, ce que la solution "
        "aurait changé et ce qu’en pensent ceux qui l’ont vu sur place."
    )
    assert "personne n’a noté le projet" in plain(stopped.parts["silences"])
    assert not any(stopped.parts[part] for part in ("protocole", "resultats", "paroles", "profil", "ailleurs"))
    assert deployed.parts["silences"] == ""
    assert words.SAME_LEVEL_FR in plain(waiting.parts["profil"])
    assert words.SINGLE_RATER_FR in plain(deployed.parts["profil"])


def test_a_project_that_was_never_deployed_tells_first_why_and_what_is_learnt(releases: list[Release]) -> None:
    sheets = by_title(project_sheets(releases))
    waiting, stopped, deployed = (sheets[f"Projet P{n}"].parts for n in (2, 3, 4))
    assert words.WAITING_RETAIN_FR[1:] in plain(waiting["attente"]) and waiting["arret"] == waiting["lecons"] == ""
    assert f"après l’étape «{N}cadrage{N}»" in plain(stopped["arret"]) and stopped["attente"] == stopped["lecons"] == ""
    assert words.NO_REASON_FR.strip() in plain(stopped["arret"]) and words.STOPPED_RETAIN_FR[1:] in plain(
        stopped["arret"]
    )
    assert "n’a pas été mesuré avant et après" in plain(deployed["lecons"])
    assert words.NOT_BOUGHT_FR in plain(deployed["lecons"]) and deployed["arret"] == deployed["attente"] == ""


def test_where_nothing_was_measured_no_zero_reads_as_a_failure(releases: list[Release]) -> None:
    sheets = by_title(project_sheets(releases))
    measured, once = (plain(sheets[f"Projet P{n}"].parts["chiffres"]) for n in (1, 4))
    assert "**0** indicateur mesuré avant et après" in once and "cible" not in once and "favorable" not in once
    assert "a atteint sa cible" in measured and "favorable" in measured and "ne confirme pas" not in measured


def test_a_result_within_its_margin_counts_as_not_confirmed_and_teaches_nothing(
    tmp_path: Path,
) -> None:
    few = measuring.table(measuring.share("P1", "baseline", 10, 40), measuring.share("P1", "endline", 9, 40))
    tables = {**edition_tables(), "measurements": few}
    parts = by_title(project_sheets(written_releases(tmp_path, tables)))["Projet P1"].parts
    results, lessons = plain(parts["resultats"]), plain(parts["lecons"])
    assert "évolution observée défavorable, dans la marge" in results and project_results.IN_MARGIN_FR in results
    assert "contraire" not in lessons and f"«{N}Retours{N}» n’a pas atteint sa cible" in lessons
    assert "**0** évolution favorable" in plain(parts["chiffres"])
    assert "**1** évolution, favorable ou non, que la marge ou le site témoin ne confirme pas" in plain(
        parts["chiffres"]
    )


@pytest.mark.parametrize(
    ("told", "here", "said"),
    [
        ("favourable", "unchanged", ["sur le site de l’essai, sans évolution mesurable"]),
        ("unfavourable", "favourable", ["sur le site de l’essai, évolution favorable"]),
        ("favourable", "favourable", []),
        ("in_margin", "unfavourable", []),
    ],
)
def test_a_gap_to_the_other_site_does_not_pass_for_the_change_here(told: str, here: str, said: list[str]) -> None:
    assert project_results._here(SimpleNamespace(told_sense=told, sense=here)) == said


def test_tiles_count_what_was_seen_and_table_and_lesson_follow_the_gap_to_the_other_site(tmp_path: Path) -> None:
    """Both sites lose ground, the site of the trial less: the gap is favourable, and nothing is learnt of a fall."""
    levels = (("treated", 30, 29), ("comparison", 30, 20))
    rows = [
        measuring.share("P1", phase, 100 * k, 10_000, arm)
        for arm, before, after in levels
        for phase, k in (("baseline", before), ("endline", after))
    ]
    releases = written_releases(tmp_path, {**edition_tables(), "measurements": measuring.table(*rows)})
    parts = {name: plain(text) for name, text in by_title(project_sheets(releases))["Projet P1"].parts.items()}
    assert f"écart au site témoin favorable\u00a0(+9,0\u00a0points{N}; " in parts["resultats"]
    assert project_results.HERE_FR["unfavourable"] in parts["resultats"], "the target may be further away all the same"
    assert "**0** évolution favorable" in parts["chiffres"]
    assert "**1** évolution, favorable ou non, que la marge ou le site témoin ne confirme pas" in parts["chiffres"]
    assert "contraire" not in parts["lecons"]
    meudon = plain(commune_sheets(releases)[0].parts["resultats"])
    assert "Non confirmée" in meudon and "| Projet P1 | 2 | 1 | 0 | 1 | 1 | 0 |" in meudon


def test_a_sheet_has_no_heading_above_nothing(releases: list[Release], tmp_path: Path) -> None:
    stage_theme(ROOT / "reports", tmp_path)
    texts = {
        sheet.title: (tmp_path / stage_sheet(ROOT / "reports", sheet, releases[0], tmp_path)).read_text(
            encoding="utf-8"
        )
        for sheet in project_sheets(releases)
    }
    assert "# Ce qui a été mesuré" in texts["Projet P1"] and "# Où il s’est arrêté" not in texts["Projet P1"]
    assert "# Où il s’est arrêté" in texts["Projet P3"] and "# Ce qui a été mesuré" not in texts["Projet P3"]
    assert not any("content-visible" in text for text in texts.values())


def test_every_fact_a_sheet_prints_is_released_and_proved_on_it(releases: list[Release]) -> None:
    for sheet in [*commune_sheets(releases), *project_sheets(releases)]:
        proved = evidence(releases[0], sheet.cited, sheet.title)
        assert sheet.cited
        for fact_id in sheet.cited:
            assert f"{{#fait-{fact_id}}}" in proved


def test_evidence_does_not_repeat_what_the_sheet_is_about(releases: list[Release]) -> None:
    assert "Projet P1" not in plain(evidence(releases[0], ["deployment-project-p1-deployed"], "Projet P1"))
    assert plain(evidence(releases[0], [], "Projet P1")) == NO_NUMBER_FR
    with pytest.raises(FactError):
        evidence(releases[0], ["no-such-fact"], "Projet P1")


def test_a_commune_tells_its_projects_delays_measures_and_purchases(releases: list[Release]) -> None:
    meudon, sceaux = commune_sheets(releases)
    parts = {name: plain(text) for name, text in meudon.parts.items()}
    assert (meudon.title, sceaux.title) == ("Meudon", "Sceaux")
    assert "**3** projets accueillis" in parts["chiffres"] and "**2** déployés" in parts["chiffres"]
    assert "| Projet P1 | Énergie | déployé |" in parts["projets"]
    assert "De la sélection au cadrage | 3 |" in parts["delais"]
    assert "Projets achetés\u00a0: 1" in parts["achats"]
    assert "Aucun achat à la dernière date du registre" in sceaux.parts["achats"]
    assert plain(sceaux.parts["repondants"]) == words.NO_ANSWER_FR


def test_where_an_outcome_is_hidden_no_sheet_lets_it_be_counted(hidden: list[Release]) -> None:
    meudon = next(sheet for sheet in commune_sheets(hidden) if sheet.title == "Meudon")
    assert "**secret statistique** déployés" in plain(meudon.parts["chiffres"])
    assert "déployé " not in plain(meudon.parts["projets"]) and "secret statistique" in meudon.parts["projets"]
    assert "n’est pas publié" in meudon.parts["achats"]
    sheet = by_title(project_sheets(hidden))["Projet P1"]
    assert plain(sheet.parts["parcours"]) == words.HIDDEN_PATH_FR
    assert "deployment-project-p1-deployed" not in sheet.cited
    assert sheet.facets["status"] == [""] and words.NOT_BOUGHT_FR not in plain(sheet.parts["lecons"])


def test_an_edition_without_register_or_without_other_themes_is_survived(tmp_path: Path) -> None:
    releases = written_releases(tmp_path)
    for theme in ("indicators", "replicability", "interviews", "purchases"):
        for release in releases:
            for table in release.folder.glob(f"tables/{theme}_*.parquet"):
                table.unlink()
    sheet = project_sheets(releases)[0]
    assert sheet.parts["ailleurs"] == ""
    assert plain(sheet.parts["lecons"]) == words.NO_FAILURE_FR
    for release in releases:
        (release.folder / "tables" / "deployment_projects.parquet").unlink()
    fresh = [Release(release.folder) for release in releases]
    assert project_sheets(fresh) == [] and commune_sheets(fresh) == []


def test_without_a_register_of_purchases_nothing_is_said_of_them(tmp_path: Path) -> None:
    tables = {name: table for name, table in edition_tables().items() if name != "purchases"}
    releases = written_releases(tmp_path, tables)
    meudon = commune_sheets(releases)[0]
    assert "achetés" not in meudon.parts["chiffres"] and "**2** déployés" in plain(meudon.parts["chiffres"])
    assert plain(meudon.parts["achats"]) == words.NO_PURCHASE_FR
    assert "Premier achat" not in meudon.parts["projets"]
    sheet = by_title(project_sheets(releases))["Projet P1"]
    assert "achat" not in plain(sheet.parts["parcours"]) and words.NOT_BOUGHT_FR not in plain(sheet.parts["lecons"])


@pytest.mark.parametrize(
    ("first", "last", "dates"),
    [
        ("2024-02-10", "2024-03-20", ["10/02/2024", "20/03/2024"]),
        ("2024-02-10", "2024-05-20", ["mars 2024", "avr. 2024", "mai 2024"]),
        ("2023-12-01", "2024-09-15", ["janv. 2024", "avr. 2024", "juil. 2024"]),
        ("2023-12-01", "2025-02-15", ["janv. 2024", "juil. 2024", "janv. 2025"]),
        ("2024-02-10", "2024-02-10", ["10/02/2024"]),
    ],
)
def test_a_path_in_time_has_dates_to_tell_lengths_by(first: str, last: str, dates: list[str]) -> None:
    assert [name for _, name in _scale([pd.Timestamp(first), pd.Timestamp(last)])] == dates


def test_drawings_say_what_they_show_and_are_the_same_each_time() -> None:
    days = [("Sélection", pd.Timestamp("2024-01-01")), ("Cadrage", pd.Timestamp("2024-03-01"))]
    drawing = steps_drawing(days)
    assert drawing == steps_drawing(days)
    assert "Sélection le 1er janvier 2024" in drawing.alt_fr.replace("\u00a0", " ")
    with pytest.raises(ValueError, match="without a dated step"):
        steps_drawing([])
    levels = pd.Series({"Essai": 3.0, "Prix": float("nan"), "Suivi": 0.5})
    profile = profile_drawing(levels, [0, 1, 2, 3], ["Suivi"])
    assert "Essai 3, Prix aucune note, Suivi 0,5. Au plus faible\u00a0: Suivi." in profile.alt_fr
    lines = [part.get("points", "").split() for part in etree.fromstring(profile.svg) if part.tag.endswith("polygon")]
    assert [len(points) for points in lines] == [3, 3, 3, 3, 2], "a missing level leaves one edge of three"


def test_the_name_of_a_year_stays_inside_the_drawing() -> None:
    days = [("Sélection", pd.Timestamp("2024-03-01")), ("Cadrage", pd.Timestamp("2025-01-02"))]
    paths = [part for part in etree.fromstring(steps_drawing(days).svg) if part.get("transform")]
    width = lettering().width("janv. 2025", NOTE_POINTS)
    lefts = [float(str(part.get("transform")).removeprefix("translate(").split(" ")[0]) for part in paths]
    assert max(lefts) + width == pytest.approx(WIDTH, abs=0.1)
