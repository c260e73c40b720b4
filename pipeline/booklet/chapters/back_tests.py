"""The table of a back-test: each published figure beside its value on microdata."""

from __future__ import annotations

from pipeline.booklet.exhibits import Table
from pipeline.released import Release


def back_test_table(release: Release, caption_fr: str) -> Table:
    """One row a figure: as printed, as recomputed, verdict."""
    figures = release.table("back_test_figures")
    return Table(
        {
            "Chiffre": list(figures["label_fr"]),
            "Publié": release.links(figures["printed_fact"]),
            "Recalculé": release.links(figures["found_fact"]),
            "Verdict": list(figures["verdict_fr"]),
        },
        caption_fr,
        widths=(38, 14, 24, 24),
    )
