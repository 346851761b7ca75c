"""The commands put together, and what holds for all of them: errors as one message, a closed pipe without a word."""

from __future__ import annotations

import contextlib
import io
import signal
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from geo.cli import answers, maps, reports, reviews, serving, upkeep
from geo.cli.compare import compare
from geo.cli.speak import fail
from geo.errors import GeoError
from geo.release import salient_version

HELP = """Maps of who held what on a day, by whose word, and how sure one can be, made from dated reports.

Begin with `salient ingest --pack`, then `salient serve`. Data goes to stdout, messages to stderr. Exit codes: 0 done, 1 failure, 2 bad usage or input.
"""


class Commands(TyperGroup):
    """Turns an error that a user can meet into its message and exit code, whichever command raised it."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except GeoError as fault:
            fail(str(fault))
            raise typer.Exit(fault.exit_code) from None


app = typer.Typer(cls=Commands, help=HELP, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"salient {salient_version()}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    show_version: Annotated[bool, typer.Option("--version", callback=lambda wanted: _version(wanted=wanted), is_eager=True, help="Print the version.")] = False,
) -> None:
    del show_version  # its callback has acted


for _command in (
    *(reports.ingest, reports.extract, reports.retract, reviews.review),
    *(maps.build, serving.serve, maps.map_, maps.export),
    *(answers.series, answers.delta, answers.explain, answers.claims, answers.figures),
    upkeep.token,
):
    app.command(_command.__name__.rstrip("_"))(_command)
app.add_typer(compare, name="compare")
app.add_typer(upkeep.gazetteer, name="gazetteer")
app.add_typer(upkeep.theatre, name="theatre")


def main() -> None:
    """Run `salient`."""
    if hasattr(signal, "SIGPIPE"):  # a reader that has seen enough, such as head, ends the command without a word
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    with contextlib.suppress(KeyboardInterrupt):
        app()
