"""The evidence pages: for each theme, every published number with its chain down to the delivered rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.display import interval_of
from pipeline.booklet.frame.evidence_marks import DESIGNS_FR, base_told, rows_told
from pipeline.booklet.frame.table_names import table_name
from pipeline.booklet.typography import french
from pipeline.capitals import uncapitalised
from pipeline.corrected import correction_ids
from pipeline.disclosure import SUPPRESSED
from pipeline.frames import records_of
from pipeline.released import ANCHOR
from pipeline.site.edition import Edition
from pipeline.site.proof_labels import told_apart
from pipeline.site.rendering import Writer, all_shown
from pipeline.themes import THEMES

FILE_DIGEST_LENGTH = 12

PART_OF = re.compile(r"\bsur\b")
"""In a number as it is published: it says its base already, « 21 sur 30 »."""

THEMES_FR = {
    "programme": "Le programme et ses communes",
    "portfolio": "Le catalogue des projets",
    "audit": "La relecture des chiffres publiés",
    "published": "Les chiffres publiés",
    "response": "Qui a répondu",
    "survey": "Les enquêtes",
    "comparison": "Les comparaisons prévues au plan",
    "indicators": "Les indicateurs avant et après",
    "sensors": "Les capteurs",
    "models": "Les modèles",
    "editions": "Une édition à côté de la précédente",
    "back_test": "Les chiffres publiés, recalculés",
    "deployment": "Les étapes et le déploiement",
    "purchases": "Les achats",
    "procurement": "Les règles d’achat",
    "holders": "Les porteurs de projet",
    "advice": "Les conseils et les pratiques relevées",
    "skills": "Les compétences",
    "funding": "Les financements",
    "needs": "Les besoins et les freins",
    "context": "Ce que d’autres études disent",
    "replicability": "La réplicabilité",
    "interviews": "Les entretiens",
    "indicator_library": "La bibliothèque d’indicateurs",
    "outcomes": "Le programme face à ses cibles",
    "costs": "Le coût et les financements",
    "criteria": "Les critères d’évaluation",
    "recommendations": "Les recommandations",
    "sample": "Le corpus étudié",
    "typologies": "Les typologies",
    "prevalence": "Ce que disent les entretiens",
    "statements": "Les affirmations relevées",
    "coverage": "La couverture du corpus",
    "city_comparison": "Les villes comparées",
    "city_pages": "Les chiffres clés des villes",
    "contradictions": "Les contradictions entre sources",
}
"""How a reader calls each theme; one without a name here goes by its own."""


@dataclass(frozen=True)
class Chain:
    """What the numbers of an edition share: the mark of each delivered file, its digest and table, corrections."""

    marks: Mapping[str, str]
    digests: Mapping[str, str]
    tables: Mapping[str, str]
    percent_base_min: int | None

    @classmethod
    def of(cls, edition: Edition) -> Chain:
        """The chain of one edition."""
        files = edition.release.deliveries
        return cls(
            {file: f"F{position}" for position, file in enumerate(files["file"], start=1)},
            dict(zip(files["file"], files["sha256"], strict=True)),
            dict(zip(files["file"], files["table"], strict=True)),
            edition.summary.get("percent_base_min"),
        )


def theme_page(theme: str) -> str:
    """The page of a theme's numbers, relative to the site's root."""
    return f"preuves/{theme.replace('_', '-')}.html"


def fact_page(theme: str, fact_id: str) -> str:
    """Where one number is proved."""
    return f"{theme_page(theme)}#{ANCHOR}{fact_id}"


def evidence_pages(writer: Writer, edition: Edition) -> None:
    """Write `preuves.html` (themes, delivered files) and one page a theme."""
    groups = {str(theme): rows for theme, rows in edition.facts.groupby("theme", sort=True)}
    in_order = [theme for theme in THEMES if theme in groups]
    deliveries = edition.release.deliveries
    listed = [
        {"page": theme_page(theme), "name": name_of(theme), "count": wording.plural(len(groups[theme]), "nombre")}
        for theme in in_order
    ]
    writer.page(
        "preuves.html",
        "evidence",
        "D’où vient chaque nombre",
        themes=listed,
        deliveries=_deliveries(deliveries),
        corrections=_corrections(edition.release.corrections),
    )
    chain = Chain.of(edition)
    for theme in in_order:
        labels = told_apart(groups[theme], _tables(edition, theme), _surveys(edition))
        shown = [_fact(row, labels[str(row["fact_id"])], chain) for row in records_of(groups[theme])]
        title = f"Preuves\u00a0: {uncapitalised(name_of(theme))}"
        writer.page(theme_page(theme), "evidence_theme", title, facts=shown, all_shown=all_shown(len(shown), "nombre"))


def _tables(edition: Edition, theme: str) -> dict[str, pd.DataFrame]:
    """The tables of a theme that every audience may see."""
    return {name: edition.tables[name] for name in edition.summary["themes"].get(theme, ()) if name in edition.tables}


def _surveys(edition: Edition) -> dict[str, str]:
    """The title of each survey."""
    titles = edition.release.optional_table("survey_questionnaires", ("survey", "title_fr"))
    return dict(zip(titles["survey"].astype(str), titles["title_fr"].astype(str), strict=True))


def name_of(theme: str) -> str:
    """The theme as a reader calls it."""
    return THEMES_FR.get(theme, theme)


def _deliveries(deliveries: pd.DataFrame) -> list[dict[str, Any]]:
    return [_delivery(f"F{position}", row) for position, row in enumerate(deliveries.to_dict("records"), start=1)]


def _delivery(mark: str, row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "mark": mark,
        "file": row["file"],
        "holds": table_name(str(row["table"])),
        "source": french(f"{row['source']}, {row['publisher']}"),
        "owner": french(str(row["owner_name"])),
        "received": wording.date(row["received"]),
        "table": row["table"],
        "rows": rows_told(row["rows"]),
        "licence": row["licence"],
        "is_synthetic": bool(row["is_synthetic"]),
        "sha256": row["sha256"],
    }


def _corrections(corrections: pd.DataFrame) -> list[dict[str, Any]]:
    """What was corrected and why, without a value."""
    return [
        {
            "id": named,
            "about": french(f"{row['table']}, {row['column'] or 'ligne écartée'}"),
            "rows": wording.plural(row["rows"], "ligne"),
            "reason": french(row["reason"]),
            "provider": row["provider"],
            "date": wording.date(row["date"]),
        }
        for row, named in zip(corrections.to_dict("records"), correction_ids(corrections), strict=True)
    ]


def _parameters(row: dict[Any, Any], chain: Chain) -> list[str]:
    """What the number was computed and printed with, beside the data."""
    level = f"niveau de confiance {wording.percent(row['level'])}" if row["interval_method"] else ""
    from_base = chain.percent_base_min if row["unit"] == "share" else None
    least = f"pourcentages à partir de {wording.number(from_base)} réponses" if from_base else ""
    return [text for text in (level, least) if text]


def _base(row: dict[Any, Any]) -> str:
    """What the number is a part of; empty where it has no base, or says it already."""
    has_base = row["denominator"] == row["denominator"] and row["numerator"] == row["numerator"]
    is_said = PART_OF.search(str(row["display_fr"]))
    return base_told(row["numerator"], row["denominator"]) if has_base and not is_said else ""


def _interval(row: dict[Any, Any]) -> str:
    """The interval, with its level and method; empty where there is none."""
    if not row["interval_method"] or row["low"] != row["low"]:
        return ""
    bounds = interval_of(SimpleNamespace(**row))
    return f"intervalle à {wording.percent(row['level'])}, {row['interval_method']}\u00a0: {bounds}"


def _fact(row: dict[Any, Any], label: str, chain: Chain) -> dict[str, Any]:
    """One number: what it counts, its value and base, how it was computed, from which files and rows, its limits."""
    files = [name for name in str(row["source_files"]).split("|") if name in chain.marks]
    return {
        "id": f"{ANCHOR}{row['fact_id']}",
        "fact_id": row["fact_id"],
        "label": label,
        "display": row["display_fr"],
        "base": [text for text in (_base(row), _interval(row), str(row["reason"])) if text],
        "method": french(f"{row['method']} ({DESIGNS_FR[row['design']]})"),
        "filter": row["filter"],
        "limits": french(str(row["limits_fr"])),
        "files": [(chain.marks[name], name, chain.digests[name][:FILE_DIGEST_LENGTH]) for name in files],
        "tables": list(dict.fromkeys(table_name(chain.tables[name]) for name in files)),
        "parameters": _parameters(row, chain),
        "is_hidden": row["status"] == SUPPRESSED,
        "corrections": [each for each in str(row.get("corrections", "")).split("|") if each],
        "rows": rows_told(row["source_rows_count"]),
        "digest": row["source_rows_digest"],
        "computed_by": row["computed_by"],
        "is_synthetic": bool(row["is_synthetic"]),
    }
