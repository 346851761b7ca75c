"""Geoparsing: from the text of a report to its toponyms, claims and figures."""

from geo.geoparse.extract import Extractor, extractor

__all__ = ["Extractor", "extractor"]
