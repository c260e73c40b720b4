"""Code: say for each stage which files of the project it runs, with their sums: what it makes depends on no other.

One file a stage, so that dvc.yaml need not list them: an edit reaches the stages that run the edited file.
"""

from __future__ import annotations

from pipeline import stage
from pipeline.files import sha256, write_json
from pipeline.imported_code import stage_files, stages
from pipeline.paths import code


def main() -> None:
    """Write the sums of what each stage of dvc.yaml runs."""
    for name in stages():
        write_json(code(name), {str(path): sha256(path) for path in stage_files(name)})


if __name__ == "__main__":
    stage.run(main)
