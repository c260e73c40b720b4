"""What a reader does on the site: search, filter, look at the proof of a number, with a pointer and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.visits import TELEPHONE, Visit, served, visiting

pytestmark = pytest.mark.slow
ALL = ["Projet P1", "Projet P2", "Projet P3", "Projet P4"]
FACETS = {"theme": 1, "commune": 2, "status": 3, "weakest": 4}
"""Filters of the catalogue, with the column that each looks at."""

SHEET, DATE = "fiches/projet-p1.html", "fait-deployment-project-p1-deployed"


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Visit]:
    with visiting(browser, f"{site.as_uri()}/") as visit:
        yield visit
        assert visit.faults == []


def listed(page: Page) -> list[str]:
    return page.locator("#projets tbody tr:visible th").all_inner_texts()


def cells(page: Page, column: int) -> list[str]:
    return page.locator(f"#projets tbody tr:visible > :nth-child({column + 1})").all_inner_texts()


def announced(page: Page) -> str:
    return page.get_by_role("status").inner_text().replace("\u00a0", " ")


def counted(number: int) -> str:
    """What the status says when a choice leaves so many of the four projects."""
    if number == len(ALL):
        return "Les 4 projets sont affichés."
    return "Un projet correspond." if number == 1 else f"{number} projets correspondent."


@pytest.mark.parametrize("facet", FACETS)
def test_each_filter_leaves_what_its_column_says_and_announces_how_many(visit: Visit, facet: str) -> None:
    page = visit.open("catalogue.html")
    assert (listed(page), announced(page)) == (ALL, counted(4))
    column = page.locator(f"#projets tbody tr > :nth-child({FACETS[facet] + 1})").all_inner_texts()
    options = page.locator(f"#{facet} option").all_inner_texts()[1:]
    changing = 0
    for option in options:
        page.select_option(f"#{facet}", label=option)
        fitting = [name for name, cell in zip(ALL, column, strict=True) if option in cell]
        assert (listed(page), announced(page)) == (fitting, counted(len(fitting)))
        assert all(option in cell for cell in cells(page, FACETS[facet]))
        changing += len(fitting) < len(ALL)
    assert changing > 0
    page.get_by_role("button", name="Tout montrer").click()
    expect(page.get_by_role("status")).to_have_text("Les 4\u00a0projets sont affichés.")
    assert listed(page) == ALL


def test_words_are_found_without_accents_or_capitals_and_add_to_filters(visit: Visit) -> None:
    page = visit.open("catalogue.html")
    page.get_by_label("Mots cherchés").fill("DEPLOYE mobilites")
    assert (listed(page), announced(page)) == (["Projet P4"], counted(1))
    page.get_by_label("Mots cherchés").fill("déployé")
    page.get_by_label("Commune").select_option(label="Sceaux")
    assert listed(page) == [] and announced(page).startswith("Aucun projet ne correspond.")
    assert violations(page) == []


def test_what_is_chosen_can_be_sent_and_is_there_again_after_back(browser: Browser, site: Path) -> None:
    with served(site) as home, visiting(browser, home) as visit:
        page = visit.open("catalogue.html")
        page.get_by_label("Commune").select_option(label="Sceaux")
        chosen = listed(page)
        assert "commune=sceaux" in page.url and 0 < len(chosen) < len(ALL)
        page.get_by_role("link", name=chosen[0], exact=True).click()
        page.wait_for_load_state()  # a page that is left before has requests that fail
        page.go_back()
        assert (listed(page), announced(page)) == (chosen, counted(len(chosen)))
        page.get_by_label("Mots cherchés").fill("rien de tel")
        expect(page.locator("#projets")).to_be_hidden()
        assert announced(page).startswith("Aucun projet ne correspond. Essayez un mot plus court")
    assert visit.faults == []


def test_a_filter_is_set_from_the_keyboard_alone(visit: Visit) -> None:
    page = visit.open("catalogue.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("mobilites")
    assert listed(page) == ["Projet P3", "Projet P4"]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "commune"
    page.keyboard.press("ArrowDown")
    assert announced(page) != counted(4)
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Les 4\u00a0projets sont affichés.")


def test_words_are_looked_for_among_the_proofs_of_a_theme(visit: Visit) -> None:
    page = visit.open("preuves/deployment.html")
    everything = page.locator("#nombres > li:visible").count()
    page.get_by_label("Mots cherchés").fill("deployment-project-p1")
    found = page.locator("#nombres > li:visible").count()
    assert 1 < found < everything
    assert announced(page) == f"{found} nombres correspondent."


def test_filters_of_the_library_leave_what_fits_and_announce_it(visit: Visit) -> None:
    page = visit.open("indicators.html")
    rows = page.locator("tbody tr:visible th strong")
    assert (rows.all_inner_texts(), announced(page)) == (["Eau", "Marche"], "Les 2 indicateurs sont affichés.")
    for label, option, left in (("Domaine", "Social", ["Eau"]), ("Famille de projets", "Climat", ["Marche"])):
        page.get_by_label(label).select_option(label=option)
        assert (rows.all_inner_texts(), announced(page)) == (left, "Un indicateur correspond.")
        page.get_by_role("button", name="Tout montrer").click()
        expect(page.get_by_role("status")).to_have_text("Les 2 indicateurs sont affichés.")
    page.get_by_label("Mots cherchés").fill("rien de tel")
    assert rows.all_inner_texts() == [] and announced(page).startswith("Aucun indicateur ne correspond.")


def number(page: Page) -> Locator:
    return page.locator(f'main a[href="#{DATE}"]').first


def test_the_proof_of_a_number_shows_to_a_pointer_that_may_rest_on_it(visit: Visit) -> None:
    page = visit.open(SHEET)
    proof = page.get_by_role("tooltip")
    expect(proof).to_have_count(0)
    number(page).hover()
    expect(proof).to_be_visible()
    expect(proof).to_contain_text("2\u00a0juillet 2024")
    proof.hover()
    page.wait_for_timeout(500)
    expect(proof).to_be_visible()
    assert violations(page) == []
    page.mouse.move(1, 1)
    expect(proof).to_be_hidden()


def test_the_proof_of_a_number_shows_to_the_keyboard_and_goes_with_escape(visit: Visit) -> None:
    page = visit.open(SHEET)
    page.locator("main a:not([href^='#'])").last.focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.hash") == f"#{DATE}":
            break
    proof = page.get_by_role("tooltip")
    expect(proof).to_be_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "preuve"
    page.keyboard.press("Escape")
    expect(proof).to_be_hidden()
    page.keyboard.press("Tab")
    assert page.locator("[aria-describedby]").count() == page.locator(".proof:visible").count()


def test_a_click_on_a_number_leads_to_its_proof(visit: Visit) -> None:
    page = visit.open(SHEET)
    number(page).click()
    assert page.evaluate("location.hash") == f"#{DATE}"
    expect(page.locator(f"#{DATE}")).to_be_in_viewport()
    expect(page.locator(".proof")).to_be_hidden()


def test_a_proof_says_method_limits_and_origin_whatever_the_depth_of_its_entry(visit: Visit) -> None:
    page = visit.open("fiches/commune-meudon.html")
    proofs = page.evaluate("""() => [...document.querySelectorAll('main a[href^="#fait-"]')].map((link) => {
      link.dispatchEvent(new Event("mouseenter"));
      return document.getElementById("preuve").textContent;
    })""")
    assert page.locator(".evidence li li [id^='fait-']").count() > 0, "some entries stand under what they share"
    for part in ("Méthode\u00a0: ", "Origine\u00a0: ", "Voir dans l’annexe"):
        assert [proof for proof in proofs if part not in proof] == []


def test_a_proof_opens_above_where_there_is_no_room_below(visit: Visit) -> None:
    page = visit.open(SHEET)
    link = page.locator('main :not(.proof p) > a[href^="#fait-"]').last
    link.evaluate("link => window.scrollTo(0, link.getBoundingClientRect().bottom + scrollY - innerHeight + 4)")
    link.hover()
    box, place = page.get_by_role("tooltip").bounding_box(), link.bounding_box()
    assert box and place and box["y"] + box["height"] <= place["y"]


def test_the_annex_of_a_sheet_is_folded_and_leads_back_to_the_number(visit: Visit) -> None:
    page = visit.open(SHEET)
    expect(page.locator(f"#{DATE}")).to_be_hidden()
    number(page).click()
    expect(page.locator(f"#{DATE}")).to_be_in_viewport()
    page.get_by_role("link", name="Revenir au texte").click()
    expect(number(page)).to_be_in_viewport()


def test_a_finger_opens_the_proof_and_goes_on_to_the_annex(browser: Browser, site: Path) -> None:
    with visiting(browser, f"{site.as_uri()}/", TELEPHONE, has_touch=True, is_mobile=True) as visit:
        page = visit.open(SHEET)
        number(page).tap()
        proof = page.get_by_role("tooltip")
        page.wait_for_timeout(500)
        expect(proof).to_be_visible()
        assert page.evaluate("location.hash") == ""
        assert violations(page) == []
        proof.get_by_role("link").tap()
        expect(page.locator(f"#{DATE}")).to_be_in_viewport()
        expect(proof).to_be_hidden()
    assert visit.faults == []


def test_a_booklet_in_the_site_shows_proofs_and_leads_home(visit: Visit) -> None:
    page = visit.open("livrets/institutions.html")
    page.locator('main a[href^="#fait-"]').first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.get_by_role("navigation", name="Retour au site").get_by_role("link").first.click()
    page.wait_for_url("**/index.html")


def test_from_the_home_page_a_reader_gets_to_a_sheet_and_its_pdf(visit: Visit, site: Path) -> None:
    page = visit.open("index.html")
    page.get_by_role("link", name="Chercher parmi").click()
    page.get_by_role("link", name="Projet P1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Projet P1")
    address = page.get_by_role("link", name="PDF accessible").get_attribute("href")
    assert (site / "fiches" / str(address)).resolve().read_bytes().startswith(b"%PDF")
