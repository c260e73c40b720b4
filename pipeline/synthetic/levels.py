"""Where an indicator starts and how widely it is counted: orders of magnitude, written for this demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """The usual level before the trial, and the base of one measurement: answers, records, or units of the divisor."""

    before: float
    base: int


LEVELS: Mapping[str, Level] = {
    "adoption": Level(0.11, 420),
    "agent-time": Level(64, 9),
    "charging-sessions": Level(1.4, 240),
    "complaints": Level(3.1, 14),
    "construction-carbon": Level(410, 620),
    "container-returns": Level(0.76, 900),
    "digital-support": Level(48, 12),
    "dwell-time": Level(11.5, 60),
    "ease-of-use": Level(6.6, 42),
    "electricity-use": Level(41800, 6),
    "failed-deliveries": Level(0.09, 640),
    "failures": Level(2.2, 9),
    "food-waste": Level(0.14, 2600),
    "hot-day-temperature": Level(33.4, 14),
    "household-energy-bill": Level(1720, 22),
    "noise-annoyance": Level(5.1, 38),
    "parcel-cost": Level(3.4, 1500),
    "perceived-safety": Level(5.8, 46),
    "planted-area": Level(65, 4),
    "public-space-visits": Level(84, 24),
    "rainwater-share": Level(0.06, 310),
    "recycled-content": Level(0.13, 44000),
    "renewable-output": Level(9200, 12),
    "residual-waste": Level(251, 1800),
    "reused-materials": Level(780, 15),
    "satisfaction": Level(6.4, 52),
    "seat-occupancy": Level(0.31, 360),
    "self-consumption": Level(0.42, 18500),
    "shaded-area": Level(0.22, 2400),
    "sorted-waste": Level(0.34, 5200),
    "sorting-errors": Level(0.21, 410),
    "street-works": Level(26, 5),
    "summer-comfort": Level(5.2, 40),
    "unaided-completion": Level(0.61, 64),
    "uptime": Level(0.93, 2900),
    "vehicle-load": Level(0.55, 1900),
    "walking-cycling": Level(0.38, 520),
    "water-use": Level(186, 5),
    "women-technical-roles": Level(0.22, 58),
    "works-cost": Level(148, 700),
    "young-people-trained": Level(31, 6),
}
"""By indicator of `data/raw/indicators.csv`. Not measured anywhere: plausible, and marked synthetic where they show."""

OF_THEME: Mapping[str, tuple[str, ...]] = {
    "chantiers": ("street-works", "construction-carbon", "works-cost", "recycled-content", "complaints"),
    "climat": ("hot-day-temperature", "summer-comfort", "planted-area", "rainwater-share", "shaded-area", "water-use"),
    "economie-circulaire": (
        "sorted-waste",
        "sorting-errors",
        "food-waste",
        "reused-materials",
        "container-returns",
        "residual-waste",
    ),
    "energie": ("electricity-use", "self-consumption", "renewable-output", "household-energy-bill"),
    "espaces-publics": ("public-space-visits", "dwell-time", "perceived-safety", "seat-occupancy", "satisfaction"),
    "inclusion": ("digital-support", "young-people-trained", "women-technical-roles", "unaided-completion"),
    "mobilites": (
        "walking-cycling",
        "vehicle-load",
        "failed-deliveries",
        "noise-annoyance",
        "parcel-cost",
        "charging-sessions",
    ),
}
"""The indicators that projects of a theme choose among."""

OF_ALL = ("uptime", "agent-time", "adoption", "ease-of-use", "failures")
"""The indicators that suit any project."""
