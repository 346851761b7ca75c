"""Places and names: an immutable gazetteer, name recognition, nearest settlements, and the hazards of names."""

from geo.gazetteer.context import may_be_form, tells_little
from geo.gazetteer.declension import case_forms, forms
from geo.gazetteer.folding import fold, fold_name
from geo.gazetteer.gazetteer import COLUMNS, Gazetteer, load_gazetteer, read_gazetteer
from geo.gazetteer.hazards import Feature, Group, Hazards, Preference, WordTrap, hazard_faults, load_hazards
from geo.gazetteer.index import Haystack, NameHit, NameIndex

__all__ = [
    "COLUMNS",
    "Feature",
    "Gazetteer",
    "Group",
    "Haystack",
    "Hazards",
    "NameHit",
    "NameIndex",
    "Preference",
    "WordTrap",
    "case_forms",
    "fold",
    "fold_name",
    "forms",
    "hazard_faults",
    "load_gazetteer",
    "load_hazards",
    "may_be_form",
    "read_gazetteer",
    "tells_little",
]
