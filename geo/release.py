"""Which Salient this is. The distribution has a name of its own: `salient` on the public package index is another project."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

DISTRIBUTION = "salient-maps"
"""As pyproject.toml names it; the command is `salient`."""


@cache
def salient_version() -> str:
    """The version of the installed distribution; 0 in a tree that is not installed."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0"
