"""Lay out the cohorts that are built as if they had somebody to protect, and count again what is hidden.

`python -m benchmarks.raised [COHORT …]`: each at thresholds of 3, 5 and 11, with every booklet in every language, every
sheet and the site. What stops is told, with the reason.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.page_tables import lists_of_pages, pages_of, tables_of_pages
from benchmarks.raised_pages import raised_pages
from benchmarks.recounts import counted_again
from pipeline.booklet.documents import document
from pipeline.disclosure.decided import Decision
from pipeline.disclosure.decision import decide, edition_before
from pipeline.disclosure.former import handed_over
from pipeline.disclosure.published import Published, read_published
from pipeline.errors import RetexError
from pipeline.params import DisclosureRules, load_cohort, load_params
from pipeline.paths import CohortPaths
from pipeline.plan import load_plan
from pipeline.release import estimated

THRESHOLDS = (3, 5, 11)


def decision_under(rules: DisclosureRules, paths: CohortPaths, now: Published) -> Decision:
    """What would be hidden of a cohort, and of the edition before it, under the same rules."""
    if paths.cohort not in load_params().previous:
        return decide(now, rules)
    former, made_by = handed_over(paths.edition_estimates)
    return decide(now, rules, edition_before(former.cohort, read_published([made_by]), now, rules))


def told(cohort: str, threshold: int) -> str:
    """What came of laying one cohort out at one threshold, in a sentence."""
    paths, params = CohortPaths(cohort), load_params()
    rules = DisclosureRules(min_count=threshold, reason="benchmark", unit="enterprises")
    described = load_cohort(paths).model_copy(update={"disclosure": rules})
    now, booklets = read_published(paths.all_estimates), [document(name, Path("reports")) for name in params.booklets]
    with tempfile.TemporaryDirectory() as folder:
        try:
            decision, made = decision_under(rules, paths, now), estimated(paths.all_estimates)
            given = (described, made, decision, booklets, load_plan(paths))
            published = raised_pages(Path(folder), Path.cwd(), *given)
        except RetexError as problem:
            return f"stops: {problem}"
        tables, lists = tables_of_pages(published), lists_of_pages(published)
        found = sorted(set(counted_again(now, decision, {**tables, **lists})))
        counts = f"{len(pages_of(published))} pages, {len(tables)} tables and {len(lists)} lists"
    return f"{len(decision.facts)} facts hidden, {counts}; counted again: {', '.join(found) or 'none'}."


def main(cohorts: Sequence[str]) -> None:
    """Tell it of each cohort that is built."""
    for cohort in cohorts or load_params().cohorts:
        is_built = CohortPaths(cohort).cohort_estimates.is_dir()
        for threshold in THRESHOLDS if is_built else ():
            sys.stdout.write(f"{cohort}, from {threshold}: {told(cohort, threshold)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
