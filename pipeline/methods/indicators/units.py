"""The units of indicators: how each is named in French, whether its values add up, what a rate is told for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NOT_ADDITIVE = frozenset({"share", "score_0_10", "degC", "lux"})
"""Levels and scores. Units « per something » are recognised by their code."""


@dataclass(frozen=True)
class Unit:
    """One unit. A rate of 1,000 inhabitants has `per` 1000: its value is 1000 × events ÷ exposure."""

    code: str
    label_fr: str
    per: float = 1

    @property
    def is_additive(self) -> bool:
        """Whether two values in this unit may be added: no share, score, level or quantity per something."""
        return self.code not in NOT_ADDITIVE and "per_" not in self.code


UNITS: Mapping[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("count", "nombre"),
        Unit("fte", "équivalents temps plein"),
        Unit("share", "part, de 0 à 1"),
        Unit("score_0_10", "note de 0 à 10"),
        Unit("minutes", "minutes"),
        Unit("hours", "heures"),
        Unit("days", "jours"),
        Unit("eur", "€ hors taxes"),
        Unit("eur_per_use", "€ hors taxes par usage"),
        Unit("eur_per_parcel", "€ hors taxes par colis"),
        Unit("eur_per_m2", "€ hors taxes par m²"),
        Unit("eur_per_household_year", "€ toutes taxes comprises par ménage et par an"),
        Unit("km", "km"),
        Unit("m2", "m²"),
        Unit("m3", "m³"),
        Unit("kg", "kg"),
        Unit("kg_per_m2", "kg par m²"),
        Unit("kg_per_meal", "kg par repas"),
        Unit("kg_per_inhabitant_year", "kg par habitant et par an"),
        Unit("t_co2e", "tonnes d’équivalent CO₂"),
        Unit("kg_co2e_per_m2", "kg d’équivalent CO₂ par m²"),
        Unit("kWh", "kWh"),
        Unit("kWh_per_m2_year", "kWh par m² et par an"),
        Unit("degC", "°C"),
        Unit("lux", "lux"),
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
