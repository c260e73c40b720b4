"""The certificate as RO-Crate metadata: one process that took these inputs, with these tools, and gave these files.

Follows RO-Crate 1.1 and the profile Process Run Crate 0.5 (Workflow Run RO-Crate). No moment of running is given: two
clean builds give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.params import Cohort
from pipeline.verifying.certified import CERTIFICATE, FILES

METADATA_FILE = "ro-crate-metadata.json"
CRATE = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
TERMS = "https://w3id.org/ro/terms/workflow-run/context"
LICENCES = {"Licence Ouverte 2.0": "https://spdx.org/licenses/etalab-2.0"}
ENCODINGS = {".pdf": "application/pdf", ".html": "text/html", ".csv": "text/csv", ".json": "application/json"}
ENCODINGS |= {".yml": "application/yaml", ".parquet": "application/vnd.apache.parquet"}

STATUSES = {"draft": "Draft", "approved": "Published"}
"""What schema.org calls the status of an edition."""

Entity = dict[str, Any]


def run_crate(certificate: Mapping[str, Any], cohort: Cohort) -> Entity:
    """The content of `ro-crate-metadata.json` for a published folder.

    Outputs are files of the folder; inputs are described by name and SHA-256, and may not be in it.
    """
    outputs = [_file(name, digest) for name, digest in sorted(certificate[FILES].items())]
    inputs = [_file(name, digest, inside=False) for name, digest in sorted(certificate["inputs"].items())]
    tools = [_tool(name, version) for name, version in sorted(_tools(certificate).items())]
    return {
        "@context": [f"{CRATE}/context", TERMS],
        "@graph": [
            _descriptor(),
            _root(cohort, certificate, outputs),
            {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
            _action(cohort, inputs, outputs, tools),
            *tools,
            *inputs,
            *outputs,
            {"@id": CERTIFICATE, "@type": "File", "name": "Certificat", "encodingFormat": "application/json"},
            *_licence(cohort),
        ],
    }


def _descriptor() -> Entity:
    return {
        "@id": METADATA_FILE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": CRATE},
    }


def _root(cohort: Cohort, certificate: Mapping[str, Any], outputs: list[Entity]) -> Entity:
    edition = certificate["edition"]
    version = {"version": edition["approval"]["edition"]} if "approval" in edition else {}
    licence = LICENCES.get(cohort.licence)
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": cohort.title_fr,
        "description": cohort.subtitle_fr,
        "publisher": {"@id": "#publisher"},
        "creativeWorkStatus": STATUSES[edition["status"]],
        **version,
        "datePublished": cohort.edition_date.isoformat(),
        "license": {"@id": licence} if licence else cohort.licence,
        "conformsTo": {"@id": PROFILE},
        "hasPart": [{"@id": CERTIFICATE}, *_references(outputs)],
        "mentions": {"@id": "#build"},
    }


def _action(cohort: Cohort, inputs: list[Entity], outputs: list[Entity], tools: list[Entity]) -> Entity:
    return {
        "@id": "#build",
        "@type": "CreateAction",
        "name": f"Build of the edition « {cohort.cohort} »",
        "instrument": _references(tools),
        "object": _references(inputs),
        "result": _references(outputs),
        "agent": {"@id": "#publisher"},
    }


def _licence(cohort: Cohort) -> Iterator[Entity]:
    yield {"@id": "#publisher", "@type": "Organization", "name": cohort.publisher}
    if cohort.licence in LICENCES:
        yield {"@id": LICENCES[cohort.licence], "@type": "CreativeWork", "name": cohort.licence}


def _tools(certificate: Mapping[str, Any]) -> dict[str, str]:
    renderers = {str(each["renderer"]): str(each["renderer_version"]) for each in certificate["booklets"]}
    return {**certificate["tools"], **renderers}


def _tool(name: str, version: str) -> Entity:
    return {"@id": f"#tool-{name}", "@type": "SoftwareApplication", "name": name, "softwareVersion": version}


def _file(name: str, digest: str, *, inside: bool = True) -> Entity:
    return {
        "@id": name if inside else f"#input-{name}",
        "@type": "File" if inside else "CreativeWork",
        "name": Path(name).name,
        "identifier": f"sha256:{digest}",
        "encodingFormat": ENCODINGS.get(Path(name).suffix, "application/octet-stream"),
    }


def _references(entities: list[Entity]) -> list[Entity]:
    return [{"@id": entity["@id"]} for entity in entities]
