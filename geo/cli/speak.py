"""What the command line says and where: data to stdout or a file, everything else to stderr.

Report text and place names are hostile input: what would steer a terminal is replaced before it is shown.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Progress = Callable[[int, int], None]


def tame(text: str) -> str:
    """The text without control characters (line feeds and tabs stay) and without marks that turn the direction of writing."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def say(text: str) -> None:
    """A line of the answer, on stdout."""
    typer.echo(tame(text))


def note(text: str) -> None:
    """A message, on stderr."""
    typer.echo(tame(text), err=True)


def fail(text: str) -> None:
    """The message of an error, on stderr."""
    note(f"salient: {text}")


def emit(content: bytes, output: Path | None = None) -> None:
    """Data, to the file or else to stdout.

    Raises:
        InputError: the file cannot be written.
    """
    if output is None:
        typer.echo(content, nl=False)
        return
    from geo.export import write_bytes

    write_bytes(output, content)
    note(f"Wrote {output} ({len(content):,} bytes).")


def emit_json(value: Any, output: Path | None = None) -> None:
    """A value as indented JSON."""
    from geo.export import to_json

    emit(to_json(value, indent=True), output)


def count(n: int, noun: str) -> str:
    """3 reports, 1 report."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A function of (done, total) that draws a bar on stderr; it draws nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
