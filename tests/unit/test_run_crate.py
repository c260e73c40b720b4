"""The RO-Crate: every reference leads to an entity, every output and input is there with its hash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipeline.params import load_cohort
from pipeline.paths import CohortPaths
from pipeline.run_crate import PROFILE, run_crate
from tests.conftest import ROOT

CERTIFICATE = {
    "cohort": "qmi-1",
    "edition": {"status": "draft", "code": "lusab-babad-gutih", "content": "e" * 64},
    "inputs": {"projects.csv": "a" * 64, "synthetic/scores.csv": "b" * 64},
    "tools": {"pandas": "3.1.1", "dvc": "3.67.1"},
    "booklets": [
        {"renderer": "embedded", "renderer_version": "pandoc 3 + typst 0.15", "outputs": {"communes.pdf": "c" * 64}}
    ],
    "files": {"communes.pdf": "c" * 64, "site/fiches/projet-01.pdf": "d" * 64},
}
CRATE = run_crate(CERTIFICATE, load_cohort(CohortPaths("qmi-1", ROOT)))
GRAPH = {entity["@id"]: entity for entity in CRATE["@graph"]}


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_reference_leads_to_an_entity_but_that_to_the_specification() -> None:
    led_to = {target for entity in CRATE["@graph"] for target in references(entity)}
    assert led_to - set(GRAPH) == {"https://w3id.org/ro/crate/1.1"}
    assert len(GRAPH) == len(CRATE["@graph"])


def test_the_process_took_the_inputs_and_gave_the_outputs() -> None:
    build = GRAPH["#build"]
    assert build["@type"] == "CreateAction"
    assert {each["@id"] for each in build["object"]} == {"#input-projects.csv", "#input-synthetic/scores.csv"}
    assert {each["@id"] for each in build["result"]} == {"communes.pdf", "site/fiches/projet-01.pdf"}
    assert GRAPH["communes.pdf"]["identifier"] == f"sha256:{'c' * 64}"
    assert GRAPH["#tool-pandas"]["softwareVersion"] == "3.1.1"


def test_a_draft_and_an_approved_edition_are_told_apart() -> None:
    assert GRAPH["./"]["creativeWorkStatus"] == "Draft"
    assert "version" not in GRAPH["./"]
    approved = {**CERTIFICATE, "edition": {"status": "approved", "approval": {"edition": "1"}}}
    crate = run_crate(approved, load_cohort(CohortPaths("qmi-1", ROOT)))
    [root] = [entity for entity in crate["@graph"] if entity["@id"] == "./"]
    assert (root["creativeWorkStatus"], root["version"]) == ("Published", "1")


def test_the_root_says_what_a_process_run_crate_must() -> None:
    root = GRAPH["./"]
    assert root["conformsTo"] == {"@id": PROFILE}
    assert {"name", "description", "license", "datePublished", "mentions", "hasPart"} <= set(root)
    assert "startTime" not in json.dumps(CRATE), "no stage reads the clock"
