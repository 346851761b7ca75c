"""The campaign in a browser: our page beside those that Folium's own plugins make of the same days and polygons.

Ours has more in it: the evidence of every village, the areas, the words of every day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from geo.atlas import Atlas
from geo.errors import UnavailableError
from geo.intake import Intake
from geo.render import map_page
from geo.theatre import load_theatre
from tests.bench.inference import stored
from tests.bench.stock import Drawn, Stock, intervals, linked, polygons, stamped
from tests.bench.tables import ROUNDS, Row, gzipped, required
from tests.full import pace

MEGA, MILLI = 1e6, 1e3
PATIENCE_MS = 120_000.0
"""A page of Folium's that is not there by then is made again of half of its days."""
STEPPING_MS = 20_000.0
"""So long is each of Folium's pages stepped through."""
NAME = "page.html"
VIEWPORT = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Bench:
    """A browser, a folder for its pages, and what stands at the addresses that they load."""

    browser: Any
    folder: Path
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Measured:
    """What a page of so many days took: each opening, and each step to the next day."""

    label: str
    days: int
    opened_ms: list[float]
    steps_ms: list[float]


def pages() -> tuple[str, list[Row]]:
    """The three pages: their sizes, and where there is a browser how soon they can be used and how long a step takes."""
    theatre = load_theatre("kursk")
    with stored(theatre) as (_, store):
        atlas = Intake(theatre, store).atlas()
    drawn = polygons(atlas)
    made = [salient(atlas), stamped(drawn), intervals(drawn)]
    try:
        with TemporaryDirectory(prefix="salient-bench-") as folder:
            rows = _times(made, drawn, Path(folder))
    except UnavailableError as missing:
        rows = [("until it can be used, a step to the next day", "not measured", "", str(missing))]
    return f"The campaign's {len(drawn)} days as a page in a browser", [*_sizes(made), *rows]


def salient(atlas: Atlas) -> Stock:
    """Our page, which waits for no other host."""
    span = atlas.theatre.span
    html = map_page(atlas, first=span.first_day, last=span.last_day, as_of=None, static=None, links={})
    return Stock("Salient", html, pace.MOVED, f"pace.slide('{pace.SLIDER}', 0)", pace.OURS)


def _sizes(made: Sequence[Stock]) -> list[Row]:
    contents = [(page.label, page.html.encode()) for page in made]
    plain = [(label, float(len(content))) for label, content in contents]
    packed = [(label, float(gzipped(content))) for label, content in contents]
    return [*_rows("size of {}", plain, _megabytes, pace.SIZE_B), *_rows("size of {}, gzipped", packed, _megabytes, pace.GZIPPED_B)]


def _times(made: Sequence[Stock], drawn: Drawn, folder: Path) -> list[Row]:
    with _browser() as browser:
        bench = Bench(browser, folder, linked([page.html for page in made[1:]], folder))
        ours = _measured(bench, made[0], len(drawn))
        found = [ours, *(_largest(bench, page, make, drawn) for page, make in zip(made[1:], (stamped, intervals), strict=True))]
    opened = [(f"{one.label}{_fewer(one, drawn)}", min(one.opened_ms)) for one in found]
    steps = [(f"{one.label} (median of {len(one.steps_ms)})", median(one.steps_ms)) for one in found]
    return [*_rows("until {} can be used", opened, _time, pace.USABLE_MS), *_rows("a step to the next day in {}", steps, _time, pace.STEP_MS)]


def _fewer(one: Measured, drawn: Drawn) -> str:
    return "" if one.days == len(drawn) else f", of {one.days} days (the browser does not open more)"


def _rows(label: str, found: Sequence[tuple[str, float]], text: Callable[[float], str], most: float) -> list[Row]:
    """A row for each page; the first is ours, and it alone has a bar."""
    bars = [required(found[0][1], most, f"<= {text(most)}"), *[""] * (len(found) - 1)]
    return [(label.format(name), text(value), f"{value / found[0][1]:.2f}", bar) for (name, value), bar in zip(found, bars, strict=True)]


def _megabytes(size: float) -> str:
    return f"{size / MEGA:.2f} MB"


def _time(ms: float) -> str:
    return f"{ms / MILLI:.2f} s" if ms >= MILLI else f"{ms:.0f} ms"


def _largest(bench: Bench, page: Stock, make: Callable[[Drawn], Stock], drawn: Drawn) -> Measured:
    """A page of Folium's with all days; where the browser does not cope, made again of half of them."""
    from playwright.sync_api import Error  # noqa: PLC0415 - an optional part

    try:
        return _measured(bench, page, len(drawn))
    except Error:
        half = dict(islice(drawn.items(), len(drawn) // 2))
        if len(half) <= 1:
            raise
    return _largest(bench, make(half), make, half)


def _measured(bench: Bench, page: Stock, count: int) -> Measured:
    (bench.folder / NAME).write_text(page.html, encoding="utf-8")
    opened = []
    for _ in range(ROUNDS):
        with _visit(bench, page.ready) as visited:
            opened.append(pace.usable_ms(visited, PATIENCE_MS))
            if len(opened) == ROUNDS:
                steps = _stepped(visited, page, count)
    return Measured(page.label, count, opened, steps)


def _stepped(visited: Any, page: Stock, count: int) -> list[float]:
    visited.evaluate(page.first)
    visited.wait_for_timeout(pace.SETTLED_MS)
    return pace.steps_ms(visited, count - 1, page.hold, PATIENCE_MS if page.hold == pace.OURS else STEPPING_MS)


@contextmanager
def _visit(bench: Bench, ready: str) -> Iterator[Any]:
    """The page in the folder, opened anew; no other host is asked for anything."""
    context = bench.browser.new_context(viewport=VIEWPORT, timezone_id="UTC")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(pace.watching(ready))
    context.route(lambda url: not url.startswith("file:"), lambda route: _answer(route, bench.files))
    try:
        visited = context.new_page()
        visited.goto((bench.folder / NAME).as_uri())
        yield visited
    finally:
        context.close()


def _answer(route: Any, files: Mapping[str, bytes]) -> None:
    kind = {"script": "text/javascript", "stylesheet": "text/css"}.get(route.request.resource_type, "application/octet-stream")
    route.fulfill(body=files.get(route.request.url, b""), content_type=kind)


@contextmanager
def _browser() -> Iterator[Any]:
    """Chromium without a window.

    Raises:
        UnavailableError: it, or what drives it, is missing or does not start.
    """
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - an optional part
    except ImportError as missing:
        raise UnavailableError("Playwright is missing; make test-full installs it") from missing
    if pace.chromium() is None:
        raise UnavailableError("Chromium is missing; apt-get install chromium")
    with sync_playwright() as playwright:
        try:
            browser = pace.launch(playwright)
        except Error as failed:
            raise UnavailableError("Chromium does not start") from failed
        try:
            yield browser
        finally:
            browser.close()
