"""The static site of one edition: booklets, sheets, catalogue, evidence, open data. No request leaves it."""

from pipeline.site.building import build_site

__all__ = ["build_site"]
