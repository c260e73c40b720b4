"""Whether a stage ran the code that it is recorded with: somebody may edit code while a build goes on."""

from __future__ import annotations

from dvc.stage import Stage

from pipeline.errors import RetexError
from pipeline.imported_code import edited_since
from pipeline.paths import code


def refuse_edited_code(stage: Stage) -> None:
    """What a stage made of other code than is recorded is kept nowhere: the next build makes it again.

    Raises:
        RetexError: naming the files that were edited.
    """
    listed = code(stage.addressing.partition("@")[0])
    reads_list = str(listed.absolute()) in {dep.fs_path for dep in stage.deps}
    if reads_list and (edited := edited_since(listed)):
        raise RetexError(f"{', '.join(edited)} changed while it ran: what it made is not kept. Run again.")
