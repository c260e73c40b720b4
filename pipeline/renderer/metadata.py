"""A booklet's metadata as Quarto merges it: `_quarto.yml`, then `_metadata.yml`, then the document's front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from pipeline.errors import RenderError

PROJECT_KEYS = ("project", "format", "execute", "filters", "from", "notebook-links", "notebook-view", "citeproc")
"""Settings of Quarto itself: nothing a page prints."""

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)

CELL_OPTION = re.compile(r'(label|(?:fig|tbl)-[a-z]+): (?:([a-z]+(?:-[a-z0-9]+)+)|(".*"))')
"""An option of a notebook's cell whose value is a word with hyphens, or a text in JSON: YAML reads both as text."""


def read_metadata(project: Path, document: Path) -> dict[str, Any]:
    """Metadata of `document` (relative to `project`); the nearer file wins, mappings are merged key by key.

    Raises:
        RenderError: one of the files is not valid YAML.
    """
    metadata = read_yaml(project / "_quarto.yml")
    metadata = merge(metadata, read_yaml((project / document).parent / "_metadata.yml"))
    front, _ = split_front_matter((project / document).read_text(encoding="utf-8"))
    return merge(metadata, parse_yaml(front, project / document))


def split_front_matter(text: str) -> tuple[str, int]:
    """The front matter's YAML, and how many lines it takes with its two rules (0 when there is none)."""
    found = FRONT_MATTER.match(text)
    if found is None:
        return "", 0
    return found.group(1), found.group(0).count("\n")


def front_matter(metadata: Mapping[str, Any]) -> str:
    """What the page prints of the metadata, as a YAML block (JSON is YAML) to put before the text."""
    printed = {key: value for key, value in metadata.items() if key not in PROJECT_KEYS}
    authors = metadata.get("author", [])
    names = authors if isinstance(authors, list) else [authors]
    printed["by-author"] = [{"name": {"literal": str(name)}} for name in names]
    return f"---\n{json.dumps(printed, ensure_ascii=False, default=str)}\n---\n\n"


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` on top of `base`."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = merge(merged[key], value) if both else value
    return merged


def lookup(values: Mapping[str, Any], name: str) -> str | None:
    """The text at `name`, whole or as a path with dots (`a.b`); None when there is none."""
    if name in values:
        return _text(values[name])
    first, _, rest = name.partition(".")
    inside = values.get(first)
    return lookup(inside, rest) if rest and isinstance(inside, Mapping) else None


def _text(value: Any) -> str | None:
    return None if value is None or isinstance(value, Mapping | list) else str(value)


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML mapping from a file; empty when the file is absent or holds none."""
    return parse_yaml(path.read_text(encoding="utf-8"), path) if path.is_file() else {}


def parse_yaml(text: str, origin: Path) -> dict[str, Any]:
    """A YAML 1.2 mapping.

    Raises:
        RenderError: naming `origin`, which holds the text.
    """
    try:
        quickly = _quickly(text)
        content = YAML(typ="safe", pure=True).load(text) if quickly is None else quickly
    except MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise RenderError(f"{origin}, line {line}: {problem.problem}.") from problem
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise RenderError(f"{origin}: found a {type(content).__name__}, expected a mapping of keys and values.")
    return content


def _quickly(text: str) -> dict[str, Any] | None:
    """A mapping written as JSON, which is YAML and read a hundred times faster, or a cell's options as `analyse` writes
    them, a line each; None for all else.

    A key given twice is left to YAML, which refuses it with its line.
    """
    try:
        if text.startswith("{"):
            return json.loads(text, object_pairs_hook=_each_key_once)
        options = [CELL_OPTION.fullmatch(line) for line in text.splitlines()]
        pairs = [(option[1], option[2] or json.loads(option[3])) for option in options if option]
        return _each_key_once(pairs) if len(pairs) == len(options) else None
    except ValueError:
        return None


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise ValueError("a key is given twice")
    return mapping
