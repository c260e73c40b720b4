"""Figures of the booklets: each takes a small table of aggregates and gives a drawing, its words and its data."""

from pipeline.figures.bar_panels import bar_panels
from pipeline.figures.bases import base_grid
from pipeline.figures.counts import bars, ranges
from pipeline.figures.dots import dots
from pipeline.figures.dumbbells import dumbbells
from pipeline.figures.forest import forest
from pipeline.figures.intervals import interval_pages, intervals
from pipeline.figures.likert import likert
from pipeline.figures.logic_model import logic_model
from pipeline.figures.map_rings import Landmark
from pipeline.figures.maps import commune_map
from pipeline.figures.matrices import heatmap
from pipeline.figures.radars import radar_pages, radars
from pipeline.figures.saturation import saturation
from pipeline.figures.series import series
from pipeline.figures.timeline import timeline
from pipeline.figures.waiting import waiting
from pipeline.figures.ways import ways

__all__ = [
    "Landmark",
    "bar_panels",
    "bars",
    "base_grid",
    "commune_map",
    "dots",
    "dumbbells",
    "forest",
    "heatmap",
    "interval_pages",
    "intervals",
    "likert",
    "logic_model",
    "radar_pages",
    "radars",
    "ranges",
    "saturation",
    "series",
    "timeline",
    "waiting",
    "ways",
]
