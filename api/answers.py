"""How an answer to a reader is made: tagged, checked against what the reader has, kept ready, linked and licensed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from anyio.to_thread import run_sync
from fastapi import Depends, Request, Response

from api.deferred import Deferred, Lanes, Made, Order
from api.dependencies import TheatreId, own_query
from api.desk import Desk, Edition
from api.forms import HTML, JSON
from api.memo import Memo
from api.middleware import COMPRESSED
from api.outer import outer, root_path
from api.spans import AsOf, AsRecorded
from api.static import own_version
from geo.atlas import Atlas
from geo.export import to_json
from geo.interval import format_instant
from geo.model import digest
from geo.release import salient_version
from geo.render import asset_version
from geo.theatre import Theatre

LICENCES = {
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
"""Where the licences that packs name can be read."""

SHORT = 12


@dataclass(frozen=True)
class Reading:
    """One reader's request to one theatre, on the edition that lay there when it came.

    With `as_recorded` on that of what the store held at this instant; it is read from the store, which waits for it.
    """

    request: Request
    desk: Desk
    as_recorded: datetime | None = None
    edition: Edition = field(init=False)

    def __post_init__(self) -> None:
        edition = self.desk.edition if self.as_recorded is None else self.desk.edition_of(self.as_recorded)
        object.__setattr__(self, "edition", edition)

    @property
    def atlas(self) -> Atlas:
        """The atlas to answer from."""
        return self.edition.atlas

    @property
    def theatre(self) -> Theatre:
        """The theatre asked about."""
        return self.desk.theatre

    @cached_property
    def base(self) -> str:
        """The address of this server as the reader knows it, without a slash at its end."""
        return outer(self.request).base

    @property
    def root(self) -> str:
        """Where this server stands under its host; a page links without naming the host, so it works behind any."""
        return root_path(self.request)

    @property
    def here(self) -> str:
        """The path of the theatre's addresses under the host: what a page links from."""
        return f"{self.root}/theatres/{quote(self.theatre.id)}"

    def href(self, path: str = "", query: Mapping[str, object] | None = None) -> str:
        """An absolute address below the theatre's."""
        return f"{outer(self.request).origin}{self.here}/{path}" + (f"?{urlencode(query)}" if query else "")

    def again(self, **changes: object) -> str:
        """The address of this request with some parameters changed."""
        own = own_query(self.request)
        changed = [(name, changes.get(name, value)) for name, value in own]
        added = changes.keys() - {name for name, _ in own}
        query = urlencode([*changed, *((name, value) for name, value in changes.items() if name in added)])
        return f"{outer(self.request).origin}{quote(self.request.scope['path'])}" + (f"?{query}" if query else "")

    def clocks(self, as_of: datetime | None) -> dict[str, str | None]:
        """What was known, and what was recorded, by when, as every answer carries it."""
        return {"as_of": _told(as_of), "as_recorded": _told(self.as_recorded)}

    @property
    def provenance(self) -> dict[str, Any]:
        """The members that say where an answer comes from and under which licence it may be used."""
        theatre = self.theatre
        terms = {"licence": theatre.licence, "attribution": list(theatre.attribution)}
        return {"theatre": theatre.id, "as_recorded": _told(self.as_recorded), **terms}

    @cached_property
    def ahead(self) -> str | None:
        """What to tell the reader who asks for what will have been recorded by an instant to come."""
        if self.as_recorded is None or self.as_recorded <= datetime.now(UTC):
            return None
        return f"as-recorded {format_instant(self.as_recorded)} is yet to come: this is what the store has recorded up to now."

    def answer(
        self,
        media: str,
        make: Callable[[], bytes | Made],
        *,
        at: datetime | date | None = None,
        as_of: datetime | None = None,
        timed: bool = False,
        beside: str = "",
        slow: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The bytes that `make` makes, or 304 when the reader has them. `make` runs when the answer is sent, in a thread, once for all who ask meanwhile.

        `timed`: the content tells the time of the answer, so its tag is a weak one; `beside`: a digest of what it follows from beside the evidence; `slow`:
        making it takes seconds, and must not keep small answers waiting.
        """
        tag, weak = self._tag(media, at, as_of, beside=beside), "W/" if timed else ""
        headers = {"ETag": f"{weak}{tag}", "Cache-Control": "no-cache", "Vary": "Accept", **(headers or {})}
        if known := held(self.request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers | {"ETag": f"{weak}{known}", "Link": self._links({})})
        lanes: Lanes = self.request.app.state.lanes
        lane = lanes.slow if slow else lanes.quick
        order = Order(self.request.app.state.memo, tag, lambda: _made(make()), lane)
        return Deferred(order, self._links, headers, media)

    def json(
        self,
        make: Callable[[], Mapping[str, Any]],
        *,
        at: datetime | date | None = None,
        as_of: datetime | None = None,
        beside: str = "",
        slow: bool = False,
    ) -> Response:
        """A JSON object, with provenance."""
        return self.answer(JSON, lambda: to_json({**make(), **self.provenance}), at=at, as_of=as_of, beside=beside, slow=slow)

    def _tag(self, media: str, at: datetime | date | None, as_of: datetime | None, *, beside: str) -> str:
        """An entity tag: the digest that the answer cites, then what else its bytes depend on."""
        query = sorted(own_query(self.request))
        stands = self.root if media == HTML else self.base  # a page does not name its host: one is kept, whatever Host headers say
        recorded = self.atlas.view(as_of).recorded_digest, self.ahead
        variant = digest(stands, self.request.scope["path"], query, media, software(), beside, recorded)[:SHORT]
        return f'"{self.atlas.digest_at(at, as_of)}-{variant}"'

    @property
    def licence_href(self) -> str | None:
        """Where the theatre's licence can be read."""
        return LICENCES.get(self.theatre.licence)

    def _links(self, links: Mapping[str, str]) -> str:
        licence = {"license": self.licence_href} if self.licence_href else {}
        return ", ".join(f'<{href}>; rel="{rel}"' for rel, href in {**links, **licence, "service-doc": f"{self.base}/docs"}.items())


def _told(at: datetime | None) -> str | None:
    return format_instant(at) if at else None


def _made(content: bytes | Made) -> Made:
    return content if isinstance(content, Made) else Made(content)


def software() -> str:
    """What made the bytes, beside the evidence."""
    return f"{salient_version()} {asset_version()} {own_version()}"


def held(if_none_match: str, tag: str) -> str | None:
    """Which of the reader's entity tags is this answer's, plain or compressed; None when the reader does not have it."""
    if if_none_match.strip() == "*":
        return tag
    given = (part.strip().removeprefix("W/") for part in if_none_match.split(","))
    return next((t for t in given if t.replace(f'{COMPRESSED}"', '"') == tag), None)


def link(href: str, rel: str, media: str, title: str) -> dict[str, str]:
    """A link object."""
    return {"href": href, "rel": rel, "type": media, "title": title}


def notes(*words: str | None) -> dict[str, str]:
    """The member `note` of what there is to say; no member where there is nothing."""
    told = [word for word in words if word]
    return {"note": " ".join(told)} if told else {}


async def _reading(request: Request, theatre: TheatreId) -> Reading:
    return Reading(request, request.app.state.desks.get(theatre))


async def _opened(request: Request, theatre: str, as_recorded: datetime | None) -> Reading:
    desk = request.app.state.desks.get(theatre)
    if as_recorded is None:
        return Reading(request, desk)
    return await run_sync(Reading, request, desk, as_recorded, limiter=request.app.state.earlier)


async def _worked_out(reading: Reading, as_of: datetime | None) -> Reading:
    """The request, once the map as known then is at hand, as every answer cites its digest.

    That is a second of work, done among what is slow, and once for all who ask meanwhile.
    """
    atlas, state = reading.atlas, reading.request.app.state
    if not atlas.is_worked_out(as_of):
        working: Memo[date] = state.working
        key = f"{reading.theatre.id} {atlas.evidence.digest} {_told(reading.as_recorded)} {_told(as_of)}"
        await working.get(key, lambda: atlas.work_out(as_of), state.lanes.slow)
    return reading


def working_memo() -> Memo[date]:
    """A table of what is being worked out; nothing stays in it, as an atlas keeps what it has worked out."""
    return Memo[date](0, lambda _: 1)


async def _reading_as_recorded(request: Request, theatre: TheatreId, as_recorded: AsRecorded) -> Reading:
    return await _worked_out(await _opened(request, theatre, as_recorded), None)


async def _reading_as_known(request: Request, theatre: TheatreId, as_recorded: AsRecorded, as_of: AsOf) -> Reading:
    return await _worked_out(await _opened(request, theatre, as_recorded), as_of)


async def _default_as_known(request: Request, as_recorded: AsRecorded, as_of: AsOf) -> Reading:
    return await _worked_out(await _opened(request, request.app.state.desks.default, as_recorded), as_of)


ReadingOf = Annotated[Reading, Depends(_reading)]
"""A request that is answered from all that the store holds."""
ReadingAsRecorded = Annotated[Reading, Depends(_reading_as_recorded)]
"""A request that may ask for what the store held at an earlier instant."""
ReadingAsKnown = Annotated[Reading, Depends(_reading_as_known)]
"""A request that may ask for what was known, and for what the store held, at an earlier instant."""
DefaultAsKnown = Annotated[Reading, Depends(_default_as_known)]
"""The same to the theatre that comes first."""
