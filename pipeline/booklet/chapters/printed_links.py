"""A figure as a document prints it, in a table of a booklet: a link to its evidence, and where it stands."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW
from pipeline.released import Release


def as_printed(release: Release, pair: pd.Series, side: str) -> Markdown:
    """« 750 000 étudiants » as a link, then where it stands and what the survey notes."""
    link = release.link(pair[f"{side}_fact"], pair[f"{side}_fr"])
    where = release.with_document_names(pair[f"{side}_where_fr"])
    beside = f"{NARROW}; ".join(text for text in (where, pair[f"{side}_note_fr"]) if text)
    return Markdown(f"{link} {escape(f'({beside})')}")
