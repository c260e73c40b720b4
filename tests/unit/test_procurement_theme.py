"""The doors of a purchase: overlaps, exact thresholds, repeated rules; a calendar that goes back from a vote."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import procurement_exhibits as exhibits
from pipeline.booklet.chapters import procurement_words as words
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.markdown import Markdown
from pipeline.estimates import Estimates
from pipeline.estimators.procurement import estimate
from pipeline.facts import Fact, facts_frame
from pipeline.methods.projects.purchase_calendars import commune_calendar
from pipeline.methods.projects.purchase_doors import doors, own_rules
from pipeline.params import EstimateParams
from pipeline.released import Release
from tests.fixtures.knowledge import delivered, table
from tests.fixtures.released import written_release

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
TABLES = ("procurement_rules", "procurement_schemes", "purchase_checklist", "purchase_calendar", "use_cases")
COMMUNES = table(
    "communes",
    """
commune_insee,name,department_code,department,ept,edition,population,population_year
93005,Aulnay,93,Seine-Saint-Denis,T7,1,87599,2023
92048,Meudon,92,Hauts-de-Seine,T3,1,46334,2023
""",
)
DATES = table(
    "commune_dates",
    """
commune_insee,event,date
92048,council,2027-03-10
92048,council,2027-07-31
92048,council,2027-08-01
92048,budget_vote,2027-12-01
93005,council,2027-11-20
93005,budget_vote,2027-12-31
""",
)

CALENDAR = table(
    "purchase_calendar",
    """
factor_id,factor_fr,advice_fr,event,lead_months,source,line
A,Vote,Arbitrer tôt.,budget_vote,4,guide,1
B,Conseil,Préparer.,council,2,guide,2
C,Reste,Compter.,,,guide,3
""",
)


def estimated(**more: pd.DataFrame) -> Estimates:
    return estimate({name: delivered(name) for name in TABLES} | more, PARAMS)


def facts(found: Estimates) -> dict[str, Fact]:
    return {fact.fact_id: fact for fact in found.facts}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    found = estimated(communes=COMMUNES, commune_dates=DATES)
    return written_release(tmp_path_factory.mktemp("release"), "procurement", found, min_count=5)


def for_audience(release: Release, audience: str, tmp_path: Path, day: str = "2026-11-27") -> Release:
    """The same release, for other readers."""
    for part in ("facts.parquet", "tables"):
        (tmp_path / part).symlink_to(release.folder / part)
    (tmp_path / "release.json").write_text(f'{{"audience": "{audience}", "edition_date": "{day}"}}', "utf-8")
    return Release(tmp_path)


def text(shown: Table | Text) -> str:
    return str(shown.markdown() if isinstance(shown, Table) else shown.markdown).replace("\\", "")


def doors_on(day: str) -> pd.DataFrame:
    bands = estimated().tables["procurement_bands"]
    return bands[bands["valid_from"].le(day) & (bands["valid_to"].eq("") | bands["valid_to"].ge(day))]


def test_the_rules_of_the_guide_opened_these_doors() -> None:
    bands = doors_on("2025-12-31")
    assert bands["is_exact"].tolist() == [False, True, False, False]
    assert bands["ordinary"].tolist() == bands["works"].tolist() == [["R2"], [], ["R1"], ["R1"]]
    assert bands["innovative"].tolist() == [["R2", "R3"], ["R3"], ["R1", "R3"], ["R1"]]
    assert bands["prototype"].tolist() == [["R2", "R4"], ["R4"], ["R1", "R4"], ["R1", "R4"]]


def test_the_decree_opens_others_from_its_day_on() -> None:
    bands = doors_on("2026-04-01")
    assert bands["low_fact"].fillna("").tolist() == ["", "procurement-threshold-60000", "procurement-threshold-100000"]
    assert bands["is_low_included"].tolist() == [False, True, True]
    assert bands["ordinary"].tolist() == [["R6"], ["R8"], ["R8"]]
    assert bands["works"].tolist() == [["R7"], ["R7"], ["R9"]]
    assert bands["innovative"].tolist() == [["R6", "R3"], ["R8", "R3"], ["R8"]]


def test_a_rule_that_repeats_another_opens_nothing() -> None:
    assert "R5" not in set(own_rules(delivered("procurement_rules"))["rule_id"])
    assert facts(estimated())["procurement-rules"].value == 9


def test_an_included_threshold_is_covered() -> None:
    bands, _ = doors(delivered("procurement_rules").query("rule_id in ['R1', 'R2']").assign(is_max_included=True))
    assert bands["ordinary"].tolist()[:2] == [["R2"], ["R1"]]
    assert bands["is_high_included"].tolist()[0]


def test_rules_without_any_threshold_have_one_band() -> None:
    rules = delivered("procurement_rules").query("rule_id == 'R4'")
    bands, _ = doors(rules)
    assert bands["prototype"].tolist() == [["R4"]]
    assert bands[["low_fact", "high_fact"]].isna().all(axis=None)


def test_facts_of_documents_hide_from_nobody(release: Release) -> None:
    documents = release.facts[release.facts["source_table"].ne("commune_dates")]
    assert set(documents["status"]) == {"released"}


def test_every_amount_is_a_fact_and_bears_the_warning(release: Release) -> None:
    amounts = release.facts[release.facts["unit"].eq("eur")]
    assert set(amounts["value"]) == {40_000, 60_000, 100_000}
    assert amounts["limits_fr"].str.contains("à vérifier avant tout usage").all()


def on(release: Release, day: str, tmp_path: Path) -> Release:
    """The same release, dated otherwise."""
    return for_audience(release, "communes", tmp_path, day)


def test_the_table_of_doors_shows_the_rules_of_the_day(release: Release, tmp_path: Path) -> None:
    shown = text(exhibits.doors_table(on(release, "2026-11-27", tmp_path), "Portes"))
    assert "[60\u202f000\u202f€](#fait-procurement-threshold-60000) ou plus, moins de" in shown
    assert "Gré à gré\u00a0(règle\u00a01) ou achat public innovant\u00a0(règle\u00a05)" in shown
    assert "Travaux" in shown
    assert "40\u202f000" not in shown


def test_before_the_decree_the_table_shows_the_guide(release: Release, tmp_path: Path) -> None:
    before = on(release, "2025-06-30", tmp_path)
    shown = text(exhibits.doors_table(before, "Portes"))
    assert "[40\u202f000\u202f€](#fait-procurement-threshold-40000) exactement | Aucune règle relevée |" in shown
    assert "Travaux" not in shown
    assert text(exhibits.law_text(before)) == ""
    assert words.UNCOVERED_FR in text(exhibits.cases_text(before))


def test_rules_show_their_text_source_and_day(release: Release, tmp_path: Path) -> None:
    now = on(release, "2026-11-27", tmp_path)
    shown = text(exhibits.rules_table(now, "Règles"))
    assert "R. 2122-9-1 du code de la commande publique\u202f; guide-essaimage" in shown
    assert "[1er\u00a0avril 2026]" in shown
    assert "R5" not in shown
    assert "atelier-piu" not in shown
    law = text(exhibits.law_text(now))
    assert "Source des seuils en vigueur\u00a0: decret-2025-1386." in law
    assert law.count("40\u202f000") == 1
    assert "jusqu’au [31\u00a0mars 2026]" in law


@pytest.mark.parametrize(("amounts", "said"), [(["A"], "Le seuil de A s’est"), (["A", "B"], "Les seuils de A et B se")])
def test_ended_thresholds_agree_with_their_number(amounts: list[str], said: str) -> None:
    assert words.ended_sentence(amounts, "hier", "guide").startswith(said)


def test_schemes_keep_their_rule_text_and_cap(release: Release) -> None:
    shown = text(exhibits.schemes_table(release, "Montages"))
    assert (
        "Règle\u00a05\u202f; R. 2122-9-1 du code de la commande publique\u202f; moins de\u00a0[100\u202f000\u202f€]"
        in shown
    )
    assert "Mutualisation des achats (achat à plusieurs)" in shown


def test_a_calendar_goes_back_from_the_vote_to_the_council_before_the_decision() -> None:
    lines, found = commune_calendar(DATES, CALENDAR, {"92048": "Meudon", "93005": "Aulnay"})
    days = {fact.fact_id: fact.value_text for fact in found}
    assert lines["commune"].tolist() == ["Aulnay", "Meudon"]
    meudon = lines.iloc[1]
    told = [days[meudon[f"{what}_fact"]] for what in ("event", "decide", "council", "ready")]
    assert told == ["2027-12-01", "2027-08-01", "2027-08-01", "2027-06-01"]


def test_a_commune_without_a_council_in_time_has_none() -> None:
    lines, _ = commune_calendar(DATES, CALENDAR, {})
    aulnay = lines[lines["commune"].eq("93005")].iloc[0]
    assert aulnay["decide_fact"]
    assert pd.isna(aulnay["council_fact"])
    assert pd.isna(aulnay["ready_fact"])


@pytest.mark.parametrize("vote", ["2027-12-31", "2028-06-30"])
def test_the_last_day_of_a_longer_month_stays_in_its_month(vote: str) -> None:
    dates = table("commune_dates", f"commune_insee,event,date\n92048,budget_vote,{vote}")
    _, found = commune_calendar(dates, CALENDAR, {})
    decide = next(fact.value_text for fact in found if fact.fact_id.endswith("-decide"))
    assert decide == {"2027-12-31": "2027-08-31", "2028-06-30": "2028-02-29"}[vote]


def test_a_working_time_is_the_teams_and_says_so(release: Release) -> None:
    leads = release.facts[release.facts["fact_id"].str.startswith("procurement-lead-")]
    assert len(leads) == 3
    assert leads["limits_fr"].str.contains("qu’aucun document ne publie").all()


def test_communes_fill_in_the_checklist_and_others_read_it(release: Release, tmp_path: Path) -> None:
    communes = for_audience(release, "communes", tmp_path)
    assert isinstance(exhibits.checklist(communes, "Liste"), Table)
    assert isinstance(exhibits.checklist(release, "Liste"), Text)
    assert text(exhibits.checklist(release, "Liste")).count("\u202f?") == len(delivered("purchase_checklist"))


def test_the_calendar_is_for_communes(release: Release, tmp_path: Path) -> None:
    communes = for_audience(release, "communes", tmp_path)
    assert isinstance(exhibits.calendar_table(communes, "Calendrier"), Table)
    assert text(exhibits.calendar_table(release, "Calendrier")) == ""
    assert text(exhibits.calendar_how(release)) == exhibits.ELSEWHERE_FR
    assert text(exhibits.calendar_note(communes)) == words.dates_sentence(is_synthetic=False)
    assert text(exhibits.calendar_note(release)) == ""


def test_made_up_dates_are_told_to_be_made_up(tmp_path: Path) -> None:
    found = estimated(communes=COMMUNES, commune_dates=DATES)
    release = written_release(tmp_path / "real", "procurement", found)
    facts_frame({"procurement": found.facts}, ["commune_dates.csv"])
    made_up = release.facts.assign(is_synthetic=True)
    made_up.to_parquet(release.folder / "facts.parquet", index=False)
    said = exhibits.calendar_note(for_audience(Release(release.folder), "communes", tmp_path))
    assert "inventées" in text(said)


def test_without_anything_but_rules_the_rest_says_so(tmp_path: Path) -> None:
    found = estimate({"procurement_rules": delivered("procurement_rules")}, PARAMS)
    release = for_audience(written_release(tmp_path / "rules", "procurement", found), "communes", tmp_path)
    shown = [exhibits.schemes_table, exhibits.factors_table, exhibits.checklist]
    assert [text(each(release, "Titre")) for each in shown] == [exhibits.NOT_DELIVERED_FR] * len(shown)
    assert text(exhibits.examples(release)) == exhibits.NOT_DELIVERED_FR
    assert text(exhibits.calendar_table(release, "Titre")) == exhibits.NO_DATES_FR


def test_examples_say_where_they_were_and_stood(release: Release) -> None:
    shown = text(exhibits.examples(release)).split("\n")
    assert shown[0].startswith("- **Pelican Cycles, à Meudon.** Vélo cargo")
    assert len(shown) == len(delivered("use_cases"))


@pytest.mark.parametrize(
    ("low", "high", "is_exact", "said"),
    [
        (None, "A", False, "moins de\u00a0A"),
        ("A", "A", True, "A exactement"),
        ("A", "B", False, "plus de\u00a0A, moins de\u00a0B"),
        ("B", None, False, "plus de\u00a0B"),
        (None, None, False, "tout montant"),
    ],
)
def test_amounts_read_well(low: str | None, high: str | None, is_exact: bool, said: str) -> None:
    bounds = [None if each is None else Markdown(each) for each in (low, high)]
    assert words.amount_words(*bounds, is_exact=is_exact) == said


def test_an_included_bound_is_said_to_be_included() -> None:
    low, high = Markdown("A"), Markdown("B")
    assert words.amount_words(low, high, is_low_included=True) == "A ou plus, moins de\u00a0B"
    assert words.amount_words(None, high, is_high_included=True) == "B au plus"
