"""A sheet and the pages of the site: no violation of PDF/UA-1, no defect on paper or on a screen."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pypdf
import pytest

from pipeline.booklet.sheets.layout import lay_out
from pipeline.site.building import build_site
from pipeline.site.edition import Edition
from tests.accessibility import semantics, webpage
from tests.conftest import ROOT, Check
from tests.fixtures.sheet_releases import written_releases


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sheets in `sheets`, the site in `site`."""
    root = tmp_path_factory.mktemp("published")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        patched.setattr("pipeline.site.rendering.subset_font", lambda file, text: b"")  # no letter is looked at here
        releases = written_releases(root / "release")
        (root / "sheets").mkdir()
        (root / "sheets" / "sheets.json").write_text(json.dumps(lay_out(releases, root / "sheets")), encoding="utf-8")
        build_site(Edition(releases, root / "sheets"), [], [], ROOT / "reports", root)
    return root


@pytest.mark.parametrize("name", ["projet-p1", "projet-p3", "commune-meudon"])
def test_a_sheet_breaks_no_rule_of_ua_1_and_reads_well(check_ua_1: Check, published: Path, name: str) -> None:
    sheet = published / "sheets" / f"{name}.pdf"
    assert check_ua_1(sheet) == []
    assert semantics.defects(sheet) == {}


@pytest.mark.parametrize("name", ["projet-p1", "commune-meudon"])
def test_a_sheet_carries_the_numbers_that_it_prints(published: Path, name: str) -> None:
    listed = json.loads((published / "sheets" / "sheets.json").read_text(encoding="utf-8"))
    cited = sorted(next(sheet["cited"] for sheet in listed if sheet["slug"] == name))
    attached = pypdf.PdfReader(published / "sheets" / f"{name}.pdf").attachments
    files = {Path(file).name: content[0].decode("utf-8") for file, content in attached.items()}
    assert set(files) == {"faits.csv", "faits.json"}
    assert [row["id"] for row in json.loads(files["faits.json"])] == cited
    assert [row["id"] for row in csv.DictReader(files["faits.csv"].splitlines())] == cited


SHEETS, PROOFS = ("fiches/projet-p1.html", "fiches/commune-meudon.html"), ("preuves.html", "preuves/deployment.html")


@pytest.mark.parametrize("name", ["index.html", "catalogue.html", *SHEETS, *PROOFS, "donnees.html"])
def test_a_page_of_the_site_has_no_defect(published: Path, name: str) -> None:
    assert webpage.defects(published / "site" / name) == {}
