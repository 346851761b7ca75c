"""A theatre: a folder of data that says where, when, who, and by what names."""

from geo.theatre.files import limits
from geo.theatre.loading import data_dir, load_theatre, pack_reports, theatre_faults, theatre_ids, theatre_in, theatre_remarks
from geo.theatre.nouns import Chain, District, Holder, Kriging, Names, Parameters, Sources, Theatre, Words

__all__ = [
    "Chain",
    "District",
    "Holder",
    "Kriging",
    "Names",
    "Parameters",
    "Sources",
    "Theatre",
    "Words",
    "data_dir",
    "limits",
    "load_theatre",
    "pack_reports",
    "theatre_faults",
    "theatre_ids",
    "theatre_in",
    "theatre_remarks",
]
