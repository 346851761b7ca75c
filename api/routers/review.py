"""The analyst's page."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.answers import ReadingOf
from api.forms import HTML
from api.maps import review_answer

router = APIRouter(prefix="/theatres/{theatre}/review", tags=["Maps"])


@router.get("", response_class=Response, responses={200: {"content": {HTML: {}}, "description": "An HTML page."}})
def review(reading: ReadingOf) -> Response:
    """A page to read a report on, see what it would change, correct it and store it; and the queue of claims that nobody has looked at."""
    return review_answer(reading)
