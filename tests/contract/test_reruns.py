"""An edit runs again exactly what depends on it: README's table, held against DVC's graph.

`at_once` runs in any case; `perhaps` runs where what the former give changes. `*` stands for every cohort or booklet.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch

import pytest

from tests.contract.reruns import Graph
from tests.contract.test_documents import README

LAYOUT = ("render@*", "census@*")
TOLD = ("analyse@*", *LAYOUT)
SHEETS = ("sheets@*", "sheets_census@*")
ALL_FROM_CLEAN = (
    *("estimate@*", "compare@*", "context@*", "protect@*", "release@*"),
    *TOLD,
    *SHEETS,
    "publish@*",
)
QMI = "qmi-[12]"
KINDS = ("protect", "release", "analyse", "render", "census", "sheets", "sheets_census", "publish")
OF_BOTH_EDITIONS = tuple(f"{kind}@{QMI}*" for kind in KINDS)
CITED = ("villes-intelligentes", "qmi-1", "qmi-2")
OF_THOSE_THAT_CITE = tuple(f"{stage.partition('@')[0]}@{cohort}*" for stage in OF_BOTH_EDITIONS for cohort in CITED)

# What README calls it: (an edit, what runs at once, what runs perhaps).
EDITS: dict[str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    "nothing, or the date of a file only": [],
    "one cell of one delivery": [
        (
            "data/raw/qmi-1/communes.csv",
            ("ingest@qmi-1",),
            ("validate@qmi-1", "clean@qmi-1", "estimate@qmi-1", "drift@qmi-2", "compare@qmi-2", *OF_BOTH_EDITIONS),
        ),
        (
            "data/raw/qmi-2/survey_startups.csv",
            ("ingest@qmi-2",),
            (
                *("validate@qmi-2", "clean@qmi-2", "estimate@qmi-2", "drift@qmi-2", "compare@qmi-2"),
                *(stage.replace(QMI, "qmi-2") for stage in OF_BOTH_EDITIONS),
            ),
        ),
        (
            "data/raw/villes-intelligentes/interview_register.csv",
            ("ingest@villes-intelligentes",),
            (
                *(f"{kind}@villes-intelligentes" for kind in ("validate", "clean", "estimate")),
                *("context@qmi-1-villes-intelligentes", "context@qmi-2-villes-intelligentes", *OF_THOSE_THAT_CITE),
            ),
        ),
    ],
    "a suite in `expectations/`": [("expectations/projects.json", ("validate@*",), ("clean@*", *ALL_FROM_CLEAN))],
    "a correction": [
        ("expectations/corrections/qmi-1.yml", ("validate@*", "clean@*", "drift@*"), ALL_FROM_CLEAN),
    ],
    "the analysis plan": [
        (
            "data/raw/qmi-1/plan.yml",
            ("ingest@qmi-1", "estimate@qmi-1", "release@qmi-1"),
            (
                *("validate@qmi-1", "clean@qmi-1", "drift@qmi-2", "compare@qmi-2", "release@qmi-2"),
                *(stage for stage in OF_BOTH_EDITIONS if not stage.startswith("release")),
            ),
        )
    ],
    "one estimator": [
        (
            "pipeline/estimators/outcomes.py",
            ("estimate@*", "compare@*"),
            tuple(stage for stage in ALL_FROM_CLEAN if stage not in ("estimate@*", "compare@*")),
        )
    ],
    "a parameter of estimates": [
        (
            "params.yaml:estimate.confidence_level",
            ("estimate@*", "compare@*"),
            tuple(stage for stage in ALL_FROM_CLEAN if stage not in ("estimate@*", "compare@*")),
        )
    ],
    "a notebook": [("notebooks/survey.ipynb", ("analyse@*",), (*LAYOUT, "publish@*"))],
    "a chapter’s text": [("reports/chapters/survey.qmd", ("texts@*",), (*LAYOUT, "publish@*"))],
    "a finding or action of « L’essentiel »": [
        (
            "reports/openings/communes/survey.qmd",
            ("texts@communes",),
            ("render@*-communes", "census@*-communes", "publish@*"),
        )
    ],
    "a word of the glossary": [("reports/glossary.yml", ("texts@*",), (*LAYOUT, "publish@*"))],
    "a sheet’s text": [("reports/sheets/project.qmd", ("sheets@*",), ("sheets_census@*", "publish@*"))],
    "the theme": [
        ("reports/theme/typst-template.typ", ("texts@*", "sheets@*", "publish@*"), (*LAYOUT, "sheets_census@*")),
    ],
    "a colour (`reports/_brand.yml`)": [
        ("reports/_brand.yml", ("analyse@*", "texts@*", "sheets@*", "publish@*"), (*LAYOUT, "sheets_census@*")),
    ],
    "an English message (`reports/en/messages.po`)": [
        ("reports/en/messages.po", ("analyse@*", "texts@*"), (*LAYOUT, "publish@*"))
    ],
    "`reports/census.yml`": [
        ("reports/census.yml", ("census@*", "sheets_census@*", "publish@*"), ()),
    ],
    "an approval in `expectations/quotes/`": [
        (
            "expectations/quotes/qmi-1.yml",
            ("validate@*", "release@*"),
            tuple(stage for stage in ("clean@*", *ALL_FROM_CLEAN) if stage != "release@*"),
        ),
    ],
    "an approval of an edition": [
        (
            f"reports/approvals/{cohort}.yml",
            (f"approvals@{cohort}",),
            tuple(stage.replace("@*", f"@{cohort}*") for stage in (*LAYOUT, *SHEETS, "publish@*")),
        )
        for cohort in ("qmi-1", "villes-intelligentes")
    ],
    "`requirements.lock`": [("requirements.lock", ("*",), ())],
    "another renderer found (`renderer: auto`)": [
        ("params.yaml:render", ("resolve_renderer",), (*LAYOUT, "publish@*")),
    ],
    "a test, a document, a benchmark": [
        (path, (), ()) for path in ("README.md", "docs/architecture.md", "tests/conftest.py", "benchmarks/measure.py")
    ],
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph()


def named(graph: Graph, patterns: tuple[str, ...]) -> set[str]:
    """Every stage that one of the patterns names; each must name one."""
    found = {pattern: {name for name in graph.names if fnmatch(name, pattern)} for pattern in patterns}
    assert [pattern for pattern, names in found.items() if not names] == []
    return set().union(*found.values())


@pytest.mark.parametrize(
    ("edited", "at_once", "perhaps"), [pytest.param(*each, id=each[0]) for edits in EDITS.values() for each in edits]
)
def test_an_edit_runs_what_depends_on_it(
    graph: Graph, edited: str, at_once: tuple[str, ...], perhaps: tuple[str, ...]
) -> None:
    found = graph.of(edited)
    assert found.at_once == named(graph, at_once)
    assert found.perhaps == named(graph, perhaps) - found.at_once


def test_readme_tells_each_of_these_edits() -> None:
    table = README.split("## What reruns if")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| .+ \|$", table, re.MULTILINE)
    assert rows[0] == "you change"
    assert rows[1:] == list(EDITS)
