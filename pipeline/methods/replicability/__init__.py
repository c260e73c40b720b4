"""Replicability: scores of raters, profiles, composites and how they move."""
