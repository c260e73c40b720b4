"""Funding: the levers that documents print, and how many projects of the cohort have a profile that opens each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.projects.knowledge_facts import Teller, is_given, one_by_one
from pipeline.params import EstimateParams

REQUIRES = ("funding_levers",)
"""Projects are optional: without a register the levers are described, and nobody is counted."""

COMPUTED_BY = "pipeline.estimators.funding"
AID_LIMIT = (
    "Aide publiée dans les documents que la colonne «\u202fSource\u202f» nomme, avec leur date quand ils en ont "
    "une\u00a0; règlement, guichet et montants à vérifier avant tout usage."
)
PROFILE_LIMIT = (
    "Profil lu dans le registre des projets. Il permet de frapper à la porte\u00a0: il ne dit ni qu’une demande a été "
    "faite, ni qu’elle serait acceptée."
)
OFFICIAL = {"Innov’Up": "Innov’up", "BPI France": "Bpifrance"}
"""How bodies and schemes spell their own names, where documents spell them otherwise."""
PROFILE_METHOD = "Dénombrement des projets dont le registre remplit les conditions publiées que le registre connaît"


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """Tables `funding_levers` (one row a lever, rate, cap, and the share of projects with its profile as facts)."""
    levers = tables["funding_levers"]
    projects = tables.get("projects")
    lines, facts = lever_lines(levers, projects)
    return Estimates([*facts, *any_door(levers, projects)], {"funding_levers": lines})


def lever_lines(levers: pd.DataFrame, projects: pd.DataFrame | None) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a lever as documents print it, the expense at which its cap is reached, and who has its profile."""
    tell = Teller("funding", f"{COMPUTED_BY}:lever_lines", "funding_levers")
    facts, lines = [tell.count("levers", ("Aides relevées", "Funding levers"), len(levers), levers)], []
    for lever, row in one_by_one(levers):
        found = {**_terms(tell, lever, row), "profile": _profile(lever, row, projects)}
        facts += [fact for fact in found.values() if fact is not None]
        ids = {f"{name}_fact": None if fact is None else fact.fact_id for name, fact in found.items()}
        lines.append({**_said(lever), **ids})
    return pd.DataFrame(lines), facts


def _said(lever: Any) -> dict[str, Any]:
    texts = ("scheme_fr", "form", "rate_base_fr", "unchecked_fr", "source")
    lists = ("funders", "beneficiaries")
    return {
        "lever_id": lever.lever_id,
        **{name: named(getattr(lever, name)) if is_given(getattr(lever, name)) else "" for name in texts},
        **{name: [named(each) for each in getattr(lever, name)] for name in lists},
        "is_for_hosted": bool(lever.is_for_hosted_projects),
        "is_for_communes": bool(lever.is_for_communes),
        "is_for_holders": bool(lever.is_for_hosted_projects) or _holder_types(lever) != set(),
    }


def named(text: Any) -> str:
    """A text of a document in French typography, with the names of schemes and bodies as these spell them."""
    said = french(str(text))
    for printed, official in OFFICIAL.items():
        said = said.replace(printed, official)
    return said


def _terms(tell: Teller, lever: Any, row: pd.DataFrame) -> dict[str, Fact | None]:
    """Rate, cap, and the expense from which the cap is what counts."""
    name, more = slug(lever.lever_id), {"limits_fr": AID_LIMIT}
    said = named(f"{lever.scheme_fr} ({lever.form})")
    rate = cap = full = None
    if is_given(lever.rate):
        label = (f"{said}, taux", f"Lever {lever.lever_id}, rate")
        rate = tell.fact(f"{name}-rate", label, row, unit="share", value=float(lever.rate), **more)
    if is_given(lever.cap_eur):
        label = (f"{said}, plafond", f"Lever {lever.lever_id}, cap")
        cap = tell.fact(f"{name}-cap", label, row, unit="eur", value=float(lever.cap_eur), decimals=0.0, **more)
    if rate is not None and cap is not None:
        label = (f"{said}, dépense à partir de laquelle le plafond compte", f"Lever {lever.lever_id}, capped from")
        value = float(lever.cap_eur) / float(lever.rate)
        method = {"method": "Plafond publié divisé par le taux publié"}
        full = tell.fact(f"{name}-full", label, row, unit="eur", value=value, decimals=0.0, **method, **more)
    return {"rate": rate, "cap": cap, "full": full}


def _profile(lever: Any, row: pd.DataFrame, projects: pd.DataFrame | None) -> Fact | None:
    """How many projects have the profile, of those whose register says enough to tell; None where it tells of none."""
    has = None if projects is None else has_profile(lever, projects)
    if projects is None or has is None or has.isna().all():
        return None
    known = has.dropna()
    tell = Teller("funding", f"{COMPUTED_BY}:lever_lines", "projects")
    label = (
        named(f"Projets dont le profil ouvre\u00a0: {lever.scheme_fr} ({lever.form})"),
        f"Projects: {lever.lever_id}",
    )
    more = {"method": PROFILE_METHOD, "limits_fr": PROFILE_LIMIT, "n_missing": float(has.isna().sum())}
    counts = (int(known.sum()), len(known))
    return tell.share(f"{slug(lever.lever_id)}-profile", label, counts, (projects.loc[known.index], row), **more)


def has_profile(lever: Any, projects: pd.DataFrame) -> pd.Series | None:
    """For each project whether it meets the lever's conditions that a register knows; missing where a cell is empty.

    Conditions: a commune behind the project (`is_for_hosted_projects`), or a type of holder and the region of its seat.
    None when the lever is for communes alone, or the register lacks a column.
    """
    types, region = _holder_types(lever), lever.hq_region
    if lever.is_for_hosted_projects:
        return projects["commune_insee"].map(is_given).astype("boolean")
    if not types or "holder_type" not in projects or (is_given(region) and "hq_region" not in projects):
        return None
    has = projects["holder_type"].isin(types).astype("boolean").mask(~projects["holder_type"].map(is_given))
    if is_given(region):
        is_there = projects["hq_region"].eq(region).astype("boolean")
        has &= is_there.mask(~projects["hq_region"].map(is_given))
    return has


def any_door(levers: pd.DataFrame, projects: pd.DataFrame | None) -> list[Fact]:
    """How many projects have the profile of one lever for firms at least: a commune behind them opens one to all."""
    if projects is None or projects.empty:
        return []
    firm = [lever for lever, _ in one_by_one(levers) if _holder_types(lever) and not lever.is_for_hosted_projects]
    found = [has for lever in firm if (has := has_profile(lever, projects)) is not None]
    if not found:
        return []
    opened = pd.concat(found, axis="columns").fillna(False).any(axis="columns")
    tell = Teller("funding", f"{COMPUTED_BY}:any_door", "projects")
    label = (
        "Projets dont le porteur a le profil d’une aide aux entreprises",
        "Projects with the profile of a firm’s aid",
    )
    counts, more = (int(opened.sum()), len(projects)), {"method": PROFILE_METHOD, "limits_fr": PROFILE_LIMIT}
    return [tell.share("firms-profile", label, counts, (projects, levers), **more)]


def _holder_types(lever: Any) -> set[str]:
    """The types of holder that a lever is for; none when the document names none."""
    types = lever.holder_types
    return set() if types is None or isinstance(types, float) else {str(each) for each in types}
