"""The units of indicators and of facts: their names and symbols in French, what adds up, what a rate is told for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NOT_ADDITIVE = frozenset({"share", "score_0_10", "degC", "lux"})
"""Levels and scores. Units « per something » are recognised by their code."""

TOLD_BY_VALUE = frozenset({"share", "count"})
"""Units that the printed value tells: « 36 % », « 31 »."""

PERCENT_UNITS = ("share", "share_change", "share_per_year")
"""Units of fractions that are printed as percentages."""

SUFFIXES = {
    "months": "mois",
    "years": "ans",
    "eur": "€",
    "pct": "%",
    "points": "points",
    "km": "km",
    "km2": "km²",
    "ha": "ha",
    "m2": "m²",
    "m": "m",
    "days": "jours",
    "weeks": "semaines",
    "count_per_year": "par an",
    "count_per_month": "par mois",
    "count_per_day": "par jour",
    "count_per_quarter": "par trimestre",
    "eur_per_year": "€ par an",
    "eur_per_month": "€ par mois",
    "eur_per_inhabitant_year": "€ par habitant et par an",
    "share_per_year": "% par an",
}
"""What a fact in this unit prints after its number; a fact in another unit prints its number alone."""

SINGULARS = {"ans": "an", "points": "point", "jours": "jour", "semaines": "semaine"}


def suffix_fr(unit: str, value: float) -> str:
    """What follows the number of a fact, in the singular below two; empty where nothing does."""
    suffix = SUFFIXES.get(unit, "")
    return SINGULARS.get(suffix, suffix) if abs(value) < 2 else suffix


@dataclass(frozen=True)
class Unit:
    """One unit of indicators. A rate of 1,000 inhabitants has `per` 1000: its value is 1000 × events ÷ exposure.

    `symbol_fr` is for units whose symbol says all, to stand beside a value. `decimals` are those that a measurement
    is read with, where that does not depend on its size.
    """

    code: str
    label_fr: str
    per: float = 1
    symbol_fr: str = ""
    decimals: int | None = None

    @property
    def is_additive(self) -> bool:
        """Whether two values in this unit may be added: no share, score, level or quantity per something."""
        return self.code not in NOT_ADDITIVE and "per_" not in self.code

    @property
    def is_told_by_value(self) -> bool:
        """Whether a printed value needs no unit beside its name, or the fact prints the whole of it (« 65,2 m² »)."""
        return self.code in TOLD_BY_VALUE or SUFFIXES.get(self.code) == self.label_fr

    @property
    def is_told_beside(self) -> bool:
        """Whether a printed value says its unit, by itself or by its symbol."""
        return self.is_told_by_value or bool(self.symbol_fr)


UNITS: Mapping[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("count", "nombre", decimals=0),
        Unit("fte", "équivalents temps plein"),
        Unit("share", "part, de 0 à 1", decimals=4),
        Unit("score_0_10", "note de 0 à 10"),
        Unit("minutes", "minutes", symbol_fr="min"),
        Unit("hours", "heures", symbol_fr="h"),
        Unit("days", "jours", decimals=0),
        Unit("eur", "€ hors taxes"),
        Unit("eur_per_use", "€ hors taxes par usage"),
        Unit("eur_per_parcel", "€ hors taxes par colis"),
        Unit("eur_per_m2", "€ hors taxes par m²"),
        Unit("eur_per_household_year", "€ toutes taxes comprises par ménage et par an"),
        Unit("km", "km"),
        Unit("m2", "m²"),
        Unit("m3", "m³", symbol_fr="m³"),
        Unit("kg", "kg", symbol_fr="kg"),
        Unit("kg_per_m2", "kg par m²"),
        Unit("kg_per_meal", "kg par repas"),
        Unit("kg_per_inhabitant_year", "kg par habitant et par an"),
        Unit("t_co2e", "tonnes d’équivalent CO₂"),
        Unit("kg_co2e_per_m2", "kg d’équivalent CO₂ par m²"),
        Unit("kWh", "kWh", symbol_fr="kWh"),
        Unit("kWh_per_m2_year", "kWh par m² et par an"),
        Unit("degC", "°C", symbol_fr="°C", decimals=1),
        Unit("lux", "lux", symbol_fr="lux"),
        Unit("ug_m3", "µg par m³"),
        Unit("persons_per_vehicle", "personnes par voiture"),
        Unit("species_per_survey", "espèces par relevé"),
        Unit("per_hour", "par heure"),
        Unit("per_day", "par jour"),
        Unit("per_point_day", "par borne et par jour"),
        Unit("per_km_month", "par km et par mois"),
        Unit("per_1000_hours", "pour 1 000 heures", per=1000),
        Unit("per_1000_passages", "pour 1 000 passages", per=1000),
        Unit("per_1000_inhabitants_year", "pour 1 000 habitants et par an", per=1000),
        Unit("per_million_km", "par million de km", per=1_000_000),
    )
}

BY_LABEL: Mapping[str, Unit] = {unit.label_fr: unit for unit in UNITS.values()}
"""The units by what tables of results call them."""
