from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.booklet.chapters import interviews_exhibits as exhibits
from pipeline.booklet.chapters import interviews_words as words
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.errors import EstimateError
from pipeline.estimates import Estimates
from pipeline.estimators.interviews import REQUIRES, estimate
from pipeline.facts import Fact
from pipeline.methods.interviews.coder_agreement import ratings
from pipeline.methods.interviews.interview_codes import Coded, read_coded
from pipeline.methods.interviews.interview_quotes import consented_quotes
from pipeline.methods.interviews.typology_rules import follows, rule_fr
from pipeline.plan import Plan, Settings, Typology
from pipeline.released import Release
from tests.fixtures.released import written_release

TYPES = [
    Typology(type="buyers", title_fr="Acheteurs", title_en="Buyers", all_of=["suite:achat"], none_of=["frein:prix"]),
    Typology(type="held", title_fr="Freinés", title_en="Held back", any_of=["frein:prix", "frein:delai"]),
]
NAMES = {"prix": "prix", "delai": "délai", "achat": "achat", "arret": "arrêt"}
DIMENSIONS = pd.DataFrame(
    {
        "dimension_id": ["D1", "D2"],
        "slug": ["frein", "suite"],
        "label_fr": ["Principal frein", "Suite envisagée"],
        "source_file": "d.csv",
        "source_row": [2, 3],
    }
)
INTERVIEWS = pd.DataFrame(
    {
        "interview_id": ["I1", "I2", "I3", "I4"],
        "entity": ["Projet 1", "Projet 2", "Commune 1", "Commune 1"],
        "role_class": ["porteur", "porteur", "agent", "élu"],
        "mode": ["téléphone", "sur place", "téléphone", None],
        "date": pd.to_datetime(["2025-03-01", "2025-03-03", "2025-03-02", "2025-03-04"]),
        "has_consent": pd.array([True, True, True, None], dtype="boolean"),
        "source_file": "i.csv",
        "source_row": range(2, 6),
    }
)
PROJECTS = pd.DataFrame(
    {"project_id": [f"P{n}" for n in range(1, 6)], "name": [f"Projet {n}" for n in range(1, 6)]}
).assign(source_file="p.csv", source_row=range(2, 7))
GIVEN = (
    # interview, entity, dimension, first coder's code, second coder's
    ("I1", "Projet 1", "D1", "prix", "prix"),
    ("I1", "Projet 1", "D2", "achat", "achat"),
    ("I2", "Projet 2", "D1", "delai", "prix"),
    ("I2", "Projet 2", "D2", "achat", "achat"),
    ("I3", "Commune 1", "D1", "delai", "delai"),
    ("I4", "Commune 1", "D1", "prix", "prix"),
    ("I4", "Commune 1", "D2", "arret", None),
)


def coding(given: Any = GIVEN) -> pd.DataFrame:
    rows = [
        {
            "interview_id": interview,
            "passage_id": f"{interview}-{dimension}",
            "entity": entity,
            "dimension_id": dimension,
            "code": code,
            "code_fr": NAMES[code],
            "strength": "E",
            "coder": coder,
        }
        for interview, entity, dimension, *codes in given
        for coder, code in zip(("a", "b"), codes, strict=True)
        if code
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(
        segment_id=[f"S{n}" for n in range(len(rows))], source_file="c.csv", source_row=range(2, len(rows) + 2)
    )


def tables(**changed: Any) -> dict[str, pd.DataFrame]:
    return {"interviews": INTERVIEWS, "coding": coding(), "dimensions": DIMENSIONS, "projects": PROJECTS, **changed}


def estimates(types: list[Typology] | None = None, **changed: Any) -> Estimates:
    plan = Plan(typologies=TYPES if types is None else types)
    return estimate(tables(**changed), Settings(confidence_level=0.95, percent_base_min=10, plan=plan))


def facts(found: Estimates) -> dict[str, Fact]:
    return {fact.fact_id.removeprefix("interviews-"): fact for fact in found.facts}


def read(**changed: Any) -> Coded:
    found = read_coded(tables(**changed))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def found() -> Estimates:
    return estimates()


@pytest.fixture(scope="module")
def release(found: Estimates, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return written_release(tmp_path_factory.mktemp("release"), "interviews", found)


@pytest.fixture(scope="module")
def uncoded(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return written_release(tmp_path_factory.mktemp("release"), "interviews", estimates(coding=coding().iloc[:0]))


def test_a_study_of_a_printed_text_has_no_such_theme() -> None:
    assert "projects" in REQUIRES


def test_who_was_met_is_counted(found: Estimates) -> None:
    counted = facts(found)
    assert (counted["interviews"].value, counted["entities"].value) == (4, 3)
    assert (counted["role-porteur"].numerator, counted["mode-telephone"].numerator) == (2, 2)
    assert (counted["projects"].numerator, counted["projects"].denominator) == (2, 5)
    assert (counted["first-date"].value_text, counted["last-date"].value_text) == ("2025-03-01", "2025-03-04")


def test_a_code_is_kept_when_more_than_half_of_the_coders_gave_it() -> None:
    kept = {(row.passage, row.key) for row in read().kept.itertuples()}
    assert ("I1-D1", "frein:prix") in kept
    assert not [passage for passage, _ in kept if passage == "I2-D1"]
    assert ("I4-D2", "suite:arret") in kept  # one coder only: nothing to disagree with


def test_a_code_is_counted_over_the_entities_asked_and_projects_over_the_register(found: Estimates) -> None:
    counted = facts(found)
    assert (counted["frein-prix-entities"].numerator, counted["frein-prix-entities"].denominator) == (2, 3)
    assert counted["frein-prix-any"].value == 3
    achat = counted["suite-achat-projects"]
    assert (achat.numerator, achat.denominator, achat.n_frame) == (2, 2, 5)
    assert achat.low is not None and achat.low >= 2 / 5
    assert achat.high == 1


def test_an_interval_is_not_given_when_every_project_was_met() -> None:
    counted = facts(estimates(projects=PROJECTS.iloc[:2]))
    assert counted["suite-achat-projects"].low is None
    assert counted["suite-achat-projects"].interval_method == ""


def test_without_any_project_met_there_is_no_share_of_projects() -> None:
    others = estimates(projects=PROJECTS.assign(name="X", project_id=[f"Q{n}" for n in range(5)]))
    assert not [name for name in facts(others) if name.endswith("-projects") and name != "projects"]
    assert others.tables["interviews_prevalence"]["projects_fact"].isna().all()


def test_roles_stand_in_the_order_that_readers_sort_by() -> None:
    known = estimates(interviews=INTERVIEWS.assign(mode="téléphone"))
    assert list(known.tables["interviews_role_mode"]["role_class"]) == ["agent", "élu", "porteur"]


def test_agreement_is_counted_and_disagreements_are_listed_without_a_text(found: Estimates) -> None:
    counted = facts(found)
    assert (counted["frein-same"].numerator, counted["frein-same"].denominator) == (3, 4)
    assert (counted["all-same"].numerator, counted["all-same"].denominator) == (5, 6)
    assert counted["all-once"].value == 1
    assert counted["passages-open"].value == 1
    apart = found.tables["interviews_apart"]
    assert list(apart["passage"]) == ["passage 3"]
    assert apart["given_fr"].iloc[0] == "codeur A\u00a0: délai\u202f; codeur B\u00a0: prix"


def test_one_coder_leaves_agreement_unmeasured() -> None:
    alone = estimates(coding=coding().loc[lambda rows: rows["coder"].eq("a")])
    assert facts(alone)["coders"].value == 1
    assert alone.tables["interviews_agreement"].empty
    unnamed = estimates(coding=coding().loc[lambda rows: rows["coder"].eq("a")].assign(coder=None))
    assert facts(unnamed)["coders"].value == 1


def test_passages_with_several_codes_are_compared_code_by_code() -> None:
    more = coding((*GIVEN, ("I1", "Projet 1", "D1", "delai", None)))
    given, has_several = ratings(read(coding=more), "frein")
    assert has_several
    assert given.loc[("frein:delai", "I1-D1")].tolist() == [1, 0]
    assert given.loc[("frein:prix", "I1-D1")].tolist() == [1, 1]
    assert not ratings(read(), "frein")[1]


def test_statements_about_everyone_prove_nothing_of_one() -> None:
    general = coding().assign(strength=lambda rows: rows["strength"].where(rows["entity"].ne("Projet 1"), "G"))
    assert "Projet 1" not in read(coding=general).presence("entity").index


def test_saturation_ends_at_all_codes_kept(found: Estimates) -> None:
    curve, counted = found.tables["interviews_saturation"], facts(found)
    assert list(curve["interviews"]) == [1, 2, 3, 4]
    assert curve["expected"].iloc[-1] == counted["codes"].value == 4
    assert counted["last-new"].value == 4
    assert counted["last-new"].denominator == 4


def test_without_interviews_named_or_dated_there_is_no_curve_or_no_order() -> None:
    unnamed = estimates(coding=coding().assign(interview_id=None))
    assert unnamed.tables["interviews_saturation"].empty
    undated = estimates(interviews=INTERVIEWS.assign(date=pd.NaT))
    assert "last-new" not in facts(undated)
    assert "first-date" not in facts(undated)


def test_pairs_are_of_unlike_questions_and_untested_where_nothing_can_be_decided(found: Estimates) -> None:
    counted = facts(found)
    assert (counted["pairs"].value, counted["pairs-tested"].value, counted["pairs-found"].value) == (4, 0, 0)
    together = found.tables["interviews_together"].set_index("code")
    assert together.loc["frein:prix", "suite:achat"] == 1
    assert together.loc["frein:prix", "frein:delai"] == 0


def test_a_pair_that_goes_together_beyond_chance_is_found() -> None:
    given = [
        (f"I{n}", f"Projet {n}", dimension, *codes)
        for n in range(1, 21)
        for dimension, codes in (
            ("D1", ("prix", "prix") if n <= 10 else ("delai", "delai")),
            ("D2", ("achat", "achat") if n <= 10 else ("arret", "arret")),
        )
    ]
    register = pd.DataFrame(
        {"interview_id": [f"I{n}" for n in range(1, 21)], "entity": [f"Projet {n}" for n in range(1, 21)]}
    )
    register = register.assign(role_class="porteur", mode="téléphone", date=pd.NaT, has_consent=True)
    linked = estimates(coding=coding(given), interviews=register.assign(source_file="i.csv", source_row=range(2, 22)))
    assert facts(linked)["pairs-found"].value == 4
    assert (facts(linked)["pair-frein-prix-suite-achat-p"].value or 1) < 0.01
    assert facts(linked)["pair-frein-prix-suite-achat-both"].numerator == 10


def test_codes_given_by_chance_are_not_found_to_go_together() -> None:
    """The level of a test is what a confidence level leaves: 5 %, not 95 %."""
    draws = np.random.default_rng(13).random((18, 2)) < 0.5  # 0.15 by Fisher, before correction
    given = [
        (f"I{n}", f"Projet {n}", dimension, *([codes[int(draw)]] * 2))
        for n, row in enumerate(draws)
        for dimension, codes, draw in (("D1", ("prix", "delai"), row[0]), ("D2", ("achat", "arret"), row[1]))
    ]
    unlinked = facts(estimates(coding=coding(given)))
    assert unlinked["pairs-tested"].value == 4
    assert unlinked["pairs-found"].value == 0


def test_types_follow_their_rules_and_need_not_place_everybody_once(found: Estimates) -> None:
    counted, types = facts(found), found.tables["interviews_types"].set_index("type")
    assert (counted["type-buyers"].numerator, counted["type-buyers"].denominator) == (1, 3)
    assert list(types.loc["buyers", "entities"]) == ["Projet 2"]
    assert counted["type-held"].numerator == 2
    assert (counted["types-none"].value, counted["types-several"].value) == (0, 0)
    assert "ne porte pas «\u202fprix\u202f»" in types.loc["buyers", "rule_fr"]


@pytest.mark.parametrize(
    ("codes", "is_of"),
    [({"a:x"}, False), ({"a:x", "b:y"}, True), ({"a:x", "b:z"}, True), ({"a:x", "b:y", "c:n"}, False)],
)
def test_a_rule_needs_all_one_and_none(codes: set[str], is_of: bool) -> None:
    rule = Typology(type="t", title_fr="", title_en="", all_of=["a:x"], any_of=["b:y", "b:z"], none_of=["c:n"])
    assert follows(rule, codes) == is_of


@pytest.mark.parametrize("key", ["frein", "frein:", "humeur:bonne"])
def test_a_rule_of_an_unknown_dimension_is_refused(key: str) -> None:
    with pytest.raises(EstimateError, match="expected dimension:code"):
        estimates([Typology(type="t", title_fr="T", title_en="T", all_of=[key])])


def test_a_type_without_rule_is_refused_and_a_code_nobody_gave_is_told() -> None:
    with pytest.raises(EstimateError, match="it has no rule"):
        estimates([Typology(type="t", title_fr="T", title_en="T")])
    rare = Typology(type="t", title_fr="T", title_en="T", any_of=["frein:bruit"])
    assert rule_fr(rare, read()) == "porte un code qu’aucun codeur n’a donné"
    named = rare.model_copy(update={"names_fr": {"frein:bruit": "gêne due au bruit"}})
    types = estimates([named]).tables["interviews_types"]
    assert list(types["never_given"].iloc[0]) == ["gêne due au bruit"]
    assert types["rule_fr"].iloc[0] == "porte «\u202fgêne due au bruit\u202f»"
    assert words.rule_sentence("porte", types["never_given"].iloc[0]).endswith(
        "(aucun codeur n’a donné «\u202fgêne due au bruit\u202f»)"
    )


def test_a_name_of_a_code_outside_the_rule_is_refused() -> None:
    rule = Typology(type="t", title_fr="T", title_en="T", any_of=["frein:bruit"], names_fr={"frein:brut": "bruit"})
    with pytest.raises(EstimateError, match="frein:brut"):
        estimates([rule])


def test_entities_without_consent_are_counted_and_not_shown(found: Estimates) -> None:
    assert facts(found)["hidden"].value == 1
    assert set(found.tables["interviews_presence"]["entity"]) == {"Projet 1", "Projet 2"}
    assert set(found.tables["interviews_type_entities"]["entity"]) == {"Projet 1", "Projet 2"}
    unstated = estimates(interviews=INTERVIEWS.drop(columns="has_consent"))
    assert unstated.tables["interviews_presence"].empty
    assert set(unstated.tables["interviews_apart"]["entity"]) == {"non publiée"}


def test_the_order_of_rows_changes_no_fact(found: Estimates) -> None:
    shuffled = estimates(coding=coding().sample(frac=1, random_state=2), interviews=INTERVIEWS.iloc[::-1])
    assert {name: (fact.value, fact.low) for name, fact in facts(shuffled).items()} == {
        name: (fact.value, fact.low) for name, fact in facts(found).items()
    }


@pytest.mark.parametrize("rows", [0, 1])
def test_next_to_nothing_delivered_says_next_to_nothing(rows: int, tmp_path: Path) -> None:
    some = estimates(
        types=[], coding=coding().iloc[:rows], interviews=INTERVIEWS.iloc[:1], projects=PROJECTS.iloc[:rows]
    )
    assert facts(some)["interviews"].value == 1
    shown = written_release(tmp_path, "interviews", some)
    for name in SHOWN:
        assert isinstance(getattr(exhibits, name)(shown, "Légende"), (Figure, Table, Text))


def test_an_empty_register_gives_no_fact() -> None:
    assert estimates(interviews=INTERVIEWS.iloc[:0], coding=coding().iloc[:0]).facts == []


SHOWN = {
    "roles_figure": (Figure, Figure),
    "presence_figure": (Figure, Text),
    "prevalence_figure": (Figure, Text),
    "agreement_table": (Table, Text),
    "apart_table": (Table, Text),
    "saturation_figure": (Figure, Text),
    "together_figure": (Figure, Text),
    "types_table": (Table, Text),
}


@pytest.mark.parametrize("name", SHOWN)
def test_every_exhibit_is_drawn_with_codes_and_said_without(release: Release, uncoded: Release, name: str) -> None:
    exhibit = getattr(exhibits, name)
    assert isinstance(exhibit(release, "Légende"), SHOWN[name][0])
    assert isinstance(exhibit(uncoded, "Légende"), SHOWN[name][1])


def test_texts_say_what_there_is_or_that_there_is_nothing(release: Release, uncoded: Release) -> None:
    assert "faute de consentement" in exhibits.met(release).markdown
    assert "entretiens\n" in exhibits.met(uncoded).markdown
    role, mode = exhibits.parts(release).markdown.split("\n")
    assert role.startswith("- Rôle\u00a0: ") and "porteur, [" in role and mode.startswith("- Mode\u00a0: ")
    assert "Délai" in exhibits.prevalence_tables(release).markdown
    assert "Passages codés de même" in exhibits.agreement_text(release).markdown
    assert "rien à dénombrer" in exhibits.agreement_text(uncoded).markdown
    assert "Codes portés" in exhibits.saturation_text(release).markdown
    assert "aucun test ne pouvait décider" in exhibits.together_text(release).markdown
    assert exhibits.together_text(uncoded).markdown == ""
    assert "Entités d’aucun type" in exhibits.types_text(release).markdown
    assert exhibits.types_text(uncoded).markdown == ""


@pytest.mark.parametrize(
    ("fragile", "measured", "said"),
    [
        ([], 0, "Aucun passage n’a été codé deux fois"),
        ([], 3, "n’est fragile"),
        (["A"], 3, "sur «\u202fA\u202f»"),
        (["A", "B", "C"], 3, "«\u202fB\u202f» et «\u202fC\u202f»"),
    ],
)
def test_fragile_dimensions_are_named(fragile: list[str], measured: int, said: str) -> None:
    assert said in words.coders_sentence(fragile, measured)


@pytest.mark.parametrize(
    ("tested", "found_pairs", "said"),
    [(0, 0, "Aucun n’a"), (4, 0, "Aucune paire"), (4, 1, "Une paire est"), (4, 2, "Quelques paires sont")],
)
def test_pairs_are_told_as_far_as_tests_allow(tested: int, found_pairs: int, said: str) -> None:
    assert said in words.pairs_sentence(tested, found_pairs)


@pytest.mark.parametrize(
    ("last", "n", "said"), [(4, 4, "dernier entretien"), (3, 4, "un code nouveau au moins"), (2, 4, "n’a plus")]
)
def test_whether_codes_were_still_new_is_told(last: int, n: int, said: str) -> None:
    assert said in words.last_new_sentence(last, n)


@pytest.mark.parametrize(("count", "said"), [(0, ""), (1, "Une entité n’est"), (2, "Certaines entités")])
def test_hidden_entities_are_told(count: int, said: str) -> None:
    assert words.hidden_sentence(count).startswith(said)


@pytest.mark.parametrize(
    ("none", "several", "said"),
    [(0, 0, "un type et d’un seul"), (1, 0, "n’est pas un reste"), (0, 1, "plusieurs types")],
)
def test_types_need_not_place_everybody_once(none: int, several: int, said: str) -> None:
    assert said in words.types_sentence(none, several)


def quotes(**columns: Any) -> pd.DataFrame:
    usual = {
        "quote_id": ["Q2", "Q1"],
        "text": ["L'essai a servi", "Nous avons appris"],
        "role_class": ["porteur", None],
        "entity": ["Projet 1", "Projet 2"],
        "interview_id": ["I1", "I2"],
        "has_consent": pd.array([True, True], dtype="boolean"),
        "audience": [["startups", "communes"], ["communes"]],
    }
    return pd.DataFrame({**usual, **columns})


def test_quotes_with_consent_are_told_in_order_with_their_audiences() -> None:
    told = consented_quotes({"quotes": quotes(), "interviews": INTERVIEWS})
    assert list(told["quote_id"]) == ["Q1", "Q2"]
    assert told["text_fr"].iloc[1] == "L’essai a servi"
    assert [list(audiences) for audiences in told["audiences"]] == [["communes"], ["startups", "communes"]]
    assert list(told["role_class"]) == ["", "porteur"]


@pytest.mark.parametrize(
    "columns",
    [
        {"has_consent": pd.array([None, False], dtype="boolean")},
        {"audience": [[], None]},
        {"interview_id": ["I4", "I4"]},  # the register does not say that they agreed
    ],
)
def test_a_quote_without_consent_or_audience_is_not_told(columns: dict[str, Any]) -> None:
    assert consented_quotes({"quotes": quotes(**columns), "interviews": INTERVIEWS}).empty


def test_without_quotes_there_are_none() -> None:
    assert consented_quotes({}).empty
    assert consented_quotes({"quotes": quotes().drop(columns="has_consent")}).empty
