"""The grammar of languages whose order of words tells subject from object: English."""

from geo.geoparse.order.grammar import WordOrder

__all__ = ["WordOrder"]
