"""What texts must be, on paper and on screen alike: sentences where they stand for figures, and nothing left over."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORTEST_ALTERNATIVE = 20
TRACES_OF_PROGRAMS = (
    r"\bnan\b",
    r"\bNaN\b",
    r"\bNaT\b",
    r"<NA>",
    r"\bNone\b",
    r"\bTrue\b",
    r"\bFalse\b",
    r"\bundefined\b",
    r"\bnull\b",
    r"\ufffd",
    r"\?var",
    r"\?meta",
    r"\{\{<",
    r"@(?:fig|tbl|sec)-",
    r"\bLorem\b",
    r"\bTODO\b",
)
# What tools write by themselves where nobody translated it.
UNTRANSLATED = {
    "fr": (
        r"\bTable of [Cc]ontents\b",
        r"\bContents\b",
        r"\bFigure \d+:",
        r"\bTable \d",
        r"\b(?:Section|Chapter|Appendix) \d",
        r"\b(?:Abstract|Bibliography|References|Footnotes)\b",
        r"\bRead more\b",
        r"\b(?:Show|Hide) (?:more|less|data|all)\b",
    ),
    "en": (r"\bSommaire\b", r"\bTableau \d", r"\bChapitre \d", r"\bBibliographie\b"),
}
FUNCTION_WORDS = {
    "fr": r"\b(?:the|of|and|with|for|from|is|are|this|that|which|by|not)\b",
    "en": r"\b(?:le|la|les|des|du|et|avec|pour|dans|est|sont|une|qui|que|par)\b",
}
MOST_FOREIGN_WORDS = 3
CONTEXT = 40


def leftovers(text: str, language: str) -> Iterator[str]:
    """Each trace of a program or of another language in `text` (written in `language`), with the words around it."""
    language = language[:2]
    for pattern in (*TRACES_OF_PROGRAMS, *UNTRANSLATED[language]):
        for found in re.finditer(pattern, text):
            around = text[max(0, found.start() - CONTEXT) : found.end() + CONTEXT]
            yield f"left over: « {found[0]} » in « {around} »"
    if len(re.findall(FUNCTION_WORDS[language], text)) > MOST_FOREIGN_WORDS:
        yield f"in another language: « {text[: 2 * CONTEXT]} »"


def faults_of_alternative(text: str) -> Iterator[str]:
    """Why `text` is no sentence that stands for a picture (nothing: it is one)."""
    text = text.strip()
    if len(text) < SHORTEST_ALTERNATIVE:
        yield "is shorter than a sentence"
    if text and not (text[0].isupper() or text[0].isdigit() or text[0] == "«"):
        yield "does not start with a capital"
    if text and not re.search(r"[.!?…]\s?»?$", text):
        yield "does not end like a sentence"
