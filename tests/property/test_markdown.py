"""Whatever a delivery holds, it comes back as text: pandoc never takes it for markup."""

from __future__ import annotations

import json
from typing import Any

import pypandoc
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.booklet.markdown import escape, pipe_table

HOSTILE = [
    "{{< include /etc/passwd >}}",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "$x^2$ `code`{=typst} #raw",
    "| a | b |",
    "*gras* **fort** ~~rayé~~ ^1^",
    "# Titre",
    "- item",
    "1. item",
    "\\newline",
    "@fig-x [@cite]",
    ":::{.callout}",
    "![](/etc/passwd)",
    "https://example.org",
    "a--b...c 'd' \"e\"",
]


def plain(node: Any) -> str:
    """The text of a pandoc tree; anything but text and spaces is spelled out, so that it cannot go unseen."""
    kind, content = node["t"], node.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Space", "SoftBreak"):
        return " "
    return f"<{kind}>"


def blocks(markdown: str) -> list[Any]:
    tree: list[Any] = json.loads(pypandoc.convert_text(markdown, "json", format="markdown"))["blocks"]
    return tree


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | st.sampled_from(HOSTILE)


@settings(max_examples=60, deadline=None)
@given(texts)
@example("{{< include /etc/passwd >}}")
def test_escaped_text_comes_back_as_itself(text: str) -> None:
    paragraph = blocks(f"x{escape(text)}x")
    assert len(paragraph) == 1
    seen = "".join(plain(inline) for inline in paragraph[0]["c"])
    assert seen == " ".join(f"x{_as_read(text)}x".split(" "))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=4))
def test_a_table_keeps_its_shape_whatever_its_cells_hold(rows: list[tuple[str, str]]) -> None:
    table = pipe_table({"A": [row[0] for row in rows], "B": [row[1] for row in rows]})
    (block,) = blocks(table)
    assert block["t"] == "Table"
    bodies = block["c"][4]
    assert [len(row[1]) for row in bodies[0][3]] == [2] * len(rows)


def _as_read(text: str) -> str:
    from pipeline.booklet.markdown import visible

    return visible(escape(text))
