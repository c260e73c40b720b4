"""Every page of the site in a real browser: it opens, stays in the site, leads somewhere, and everybody can read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import violations
from tests.browser.visits import DESKTOP, TELEPHONE, dead_links, served, visiting

pytestmark = pytest.mark.slow
FAULTY = """<!doctype html><html><head><meta charset="utf-8"><title>x</title></head>
<body><main><h1 style="color:#aaa">Titre</h1>
<img src="https://ailleurs.example/x.png"><a href="nulle-part.html">là</a><a href="#rien">ici</a></main>
<script>console.warn("attention"); throw new Error("manqué");</script></body></html>"""
READ = r"""() => {
  const page = document.body.cloneNode(true);
  for (const part of page.querySelectorAll("form, .status, #preuve, script")) part.remove();
  return page.textContent.replace(/\s+/g, " ").trim();
}"""
HIDDEN = """() => [...document.querySelectorAll("main tr, main li, main p, main h2, main figure")]
  .filter((part) => !part.closest("details, form, .status, #preuve"))
  .filter((part) => {
    const range = document.createRange();
    range.selectNodeContents(part);
    return range.getClientRects().length === 0;
  }).map((part) => part.textContent)"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pages(site: Path) -> list[str]:
    return sorted(str(path.relative_to(site)) for path in site.rglob("*.html"))


def test_the_site_has_every_kind_of_page(site: Path) -> None:
    kinds = {"index.html", "catalogue.html", "preuves.html", "donnees.html", "indicators.html", "a-corriger.html"}
    kinds |= {"questionnaire-startups.html", "livrets/institutions.html", "preuves/deployment.html"}
    assert kinds | {"fiches/projet-p1.html", "fiches/commune-meudon.html"} <= set(pages(site))


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_every_page_opens_from_its_folder_and_breaks_no_rule(
    browser: Browser, site: Path, size: tuple[int, int]
) -> None:
    found = []
    with visiting(browser, f"{site.as_uri()}/", size) as visit:
        for name in pages(site):
            page = visit.open(name)
            found += [f"{name}: {violation}" for violation in violations(page)]
            found += dead_links(visit, site)
            if page.evaluate(TOO_WIDE) > 0:
                found.append(f"{name}: wider than the window by {page.evaluate(TOO_WIDE)} pixels")
    assert found + visit.faults == []


def test_every_page_opens_from_a_server_that_gets_no_other_request(browser: Browser, site: Path) -> None:
    with served(site) as home, visiting(browser, home) as visit:
        for name in pages(site):
            visit.open(name)
    assert visit.faults == []


def test_every_page_reads_without_javascript(browser: Browser, site: Path) -> None:
    home, missing = f"{site.as_uri()}/", {}
    with visiting(browser, home) as scripted, visiting(browser, home, java_script_enabled=False) as plain:
        for name in pages(site):
            page = plain.open(name)
            if page.evaluate(READ) != scripted.open(name).evaluate(READ) or page.evaluate(HIDDEN):
                missing[name] = page.evaluate(HIDDEN)
            assert page.locator("form:visible").count() == 0, "what does nothing without scripts is not shown"
    assert missing == {}
    assert plain.faults + scripted.faults == []


def test_texts_are_set_in_the_fonts_of_the_brand(browser: Browser, site: Path) -> None:
    with visiting(browser, f"{site.as_uri()}/") as visit:
        for name in ("index.html", "indicators.html", "livrets/institutions.html"):
            page = visit.open(name)
            page.evaluate("document.fonts.ready.then(() => true)")
            assert page.evaluate("[...document.fonts].some(({ status }) => status === 'loaded')"), name
            assert page.evaluate("document.fonts.check(\"16px 'Source Sans 3'\")"), name


def test_a_page_with_faults_would_be_seen(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "faulty.html").write_text(FAULTY, encoding="utf-8")
    with visiting(browser, f"{tmp_path.as_uri()}/") as visit:
        page = visit.open("faulty.html")
        dead, broken = dead_links(visit, tmp_path), " ".join(violations(page))
    told = " ".join(visit.faults)
    for fault in ("attention", "manqué", "leaves for https://ailleurs.example/x.png"):
        assert fault in told
    assert [fault.rpartition(": ")[2] for fault in dead] == ["nulle-part.html", "faulty.html#rien"]
    for rule in ("image-alt", "html-has-lang", "color-contrast"):
        assert rule in broken
