"""One module a theme: from clean tables to facts and the tables built on them. No text is laid out here.

A theme's module has `REQUIRES` (the tables without which it does not exist) and
`estimate(tables, params) -> Estimates`, a pure function.
"""
