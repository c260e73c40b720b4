"""What a published text attaches to the entities it names: one table an entity, the categories that several share."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.lists import captioned
from pipeline.booklet.markdown import Markdown, escape, pipe_table
from pipeline.booklet.wording import NO_BREAK, enumeration
from pipeline.released import Release

NOBODY_ELSE_FR = "aucune autre"
NOT_TOLD_FR = "Ces tableaux ne sont pas publiés\u00a0: ils laisseraient compter ce que le secret statistique couvre."
WIDTHS = (28, 30, 14, 28)
NO_SHARE_FR = "Aucune de ces parts n’est publiée."


def shares_table(release: Release, caption_fr: str) -> Table | Text:
    """The share of entities that each category shared by several names, where it is published.

    No interval: the entities of an interview study are chosen, not drawn.
    """
    categories = release.table("prevalence_categories")
    shared = categories[categories["is_shared"]]
    if shared.empty:
        return Text(escape(NO_SHARE_FR))
    columns = {
        "Catégorie": list(shared["code_fr"]),
        "Dimension": list(shared["dimension_fr"]),
        "Part nommée": release.links(shared["share_fact"]),
    }
    return Table(columns, caption_fr, align="llr", widths=(34, 48, 18))


def profiles(release: Release) -> Text:
    """Subject by subject, what the text says of each entity, on which lines, and of which others it says the same."""
    table = release.table("prevalence_profiles")
    if table.empty:
        return Text(escape(NOT_TOLD_FR))
    tables = [
        captioned(_profile(release, str(entity), rows), str(entity), f"prevalence-profiles-{place}")
        for place, (entity, rows) in enumerate(table.groupby("entity"), start=1)
    ]
    return Text(Markdown("\n\n".join(tables)))


def _profile(release: Release, entity: str, rows: pd.DataFrame) -> Markdown:
    """The head of the table names the entity: a page where it goes on repeats the head, and no caption."""
    columns = {
        f"{entity}{NO_BREAK}: sujet": list(rows["dimension_fr"]),
        "Ce que le texte en dit": [
            release.link(str(fact), str(said)) for fact, said in zip(rows["share_fact"], rows["code_fr"], strict=True)
        ],
        "Où": [enumeration([f"l.{NO_BREAK}{line}" for line in lines]) for lines in rows["lines"]],
        "Aussi dit de": [enumeration(list(names)) or NOBODY_ELSE_FR for names in rows["others"]],
    }
    return pipe_table(columns, widths=WIDTHS)
