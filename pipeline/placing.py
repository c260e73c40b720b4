"""Put an imported file and its entry of delivery.yml in place together, or leave everything as it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import ParamsError
from pipeline.files import write_bytes, write_text
from pipeline.importing import Plan, name_below
from pipeline.intake.data_package import write_package
from pipeline.intake.deliveries import DELIVERY_FILE
from pipeline.intake.delivery_file import understood


def place(plan: Plan, *, may_replace: bool) -> None:
    """Copy the file, then write delivery.yml; when the second fails the first is undone. Then refresh datapackage.json.

    Raises:
        ParamsError: a file or an entry would be overwritten without `may_replace`.
        WriteError: the disk refused; what was there before is kept.
    """
    copies = _copies(plan)
    changed = [path for path, new in copies.items() if path.is_file() and path.read_bytes() != new]
    if not may_replace and (plan.former or changed):
        taken = ", ".join(map(str, changed)) or plan.target
        raise ParamsError(f"{taken} is declared or lies there already: add --replace to put the new file there.")
    written: dict[Path, bytes | None] = {}
    try:
        for path, new in copies.items():
            written[path] = path.read_bytes() if path.is_file() else None
            write_bytes(path, new)
        write_text(plan.cohort.paths.raw / DELIVERY_FILE, plan.new_text)
    except BaseException:
        _undo(written)
        raise
    _drop_former_file(plan)
    write_package(plan.cohort.paths)


def _copies(plan: Plan) -> dict[Path, bytes]:
    """What each copied file will hold: the questionnaire, if one came with the request, and the delivery."""
    paths, form = plan.cohort.paths, plan.request.questionnaire
    forms = {paths.raw / name_below(form, paths): form.read_bytes()} if form else {}
    return {**forms, plan.target: plan.request.path.read_bytes()}


def _undo(written: Mapping[Path, bytes | None]) -> None:
    for path, content in written.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            write_bytes(path, content)


def _drop_former_file(plan: Plan) -> None:
    """Remove the file that the new one replaces under another name, unless another entry still reads it."""
    if plan.former is None:
        return
    path = plan.former.path(plan.cohort.paths.raw)
    still_read = {each.path(plan.cohort.paths.raw) for each in understood(plan.new_text).deliveries}
    if path not in still_read:
        path.unlink(missing_ok=True)
