"""What a staged booklet refuses: marks that readers would see."""

from __future__ import annotations

import pytest

from pipeline.booklet.frame.staging import refuse_raw_links
from pipeline.booklet.markdown import Markdown, cell
from pipeline.errors import FactError

LINK = "[80\u202f\\%](#fait-published-share)"


def test_a_link_whose_marks_were_escaped_stops_the_booklet() -> None:
    with pytest.raises(FactError, match=r"Readers would see the marks of these links: .*published"):
        refuse_raw_links(["Rien.", f"| {cell(LINK)} |"])


def test_links_that_are_links_pass() -> None:
    refuse_raw_links([f"| {cell(Markdown(LINK))} |", "Une parenthèse \\(simple\\)\\."])
