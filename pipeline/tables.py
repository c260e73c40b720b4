"""The tables of a cohort: which columns each has, and what kind of value each column holds.

What makes a value wrong (ranges, codes, keys between tables) is said in `expectations/`, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "number", "date", "list", "boolean"]

PROVENANCE = ("source_file", "source_row")
LIST_SEPARATOR = "|"


@dataclass(frozen=True)
class Column:
    """One column: its name (with its unit), the kind of its values, and whether a delivery may lack it."""

    name: str
    kind: Kind = "text"
    is_required: bool = True


@dataclass(frozen=True)
class Table:
    """One table: its name in French for data owners, its key, its columns."""

    name: str
    label_fr: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the table has none."""
        return {column.name: column for column in self.columns}[name]


def _columns(description: str) -> tuple[Column, ...]:
    """Columns from `name:kind` words; a final `?` marks a column that a delivery may lack."""
    columns = []
    for word in description.split():
        name, _, kind = word.rstrip("?").partition(":")
        columns.append(Column(name, kind or "text", is_required=not word.endswith("?")))  # type: ignore[arg-type]
    return tuple(columns)


def _table(name: str, label_fr: str, key: str, columns: str) -> Table:
    return Table(name, label_fr, tuple(key.split()), _columns(columns))


TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        _table(
            "projects",
            "projets",
            "project_id",
            "project_id name theme tags:list commune commune_insee description_fr source? line:integer?",
        ),
        _table(
            "communes",
            "communes",
            "commune_insee",
            "commune_insee name department_code department ept edition:integer population:integer"
            " population_year:integer lat:number? lon:number? ept_siren? source? line:integer?",
        ),
        _table(
            "steps",
            "étapes du programme",
            "step",
            "step:integer title_fr description_fr actors:list source? line:integer?",
        ),
        _table(
            "published",
            "chiffres déjà publiés",
            "figure_id",
            "figure_id label_fr printed value:number value_min:number value_max:number qualifier unit"
            " precision:number population n_printed:integer breakdown scope source line:integer section? flag?",
        ),
        _table(
            "frames",
            "bases de référence des chiffres publiés",
            "population",
            "population frame_max:integer other_frames:list? origin_fr",
        ),
        _table(
            "twins",
            "grandeurs publiées en plusieurs endroits",
            "pair_id figure_id",
            "pair_id figure_id quantity_fr where_fr register?",
        ),
        _table(
            "replicability_scale",
            "échelle de réplicabilité",
            "criterion_id level",
            "criterion_id criterion_fr level:integer anchor_fr source? line:integer? also_source? also_line:integer?",
        ),
        _table(
            "interviews",
            "entretiens",
            "interview_id",
            "interview_id entity entity_printed role_class date:date mode place source? line:integer?",
        ),
        _table(
            "dimensions",
            "dimensions du codage",
            "dimension_id",
            "dimension_id slug label_fr is_multi_label:boolean is_exhaustive:boolean source? line:integer?",
        ),
        _table(
            "coding",
            "codage des entretiens",
            "segment_id",
            "segment_id entity dimension_id code code_fr strength locator source? line:integer? coder?",
        ),
        _table(
            "statements",
            "affirmations quantifiées",
            "statement_id",
            "statement_id quantifier topic base implied_min:integer implied_max:integer source line:integer",
        ),
        _table(
            "statement_codes",
            "codes retenus pour chaque affirmation",
            "topic dimension_id code",
            "topic topic_fr dimension_id code",
        ),
        _table(
            "territories",
            "territoires",
            "city",
            "city kind commune_insee epci epci_siren in_villes_numerique:boolean? in_villes_intelligentes:boolean?",
        ),
        _table(
            "key_figures",
            "chiffres clés des territoires",
            "key_figure_id",
            "key_figure_id sheet city entity entity_type perimeter block scope indicator_id printed value:number"
            " value_min:number value_max:number unit qualifier fact_kind year:integer date_iso part_of source"
            " line:integer note",
        ),
        _table("indicators", "libellés des indicateurs", "indicator_id", "indicator_id name_fr"),
    )
}
