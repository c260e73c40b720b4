"""The same stages on the machines of a Dask cluster, with a DVC remote between them."""
