"""The census of numbers: what is planted by hand is found, what a fact or the data account for is not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.census.census import Census, count
from pipeline.census.documents import only_in_pdf, page_of, twin_numbers
from pipeline.census.exceptions import Exempt, load_exceptions
from pipeline.census.known import Known
from pipeline.census.pages import Block, read_blocks
from pipeline.census.tokens import digits_of, tokens
from pipeline.errors import ParamsError
from tests.conftest import ROOT
from tests.fixtures.framed import COUNT, SHARE, framed_release

LABELS = pd.DataFrame({"project_fr": ["Projet 08", "Digiponts92"], "step": ["1", "2"], "function": [5, 13]})
PAGE = """<!DOCTYPE html><html lang="fr"><head><title>Livret</title><style>p {{ margin: 17px }}</style></head><body>
<nav><a href="#sec-a">41</a></nav>
<h2 id="sec-sample"><span class="header-section-number">12</span> Un chapitre</h2>
<p>Voir <a href="#tbl-sample">tableau 9</a>. Il y a <a href="#fait-sample-interviews">15</a> entretiens.</p>
{body}
<h2 id="sec-preuves">Annexe</h2>
<ul><li><span id="fait-sample-interviews">Entretiens</span> <strong>15</strong>, 15 lignes</li></ul>
</body></html>"""


def census(folder: Path, body: str, exceptions: list[Exempt] | None = None) -> Census:
    release = framed_release(folder / "release", {"sample": [COUNT, SHARE]}, tables={"sample": LABELS})
    page = folder / "page.html"
    page.write_text(PAGE.format(body=body), encoding="utf-8")
    return count(read_blocks(page), Known(release), exceptions or [])


@pytest.mark.parametrize(
    "body",
    [
        "<p>On compte 84 % de réussite.</p>",
        "<ul><li>On compte <strong>84</strong> réussites.</li></ul>",
        "<table><tr><th>Réussite</th></tr><tr><td>84</td></tr></table>",
        "<figure><img src='data:,' alt='Barre : 84 projets.'><figcaption>Projets</figcaption></figure>",
        "<figure><figcaption>Les 84 projets</figcaption></figure>",
        "<div aria-label='84 projets'>Projets</div>",
        "<p>Selon <a href='#fait-sample-interviews'>84</a> personnes.</p>",
        "<p>Selon <a href='#fait-unheard-of'>84</a> personnes.</p>",
        "<p>84</p>",
        "<dl><dt>Base</dt><dd>n = 84</dd></dl>",
        "<h3>Les 84 projets</h3>",
        "<p>Projet 84</p>",
    ],
)
def test_a_number_typed_by_hand_is_found(tmp_path: Path, body: str) -> None:
    found = census(tmp_path, body).untraced
    assert ["84" in each.number for each in found] == [True]
    assert found[0].part == "sec-sample"


def test_words_that_hold_a_number_come_in_one_order_in_every_process(tmp_path: Path) -> None:
    """A digest of them tells the next build whether a page has to be traced again."""
    said = pd.DataFrame({"project_fr": [f"Projet {letter} de 2024" for letter in "hgfedcba"]})
    found = Known(framed_release(tmp_path, {"sample": [COUNT]}, tables={"sample": said})).labels("2024")
    assert len(found) >= len(said)
    assert found == sorted(found, key=lambda words: (-len(words), words))


@pytest.mark.parametrize(
    ("body", "way"),
    [
        ("<p>Soit <a href='#fait-sample-agents'>67 %</a> (10 sur 15 ; de 41 % à 85 %).</p>", "beside its fact"),
        ("<table><tr><td><a href='#fait-sample-agents'>67 %</a></td><td>41–85</td></tr></table>", "beside its fact"),
        ("<p>Le Projet 08 et Digiponts92.</p>", "data"),
        ("<img src='data:,' alt='15 entretiens.'>", "figure"),
    ],
)
def test_what_stands_beside_its_fact_or_in_the_data_is_traced(tmp_path: Path, body: str, way: str) -> None:
    found = census(tmp_path, body)
    assert found.untraced == []
    assert found.traced[way] >= 1


def test_a_number_that_stands_alone_is_no_word_of_the_data(tmp_path: Path) -> None:
    assert [each.number for each in census(tmp_path, "<p>Étape 2</p>").untraced] == ["2"]


def test_numbers_of_the_layout_are_none(tmp_path: Path) -> None:
    found = census(tmp_path, "<p><span class='caption-label'>Tableau 16 :</span> Projets</p>")
    assert found.untraced == []
    assert sum(found.traced.values()) == 3


def test_an_exception_holds_only_where_it_is_declared(tmp_path: Path) -> None:
    of_scale = Exempt(pattern="de 0 à 10", reason="Bounds of a scale", kind="^td$", heads="^Échelle$")
    body = "<table><tr><th>Échelle</th><th>Note</th></tr><tr><td>de 0 à 10</td><td>de 0 à 10</td></tr></table>"
    assert len(census(tmp_path, body, [of_scale]).untraced) == 2


def test_a_slip_in_the_declared_exceptions_is_told(tmp_path: Path) -> None:
    path = tmp_path / "census.yml"
    path.write_text('exceptions:\n  - {pattern: "(", reason: Nothing at all}\n', encoding="utf-8")
    with pytest.raises(ParamsError, match="is no regular expression"):
        load_exceptions(path)


def test_the_declared_exceptions_are_read() -> None:
    assert all(each.reason for each in load_exceptions(ROOT / "reports/census.yml"))


def test_a_number_on_a_page_that_the_twin_does_not_have_is_found() -> None:
    twin = twin_numbers([Block("", "p", text="Entre 15 et 1 200"), Block("", "p", links=[("a", "67 %")])])
    pages = ["Entre 15 et 1\u202f200, page 1", "67 % puis 84 % et 1567\n2"]
    assert [(each.number, each.page) for each in only_in_pdf(pages, twin, [])] == [("84", 2)]


def test_the_page_of_a_number_is_found_by_the_words_around_it() -> None:
    pages = ["On compte 84 succès et l'on s'ar-\nrête là", "Il y a 84 % des\nréponses favo\u00adrables", "Rien"]
    assert page_of(pages, "Il y a 84 % des réponses favorables", "84") == 2
    assert page_of(pages, "tout autre chose 84 succès et l’on s’arrête là", "84") == 1
    assert page_of(pages, "rien de tel 42 ici", "42") == 0


def test_numbers_are_compared_whatever_the_language() -> None:
    assert digits_of("12\u202f345,60") == digits_of("12,345.60") == {"1234560"}
    assert [token.digits for token in tokens("1\u202f200 et 15 200")] == ["1200", "15", "200"]
    assert digits_of("lignes 4d83d786 et 2021") == {"2021"}
