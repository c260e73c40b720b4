"""Protect: decide, once for all that a cohort publishes, what disclosure control hides. Nothing is hidden here."""

from __future__ import annotations

from pipeline import stage
from pipeline.disclosure.counts_on_sheets import refuse_counts_on_sheets
from pipeline.disclosure.decided import DECISION, Decision, write_decision
from pipeline.disclosure.decision import decide, edition_before
from pipeline.disclosure.former import handed_over
from pipeline.disclosure.published import read_published
from pipeline.files import replacing_folder
from pipeline.params import Cohort, Params, load_cohort, load_params
from pipeline.paths import CohortPaths


def main(cohort: stage.CohortOption) -> None:
    """Write what is hidden of one cohort, in every release of it."""
    paths = CohortPaths(cohort)
    stage.require(paths.cohort_estimates, f"estimate --cohort {cohort}")
    decision = decided(load_cohort(paths), paths, load_params())
    with replacing_folder(paths.protected) as folder:
        write_decision(folder / DECISION, decision)


def decided(cohort: Cohort, paths: CohortPaths, params: Params) -> Decision:
    """What disclosure control hides of everything the cohort publishes: readers of one booklet see the others too.

    Readers also have the edition before, as `compare` handed it over.

    Raises:
        DisclosureError: something that must be hidden follows from what was published before, or from sheets.
        MissingInputError: the edition before was not handed over.
    """
    former, made_by = None, None
    if cohort.cohort in params.previous:
        former, made_by = handed_over(paths.edition_estimates)
    if not (cohort.disclosure.protects or (former is not None and former.disclosure.protects)):
        return Decision()
    now, earlier = read_published(paths.all_estimates), None
    if former is not None and made_by is not None:
        earlier = edition_before(former.cohort, read_published([made_by]), now, former.disclosure)
    decision = decide(now, cohort.disclosure, earlier)
    refuse_counts_on_sheets(now.facts, decision.facts, cohort.cohort)
    return decision


if __name__ == "__main__":
    stage.run(main)
