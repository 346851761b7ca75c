"""The command line: `salient ...`. Data goes to stdout, messages and progress to stderr; exit codes 0 done, 1 failure, 2 bad usage or input."""

from geo.cli.commands import app, main

__all__ = ["app", "main"]
