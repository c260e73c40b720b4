"""Whether a stage ran the code that it is recorded with: somebody may edit code while a build goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from dvc.stage import Stage

from pipeline.errors import RetexError
from pipeline.files import sha256
from pipeline.paths import code


def refuse_edited_code(stage: Stage) -> None:
    """What a stage made of other code than is recorded is kept nowhere: the next build makes it again.

    Raises:
        RetexError: naming the files that were edited.
    """
    if edited := list(_edited(stage)):
        raise RetexError(f"{', '.join(edited)} changed while it ran: what it made is not kept. Run again.")


def _edited(stage: Stage) -> Iterator[str]:
    listed = code(stage.addressing.partition("@")[0])
    if str(listed.absolute()) in {dep.fs_path for dep in stage.deps}:
        for file, digest in json.loads(listed.read_text(encoding="utf-8")).items():
            if not Path(file).is_file() or sha256(Path(file)) != digest:
                yield file
