"""Miniland: a toy country of twelve square kilometres whose every answer can be computed by hand."""
