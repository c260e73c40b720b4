"""Retex: from delivered files to accessible booklets, one cohort at a time."""
