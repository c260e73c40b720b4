"""What communes bought after the trial: how many, by which procedure, after how long; amounts only as totals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.register_words import value_words
from pipeline.booklet.slugs import slug
from pipeline.booklet.wording import quantity
from pipeline.capitals import capitalised
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.projects.procurement import KINDS, Band, Kind, bands, in_force, permitted
from pipeline.methods.projects.project_paths import in_order, months, project_paths
from pipeline.methods.projects.register_facts import Register, Words
from pipeline.plan import Settings

REQUIRES = ("projects", "purchases")

FEWEST_BUYERS = 3
"""Amounts and delays are told for no fewer holders: two would each learn the other's."""
ROUNDED_TO_EUR = 5_000
"""The median of amounts is often one firm's contract: it is told to the nearest five thousand euros."""
LIMIT = (
    "Achats déclarés par les communes de l’édition, tous comptés : ces nombres n’ont pas d’intervalle. Un achat décidé "
    "plus tard ou ailleurs n’y est pas."
)
AMOUNT_LIMIT = f"{LIMIT} Montants hors taxes ; aucun n’est publié pour une commune ou un porteur."
TOTAL_FR = "Somme des montants hors taxes de tous les achats"
MEDIAN_FR = "Médiane des montants hors taxes, arrondie aux cinq mille euros les plus proches"
RULES_FR = (
    "Procédure inscrite comparée à celles que permettaient, le jour de l’achat, les règles relevées pour ce montant de "
    "fournitures ou de services ; les achats sans date et ceux dont aucune règle ne nomme la procédure sont hors de la "
    "base"
)
PROCEDURES: dict[str, Words] = {
    "gre_a_gre": ("Gré à gré", "Direct purchase"),
    "innovant": ("Achat innovant", "Innovative purchase"),
    "prototype": ("Achat de prototype", "Prototype purchase"),
    "publicite_concurrence": ("Publicité et mise en concurrence", "Advertised competition"),
    "achat_groupe": ("Achat groupé", "Joint purchase"),
    "autre": ("Autre procédure", "Other procedure"),
}
PROCEDURE_COLUMNS = ("label_fr", "purchases_fact", "innovative_fact", "renewed_fact")
BAND_COLUMNS = ("label_fr", "band_fr", "count_fact")
COMMUNE_COLUMNS = ("label_fr", "deployed_fact", "purchases_fact", "bought_fact", "renewed_fact")


def estimate(tables: Tables, settings: Settings) -> Estimates:  # noqa: ARG001 - every estimator is called alike
    """Counts of purchases, projects bought and communes that bought; totals and delays over three holders or more.

    Tables: `purchases_procedures` (one row a procedure used), `purchases_bands` (one row a procedure used and band of
    amounts between the printed thresholds, where `procurement_rules` were delivered) and `purchases_communes` (one row
    a commune that hosts a project, in the order of the alphabet).
    """
    paths, purchases = project_paths(tables), tables["purchases"]
    register = Register("purchases", "purchases", paths, LIMIT)
    lines = {
        "procedures": (PROCEDURE_COLUMNS, list(_procedures(purchases, register))),
        "bands": (BAND_COLUMNS, list(_bands(purchases, tables.get("procurement_rules"), register))),
        "communes": (COMMUNE_COLUMNS, list(_communes(paths, purchases))),
    }
    facts = [*_totals(paths, purchases, register), *_amounts(paths, purchases), *_delays(paths, purchases, register)]
    facts += _within_rules(purchases, tables.get("procurement_rules"), register)
    facts += [value for _, rows in lines.values() for row in rows for value in row.values() if isinstance(value, Fact)]
    return Estimates(facts, {f"purchases_{name}": _frame(rows, columns) for name, (columns, rows) in lines.items()})


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    """The rows with each fact replaced by its id."""
    told = [{k: v.fact_id if isinstance(v, Fact) else v for k, v in row.items()} for row in rows]
    return pd.DataFrame(told, columns=list(columns))


def _totals(paths: pd.DataFrame, purchases: pd.DataFrame, register: Register) -> Iterator[Fact]:
    if paths.empty:
        return
    bought, renewed = paths[paths["is_bought"]], purchases[purchases["is_renewed"].eq(True)]
    hosts, buyers = set(paths["commune_insee"]), set(purchases["commune_insee"])
    yield register.count("purchases", ("Achats déclarés", "Declared purchases"), purchases)
    yield register.count("renewed", ("Achats renouvelés", "Renewed purchases"), renewed)
    innovative = purchases[purchases["is_innovative"].eq(True)]
    yield register.count("innovative", ("Achats innovants", "Innovative purchases"), innovative)
    label = ("Projets achetés par une commune", "Projects bought by a commune")
    yield register.share("bought", label, len(bought), len(paths), purchases)
    label = ("Communes hôtes qui ont acheté", "Host communes that bought")
    yield register.share("communes-buying", label, len(hosts & buyers), len(hosts), purchases)
    label = ("Communes hôtes qui n’ont rien acheté", "Host communes that bought nothing")
    yield register.count("communes-none", label, purchases, value=len(hosts - buyers))
    elsewhere = purchases[~purchases["commune_insee"].isin(hosts)]
    label = ("Achats par une commune qui n’a accueilli aucun projet", "Purchases by a commune that hosted no project")
    yield register.count("elsewhere", label, elsewhere)
    deployed, kept = paths[paths["is_deployed"]], bought[bought["is_deployed"]]
    if len(deployed):
        label = ("Projets déployés puis achetés", "Deployed projects that were bought")
        yield register.share("bought-of-deployed", label, len(kept), len(deployed), purchases)


def _sellers(paths: pd.DataFrame) -> pd.DataFrame:
    """Each project with the holder that sells it: by name where the register has names, else the project itself."""
    key = "holder" if "holder" in paths and paths["holder"].notna().all() else "project_id"
    return pd.DataFrame({"project_id": paths["project_id"], "seller": paths[key]}).drop_duplicates("project_id")


def _holders(paths: pd.DataFrame, purchases: pd.DataFrame) -> int:
    """How many holders sold something."""
    sellers = _sellers(paths)
    return int(sellers.loc[sellers["project_id"].isin(purchases["project_id"]), "seller"].nunique())


def _amounts(paths: pd.DataFrame, purchases: pd.DataFrame) -> Iterator[Fact]:
    """The total and the rounded median, when enough holders stand behind; otherwise nothing."""
    if _holders(paths, purchases) < FEWEST_BUYERS:
        return
    register, amounts = Register("purchases", "purchases", paths, AMOUNT_LIMIT), purchases["amount_eur_ht"]
    label = ("Montant total des achats, hors taxes", "Total amount of purchases, excluding tax")
    sold = purchases.merge(_sellers(paths), on="project_id", how="left").set_axis(purchases.index)
    yield register.total("total", label, amounts, sold, "seller", TOTAL_FR)
    median = round(float(amounts.median()) / ROUNDED_TO_EUR) * ROUNDED_TO_EUR
    label = ("Montant médian d’un achat, hors taxes, arrondi", "Median amount of a purchase, excluding tax, rounded")
    fact = register.measure("median", label, float(median), purchases, "eur", MEDIAN_FR)
    yield Fact(**{**vars(fact), "qualifier": "~"})


def _delays(paths: pd.DataFrame, purchases: pd.DataFrame, register: Register) -> list[Fact]:
    """Months from deployment to the first purchase of each project, for the projects with both dates."""
    first = purchases.sort_values("date").drop_duplicates("project_id")
    both = first.merge(paths[["project_id", "deployed"]], on="project_id").dropna(subset=["date", "deployed"])
    if _holders(paths, both) < FEWEST_BUYERS:
        return []
    label = ("Mois entre le déploiement et l’achat", "Months from deployment to purchase")
    return register.quarters("delay", label, months(both["deployed"], both["date"]), both, "months")


def _procedures(purchases: pd.DataFrame, register: Register) -> Iterator[dict[str, Any]]:
    for code, (fr, en), rows in _by_procedure(purchases):
        parts = {"purchases": rows, "innovative": rows[rows["is_innovative"].eq(True)]}
        parts["renewed"] = rows[rows["is_renewed"].eq(True)]
        words = {"purchases": ("achats", "purchases"), "innovative": ("dont innovants", "innovative")}
        words["renewed"] = ("dont renouvelés", "renewed")
        yield {
            "label_fr": fr,
            **{
                f"{what}_fact": register.count(
                    f"procedure-{slug(code)}-{what}", (f"{fr} : {words[what][0]}", f"{en}: {words[what][1]}"), part
                )
                for what, part in parts.items()
            },
        }


def _by_procedure(purchases: pd.DataFrame) -> Iterator[tuple[str, Words, pd.DataFrame]]:
    """The procedures used, in the order of `PROCEDURES`."""
    for code, words in PROCEDURES.items():
        rows = purchases[purchases["procedure"].eq(code)]
        if len(rows):
            yield code, words, rows


def _bands(purchases: pd.DataFrame, rules: pd.DataFrame | None, register: Register) -> Iterator[dict[str, Any]]:
    """How many purchases of each procedure fall between thresholds that were in force when some purchase was made.

    A threshold itself is a band only if a purchase meets it; else it is named with the band that rules treat like it.
    """
    if rules is None or rules.empty or purchases.empty:
        return
    shown = _named_bands(_met(rules, purchases), set(purchases["amount_eur_ht"]))
    for code, (fr, en), rows in _by_procedure(purchases):
        for band, name in shown:
            inside = rows[[_holds(band, amount) for amount in rows["amount_eur_ht"]]]
            what = f"procedure-{slug(code)}-{_band_slug(band)}"
            fact = register.count(
                what, (f"{fr}, {name} hors taxes : achats", f"{en}: {_band_slug(band)} euros"), inside
            )
            yield {"label_fr": fr, "band_fr": name, "count_fact": fact}


def _named_bands(rules: pd.DataFrame, amounts: set[float]) -> list[tuple[Band, str]]:
    """The bands between thresholds, and the thresholds that are among `amounts`, each with its name."""
    every = list(bands(rules))
    opened = [[permitted(rules, band.example, kind) for kind in KINDS] for band in every]

    def takes_in(place: int, threshold: int) -> bool:
        """Whether the band bears the name of the threshold beside it too."""
        is_there = 0 <= threshold < len(every)
        return is_there and every[threshold].low not in amounts and opened[place] == opened[threshold]

    return [
        (band, band_fr(band, is_low_in=takes_in(place, place - 1), is_high_in=takes_in(place, place + 1)))
        for place, band in enumerate(every)
        if not band.is_exact or band.low in amounts
    ]


def _met(rules: pd.DataFrame, purchases: pd.DataFrame) -> pd.DataFrame:
    """The rules for supplies and services in force on the day of some purchase; all of them without any day."""
    days = pd.to_datetime(purchases["date"]).dropna().unique()
    met = {str(rule) for day in days for rule in in_force(rules, pd.Timestamp(day))["rule_id"]}
    return rules[rules["applies_to"].ne("works") & (rules["rule_id"].isin(met) | (len(days) == 0))]


def band_fr(band: Band, *, is_low_in: bool = False, is_high_in: bool = False) -> str:
    """« moins de A », « A exactement », « plus de A et moins de B », « B ou plus » where rules treat B like more."""
    low = quantity(band.low, "eur")
    if band.is_exact:
        return f"{low} exactement"
    above = "" if band.low == 0 else f"{low} ou plus" if is_low_in else f"plus de {low}"
    high = "" if band.high is None else quantity(band.high, "eur")
    below = high and (f"{high} au plus" if is_high_in else f"moins de {high}")
    return " et ".join(filter(None, (above, below)))


def _band_slug(band: Band) -> str:
    if band.is_exact:
        return f"{band.low:.0f}"
    return f"over-{band.low:.0f}" + ("" if band.high is None else f"-under-{band.high:.0f}")


def _holds(band: Band, amount: float) -> bool:
    return amount == band.low if band.is_exact else amount > band.low and (band.high is None or amount < band.high)


def _kind(purchase: pd.Series) -> Kind:
    if purchase["procedure"] == "prototype":
        return "prototype"
    return "innovative" if purchase["is_innovative"] else "ordinary"


def _within_rules(purchases: pd.DataFrame, rules: pd.DataFrame | None, register: Register) -> Iterator[Fact]:
    """How many purchases used a procedure that a rule in force on their day allows for their amount and kind."""
    if rules is None or rules.empty:
        return
    named = purchases[purchases["procedure"].isin(rules["procedure"]) & purchases["date"].notna()]
    if named.empty:
        return
    allowed = [_is_allowed(purchase, rules) for _, purchase in named.iterrows()]
    label = (
        "Achats suivant une procédure permise pour leur montant",
        "Purchases by a procedure permitted for their amount",
    )
    fact = register.share("within-rules", label, sum(allowed), len(named), named)
    yield Fact(**{**vars(fact), "method": RULES_FR})


def _is_allowed(purchase: pd.Series, rules: pd.DataFrame) -> bool:
    held = in_force(rules, pd.Timestamp(purchase["date"]))
    allowing = permitted(held, float(purchase["amount_eur_ht"]), _kind(purchase))
    return purchase["procedure"] in set(held.loc[held["rule_id"].isin(allowing), "procedure"])


def _communes(paths: pd.DataFrame, purchases: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Each commune that hosts a project: projects deployed, projects that it bought, purchases that it renewed."""
    for commune in in_order(paths["commune"]):
        mine = paths[paths["commune"].eq(commune)]
        register = Register("purchases", "purchases", mine, LIMIT)
        made = purchases[purchases["commune_insee"].isin(mine["commune_insee"])]
        parts = {
            "deployed": (mine[mine["is_deployed"]], ("projets déployés", "projects deployed")),
            "purchases": (made, ("achats", "purchases")),
            "bought": (made.drop_duplicates("project_id"), ("projets achetés", "projects bought")),
            "renewed": (made[made["is_renewed"].eq(True)], ("achats renouvelés", "purchases renewed")),
        }
        facts = {
            f"{what}_fact": register.count(
                f"commune-{slug(commune)}-{what}", (f"{commune} : {fr}", f"{value_words(commune, {})[1]}: {en}"), rows
            )
            for what, (rows, (fr, en)) in parts.items()
        }
        yield {"label_fr": capitalised(commune), **facts}
