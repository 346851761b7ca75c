"""A part of a long list: which rows, how many there are, and where the parts before and after it stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.answers import Reading, link
from api.dependencies import Page


@dataclass(frozen=True, slots=True)
class Part:
    """Rows `start` to `stop` (not included) of `total`."""

    reading: Reading
    media: str
    total: int
    start: int
    stop: int
    limit: int

    @classmethod
    def of(cls, reading: Reading, page: Page, total: int, media: str) -> Part:
        """The part that a page asks for, at most as long as the server gives; all of it where no limit is asked for."""
        most: int = reading.request.app.state.settings.page_limit
        limit = min(page.limit or most, most)
        start = min(page.offset, total)
        return cls(reading, media, total, start, min(start + limit, total), limit)

    @property
    def rows(self) -> slice:
        """The rows as a slice."""
        return slice(self.start, self.stop)

    @property
    def neighbours(self) -> dict[str, str]:
        """Addresses of the next and the previous part, where there are any."""
        following = {"next": self._at(self.stop)} if self.stop < self.total else {}
        return following | ({"prev": self._at(max(0, self.start - self.limit))} if self.start > 0 else {})

    def _at(self, offset: int) -> str:
        return self.reading.again(offset=offset, limit=self.limit)

    @property
    def note(self) -> str | None:
        """What a reader who takes this part for the whole should know; None where nothing follows."""
        if self.stop >= self.total:
            return None
        return f"These are rows {self.start + 1:,} to {self.stop:,} of {self.total:,}. The link `next` leads to those that follow."

    def members(self, *others: dict[str, str]) -> dict[str, Any]:
        """The members that describe the part in a JSON answer, with more links behind its own."""
        own = [link(self.reading.again(), "self", self.media, "This answer")]
        titles = {"next": "The rows after these", "prev": "The rows before these"}
        around = [link(href, rel, self.media, titles[rel]) for rel, href in self.neighbours.items()]
        return {"numberMatched": self.total, "numberReturned": self.stop - self.start, "links": [*own, *around, *others]}
