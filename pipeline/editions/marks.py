"""The mark of a draft on what is not laid out in pages: a banner on a page for screens, a column in open data."""

from __future__ import annotations

import csv
import io
import json
import re

from pipeline.editions.status import Status
from pipeline.files import json_list

STATUS_COLUMN = "edition_status"
BODY = re.compile(r'<body[^>]*>(?:\s*<a class="skip"[^>]*>[^<]*</a>)?')
STYLE = (
    "<style>.draft-mark { box-sizing: border-box; padding: .55rem clamp(1rem, 4vw, 3rem); "
    "background: var(--rust, #a8431a); "
    "color: #fff; font-size: 1rem; line-height: 1.4; } .draft-mark p { margin: 0; max-width: none; } "
    ".draft-mark code { color: inherit; white-space: nowrap; }</style>\n"
)
BANNERS = {
    "fr": (
        "État du document",
        "<strong>Projet – non approuvé.</strong> Ce contenu n’a pas encore été approuvé\u00a0: il peut changer. "
        "Code du contenu\u00a0: <code>{code}</code>",
    ),
    "en": (
        "Status of the document",
        "<strong>DRAFT – not approved.</strong> This content has not been approved yet: it may change. "
        "Code of the content: <code>{code}</code>",
    ),
}


def marked(html: str, status: Status, language: str = "fr") -> str:
    """The page with the banner of a draft before everything else; as it is when its content is approved."""
    if not status.is_draft:
        return html
    styled = html.replace("</head>", f"{STYLE}</head>", 1)
    return BODY.sub(lambda found: f"{found.group()}\n{banner(status, language)}", styled, count=1)


def unmarked(html: str, status: Status, language: str = "fr") -> str:
    """The page as it was before it was `marked`: equal for equal contents, whatever the rest of the edition says."""
    if not status.is_draft:
        return html
    return html.replace(f"{STYLE}</head>", "</head>", 1).replace(f"\n{banner(status, language)}", "", 1)


def banner(status: Status, language: str = "fr") -> str:
    """What says of a page that it is a draft, with the code of its content."""
    label, words = BANNERS[language]
    said = words.format(code=status.code)
    return f'<div class="draft-mark" role="region" aria-label="{label}"><p>{said}</p></div>\n'


def csv_with_status(text: str, status: Status) -> str:
    """A table with one more column: each row says whether it was approved, wherever it goes."""
    rows = list(csv.reader(io.StringIO(text)))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([*row, status.told if number else STATUS_COLUMN] for number, row in enumerate(rows))
    return stream.getvalue()


def json_with_status(text: str, status: Status) -> str:
    """The same for a JSON list of objects."""
    return json_list({**row, STATUS_COLUMN: status.told} for row in json.loads(text))
