"""Findings of another study: same number, same evidence, named after the study, and only what it released."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters.context_exhibits import studies
from pipeline.contributing_rows import ContributingRows
from pipeline.errors import ParamsError
from pipeline.methods.context.cited_studies import Findings, Study, cited_facts, cited_rows, evidence, findings
from pipeline.params import load_params
from pipeline.paths import CohortPaths
from pipeline.yaml_files import load_model
from tests.conftest import ROOT
from tests.fixtures.framed import COUNT, framed_release

FOUND = {
    "about_fr": "Une étude.",
    "findings": [{"fact": "sample-b", "says_fr": "Il y en a {}, dit-elle."}, {"fact": "sample-a", "says_fr": "{}."}],
}
STUDY = Study("other", Findings.model_validate(FOUND))
FACTS = pd.DataFrame(
    {
        "fact_id": ["sample-a", "sample-b", "sample-c"],
        "unit": "count",
        "value": [1.0, 2.0, 3.0],
        "numerator": [None, 2.0, 3.0],
        "denominator": [None, 8.0, None],
        "source_files": ["x.csv", "x.csv|y.csv", "z.csv"],
        "limits_fr": ["", "Peu de cas", ""],
        "display_fr": ["1", "2", "3"],
        "status": "released",
    }
)


def test_only_what_is_cited_comes_over_with_its_value_and_files() -> None:
    facts = cited_facts(FACTS, STUDY).set_index("fact_id")
    assert list(facts.index) == ["context-other-sample-a", "context-other-sample-b"]
    assert list(facts["unit"]) == ["count", "share"], "a count that knows its base is cited as a share"
    assert list(facts["value"]) == [1.0, 0.25]
    assert list(facts["source_files"]) == ["other/x.csv", "other/x.csv|other/y.csv"]
    assert "display_fr" not in facts, "the release of the citing cohort writes it"


def test_every_fact_says_that_it_is_context() -> None:
    limits = list(cited_facts(FACTS, STUDY)["limits_fr"])
    assert limits[0].startswith("Autre étude")
    assert limits[1].startswith("Peu de cas\u202f; Autre étude")


def test_rows_and_deliveries_follow_under_the_name_of_the_study() -> None:
    rows = pd.DataFrame({"row_set": [0, 1], "source_file": ["x.csv", "z.csv"], "source_row": [4, 5]})
    cited = cited_rows(ContributingRows({"sample-a": 0, "sample-c": 1}, [rows]), STUDY)
    assert list(cited.set_of) == ["context-other-sample-a"]
    assert cited.of_fact("context-other-sample-a").to_dict("records") == [
        {"source_file": "other/x.csv", "source_row": 4}
    ]
    assert sum(map(len, cited.parts)) == 1, "other rows of the study stay there"
    inside = {
        "deliveries": pd.DataFrame({"file": ["x.csv", "z.csv"], "table": ["x", "z"]}),
        "corrections": pd.DataFrame({"table": ["x"]}),
    }
    deliveries, corrections = evidence(inside, cited_facts(FACTS, STUDY), STUDY)
    assert list(deliveries["file"]) == ["other/x.csv"]
    assert list(corrections["table"]) == ["other/x"]


def test_a_sentence_without_a_place_for_its_number_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "findings.yml"
    path.write_text("about_fr: A\nfindings:\n  - {fact: a, says_fr: Rien.}\n", "utf-8")
    with pytest.raises(ParamsError, match=r"findings\.0\.says_fr"):
        load_model(path, Findings)


def test_each_finding_is_a_sentence_with_its_number_linked(tmp_path: Path) -> None:
    study = Study("other", STUDY.found.model_copy(update={"findings": STUDY.found.findings[:1]}))
    table = findings(study, "L’autre étude").assign(fact="sample-interviews")
    release = framed_release(tmp_path, {"context": [COUNT]})
    (tmp_path / "tables").mkdir(exist_ok=True)
    table.to_parquet(tmp_path / "tables/context_other.parquet", index=False)
    release.summary["themes"]["context"] = ["context_other"]
    text = str(studies(release).markdown)
    assert text.startswith("**L’autre étude.** Une étude\\.")
    assert "- Il y en a [15](#fait-sample-interviews)\\, dit\\-elle\\." in text


@pytest.mark.parametrize("name", sorted(load_params(ROOT).context))
def test_every_citation_of_params_is_described(name: str) -> None:
    citation = load_params(ROOT).context[name]
    assert load_model(CohortPaths(citation.study, ROOT).findings, Findings).findings
