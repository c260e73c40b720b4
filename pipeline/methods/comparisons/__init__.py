"""Groups and editions compared, and models fitted, as the analysis plan asks."""
