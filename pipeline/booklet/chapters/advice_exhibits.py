"""What a booklet shows of advice: for its readers, moment by moment, each with what the cohort's data say of it."""

from __future__ import annotations

from typing import Any

from pipeline.booklet.chapters.told_facts import HERE_FR, is_told
from pipeline.booklet.exhibits import Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.capitals import capitalised
from pipeline.methods.projects.knowledge_facts import rows_of
from pipeline.released import Release

FOR_WHOM = {"startups": "porteur", "communes": "commune"}
"""Which advice an audience reads; another audience reads all of it."""

NONE_FR = "Les documents ne publient pas de conseil pour ces lecteurs."
BLANK = str(escape("{}"))
"""Where a sentence prints its fact."""
BY_FR = "par ceux qui ont accompagné des essais"
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
    documents = list(dict.fromkeys(release.with_document_names(str(source)) for source in rows["source"]))
    wanted = FOR_WHOM.get(str(release.summary["audience"]))
    counted = release.link("advice-practices" if wanted is None else f"advice-for-{wanted}")
    what = f"Ce conseil ({counted}) est tiré" if len(rows) == 1 else f"Ces {counted} conseils sont tirés"
    where = f"d’un document publié {BY_FR}" if len(documents) == 1 else f"de documents publiés {BY_FR}"
    return Text(Markdown(f"{what} {where}{NO_BREAK}: {escape(f'{NARROW}; '.join(documents))}."))


def _own(release: Release) -> Any:
    rows = release.table("advice_practices")
    wanted = FOR_WHOM.get(str(release.summary["audience"]))
    return rows if wanted is None else rows[rows["audience"].eq(wanted)]


def _piece(release: Release, row: Any) -> Markdown:
    """« **Advice.** Detail. *Dans cette édition.* … »; to whom it is, where a booklet shows both."""
    whom = "" if release.summary["audience"] in FOR_WHOM else f" ({OTHERS_FR.get(row.audience, row.audience)})"
    said = f"**{escape(row.advice_fr)}{whom}.** {escape(row.detail_fr)}"
    return Markdown(" ".join(filter(None, (said, _here(release, row)))))


def _here(release: Release, row: Any) -> Markdown:
    """« *Dans cette édition :* 12 des 14 agents … »: what the cohort's facts say, one sentence a fact that is told."""
    pairs = zip(row.evidence, row.said, strict=True)
    clauses = [escape(said).replace(BLANK, _shown(release, fact)) for fact, said in pairs if is_told(release, fact)]
    sentences = [f"{capitalised(clause) if place else clause}." for place, clause in enumerate(clauses)]
    return Markdown(" ".join([f"*{HERE_FR}{NO_BREAK}:*", *sentences]) if clauses else "")


def _shown(release: Release, fact_id: str) -> str:
    """A share as « 12 des 14 », any other number as readers see it."""
    fact = release.fact(fact_id)
    if fact["unit"] != "share":
        return release.link(fact_id)
    part, whole = f"{fact['numerator']:.0f}", f"{fact['denominator']:.0f}"
    return f"{release.link(fact_id, part)} des {whole}"
