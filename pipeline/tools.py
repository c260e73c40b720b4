"""Which tools made a result: the versions that are installed, which the lock file fixes."""

from __future__ import annotations

from importlib.metadata import version

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
