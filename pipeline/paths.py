"""Where everything lives. One cohort's folders, from what was received to what is published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Audience = Literal["startups", "communes", "institutions"]

RENDERED = "render.json"
"""In the folder of a laid-out booklet: whether the cohort has it, by which renderer, with how many pages."""

CENSUS = "census.json"
"""In the folder of a census: how many numbers were traced, in which way."""

FAILURES = Path("data/processed/failures")
"""Details of errors nobody foresaw. They may quote deliveries, so they stay in the confidential folder."""

RENDERER = Path("data/processed/renderer.json")
"""Which renderer lays out the booklets on this machine."""


def code(stage: str) -> Path:
    """The project's files that one stage runs, with their sums."""
    return Path("data/processed/code") / f"{stage}.json"


def texts(booklet: str) -> Path:
    """The sources that one booklet is laid out from, the same for every cohort."""
    return Path("data/processed/texts") / booklet


@dataclass(frozen=True)
class CohortPaths:
    """The folders of one cohort below the project's root (the current folder unless told)."""

    cohort: str
    root: Path = Path()

    @property
    def raw(self) -> Path:
        """As received, never edited."""
        return self.root / "data" / "raw" / self.cohort

    @property
    def plan(self) -> Path:
        """What is asked of the cohort's data, declared before results."""
        return self.raw / "plan.yml"

    @property
    def synthetic(self) -> Path:
        """Deliveries that were made up for a demonstration; generated, not in git."""
        return self.raw / "synthetic"

    @property
    def edited(self) -> Path:
        """Made-up deliveries as somebody edited them, before they were made up again; confidential."""
        return self.processed / "edited"

    @property
    def processed(self) -> Path:
        """Everything generated for this cohort; confidential, but for `release`."""
        return self.root / "data" / "processed" / self.cohort

    @property
    def ingested(self) -> Path:
        """Text-typed copies of the deliveries."""
        return self.processed / "ingested"

    @property
    def validated(self) -> Path:
        """The validation summary that opens the gate to `clean`."""
        return self.processed / "validated"

    @property
    def problems(self) -> Path:
        """Every problem found in the deliveries, one record each."""
        return self.processed / "problems.json"

    @property
    def problem_pages(self) -> Path:
        """One French page per data owner."""
        return self.processed / "problems"

    @property
    def templates(self) -> Path:
        """Empty workbooks to send to data owners."""
        return self.processed / "templates"

    @property
    def redelivery(self) -> Path:
        """What new deliveries changed, cell by cell; confidential."""
        return self.processed / "redelivery"

    @property
    def drift(self) -> Path:
        """What changed since the cohort before, and a page for each owner."""
        return self.processed / "drift"

    @property
    def clean(self) -> Path:
        """Typed, corrected tables."""
        return self.processed / "clean"

    @property
    def codebook(self) -> Path:
        """One French page per questionnaire, for people who read the answers."""
        return self.processed / "codebook"

    @property
    def cohort_estimates(self) -> Path:
        """Facts and the tables built on them. `release` depends on the folder that holds all estimates."""
        return self.processed / "estimates" / "cohort"

    @property
    def edition_estimates(self) -> Path:
        """Facts that compare the cohort with the edition before; only where there is one."""
        return self.processed / "estimates" / "previous"

    @property
    def findings(self) -> Path:
        """What the booklets of other cohorts may cite of this one; only where they do."""
        return self.raw / "findings.yml"

    def context_estimates(self, study: str) -> Path:
        """Facts taken over from another study."""
        return self.processed / "estimates" / f"context-{study}"

    @property
    def all_estimates(self) -> list[Path]:
        """The folders of estimates that there are, the cohort's own first."""
        others = sorted(path for path in self.cohort_estimates.parent.iterdir() if path.is_dir())
        return [self.cohort_estimates, *(path for path in others if path != self.cohort_estimates)]

    @property
    def protected(self) -> Path:
        """What is hidden of all that the cohort publishes; confidential."""
        return self.processed / "protected"

    @property
    def releases(self) -> Path:
        """What may leave the team, in a folder an audience."""
        return self.processed / "release"

    def release(self, audience: str) -> Path:
        """What may leave the team, for one audience."""
        return self.releases / audience

    def executed(self, booklet: str) -> Path:
        """Executed notebooks of one booklet, scrubbed."""
        return self.processed / "executed" / booklet

    def rendered(self, booklet: str) -> Path:
        """The laid-out booklet, PDF and HTML."""
        return self.processed / "rendered" / booklet

    def preview(self, booklet: str) -> Path:
        """The PDF of a booklet whose texts are being written; nothing is published from it."""
        return self.processed / "preview" / f"{booklet}.pdf"

    def census(self, booklet: str) -> Path:
        """How the numbers of a booklet were traced."""
        return self.processed / "census" / booklet

    @property
    def sheets_census(self) -> Path:
        """How the numbers of all sheets were traced."""
        return self.census("sheets")

    @property
    def approvals(self) -> Path:
        """Which of its contents were approved, as the record in `reports/approvals/` says."""
        return self.processed / "approvals.json"

    @property
    def sheets(self) -> Path:
        """One sheet a project and a commune: its PDF, the body of its page, and what is said of all of them."""
        return self.processed / "sheets"

    @property
    def expectations(self) -> Path:
        """What must hold in each table, the same for every cohort."""
        return self.root / "expectations"

    @property
    def corrections(self) -> Path:
        """Declared corrections."""
        return self.root / "expectations" / "corrections" / f"{self.cohort}.yml"

    @property
    def quote_approvals(self) -> Path:
        """Which quotes and texts with personal data may be published: hashes, never a text."""
        return self.root / "expectations" / "quotes" / f"{self.cohort}.yml"

    @property
    def published(self) -> Path:
        """The built booklets, where people look for them."""
        return self.root / "reports" / self.cohort

    def frozen(self, edition: str) -> Path:
        """An approved edition, as it was published; never written again."""
        return self.root / "reports" / "editions" / self.cohort / edition

    def frozen_certificate(self, edition: str) -> Path:
        """The record of a frozen edition that is kept in git: its certificate, and the digest of each of its files."""
        return self.root / "reports" / "approvals" / self.cohort / f"{edition}.json"
