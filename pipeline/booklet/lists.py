"""Lists made from data: bullets or the sentence that says there is none, tables one after the other, running text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from pipeline.booklet.exhibits import Text
from pipeline.booklet.markdown import Markdown, escape, pipe_table
from pipeline.booklet.wording import NARROW, NO_BREAK


def bullets(items: Sequence[str], none_fr: str) -> Text:
    """A bulleted list; plain text is escaped, Markdown is kept. Without items, `none_fr`."""
    if not items:
        return Text(escape(none_fr))
    lines = [item if isinstance(item, Markdown) else escape(item) for item in items]
    return Text(Markdown("\n".join(f"- {line}" for line in lines)))


def listed(items: Sequence[str], none_fr: str) -> Text:
    """The same, where a single item makes no list: it stands as a paragraph."""
    if len(items) != 1:
        return bullets(items, none_fr)
    (item,) = items
    return Text(item if isinstance(item, Markdown) else escape(item))


def captioned(table: Markdown, caption_fr: str, label: str) -> Markdown:
    """The table under its caption, with a number; `label` is its name in links, of a booklet's own."""
    return Markdown(f"{table}\n\n: {escape(caption_fr)} {{#tbl-{label}}}")


def tables_by(frame: pd.DataFrame, group: str, label: str, widths: Sequence[int] = ()) -> Text:
    """One table for each value of the column `group`, which is its caption; `label` and its place are its name.

    Raises:
        TypeError: a column is not of objects; text columns forget which cells are Markdown and would print links raw.
    """
    if not all(map(pd.api.types.is_object_dtype, frame.dtypes)):
        raise TypeError(f"Columns of tables are objects; these are {dict(frame.dtypes)}.")
    tables = []
    for place, (name, rows) in enumerate(frame.groupby(group, sort=False), start=1):
        table = pipe_table({column: list(rows[column]) for column in frame.columns if column != group}, widths=widths)
        tables.append(captioned(table, str(name), f"{label}-{place}"))
    return Text(Markdown("\n\n".join(tables)))


def line(label: str, shown: str) -> Markdown:
    """One item of a list: « Paires liées au-delà du hasard : 3 »; `shown` is Markdown."""
    return Markdown(f"{escape(label)}{NO_BREAK}: {shown}")


def labelled(names: Iterable[str], values: Iterable[str]) -> str:
    """Each name with its value, for an alternative text: « Énergie : 3 ; Mobilités : 5 »."""
    return f"{NARROW}; ".join(f"{name}{NO_BREAK}: {value}" for name, value in zip(names, values, strict=True))
