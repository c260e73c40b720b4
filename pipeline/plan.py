"""The analysis plan of a cohort (`data/raw/<cohort>/plan.yml`): what is asked of its data, declared before results.

Each entry becomes facts; a researcher adds one without code. What each question of a questionnaire gives by itself
(shares, means, groups) stands in the questionnaire's own analysis columns.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from pipeline.params import EstimateParams, Slug, Strict, load_params
from pipeline.paths import CohortPaths
from pipeline.yaml_files import load_model


class Weighting(Strict):
    """How the answers of one survey are weighted to the register of those it was addressed to.

    `margins` are columns of `frame` (a register, joined on the key that invitations carry). Weights are kept within
    `trim` times their mean.
    """

    survey: str
    frame: str
    method: Literal["post_stratification", "raking"]
    margins: Annotated[list[str], Field(min_length=1)]
    trim: tuple[float, float] | None = None


class Reliability(Strict):
    """Items of one survey meant to measure one thing together."""

    scale: Slug
    title_fr: str
    title_en: str
    table: str
    items: Annotated[list[str], Field(min_length=2)]


def _distinct(names: list[str]) -> list[str]:
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{', '.join(sorted(twice))} is there twice")
    return names


class Comparison(Strict):
    """One question put to a table: does `outcome` differ between groups?

    They are the `groups` of column `by` (all when none is named), of the table or of the registers behind it; or, with
    `against` (`table.column`), those who were asked the same in other surveys. With `paired_with`, the question is
    whether the same respondents answered `outcome` and that question alike.
    """

    comparison: Slug
    question_fr: str
    question_en: str
    table: str
    outcome: str
    by: str = ""
    groups: Annotated[list[str], AfterValidator(_distinct)] = Field(default_factory=list)
    against: list[Annotated[str, StringConstraints(pattern=r"^\w+\.\w+$")]] = Field(default_factory=list)
    paired_with: str = ""

    @model_validator(mode="after")
    def _says_what_with_what(self) -> Comparison:
        if sum(map(bool, (self.by, self.against, self.paired_with))) != 1:
            raise ValueError("a comparison has one of: by, against, paired_with")
        if self.groups and not self.by:
            raise ValueError("groups are those of a column: name it with by")
        return self


def _each_its_name(comparisons: list[Comparison]) -> list[Comparison]:
    _distinct([each.comparison for each in comparisons])
    return comparisons


class Family(Strict):
    """Comparisons whose p-values are adjusted together, since a reader would pick the smallest of them."""

    family: Slug
    title_fr: str
    title_en: str
    adjustment: Literal["holm", "benjamini_hochberg"] = "holm"
    comparisons: Annotated[list[Comparison], Field(min_length=1), AfterValidator(_each_its_name)]


def _each_its_title(families: list[Family]) -> list[Family]:
    _distinct([each.family for each in families])
    return families


class Model(Strict):
    """A regression: `kind` says what the outcome is; `cluster` is the column whose units share what is not measured."""

    model: Slug
    question_fr: str
    question_en: str
    kind: Literal["linear", "linear_mixed", "ordered_logit", "poisson", "negative_binomial"]
    table: str
    outcome: str
    predictors: Annotated[list[str], Field(min_length=1)]
    cluster: str = ""
    exposure: str = ""


def _positive(weights: dict[str, float]) -> dict[str, float]:
    if any(weight <= 0 for weight in weights.values()):
        raise ValueError("every weight must be above 0")
    return weights


class Replicability(Strict):
    """Weights of the criteria in the composite (equal when none is given) and how far they are let vary.

    `concentration` is that of the Dirichlet distribution around the weights: the larger, the closer to them.
    `top_share` is the part of the projects that « the top group » means.
    """

    weights: Annotated[dict[str, float], AfterValidator(_positive)] = Field(default_factory=dict)
    concentration: float = Field(default=25.0, gt=0)
    draws: int = Field(default=2000, ge=100)
    top_share: float = Field(default=0.25, gt=0, lt=1)


class Typology(Strict):
    """A declared type of entities: those that bear every code of `all_of`, one of `any_of`, and none of `none_of`.

    Codes are written `dimension:code`. `names_fr` names those that coders may not have given: their own names come with
    the coding, and a code is not a word to print.
    """

    type: Slug
    title_fr: str
    title_en: str
    all_of: list[str] = Field(default_factory=list)
    any_of: list[str] = Field(default_factory=list)
    none_of: list[str] = Field(default_factory=list)
    names_fr: dict[str, str] = Field(default_factory=dict)


class Plan(Strict):
    """plan.yml; an empty plan asks nothing beyond what the questionnaires say.

    `declared` says whether it was written before anybody read the results; booklets tell their readers.
    """

    declared: Literal["before_results", "after_results"] = "after_results"
    weighting: list[Weighting] = Field(default_factory=list)
    reliability: list[Reliability] = Field(default_factory=list)
    families: Annotated[list[Family], AfterValidator(_each_its_title)] = Field(default_factory=list)
    models: list[Model] = Field(default_factory=list)
    replicability: Replicability = Replicability()
    typologies: list[Typology] = Field(default_factory=list)


class Settings(EstimateParams):
    """What estimators are told: how statistics are made (params.yaml), and what is asked (plan.yml)."""

    plan: Plan = Plan()


def load_plan(paths: CohortPaths) -> Plan:
    """The plan of one cohort.

    Raises:
        ParamsError: with file, line and what was expected.
    """
    return load_model(paths.plan, Plan)


def load_settings(paths: CohortPaths) -> Settings:
    """The settings of one cohort.

    Raises:
        ParamsError: with file, line and what was expected.
    """
    return Settings(**load_params().estimate.model_dump(), plan=load_plan(paths))
