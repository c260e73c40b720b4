from __future__ import annotations

from pathlib import Path

import pypandoc
import pytest

from pipeline.booklet.frame.evidence import annex
from pipeline.booklet.frame.file_digests import with_digests
from tests.fixtures.framed import COUNT, DELIVERY, framed_release

DIGEST = str(DELIVERY["sha256"])


@pytest.mark.parametrize("name", ["b.csv", "a & b <i>.csv", "d’un *nom*.csv"])
def test_the_twin_says_the_digest_of_each_file_that_its_annex_lists(tmp_path: Path, name: str) -> None:
    release = framed_release(tmp_path, {"sample": [COUNT]}, deliveries=[DELIVERY, {**DELIVERY, "file": name}])
    page = pypandoc.convert_text(annex(release, [COUNT.fact_id], {}), "html", "markdown-smart", ["--wrap=none"])
    filled = with_digests(page, {"register.csv": DIGEST, name: "cd" * 32})
    items = [line for line in filled.splitlines() if 'id="fichier-F' in line]
    assert DIGEST not in page
    assert [line.rpartition("SHA-256 <code>")[2].partition("<")[0] for line in items] == [DIGEST, "cd" * 32]
    assert filled.count("SHA-256 <code>") == len(items)


def test_a_page_without_files_and_a_file_without_digest_stay_as_they_are() -> None:
    assert with_digests("<p>rien</p>", {"a.csv": DIGEST}) == "<p>rien</p>"
    item = '<li><span id="fichier-F1"><strong>F1</strong></span> <strong>b.csv</strong> Étude.</li>'
    assert with_digests(item, {"a.csv": DIGEST}) == item
