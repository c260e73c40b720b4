"""What axe-core finds on the page shown: rules of WCAG 2.1 AA, EN 301 549 and RGAA 4, and good practice."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "EN-301-549", "RGAAv4", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}
SHOWN = 160


def violations(page: Page) -> list[str]:
    """Each element that breaks a rule, in a sentence with the rule."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(_source())
    found: list[dict[str, Any]] = page.evaluate("(options) => axe.run(options).then((all) => all.violations)", OPTIONS)
    return [_sentence(rule, node) for rule in found for node in rule["nodes"]]


@cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")


def _sentence(rule: dict[str, Any], node: dict[str, Any]) -> str:
    why = " ".join(str(node.get("failureSummary", "")).split())
    where = " ".join(map(str, node["target"]))
    return f"{rule['id']} ({rule['help']}) at {where}: {node['html'][:SHOWN]} — {why}"
