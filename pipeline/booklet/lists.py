"""Lists made from data: bullets, or the sentence that says there is none; and « a : 1 ; b : 2 » in running text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.booklet.exhibits import Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK


def bullets(items: Sequence[str], none_fr: str) -> Text:
    """A bulleted list; plain text is escaped, Markdown is kept. Without items, `none_fr`."""
    if not items:
        return Text(escape(none_fr))
    lines = [item if isinstance(item, Markdown) else escape(item) for item in items]
    return Text(Markdown("\n".join(f"- {line}" for line in lines)))


def labelled(names: Iterable[str], values: Iterable[str]) -> str:
    """Each name with its value, for an alternative text: « Énergie : 3 ; Mobilités : 5 »."""
    return f"{NARROW}; ".join(f"{name}{NO_BREAK}: {value}" for name, value in zip(names, values, strict=True))
