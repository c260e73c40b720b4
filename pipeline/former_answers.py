"""What a release answers of its facts, kept while its file of facts is the same.

Some sixty stages of a build ask whether the facts that they print are as they were. To read all facts for that took
most of them longer than anything else they do.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.former_results import FormerResults

Digests = dict[str, dict[str, str]]
"""Of each fact, by its id, and of each column of all facts, by its name."""


def digests_of_facts(file: Path, answered_by: Path, answer: Callable[[], Digests]) -> Digests:
    """What `answer` (a function of the module `answered_by`) gives for a file of facts, as a former stage had it.

    Nothing is kept of a file outside of `data/processed/<cohort>/release/<audience>` of this project.
    """
    match file.parts:
        case ("data", "processed", cohort, "release", audience, _):
            former = FormerResults(f"answers/{cohort}", [])
            found: Digests = former.taken_or_made(audience, answer, answered_by.read_bytes(), file.read_bytes())
            return found
        case _:
            return answer()
