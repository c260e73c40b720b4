"""What a booklet shows of the audit of printed figures: what all findings of a severity say is said once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.booklet.chapters.audit_exhibits import SAME_FR, findings
from pipeline.frames import write_tables
from pipeline.released import Release


def shown(folder: Path, reasons: list[str], check: str = "register", found: tuple[str, ...] = ("counted",)) -> str:
    facts = pd.DataFrame({"fact_id": ["printed", "counted"], "display_fr": ["14", "15"]})
    rows = pd.DataFrame(
        {
            "check": check,
            "severity_fr": "contradictoire",
            "subject_fr": [f"Sujet {position}" for position, _ in enumerate(reasons)],
            "reason_fr": reasons,
            "said": [["printed"]] * len(reasons),
            "shown": [list(found)] * len(reasons),
        }
    )
    write_tables(folder, {"facts": facts})
    write_tables(folder / "tables", {"audit_findings": rows})
    return findings(Release(folder)).markdown


def test_one_reason_heads_the_numbers_that_were_found(tmp_path: Path) -> None:
    text = shown(tmp_path, ["le registre en compte davantage"] * 2)
    assert f"{SAME_FR}\u00a0: le registre en compte davantage.\n\n| Contradictoire | Publié | Compté |" in text
    assert text.count("le registre") == 1
    assert text.count("| [15](#fait-counted) |") == 2
    assert text.endswith(": Constats de gravité «\u202fcontradictoire\u202f» {#tbl-audit-findings-1}")


def test_one_reason_heads_the_printed_numbers_where_no_other_was_found(tmp_path: Path) -> None:
    text = shown(tmp_path, ["aucune valeur ne satisfait les deux énoncés"] * 2, found=())
    assert f"{SAME_FR}\u00a0: aucune valeur ne satisfait les deux énoncés.\n\n| Contradictoire | Publié |" in text
    assert text.casefold().count("aucune valeur") == 1
    assert text.count("[14](#fait-printed)") == 2


def test_several_reasons_stand_each_beside_its_number(tmp_path: Path) -> None:
    text = shown(tmp_path, ["le registre en compte davantage", "le registre en compte moins"])
    assert "| Contradictoire | Publié | Constat |" in text
    assert "Le registre en compte moins\u00a0: [15](#fait-counted)" in text


def test_the_number_of_a_claim_is_headed_as_supposed_for_the_study_prints_a_word(tmp_path: Path) -> None:
    text = shown(tmp_path, ["le texte en nomme moins que le mot n’en suppose"] * 2, "claims")
    assert "| Contradictoire | Effectif supposé | Compté |" in text
