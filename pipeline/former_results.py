"""Results of former builds, taken again while all that they were made from is the same.

DVC knows stages. Where a stage makes several things that rest on different inputs (notebooks, checked tables, themes,
sheets), each is kept by the content of what it alone is made from, so that one change does not make all of them anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import copy
from operator import methodcaller
from pathlib import Path
from typing import Any

from pipeline.files import files_below
from pipeline.imported_code import STAGES, described, edited_since, stage_files
from pipeline.paths import code

FOLDER = Path(".cache")
KEPT = (
    "answers",
    "booklets",
    "censuses",
    "checks",
    "comparisons",
    "estimates",
    "notebooks",
    "releases",
    "sheets",
    "sites",
)
"""What is kept, each with a folder a cohort, or several whose names begin with the cohort's."""

CHARACTERS = 32
Answer = Callable[[str], str]
"""A digest of what is answered now to what a former build asked."""


def forget_all_but(cohorts: Collection[str]) -> None:
    """Remove what is kept of other cohorts: nobody builds them any more."""
    for folder in (each for family in KEPT for each in (FOLDER / family).glob("*") if each.is_dir()):
        if not any(f"{folder.name}-".startswith(f"{cohort}-") for cohort in cohorts):
            shutil.rmtree(folder)


def stage_inputs(name: str, filled: Mapping[str, str]) -> list[Path]:
    """What a stage depends on, as dvc.yaml says; `filled` gives what `${item.…}` stands for.

    Where the list of its code is not of today, the files themselves come instead: a stage that is run by hand may run
    others by now.
    """
    stage = described(name)
    paths: list[str] = stage.get("do", stage)["deps"]
    for place, value in filled.items():
        paths = [path.replace(f"${{item.{place}}}", value) for path in paths]
    return [file for path in paths for file in (_code(name) if path == str(code(name)) else [Path(path)])]


def _code(name: str) -> list[Path]:
    """The list of its code, with sums, unless a file was edited since: it may import others now."""
    listed = code(name)
    return [listed] if listed.is_file() and not edited_since(listed) else stage_files(name)


class FormerResults:
    """Results of one family, with the same parameters and inputs; of each name the last result is kept."""

    def __init__(self, family: str, inputs: Iterable[Path], parameters: Iterable[str] = ()) -> None:
        """`family` is their folder below `.cache`; `inputs` are the files and folders that all of them depend on."""
        self._folder = FOLDER / family
        self._made_from = digest(json.dumps([platform.python_version(), *parameters]).encode(), *_contents(inputs))

    def of_family(self, family: str) -> FormerResults:
        """Those of another family with the same parameters and inputs."""
        other = copy(self)
        other._folder = FOLDER / family
        return other

    def take(self, name: str, *made_from: bytes) -> bytes | None:
        """The former result of this name, None when there is none that was made from the same."""
        return next(self._found(name, *made_from), None)

    def taken_or_made(self, name: str, make: Callable[[], Any], *made_from: bytes) -> Any:
        """The former result of this name, in JSON; else what `make` gives, left to later builds."""
        kept = self.take(name, *made_from)
        if kept is not None:
            return json.loads(kept)
        made = make()
        self.keep(name, json.dumps(made).encode(), *made_from)
        return made

    def answered(self, name: str, answer: Answer, *made_from: bytes) -> dict[str, Any] | None:
        """The former result of this name, in JSON, whose questions (its `answers`) are answered the same now."""
        for content in self._found(name, *made_from):
            kept: dict[str, Any] = json.loads(content)
            if all(answer(asked) == answered for asked, answered in kept["answers"].items()):
                return kept
        return None

    def keep_answered(
        self, name: str, answer: Answer, asked: Iterable[str], content: Mapping[str, Any], *made_from: bytes
    ) -> None:
        """Leave to later builds a result in JSON, with the questions that it rests on and their answers now.

        Numbers of NumPy are written as Python's, with all their digits.
        """
        answers = {each: answer(each) for each in sorted(asked)}
        written = json.dumps({**content, "answers": answers}, default=methodcaller("item"))
        self.keep(name, written.encode(), *made_from)

    def _found(self, name: str, *made_from: bytes) -> Iterator[bytes]:
        """Each of them: two builds at once may have left two. One that somebody touched is none."""
        for former in self._folder.glob(f"{name}.{self._key(made_from)}.*"):
            content = former.read_bytes()
            if former.suffix == f".{digest(content)}":
                yield content

    def keep(self, name: str, content: bytes, *made_from: bytes) -> None:
        """Leave a result to later builds, instead of the one of this name that was there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        former = [path for path in self._folder.iterdir() if path.name.split(".")[0] == name]
        kept = self._folder / f"{name}.{self._key(made_from)}.{digest(content)}"
        _write(kept, content)
        for path in former:
            if path.name != kept.name:
                path.unlink(missing_ok=True)

    def _key(self, made_from: Iterable[bytes]) -> str:
        return digest(self._made_from.encode(), *made_from)


def taken_or_made(former: FormerResults | None, name: str, make: Callable[[], Any], *made_from: bytes) -> Any:
    """As `FormerResults.taken_or_made`; what `make` gives where nothing is kept."""
    return make() if former is None else former.taken_or_made(name, make, *made_from)


def of_stage(
    stage: str, family: str, filled: Mapping[str, str], told: Collection[str], parameters: Iterable[str] = ()
) -> FormerResults | None:
    """Former results of the parts of a stage: its code counts, and all of its inputs but those in the folders `told`.

    Whoever takes a result tells what it was made from in these. None outside of a project, where nothing says what a
    stage depends on.
    """
    if not STAGES.is_file():
        return None
    inputs = stage_inputs(stage, filled)
    counting = [path for path in inputs if path == code(stage) or path.parts[0] not in told]
    return FormerResults(family, counting, parameters)


def _write(target: Path, content: bytes) -> None:
    """In one step, beside whoever writes the same: not through to the disk, since a digest tells what is whole."""
    descriptor, aside = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(aside).replace(target)
    finally:
        Path(aside).unlink(missing_ok=True)


def digest(*parts: bytes) -> str:
    """Of the parts one by one: the same bytes split elsewhere have another."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:CHARACTERS]


def _contents(paths: Iterable[Path]) -> Iterable[bytes]:
    """The name and bytes of every file of these, and of those in these folders."""
    for path in paths:
        for file in files_below(path):
            yield str(file).encode("utf-8")
            yield file.read_bytes()
