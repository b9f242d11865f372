"""Pages of a suite run by the workers of a Dask cluster, each once. Knows no report."""
