"""`verify` on what was changed: one byte, one printed or attached figure, one file of a published folder."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from pipeline.commands.verify import verify
from pipeline.errors import MissingInputError
from pipeline.files import sha256
from pipeline.verifying.certified import changed_bytes, hashes
from pipeline.verifying.printed import changed_figures

FACTS = [{"id": "survey-yes", "display_fr": "84 % (21 sur 25)", "value": 0.84, "n": 21, "N": 25}]
SOURCE = """
#set page(width: 12cm, height: 9cm)
#pdf.attach("generated/faits.json", relationship: "data", description: "Faits", mime-type: "application/json")
#pdf.attach("generated/faits.csv", relationship: "data", description: "Faits", mime-type: "text/csv")
= Résultats
#link(<fait-survey-yes>)[{printed}] des réponses.
#pagebreak()
= Annexe <sec-preuves>
#link(<sec-preuves>)[Retour]
- Réponses favorables <fait-survey-yes> *{evidence}*, 25 lignes
"""


def booklet(
    folder: Path, printed: str = "84 %", evidence: str = "84 % (21 sur 25)", value: str = "0.84", share: float = 0.84
) -> Path:
    (folder / "generated").mkdir(parents=True, exist_ok=True)
    facts = [{**FACTS[0], "value": share}]
    (folder / "generated/faits.json").write_text(json.dumps(facts), encoding="utf-8")
    (folder / "generated/faits.csv").write_text(
        f"id,value,n,N,low,high\nsurvey-yes,{value},21,25,,\n", encoding="utf-8"
    )
    (folder / "a.typ").write_text(SOURCE.format(printed=printed, evidence=evidence), encoding="utf-8")
    typst.compile(str(folder / "a.typ"), output=str(folder / "booklet.pdf"), root=str(folder))
    return folder / "booklet.pdf"


def certify(file: Path) -> dict[str, object]:
    certificate = {"cohort": "a", "files": {file.name: sha256(file), "x/y.pdf": "0" * 64}}
    (file.parent / "certificate.json").write_text(json.dumps(certificate), encoding="utf-8")
    return certificate


def told(file: Path, certificate: Path | None = None) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=200)
    return verify(file, certificate, console), console.file.getvalue()


def test_what_was_published_passes(tmp_path: Path) -> None:
    certify(file := booklet(tmp_path))
    code, said = told(file)
    assert (code, "is what was published" in said) == (0, True)
    assert list(changed_figures(file)) == []


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"printed": "94 %"}, "page 1 prints « 94 % », which was not found in its entry of the annex"),
        ({"evidence": "85 % (21 sur 25)"}, "page 1 prints « 84 % »"),
        ({"evidence": "85 % (21 sur 25)", "printed": "85 %"}, "survey-yes is « 84 % (21 sur 25) », which no page"),
        ({"value": "0.85"}, "the attached fact survey-yes differs between faits.json and faits.csv"),
        ({"share": 0.85}, "the attached fact survey-yes differs between faits.json and faits.csv"),
    ],
)  # fmt: skip
def test_a_changed_figure_is_named(tmp_path: Path, changes: dict[str, str], finding: str) -> None:
    certify(booklet(tmp_path / "published"))
    file = booklet(tmp_path / "changed", **changes)  # type: ignore[arg-type]
    code, said = told(file, tmp_path / "published/certificate.json")
    assert code == 1
    assert "its SHA-256 is" in said
    assert finding in said


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, dict[str, object]]:
    file = booklet(tmp_path_factory.mktemp("published"))
    return file.parent, file.read_bytes(), certify(file)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_single_changed_byte_is_found(
    published: tuple[Path, bytes, dict[str, object]], data: st.DataObject
) -> None:
    folder, content, certificate = published
    place = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(1, 255))
    changed = folder / "changed" / "booklet.pdf"
    changed.parent.mkdir(exist_ok=True)
    changed.write_bytes(content[:place] + bytes([content[place] ^ other]) + content[place + 1 :])
    assert len(list(changed_bytes(changed, certificate))) == 1


def test_a_file_that_is_no_pdf_any_more_is_told(tmp_path: Path) -> None:
    certify(file := booklet(tmp_path))
    file.write_bytes(b"")
    code, said = told(file)
    assert (code, "it cannot be read as the PDF it was" in said) == (1, True)


def test_a_file_of_another_name_is_unknown_unless_its_bytes_are_known(tmp_path: Path) -> None:
    certificate = certify(file := booklet(tmp_path))
    renamed = file.rename(tmp_path / "renamed.pdf")
    assert list(changed_bytes(renamed, certificate)) == []
    renamed.write_bytes(b"x")
    assert "knows no file called renamed.pdf" in next(changed_bytes(renamed, certificate))


def test_without_a_certificate_nothing_is_vouched_for(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match=r"certificate\.json is no certificate"):
        verify(booklet(tmp_path), None, Console())
    (tmp_path / "certificate.json").write_text('{"cohort": "a"}', encoding="utf-8")
    with pytest.raises(MissingInputError, match="vouches for no file"):
        verify(tmp_path / "booklet.pdf", None, Console())
    with pytest.raises(MissingInputError, match="There is nothing at"):
        verify(tmp_path / "other.pdf", None, Console())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A published folder: a sheet two folders down, a page, and the certificate of both."""
    sheet = booklet(tmp_path / "laid-out")
    target = tmp_path / "published"
    (target / "site/fiches").mkdir(parents=True)
    sheet.rename(target / "site/fiches/projet-1.pdf")
    (target / "index.html").write_text("<p>Bonjour</p>", encoding="utf-8")
    (target / "certificate.json").write_text(json.dumps({"cohort": "a", "files": hashes(target)}), encoding="utf-8")
    return target


def test_a_published_folder_is_what_its_certificate_lists(folder: Path) -> None:
    code, said = told(folder)
    assert (code, "the 2 files that its certificate lists, byte for byte, and no other" in said) == (0, True)


def test_a_sheet_finds_the_certificate_of_its_folder(folder: Path) -> None:
    assert told(folder / "site/fiches/projet-1.pdf")[0] == 0
    assert told(folder / "index.html")[0] == 0


def test_a_changed_figure_of_a_sheet_is_named(folder: Path) -> None:
    sheet = folder / "site/fiches/projet-1.pdf"
    booklet(folder.parent / "again", printed="94 %").replace(sheet)
    for path in (folder, sheet):
        code, said = told(path)
        assert (code, "page 1 prints « 94 % », which was not found in its entry of the annex" in said) == (1, True)


def test_files_changed_missing_and_added_are_told(folder: Path) -> None:
    (folder / "index.html").write_text("<p>Bonsoir</p>", encoding="utf-8")
    (folder / "site/fiches/projet-1.pdf").unlink()
    (folder / "site/late.html").write_text("", encoding="utf-8")
    code, said = told(folder)
    assert code == 1
    for finding in (
        "index.html is not, byte for byte, what was published",
        "site/fiches/projet-1.pdf was published and is not there",
        "site/late.html was not published: the certificate does not know it",
    ):
        assert finding in said
