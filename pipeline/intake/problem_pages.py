"""One French page for each data owner: what is wrong in their files and what to do. No other owner's rows are on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from pipeline.booklet import wording
from pipeline.intake.deliveries import Owner
from pipeline.intake.problem_groups import VALUES_SHOWN, FileProblems, by_file
from pipeline.intake.problems import Problem
from pipeline.intake.reception import Reception

TEMPLATE = "problems.html.j2"
LONGEST_VALUE = 200


def owner_page(owner: Owner, problems: Sequence[Problem], reception: Reception) -> str:
    """The owner's page as self-contained HTML; every text that comes from a file is escaped."""
    mine = [problem for problem in problems if problem.owner == owner.id]
    blocking = sum(problem.severity == "blocking" for problem in mine)
    warnings = len(mine) - blocking
    environment = Environment(loader=PackageLoader("pipeline.intake"), autoescape=True, undefined=StrictUndefined)
    environment.filters.update(breakable=breakable, number=wording.number, shortened=shortened, others=_others)
    return environment.get_template(TEMPLATE).render(
        title=reception.title_fr,
        owner=owner,
        headline=headline(blocking, warnings),
        verdict="blocked" if blocking else "warned" if warnings else "accepted",
        blocking=blocking,
        files=[_shown(file) for file in by_file(mine)],
        shown=VALUES_SHOWN,
        received=_received(owner, reception),
    )


def _shown(file: FileProblems) -> dict[str, Any]:
    return {
        "anchor": file.anchor,
        "title": file.title,
        "counts": headline(file.blocking, file.warnings),
        "blocking": file.blocking,
        "warnings": file.warnings,
        "lines": file.lines,
    }


def _others(count: int) -> str:
    return wording.plural(count, "autre valeur", "autres valeurs")


def shortened(text: str) -> str:
    """A cell as the page shows it: a text of several pages would bury the others."""
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def breakable(name: str) -> Markup:
    """The name, escaped, with line breaks allowed where file and column names have joints."""
    return Markup(re.sub(r"([_/])", r"\1<wbr>", str(escape(name))))  # noqa: S704 - escaped just before


def headline(blocking: int, warnings: int) -> str:
    """What the page says at a glance: « 2 problèmes à corriger, 1 point à vérifier »."""
    parts = []
    if blocking:
        parts.append(f"{wording.plural(blocking, 'problème')} à corriger")
    if warnings:
        parts.append(f"{wording.plural(warnings, 'point')} à vérifier")
    return ", ".join(parts) or "Rien à corriger"


def _received(owner: Owner, reception: Reception) -> list[dict[str, Any]]:
    mine = reception.deliveries[reception.deliveries["owner"] == owner.id]
    return [
        {
            "file": row["file"],
            "label_fr": reception.schema[row["table"]].label_fr,
            "rows": wording.number(row["rows"]),
            "received": wording.date(row["received"]),
        }
        for row in mine.to_dict("records")
    ]
