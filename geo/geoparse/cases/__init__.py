"""The grammar of languages whose endings tell subject from object, so that the order of words is free: Russian and Ukrainian."""

from geo.geoparse.cases.grammar import Endings

__all__ = ["Endings"]
