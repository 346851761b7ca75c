"""Reading reference layers: files of polygons that others drew become sheets."""

from geo.readers.layer.drawing import MAX_FILE_BYTES, MAX_UNPACKED_BYTES, MAX_VERTICES
from geo.readers.layer.ground import Repair
from geo.readers.layer.sheets import LayerFile, Stated, find_holder, layer_files, nothing_held, read_layer, read_layer_content

__all__ = [
    "MAX_FILE_BYTES",
    "MAX_UNPACKED_BYTES",
    "MAX_VERTICES",
    "LayerFile",
    "Repair",
    "Stated",
    "find_holder",
    "layer_files",
    "nothing_held",
    "read_layer",
    "read_layer_content",
]
