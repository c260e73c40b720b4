"""params.yaml and cohort.yml as typed, frozen objects. What is not declared here is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from pipeline.errors import ParamsError
from pipeline.paths import Audience, CohortPaths
from pipeline.yaml_files import load_model

ENTERPRISE_DOMINANCE = 0.85
"""« Plus de 85 % »: the French rule on data about enterprises."""

LONGEST_NAME = 60
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that Windows gives to devices: no file or folder can have them there."""


def _no_device(name: str) -> str:
    if name in DEVICES:
        raise ValueError("Windows gives this name to a device; no folder can have it")
    return name


Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_NAME),
    AfterValidator(_no_device),
]
"""A name that is a folder on any system and a word to any shell: nothing in it means anything else."""


def _each_once(values: list[str]) -> list[str]:
    for value in values:
        if values.count(value) > 1:
            raise ValueError(f"« {value} » is listed twice")
    return values


Once = AfterValidator(_each_once)


class Strict(BaseModel):
    """Frozen, and nothing it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EstimateParams(Strict):
    """How statistics are made."""

    confidence_level: float = Field(gt=0.5, lt=1)
    percent_base_min: int = Field(ge=1)


class AnalyseParams(Strict):
    """How notebooks are run."""

    timeout_seconds: int = Field(gt=0)


class RenderParams(Strict):
    """What lays the booklets out."""

    renderer: Literal["auto", "quarto", "embedded"]


class DriftParams(Strict):
    """When a difference between two editions is told; each is explained in params.yaml."""

    base_min: int = Field(ge=2)
    level: float = Field(gt=0, lt=1)
    shift_min: float = Field(gt=0, le=1)
    response_rate_drop: float = Field(gt=0, lt=1)


class Citation(Strict):
    """A cohort whose booklets cite the findings of another study."""

    cohort: Slug
    study: Slug


class Params(Strict):
    """params.yaml. The cohorts of `synthetic` have deliveries that `pipeline.synthetic` makes up.

    `previous` names, for a cohort, the edition before it; `context` says which cohort cites which study.
    """

    cohorts: Annotated[list[Slug], Field(min_length=1), Once]
    synthetic: Annotated[list[Slug], Once] = Field(default_factory=list)
    audiences: Annotated[list[Audience], Field(min_length=1), Once]
    booklets: Annotated[list[Slug], Field(min_length=1), Once]
    estimate: EstimateParams
    analyse: AnalyseParams
    render: RenderParams
    previous: dict[Slug, Slug] = Field(default_factory=dict)
    context: dict[Slug, Citation] = Field(default_factory=dict)
    drift: DriftParams


class DisclosureRules(Strict):
    """Thresholds below which a number about persons or firms is not released; docs/disclosure.md gives their sources.

    `min_count` 1 says that nobody is to be protected. `dominance` is the part of a sum above which one contributor
    dominates it (default: 0.85 for enterprises). `group_disclosure` hides what all or none of a group are (default:
    for persons). `public` are tables of registers that were published with names: what is counted in them alone is
    known, and not hidden.
    """

    min_count: int = Field(ge=1)
    reason: str
    unit: Literal["persons", "enterprises"] = "persons"
    dominance: float | None = Field(default=None, gt=0, lt=1)
    group_disclosure: bool | None = None
    public: list[str] = Field(default_factory=list)

    @property
    def protects(self) -> bool:
        """Whether there is anybody to protect."""
        return self.min_count > 1

    @property
    def hides_whole_groups(self) -> bool:
        """Whether 0 % and 100 % of a group are hidden."""
        declared = self.group_disclosure
        return self.protects and (self.unit == "persons" if declared is None else declared)

    @property
    def dominating_part(self) -> float | None:
        """The part of a sum above which one contributor dominates it; none where dominance is not looked at."""
        if not self.protects:
            return None
        return self.dominance or (ENTERPRISE_DOMINANCE if self.unit == "enterprises" else None)


class Cohort(Strict):
    """cohort.yml: what one cohort is, for whom it is published, and on which date.

    `documents` gives the names under which texts cite the documents that data call by an identifier, and
    `documents_in_tables` shorter ones, for the cells of a table beside which the long name stands;
    `languages` are those that it is published in; `site_url` is where the booklets' online twins are, if they are put
    online.
    """

    cohort: Slug
    title_fr: str
    subtitle_fr: str
    programme: str
    publisher: str
    audiences: Annotated[list[Audience], Field(min_length=1), Once]
    languages: tuple[Literal["fr", "en"], ...] = ("fr",)
    edition_date: dt.date
    is_synthetic: bool
    notice_fr: str
    licence: str
    documents: dict[Slug, str] = Field(default_factory=dict)
    documents_in_tables: dict[Slug, str] = Field(default_factory=dict)
    site_url: Annotated[str, StringConstraints(pattern=r"^(https://\S+)?$")] = ""
    disclosure: DisclosureRules


def load_params(root: Path = Path()) -> Params:
    """The project's parameters.

    Raises:
        ParamsError: with file, line and what was expected.
    """
    return load_model(root / "params.yaml", Params)


def load_cohort(paths: CohortPaths) -> Cohort:
    """The description of one cohort.

    Raises:
        ParamsError: with file, line and what was expected.
    """
    if not paths.raw.is_dir():
        raise ParamsError(f"No cohort is called « {paths.cohort} »: there is no folder {paths.raw}.")
    path = paths.raw / "cohort.yml"
    description = load_model(path, Cohort)
    if description.cohort != paths.cohort:
        raise ParamsError(f"{path}: « cohort » is « {description.cohort} », but its folder is « {paths.cohort} ».")
    return description
