"""A theatre: a folder of data that says where, when, who, and by what names."""

from geo.theatre.loading import data_dir, load_theatre, pack_reports, theatre_faults, theatre_ids
from geo.theatre.nouns import District, Holder, Parameters, Sources, Theatre, Words

__all__ = ["District", "Holder", "Parameters", "Sources", "Theatre", "Words", "data_dir", "load_theatre", "pack_reports", "theatre_faults", "theatre_ids"]
