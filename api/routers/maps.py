"""Maps as pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.answers import ReadingAsKnown
from api.dependencies import Embed
from api.forms import HTML
from api.maps import delta_answer, map_answer, typed_answer
from api.pairs import ComparedDays
from api.spans import AsOf, DaySpan

router = APIRouter(prefix="/theatres/{theatre}/map", tags=["Maps"])

Typed = Annotated[str | None, Query(description="A day as a person writes it, for example 10 January 2025.", max_length=100)]
PAGE: dict[int | str, dict[str, Any]] = {200: {"content": {HTML: {}}, "description": "An HTML page."}}


@router.get("", response_class=Response, responses=PAGE)
def control_map(reading: ReadingAsKnown, span: DaySpan, as_of: AsOf, embed: Embed = False) -> Response:
    """The map with a slider over the days, the whole theatre where no days are given."""
    return map_answer(reading, span, as_of, embed=embed)


@router.get("/delta", response_class=Response, responses=PAGE)
def delta_map(
    *,
    reading: ReadingAsKnown,
    days: ComparedDays,
    as_of: AsOf,
    embed: Embed = False,
    first: Typed = None,
    last: Typed = None,
) -> Response:
    """The map of what the side in focus gained and lost between the ends of two days.

    `first` and `last` are what a reader typed into the page's form where no script runs; programs give `datetime`.
    """
    if first is not None or last is not None:
        return typed_answer(reading, (first or "", last or ""), days, as_of, embed=embed)
    return delta_answer(reading, days, as_of, embed=embed)
