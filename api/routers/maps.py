"""Maps as pages."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from api.answers import ReadingOf
from api.dependencies import AnySpan, AsOf, Embed, OrderedSpan
from api.maps import HTML, delta_answer, map_answer

router = APIRouter(prefix="/theatres/{theatre}/map", tags=["Maps"])

PAGE: dict[int | str, dict[str, Any]] = {200: {"content": {HTML: {}}, "description": "An HTML page."}}


@router.get("", response_class=Response, responses=PAGE)
def control_map(reading: ReadingOf, span: OrderedSpan, as_of: AsOf, embed: Embed = False) -> Response:
    """The map with a slider over the days, the whole theatre where no days are given."""
    return map_answer(reading, span, as_of, embed=embed)


@router.get("/delta", response_class=Response, responses=PAGE)
def delta_map(reading: ReadingOf, span: AnySpan, as_of: AsOf) -> Response:
    """The map of what the side in focus gained and lost between the ends of two days."""
    return delta_answer(reading, span, as_of)
