"""What the programme costs and who pays: amounts by item and funder, days counted, and the cost of a tried project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, Rows, provenance
from pipeline.methods.projects.project_paths import project_paths
from pipeline.methods.projects.register_facts import Register, Words
from pipeline.plan import Settings

REQUIRES = ("funding_lines",)

CASH, TIME, OWN_FUNDS = "cash", "time", "own_funds"
KINDS: Mapping[str, Words] = {
    CASH: ("Budget du programme", "Budget of the programme"),
    TIME: ("Temps des communes et des partenaires, valorisé", "Time of communes and partners, valued"),
    OWN_FUNDS: ("Fonds propres des porteurs", "Own funds of holders"),
}
ITEMS: Mapping[str, Words] = {
    "support": ("Accompagnement des projets", "Support to projects"),
    "assessment": ("Diagnostic des quartiers", "Assessment of neighbourhoods"),
    "training": ("Formation des agents", "Training of staff"),
    "project_grants": ("Aides aux projets", "Grants to projects"),
    "evaluation": ("Évaluation", "Evaluation"),
    "events": ("Visibilité et rencontres", "Visibility and events"),
    "staff_time": ("Temps passé", "Time spent"),
    "prototypes": ("Prototypes et installation", "Prototypes and installation"),
    "other": ("Autres dépenses", "Other expenses"),
}
FUNDERS: Mapping[str, Words] = {
    "organiser": ("Collectivité organisatrice", "Organising authority"),
    "public_bank": ("Banque publique", "Public bank"),
    "region": ("Région", "Region"),
    "state": ("État", "State"),
    "europe": ("Fonds européens", "European funds"),
    "communes": ("Communes hôtes", "Host communes"),
    "partners": ("Partenaires", "Partners"),
    "holders": ("Porteurs de projet", "Project holders"),
    "other": ("Autres financeurs", "Other funders"),
}
LIMIT = (
    "Montants inscrits au budget ou déclarés ; les locaux et le temps des porteurs n’y sont pas. Un coût ne dit pas "
    "si la dépense était utile."
)
SUMMED_FR = "Somme des lignes du budget"
PER_PROJECT_FR = (
    "Somme des lignes divisée par les projets déployés : une moyenne de l’édition, et non le coût d’un projet"
)
HUNDREDS = -2.0
PANEL_COLUMNS = ("panel", "label_fr", "amount_fact", "share_fact")


def estimate(tables: Tables, _settings: Settings) -> Estimates:
    """Sums in euros by kind of expense, by item and by funder of the budget, days counted, and means a tried project.

    Table `costs_panels`: one row an item or a funder of the programme's budget, the largest first (`panel`: `item` or
    `funder`; `label_fr`, `amount_fact`, `share_fact`).
    """
    given = tables["funding_lines"]
    lines = given[given["amount_eur"].notna()]
    register = Register("costs", "funding_lines", lines, LIMIT)
    budget = list(_panels(register, lines[lines["kind"].eq(CASH)]))
    facts = [
        *_sums(register, lines),
        *_days(register, lines),
        *(fact for _, _, amount, share in budget for fact in (amount, share)),
        *_per_project(register, tables, lines),
    ]
    rows = [(panel, label, amount.fact_id, share.fact_id) for panel, label, amount, share in budget]
    return Estimates(facts, {"costs_panels": pd.DataFrame(rows, columns=list(PANEL_COLUMNS))})


def _sums(register: Register, lines: pd.DataFrame) -> Iterator[Fact]:
    """What was spent of each kind; nothing is said of a kind without a line."""
    for kind, label in KINDS.items():
        rows = lines[lines["kind"].eq(kind)]
        if len(rows):
            yield _sum(register, kind.replace("_", "-"), label, rows)


def _sum(register: Register, what: str, label: Words, rows: pd.DataFrame) -> Fact:
    # A funder is a kind of payer, not one of them: each line of the budget counts as one.
    return register.total(what, label, rows["amount_eur"], rows, "line_id", SUMMED_FR)


def _days(register: Register, lines: pd.DataFrame) -> Iterator[Fact]:
    """How many days were counted, by those who spent them."""
    timed = lines[lines["kind"].eq(TIME)]
    timed = timed[timed["days"].notna()] if "days" in timed else timed.head(0)
    if timed.empty:
        return
    label = ("Jours de travail comptés", "Working days counted")
    yield register.count("time-days", label, timed, value=int(timed["days"].sum()))
    for funder, rows in timed.groupby("funder", sort=True):
        fr, en = _words(FUNDERS, str(funder))
        own = (f"Jours de travail comptés : {fr}", f"Working days counted: {en}")
        yield register.count(f"time-days-{slug(str(funder))}", own, rows, value=int(rows["days"].sum()))


def _panels(register: Register, budget: pd.DataFrame) -> Iterator[tuple[str, str, Fact, Fact]]:
    """Each item, then each funder of the budget, the largest first: its name, its amount and its share."""
    total = int(budget["amount_eur"].sum())
    if total <= 0:
        return
    for panel, words in (("item", ITEMS), ("funder", FUNDERS)):
        amounts = budget.groupby(panel, sort=True)["amount_eur"].sum().sort_values(ascending=False, kind="stable")
        for code, amount in amounts.items():
            rows, (fr, en) = budget[budget[panel].eq(str(code))], _words(words, str(code))
            what = f"{panel}-{slug(str(code))}"
            share = (f"Part du budget : {fr}", f"Share of the budget: {en}")
            part = register.share(f"{what}-share", share, int(amount), total, rows)
            yield panel, fr, _sum(register, what, (f"Budget : {fr}", f"Budget: {en}"), rows), part


def _per_project(register: Register, tables: Tables, lines: pd.DataFrame) -> Iterator[Fact]:
    """Euros a deployed project: of the budget alone, then of all that was spent; nothing when none was deployed."""
    if not len(tables.get("projects", ())):
        return
    paths = project_paths(tables)
    tried = paths[paths["is_deployed"]]
    if tried.empty:
        return
    yield register.count("tried", ("Projets essayés sur le terrain", "Projects tried in the field"), tried)
    budget = lines[lines["kind"].eq(CASH)]
    means = {
        "per-project": (
            "Coût moyen du programme par projet essayé",
            "Mean cost of the programme a tried project",
            budget,
        ),
        "per-project-everything": (
            "Dépense moyenne de tous par projet essayé",
            "Mean expense of all a tried project",
            lines,
        ),
    }
    for what, (fr, en, rows) in means.items():
        if len(rows):
            mean = float(rows["amount_eur"].sum()) / len(tried)
            fact = register.measure(what, (fr, en), mean, rows, "eur", PER_PROJECT_FR)
            evidence = Rows.of(*fact.rows, *provenance(tried))
            yield replace(fact, qualifier="~", decimals=HUNDREDS, n_answered=float(len(tried)), rows=evidence)


def _words(words: Mapping[str, Words], code: str) -> Words:
    return words.get(code, (code, code))
