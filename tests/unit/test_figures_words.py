"""The alternative text of each figure: complete French sentences with the numbers as shown, whatever the data."""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest
from matplotlib.layout_engine import ConstrainedLayoutEngine

from pipeline import figures
from pipeline.figures.changes import read_changes
from pipeline.figures.radars import weakest
from pipeline.figures.telling import MOST_ROWS_TOLD, bound_fr, ends_fr, extent, interval_fr, sentence, told
from tests.conftest import ROOT
from tests.unit.figure_examples import (
    CAPTION,
    EXAMPLES,
    LEVELS,
    answers,
    changes,
    estimates,
    example,
    months,
    periods,
    profiles,
)

EMPTY = [
    lambda: figures.bars([], [], "projets", CAPTION),
    lambda: figures.base_grid(pd.DataFrame(columns=[1, 2]), CAPTION),
    lambda: figures.dots({}, CAPTION),
    lambda: figures.dots({"Panneau": estimates(0)}, CAPTION),
    lambda: figures.forest(estimates(0), CAPTION, "écart"),
    lambda: figures.heatmap(pd.DataFrame(columns=["Ville"]), CAPTION),
    lambda: figures.intervals(estimates(0), CAPTION, "habitants"),
    lambda: figures.likert(answers(0), CAPTION),
    lambda: figures.radars(profiles(0), CAPTION, (0, 1, 2, 3)),
    lambda: figures.radar_pages(profiles(0), CAPTION, (0, 1, 2, 3)),
    lambda: figures.ranges([], pd.DataFrame({"low": [], "high": []}), [], 5, CAPTION),
    lambda: figures.series(months(1).iloc[:0], CAPTION, "kWh"),
    lambda: figures.series(months(1).assign(value=None), CAPTION, "kWh"),
    lambda: figures.ways(changes(2).assign(end=None), CAPTION, "avant", "après"),
    lambda: figures.timeline(periods(1).iloc[:0], CAPTION),
]


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("draw", EMPTY)
def test_a_figure_of_nothing_is_refused_with_a_sentence(draw: object) -> None:
    with pytest.raises(ValueError, match=r"a figure without rows is not drawn, show the text that says so instead\.$"):
        draw()  # type: ignore[operator]


@pytest.mark.parametrize("rows", [1, 2, 14])
@pytest.mark.parametrize("name", EXAMPLES)
def test_alternative_texts_are_french_sentences(name: str, rows: int) -> None:
    if name == "series" and rows > 5:
        return
    alt = EXAMPLES[name](rows, False).alt_fr
    assert alt.endswith(".")
    assert alt[0].isupper() or alt[0].isdigit()
    assert not re.search(r"nan|None|<NA>|NaT|inf\b|\d\.\d|  |\.\.| \.|,,| ;|\w:\s", alt), alt
    assert len(alt) < 2500


@pytest.mark.parametrize(
    "name", sorted(set(EXAMPLES) - {"series", "radars", "dots", "saturation", "bar_panels", "waiting", "logic_model"})
)
def test_many_rows_are_not_all_told(name: str) -> None:
    few, many = (EXAMPLES[name](rows, False).alt_fr for rows in (MOST_ROWS_TOLD, MOST_ROWS_TOLD + 1))
    assert "donne toutes les valeurs." in many
    assert f"Ligne {MOST_ROWS_TOLD}" in few
    assert "Ligne " not in many, "extremes are not named: nobody is ranked"
    assert len(many) < len(few)


def test_one_bar() -> None:
    alt = figures.bars(["Énergie"], [1], "projets", CAPTION).alt_fr
    assert alt == "1\u00a0barre horizontale, en projets. Énergie\u00a0: 1."


def test_a_text_that_is_given_is_kept() -> None:
    assert figures.bars(["a"], [1], "projets", CAPTION, "Dite par un auteur.").alt_fr == "Dite par un auteur."


def test_hidden_and_zero_counts_of_bars() -> None:
    figure = figures.bars(["a", "b"], [None, 0], "projets", CAPTION)
    assert figure.alt_fr == "2\u00a0barres horizontales, en projets. a\u00a0: non publié\u202f; b\u00a0: 0."
    assert [text.get_text() for text in figure.canvas.axes[0].texts] == ["non publié", "0"]


def test_likert_says_counts_bases_and_who_is_apart() -> None:
    frame = pd.DataFrame({"label": ["Les délais"], "Non": [1], "Oui": [2], "apart": [0]})
    assert figures.likert(frame, CAPTION).alt_fr == (
        "1\u00a0barre horizontale de part et d’autre d’un milieu, en nombre de réponses, "
        "de «\u202fNon\u202f» à gauche à «\u202fOui\u202f» à droite. "
        "Les délais (3\u00a0réponses)\u00a0: 1 «\u202fNon\u202f» et 2 «\u202fOui\u202f», et 0 sans avis."
    )


def test_likert_without_any_answer_is_drawn_and_says_so() -> None:
    frame = answers(1).assign(**dict.fromkeys(LEVELS, 0))
    figure = figures.likert(frame, CAPTION, is_share=True)
    assert "Ligne 1\u00a0: aucune réponse, et 0 sans avis." in figure.alt_fr
    assert all(bar.get_width() == 0 for bar in figure.canvas.axes[0].patches)


def test_a_hidden_count_hides_the_whole_item() -> None:
    frame = answers(2).astype("object")
    frame.loc[1, LEVELS[2]] = None
    figure = figures.likert(frame, CAPTION)
    assert "Ligne 2\u00a0: réponses non publiées, et 1 sans avis." in figure.alt_fr
    widths = [bar.get_width() for bar in figure.canvas.axes[0].patches]
    assert sum(widths[1::2]) == 0 and sum(widths[::2]) > 0


@pytest.mark.parametrize("levels", [1, 8])
def test_too_few_or_too_many_levels_are_refused(levels: int) -> None:
    frame = pd.DataFrame({"label": ["a"], **{f"niveau {level}": [1] for level in range(levels)}})
    with pytest.raises(ValueError, match=f"likert: found {levels} levels, expected 2 to 7"):
        figures.likert(frame, CAPTION)


def test_a_note_follows_the_caption() -> None:
    assert figures.likert(answers(1), "Légende", "Une note").caption_fr == "Légende. Une note."
    assert figures.likert(answers(1), "Légende").caption_fr == "Légende"


def test_an_estimate_without_interval_is_hollow_and_told() -> None:
    frame = estimates(2).assign(low=[None, 1975.2], high=[None, 3209.7])
    figure = figures.intervals(frame, CAPTION, "habitants")
    assert figure.alt_fr == (
        "2\u00a0lignes, un point par ligne, avec le trait de son intervalle. En abscisse\u00a0: habitants. "
        "Ligne 1\u00a0: 1\u00a0sur\u00a05, sans intervalle\u202f; "
        "Ligne 2\u00a0: 2\u00a0sur\u00a05, intervalle de\u00a01\u202f975 à\u00a03\u202f210."
    )
    dots = next(c for c in figure.canvas.axes[0].collections if len(c.get_offsets()) == 2)
    assert dots.get_facecolor()[0].tolist() == [1, 1, 1, 1] != dots.get_facecolor()[1].tolist()
    assert "point creux" in figure.canvas.axes[0].get_xlabel()
    every = figures.intervals(frame.assign(low=None, high=None), CAPTION, "habitants")
    assert every.canvas.axes[0].get_xlabel() == "habitants", "no full dot stands beside the hollow ones"


def test_ordinals_are_raised_in_a_drawing_as_in_a_text() -> None:
    figure = figures.bars(["Lots"], [1], "", CAPTION)
    axes = figure.canvas.axes[0]
    axes.set_title("1re édition, 1er tour, 12e et 21e lots, 3 essais")
    figure.svg()
    assert axes.get_title() == "1ʳᵉ édition, 1ᵉʳ tour, 12ᵉ et 21ᵉ lots, 3 essais"


def test_a_suppressed_estimate_is_told_and_not_drawn() -> None:
    hidden = {"value": None, "low": None, "high": None, "shown": "secret statistique"}
    figure = figures.intervals(pd.DataFrame([{"label": "Ligne 1", **hidden}]), CAPTION, "habitants", unit="share")
    assert "Ligne 1\u00a0: secret statistique." in figure.alt_fr
    assert figure.canvas.axes[0].texts[0].get_text() == "secret statistique"


def test_forest_tells_the_whole_last() -> None:
    pooled = {"label": "Ensemble", "value": 0.4, "low": -0.1, "high": 0.9, "shown": "0,40"}
    alt = figures.forest(estimates(1), CAPTION, "écart", pooled, reference_fr="aucun écart").alt_fr
    assert "Une ligne verticale marque la valeur 0 (aucun écart)." in alt
    assert alt.endswith("Un losange donne l’ensemble. Ensemble\u00a0: 0,40, intervalle de\u00a0\u22120,10 à\u00a00,90.")
    assert "losange" not in figures.forest(estimates(1), CAPTION, "écart").alt_fr


def test_ways_count_the_directions() -> None:
    alt = figures.ways(changes(3), CAPTION, "avant", "après").alt_fr
    assert alt.startswith(
        "Lignes de «\u202favant\u202f» à «\u202faprès\u202f»\u00a0: 1\u00a0ligne dans le sens attendu, "
        "1\u00a0ligne dans l’autre sens et 1\u00a0ligne sans sens attendu."
    )
    assert "Ligne 1\u00a0: de 10 à 12,5" in alt


def test_radars_name_the_weakest_criteria() -> None:
    alt = figures.radars(profiles(1), CAPTION, (0, 1, 2, 3)).alt_fr
    assert alt.endswith("Industrialisation 2, Stabilité 3, Traction 0, au plus faible Déploiement et Traction.")
    many = figures.radars(profiles(16), CAPTION, (0, 1, 2, 3)).alt_fr
    assert "Critère le plus faible\u00a0: Déploiement\u00a0: 4\u00a0radars" in many


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([1, 2, 3], ["a"]), ([2, 1, 1], ["b", "c"]), ([2, 2, 2], []), ([None, 2, 1], ["c"]), ([None] * 3, [])],
)
def test_the_weakest_criteria(levels: list[float | None], expected: list[str]) -> None:
    assert weakest(pd.Series(levels, index=list("abc"), dtype="float64")) == expected


def test_a_missing_level_opens_the_polygon_and_is_told() -> None:
    frame = profiles(1).astype({"Traction": "Float64"}).assign(Traction=pd.array([pd.NA], dtype="Float64"))
    figure = figures.radars(frame, CAPTION, (0, 1, 2, 3))
    assert "Traction aucune note" in figure.alt_fr
    filled = [patch for patch in figure.canvas.axes[1].patches if patch.get_zorder() == 2]
    assert all(patch.get_facecolor()[3] == 0 for patch in filled)


def test_axes_of_radars_stand_at_the_millionth_where_every_run_puts_them() -> None:
    """Names of clip paths are made from where they stand: other last bits would be other bytes."""
    canvas = example("radars", 28).canvas
    bounds = [float(each) for axes in canvas.axes for each in axes.get_position(original=True).bounds]
    assert bounds == pytest.approx([round(each, 6) for each in bounds], abs=1e-15)
    assert not isinstance(canvas.get_layout_engine(), ConstrainedLayoutEngine)


def test_radars_over_pages_are_even_and_numbered() -> None:
    pages = figures.radar_pages(profiles(42), "Profils", (0, 1, 2, 3))
    assert [getattr(page, "caption_fr", None) for page in pages] == [
        "Profils (1\u00a0sur\u00a02)",
        "Profils (2\u00a0sur\u00a02)",
        None,
    ]
    assert [len(page.twin().columns["Projet"]) for page in pages[:2]] == [22, 20], "no radar alone on its row"
    assert pages[2]._repr_mimebundle_()[0] == {"text/markdown": ""}
    assert figures.radar_pages(profiles(3), "Profils", (0, 1, 2, 3))[0].caption_fr == "Profils"
    with pytest.raises(ValueError, match="found 91 entities, expected 90 at most on 3 pages"):
        figures.radar_pages(profiles(91), "Profils", (0, 1, 2, 3))


def test_timeline_tells_periods_and_moments() -> None:
    alt = figures.timeline(periods(1), CAPTION).alt_fr
    assert alt == (
        "Frise chronologique de 1\u00a0ligne, du 1er\u00a0janvier 2024 au 1er\u00a0juillet 2024. "
        "Ligne 1\u00a0: Cadrage (du 1er\u00a0janvier 2024 au 1er\u00a0avril 2024), "
        "Essai (du 1er\u00a0avril 2024 au 1er\u00a0juillet 2024), "
        "Mesure des effets et restitution aux habitants (1er\u00a0juillet 2024)."
    )


def test_series_tell_their_course_and_what_changed() -> None:
    alt = figures.series(months(1), CAPTION, "kWh", ["2024-05-02", ("2024-03-01", "pose des capteurs")]).alt_fr
    assert "Un trait vertical marque\u00a0: pose des capteurs (1er\u00a0mars 2024) et 2\u00a0mai 2024." in alt
    assert "14\u00a0valeurs, de 1\u202f201 à 1\u202f312, au plus bas 1\u202f201, au plus haut 1\u202f349." in alt
    assert [change.name for change in read_changes(["2024-05-02", ("2024-03-01", "b")])] == ["b", "2\u00a0mai 2024"]


def test_a_cut_axis_of_series_says_so_and_a_band_has_its_own_name() -> None:
    frame = months(1).assign(low=1000.0, high=1500.0)
    drawn = figures.series(frame, CAPTION, "kWh", band_fr="étendue")
    assert drawn.canvas.axes[0].get_title(loc="left") == "kWh (l’axe ne commence pas à zéro)"
    assert "(étendue de\u00a01\u202f000 à\u00a01\u202f500)" in str(list(drawn.twin().columns.values())[1][0])
    whole = figures.series(frame.assign(low=0.0), CAPTION, "kWh")
    assert whole.canvas.axes[0].get_title(loc="left") == "kWh"


def test_series_of_one_value_and_of_none() -> None:
    frame = pd.concat([months(1).head(1), months(1).head(2).assign(label="Vide", value=None)], ignore_index=True)
    alt = figures.series(frame, CAPTION, "kWh").alt_fr
    assert alt.endswith("Ligne 1 (0)\u00a0: une seule valeur, 1\u202f201\u202f; Vide\u00a0: aucune valeur.")


def test_more_series_than_strokes_are_refused() -> None:
    with pytest.raises(ValueError, match="found 6 series, expected 5 at most"):
        figures.series(months(6), CAPTION, "kWh")


def test_words_on_edge_values() -> None:
    assert extent([]) == extent([None]) == "Aucune valeur n’est publiée."
    assert extent([3, 3]) == "Toutes les valeurs sont égales à 3."
    assert extent([1, None, 2500]) == "Valeurs de 1 à 2\u202f500."
    assert interval_fr(None, 2) == "sans intervalle"
    assert interval_fr(0, float("inf")) == "intervalle de\u00a00 à\u00a0sans limite"
    assert [bound_fr(value) for value in (0.12345, 12345.6, -0.5)] == ["0,123", "12\u202f346", "\u22120,5"]
    assert bound_fr(0.12345, "share") == "12,3\u202f%"
    assert ends_fr(0.7, 0.767, "share") == ("70,0\u202f%", "76,7\u202f%")
    assert [ends_fr(*ends) for ends in ((0.627, 1.45), (2, 2), (60.5, 94), (2, math.inf))] == [
        ("0,63", "1,45"), ("2", "2"), ("60,5", "94,0"), ("2", "sans limite"),
    ]  # fmt: skip
    assert sentence("Quoi\u202f?") == "Quoi\u202f?"
    assert told(["a"], ["1"], "jamais lu") == "a\u00a0: 1."


def test_estimates_of_many_stand_on_two_figures_along_one_axis() -> None:
    frame = estimates(17).drop(columns=["group"], errors="ignore")
    pages = figures.interval_pages(frame, CAPTION, "indice", most=10)
    assert [page.caption_fr for page in pages] == [f"{CAPTION} ({n}\u00a0sur\u00a02)" for n in (1, 2)]
    first, second = (page.canvas.axes[0].get_xlim() for page in pages)
    assert first == second
    whole, nothing = figures.interval_pages(frame, CAPTION, "indice", most=17)
    assert whole.caption_fr == CAPTION
    assert nothing.markdown == ""


@pytest.mark.parametrize(("most", "shown"), [(10, [10, 7]), (16, [12, 5]), (8, [9, 8])])
def test_the_first_of_two_figures_fills_a_page_unless_the_other_were_left_with_a_few(
    most: int, shown: list[int]
) -> None:
    pages = figures.interval_pages(estimates(17).drop(columns=["group"], errors="ignore"), CAPTION, "indice", most=most)
    assert [len(page.twin().columns["Intitulé"]) for page in pages] == shown


def test_what_was_hoped_for_may_be_neither_met_nor_missed() -> None:
    moved = pd.DataFrame(
        {
            "label": ["A"],
            "start": [0.0],
            "end": [0.0],
            "start_shown": ["3"],
            "end_shown": ["3"],
            "is_favourable": [None],
        }
    )
    figure = figures.ways(moved, CAPTION, "avant", "après", neither_fr="sans évolution mesurable")
    assert figure.twin().columns["Évolution"] == ["sans évolution mesurable"]
    assert "1\u00a0ligne sans évolution mesurable" in figure.alt_fr


def test_months_in_which_nothing_changes_share_a_row() -> None:
    months = pd.DataFrame(
        {"month": [0, 1, 2, 3], "value": [0, 0, 0.5, 0.5], "shown": ["0", "0", "1", "1"], "waiting": [2, 2, 1, 0]}
    )
    columns = figures.waiting(months, CAPTION, "déployés", "en attente").twin().columns
    assert columns["Mois"] == ["0\u20131", "2", "3"]
    assert columns["En attente"] == ["2", "1", "0"]
