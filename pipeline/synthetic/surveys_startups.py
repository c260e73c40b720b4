"""The made-up survey of project holders: what the register knows is told truly, the rest is drawn around targets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.random import Generator

from pipeline.synthetic.calibration import Target, fit, fit_breakdown, leaning, marks, podium
from pipeline.synthetic.editions import Edition
from pipeline.synthetic.invitations import invited, respondents, wave
from pipeline.synthetic.registers import ABROAD, DEPLOYED, DIGITAL_TAG, DROPPED_OUT, ILE_DE_FRANCE, MATURE_TAG
from pipeline.synthetic.survey_answers import Answers, counts_of, listed, only
from pipeline.synthetic.survey_content import COMMENTS, odds

SURVEY = "survey_startups"
DAYS_PER_YEAR, DAYS_PER_MONTH = 365.25, 365.25 / 12
SILENT: Mapping[str, tuple[int, int]] = {"qmi-1": (0, 2), "qmi-2": (9, 4)}
"""How many did not answer: of those who stayed in the programme, of those who dropped out of it."""

GAVE_UP: Mapping[str, int] = {"qmi-1": 1, "qmi-2": 3}
LATE: Mapping[str, int] = {"qmi-1": 2, "qmi-2": 5}
SHAPES: Mapping[int, tuple[float, ...]] = {5: (1, 3, 8, 10, 6), 10: (0, 0, 1, 1, 2, 4, 6, 9, 10, 7, 4)}
"""Odds of each mark before the sum is brought to its target: from 1 to 5, from 0 to 10."""

BEST_SUPPORTS = ("site_search", "prospects", "visibility")
OTHER_SUPPORTS: Mapping[str, tuple[str, ...]] = {
    "qmi-1": ("evaluation", "legal", "peers", "training"),
    "qmi-2": ("evaluation", "legal", "peers", "training", "investors"),
}
MOST_SUPPORTS = 3


def survey_startups(
    edition: Edition, targets: Mapping[str, Target], registers: Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(invitations, answers) of the survey of project holders."""
    rng = edition.chance(SURVEY)
    projects = registers["projects"]
    opened = wave(SURVEY, "H", edition.cohort[-1], edition.closed_on, LATE[edition.cohort])
    frame = pd.DataFrame({"respondent_id": opened.respondent_ids(len(projects)), "project_id": projects["project_id"]})
    here = answering(edition, projects["status"], rng)
    told = projects[here].reset_index(drop=True)
    left = giving_up(told["status"], GAVE_UP[edition.cohort], rng)
    people = respondents(opened, list(frame.loc[here, "respondent_id"]), left, rng)
    answers = Answers(len(told), left, rng)
    _profile(answers, told, edition, targets)
    _entry(answers, edition)
    _deployment(answers, told, registers["milestones"], edition, targets)
    _support(answers, told, edition, targets)
    _future(answers, told, registers["purchases"], edition, targets)
    table = answers.table(people).sort_values("response_id", ignore_index=True)
    return invited(opened, frame, people), table


def answering(edition: Edition, status: pd.Series, rng: Generator) -> pd.Series:
    """Who answers: nearly all who stayed, few of those who dropped out."""
    silent: list[int] = []
    for is_out, count in zip((False, True), SILENT[edition.cohort], strict=True):
        group = status.index[status.eq(DROPPED_OUT).eq(is_out)]
        silent += rng.permutation(group)[:count].tolist()
    return ~status.index.to_series().isin(silent)


def giving_up(status: pd.Series, count: int, rng: Generator) -> list[int]:
    """Who closes the form halfway: among those whose project was not deployed."""
    return [int(place) for place in rng.permutation(np.flatnonzero(status.ne(DEPLOYED)))[:count]]


def _profile(answers: Answers, told: pd.DataFrame, edition: Edition, targets: Mapping[str, Target]) -> None:
    everyone = range(1, answers.n + 1)
    stayed, answers.stayed = answers.stayed, [True] * answers.n  # the profile comes before anyone gives up
    answers.put("holder_status", list(told["holder_type"]))
    ages = [firm_age((edition.selected_on - day).days / DAYS_PER_YEAR) for day in told["founded_on"]]
    fitted = fit(targets["projets-moins-3-ans"], everyone, answers.held(ages, "under_3"))
    answers.truthful("firm_age", ages, counts_of(fitted, "under_3", ages), says_dont_know=True)
    seats = [{ILE_DE_FRANCE: "ile_de_france", ABROAD: "abroad"}.get(name, "other_region") for name in told["hq_region"]]
    answers.truthful("hq_location", seats, seat_counts(targets, seats), says_dont_know=False)
    answers.put("headcount", _headcounts(answers, told))
    tags = [set(cell.split("|")) for cell in told["tags"]]
    answers.put("maturity", [maturity(MATURE_TAG in each, answers.rng) for each in tags])
    levels = ["full" if DIGITAL_TAG in each else str(answers.rng.choice(["none", "partial"])) for each in tags]
    fitted = fit(targets["projets-numerique-avance"], everyone, answers.held(levels, "full"))
    answers.truthful("digital_level", levels, counts_of(fitted, "full", levels), says_dont_know=True)
    answers.stayed = stayed


def firm_age(years: float) -> str:
    """The answer that a project so old at its entry gives."""
    return "under_3" if years < 3 else "from_3_to_5" if years <= 5 else "over_5"


def seat_counts(targets: Mapping[str, Target], seats: list[str]) -> dict[str, int]:
    """How many give each seat: both printed shares on one base; the others hold the rest of it."""
    shares = {"ile_de_france": targets["siege-ile-de-france"], "abroad": targets["siege-international"]}
    held = {name: seats.count(name) for name in ("ile_de_france", "abroad", "other_region")}
    fits = fit_breakdown(shares, range(1, len(seats) + 1), held)
    counts = {name: each.numerator for name, each in fits.items()}
    return {**counts, "other_region": next(iter(fits.values())).base - sum(counts.values())}


def maturity(is_mature: bool, rng: Generator) -> str:
    """The commercial stage of a solution."""
    return "advanced" if is_mature else str(rng.choice(["prototype", "pilot", "first_sales"], p=[0.2, 0.5, 0.3]))


def _headcounts(answers: Answers, told: pd.DataFrame) -> list[object]:
    """Few people at start-ups, one where somebody is self-employed; some skip the question."""
    sizes = np.maximum(1, answers.rng.lognormal(2.0, 0.7, answers.n).round().astype(int))
    alone = told["holder_type"].eq("independent").to_numpy()
    skipped = answers.rng.random(answers.n) < 0.08
    return ["" if skips else 1 if one else int(size) for size, one, skips in zip(sizes, alone, skipped, strict=True)]


def _entry(answers: Answers, edition: Edition) -> None:
    free = odds(edition.cohort, SURVEY)
    for question in ("channel", "reasons", "needs", "target_public_before"):
        answers.draw(question, free[question], [True] * answers.n)


def _deployment(
    answers: Answers, told: pd.DataFrame, milestones: pd.DataFrame, edition: Edition, targets: Mapping[str, Target]
) -> None:
    free = odds(edition.cohort, SURVEY)
    deployed = list(told["status"].eq(DEPLOYED))
    answers.put("is_deployed", ["yes" if each else "no" for each in deployed])
    answers.put("deployment_delay_months", [delays(milestones).get(project, "") for project in told["project_id"]])
    answers.draw("obstacles", free["obstacles"], [not each for each in deployed])
    brake = _marks(answers, targets["frein-financement"], [0.0 if each else 1.0 for each in deployed], skipped=1)
    answers.put("brake_financing", brake)
    answers.draw("brake_procurement", free["brake_procurement"])
    answers.draw("commune_relation", free["commune_relation"])


def delays(milestones: pd.DataFrame) -> dict[str, int]:
    """Whole months from selection to deployment, by project."""
    selected, deployed = (_dates(milestones, step) for step in ("selection", "deployed"))
    return {project: round((day - selected[project]).days / DAYS_PER_MONTH) for project, day in deployed.items()}


def _dates(milestones: pd.DataFrame, step: str) -> dict[str, dt.date]:
    passed = milestones[milestones["step"].eq(step)]
    return dict(zip(passed["project_id"], passed["date"], strict=True))


def _support(answers: Answers, told: pd.DataFrame, edition: Edition, targets: Mapping[str, Target]) -> None:
    content = [1.0 if status == DEPLOYED else 0.0 for status in told["status"]]
    answers.put("satisfaction", _marks(answers, targets["satisfaction"], content, skipped=0))
    answers.put("recommendation", _marks(answers, targets["recommandation"], content, skipped=1))
    answers.put("best_supports", only(_supports(answers, edition), answers.stayed))


def _marks(answers: Answers, target: Target, lean: list[float], skipped: int) -> list[object]:
    """Marks of those who stayed, but for `skipped`, that have the target's mean; they follow `lean` loosely."""
    speaking = answers.among(sum(answers.stayed) - skipped, answers.stayed)
    shape = SHAPES[target.top]
    lowest = target.top + 1 - len(shape)
    n = sum(speaking)
    drawn = marks(fit(target, [n]).numerator, shape, n, answers.rng, lowest)
    placed = iter(leaning(drawn, [each for each, speaks in zip(lean, speaking, strict=True) if speaks], answers.rng))
    return [next(placed) if speaks else "" for speaks in speaking]


def _supports(answers: Answers, edition: Edition) -> list[str]:
    """At most three answers each; the podium's three come out ahead of all others."""
    places = [place for place, stays in enumerate(answers.stayed) if stays]
    counts = podium(BEST_SUPPORTS, OTHER_SUPPORTS[edition.cohort], len(places), answers.rng)
    chosen: dict[int, set[str]] = {place: set() for place in places}
    for name, count in counts.items():
        free = [place for place in answers.rng.permutation(places).tolist() if len(chosen[place]) < MOST_SUPPORTS]
        for place in sorted(free, key=lambda place: len(chosen[place]))[:count]:
            chosen[place].add(name)
    return [listed([name for name in counts if name in chosen.get(place, ())]) for place in range(answers.n)]


def _future(
    answers: Answers, told: pd.DataFrame, purchases: pd.DataFrame, edition: Edition, targets: Mapping[str, Target]
) -> None:
    free = odds(edition.cohort, SURVEY)
    stayed = range(1, sum(answers.stayed) + 1)
    truths = {
        "target_public_after": ("cible-publique-suite", told["targets_public_sector"]),
        "was_purchased": ("guide-solutions-achetees", told["project_id"].isin(purchases["project_id"])),
    }
    for question, (figure, is_true) in truths.items():
        truth = ["yes" if each else "no" for each in is_true]
        fitted = fit(targets[figure], stayed, answers.held(truth, "yes"))
        answers.truthful(question, truth, counts_of(fitted, "yes", truth), says_dont_know=True)
    answers.draw("next_steps", free["next_steps"])
    spoken = answers.among(sum(answers.stayed) // 3, answers.stayed)
    sentences = [str(answers.rng.choice(COMMENTS[SURVEY])) for _ in range(answers.n)]
    answers.put("comment", only(sentences, spoken))
