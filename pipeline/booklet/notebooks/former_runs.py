"""Notebooks as a former build ran them, taken again while all that they were made from is the same.

DVC takes all notebooks of a booklet for one stage. Without this, one edited notebook or one changed number would run
all of them again, and two booklets for one audience would run the same ones twice. What a notebook is made from is
itself, the code, and what the release answered to what it asked: no more of the release than that.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ruamel.yaml import YAML

from pipeline.files import write_text

STAGES = Path("dvc.yaml")
FORMER = Path(".cache/notebooks")
CHARACTERS = 32
Answer = Callable[[str], str]


def stage_inputs(name: str, filled: Mapping[str, str]) -> list[Path]:
    """What a stage depends on, as dvc.yaml says; `filled` gives what `${item.…}` stands for."""
    stage = YAML(typ="safe").load(STAGES.read_bytes())["stages"][name]
    paths: list[str] = stage.get("do", stage)["deps"]
    for place, value in filled.items():
        paths = [path.replace(f"${{item.{place}}}", value) for path in paths]
    return [Path(path) for path in paths]


class FormerRuns:
    """Runs of notebooks with the same parameters and code, and with the same answers of the release."""

    def __init__(self, family: str, inputs: Iterable[Path], parameters: Iterable[str], answer: Answer) -> None:
        """`family` is a name for these runs, of which each keeps the last run of each notebook.

        `answer` gives a digest of what the release answers now to what a run asked it.
        """
        self._folder = FORMER / family
        self._answer = answer
        self._made_from = _digest(json.dumps([platform.python_version(), *parameters]).encode(), *_contents(inputs))

    def take(self, source: Path, target: Path) -> bool:
        """Write the former run of a notebook to `target`; False when there is none that would be the same now."""
        for former in self._folder.glob(f"{source.stem}.{self._key(source)}.*"):
            content = former.read_bytes()
            if former.suffix != f".{_digest(content)}":
                continue
            run = json.loads(content)
            if all(self._answer(asked) == answered for asked, answered in run["answers"].items()):
                write_text(target, run["notebook"])
                return True
        return False

    def keep(self, source: Path, executed: Path, asked: Iterable[str]) -> None:
        """Leave a run to later builds, instead of the one of this notebook that was there; `asked`: of the release."""
        self._folder.mkdir(parents=True, exist_ok=True)
        answers = {each: self._answer(each) for each in sorted(asked)}
        content = json.dumps({"answers": answers, "notebook": executed.read_text(encoding="utf-8")}).encode()
        former = [path for path in self._folder.iterdir() if path.name.split(".")[0] == source.stem]
        descriptor, aside = tempfile.mkstemp(dir=self._folder, prefix=".")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        kept = Path(aside).replace(self._folder / f"{source.stem}.{self._key(source)}.{_digest(content)}")
        for path in former:
            if path.name != kept.name:
                path.unlink(missing_ok=True)

    def _key(self, source: Path) -> str:
        return _digest(self._made_from.encode(), source.read_bytes())


def _contents(paths: Iterable[Path]) -> Iterable[bytes]:
    """The name and bytes of every file of these, and of those in these folders."""
    for path in paths:
        for file in sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]:
            yield str(file).encode("utf-8")
            yield file.read_bytes()


def _digest(*parts: bytes) -> str:
    """Of the parts one by one: the same bytes split elsewhere have another."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:CHARACTERS]
