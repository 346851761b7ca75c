"""The only writer of geographic files: GeoJSON by RFC 7946, CSV for spreadsheets, and the JSON of an extraction."""

from geo.export.extraction import as_dict, claim_as_dict
from geo.export.files import render, write, write_bytes
from geo.export.geojson import geojson
from geo.export.provenance import provenance
from geo.export.table import csv
from geo.export.values import records, to_json

__all__ = ["as_dict", "claim_as_dict", "csv", "geojson", "provenance", "records", "render", "to_json", "write", "write_bytes"]
