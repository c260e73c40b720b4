"""An approved edition as an in-toto statement (SLSA provenance v1): these files come from that commit and those inputs.

https://slsa.dev/spec/v1.0/provenance. It is not signed and names no moment: the record of the approval does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "urn:retex:cohort-build:1"
BUILDER = "urn:retex:pipeline"


def provenance(certificate: Mapping[str, Any], commit: str, files: Mapping[str, str]) -> dict[str, Any]:
    """The statement for the `files` (SHA-256 by name) of an edition, built from `commit`."""
    sources = [
        {"name": "repository", "digest": {"gitCommit": commit}},
        {"name": "requirements.lock", "digest": {"sha256": certificate["requirements_lock"]}},
        *({"name": name, "digest": {"sha256": digest}} for name, digest in sorted(certificate["inputs"].items())),
    ]
    return {
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(files.items())],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {"cohort": certificate["cohort"], "edition": certificate["edition"]},
                "internalParameters": {"tools": certificate["tools"]},
                "resolvedDependencies": sources,
            },
            "runDetails": {"builder": {"id": BUILDER}},
        },
    }
