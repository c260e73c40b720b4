"""What a booklet shows of purchases: how many and by whom, by which procedure, for how much, after how long."""

from __future__ import annotations

from pipeline.booklet.chapters.purchases_words import (
    BANDS_FR,
    EXACT_FR,
    NO_RULES_FR,
    NONE_FR,
    UNMET_FR,
    amounts_sentence,
    bought_sentence,
    buyers_sentence,
    delay_sentence,
    elsewhere_sentence,
    made_sentence,
    most_sentence,
    none_sentence,
    renewed_sentence,
    rules_sentence,
)
from pipeline.booklet.chapters.told_facts import is_told, told_alike
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.capitals import capitalised
from pipeline.released import Release

NOTHING = Text(Markdown(""))

MOST = 0.5
"""Above this part of all purchases, one commune made most of them."""
EXACTLY = "exactement"
"""How the name of a band of one amount alone ends."""
MORE = "plus de "
"""How the name of a band begins that leaves out the threshold below it."""


def summary(release: Release) -> Text:
    """How many purchases, of which projects, by which communes, how many renewed."""
    if not release.has_fact("purchases-purchases"):
        return Text(escape(NONE_FR))
    made, renewed, elsewhere = (_count(release, what) for what in ("purchases", "renewed", "elsewhere"))
    told = [made_sentence(made, _link(release, "purchases"))]
    if made and is_told(release, "purchases-bought"):
        told.append(bought_sentence(_part(release, "bought"), _link(release, "bought")))
    told += [
        renewed_sentence(renewed, _link(release, "renewed"), made),
        elsewhere_sentence(elsewhere, _link(release, "elsewhere")),
    ]
    return Text(Markdown(" ".join(filter(None, told))))


def in_brief(release: Release) -> Text:
    """What a chapter for other readers says of purchases; nothing where none was registered."""
    if not release.has_table("purchases_procedures") or not _has_purchases(release):
        return NOTHING
    return Text(Markdown(f"{summary(release).markdown} {amounts(release).markdown}"))


def buyers(release: Release) -> Text:
    """How many host communes bought, whether one of them made most purchases, and how many bought nothing."""
    if not _has_purchases(release):
        return NOTHING
    told = [_buying(release), _most(release)]
    if is_told(release, "purchases-communes-none"):
        told.append(none_sentence(_count(release, "communes-none"), _link(release, "communes-none")))
    return Text(Markdown(" ".join(filter(None, told))))


def _buying(release: Release) -> Markdown:
    if not is_told(release, "purchases-communes-buying"):
        return Markdown("")
    fact = release.fact("purchases-communes-buying")
    buying, hosts = float(fact["numerator"]), float(fact["denominator"])
    return buyers_sentence(buying, hosts, release.link("purchases-communes-buying", f"{buying:.0f}"))


def _most(release: Release) -> Markdown:
    """That one of several communes made most purchases, where both counts may be told.

    Read off released counts: estimated before disclosure, it would say of a hidden count that it is the greatest.
    """
    rows = release.table("purchases_communes")
    told = [row for row in rows.itertuples() if is_told(release, str(row.purchases_fact))]
    if len(rows) == 1 or not told or not is_told(release, "purchases-purchases"):
        return Markdown("")
    first = max(told, key=lambda row: float(release.fact(str(row.purchases_fact))["value"]))
    made, purchases = float(release.fact(str(first.purchases_fact))["value"]), _count(release, "purchases")
    if made <= MOST * purchases or purchases <= 1:
        return Markdown("")
    return most_sentence(
        str(escape(str(first.label_fr))), release.link(str(first.purchases_fact)), _link(release, "purchases")
    )


def _count(release: Release, what: str) -> float:
    return float(release.fact(f"purchases-{what}")["value"])


def _part(release: Release, what: str) -> float:
    return float(release.fact(f"purchases-{what}")["numerator"])


def _link(release: Release, what: str) -> Markdown:
    return release.link(f"purchases-{what}")


def amounts(release: Release) -> Text:
    """The total, the rounded median and the time from deployment to purchase, or why they are withheld."""
    if not _has_purchases(release):
        return NOTHING
    ids = ("purchases-total", "purchases-median")
    pair = [release.link(fact_id) if release.has_fact(fact_id) else "" for fact_id in ids]
    told = [amounts_sentence(*pair)]
    if release.has_fact("purchases-delay-median"):
        quarters = [f"purchases-delay-{name}" for name in ("low-quarter", "median", "high-quarter")]
        told.append(delay_sentence(*told_alike(release, quarters)))
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
    if not is_told(release, fact_id):
        return Text(_bands(release))
    within, named = float(fact["numerator"]), float(fact["denominator"])
    told = rules_sentence(within, named, release.link(fact_id, f"{within:.0f}"))
    return Text(Markdown(f"{told} {_bands(release)}"))


def _bands(release: Release) -> Markdown:
    """What the columns of the table of bands are; why one is a single amount, or a threshold is in none."""
    names = release.table("purchases_bands")["band_fr"]
    exact = set(names[names.str.endswith(EXACTLY)].str.removesuffix(f" {EXACTLY}"))
    above = set(names[names.str.startswith(MORE)].str.removeprefix(MORE).str.partition(" et ")[0])
    told = [BANDS_FR, *([EXACT_FR] if exact else []), *([UNMET_FR] if above - exact else [])]
    return escape(" ".join(told))


def bands_table(release: Release, caption_fr: str) -> Table | Text:
    """Purchases of each procedure between the printed thresholds, excluding tax."""
    rows = release.table("purchases_bands")
    if rows.empty:
        return NOTHING
    names, procedures = list(dict.fromkeys(rows["band_fr"])), list(dict.fromkeys(rows["label_fr"]))
    cells = {capitalised(name): release.links(rows.loc[rows["band_fr"].eq(name), "count_fact"]) for name in names}
    align = "l" + "r" * len(cells)
    return Table({"Procédure": procedures, **cells}, caption_fr, align, (34, *(22 for _ in cells)))


def communes_table(release: Release, caption_fr: str) -> Table | Text:
    """Each host commune with its deployed projects, its purchases, the projects it bought, the purchases it renewed."""
    rows = release.table("purchases_communes")
    if rows.empty:
        return Text(escape(NONE_FR))
    return Table(
        {
            "Commune": list(rows["label_fr"]),
            "Projets déployés": release.links(rows["deployed_fact"]),
            "Achats": release.links(rows["purchases_fact"]),
            "Projets achetés": release.links(rows["bought_fact"]),
            "Achats renouvelés": release.links(rows["renewed_fact"]),
        },
        caption_fr,
        align="lrrrr",
        widths=(32, 17, 17, 17, 17),
    )
