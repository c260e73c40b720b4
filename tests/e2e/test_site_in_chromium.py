"""The site in a real browser, where the system has one: pages open without error, filters and proofs work."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.site.building import build_site
from pipeline.site.edition import Edition
from tests.conftest import ROOT
from tests.fixtures.sheet_releases import written_releases

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the site was not opened in one")
SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--enable-logging=stderr"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=4000", "--dump-dom"),
)
ACTIONS = """<script>addEventListener("load", () => setTimeout(() => {
  const said = (() => { %s })();
  document.documentElement.dataset.said = JSON.stringify(said);
}, 50));</script>"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from pipeline.sheets import build

    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        root = tmp_path_factory.mktemp("published")
        releases = written_releases(root / "release")
        (root / "sheets").mkdir()
        (root / "sheets" / "sheets.json").write_text(json.dumps(build(releases, root / "sheets")), encoding="utf-8")
        build_site(Edition(releases, root / "sheets"), [], [], ROOT / "reports", root)
    return root / "site"


def opened(page: Path, actions: str, profile: Path) -> tuple[dict[str, object], list[str]]:
    """What `actions` (JavaScript that returns an object) finds on a page, and what the console said."""
    acting = page.with_name(f"acting-{page.name}")
    text = page.read_text(encoding="utf-8").replace("</body>", f"{ACTIONS % actions}</body>")
    acting.write_text(text, encoding="utf-8")
    command = [str(CHROMIUM), *SWITCHES, f"--user-data-dir={profile}", acting.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    acting.unlink()
    said = re.search(r'data-said="([^"]*)"', done.stdout)
    assert said is not None, "the page did not load"
    found: dict[str, object] = json.loads(said.group(1).replace("&quot;", '"').replace("&amp;", "&"))
    return found, [line for line in done.stderr.splitlines() if ":CONSOLE" in line]


def test_filters_of_the_catalogue_hide_what_does_not_fit(site: Path, tmp_path: Path) -> None:
    found, console = opened(
        site / "catalogue.html",
        """const shown = () => [...document.querySelectorAll("#projets tbody tr")]
             .filter((row) => row.checkVisibility()).map((row) => row.cells[0].textContent);
           const set = (id, value) => { const field = document.getElementById(id); field.value = value;
             field.dispatchEvent(new Event("input", { bubbles: true })); };
           const status = () => document.querySelector(".status").textContent;
           const all = shown();
           set("commune", "sceaux"); const one = shown(), one_said = status();
           set("commune", ""); set("weakest", "prix"); const weak = shown();
           set("weakest", ""); set("words", "DEPLOYE mobilites"); const words = shown();
           set("words", "rien de tel"); const none_said = status();
           return { all, one, one_said, weak, words, none_said };""",
        tmp_path,
    )
    assert console == []
    assert found["all"] == ["Projet P1", "Projet P2", "Projet P3", "Projet P4"]
    assert (found["one"], found["one_said"]) == (["Projet P2"], "Un projet correspond.")
    assert found["weak"] == ["Projet P1", "Projet P4"]
    assert found["words"] == ["Projet P4"]
    assert found["none_said"] == "Aucun projet ne correspond."


def test_a_number_shows_its_proof_to_pointer_and_keyboard(site: Path, tmp_path: Path) -> None:
    found, console = opened(
        site / "fiches" / "projet-p1.html",
        """const link = document.querySelector('main a[href="#fait-deployment-project-p1-deployed"]');
           const box = document.getElementById("preuve");
           const before = box.checkVisibility();
           link.focus(); const focused = box.checkVisibility(), text = box.textContent; link.blur();
           const after = box.checkVisibility();
           link.dispatchEvent(new MouseEvent("mouseenter")); const pointed = box.checkVisibility();
           document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
           return { before, focused, text, after, pointed, escaped: box.checkVisibility(),
                    wide: document.documentElement.scrollWidth <= document.documentElement.clientWidth };""",
        tmp_path,
    )
    assert console == []
    states = [found[name] for name in ("before", "focused", "after", "pointed", "escaped")]
    assert states == [False, True, False, True, False]
    assert "2 juillet 2024" in str(found["text"]).replace("\u00a0", " ")
    assert found["wide"] is True


@pytest.mark.parametrize("name", ["index.html", "preuves.html", "preuves/deployment.html", "donnees.html"])
def test_every_kind_of_page_opens_with_its_fonts_and_without_error(site: Path, tmp_path: Path, name: str) -> None:
    found, console = opened(
        site / name,
        """return { fonts: [...document.fonts].some((font) => font.status === "loaded"),
                    colour: getComputedStyle(document.querySelector("h1")).color };""",
        tmp_path,
    )
    assert console == []
    assert found == {"fonts": True, "colour": "rgb(11, 79, 92)"}
