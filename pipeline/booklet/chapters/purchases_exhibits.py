"""What a booklet shows of purchases: how many and by whom, by which procedure, for how much, after how long."""

from __future__ import annotations

from pipeline.booklet.chapters.purchases_words import (
    BANDS_FR,
    NO_RULES_FR,
    NONE_FR,
    amounts_sentence,
    delay_sentence,
    elsewhere_sentence,
    made_sentence,
    renewed_sentence,
    rules_sentence,
)
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.released import Release

NOTHING = Text(Markdown(""))


def summary(release: Release) -> Text:
    """How many purchases, of which projects, by which communes, how many renewed."""
    if not release.has_fact("purchases-purchases"):
        return Text(escape(NONE_FR))
    value = {what: float(release.fact(f"purchases-{what}")["value"]) for what in ("purchases", "renewed", "elsewhere")}
    shown = {
        what: release.link(f"purchases-{what}")
        for what in ("purchases", "renewed", "elsewhere", "bought", "communes-buying")
    }
    told = [
        made_sentence(value["purchases"], shown["purchases"], shown["bought"], shown["communes-buying"]),
        renewed_sentence(value["renewed"], shown["renewed"], value["purchases"]),
        elsewhere_sentence(value["elsewhere"], shown["elsewhere"]),
    ]
    return Text(Markdown(" ".join(filter(None, told))))


def amounts(release: Release) -> Text:
    """The total, the rounded median and the time from deployment to purchase, or why they are withheld."""
    if not _has_purchases(release):
        return NOTHING
    ids = ("purchases-total", "purchases-median")
    pair = [release.link(fact_id) if release.has_fact(fact_id) else "" for fact_id in ids]
    told = [amounts_sentence(*pair)]
    if release.has_fact("purchases-delay-median"):
        quarters = (release.link(f"purchases-delay-{name}") for name in ("low-quarter", "median", "high-quarter"))
        told.append(delay_sentence(*quarters))
    return Text(Markdown(" ".join(told)))


def _has_purchases(release: Release) -> bool:
    return not release.table("purchases_procedures").empty


def procedures_table(release: Release, caption_fr: str) -> Table | Text:
    """Each procedure used, with its purchases, the innovative and the renewed ones."""
    rows = release.table("purchases_procedures")
    if rows.empty:
        return Text(escape(NONE_FR))
    return Table(
        {
            "Procédure": list(rows["label_fr"]),
            "Achats": release.links(rows["purchases_fact"]),
            "Dont innovants": release.links(rows["innovative_fact"]),
            "Dont renouvelés": release.links(rows["renewed_fact"]),
        },
        caption_fr,
        align="lrrr",
        widths=(46, 16, 19, 19),
    )


def rules(release: Release) -> Text:
    """Whether the procedures used are those that printed rules allow, in a sentence."""
    if not _has_purchases(release):
        return NOTHING
    fact_id = "purchases-within-rules"
    if not release.has_fact(fact_id):
        return Text(escape(NO_RULES_FR))
    fact = release.fact(fact_id)
    told = rules_sentence(float(fact["numerator"]), float(fact["denominator"]), release.link(fact_id))
    return Text(Markdown(f"{told} {BANDS_FR}"))


def bands_table(release: Release, caption_fr: str) -> Table | Text:
    """Purchases of each procedure between the printed thresholds, excluding tax."""
    rows = release.table("purchases_bands")
    if rows.empty:
        return NOTHING
    names, procedures = list(dict.fromkeys(rows["band_fr"])), list(dict.fromkeys(rows["label_fr"]))
    cells = {_head(name): release.links(rows.loc[rows["band_fr"].eq(name), "count_fact"]) for name in names}
    align = "l" + "r" * len(cells)
    return Table({"Procédure": procedures, **cells}, caption_fr, align, (34, *(22 for _ in cells)))


def _head(band_fr: str) -> str:
    return band_fr[:1].upper() + band_fr[1:]


def communes_table(release: Release, caption_fr: str) -> Table | Text:
    """Each host commune with its deployed projects, those it bought, and the purchases it renewed."""
    rows = release.table("purchases_communes")
    if rows.empty:
        return Text(escape(NONE_FR))
    return Table(
        {
            "Commune": list(rows["label_fr"]),
            "Projets déployés": release.links(rows["deployed_fact"]),
            "Projets achetés": release.links(rows["bought_fact"]),
            "Achats renouvelés": release.links(rows["renewed_fact"]),
        },
        caption_fr,
        align="lrrr",
        widths=(40, 20, 20, 20),
    )
