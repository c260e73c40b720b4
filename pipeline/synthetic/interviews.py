"""Whom an edition's interviews met, by role only, and how two coders coded the same passages of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

import pandas as pd
from numpy.random import Generator

from pipeline.synthetic.codebook import CODEBOOK, Dimension
from pipeline.synthetic.editions import Edition
from pipeline.synthetic.registers import DEPLOYED, chosen

CODERS = ("codeur-1", "codeur-2")
MODES: Mapping[str, float] = {"visioconférence": 0.45, "téléphone": 0.2, "sur place": 0.35}
HOLDERS = 10
PARTNERS = ("Partenaire 1", "Partenaire 2", "Partenaire 3")
PLACE = "chez la personne interrogée"
LAST_DAYS = 110
"""Interviews take place in the last days before the edition ends."""

RIGHT_ODDS = (0.93, 0.88)
"""How often each coder gives the code the passage was drawn with: they agree in some five cases of six."""

BOTH_ODDS = 0.94
"""How often the second coder coded the passage too."""

EXPLICIT_ODDS = 0.85
FIRST_CODE_ODDS = 0.4
"""The first code of a dimension is drawn that often, the others share the rest: codes are never equally frequent."""


BOUGHT_CODES: Mapping[str, str] = {"arret": "achat", "attente": "achat"}
"""What takes the place of codes of what may follow that no coder could hear of a project that was bought."""


def interviews(edition: Edition, projects: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """One row for each interview: ten holders, an elected member or an agent of each commune that answers, partners.

    Entities are neutral (« Projet 07 », « Commune 2 ») and nobody is named. Drawn: which projects, mode, day.
    Calibrated on nothing: no interview of the programme was published.
    """
    deployed = list(projects.loc[projects["status"].eq(DEPLOYED), "name"])
    heard = [(name, "porteur") for name in sorted(chosen(rng, deployed, HOLDERS))]
    for number, commune in enumerate(edition.communes, start=1):
        if commune not in edition.silent_communes:
            heard += [(f"Commune {number}", "agent"), (f"Commune {number}", "élu")]
    heard += [(name, "partenaire") for name in PARTNERS]
    modes = [str(mode) for mode in rng.choice(list(MODES), size=len(heard), p=list(MODES.values()))]
    days = sorted(int(day) for day in rng.integers(1, LAST_DAYS, size=len(heard)))
    made = pd.DataFrame(heard, columns=["entity", "role_class"])
    made.insert(0, "interview_id", [f"E{edition.cohort[-1]}-{number:02d}" for number in range(1, len(made) + 1)])
    return made.assign(
        entity_printed=made["entity"],
        date=[edition.closed_on - dt.timedelta(days=LAST_DAYS - day) for day in days],
        mode=modes,
        place=[PLACE if mode == "sur place" else "" for mode in modes],
        has_consent=True,
    )


def coding(interviews: pd.DataFrame, bought: Collection[str], rng: Generator) -> pd.DataFrame:
    """One row for each code a coder gave a passage; each interview has one passage a dimension.

    Drawn: the code of the passage, then what each coder gave it, now and then another code of the dimension.
    Agreement is good and not perfect, so that measuring it says something. The holder of a project that was `bought`
    (names) foresees neither its end nor a decision still to come.
    """
    rows = [
        row
        for interview in interviews.itertuples()
        for number, dimension in enumerate(CODEBOOK, start=1)
        for row in _coded(str(interview.interview_id), str(interview.entity), number, dimension, rng)
    ]
    made = pd.DataFrame(rows)
    made.insert(0, "segment_id", made["passage_id"] + "-" + made["coder"].str[-1])
    return _agreeing_with_purchases(made, bought)


def _agreeing_with_purchases(coded: pd.DataFrame, bought: Collection[str]) -> pd.DataFrame:
    """The codes put right once all are drawn, so that those of other passages stay what they were."""
    labels = {code: label for dimension in CODEBOOK for code, label in dimension.codes}
    contradicts = coded["entity"].isin(bought) & coded["code"].isin(BOUGHT_CODES)
    codes = coded["code"].mask(contradicts, coded["code"].map(BOUGHT_CODES))
    return coded.assign(code=codes, code_fr=codes.map(labels))


def _coded(interview: str, entity: str, number: int, dimension: Dimension, rng: Generator) -> list[dict[str, object]]:
    """The rows of one passage: one a coder."""
    codes = [code for code, _ in dimension.codes]
    others = (1 - FIRST_CODE_ODDS) / (len(codes) - 1)
    true = str(rng.choice(codes, p=[FIRST_CODE_ODDS] + [others] * (len(codes) - 1)))
    minute = int(rng.integers(8 * number - 7, 8 * number))
    rows: list[dict[str, object]] = []
    for coder, odds in zip(CODERS, RIGHT_ODDS, strict=True):
        given = true if rng.random() < odds else str(rng.choice([code for code in codes if code != true]))
        rows.append(
            {
                "interview_id": interview,
                "passage_id": f"{interview}-P{number}",
                "entity": entity,
                "dimension_id": dimension.dimension_id,
                "code": given,
                "code_fr": dict(dimension.codes)[given],
                "strength": "E" if rng.random() < EXPLICIT_ODDS else "I",
                "locator": f"question {number}, minute {minute}",
                "coder": coder,
            }
        )
    return rows if rng.random() < BOTH_ODDS else rows[:1]
