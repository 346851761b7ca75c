"""Salient: maps of who holds what, from public reports. The library knows no HTTP and writes no HTML outside `geo.render`."""
