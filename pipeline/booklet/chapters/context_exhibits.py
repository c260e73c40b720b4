"""What a booklet says of other studies: each one's findings as sentences, every number linked to its evidence."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.booklet.exhibits import Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.released import Release

PREFIX = "context_"
PLACE = "{}"


def studies(release: Release) -> Text:
    """Each study cited: its title, what it is, then one bullet a finding."""
    tables = sorted(name for name in release.summary["themes"]["context"] if name.startswith(PREFIX))
    return Text(Markdown("\n\n".join(part for name in tables for part in _study(release, release.table(name)))))


def _study(release: Release, findings: pd.DataFrame) -> Iterator[Markdown]:
    first = findings.iloc[0]
    yield Markdown(f"**{escape(first['title_fr'])}.** {escape(first['about_fr'])}")
    pairs = zip(findings["says_fr"], findings["fact"], strict=True)
    yield Markdown("\n".join(_bullet(release, says_fr, fact_id) for says_fr, fact_id in pairs))


def _bullet(release: Release, says_fr: str, fact_id: str) -> Markdown:
    return Markdown(f"- {escape(says_fr).replace(escape(PLACE), release.link(fact_id))}")
