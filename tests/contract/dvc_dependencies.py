"""Write in dvc.yaml the project files that each stage imports: `make format` runs it, a contract test checks it."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML

from tests.conftest import ROOT
from tests.contract.project_imports import needed_files, notebook_modules

FILE = ROOT / "dvc.yaml"
CODE = ("pipeline", "notebooks")


def stage_files(stage: str) -> set[str]:
    """Project files that a stage needs to run; those that notebooks import too, for the stage that runs them."""
    needed = needed_files(f"pipeline.{stage}")
    if stage == "analyse":
        for module in notebook_modules():
            needed |= needed_files(module)
    return needed


def main() -> None:
    """Bring the code dependencies of every stage up to date; other dependencies, order and comments stay."""
    yaml = YAML(typ="rt")
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    written = yaml.load(FILE.read_text(encoding="utf-8"))
    for name, stage in written["stages"].items():
        _update(stage.get("do", stage)["deps"], stage_files(name))
    with FILE.open("w", encoding="utf-8") as file:
        yaml.dump(written, file)


def _update(deps: Any, needed: set[str]) -> None:
    others = [dep for dep in deps if not dep.startswith(CODE)]
    deps[:] = sorted([*others, *needed])


if __name__ == "__main__":
    main()
