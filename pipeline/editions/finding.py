"""Which edition a name means: `qmi-1` the current build, `qmi-1/1` a frozen edition, else a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.editions.content import short_code
from pipeline.editions.status import SHEETS
from pipeline.errors import EditionError
from pipeline.paths import CohortPaths
from pipeline.verifying.certified import CERTIFICATE, read_certificate


@dataclass(frozen=True)
class FoundEdition:
    """A published folder with its certificate. `edition` is empty but for one that was frozen here."""

    name: str
    folder: Path
    cohort: str
    edition: str
    certificate: dict[str, Any]

    def require_contents(self) -> None:
        """Go on only when the folder says what each of its documents holds.

        Raises:
            EditionError: it was published before editions were told apart by their contents.
        """
        if not {"contents", "edition", "booklets"} <= self.certificate.keys():
            raise EditionError(
                f"{self.folder} was published before editions existed: its {CERTIFICATE} does not say what its"
                f" documents hold, so that nothing can be compared with it. Build it again from its commit with this"
                f" version (`python -m pipeline run --cohort {self.cohort}`), and compare that."
            )

    def code_on(self, document: str) -> str:
        """The code that the pages of a document print; sheets of older editions print the code of all of them."""
        contents = self.certificate["contents"]
        return short_code(contents[document if document in contents else SHEETS])

    @property
    def booklets(self) -> dict[str, str]:
        """The title of each booklet, by its name."""
        return {booklet["booklet"]: booklet["title"] for booklet in self.certificate["booklets"]}


def named(name: str) -> tuple[str, str]:
    """(cohort, edition) of a name; the edition is empty for the current build.

    Raises:
        EditionError: it is no such name.
    """
    cohort, _, edition = name.strip("/").partition("/")
    if not CohortPaths(cohort).raw.is_dir() or "/" in edition:
        raise EditionError(f"« {name} » is no edition: expected COHORT (the current build) or COHORT/EDITION.")
    return cohort, edition


def find(name: str) -> FoundEdition:
    """The edition called `name`, or in the folder of that name.

    Raises:
        EditionError: there is none.
        MissingInputError: its certificate cannot be read.
    """
    folder, edition = Path(name), ""
    if not (folder / CERTIFICATE).is_file():
        cohort, edition = named(name)
        paths = CohortPaths(cohort)
        folder = paths.frozen(edition) if edition else paths.published
        if not folder.is_dir():
            how = f"`python -m pipeline run --cohort {cohort}` builds it" if not edition else "it was not frozen here"
            raise EditionError(f"There is no {folder}: {how}.")
    certificate = read_certificate(folder / CERTIFICATE)
    return FoundEdition(name, folder, str(certificate["cohort"]), edition, certificate)
