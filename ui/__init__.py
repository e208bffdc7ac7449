"""The page. Speaks to a `BackendClient` in the words of `backend.contracts`, and to nothing else."""
