"""Copies of the real cohorts in a temporary folder, to be damaged by tests."""

from __future__ import annotations

import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipeline.ingest import ingest_cohort
from pipeline.intake.problems import Problem
from pipeline.paths import CohortPaths
from pipeline.synthetic.editions import EDITIONS
from pipeline.synthetic.making import file_of, make_tables
from pipeline.validate import Report, validate_cohort
from tests.conftest import ROOT

COHORTS = ("qmi-1", "qmi-2", "villes-intelligentes", "villes-numerique")


def copy_cohort(cohort: str, root: Path, *, with_synthetic: bool = False) -> CohortPaths:
    """The cohort's deliveries, the files cohorts share and all expectations, below `root`.

    Made-up and shared deliveries stay out unless asked for: a test that damages a published register need not read
    them.
    """
    raw = root / "data/raw" / cohort
    shutil.copytree(ROOT / "data/raw" / cohort, raw, ignore=shutil.ignore_patterns("synthetic"))
    if with_synthetic:
        (raw / "synthetic").mkdir(exist_ok=True)
        for name, content in made_up(cohort).items():
            (raw / "synthetic" / name).write_bytes(content)
    else:
        _leave_out_made_up(raw)
    for shared in (path for path in (ROOT / "data/raw").iterdir() if path.is_file()):
        shutil.copy(shared, root / "data/raw" / shared.name)
    shutil.copytree(ROOT / "expectations", root / "expectations")
    return CohortPaths(cohort, root)


def _leave_out_made_up(raw: Path) -> None:
    """Take synthetic and shared deliveries, and what only they need, out of the copy's delivery.yml."""
    yaml = YAML(typ="rt")
    yaml.indent(mapping=2, sequence=4, offset=2)
    declared = yaml.load((raw / "delivery.yml").read_text(encoding="utf-8"))
    if not any(each.get("is_synthetic") for each in declared["deliveries"]):
        return
    declared["deliveries"] = [
        each
        for each in declared["deliveries"]
        if not (each.get("is_synthetic") or each.get("is_shared") or each["table"] == "back_tests")
    ]
    shutil.rmtree(raw / "questionnaires", ignore_errors=True)
    (raw / "back_tests.csv").unlink(missing_ok=True)
    declared.pop("questionnaires", None)
    with (raw / "delivery.yml").open("w", encoding="utf-8") as file:
        yaml.dump(declared, file)


def keep_only(paths: CohortPaths, *files: str) -> None:
    """Take every other delivery out of the copy, for tests of rules that look at no other table."""
    yaml = YAML(typ="rt")
    declared = yaml.load((paths.raw / "delivery.yml").read_text(encoding="utf-8"))
    for left_out in (each for each in declared["deliveries"] if each["file"] not in files):
        (paths.raw / left_out["file"]).unlink()
    declared["deliveries"] = [each for each in declared["deliveries"] if each["file"] in files]
    assert len(declared["deliveries"]) == len(set(files)), f"not all of {files} are delivered"
    with (paths.raw / "delivery.yml").open("w", encoding="utf-8") as file:
        yaml.dump(declared, file)


@cache
def made_up(cohort: str) -> dict[str, bytes]:
    """The cohort's synthetic files by name; none when its deliveries are all real."""
    if cohort not in EDITIONS:
        return {}
    return dict(file_of(name, table) for name, table in make_tables(cohort, ROOT).items())


def edit(paths: CohortPaths, file: str, old: str, new: str, times: int = -1) -> None:
    """Replace a text that must be there in a delivered file; no other byte changes."""
    path = paths.raw / file
    content = path.read_bytes()
    assert old.encode() in content, f"{old!r} is not in {file}"
    path.write_bytes(content.replace(old.encode(), new.encode(), times))


def validated(paths: CohortPaths) -> Report:
    """The report on the cohort as it lies in its folder now."""
    ingest_cohort(paths)
    return validate_cohort(paths)


@cache
def sound(cohort: str) -> tuple[Report, dict[str, Any]]:
    """The report on a cohort as delivered, made-up files included, and its summary.json; made once, for it is slow."""
    with tempfile.TemporaryDirectory() as folder:
        paths = copy_cohort(cohort, Path(folder), with_synthetic=True)
        report = validated(paths)
        return report, json.loads((paths.validated / "summary.json").read_text("utf-8"))


def with_code(report: Report, code: str) -> list[Problem]:
    return [problem for problem in report.problems if problem.code == code]
