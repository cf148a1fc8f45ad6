"""Gates and cell states recomputed from a run file alone."""
