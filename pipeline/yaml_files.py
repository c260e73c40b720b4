"""Read YAML strictly: YAML 1.2, no duplicate keys, no tags nor aliases, unknown keys refused with their line."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML, RoundTripConstructor
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from pipeline.errors import ParamsError

Model = TypeVar("Model", bound=BaseModel)

SENTENCES = {
    "extra_forbidden": "unknown key « {key} »",
    "missing": "missing key « {key} »",
    "model_type": "« {key} » must hold « key: value » lines",
}
WHOLE_FILE = "the file"
LONGEST_SHOWN = 60
DEEPEST = 30
"""Levels of lists and mappings in each other: five times what any file here has."""


class DatesAsText(RoundTripConstructor):
    """Leaves dates to the model, which refuses one that does not exist with its line."""


class PlainComposer(Composer):
    """Refuses what makes a file mean more than what is written: a few aliases may stand for more than memory holds."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """The node that comes next, with all that it holds."""
        event = self.parser.peek_event()
        if event.anchor is not None:
            raise ComposerError(None, None, "anchors (&) and aliases (*) are not read: write it out", event.start_mark)
        if getattr(event, "ctag", None):
            raise ComposerError(None, None, "tags (!) are not read: write the value alone", event.start_mark)
        if self.depth > DEEPEST:
            raise ComposerError(None, None, f"more than {DEEPEST} levels of lists and mappings", event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


DatesAsText.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_scalar)


def load_yaml(path: Path) -> Any:
    """The file's content with line numbers kept (ruamel.yaml's round-trip types).

    Raises:
        ParamsError: the file is absent, empty or not valid YAML.
    """
    if not path.is_file():
        raise ParamsError(f"{path}: the file is missing.")
    try:
        yaml = YAML(typ="rt")
        yaml.Constructor, yaml.Composer = DatesAsText, PlainComposer
        text = path.read_text(encoding="utf-8")
        if text.lstrip("\ufeff").startswith("%"):
            raise ParamsError(f"{path}, line 1: directives (%) are not read: files here are YAML 1.2.")
        content = yaml.load(text)
    except MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise ParamsError(f"{path}, line {line}: {problem.problem}.") from problem
    except ReaderError as problem:
        raise ParamsError(f"{path}: holds a character that no text has (U+{problem.character:04X}).") from problem
    except UnicodeDecodeError as problem:
        raise ParamsError(f"{path}: not written in UTF-8 (byte {problem.start}).") from problem
    if content is None:
        raise ParamsError(f"{path}: the file is empty.")
    return content


def load_model(path: Path, model: type[Model]) -> Model:
    """The file as a typed model; every mistake at once, each with its line.

    Raises:
        ParamsError: a key is unknown or missing, or a value has the wrong type.
    """
    content = load_yaml(path)
    try:
        return model.model_validate(content)
    except ValidationError as problems:
        raise ParamsError("\n".join(_sentence(path, content, error) for error in problems.errors())) from None


def _sentence(path: Path, content: Any, error: Any) -> str:
    location = error["loc"]
    key = ".".join(str(part) for part in location)
    sentence = SENTENCES.get(error["type"])
    what = (
        sentence.format(key=key or WHOLE_FILE)
        if sentence
        else f"« {key} » is {_shown(error)}: {error['msg'].removeprefix('Value error, ')}"
    )
    return f"{path}, line {_line(content, location)}: {what}."


def _shown(error: Any) -> str:
    return shorten(repr(error.get("input")), LONGEST_SHOWN, placeholder=" …")


def _line(content: Any, location: tuple[Any, ...]) -> int:
    """Line (from 1) of the deepest part of `location` that exists in the file."""
    line = 1
    for part in location:
        lines = getattr(content, "lc", None)
        if lines is None or not isinstance(content, (dict, list)):
            break
        if isinstance(content, dict) and part in content:
            line = lines.key(part)[0] + 1
        elif isinstance(content, list) and isinstance(part, int) and part < len(content):
            line = lines.item(part)[0] + 1
        else:
            break
        content = content[part]
    return line
