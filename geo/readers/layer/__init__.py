"""Reading reference layers: files of polygons that others drew become sheets."""

from geo.readers.layer.aspects import find_holder
from geo.readers.layer.drawing import MAX_FILE_BYTES, MAX_UNPACKED_BYTES, MAX_VERTICES
from geo.readers.layer.ground import Repair
from geo.readers.layer.layouts import layouts
from geo.readers.layer.sheets import LayerFile, Stated, layer_files, nothing_held, read_layer, read_layer_content
from geo.readers.layer.sorting import Sorting

__all__ = [
    "MAX_FILE_BYTES",
    "MAX_UNPACKED_BYTES",
    "MAX_VERTICES",
    "LayerFile",
    "Repair",
    "Sorting",
    "Stated",
    "find_holder",
    "layer_files",
    "layouts",
    "nothing_held",
    "read_layer",
    "read_layer_content",
]
