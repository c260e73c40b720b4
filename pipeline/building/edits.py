"""What a stage is about to make again though somebody edited it: made-up deliveries, which lie among received ones."""

from __future__ import annotations

from pathlib import Path

from dvc.output import Output
from dvc.stage import Stage
from dvc_data.hashfile.hash import file_md5

from pipeline.edited_deliveries import kept_aside
from pipeline.files import files_below
from pipeline.paths import CohortPaths

RAW = ("data", "raw")


def keep_edits(stage: Stage) -> list[str]:
    """Keep aside the deliveries that this stage makes up and that somebody edited; the sentences that say so."""
    return [said for out in stage.outs for said in _kept(out)]


def _kept(out: Output) -> list[str]:
    folder = Path(out.def_path)
    if folder.parts[:2] != RAW or "modified" not in out.status().values():
        return []
    # What DVC's cache holds was made by a build: it can be found again.
    edited = [file for file in files_below(folder) if not out.cache.exists(file_md5(str(file)))]
    return kept_aside(edited, CohortPaths(folder.parts[2]))
