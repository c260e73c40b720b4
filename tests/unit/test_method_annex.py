from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.frame.interval_methods import PLAINLY_FR
from pipeline.booklet.frame.method_annex import ALL_WEIGHTS_ONE_FR, NOT_WEIGHTED_FR, OWN_FR, WEIGHTS_FR, method_annex
from tests.conftest import ROOT
from tests.fixtures.framed import COUNT, DELIVERY, FEW, SHARE, framed_release

TOOLS = {"pandas": "3.1.1", "embedded": "pandoc 3.9 + typst 0.15.0"}
CORRECTION = {
    "table": "projects",
    "column": "status",
    "action": "remplacé",
    "reason": "faute de frappe",
    "provider": "Équipe",
    "date": "2026-01-02",
}


ANSWERED = dataclasses.replace(COUNT, fact_id="survey-communes-told")
WEIGHTED = dataclasses.replace(COUNT, fact_id="response-communes-mark-weighted", label_fr="Note, moyenne pondérée")
EXACT = dataclasses.replace(SHARE, fact_id="sample-exact", interval_method="Clopper-Pearson")
CODED = dataclasses.replace(COUNT, fact_id="interviews-told")


def section(text: str, name: str) -> str:
    return re.split(r"\n## ", text.partition(f"{{#sec-methode-{name}}}\n")[2])[0].strip()


def test_each_part_is_told_from_the_run(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [COUNT, SHARE]}, corrections=[CORRECTION])
    text = method_annex(release, ["sample-interviews", "sample-agents"], TOOLS)
    assert "1\u00a0fichier reçu de 1\u00a0fournisseur\\, le 21\u00a0novembre 2026\\, soit 15\u00a0lignes" in text
    assert "synthétique" not in section(text, "sources")
    designs = section(text, "plans")
    assert [line.split("|")[1:3] for line in designs.splitlines() if line.startswith(("| R", "| É"))] == [
        [" Recensement ", " 1 "],
        [" Échantillon ", " 1 "],
    ]
    assert section(text, "intervalles").endswith("- Wilson\\, à 95\u202f\\%\u00a0: 1\u00a0nombre")
    assert "faute de frappe" in section(text, "corrections")
    assert "compris entre 1 et 4 n’est pas publié" in section(text, "secret")
    assert "moteur de mise en page intégré \\(pandoc 3\\.9" in section(text, "logiciels")


def test_each_method_of_intervals_says_of_what_it_gives_one(tmp_path: Path) -> None:
    text = method_annex(framed_release(tmp_path, {"sample": [EXACT]}), ["sample-exact"], TOOLS)
    said = section(text, "intervalles").replace("\\", "")
    assert said.endswith(
        "- part, comme si les cas venaient d’un nombre sans limite – Clopper-Pearson, à 95\u202f%\u00a0: 1\u00a0nombre"
    )


def test_methods_of_intervals_are_called_as_statistics_call_them() -> None:
    folders = ("statistics", "methods", "estimators")
    sources = "".join(file.read_text("utf-8") for name in folders for file in (ROOT / "pipeline" / name).rglob("*.py"))
    assert [method for method in PLAINLY_FR if f'"{method}"' not in sources] == []


def test_what_was_not_done_is_said_or_left_out(tmp_path: Path) -> None:
    text = method_annex(framed_release(tmp_path, {}, deliveries=[]), [], {})
    assert section(text, "sources") == "Aucun fichier n’a été reçu."
    assert section(text, "corrections") == "Aucune valeur n’a été corrigée après sa réception."
    assert section(text, "intervalles").startswith("Aucun nombre des chapitres n’a d’intervalle")
    for absent in ("reponses", "plans", "ponderation", "accord"):
        assert f"sec-methode-{absent}" not in text


def test_nothing_is_hidden_from_a_count_of_one(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {}, deliveries=[], disclosure={"min_count": 1, "reason": "Documents publiés."})
    assert section(method_annex(release, [], {}), "secret") == "Aucun effectif n’est masqué\\. Documents publiés\\."


def test_files_are_counted_with_their_dates_and_what_was_made_up(tmp_path: Path) -> None:
    later = {**DELIVERY, "file": "b.csv", "received": "2026-11-23", "owner_name": "Autre", "is_synthetic": True}
    text = section(method_annex(framed_release(tmp_path, {}, deliveries=[DELIVERY, later]), [], {}), "sources")
    assert "2\u00a0fichiers reçus de 2\u00a0fournisseurs\\, du 21 au 23\u00a0novembre 2026" in text
    assert "Parmi les fichiers reçus\\, 1 est synthétique" in text


def test_response_weights_and_agreement_are_links_to_facts(tmp_path: Path) -> None:
    told = "sample-interviews"
    facts = {f"{what}_fact": [told] for what in ("invited", "answered", "rate", "lowest", "highest", "effective")}
    surveys = pd.DataFrame({"survey": ["survey_communes"], **facts})
    weights = surveys.assign(method_fr="Calage", margins_fr="état du projet")
    judged = pd.DataFrame({"dimension_fr": ["Frein", ""], "same_fact": [told, None], "alpha_fact": [told, told]})
    asked = pd.DataFrame({"survey": ["survey_communes"], "title_fr": ["Enquête « agents »"], "version": ["2025-1"]})
    tables = {"response_surveys": surveys, "response_weights": weights, "interviews_agreement": judged}
    found = {"sample": [COUNT], "survey": [ANSWERED], "interviews": [CODED], "response": [WEIGHTED]}
    release = framed_release(tmp_path, found, tables={**tables, "survey_questionnaires": asked})
    text = method_annex(release, [told, ANSWERED.fact_id, CODED.fact_id, WEIGHTED.fact_id], TOOLS)
    assert "Enquête « agents »\\, version 2025\\-1" in section(text, "reponses")
    assert section(text, "reponses").count(f"(#fait-{told})") == 3
    assert section(text, "ponderation").startswith(
        f"{WEIGHTS_FR}\n\n- Agents des communes\u00a0\\: calage \\(état du projet\\)"
    )
    assert "Codeurs\\, «\u202fFrein\u202f»" in section(text, "accord")
    assert "Codeurs\\, tout ensemble" in section(text, "accord")
    assert "## L’accord entre ceux qui codent {#sec-methode-accord}" in text, "nobody scored in that booklet"
    unweighted = method_annex(release, [told, ANSWERED.fact_id], TOOLS)
    assert section(unweighted, "ponderation") == NOT_WEIGHTED_FR, "no weight is told where no weighted result is"
    assert OWN_FR not in text, "chapters print every number of this annex"
    unused = method_annex(release, [told], TOOLS)
    assert section(unused, "reponses") == section(unused, "accord") == "", "no chapter of that booklet uses them"
    assert WEIGHTS_FR not in unused


def test_a_survey_without_questionnaire_goes_by_its_audience(tmp_path: Path) -> None:
    surveys = pd.DataFrame({"survey": ["survey_communes"], "invited_fact": [None], "answered_fact": [None]})
    tables = {"response_surveys": surveys.assign(rate_fact="sample-few")}
    release = framed_release(tmp_path, {"sample": [FEW], "survey": [ANSWERED]}, tables=tables)
    text = method_annex(release, [ANSWERED.fact_id], {})
    assert "| Agents des communes | – | – | [secret statistique](#fait-sample-few) |" in text
    assert OWN_FR in text


@pytest.mark.parametrize(("hidden_for_others", "is_said"), [(0, False), (1, True), (40, True)])
def test_numbers_hidden_for_others_are_told_where_there_are_any(
    tmp_path: Path, hidden_for_others: int, is_said: bool
) -> None:
    rules = {"min_count": 3, "reason": "Entreprises.", "hidden_for_others": hidden_for_others}
    text = section(method_annex(framed_release(tmp_path, {}, deliveries=[], disclosure=rules), [], {}), "secret")
    assert text.startswith("Un effectif compris entre 1 et 2")
    assert ("retrouvé par différence" in text) == is_said


def test_how_many_rows_were_read_is_not_told_where_a_file_of_few_is_hidden(tmp_path: Path) -> None:
    hidden = {**DELIVERY, "rows": float("nan")}
    text = section(method_annex(framed_release(tmp_path, {}, deliveries=[hidden]), [], {}), "sources")
    assert "soit" not in text
    assert "nan" not in text


def test_weights_that_are_all_one_weigh_nothing(tmp_path: Path) -> None:
    one = dataclasses.replace(COUNT, value=1.0, numerator=None, unit="number")
    facts = {f"{what}_fact": [one.fact_id] for what in ("lowest", "highest", "effective")}
    weights = pd.DataFrame({"survey": ["survey_communes"], **facts, "method_fr": "Calage", "margins_fr": "état"})
    found = {"sample": [one], "response": [WEIGHTED]}
    release = framed_release(tmp_path, found, tables={"response_weights": weights})
    assert section(method_annex(release, [WEIGHTED.fact_id], {}), "ponderation") == ALL_WEIGHTS_ONE_FR
