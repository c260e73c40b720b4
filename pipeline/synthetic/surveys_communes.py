"""The made-up survey of communes' staff: one lead contact a commune answers for it, colleagues for themselves."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from numpy.random import Generator

from pipeline.synthetic.calibration import Target, fit, leaning, marks
from pipeline.synthetic.editions import Edition
from pipeline.synthetic.invitations import invited, respondents, wave
from pipeline.synthetic.registers import DEPLOYED
from pipeline.synthetic.survey_answers import Answers, listed, only
from pipeline.synthetic.survey_content import COMMENTS, odds
from pipeline.synthetic.survey_targets import STAFF_RANGE

SURVEY = "survey_communes"
STAFF_INVITED = (5, 4)
"""People invited in each commune, in turn: the lead contact and colleagues."""

COLLEAGUES_ANSWERING: Mapping[str, int] = {"qmi-1": 11, "qmi-2": 10}
LATE: Mapping[str, int] = {"qmi-1": 1, "qmi-2": 3}
LEAD = "lead"
COLLEAGUES = ("technical", "technical", "purchasing", "elected", "other")
MOTIVES: Mapping[str, str] = {
    "local_innovation": "motif-porter-innovations",
    "visibility": "motif-valorisation",
    "free_of_charge": "motif-gratuite",
}
"""Motives whose share was printed. Those without a share are spread over the communes."""

OTHER_MOTIVES = ("skills", "network")
TOPICS = ("experimentation", "startups", "ecosystem", "confidence", "own_city", "procurement")
EQUIPMENT = ("sensors", "street_furniture", "lighting", "software")
SATISFACTION_SHAPE = (0, 0, 0, 0, 1, 2, 4, 7, 6, 3, 1)
MEAN_SATISFACTION: Mapping[str, float] = {"qmi-1": 7.4, "qmi-2": 7.9}


def survey_communes(
    edition: Edition, targets: Mapping[str, Target], registers: Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(invitations, answers) of the survey of communes' staff; nobody answers in the communes that stay silent."""
    rng = edition.chance(SURVEY)
    opened = wave(SURVEY, "A", edition.cohort[-1], edition.closed_on, LATE[edition.cohort])
    staff = invited_staff(edition)
    staff.insert(0, "respondent_id", opened.respondent_ids(len(staff)))
    told = answering(staff, edition, rng)
    people = respondents(opened, list(told["respondent_id"]), (), rng)
    answers = Answers(len(told), (), rng)
    _profile(answers, told, edition, targets)
    _commune(answers, told, registers["projects"], edition, targets)
    _skills(answers, told, edition, targets)
    _practice(answers, edition)
    table = answers.table(people).sort_values("response_id", ignore_index=True)
    return invited(opened, staff, people), table


def invited_staff(edition: Edition) -> pd.DataFrame:
    """Who was invited: in each commune a lead contact, then colleagues."""
    rows = []
    for place, commune in enumerate(edition.communes):
        others = STAFF_INVITED[place % len(STAFF_INVITED)] - 1
        rows += [(commune, LEAD), *((commune, COLLEAGUES[(place + turn) % len(COLLEAGUES)]) for turn in range(others))]
    return pd.DataFrame(rows, columns=["commune_insee", "role"])


def answering(staff: pd.DataFrame, edition: Edition, rng: Generator) -> pd.DataFrame:
    """The lead contacts of the communes that answer, and some of their colleagues."""
    speaking = staff[~staff["commune_insee"].isin(edition.silent_communes)]
    colleagues = speaking.index[speaking["role"].ne(LEAD)]
    chosen = rng.permutation(colleagues)[: COLLEAGUES_ANSWERING[edition.cohort]]
    return speaking[speaking["role"].eq(LEAD) | speaking.index.isin(chosen)].reset_index(drop=True)


def _profile(answers: Answers, told: pd.DataFrame, edition: Edition, targets: Mapping[str, Target]) -> None:
    answers.put("role", list(told["role"]))
    answers.draw("service", odds(edition.cohort, SURVEY)["service"])
    is_lead = told["role"].eq(LEAD)
    trained = int(targets["personnes-formees"].printed) - int(is_lead.sum())
    also = answers.among(trained, list(~is_lead))
    answers.put("attended_training", ["yes" if yes else "no" for yes in is_lead | pd.Series(also)])


def _commune(
    answers: Answers, told: pd.DataFrame, projects: pd.DataFrame, edition: Edition, targets: Mapping[str, Target]
) -> None:
    leads = list(told["role"].eq(LEAD))
    n = sum(leads)
    answers.put("motives", _motives(answers, leads, targets))
    legal = answers.among(fit(targets["communes-enjeux-juridiques"], [n]).numerator, leads)
    answers.put("wants_legal_help", only(["yes" if each else "no" for each in legal], leads))
    answers.draw("legal_questions", odds(edition.cohort, SURVEY)["legal_questions"], legal)
    answers.put("staff_mobilised", _staff(answers, leads, edition))
    rates = projects["status"].eq(DEPLOYED).groupby(projects["commune_insee"]).mean().round(2)
    answers.put("deployment_rate", only([float(rates[code]) for code in told["commune_insee"]], leads))
    goes_on = answers.among(fit(targets["guide-communes-perennisation"], [n]).numerator, leads)
    answers.put("pursues_solution", only(["yes" if each else "no" for each in goes_on], leads))
    cargo = answers.among(int(targets["guide-communes-acheteuses"].printed), leads)
    answers.put("purchases_considered", only([_equipment(answers, wants) for wants in cargo], leads))


def _motives(answers: Answers, leads: list[bool], targets: Mapping[str, Target]) -> list[object]:
    """Each printed motive for as many communes as its share, or the nearest; every commune has at least one."""
    chosen: list[list[str]] = [[] for _ in leads]
    for motive, figure in MOTIVES.items():
        count = fit(targets[figure], [sum(leads)]).numerator
        for place, has_it in enumerate(answers.among(count, leads)):
            chosen[place] += [motive] if has_it else []
    for place, motives in enumerate(chosen):
        motives += [OTHER_MOTIVES[place % 2]] if not motives or answers.rng.random() < 0.4 else []
    return only([listed(motives) for motives in chosen], leads)


def _staff(answers: Answers, leads: list[bool], edition: Edition) -> list[object]:
    """Between the fewest and the most people, both of them reached."""
    fewest, most = STAFF_RANGE[edition.cohort]
    numbers = [fewest, most, *answers.rng.integers(fewest, most + 1, sum(leads) - 2).tolist()]
    dealt = iter([numbers[place] for place in answers.rng.permutation(len(numbers))])
    return [next(dealt) if is_lead else "" for is_lead in leads]


def _equipment(answers: Answers, wants_cargo_bike: bool) -> str:
    other = str(answers.rng.choice(EQUIPMENT))
    return listed(["cargo_bike", other] if wants_cargo_bike else [other])


def _skills(answers: Answers, told: pd.DataFrame, edition: Edition, targets: Mapping[str, Target]) -> None:
    """One colleague does not know what the programme taught; the others say, as many as the target, that it did."""
    is_lead = list(told["role"].eq(LEAD))
    unsure = answers.among(1, [not lead for lead in is_lead])
    fitted = fit(targets["guide-agents-competences"], [answers.n - 1])
    gained = answers.among(fitted.numerator, [not each for each in unsure])
    said = ["yes" if each else "no" for each in gained]
    answers.put("skills_gained", ["dont_know" if u else word for u, word in zip(unsure, said, strict=True)])
    answers.put("topics_gained", only(_topics(answers, gained), gained))
    answers.draw("topics_wanted", odds(edition.cohort, SURVEY)["topics_wanted"])
    better = answers.among(fit(targets["communes-montee-competences"], [sum(is_lead)]).numerator, is_lead)
    others = ["yes" if answers.rng.random() < 0.8 else "dont_know" for _ in is_lead]
    leads = ["yes" if each else "no" for each in better]
    answers.put("collaborates_better", [a if lead else b for a, b, lead in zip(leads, others, is_lead, strict=True)])


def _topics(answers: Answers, gained: list[bool]) -> list[str]:
    """One to four topics each; each topic is named by somebody, the second most of all."""
    speaking = [place for place, yes in enumerate(gained) if yes]
    chosen: dict[int, set[str]] = {place: {TOPICS[turn % len(TOPICS)]} for turn, place in enumerate(speaking)}
    for place in speaking:
        chosen[place] |= {str(topic) for topic in answers.rng.choice(TOPICS, int(answers.rng.integers(0, 3)))}
        chosen[place] |= {"startups"} if answers.rng.random() < 0.5 else set()
    return [listed([topic for topic in TOPICS if topic in chosen.get(place, ())]) for place in range(answers.n)]


def _practice(answers: Answers, edition: Edition) -> None:
    free = odds(edition.cohort, SURVEY)
    is_lead = [role == LEAD for role in answers.columns["role"]]
    days = [int(answers.rng.integers(3, 9)) if lead else int(answers.rng.integers(1, 4)) for lead in is_lead]
    answers.put("days_per_month", only(days, answers.among(answers.n - 1, [True] * answers.n)))
    total = round(MEAN_SATISFACTION[edition.cohort] * answers.n)
    drawn = marks(total, SATISFACTION_SHAPE, answers.n, answers.rng)
    answers.put("satisfaction", leaning(drawn, [float(lead) for lead in is_lead], answers.rng))
    for question in ("recommendation", "internal_support", "difficulties", "residents_informed"):
        answers.draw(question, free[question])
    sentences = [str(answers.rng.choice(COMMENTS[SURVEY])) for _ in range(answers.n)]
    answers.put("comment", only(sentences, answers.among(answers.n // 3, [True] * answers.n)))
