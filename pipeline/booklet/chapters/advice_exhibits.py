"""What a booklet shows of advice: for its readers, moment by moment, each with what the cohort's data say of it."""

from __future__ import annotations

from typing import Any

from pipeline.booklet.chapters.told_facts import here
from pipeline.booklet.exhibits import Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NO_BREAK
from pipeline.methods.projects.knowledge_facts import rows_of
from pipeline.released import Release

FOR_WHOM = {"startups": "porteur", "communes": "commune"}
"""Which advice an audience reads; another audience reads all of it."""

NONE_FR = "Les documents ne publient pas de conseil pour ces lecteurs."
OTHERS_FR = {"porteur": "aux porteurs", "commune": "aux communes"}


def moment(release: Release, name: str) -> Text:
    """The advice of one moment (`before`, `framing`, `deployment`, `after`) for the booklet's audience; may be none."""
    rows = _own(release)
    return bullets([_piece(release, row) for row in rows_of(rows[rows["moment"].eq(name)])], "")


def sources(release: Release) -> Text:
    """How many pieces of advice are shown, and from which documents."""
    rows = _own(release)
    if rows.empty:
        return Text(escape(NONE_FR))
    documents = dict.fromkeys(release.with_document_names(str(source)) for source in rows["source"])
    wanted = FOR_WHOM.get(str(release.summary["audience"]))
    counted = release.link("advice-practices" if wanted is None else f"advice-for-{wanted}")
    return Text(
        Markdown(f"Conseils relevés{NO_BREAK}: {counted}. Documents{NO_BREAK}: {escape(', '.join(documents))}.")
    )


def _own(release: Release) -> Any:
    rows = release.table("advice_practices")
    wanted = FOR_WHOM.get(str(release.summary["audience"]))
    return rows if wanted is None else rows[rows["audience"].eq(wanted)]


def _piece(release: Release, row: Any) -> Markdown:
    """« **Advice.** Detail. *Dans cette édition.* … »; to whom it is, where a booklet shows both."""
    whom = "" if release.summary["audience"] in FOR_WHOM else f" ({OTHERS_FR.get(row.audience, row.audience)})"
    said = f"**{escape(row.advice_fr)}{whom}.** {escape(row.detail_fr)}"
    return Markdown(" ".join(filter(None, (said, here(release, row.evidence)))))
