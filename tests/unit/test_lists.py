from __future__ import annotations

import pandas as pd
import pytest

from pipeline.booklet.lists import bullets, labelled, listed, tables_by
from pipeline.booklet.markdown import Markdown


def test_bullets_escape_text_and_keep_markdown() -> None:
    assert bullets(["a*b", Markdown("[c](#d)")], "rien").markdown == "- a\\*b\n- [c](#d)"


def test_without_items_the_sentence_is_shown() -> None:
    assert bullets([], "Aucun.").markdown == "Aucun\\."


def test_a_single_item_is_no_list() -> None:
    assert listed(["a*b"], "rien").markdown == "a\\*b"
    assert listed([Markdown("[c](#d)")], "rien").markdown == "[c](#d)"
    assert listed(["a", "b"], "rien") == bullets(["a", "b"], "rien")
    assert listed([], "Aucun.") == bullets([], "Aucun.")


def test_labelled() -> None:
    assert labelled(["a", "b"], ["1", "2"]) == "a\u00a0: 1\u202f; b\u00a0: 2"


def test_tables_by_make_one_table_a_group_in_order() -> None:
    frame = pd.DataFrame(
        {"kind": ["z", "a", "z"], "name": ["1", "2", "3*"], "Verdict": ["oui", "non", "oui"]}, dtype=object
    )
    text = tables_by(frame, "kind", "essais").markdown
    first, caption, second, other = text.split("\n\n")
    assert first.splitlines()[0] == second.splitlines()[0] == "| name | Verdict |"
    assert first.splitlines()[2:] == ["| 1 | oui |", "| 3\\* | oui |"]
    assert (caption, other) == (": z {#tbl-essais-1}", ": a {#tbl-essais-2}")


def test_columns_that_forget_which_cells_are_links_are_refused() -> None:
    frame = pd.DataFrame({"kind": ["a"]}).assign(Nombre=[Markdown("[80](#fait-x)")])
    with pytest.raises(TypeError, match="Columns of tables are objects"):
        tables_by(frame, "kind", "essais")
