"""Every figure has a table twin that holds what is drawn, folded on a screen and compact on paper."""

from __future__ import annotations

import inspect
import json
import re

import pandas as pd
import pytest

from pipeline import figures
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.markdown import Markdown
from pipeline.renderer.pandoc import pandoc
from tests.conftest import ROOT
from tests.unit.figure_examples import (
    CAPTION,
    EXAMPLES,
    answers,
    changes,
    estimates,
    example,
    matrix,
    months,
    periods,
    profiles,
)


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_every_public_figure_has_an_example() -> None:
    assert set(EXAMPLES) == set(figures.__all__) - {"Landmark", "radar_pages", "interval_pages"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_figure_has_words_and_a_twin(name: str) -> None:
    function = getattr(figures, name)
    assert inspect.signature(function).return_annotation == "Figure"
    assert "ValueError: there is no" in (function.__doc__ or "")
    figure = example(name, 5)
    assert isinstance(figure, Figure)
    table = figure.twin()
    assert isinstance(table, Table)
    assert table.caption_fr == f"Données de la figure «\u202f{CAPTION}\u202f»"
    lengths = {len(cells) for cells in table.columns.values()}
    assert lengths == {14} if name == "series" else lengths <= {5, 6}
    assert table.markdown().startswith("| ")


@pytest.mark.parametrize("name", EXAMPLES)
def test_twins_hold_words_not_programming(name: str) -> None:
    text = example(name, 5).twin().markdown()
    for leaked in ("nan", "<NA>", "None", "Timestamp", "_fact", "00:00"):
        assert leaked not in text


def test_bars_twin() -> None:
    table = figures.bars(["a", "b"], [1234.5, None], "projets", CAPTION, head_fr="Thème").twin()
    assert table.columns == {"Thème": ["a", "b"], "Projets": ["1\u202f234,5", None]}
    assert table.align == "lr"


def test_likert_twin_is_what_the_bars_show() -> None:
    figure = figures.likert(answers(3), CAPTION)
    drawn = [bar.get_width() for bar in figure.canvas.axes[0].patches]
    columns = figure.twin().columns
    levels = list(columns)[1:-2]
    assert [int(cell) for level in levels for cell in columns[level]] == drawn
    assert columns["Réponses"] == [str(sum(int(columns[level][row]) for level in levels)) for row in range(3)]
    assert columns["Sans avis"] == ["0", "1", "2"]


def test_intervals_twin_is_what_is_drawn() -> None:
    frame = estimates(2).assign(value=[0.5, 0.25], low=[0.41, None], high=[0.6, None], group="Tous")
    figure = figures.intervals(frame, CAPTION, "part", unit="share", head_fr="Question")
    assert figure.twin().columns == {
        "Groupe": ["Tous", "Tous"],
        "Question": ["Ligne 1", "Ligne 2"],
        "Valeur": ["1\u00a0sur\u00a05", "2\u00a0sur\u00a05"],
        "Borne basse": ["41\u202f%", None],
        "Borne haute": ["60\u202f%", None],
    }
    segments = figure.canvas.axes[0].collections[0].get_segments()
    assert [float(x) for x, _ in segments[0]] == [0.41, 0.6]
    counted = figures.intervals(frame.assign(low=None, high=None), CAPTION, "part", unit="share").twin()
    assert list(counted.columns) == ["Groupe", "Intitulé", "Valeur"]


def test_bounds_have_the_signs_and_the_decimals_of_their_values() -> None:
    frame = estimates(2).assign(value=[1.5, -0.2], low=[0.133, -2.0], high=[2.0, 1.394], shown=["+1,5", "−0,2"])
    columns = figures.intervals(frame, CAPTION, "points").twin().columns
    assert columns["Borne basse"] == ["+0,1", "−2,0"]
    assert columns["Borne haute"] == ["+2,0", "+1,4"]


def test_bounds_of_shares_are_as_precise_as_the_shares() -> None:
    shown = ["67\u202f% (10\u00a0sur\u00a015)", "40\u202f% (6\u00a0sur\u00a015)"]
    frame = estimates(2).assign(value=[10 / 15, 0.4], low=[0.556, 0.3], high=[0.722, 0.5], shown=shown)
    figure = figures.intervals(frame, CAPTION, "part", unit="share")
    assert figure.twin().columns["Borne basse"] == ["56\u202f%", "30\u202f%"]
    assert "intervalle de\u00a056\u202f% à\u00a072\u202f%" in figure.alt_fr


def test_values_and_bands_of_a_series_have_one_number_of_decimals() -> None:
    frame = months(1).head(2).assign(value=[76.0, 72.5], low=[55.0, 60.0], high=[89.0, 80.0])
    columns = figures.series(frame, CAPTION, "kWh", band_fr="étendue").twin().columns
    assert list(columns.values())[1][0] == "76,0 (étendue de\u00a055,0 à\u00a089,0)"


def test_links_to_facts_stand_in_the_twin() -> None:
    link = Markdown("[12](#fait-a)")
    linked = estimates(2).assign(link=[link, None])
    assert figures.intervals(linked, CAPTION, "part").twin().columns["Valeur"] == [link, "2\u00a0sur\u00a05"]
    assert "[12](#fait-a)" in figures.forest(linked, CAPTION, "part").twin().markdown()
    moved = changes(1).assign(start_link=[link], end_link=[link])
    assert figures.ways(moved, CAPTION, "Avant", "après").twin().columns["Avant"] == [link]


def test_forest_twin_gives_weights_as_parts() -> None:
    pooled = {"label": "Ensemble", "value": 1, "low": 0, "high": 2, "shown": "1"}
    columns = figures.forest(estimates(3), CAPTION, "écart", pooled).twin().columns
    assert columns["Étude"][-1] == "Ensemble"
    assert columns["Poids"] == ["16,7\u202f%", "33,3\u202f%", "50\u202f%", None]


def test_the_twin_of_ways_keeps_rows_that_cannot_be_drawn() -> None:
    frame = changes(3).assign(end=[12.0, None, 13.0], end_shown=["12", None, "13"])
    figure = figures.ways(frame, CAPTION, "avant", "après")
    assert figure.twin().columns["Évolution"] == ["dans le sens attendu", "inconnue", "sans sens attendu"]
    assert "Ligne 2" not in figure.alt_fr


def test_radar_twin() -> None:
    columns = figures.radars(profiles(2), CAPTION, (0, 1, 2, 3)).twin().columns
    assert columns["Stabilité"] == ["3", "0"]
    assert columns["Plus faible"] == ["Déploiement et Traction", "Stabilité"]


def test_timeline_twin_has_one_row_a_label() -> None:
    columns = figures.timeline(periods(2), CAPTION).twin().columns
    assert columns["Projet"] == ["Ligne 1", "Ligne 2"]
    assert columns["Cadrage"] == ["01/01/2024 – 01/04/2024", "02/01/2024 – 02/04/2024"]
    assert list(columns.values())[-1] == ["01/07/2024", "02/07/2024"]


def test_series_twin_has_one_row_a_date() -> None:
    columns = figures.series(months(2).drop(columns=["low", "high"]), CAPTION, "kWh").twin().columns
    assert columns["Date"][:2] == ["1er\u00a0janvier 2024", "1er\u00a0février 2024"]
    assert columns["Ligne 2 (1)"][0] == "1\u202f291"
    banded = figures.series(months(1), CAPTION, "kWh").twin().columns["Ligne 1 (0)"]
    assert banded[0] == "1\u202f201 (intervalle de\u00a01\u202f141 à\u00a01\u202f261)"


def test_a_wide_or_unmarked_matrix_is_told_row_by_row() -> None:
    assert list(figures.heatmap(matrix(2), CAPTION).twin().columns) == [
        "Ligne",
        "Ville 1",
        "Ville 2",
        "Ville 3",
        "Ville 4",
    ]
    plain = figures.heatmap(matrix(2), CAPTION, is_annotated=False).twin().columns
    assert plain["Cases remplies"] == ["aucune case remplie", "Ville 2 et Ville 3"]
    wide = pd.DataFrame([[2, *([0] * 8)]], index=["a"], columns=[f"v{place}" for place in range(9)])
    assert figures.heatmap(wide, CAPTION).twin().columns["Cases remplies"] == ["v0 (2)"]


def laid_out(form: str) -> str:
    """The twin in its div, as pandoc and the theme's filter write it."""
    table = figures.bars(["a"], [3], "projets", "Projets & thèmes").twin()
    text = f"::: {{.figure-data}}\n{table.markdown()}\n\n: {table.caption_fr} {{#tbl-x-data}}\n:::\n"
    tree = pandoc(["--from", "markdown-smart", "--to", "json"], text, ROOT)
    assert json.loads(tree)["blocks"]
    return pandoc(["--from", "json", "--to", form, "--lua-filter", "reports/theme/blocks.lua"], tree, ROOT)


def test_on_a_screen_the_twin_is_folded_under_its_caption() -> None:
    page = laid_out("html")
    assert page.count("<details") == page.count("</details>") == page.count("<summary>") == 1
    summary = page.split("<summary>")[1].split("</summary>")[0]
    assert summary.strip() == "Données de la figure «\u202fProjets &amp; thèmes\u202f»"
    assert page.index("<details") < page.index("<table") < page.index("</details>")


def test_without_a_figure_there_is_nothing_to_fold() -> None:
    none = Text(Markdown("Personne n’a répondu."))
    assert none.twin()._repr_mimebundle_() == ({"text/markdown": ""}, {})
    page = pandoc(["--to", "html", "--lua-filter", "reports/theme/blocks.lua"], "::: {.figure-data}\n\n:::\n", ROOT)
    assert page.strip() == ""


def test_on_paper_the_twin_is_compact_and_there_is_nothing_to_unfold() -> None:
    page = laid_out("typst")
    assert "#figure-data(rows: 1, letters: 17, [" in page
    assert "details" not in page


def test_on_paper_columns_are_as_wide_as_what_they_hold() -> None:
    """A table says how many letters it has across: a wide one takes the whole width of the page."""
    wide = figures.bars(["a" * 80, "b"], [3, 4], "projets financés par plusieurs", CAPTION).twin()
    text = f"::: {{.figure-data}}\n{wide.markdown()}\n:::\n"
    page = pandoc(["--from", "markdown", "--to", "typst", "--lua-filter", "reports/theme/blocks.lua"], text, ROOT)
    assert "#figure-data(rows: 2, letters: 55, [" in page
    assert "columns: 2" in page
    assert "%" not in page


def test_on_paper_many_columns_make_a_wide_table_of_short_rows() -> None:
    marks = [f"Critère {letter}" for letter in "ABCDEFG"]
    heads = "| Question | " + " | ".join(marks) + " |\n|" + "---|" * 8 + "\n"
    text = f"::: {{.figure-data}}\n\n{heads}| {'a' * 40} |" + " 1 |" * 7 + "\n\n: Données\n\n:::\n"
    page = pandoc(["--from", "markdown", "--to", "typst", "--lua-filter", "reports/theme/blocks.lua"], text, ROOT)
    found = re.search(r"#figure-data\(rows: 1, letters: (\d+), \[", page)
    assert found
    assert int(found[1]) == 20 + 7 * len("Critère A") + 8 * 3


def test_on_paper_a_sentence_that_stands_for_a_figure_stays_where_it_is() -> None:
    text = "::: {.figure-data}\nAucune réponse.\n:::\n"
    page = pandoc(["--to", "typst", "--lua-filter", "reports/theme/blocks.lua"], text, ROOT)
    assert "Aucune réponse." in page
    assert "#figure-data" not in page
