"""French texts in English: whole messages, places, parts; what has no English is told, all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure as Canvas

from pipeline.booklet.english.catalogue import load_catalogue
from pipeline.booklet.english.door import English, as_made, door
from pipeline.booklet.english.markdown_text import MarkdownDoor
from pipeline.booklet.english.names import names, terms, titles, told
from pipeline.booklet.english.sentences import Sentences
from pipeline.booklet.english.shown import EnglishExhibits, translate_canvas
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.markdown import Markdown
from pipeline.errors import ParamsError, TranslationError
from pipeline.released import Release
from tests.fixtures.framed import SHARE, framed_release
from tests.unit.test_facts import a_fact

HEAD = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
ENTRIES = """
msgid "Déploiement"
msgstr "Deployment"

msgid "Cadrage"
msgstr "Framing"

msgid "sélection"
msgstr "selection"

msgid "{1} projet"
msgid_plural "{1} projets"
msgstr[0] "{1} project"
msgstr[1] "{1} projects"

msgid "{1} se sont arrêtés après l’étape « {2} »."
msgstr "{1} stopped after the step “{2}”."

msgid "Données de la figure « {1} »"
msgstr "Data of the figure “{1}”"

msgid "Ensemble"
msgstr "Total"

msgid "dans l’ordre alphabétique"
msgstr "in alphabetical order"

msgid "Part de « oui »"
msgstr "Share of “yes”"

msgid "Moyenne"
msgstr "Mean"

msgctxt "Part de"
msgid "Moyenne"
msgstr "Fair"

msgid "**Attention.** Lisez {1}."
msgstr "**Careful.** Read {1}."
"""

Read = Callable[[str], str]


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "messages.po"
    path.write_text(HEAD + ENTRIES, encoding="utf-8")
    return path


@pytest.fixture
def sentences(catalogue: Path) -> Sentences:
    return Sentences(
        load_catalogue(catalogue), {"Sceaux", "Noisy-le-Grand", "Rob, par Bati"}, {"Avez-vous essayé ?": "Did you try?"}
    )


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return framed_release(tmp_path / "release", {"sample": [SHARE, a_fact(value=15000.0)]})


@pytest.fixture
def markdown(sentences: Sentences, release: Release) -> MarkdownDoor:
    return MarkdownDoor(sentences, release, ["Étude des villes, deuxième volume"])


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Déploiement", "Deployment"),
        ("déploiement", "deployment"),
        ("Déploiement\u00a0: 3 sur 4\u202f; Cadrage\u00a0: 1\u202f200", "Deployment: 3\u00a0of\u00a04; Framing: 1,200"),
        ("0 projet", "0 projects"),
        ("1 projet", "1 project"),
        ("2 projets", "2 projects"),
        (
            "2 projets se sont arrêtés après l’étape «\u202fsélection\u202f».",
            "2 projects stopped after the step “selection”.",
        ),
        ("Déploiement. Cadrage.", "Deployment. Framing."),
        ("Sceaux, Noisy-le-Grand et Cadrage", "Sceaux, Noisy-le-Grand and Framing"),
        ("Avez-vous essayé\u202f? (cadrage)", "Did you try? (framing)"),
        ("«\u202fAvez-vous essayé\u202f?\u202f» (moyenne)\u00a0: 6,0/10", "“Did you try?” (mean): 6.0/10"),
        ("Rob, par Bati", "Rob, by Bati"),
        ("Données de la figure « Part de « oui » »", "Data of the figure “Share of ‘yes’”"),
        ("16 avril 2024", "16 April 2024"),
        ("register.csv", "register.csv"),
        ("–", "–"),
    ],
)
def test_a_text_is_translated_whole_or_part_by_part(sentences: Sentences, french: str, english: str) -> None:
    assert sentences.english(french) == english
    assert not sentences.missing


def test_two_levels_side_by_side_are_both_written_in_english(sentences: Sentences) -> None:
    assert sentences.english("1\u202f823 \u2192 4,5\u202f%") == "1,823 \u2192 4.5%"


def test_everything_that_is_missing_is_told(sentences: Sentences) -> None:
    assert (
        sentences.english("Déploiement. Rien de tel. Cadrage : inconnu.")
        == "Deployment. Rien de tel. Cadrage : inconnu."
    )
    assert list(sentences.missing) == ["Rien de tel.", "Cadrage : inconnu."]


def test_a_word_has_another_meaning_in_the_exhibit_of_its_context(sentences: Sentences) -> None:
    assert sentences.english("Moyenne") == "Mean"
    sentences.stand_in("Part de « oui »")
    assert sentences.english("Moyenne") == "Fair"
    sentences.stand_in("")
    assert sentences.english("Moyenne") == "Mean"


def test_a_translation_with_other_places_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wrong.po"
    path.write_text(f'{HEAD}msgid "{{1}} projets"\nmsgstr "{{2}} projects"\n', encoding="utf-8")
    with pytest.raises(ParamsError, match="other places"):
        load_catalogue(path)


def test_an_entry_without_english_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.po"
    path.write_text(f'{HEAD}msgid "Projets"\nmsgstr ""\n', encoding="utf-8")
    with pytest.raises(ParamsError, match="« Projets » has no English"):
        load_catalogue(path)


def test_a_link_keeps_its_target_and_shows_the_fact_in_english(markdown: MarkdownDoor, release: Release) -> None:
    link = release.link("sample-agents")
    assert (
        markdown.inline(f"Déploiement\u00a0: {link}")
        == "Deployment\\: [67\\% \\(10\u00a0of\u00a015\\)](#fait-sample-agents)"
    )
    assert markdown.inline(release.link("sample-interviews")) == "[15\\,000](#fait-sample-interviews)"


def test_marks_and_code_and_titles_stay(markdown: MarkdownDoor) -> None:
    assert markdown.inline("**Attention.** Lisez `a_b`.") == "**Careful\\.** Read `a_b`\\."
    assert markdown.inline("Étude des villes, deuxième volume") == "Étude des villes\\, deuxième volume"
    assert not markdown.sentences.missing


def test_lines_keep_their_form(markdown: MarkdownDoor) -> None:
    french = (
        '# Déploiement {#sec-a}\n\n::: {.note title="Cadrage"}\n- Déploiement\n:::\n'
        "| Cadrage | Sceaux |\n|:---|---:|\n| 1,5 | – |\n\n: Cadrage {#tbl-a}\n"
    )
    assert markdown.document(french) == (
        '# Deployment {#sec-a}\n\n::: {.note title="Framing"}\n- Deployment\n:::\n'
        "| Framing | Sceaux |\n|:---|---:|\n| 1\\.5 | – |\n\n: Framing {#tbl-a}\n"
    )


def test_exhibits_are_translated_before_they_are_drawn(markdown: MarkdownDoor) -> None:
    mpl.use("Agg")
    canvas = Canvas(figsize=(4, 2))
    axes = canvas.add_subplot()
    axes.set_yticks([0, 1], ["Déploiement", "Cad-\nrage"])
    axes.set_title("Part de\n« oui »")
    shown = EnglishExhibits(markdown)(
        Figure(canvas, "Cadrage", "Déploiement : 2 projets.", Table({"Cadrage": [1]}, "Cadrage"))
    )
    texts = {text.get_text() for text in axes.get_yticklabels()} | {axes.get_title().replace("\n", " ")}
    assert (shown.caption_fr, shown.alt_fr) == ("Framing", "Deployment: 2 projects.")
    assert "Share of “yes”" in texts and "Deployment" in texts
    assert markdown.sentences.missing == {"Cad-rage": None}


def test_a_drawn_label_takes_no_more_lines_than_its_row_is_high(markdown: MarkdownDoor) -> None:
    canvas = Canvas(figsize=(4, 2))
    axes = canvas.add_subplot()
    axes.set_yticks([0], ["dans l’ordre\nalphabétique"])
    translate_canvas(canvas, markdown.sentences)
    assert axes.get_yticklabels()[0].get_text() == "in alphabetical\norder"
    axes.set_yticks([0], ["Part de\n« oui »"])
    translate_canvas(canvas, markdown.sentences)
    assert axes.get_yticklabels()[0].get_text() == "Share of\n“yes”"


def test_tables_and_texts_are_translated(markdown: MarkdownDoor) -> None:
    exhibits = EnglishExhibits(markdown)
    table = exhibits(Table({"Cadrage": ["Déploiement", None, 1.5]}, "Déploiement"))
    assert table.caption_fr == "Deployment"
    assert dict(table.columns) == {"Framing": ["Deployment", "–", "1\\.5"]}
    assert exhibits(Text(Markdown("Déploiement"))).markdown == "Deployment"
    assert exhibits("anything else") == "anything else"


def test_rows_in_alphabetical_order_are_so_in_english(markdown: MarkdownDoor) -> None:
    columns = {"Cadrage": ["Moyenne", Markdown("**Ensemble**"), "Déploiement"], "sélection": [1, 3, 2]}
    table = EnglishExhibits(markdown)(Table(columns, "Cadrage, dans l’ordre alphabétique"))
    assert dict(table.columns) == {"Framing": ["Deployment", "Mean", "**Total**"], "selection": ["2", "1", "3"]}


def test_labels_delivered_in_both_languages_need_no_entry(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "label_fr": ["Quel âge ?", "Part achetée : {sample-agents}."],
            "label_en": ["How old?", "Share bought: {sample-agents}."],
        }
    )
    release = framed_release(tmp_path, {"sample": [SHARE]}, tables={"questions": table})
    assert terms(release)["Quel âge"] == "How old"
    for stop in ("", "."):
        said = f"Part achetée : X{stop}"
        assert {each.said(list(groups)) for each in told(release) for groups in each.groups(said)} == {
            f"Share bought: X{stop}"
        }


def test_names_of_places_and_titles_of_documents_are_read_from_the_release(tmp_path: Path) -> None:
    communes = pd.DataFrame({"name": ["Sceaux"], "department": ["Hauts-de-Seine"], "ept": ["Vallée Sud"]})
    release = framed_release(tmp_path, {"programme": [SHARE]}, tables={"programme_communes": communes})
    assert names(release) == {"demo", "Sceaux", "Hauts-de-Seine", "Vallée Sud"}
    assert titles(release) == ["Éditeur", "Étude"]


def test_the_door_of_an_english_release_lists_all_that_is_missing(release: Release) -> None:
    english = Release(release.folder, "en")
    through = door(english)
    assert isinstance(through, English)
    assert through.text("Projets") == "Projects"
    through.require_complete()
    assert through.document("- Phrase jamais vue.\n- Autre phrase jamais vue.").startswith("- Phrase")
    with pytest.raises(
        TranslationError, match=r"messages\.po has no English for:\n  Phrase jamais vue\.\n  Autre phrase"
    ):
        through.require_complete()
    assert as_made(english).language == "fr"


def test_the_door_of_a_french_release_changes_nothing(release: Release) -> None:
    assert door(release).document("# Phrase jamais vue") == "# Phrase jamais vue"
    door(release).require_complete()
