"""Estimates from a sample of a finite population: what was drawn decides how sure a number is.

A `Design` says how the answers were obtained; every other module takes one. Formulas follow Särndal, Swensson & Wretman
(1992) and Lumley (2010); results agree with R's package survey 4.5 (`tests/golden/test_sampling.py`).
"""
