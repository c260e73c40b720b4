from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.frame.staging import variables
from pipeline.booklet.wording import plan_declared
from pipeline.errors import FactError
from pipeline.facts import facts_frame
from pipeline.frames import write_tables
from pipeline.params import Cohort, DisclosureRules
from pipeline.plan import Plan
from pipeline.release import released_facts, summary, synthetic_themes
from pipeline.released import ASKED, Release
from tests.unit.test_facts import a_fact

COHORT = Cohort(
    cohort="demo",
    title_fr="Titre",
    subtitle_fr="Sous-titre",
    programme="Programme",
    publisher="Éditeur",
    audiences=["communes"],
    edition_date=dt.date(2026, 11, 21),
    is_synthetic=True,
    notice_fr="Données synthétiques",
    licence="etalab-2.0",
    disclosure=DisclosureRules(min_count=5, reason="test"),
)
SHARE = a_fact(
    fact_id="sample-agents",
    label_fr="Part des agents *parmi* les entretiens",
    unit="share",
    value=10 / 15,
    numerator=10.0,
    denominator=15.0,
    low=0.41,
    high=0.85,
    level=0.95,
    interval_method="Wilson",
    limits_fr="Lecture prudente",
)
DELIVERY = {
    "file": "register.csv",
    "table": "interviews",
    "owner_name": "Équipe",
    "source": "Étude",
    "publisher": "Éditeur",
    "licence": "etalab-2.0",
    "received": "2026-11-21",
    "sha256": "ab" * 32,
    "rows": 15,
    "is_synthetic": False,
}


@pytest.fixture
def release(tmp_path: Path) -> Release:
    found = [a_fact(), SHARE, a_fact(fact_id="sample-few", value=2.0), a_fact(fact_id="other-number")]
    facts = released_facts(facts_frame({"sample": found[:3], "other": found[3:]}), COHORT, 10)
    corrections = pd.DataFrame(columns=["table", "column", "action", "reason", "provider", "date"])
    write_tables(tmp_path, {"facts": facts, "deliveries": pd.DataFrame([DELIVERY]), "corrections": corrections})
    content = summary(COHORT, Plan(declared="before_results"), "communes", {"sample": []}, [])
    (tmp_path / "release.json").write_text(json.dumps(content), encoding="utf-8")
    return Release(tmp_path)


def test_links_lead_to_the_annex(release: Release) -> None:
    assert release.link("sample-interviews") == "[15](#fait-sample-interviews)"
    assert release.link("sample-agents").startswith("[67\u202f\\% \\(10\u00a0sur\u00a015\\)]")


def test_a_share_prints_its_own_percentage_unless_it_is_hidden() -> None:
    shares = [a_fact(fact_id=f"s-{k:.0f}", unit="share", value=k / 27, numerator=k, denominator=27) for k in (8.0, 2.0)]
    released = released_facts(facts_frame({"sample": shares}), COHORT, 10).set_index("fact_id")
    assert released.loc["s-8", "display_fr"] == "30\u202f% (8\u00a0sur\u00a027)"
    assert released.loc["s-2", "display_fr"] == "secret statistique"


def test_what_is_suppressed_never_shows_its_value(release: Release) -> None:
    assert release.display("sample-few") == "secret statistique"


def test_an_unknown_fact_is_refused_by_name(release: Release) -> None:
    with pytest.raises(FactError, match="« sample-nothing »"):
        release.link("sample-nothing")


def test_no_fact_is_a_dash(release: Release) -> None:
    assert release.link(None) == "–"
    assert release.link(float("nan")) == "–"  # type: ignore[arg-type]


def test_every_fact_that_a_text_prints_is_a_variable_and_no_other(release: Release) -> None:
    texts = ["{{< var sample-interviews >}} sur {{< var other-number >}}", "[3](#fait-sample-few)"]
    assert set(json.loads(variables(release, texts))) == {"sample-interviews", "other-number", "sample-few"}
    with pytest.raises(FactError, match="« sample-nothing »"):
        variables(release, ["{{< var sample-nothing >}}"])


def test_documents_are_called_by_their_names(release: Release) -> None:
    release.summary["documents"] = {"etude": "l’étude", "etude-2": "la suite"}
    assert release.with_document_names("etude, l. 3") == "l’étude, l. 3"
    assert release.with_document_names("(etude-2, etude)") == "(la suite, l’étude)"
    assert release.with_document_names("prétudes etude-3 mon-etude") == "prétudes etude-3 mon-etude"


def test_a_cell_calls_a_document_by_its_shorter_name(release: Release) -> None:
    release.summary.update(documents={"etude": "l’étude de 2016"}, documents_in_tables={"etude": "l’étude"})
    assert release.with_document_names("etude, l. 3", is_cell=True) == "l’étude, l. 3"
    assert release.with_document_names("etude, l. 3") == "l’étude de 2016, l. 3"


def test_a_number_that_rests_on_one_synthetic_row_is_synthetic() -> None:
    facts = facts_frame({"sample": [a_fact()], "other": [a_fact(fact_id="other-number")]}, ["register.csv"])
    assert facts["is_synthetic"].all()
    assert not facts_frame({"sample": [a_fact()]}, ["elsewhere.csv"])["is_synthetic"].any()
    assert synthetic_themes(facts) == ["other", "sample"]


@pytest.mark.parametrize(
    ("declared", "said"), [("before_results", "avant de lire les réponses"), ("after_results", "ne confirment rien")]
)
def test_readers_are_told_whether_questions_came_before_results(declared: str, said: str) -> None:
    content = summary(COHORT, Plan.model_validate({"declared": declared}), "communes", {}, [])
    assert said in plan_declared(content["plan_declared"])


QUESTIONS: dict[str, Callable[[Release], object]] = {
    "summary": lambda release: release.summary,
    "facts": lambda release: release.facts,
    "deliveries": lambda release: release.deliveries,
    "corrections": lambda release: release.corrections,
    "files": lambda release: release.files,
    "column theme": lambda release: release.column("theme"),
    "fact sample-interviews": lambda release: release.fact("sample-interviews"),
    "fact sample-few": lambda release: release.facts_of(["sample-few"]),
    "has_fact sample-interviews": lambda release: release.has_fact("sample-interviews"),
    "has_table sample": lambda release: release.has_table("sample"),
    "is_for communes": lambda release: release.is_for("communes"),
}


@pytest.mark.parametrize(("asked", "ask"), QUESTIONS.items(), ids=QUESTIONS)
def test_what_is_asked_of_a_release_is_noted_each_time(
    release: Release, asked: str, ask: Callable[[Release], object]
) -> None:
    for _ in range(2):
        ASKED.clear()
        ask(release)
        assert {asked} == ASKED
    assert release.answer(asked) == Release(release.folder).answer(asked)


def test_a_displayed_number_and_a_table_are_noted(release: Release) -> None:
    ASKED.clear()
    release.link("sample-few")
    release.optional_table("nowhere", ("column",))
    assert {"fact sample-few", "has_table nowhere"} == ASKED


def test_answers_change_with_what_is_told_and_not_with_the_rest(release: Release) -> None:
    asked = (
        "fact sample-few",
        "fact sample-interviews",
        "has_fact sample-few",
        "has_fact absent",
        "is_for startups",
        "summary",
        "facts",
    )
    asked += ("column display_fr", "column theme")
    before = {each: release.answer(each) for each in asked}
    facts = pd.read_parquet(release.folder / "facts.parquet")
    facts.loc[facts["fact_id"].eq("sample-interviews"), "display_fr"] = "16"
    facts.to_parquet(release.folder / "facts.parquet", index=False)
    again = Release(release.folder)
    assert [each for each in asked if again.answer(each) != before[each]] == [
        *("fact sample-interviews", "facts", "column display_fr")
    ]
    assert again.answer("table absent") != again.answer("has_table absent")


def test_a_file_delivered_again_is_told_by_the_deliveries_and_not_by_what_pages_say_of_files(release: Release) -> None:
    before = {each: release.answer(each) for each in ("deliveries", "files")}
    delivered = pd.read_parquet(release.folder / "deliveries.parquet")
    delivered.assign(sha256="cd" * 32).to_parquet(release.folder / "deliveries.parquet", index=False)
    again = Release(release.folder)
    assert [each for each in before if again.answer(each) != before[each]] == ["deliveries"]
    assert "sha256" not in again.files


def test_facts_are_given_in_the_order_they_are_asked_for(release: Release) -> None:
    assert list(release.facts_of(["sample-few", "sample-interviews"])["fact_id"]) == ["sample-few", "sample-interviews"]
    with pytest.raises(FactError, match="absent"):
        release.facts_of(["sample-few", "absent"])
