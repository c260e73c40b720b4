"""Purchases: counted by whom and how, amounts never those of one firm, thresholds exact."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import purchases_exhibits as exhibits
from pipeline.booklet.chapters import purchases_words as words
from pipeline.booklet.exhibits import Text
from pipeline.estimators.purchases import band_fr
from pipeline.methods.projects.procurement import Band
from tests.conftest import ROOT
from tests.unit.project_examples import COMMUNES, estimated, milestones, plain, projects, purchases, released, values

B, N = "\u00a0", "\u202f"
PROJECTS = projects(
    ("P1", "energie", "92048", "deployed"),
    ("P2", "energie", "92048", "deployed"),
    ("P3", "mobilites", "92071", "deployed"),
    ("P4", "mobilites", "92071", "selected"),
)
MILESTONES = milestones({name: {"selection": 0, "deployed": 100} for name in ("P1", "P2", "P3")})
ROWS = (
    ("P1", "92048", 12_000.0, "gre_a_gre", 161, False, True),
    ("P2", "92048", 61_000.0, "innovant", 222, True, False),
    ("P3", "92071", 99_000.0, "publicite_concurrence", 283, False, False),
)
RULES = pd.read_csv(ROOT / "data/raw/procurement_rules.csv").assign(source_file="procurement_rules.csv")
RULES = RULES.assign(source_row=range(2, len(RULES) + 2))


def tables(*rows: tuple[str, str, float, str, int, bool, bool]) -> dict[str, pd.DataFrame]:
    return {
        "projects": PROJECTS,
        "milestones": MILESTONES,
        "communes": COMMUNES,
        "purchases": purchases(*rows),
        "procurement_rules": RULES,
    }


def test_projects_and_communes_are_counted_once() -> None:
    twice = (*ROWS, ("P1", "92048", 9_000.0, "gre_a_gre", 400, False, False))
    made = {fact.fact_id: fact for fact in estimated("purchases", tables(*twice)).facts}
    assert made["purchases-purchases"].value == 4
    assert (made["purchases-bought"].numerator, made["purchases-bought"].denominator) == (3, 4)
    assert (made["purchases-communes-buying"].numerator, made["purchases-communes-buying"].denominator) == (2, 2)
    assert (made["purchases-bought-of-deployed"].numerator, made["purchases-bought-of-deployed"].denominator) == (3, 3)
    assert made["purchases-commune-meudon-bought"].value == 2


def test_the_total_and_the_median_need_three_holders() -> None:
    found = values(estimated("purchases", tables(*ROWS)))
    assert found["purchases-total"] == 172_000
    assert found["purchases-median"] == 60_000, "rounded: the median is one firm's contract"
    for few in (ROWS[:1], ROWS[:2], (*ROWS[:2], ROWS[0])):
        assert not {"purchases-total", "purchases-median", "purchases-delay-median"} & set(
            values(estimated("purchases", tables(*few)))
        )


def test_three_projects_of_two_holders_are_two_holders() -> None:
    named = PROJECTS.assign(holder=pd.Series(["A", "A", "B", "C"], dtype="string"))
    found = values(estimated("purchases", tables(*ROWS) | {"projects": named}))
    assert "purchases-total" not in found


def test_no_amount_but_the_total_and_the_rounded_median_is_a_fact() -> None:
    made = estimated("purchases", tables(*ROWS))
    assert {fact.fact_id for fact in made.facts if fact.unit == "eur"} == {"purchases-total", "purchases-median"}
    printed = {row[2] for row in ROWS}
    assert not printed & {fact.value for fact in made.facts}


def test_the_delay_runs_from_deployment_to_the_first_purchase() -> None:
    again = (*ROWS, ("P1", "92048", 9_000.0, "gre_a_gre", 900, False, False))
    found = values(estimated("purchases", tables(*again)))
    assert found["purchases-delay-median"] == pytest.approx(122 / (365.25 / 12))


@pytest.mark.parametrize(
    ("amount", "bands"),
    [
        (39_999.99, {"over-0-under-40000": 1}),
        (40_000.0, {"40000": 1}),
        (40_000.01, {"over-40000-under-100000": 1}),
        (100_000.0, {"100000": 1}),
        (100_000.01, {"over-100000": 1}),
    ],
)
def test_an_amount_at_a_threshold_is_neither_below_nor_above(amount: float, bands: dict[str, int]) -> None:
    found = values(estimated("purchases", tables(("P1", "92048", amount, "innovant", 200, True, False))))
    prefix = "purchases-procedure-innovant-"
    inside = {
        fact_id.removeprefix(prefix): value
        for fact_id, value in found.items()
        if "under" in fact_id or "0000" in fact_id
    }
    assert {name: value for name, value in inside.items() if value} == bands


@pytest.mark.parametrize(
    ("amount", "procedure", "is_innovative", "allowed"),
    [
        (39_000.0, "gre_a_gre", False, 1),
        (41_000.0, "gre_a_gre", False, 0),
        (41_000.0, "innovant", True, 1),
        (41_000.0, "innovant", False, 0),
        (100_000.0, "innovant", True, 0),
        (150_000.0, "prototype", True, 1),
        (150_000.0, "publicite_concurrence", False, 1),
    ],
)
def test_procedures_are_held_against_the_printed_rules(
    amount: float, procedure: str, is_innovative: bool, allowed: int
) -> None:
    found = values(estimated("purchases", tables(("P1", "92048", amount, procedure, 200, is_innovative, False))))
    assert found["purchases-within-rules"] == allowed


def test_a_procedure_that_no_rule_names_is_outside_the_base() -> None:
    found = values(estimated("purchases", tables(("P1", "92048", 5_000.0, "autre", 200, False, False))))
    assert "purchases-within-rules" not in found


def test_none_is_said_to_be_none(tmp_path: Path) -> None:
    release = released(tmp_path, "purchases", tables())
    assert plain(exhibits.summary(release)) == words.NONE_FR
    assert plain(exhibits.buyers(release)) == plain(exhibits.in_brief(release)) == ""
    assert plain(exhibits.amounts(release)) == plain(exhibits.rules(release)) == ""
    for made in (exhibits.procedures_table, exhibits.bands_table):
        assert isinstance(made(release, "x"), Text)
    assert "| Meudon | 2 | 0 | 0 | 0 |" in plain(exhibits.communes_table(release, "x"))


@pytest.mark.parametrize("emptied", [["projects", "purchases"], ["milestones"]])
def test_empty_registers_are_survived(tmp_path: Path, emptied: list[str]) -> None:
    given = {name: frame.head(0) if name in emptied else frame for name, frame in tables(*ROWS).items()}
    release = released(tmp_path, "purchases", given)
    assert plain(exhibits.summary(release))
    assert plain(exhibits.communes_table(release, "x"))


def test_one_purchase_is_told_without_its_amount(tmp_path: Path) -> None:
    release = released(tmp_path, "purchases", tables(ROWS[0]))
    assert plain(exhibits.summary(release)).startswith("À ce jour, 1 achat est déclaré.")
    assert "Parmi ces achats, 1 a été renouvelé." in plain(exhibits.summary(release))
    assert plain(exhibits.amounts(release)) == words.WITHHELD_FR


def test_several_purchases_are_told_with_their_total(tmp_path: Path) -> None:
    release = released(tmp_path, "purchases", tables(*ROWS))
    told = plain(exhibits.amounts(release))
    assert f"le montant est de 172{N}000{N}€ hors taxes" in told
    assert f"est d’environ{B}60{N}000{N}€" in told
    assert plain(exhibits.rules(release)).startswith("Les 3 achats comparés aux règles suivent")
    assert "| Gré à gré | 1 | 0 | 0 |" in plain(exhibits.bands_table(release, "x"))
    assert "| Achat innovant | 1 | 1 | 0 |" in plain(exhibits.procedures_table(release, "x"))


def test_a_threshold_that_no_column_holds_is_told(tmp_path: Path) -> None:
    unmet = plain(exhibits.rules(released(tmp_path / "unmet", "purchases", tables(*ROWS))))
    at_it = ("P1", "92048", 40_000.0, "innovant", 200, True, False)
    met = plain(exhibits.rules(released(tmp_path / "met", "purchases", tables(at_it))))
    assert (words.UNMET_FR in unmet, words.EXACT_FR in unmet) == (True, False)
    assert (words.UNMET_FR in met, words.EXACT_FR in met) == (False, True)


def test_without_rules_the_reader_is_told(tmp_path: Path) -> None:
    given = {name: frame for name, frame in tables(*ROWS).items() if name != "procurement_rules"}
    assert plain(exhibits.rules(released(tmp_path, "purchases", given))) == words.NO_RULES_FR


def test_a_commune_that_hosted_nothing_may_buy(tmp_path: Path) -> None:
    release = released(tmp_path, "purchases", tables(("P1", "93005", 5_000.0, "gre_a_gre", 200, False, False)))
    assert "Un achat a été fait par une commune qui n’a accueilli aucun projet" in plain(exhibits.summary(release))
    told = plain(exhibits.buyers(release))
    assert told.startswith("Sur 2 communes hôtes, 0 a acheté. 2 communes hôtes n’ont rien acheté.")
    assert words.NOT_BOUGHT_FR in told


@pytest.mark.parametrize(
    ("renewed", "purchased", "said"),
    [(0, 0, ""), (0, 2, "Aucun achat n’a encore"), (1, 2, "1 a été renouvelé"), (2, 2, "2 ont été renouvelés")],
)
def test_renewals_agree_with_their_number(renewed: int, purchased: int, said: str) -> None:
    told = words.renewed_sentence(renewed, str(renewed), purchased)
    assert said in told if said else told == ""


@pytest.mark.parametrize(
    ("within", "said"), [(3, "Les 3 achats"), (2, "irréguliers"), (1, "1 suit une procédure"), (0, "0 suit")]
)
def test_purchases_outside_the_rules_are_not_accused(within: int, said: str) -> None:
    told = words.rules_sentence(within, 3, str(within))
    assert said in told
    assert ("irréguliers" in told) == (within < 3)


@pytest.mark.parametrize(
    ("band", "said"),
    [
        (Band(0, 40_000), f"moins de 40{N}000{N}€"),
        (Band(40_000, 40_000), f"40{N}000{N}€ exactement"),
        (Band(40_000, 100_000), f"plus de 40{N}000{N}€ et moins de 100{N}000{N}€"),
        (Band(100_000, None), f"plus de 100{N}000{N}€"),
    ],
)
def test_bands_are_told(band: Band, said: str) -> None:
    assert band_fr(band) == said


def test_a_band_is_named_with_the_threshold_that_the_rules_treat_like_it() -> None:
    made = estimated("purchases", tables(*ROWS)).tables["purchases_bands"]
    assert list(dict.fromkeys(made["band_fr"])) == [
        f"moins de 40{N}000{N}€",
        f"plus de 40{N}000{N}€ et moins de 100{N}000{N}€",
        f"100{N}000{N}€ ou plus",
    ]
    met = estimated("purchases", tables(("P1", "92048", 100_000.0, "innovant", 200, True, False)))
    assert f"plus de 100{N}000{N}€" in set(met.tables["purchases_bands"]["band_fr"])


def test_a_commune_that_made_most_purchases_is_named(tmp_path: Path) -> None:
    told = plain(exhibits.buyers(released(tmp_path, "purchases", tables(*ROWS))))
    assert "Meudon a fait à elle seule 2 des 3 achats." in told
    assert words.NOT_BOUGHT_FR not in told


@pytest.mark.parametrize(("day", "allowed"), [("2026-03-31", 0), ("2026-04-01", 1)])
def test_a_purchase_is_judged_by_the_rules_of_its_day(day: str, allowed: int) -> None:
    given = tables(("P1", "92048", 50_000.0, "gre_a_gre", 200, False, False))
    given["purchases"]["date"] = pd.Timestamp(day)
    assert values(estimated("purchases", given))["purchases-within-rules"] == allowed
