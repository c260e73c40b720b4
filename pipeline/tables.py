"""The tables of a cohort: which columns each has, and what kind of value each column holds.

What makes a value wrong (ranges, codes, keys between tables) is said in `expectations/`, not here. The tables of
surveys are not listed: each cohort's questionnaires describe them (`pipeline.intake.questionnaires`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.knowledge_tables import KNOWLEDGE

Kind = Literal["text", "integer", "number", "date", "timestamp", "list", "boolean", "choice", "choices"]
"""`choice` is one of the column's choices, `choices` a list of them; both hold the names of choices."""

PROVENANCE = ("source_file", "source_row")
IN_PIECES = frozenset({"sensors"})
"""Tables that may not fit the memory: read some rows at a time, never whole. No other table refers to them."""

LIST_SEPARATOR = "|"


@dataclass(frozen=True)
class Choice:
    """One possible answer: the name that data hold, and the labels that people read, by language (`fr`, `en`)."""

    name: str
    label_fr: str
    label_en: str = ""


@dataclass(frozen=True)
class Column:
    """One column: its name (with its unit), the kind of its values, and whether a delivery may lack it.

    `choices` are the possible answers of a `choice` or `choices` column, in the order of the questionnaire. A list of
    choices is put in that order unless the order is itself the answer (`keeps_order`).
    """

    name: str
    kind: Kind = "text"
    is_required: bool = True
    choices: tuple[Choice, ...] = ()
    keeps_order: bool = False


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
            "catalogue",
            "catalogue publié des projets",
            "project_id",
            "project_id name theme tags:list commune commune_insee description_fr source? line:integer?",
        ),
        _table(
            "projects",
            "registre des projets",
            "project_id",
            "project_id name holder? holder_type founded_on:date? hq_region? hq_country? theme tags:list? commune_insee"
            " targets_public_sector:boolean? status",
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
            "applications",
            "candidatures",
            "application_id",
            "application_id theme kind is_selected:boolean commune_insee?",
        ),
        _table("milestones", "jalons des projets", "project_id step", "project_id step date:date"),
        _table(
            "protocols",
            "protocoles d’évaluation",
            "project_id indicator_id",
            "project_id indicator_id hypothesis baseline:number target:number method baseline_on:date end_on:date"
            " plan_b?",
        ),
        _table(
            "indicators",
            "bibliothèque d’indicateurs",
            "indicator_id",
            "indicator_id name_fr name_en definition_fr domain unit direction aggregation is_counted:boolean?"
            " collection_method_fr minimum_data_fr frequency sdg_targets:list themes:list",
        ),
        _table(
            "measurements",
            "mesures d’indicateurs",
            "project_id indicator_id phase arm date",
            "project_id indicator_id phase arm date:date value:number unit n:integer numerator:number?"
            " denominator:number? exposure:number? source",
        ),
        _table(
            "sensors",
            "relevés de capteurs",
            "project_id indicator_id ts",
            "project_id indicator_id ts:timestamp value:number",
        ),
        _table(
            "invitations",
            "personnes invitées à répondre",
            "survey respondent_id",
            "survey respondent_id project_id? commune_insee? institution? invited_on:date reminded_on:date?",
        ),
        _table(
            "scores",
            "notes de réplicabilité",
            "project_id criterion_id rater",
            "project_id criterion_id rater level:integer justification",
        ),
        _table(
            "quotes",
            "verbatims",
            "quote_id",
            "quote_id text role_class entity? interview_id? has_consent:boolean audience:list",
        ),
        _table(
            "purchases",
            "achats",
            "purchase_id",
            "purchase_id project_id commune_insee amount_eur_ht:number procedure date:date is_innovative:boolean"
            " is_renewed:boolean",
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
            "back_tests",
            "chiffres publiés recalculés sur les microdonnées",
            "figure_id",
            "figure_id source_table column statistic filter? answer?",
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
            "interview_id entity entity_printed? role_class date:date mode place? has_consent:boolean? source?"
            " line:integer?",
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
            "segment_id interview_id? passage_id? entity dimension_id code code_fr strength locator coder? source?"
            " line:integer?",
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
        _table("key_figure_labels", "libellés des chiffres clés", "indicator_id", "indicator_id name_fr"),
        _table(
            "programme_targets",
            "cibles du programme",
            "node_id",
            "node_id target:number unit sense printed? source? line:integer?",
        ),
        _table(
            "funding_lines",
            "budget et financements",
            "line_id",
            "line_id item funder kind amount_eur:number days:number? day_rate_eur:number?",
        ),
        _table(
            "recommendations",
            "recommandations",
            "recommendation_id",
            "recommendation_id addressee horizon text_fr text_en because_fr because_en findings:list conditions:list",
        ),
        *(_table(*described) for described in KNOWLEDGE),
    )
}
