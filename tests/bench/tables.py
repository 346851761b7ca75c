"""What the benches share: time, and tables of what was measured, as ratios within one run, beside what is required."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from rich.console import Console
from rich.table import Table

ROUNDS = 3
Row = tuple[str, str, str, str]


def seconds(deed: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The shortest time that a deed takes."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        deed()
        taken.append(time.perf_counter() - start)
    return min(taken)


def told_by_a_fresh_program(program: str, environment: Mapping[str, str]) -> float:
    """The number that a program of its own prints last."""
    done = subprocess.run([sys.executable, "-c", program], env=dict(environment), capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def gzipped(content: bytes) -> int:
    """How many bytes stay after gzip, as a web server would send them."""
    return len(gzip.compress(content, compresslevel=6, mtime=0))


def required(measured: float, most: float, text: str) -> str:
    """The limit, and whether it was missed."""
    return text if measured <= most else f"{text} MISSED"


def show(title: str, ratio: str, rows: Sequence[Row]) -> None:
    """Print a table."""
    table = Table("what", "measured", ratio, "required", title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console(width=120).print(table)
