"""Which tools made a result: the versions that are installed, which the lock file fixes."""

from __future__ import annotations

from importlib.metadata import version
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
    return {package: version(package) for package in PACKAGES}
