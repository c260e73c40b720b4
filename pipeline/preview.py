"""Preview: the PDF of one booklet while its texts are being written, from what the last build computed.

Nothing of it is published, and DVC keeps nothing of it: `python -m pipeline run` stays the only way to a booklet.
"""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline import renderer
from pipeline.booklet.documents import document
from pipeline.booklet.english.catalogue import load_catalogue
from pipeline.booklet.english.door import door
from pipeline.booklet.frame.certificate_page import Making
from pipeline.booklet.frame.staging import stage_booklet
from pipeline.editions.approvals import load_approvals
from pipeline.editions.staging_status import stage_status, staged_status
from pipeline.errors import MissingInputError, RetexError
from pipeline.files import scratch_folder, sha256
from pipeline.params import load_params
from pipeline.paths import CohortPaths
from pipeline.released import Release
from pipeline.stage import require
from pipeline.tools import LOCK_FILE, tool_versions

REPORTS = Path("reports")
SECONDS_BETWEEN_LOOKS = 0.2

Told = Callable[[str], None]


@dataclass(frozen=True)
class Preview:
    """One booklet of one cohort, laid out in `folder`, which it empties each time."""

    release: Release
    booklet: str
    executed: Path
    target: Path
    folder: Path

    def lay_out(self) -> None:
        """Write the PDF from the texts as they are now.

        Raises:
            RetexError: a text says something that cannot be laid out, or that the release does not hold.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        load_catalogue.cache_clear()
        resolved = renderer.resolve("embedded")
        making = Making({**tool_versions(), resolved.name: resolved.version}, sha256(LOCK_FILE))
        booklet = document(self.booklet, REPORTS)
        source = stage_booklet(REPORTS, booklet, self.release, self.executed, making, self.folder)
        approvals = load_approvals(self.release.summary["cohort"])
        status = staged_status(self.folder, self.booklet, resolved, approvals)
        stage_status(self.folder, status, booklet.language, door(self.release).text)
        self.target.parent.mkdir(parents=True, exist_ok=True)
        renderer.render_pdf(
            self.folder, source, self.target, dt.date.fromisoformat(self.release.summary["edition_date"])
        )


def once(cohort: str, booklet: str, tell: Told) -> None:
    """Lay the booklet out once.

    Raises:
        RetexError: it cannot be laid out, or what it shows was not computed yet.
    """
    with opened(cohort, booklet) as preview:
        _tell_time(preview, tell)


def at_each_edit(cohort: str, booklet: str, tell: Told) -> None:
    """Lay the booklet out now and whenever a file of `reports/` changes, until somebody interrupts.

    A text that cannot be laid out is told; the former PDF stays until it is mended.

    Raises:
        RetexError: what the booklet shows was not computed yet.
    """
    with opened(cohort, booklet) as preview:
        for _ in edits(load_params().cohorts):
            try:
                _tell_time(preview, tell)
            except RetexError as problem:
                tell(str(problem))


@contextmanager
def opened(cohort: str, booklet: str) -> Iterator[Preview]:
    """What a preview needs, in a folder of its own that ends with it.

    Raises:
        MissingInputError: naming the stage that must run first.
    """
    paths, described = CohortPaths(cohort), document(booklet, REPORTS)
    require(paths.release(described.audience), f"release --cohort {cohort}")
    require(paths.executed(booklet), f"analyse --cohort {cohort} --booklet {booklet}")
    release = Release(paths.release(described.audience), described.language)
    if not described.is_built(release.summary):
        raise RetexError(f"{cohort} has no booklet « {booklet} »: nothing in its release fills it.")
    with scratch_folder() as scratch:
        yield Preview(release, booklet, paths.executed(booklet), paths.preview(booklet), scratch / "project")


def edits(published: Collection[str]) -> Iterator[None]:
    """Once at the beginning, then after each change of a text; the folders of `published` cohorts are left out."""
    seen = None
    while True:
        if (now := _state(published)) != seen:
            seen = now
            yield
        else:
            time.sleep(SECONDS_BETWEEN_LOOKS)


def _state(published: Collection[str]) -> dict[Path, tuple[int, int]]:
    texts = [path for path in REPORTS.iterdir() if path.name not in published]
    files = [file for path in texts for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    return {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in files}


def _tell_time(preview: Preview, tell: Told) -> None:
    begun_at = time.monotonic()
    with _explaining_old_results(preview):
        preview.lay_out()
    tell(f"{preview.target} ({time.monotonic() - begun_at:.1f} s)")


@contextmanager
def _explaining_old_results(preview: Preview) -> Iterator[None]:
    """Code of now may not find in results of former code what it looks for: an error nobody foresaw says so then.

    Raises:
        MissingInputError: naming what is out of date, and the command that brings it up to date.
    """
    try:
        yield
    except (RetexError, OSError):
        raise
    except Exception as problem:
        cohort = preview.release.summary["cohort"]
        if not (stale := _out_of_date(cohort, preview.booklet)):
            raise
        raise MissingInputError(
            f"{preview.target} was not laid out: what it shows was computed before something changed "
            f"({', '.join(stale[:3])}). Run `python -m pipeline run --cohort {cohort}`, then preview again."
        ) from problem


def _out_of_date(cohort: str, booklet: str) -> list[str]:
    """The stages to run again before the booklet can be laid out. DVC, which knows, is asked only then."""
    from pipeline.building.stale import stale_up_to

    return stale_up_to(f"analyse@{cohort}-{booklet}")
