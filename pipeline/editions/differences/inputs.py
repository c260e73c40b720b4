"""What the two editions were built from: files received, versions of tools, dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

SHORT = 16


def changed_inputs(former: Mapping[str, Any], current: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(what, before, now) of each thing that the certificates tell apart; empty where one of them lacks it."""
    yield from _changed("Fichier reçu\u00a0: ", former["inputs"], current["inputs"], SHORT)
    yield from _changed("Outil\u00a0: ", former["tools"], current["tools"])
    yield from _changed("", _single(former), _single(current), SHORT)


def _single(certificate: Mapping[str, Any]) -> dict[str, str]:
    renderers = {f"{each['renderer']} {each['renderer_version']}" for each in certificate["booklets"]}
    return {
        "Date de l’édition": str(certificate["edition_date"]),
        "Fichier de verrouillage": str(certificate["requirements_lock"]),
        "Mise en page": ", ".join(sorted(renderers)),
    }


def _changed(
    what: str, former: Mapping[str, str], current: Mapping[str, str], length: int = 80
) -> Iterator[tuple[str, str, str]]:
    for name in sorted(former.keys() | current.keys()):
        before, now = str(former.get(name, "")), str(current.get(name, ""))
        if before != now:
            yield f"{what}{name}", before[:length], now[:length]
