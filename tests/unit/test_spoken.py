"""Quotes and texts at the door: nothing that people said leaves without an approval of exactly what is printed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.commands import quotes as quotes_command
from pipeline.disclosure.approvals import Approval, Approvals, load_approvals, quote_digest, write_approvals
from pipeline.disclosure.decision import Decision
from pipeline.disclosure.masking import masked_table
from pipeline.disclosure.spoken import (
    CHANGED,
    QUOTES,
    UNAPPROVED,
    UNKNOWN_ROLE,
    Spoken,
    decide_spoken,
    refusal,
)
from pipeline.errors import DisclosureError, MissingInputError, ParamsError, RetexError
from pipeline.frames import write_tables
from pipeline.paths import CohortPaths
from pipeline.release import for_audience, spoken_told

DAY = dt.date(2026, 11, 26)
QUOTE: dict[str, Any] = {
    "quote_id": "V1",
    "entity": "Projet 01",
    "role_class": "porteur",
    "text_fr": "Il nous manquait une rue.",
    "audiences": ["communes", "startups"],
}
NO_FILES = pd.DataFrame({"file": ["verbatims.csv"]})
CALL = "Appeler Sophie Exemple au 06 12 34 56 78."


def approved(quote: dict[str, Any]) -> Approvals:
    return Approvals(quotes=[Approval(id=quote["quote_id"], sha256=quote_digest(quote), by="Équipe", on=DAY)])


def test_a_quote_leaves_only_when_it_was_approved_as_it_is() -> None:
    quotes = pd.DataFrame([QUOTE, {**QUOTE, "quote_id": "V2"}])
    spoken = decide_spoken({QUOTES: quotes, "deliveries": NO_FILES}, approved(QUOTE))
    assert spoken.refused == {"V2": UNAPPROVED}
    said = spoken.released(QUOTES, quotes)
    assert list(said["quote_id"]) == ["V1"]
    assert list(for_audience(masked_table(QUOTES, said, Decision()), "startups")["quote_id"]) == ["V1"]
    none = for_audience(masked_table(QUOTES, said, Decision()), "institutions")
    assert none.empty
    assert list(for_audience(masked_table(QUOTES, none, Decision()), "startups").columns) == list(quotes.columns)


@pytest.mark.parametrize(
    "change",
    [
        {"text_fr": "Il nous manquait deux rues."},
        {"role_class": "agent"},
        {"entity": "Projet 02"},
        {"audiences": ["communes", "institutions", "startups"]},
    ],
)
def test_whatever_changes_in_print_takes_the_approval_away(change: dict[str, Any]) -> None:
    assert refusal(QUOTE, approved(QUOTE)) == ""
    assert refusal({**QUOTE, **change}, approved(QUOTE)) == CHANGED


def test_the_order_of_audiences_changes_nothing_in_print() -> None:
    assert refusal({**QUOTE, "audiences": ["startups", "communes"]}, approved(QUOTE)) == ""


def test_nobody_is_quoted_without_a_role() -> None:
    nameless = {**QUOTE, "role_class": ""}
    assert refusal(nameless, approved(nameless)) == UNKNOWN_ROLE


def test_what_stays_inside_is_told_without_a_word_of_it() -> None:
    quotes = pd.DataFrame([{**QUOTE, "text_fr": CALL}])
    notes = pd.DataFrame({"note_fr": [CALL.lower().replace("sophie exemple", "Mme Autre")]})
    spoken = decide_spoken({QUOTES: quotes, "notes": notes, "deliveries": NO_FILES}, Approvals())
    told = " ".join(spoken_told("essai", spoken))
    assert "quote V1" in told
    assert "1 text with personal data is not published" in told
    assert not any(secret in told for secret in ("Sophie", "Autre", "06 12"))


def test_a_text_with_personal_data_is_not_published_wherever_it_stands() -> None:
    tables = {
        "notes": pd.DataFrame({"note_fr": [CALL, "Rien."], "all": [["Rien.", CALL], []], "n": [1, 2]}),
        "facts": pd.DataFrame({"fact_id": ["a"], "label_fr": [CALL]}),
        "deliveries": NO_FILES,
    }
    spoken = decide_spoken(tables, Approvals())
    notes, facts = (spoken.released(name, tables[name]) for name in ("notes", "facts"))
    assert list(notes["note_fr"]) == ["texte non publié (1)", "Rien."]
    assert list(notes["all"]) == [["Rien.", "texte non publié (1)"], []]
    assert list(facts["label_fr"]) == ["texte non publié (1)"]
    assert tables["notes"]["note_fr"][0] == CALL


def test_texts_withheld_stay_apart() -> None:
    tables = {"notes": pd.DataFrame({"name": [CALL, "Mme Autre", CALL]}), "deliveries": NO_FILES}
    names = decide_spoken(tables, Approvals()).released("notes", tables["notes"])["name"]
    assert names[0] == names[2] != names[1]


def test_a_file_called_after_somebody_stops_the_release() -> None:
    with pytest.raises(DisclosureError, match=r"file 2 of its deliveries \(name\)") as refused:
        decide_spoken({"deliveries": pd.DataFrame({"file": ["a.csv", "Entretien Mme Exemple.csv"]})}, Approvals())
    assert "Exemple" not in str(refused.value)


def test_nothing_said_changes_nothing() -> None:
    table = pd.DataFrame({"note_fr": ["Rien."]})
    assert Spoken().released("notes", table) is table


def test_approvals_hold_no_text_and_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "essai.yml"
    write_approvals(path, approved(QUOTE))
    assert load_approvals(path) == approved(QUOTE)
    assert QUOTE["text_fr"] not in path.read_text(encoding="utf-8")
    path.write_text("quotes:\n  - id: V1\n    sha256: ab\n    by: x\n    on: 2026-11-26\n", encoding="utf-8")
    with pytest.raises(ParamsError, match="line 3"):
        load_approvals(path)


@pytest.fixture
def cohort(tmp_path: Path) -> CohortPaths:
    """A cohort with four quotes: plain, with a telephone number, without consent, without a role."""
    paths = CohortPaths("essai", tmp_path)
    texts = [QUOTE["text_fr"], CALL, "Je n’ai rien dit.", "Qui parle ?"]
    quotes = pd.DataFrame(
        {
            "quote_id": ["V1", "V2", "V3", "V4"],
            "text": texts,
            "role_class": ["porteur", "agent", "agent", ""],
            "entity": "Projet 01",
            "has_consent": [True, True, False, True],
            "audience": [["startups"]] * 4,
        }
    )
    write_tables(paths.clean, {"quotes": quotes})
    protocols = pd.DataFrame({"plan_b_fr": ["Écrire à essai@example.org", "rien"]})
    write_tables(paths.cohort_estimates / "tables", {"indicators_protocols": protocols})
    return paths


def test_the_researcher_sees_each_sentence_with_what_is_personal_in_it(cohort: CohortPaths) -> None:
    told = quotes_command.shown(quotes_command.sentences(cohort))
    assert "V1: nobody approved it" in told
    assert "⟦Sophie Exemple⟧ au ⟦06 12 34 56 78⟧" in told
    assert "personal data: name, phone" in told
    assert "V3: the speaker did not agree" in told
    assert "V4: its role class is not known" in told
    assert "Écrire à ⟦essai@example.org⟧" in told
    assert "5 sentences, 0 approved, 2 with personal data detected." in told


def test_approving_a_sentence_makes_it_publishable_until_it_changes(cohort: CohortPaths) -> None:
    text = next(each for each in quotes_command.sentences(cohort) if not each.is_quote)
    quotes_command.approve(
        cohort, ["V1", text.id], by="Équipe", on="2026-11-26", despite="Adresse d’un service, publique."
    )
    states = {each.id: each.state for each in quotes_command.sentences(cohort)}
    assert states["V1"] == states[text.id] == quotes_command.APPROVED
    assert states["V2"] == UNAPPROVED
    approvals = load_approvals(cohort.quote_approvals)
    assert (approvals.quotes[0].despite, approvals.texts[0].despite) == ("", "Adresse d’un service, publique.")
    changed = pd.read_parquet(cohort.clean / "quotes.parquet").replace(QUOTE["text_fr"], "Autre chose.")
    write_tables(cohort.clean, {"quotes": changed})
    assert {each.id: each.state for each in quotes_command.sentences(cohort)}["V1"] == CHANGED


@pytest.mark.parametrize(
    ("ids", "said", "words"),
    [
        (["V2"], {"by": "Équipe"}, "V2 holds personal data"),
        (["V3"], {"by": "Équipe", "despite": "x"}, "V3 cannot be approved: the speaker did not agree"),
        (["V4"], {"by": "Équipe"}, "V4 cannot be approved: its role class is not known"),
        (["V9"], {"by": "Équipe"}, "No sentence is called « V9 »"),
        (["V1"], {"by": ""}, "--by ROLE"),
        (["V1"], {"by": "Mme Exemple"}, "name a role, not a person"),
        (["V1"], {"by": "Équipe", "on": "hier"}, "--on YYYY-MM-DD"),
        (["V1", "V3"], {"by": "Équipe"}, "Nothing was approved"),
    ],
)
def test_an_approval_that_may_not_be_given_is_refused_whole(
    cohort: CohortPaths, ids: list[str], said: dict[str, str], words: str
) -> None:
    with pytest.raises(RetexError, match=words) as refused:
        quotes_command.approve(cohort, ids, **{"on": "2026-11-26", **said})
    assert not cohort.quote_approvals.exists()
    assert not any(secret in str(refused.value) for secret in ("Sophie", "06 12", "Exemple"))


def test_an_approval_is_taken_back(cohort: CohortPaths) -> None:
    quotes_command.approve(cohort, ["V1"], by="Équipe", on="2026-11-26")
    with pytest.raises(RetexError, match="no approval of V2"):
        quotes_command.withdraw(cohort, ["V1", "V2"])
    assert quotes_command.withdraw(cohort, ["V1"]) == ["V1"]
    assert load_approvals(cohort.quote_approvals) == Approvals()


def test_a_cohort_that_was_not_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match="run --cohort essai"):
        quotes_command.sentences(CohortPaths("essai", tmp_path))
