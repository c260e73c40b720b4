"""The digests of delivered files, in the HTML twin of a booklet: put in when it is published, after it was laid out.

A file whose digest stood on the pages of a PDF would lay out again every booklet that counts any other cell of it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

FILE_ENTRY = re.compile(r'(<span id="fichier-F\d+">.*?</span>\s*<strong>(.*?)</strong>.*?)(?=</p>|</li>)', re.DOTALL)
"""A file of the evidence annex, up to its end, and its name."""


def with_digests(page: str, digests: Mapping[str, str]) -> str:
    """The page with the SHA-256 of each file that its evidence annex lists, by the file's name."""

    def told(entry: re.Match[str]) -> str:
        digest = digests.get(" ".join(html.unescape(entry[2]).split()), "")
        return f"{entry[1]} SHA-256 <code>{digest}</code>" if digest else entry[1]

    return FILE_ENTRY.sub(told, page)
