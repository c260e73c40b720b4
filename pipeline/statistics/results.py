"""What a statistical method gives back: a number, how sure it is, how it was made, and what to beware of."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.capitals import capitalised


@dataclass(frozen=True)
class Method:
    """A method as readers are told of it. `source` is the publication or standard that defines it."""

    name_fr: str
    name_en: str
    source: str

    @property
    def title_fr(self) -> str:
        """The name as it begins a sentence; those of persons keep their capitals."""
        return capitalised(self.name_fr)


@dataclass(frozen=True)
class Caution:
    """What must be said beside a result: an assumption that fails, or a base too small. `code` never changes."""

    code: str
    said_fr: str
    said_en: str


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A number with its interval.

    `value` is missing when it cannot be computed, and a caution says why. `low` and `high` are missing when there is no
    interval: everybody was counted, or a caution says why.
    """

    value: float | None
    method: Method
    n: int
    low: float | None = None
    high: float | None = None
    level: float | None = None
    interval: Method | None = None
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Test:
    """A test of one hypothesis. `p_value` is missing when the test was not done, and a caution says why.

    `sizes` are the numbers of units compared. `smallest_p` is the smallest p-value that data of these sizes (and
    margins, for a conditional test) can give: above the level, no decision was possible whatever the data.
    """

    p_value: float | None
    method: Method
    sizes: tuple[int, ...]
    statistic: float | None = None
    smallest_p: float | None = None
    cautions: tuple[Caution, ...] = ()
