"""The way of a report into the map: read, extract, store, and a new Atlas. Ingest, preview, review and retract live here, once, for every interface."""

from geo.intake.intake import Intake
from geo.intake.layers import Imported, ReadLayer, import_content, import_layer, keep_layer, read_content
from geo.intake.opening import home, open_intake
from geo.intake.pack import report_faults
from geo.intake.preview import preview, with_outside_noted
from geo.intake.rehearsal import Rehearsal, Ruling
from geo.intake.summary import Copy, IntakeSummary, Progress, Replaced

__all__ = [
    "Copy",
    "Imported",
    "Intake",
    "IntakeSummary",
    "Progress",
    "ReadLayer",
    "Rehearsal",
    "Replaced",
    "Ruling",
    "home",
    "import_content",
    "import_layer",
    "keep_layer",
    "open_intake",
    "preview",
    "read_content",
    "report_faults",
    "with_outside_noted",
]
