"""Cases to cases with tags: which passages describe corruption."""
