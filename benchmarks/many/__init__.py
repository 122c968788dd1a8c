"""Many pictures on a Dask cluster: what deaths cost, what Dask itself costs, and its memory."""
