from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.booklet.frame import evidence
from pipeline.booklet.frame.evidence import cited_facts
from pipeline.errors import FactError
from pipeline.facts import Rows
from pipeline.released import Release
from pipeline.renderer.annexes import cut
from tests.conftest import ROOT
from tests.fixtures.framed import COUNT, FEW, SHARE, framed_release
from tests.unit.test_facts import a_fact

CHAPTERS = {"sample": "Qui a été interrogé"}
SCRIPT = (ROOT / "pipeline" / "templates" / "site" / "site.js").read_text(encoding="utf-8")
PART = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]\{\.proof-(\w+)\}")


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return framed_release(tmp_path, {"sample": [COUNT, SHARE, FEW], "other": [a_fact(fact_id="other-number")]})


def annex(*given: Any) -> str:
    """The annex as it is read: without the marks by which the site finds its parts."""
    return PART.sub(r"\1", evidence.annex(*given))


def entry(text: str, fact_id: str) -> str:
    return next(line for line in text.splitlines() if f"{{#fait-{fact_id}}}" in line)


def test_cited_facts_are_found_as_variables_and_as_links() -> None:
    texts = ["{{< var b >}} et {{<var a-1>}}", r"| [3 \%](#fait-c-2) | [x](#sec-y) | [3](#fait-b) |"]
    assert cited_facts(texts) == ["b", "a-1", "c-2"]
    assert cited_facts(["{{< var mot/mots.a-1 >}}"]) == []


def test_an_entry_says_value_base_interval_rows_and_the_line_above_method_and_file(release: Release) -> None:
    text = annex(release, ["sample-agents"], CHAPTERS)
    for words in (
        r"\*parmi\*",
        "**67\u202f\\%**",
        "10\u00a0sur\u00a015",
        "41\u202f",
        "à 85",
        "lignes (nombre non publié)",
    ):
        assert words in entry(text, "sample-agents")
    lines = text.splitlines()
    assert lines[lines.index(entry(text, "sample-agents")) - 2] == "[M1](#methode-M1), [F1](#fichier-F1) `interviews`"
    method = next(line for line in lines if "{#methode-M1}" in line)
    assert "95\u202f\\%\\, Wilson\\. Limites\u00a0: Lecture prudente\\. Calculé par `" in method
    file = next(line for line in lines if "{#fichier-F1}" in line)
    assert "register\\.csv" in file
    assert "ab" * 32 not in text, "it is in the certificate: other cells of the file change it"
    assert "certificate.json" in text


@pytest.mark.parametrize(("most", "opening"), [(2, "::::: {.evidence}"), (1, "::::: {.evidence .long}")])
def test_a_long_annex_is_told_from_others(
    release: Release, monkeypatch: pytest.MonkeyPatch, most: int, opening: str
) -> None:
    monkeypatch.setattr("pipeline.booklet.frame.evidence.LONG", most)
    text = annex(release, ["sample-interviews", "sample-agents"], CHAPTERS)
    assert opening in text.splitlines()
    assert len(cut(text)) > 1, "it is read by groups all the same"


def test_an_entry_says_how_many_corrections_touched_its_rows(release: Release) -> None:
    touched = release.facts.assign(corrections="")
    touched.loc["sample-interviews", "corrections"] = "dates|communes"
    touched.loc["other-number", "corrections"] = "dates"
    touched.to_parquet(release.folder / "facts.parquet", index=False)
    text = annex(Release(release.folder), ["sample-interviews", "sample-agents", "other-number"], CHAPTERS)
    assert entry(text, "sample-interviews").endswith(", 2\u00a0corrections")
    assert entry(text, "other-number").endswith(", 1\u00a0correction")
    assert "correction" not in entry(text, "sample-agents")


def test_what_is_suppressed_shows_its_reason_only(release: Release) -> None:
    assert entry(annex(release, ["sample-few"], CHAPTERS), "sample-few").startswith(
        "- [Trop peu]{#fait-sample-few} **secret statistique**\u202f; effectif inférieur à 5\\, ou qui "
        "permettrait d’en retrouver un, lignes (nombre non publié)"
    )


def test_the_site_finds_each_part_of_a_proof_by_its_mark(tmp_path: Path) -> None:
    fact = a_fact(fact_id="sample-a", method="somme", limits_fr="limites : aucune", filter="édition 1")
    marked = evidence.annex(framed_release(tmp_path, {"sample": [fact]}), ["sample-a"], CHAPTERS)
    said = {name: words.replace("\\", "") for words, name in PART.findall(marked)}
    assert list(said) == ["also", "rows", "method", "limits", "code", "origin"]
    assert (said["also"], said["limits"]) == ("édition 1", "Limites\u00a0: aucune.")
    assert said["method"].startswith("Somme (") and said["origin"].startswith("Étude, Éditeur. ")
    assert all(f".proof-{name}" in SCRIPT or f'"{name}"' in SCRIPT for name in said.keys() - {"code"})


def test_facts_of_one_method_and_file_are_told_it_once(release: Release) -> None:
    text = annex(release, ["sample-interviews", "sample-few", "other-number"], CHAPTERS)
    assert text.count("[M1](#methode-M1)") == 2, "once a chapter"
    assert text.count("{#methode-M") == 1


def test_methods_of_the_same_limits_are_told_them_once(tmp_path: Path) -> None:
    facts = [
        a_fact(fact_id=f"sample-{name}", method=method, limits_fr=limits)
        for name, method, limits in (("a", "somme", "x"), ("b", "moyenne", ""), ("c", "médiane", "x"))
    ]
    text = annex(framed_release(tmp_path, {"sample": facts}), [fact.fact_id for fact in facts], CHAPTERS)
    methods = [line for line in text.splitlines() if "Limites" in line or "{#methode-" in line]
    assert [line.split("**")[1] if "**" in line else "x" for line in methods] == ["x", "M1", "M2", "M3"]
    assert [line.startswith("    ") for line in methods] == [False, True, True, False]
    assert methods[0].startswith("- Limites des méthodes [M1](#methode-M1) et [M2](#methode-M2)\u00a0: X\\.")
    assert "Limites" not in methods[3], "it has none, and does not seem to have those said before it"
    assert "Médiane" in methods[2], "methods are numbered in the order in which they are told"


def test_answers_of_one_question_are_nested_under_it(tmp_path: Path) -> None:
    question = "Où se trouve votre siège\u202f? "
    answers = [a_fact(fact_id=f"sample-{name}", label_fr=f"{question}{name}") for name in ("ici", "ailleurs")]
    alone = a_fact(fact_id="sample-seul", label_fr="Une autre question posée\u202f? Oui")
    text = annex(
        framed_release(tmp_path, {"sample": [*answers, alone]}),
        ["sample-ici", "sample-ailleurs", "sample-seul"],
        CHAPTERS,
    )
    assert text.count("Où se trouve votre siège") == 1
    assert entry(text, "sample-ici").startswith("    - [ici]{#fait-sample-ici} **15**")
    assert "lignes" not in entry(text, "sample-ici")
    assert entry(text, "sample-seul").startswith("- [Une autre question posée")


def test_numbers_of_one_family_are_nested_under_what_their_labels_share(tmp_path: Path) -> None:
    labels = {
        "meudon": "Habitants de la commune (Meudon)",
        "other": "Départements du réseau",
        "sceaux": "Habitants de la commune (Sceaux (92))",
        "before": "Confort ressenti (note de 0 à 10), avant",
        "after": "Confort ressenti (note de 0 à 10), après",
    }
    facts = [a_fact(fact_id=f"sample-{name}", label_fr=label) for name, label in labels.items()]
    release = framed_release(tmp_path, {"sample": facts})
    lines = annex(release, [fact.fact_id for fact in facts], CHAPTERS).splitlines()
    first = lines.index(next(line for line in lines if "Habitants" in line))
    said = [re.sub(r"\]\{.*|\\| lignes \(nombre non publié\)", "", line) for line in lines[first : first + 6]]
    assert said[1:] == [
        "    - [Meudon",
        "    - [Sceaux (92)",
        "- [Départements du réseau",
        "- Confort ressenti (note de 0 à 10)",
        "    - [avant",
    ]


def test_a_name_in_guillemets_is_not_cut(tmp_path: Path) -> None:
    labels = {
        "one": "Projets «\u202fEspace public, végétalisation\u202f», déployés",
        "two": "Projets «\u202fEspace public, végétalisation\u202f», mesurés",
        "three": "Bases possibles pour «\u202fMotif\u00a0: porter, tester\u202f»",
    }
    facts = [a_fact(fact_id=f"sample-{name}", label_fr=label) for name, label in labels.items()]
    text = annex(framed_release(tmp_path, {"sample": facts}), [fact.fact_id for fact in facts], CHAPTERS)
    plain = text.replace("\\", "")
    assert "- Projets «\u202fEspace public, végétalisation\u202f»" in plain
    assert entry(text, "sample-one").startswith("    - [déployés]")
    assert "- [Bases possibles pour «\u202fMotif\u00a0: porter, tester\u202f»]{" in plain


def test_a_base_is_told_in_words(tmp_path: Path) -> None:
    mean = a_fact(fact_id="sample-mean", unit="mark_0_10", value=7.5, numerator=None, denominator=30.0)
    text = annex(framed_release(tmp_path, {"sample": [mean]}), ["sample-mean"], CHAPTERS)
    assert "sur une base de 30" in entry(text, "sample-mean")


def test_a_restriction_is_said_above_when_shared_and_in_the_entry_when_not(tmp_path: Path) -> None:
    first, second = (
        a_fact(fact_id=f"sample-{name}", label_fr=name, filter=f"édition {name}", rows=Rows.of((f"r{name}.csv", 2)))
        for name in ("1", "2")
    )
    same_file = dataclasses.replace(second, rows=first.rows)
    deliveries = [{"file": name} for name in ("r1.csv", "r2.csv")]
    filled = [{"owner_name": "", "source": "", "publisher": "", "received": "2026-01-01", **d} for d in deliveries]
    whole = [{"table": "", "licence": "", "sha256": "0" * 64, "rows": 1, "is_synthetic": False, **d} for d in filled]
    cited = ["sample-1", "sample-2"]
    apart = annex(framed_release(tmp_path / "a", {"sample": [first, second]}, deliveries=whole), cited, CHAPTERS)
    assert "(#fichier-F1)\u202f; édition 1" in apart
    assert "édition" not in entry(apart, "sample-1")
    mixed = annex(framed_release(tmp_path / "b", {"sample": [first, same_file]}, deliveries=whole), cited, CHAPTERS)
    assert "édition 1" in entry(mixed, "sample-1")
    assert "édition 2" in entry(mixed, "sample-2")


def test_numbers_stand_by_chapter_in_the_booklet_s_order(release: Release) -> None:
    cited = ["other-number", "sample-few", "sample-agents"]
    text = annex(release, cited, {"city": "Villes", **CHAPTERS})
    places = [
        text.index(words)
        for words in ("### Qui a été", "fait-sample-few", "fait-sample-agents", "### Autres", "fait-other")
    ]
    assert places == sorted(places)
    assert "### Villes" not in text
    assert 'summary="2\u00a0nombres"' in text
    assert 'summary="1\u00a0nombre"' in text


def test_only_what_is_cited_is_there(release: Release) -> None:
    assert "fait-sample-interviews" not in annex(release, ["sample-agents"], CHAPTERS)
    with pytest.raises(FactError, match="sample-nothing"):
        annex(release, ["sample-nothing"], CHAPTERS)


def test_a_booklet_without_numbers_or_files_says_so(tmp_path: Path) -> None:
    text = annex(framed_release(tmp_path, {}, deliveries=[]), [], {})
    for words in ("ne publie aucun nombre", "Aucune méthode", "Aucun fichier"):
        assert words in text


def test_synthetic_numbers_and_files_are_told(tmp_path: Path) -> None:
    made_up = {"file": "made.csv", "owner_name": "É", "source": "S", "publisher": "P", "received": "2026-01-01"}
    made_up |= {"table": "t", "licence": "", "sha256": "0" * 64, "rows": 1, "is_synthetic": True}
    fact = a_fact(fact_id="sample-made", rows=Rows.of(("made.csv", 2)))
    release = framed_release(tmp_path, {"sample": [fact]}, deliveries=[made_up], made_up=["made.csv"])
    text = annex(release, ["sample-made"], CHAPTERS)
    assert "[F1](#fichier-F1) `t`\u202f; données synthétiques" in text
    assert "Données synthétiques\\. S\\, P" in text


def test_facts_with_the_same_label_keep_their_own_rows(tmp_path: Path) -> None:
    """They were all given the rows of the first: the census found it."""

    def rows_of(count: int) -> Rows:
        return Rows.of(*(("register.csv", row) for row in range(2, count + 2)))

    invited = [
        a_fact(fact_id=f"sample-{name}", label_fr="Personnes invitées", value=float(count), rows=rows)
        for name, count, rows in (("communes", 18, rows_of(18)), ("startups", 12, rows_of(12)))
    ]
    release = framed_release(tmp_path, {"sample": invited})
    text = annex(release, ["sample-communes", "sample-startups"], CHAPTERS)
    for name, rows in (("communes", 18), ("startups", 12)):
        digest = release.fact(f"sample-{name}")["source_rows_digest"][:8]
        assert entry(text, f"sample-{name}").endswith(f"{rows}\u00a0lignes `{digest}`")
