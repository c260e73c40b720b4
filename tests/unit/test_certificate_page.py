from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.booklet.english.door import FRENCH_DOOR
from pipeline.booklet.frame.certificate_page import Making, certificate_page, qr_code, stage_certificate
from tests.fixtures.framed import COUNT, framed_release
from tests.fixtures.released import open_cohort

MAKING = Making({"pandas": "3.1.1", "embedded": "pandoc 3.9"}, "cd" * 32)
SITE = "https://exemple.fr/livrets"


def test_it_says_edition_renderer_lock_and_files(tmp_path: Path) -> None:
    text = certificate_page(framed_release(tmp_path, {"sample": [COUNT]}), MAKING, [COUNT.fact_id] * 12, "Des tuiles.")
    for words in ("| `demo` |", "21\u00a0novembre 2026", "| 12 |", "intégré \\(pandoc 3\\.9\\)", "`cdcdcdcdcdcdcdcd`"):
        assert words in text
    assert "- register\\.csv\n" in text
    assert "Des tuiles." in text


def test_without_a_site_there_is_neither_code_nor_frame(tmp_path: Path) -> None:
    release = framed_release(tmp_path / "release", {"sample": [COUNT]})
    (tmp_path / "generated").mkdir()
    stage_certificate(release, MAKING, [COUNT.fact_id], "", FRENCH_DOOR, tmp_path)
    assert {path.name for path in (tmp_path / "generated").iterdir()} == {"certificate.qmd", "status.qmd"}
    assert "QR" not in (tmp_path / "generated/certificate.qmd").read_text(encoding="utf-8")


def test_without_files_or_quarto_s_version_it_still_reads(tmp_path: Path) -> None:
    text = certificate_page(framed_release(tmp_path, {}, deliveries=[]), Making({}, "ef" * 32), [], "")
    assert "Aucun fichier n’a été reçu." in text
    assert "| Quarto |" in text


def test_a_site_has_its_code_with_an_alternative_text(tmp_path: Path) -> None:
    release = framed_release(tmp_path / "release", {"sample": [COUNT]}, site_url=SITE)
    (tmp_path / "generated").mkdir()
    stage_certificate(release, MAKING, [COUNT.fact_id], "", FRENCH_DOOR, tmp_path)
    text = (tmp_path / "generated/certificate.qmd").read_text(encoding="utf-8")
    assert f"<{SITE}>" in text
    assert 'fig-alt="Code QR qui mène' in text
    drawing = (tmp_path / "generated/site-qr.svg").read_text(encoding="utf-8")
    assert drawing.startswith("<svg")
    assert drawing == qr_code(SITE)
    assert drawing != qr_code(f"{SITE}/autre")


def test_only_a_secure_address_is_a_site() -> None:
    said = open_cohort().model_dump()
    assert type(open_cohort())(**{**said, "site_url": SITE}).site_url == SITE
    with pytest.raises(ValidationError):
        type(open_cohort())(**{**said, "site_url": "http://exemple.fr"})
