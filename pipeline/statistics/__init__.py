"""Estimates, intervals, tests and models: arrays and frames in, results out. No cohort, no file, no layout.

Each module answers one question of the survey and evaluation literature. A method says its name in French and English,
the publication it comes from, and what to beware of when its assumptions fail. What tables of a cohort hold, and which
question is put to them, belongs in `pipeline.estimators`.
"""
