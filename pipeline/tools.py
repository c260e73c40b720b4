"""Which tools made a result: the versions that are installed, which the lock file fixes."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

LOCK_FILE = Path("requirements.lock")
"""Fixes the version of every package, those that results do not depend on included."""

PACKAGES = (
    "dvc",
    "great-expectations",
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "seaborn",
    "matplotlib",
    "papermill",
    "pyarrow",
)


def tool_versions() -> dict[str, str]:
    """Versions of the packages that results depend on, by package name."""
    return {package: _version(package) for package in PACKAGES}


def _version(package: str) -> str:
    """As its metadata begins: `importlib.metadata.version` reads the whole manual of a package for it, as an email."""
    found = re.search("^Version: (.+)$", distribution(package).read_text("METADATA") or "", re.MULTILINE)
    return found[1] if found else distribution(package).version
