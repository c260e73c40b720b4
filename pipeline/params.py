"""params.yaml and cohort.yml as typed, frozen objects. What is not declared here is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from pipeline.errors import ParamsError
from pipeline.paths import Audience, CohortPaths
from pipeline.yaml_files import load_model

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


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


class Params(Strict):
    """params.yaml. The cohorts of `synthetic` have deliveries that `pipeline.synthetic` makes up.

    `previous` names, for a cohort, the edition before it.
    """

    cohorts: Annotated[list[Slug], Field(min_length=1), Once]
    synthetic: Annotated[list[Slug], Once] = Field(default_factory=list)
    audiences: Annotated[list[Audience], Field(min_length=1), Once]
    booklets: Annotated[list[Slug], Field(min_length=1), Once]
    estimate: EstimateParams
    analyse: AnalyseParams
    render: RenderParams
    previous: dict[Slug, Slug] = Field(default_factory=dict)
    drift: DriftParams


class DisclosureRules(Strict):
    """Thresholds below which a number about persons or firms is not released."""

    min_count: int = Field(ge=1)
    reason: str


class Cohort(Strict):
    """cohort.yml: what one cohort is, for whom it is published, and on which date.

    `documents` gives the short names under which texts cite the documents that data call by an identifier;
    `languages` are those that it is published in; `site_url` is where the booklets' online twins are, if they are put online.
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
