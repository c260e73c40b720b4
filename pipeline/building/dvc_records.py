"""What DVC does around a stage's command: find its results again, keep them, write dvc.lock. As `dvc repro` does it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from dvc.stage import Stage
from dvc.stage.cache import RunCacheNotFoundError
from dvc.stage.serialize import to_lockfile
from dvc.stage.utils import check_missing_outputs
from dvc.utils.serialize import dump_yaml, load_yaml

from pipeline.building.plan import Plan
from pipeline.files import ASIDE

LOCK = Path("dvc.lock")


def restore(stage: Stage) -> bool:
    """Clear what the stage made, then put back what an earlier run made of the same inputs; whether there was one.

    A frozen stage has nothing to run: what it made must be there.
    """
    if stage.frozen or not stage.cmd:
        check_missing_outputs(stage)
        return True
    stage.remove_outs(ignore_remove=False, force=False)
    try:
        stage.repo.stage_cache.restore(stage)
    except RunCacheNotFoundError:
        return False
    return True


def entry(stage: Stage) -> dict[str, Any]:
    """What dvc.lock says, or is to say, of the stage."""
    return dict(to_lockfile(stage))


def keep(stage: Stage) -> None:
    """Take what the stage made into DVC's cache, and the run into its cache of runs."""
    is_all_cached = all(out.use_cache or out.is_metric or out.is_plot for out in stage.outs)
    stage.save(run_cache=is_all_cached)
    stage.commit()


def write_lock(plan: Plan, changed: Collection[Stage]) -> bytes | None:
    """Write the entries of the stages that changed into dvc.lock: known ones keep their place, new ones follow in the
    order of the plan, which is DVC's. What was written; None when nothing changed.

    DVC writes the file anew after each stage, which takes seconds when it is long; once is enough, since a build that
    is killed before finds its results in the cache of runs. It is replaced whole: nobody sees half of it.
    """
    if not changed:
        return None
    content = (load_yaml(LOCK) if LOCK.is_file() else {}) or {"schema": "2.0"}
    entries = content.setdefault("stages", {})
    names = {stage.addressing for stage in changed}
    for name, stage in plan.stages.items():
        if name in names:
            entries.update(entry(stage))
    aside = LOCK.with_name(LOCK.name + ASIDE)
    dump_yaml(aside, content)
    written = aside.read_bytes()
    aside.replace(LOCK)
    return written
