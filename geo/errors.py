"""The errors that a user can meet. A message names the value, the limit and the remedy; the doors map a class to a code."""

from __future__ import annotations


class GeoError(Exception):
    """Base of every error that the library raises on purpose. Command line: exit 1."""

    exit_code = 1


class InputError(GeoError):
    """What the user gave is not usable. HTTP 400 for a parameter, 422 for a body; command line: exit 2."""

    exit_code = 2


class TooLargeError(InputError):
    """The input is over a limit. HTTP 413; command line: exit 2."""


class NotFoundError(GeoError):
    """The thing asked for does not exist. HTTP 404; command line: exit 2."""

    exit_code = 2


class ConflictError(GeoError):
    """What is given contradicts what is stored. HTTP 409; command line: exit 2."""

    exit_code = 2


class DataError(GeoError):
    """Something that ships or is stored is broken. HTTP 500; command line: exit 1."""


class UnavailableError(GeoError):
    """A part that is needed cannot be reached now. HTTP 503; command line: exit 1."""
