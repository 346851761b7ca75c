"""The options that several commands share: one wording each."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

TheatreId = Annotated[str, typer.Option("--theatre", metavar="ID", help="The theatre.")]
At = Annotated[
    str | None, typer.Option("--at", metavar="DATE", help="Day or instant; a bare date is the end of that UTC day. Default: the last that reports reach.")
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Use only what the public could have known by then. Default: everything known.")]
AsRecorded = Annotated[
    str | None,
    typer.Option("--as-recorded", metavar="DATE", help="Use only what this store had recorded by then. It goes with --as-of. Default: everything."),
]
First = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day, included. Default: from the beginning.")]
Last = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day, included. Default: to the end.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file instead of stdout.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


class Calibration(StrEnum):
    """Whether the areas that people claim bend the map."""

    NONE = "none"
    FIGURES = "figures"


Calibrate = Annotated[
    Calibration, typer.Option("--calibrate", metavar="WHAT", help="figures: bend the map toward the areas that people claim, and say so. Default: none.")
]
ReportDate = Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day of the reports; it wins over a date that they carry.")]
Workers = Annotated[
    int | None, typer.Option("--workers", metavar="N", help="Processes that read. Default: one, or one for each processor once there is much text.")
]
Who = Annotated[str, typer.Option("--by", "--who", metavar="NAME", help="Who decides.")]
Why = Annotated[str, typer.Option("--reason", "--why", metavar="TEXT", help="The reason; it is kept.")]

DEFAULT_THEATRE = "kursk"
