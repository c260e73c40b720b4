"""How a questionnaire is published: the page that `codebook` writes, rebuilt from what the release says was asked."""

from __future__ import annotations

from pipeline.intake.codebook_page import codebook_page
from pipeline.intake.questionnaires import RELEASED_AS, Questionnaire, questionnaires_from
from pipeline.released import Release

THEME = "survey"
HOME = "index.html"


def questionnaires(release: Release) -> dict[str, Questionnaire]:
    """The questionnaires of a release by survey table; none without the theme `survey`."""
    if THEME not in release.summary["themes"]:
        return {}
    return questionnaires_from({name: release.table(released) for name, released in RELEASED_AS.items()})


def questionnaire_page(release: Release, survey: str) -> str:
    """The page of one survey, for a release that has its questionnaire; every text is escaped."""
    delivered = release.deliveries
    is_synthetic = bool(delivered.loc[delivered["table"].eq(survey), "is_synthetic"].any())
    cohort_fr = release.summary["title_fr"]
    return codebook_page(questionnaires(release)[survey], cohort_fr, is_synthetic=is_synthetic, home=HOME)
