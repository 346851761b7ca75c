"""The only writer of geographic files: GeoJSON by RFC 7946, CSV for spreadsheets, and the JSON of an extraction."""

from geo.export.extraction import as_dict, claim_as_dict
from geo.export.files import write_bytes
from geo.export.geojson import geojson
from geo.export.layers import OPENING, ids, layer
from geo.export.provenance import provenance
from geo.export.table import csv, for_excel
from geo.export.values import records, to_json

__all__ = [
    "OPENING",
    "as_dict",
    "claim_as_dict",
    "csv",
    "for_excel",
    "geojson",
    "ids",
    "layer",
    "provenance",
    "records",
    "to_json",
    "write_bytes",
]
