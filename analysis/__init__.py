"""Frames, measures, reports and exports computed from the corpus."""
