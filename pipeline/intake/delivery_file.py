"""Edit delivery.yml as a person would: one entry added or changed, every comment kept. It decides nothing itself."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from pipeline.intake.deliveries import Deliveries, Delivery
from pipeline.yaml_files import DatesAsText

WIDE = 4096
"""No line is folded."""


def with_delivery(text: str, entry: Delivery, replaced: Delivery | None, notes: Mapping[str, str]) -> str:
    """The file's text with `entry` in the place of `replaced`, or at the end. `notes` comment ignored headers."""
    yaml, content = _loaded(text)
    deliveries = content["deliveries"]
    written = _written(entry, notes)
    place = _place(deliveries, replaced)
    if place is None:
        deliveries.append(written)
    else:
        _update(deliveries[place], written)
    return _dumped(yaml, content)


def with_questionnaire(text: str, table: str, file: str) -> str:
    """The file's text with this questionnaire declared for this survey table."""
    yaml, content = _loaded(text)
    if "questionnaires" not in content:
        content.insert(list(content).index("deliveries"), "questionnaires", CommentedMap())
    content["questionnaires"][table] = file
    return _dumped(yaml, content)


def understood(text: str) -> Deliveries:
    """The deliveries that the text declares; pydantic's ValidationError when it is not understood."""
    yaml = YAML(typ="rt")
    yaml.Constructor = DatesAsText
    return Deliveries.model_validate(yaml.load(text))


def _loaded(text: str) -> tuple[YAML, CommentedMap]:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml, yaml.load(text)


def _dumped(yaml: YAML, content: CommentedMap) -> str:
    stream = io.StringIO()
    yaml.dump(content, stream)
    return stream.getvalue()


def _place(deliveries: CommentedSeq, replaced: Delivery | None) -> int | None:
    if replaced is None:
        return None
    wanted = (replaced.file, replaced.sheet, replaced.table)
    return next(
        place for place, each in enumerate(deliveries) if (each["file"], each.get("sheet", ""), each["table"]) == wanted
    )


def _written(entry: Delivery, notes: Mapping[str, str]) -> CommentedMap:
    """The entry in the order in which people read it; what has its default stays out."""
    values: dict[str, Any] = {"file": entry.file, "sheet": entry.sheet, "table": entry.table, "owner": entry.owner}
    sources = CommentedSeq(entry.sources)
    sources.fa.set_flow_style()
    values |= {"received": entry.received, "sources": sources}
    if entry.reader:
        values["reader"] = CommentedMap(entry.reader.model_dump(exclude_defaults=True))
    values |= {"columns": CommentedMap(entry.columns), "ignore": _ignored(entry.ignore, notes)}
    values |= {"pseudonyms": list(entry.pseudonyms)}
    values |= {"is_synthetic": entry.is_synthetic, "is_shared": entry.is_shared}
    return CommentedMap((key, value) for key, value in values.items() if value or key == "columns")


def _ignored(headers: list[str], notes: Mapping[str, str]) -> CommentedSeq:
    listed = CommentedSeq(headers)
    for place, header in enumerate(headers):
        if header in notes:
            listed.yaml_add_eol_comment(notes[header], place)
    return listed


def _update(former: CommentedMap, written: CommentedMap) -> None:
    """Set the keys that changed, so that comments beside the others stay."""
    for key in [key for key in former if key not in written]:
        del former[key]
    for place, (key, value) in enumerate(written.items()):
        if key == "columns" and isinstance(former.get(key), CommentedMap):
            _update(former[key], value)
        elif key not in former:
            former.insert(min(place, len(former)), key, value)
        elif former[key] != value:
            former[key] = value
