"""Salient over HTTP: maps, series, deltas, explanations and OGC API - Features, and a door for new reports."""
