"""What a command works on: the theatre, its store, its Atlas, and the days that were asked for. Heavy imports happen here, when they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from geo.cli.options import Calibration
from geo.cli.speak import note
from geo.errors import InputError
from geo.interval import end_of_day, format_instant, parse_date, parse_instant

if TYPE_CHECKING:
    from geo.atlas import Atlas, TwoDays
    from geo.intake import Intake
    from geo.theatre import Theatre


def open_theatre(theatre_id: str) -> Theatre:
    """The theatre of this id.

    Raises:
        NotFoundError: there is no such theatre.
    """
    from geo.theatre import load_theatre

    return load_theatre(theatre_id)


@contextmanager
def open_store(theatre_id: str) -> Iterator[Intake]:
    """The theatre with its evidence store, closed at the end."""
    from geo.intake import open_intake

    intake = open_intake(theatre_id)
    try:
        yield intake
    finally:
        intake.store.close()


def open_atlas(theatre_id: str, calibrate: Calibration = Calibration.NONE, as_recorded: str | None = None) -> Atlas:
    """The Atlas of everything that the store knows, or had recorded by an instant; bent toward claimed areas where that is asked for.

    Says so, and when the store is empty.

    Raises:
        InputError: the text is no date or instant.
    """
    by = recorded_by(as_recorded)
    with open_store(theatre_id) as intake:
        atlas = intake.atlas(by)
    if not atlas.evidence.reports:
        note_empty(theatre_id, by)
    if calibrate is Calibration.FIGURES:
        note("Note: the map is bent toward the areas that people claim; without --calibrate it rests on what is said of places alone.")
        return atlas.tuned(replace(atlas.theatre.parameters, calibrate=calibrate.value))
    return atlas


def note_empty(theatre_id: str, by: datetime | None = None) -> None:
    """Say that the store holds no reports, and how to fill it; or that it held none by an instant."""
    if by is not None:
        note(f"Note: the store of {theatre_id} held no reports at {format_instant(by)}, so this is the opening situation.")
        return
    fill = f"`salient ingest PATH --theatre {theatre_id}` or `salient ingest --pack --theatre {theatre_id}`"
    note(f"Note: the store of {theatre_id} holds no reports, so this is the opening situation. Fill it with {fill}.")


def instant(atlas: Atlas, text: str | None, as_of: datetime | None) -> datetime:
    """The instant meant by `--at`, without it the day that a layer shows then; notes when nothing is, or was yet, known of it.

    Raises:
        InputError: the text is no date or instant.
    """
    at = end_of_day(atlas.default_day(as_of)) if text is None else parse_instant(text)
    _tell(atlas.note(at, as_of=as_of))
    return at


def shown_instant(atlas: Atlas, text: str | None, as_of: datetime | None) -> datetime:
    """The instant meant by `--at` of a layer, without it the last day with a front, which a note names.

    Raises:
        InputError: the text is no date or instant.
    """
    if text is not None:
        return instant(atlas, text, as_of)
    from geo.atlas.sentences import DEFAULT_DAY

    day = atlas.default_day(as_of)
    note(f"Note: this is {day}, {DEFAULT_DAY}; --at DATE shows another.")
    return end_of_day(day)


def known_by(text: str | None) -> datetime | None:
    """The instant meant by `--as-of`; None means everything known.

    Raises:
        InputError: the text is no date or instant.
    """
    return None if text is None else parse_instant(text)


def recorded_by(text: str | None) -> datetime | None:
    """The instant meant by `--as-recorded`; None means everything recorded. Notes when it is yet to come.

    Raises:
        InputError: the text is no date or instant.
    """
    by = None if text is None else parse_instant(text)
    if by is not None and by > datetime.now(UTC):
        note(f"Note: {format_instant(by)} is yet to come: this is what the store has recorded up to now.")
    return by


def span(atlas: Atlas, first: str | None, last: str | None, as_of: datetime | None = None) -> tuple[date, date]:
    """The days meant by `--from` and `--to`, both included; notes when some lie outside the theatre's span, or after `as_of`.

    Raises:
        InputError: a text is no date, or the last day comes before the first.
    """
    whole = atlas.theatre.span
    start = whole.first_day if first is None else parse_date(first)
    end = whole.last_day if last is None else parse_date(last)
    if end < start:
        raise InputError(f"The span from {start} to {end} runs backwards. Give the earlier day first.")
    _tell(atlas.note(start, end, as_of))
    return start, end


def two_days(atlas: Atlas, *asked: date, as_of: datetime | None = None) -> TwoDays:
    """The days to compare, of none, one or two that are asked for; notes how they were chosen, and what is not known of them.

    Raises:
        InputError: both are the same day.
    """
    found = atlas.two_days(*asked, as_of=as_of)
    _tell(found.note)
    _tell(atlas.note(min(found.first, found.last), max(found.first, found.last), as_of))
    return found


def _tell(words: str | None) -> None:
    if words:
        note(f"Note: {words}")
