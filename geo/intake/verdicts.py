"""A reviewer's words made into a verdict: who and why are there, and what an amendment names exists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from geo.errors import InputError, NotFoundError
from geo.evidence import amended
from geo.interval import day_end, format_instant, parse_date
from geo.model import FROM, Claim, Event, Place, Review, Verdict
from geo.readers import one_line
from geo.theatre import Theatre
from geo.units import PlaceId

MAX_REASON = 2_000
FIELDS = ("place", "actor", "event", "date")
"""What an amendment may change, as a reviewer names it."""
NOBODY = frozenset({"", "nobody", "none"})
ENDS = "|"
Changes = tuple[tuple[str, str], ...]


def reasoned(why: str, who: str) -> tuple[str, str]:
    """Reason and reviewer in one line each.

    Raises:
        InputError: one of them is too long.
    """
    reason, reviewer = one_line(why), one_line(who)
    if max(len(reason), len(reviewer)) > MAX_REASON:
        raise InputError(f"The reason has {len(reason):,} characters, the reviewer's name {len(reviewer):,}; the limit is {MAX_REASON:,}. Shorten it.")
    return reason, reviewer


def after(newest: Review | None) -> datetime:
    """Now; but later than the verdict that is answered, so that of two within one second the second stands."""
    now = datetime.now(UTC).replace(microsecond=0)
    return max(now, newest.known_at + timedelta(seconds=1)) if newest else now


def dated_back(since: datetime | None, given: datetime) -> Changes:
    """What a retraction says of the instant from which on it holds; nothing where that is the day on which it is given, as it then holds from now on."""
    return () if since is None or day_end(since) == day_end(given) else ((FROM, format_instant(since)),)


def says(review: Review | None, verdict: Verdict, reviewer: str, reason: str, changes: Changes = ()) -> bool:
    """Whether the review is this very verdict."""
    return review is not None and (review.verdict, review.who, review.why, review.changes) == (verdict, reviewer, reason, changes)


def changes_of(claim: Claim, verdict: Verdict, changes: Mapping[str, str], theatre: Theatre, ground: Collection[PlaceId]) -> Changes:
    """What a verdict changes, as the store keeps it: nothing, but for an amendment.

    Raises:
        InputError: there are changes without the verdict amend or the other way round, or one that cannot be made (see `amendment`).
    """
    if verdict is Verdict.AMEND:
        return amendment(claim, changes, theatre, ground)
    if changes:
        raise InputError(f"The verdict {verdict} takes no changes. Use amend to change {', '.join(changes)}.")
    return ()


def amendment(claim: Claim, changes: Mapping[str, str], theatre: Theatre, ground: Collection[PlaceId]) -> Changes:
    """What a reviewer wants changed, as the store keeps it. `ground` are the settlements of the map, which homonyms elsewhere give way to.

    Raises:
        InputError: nothing is to be changed, or the claim says so already; a field is unknown; a place, holder or event does not exist, a name
            means several places, or a day lies outside the theatre's span.
    """
    if not changes:
        raise InputError(f"An amendment says what is right. Give one or more of {', '.join(FIELDS)}, for example event=entered.")
    if unknown := sorted(set(changes) - set(FIELDS)):
        raise InputError(f"An amendment cannot change {', '.join(map(repr, unknown))}. It may change {', '.join(FIELDS)}.")
    made: Changes = ()
    if "place" in changes:
        made += _places(changes["place"], theatre, ground)
    if "actor" in changes:
        made += (("actor", _actor(changes["actor"], theatre)),)
    if "event" in changes:
        made += (("event", _event(changes["event"])),)
    if "date" in changes:
        made += (("date", _days(changes["date"], theatre)),)
    _refuse_nothing(claim, made)
    return made


def _refuse_nothing(claim: Claim, changes: Changes) -> None:
    now = amended(claim, Review(claim.id, Verdict.AMEND, "", "", datetime.now(UTC), changes))
    if _gist(now) == _gist(claim):
        given = ", ".join(f"{name}={value}" for name, value in changes if name != "place_name")
        raise InputError(f"The claim was read so: {given}. Accept it, or change something else.")


def _gist(claim: Claim) -> tuple[object, ...]:
    return [place.place_id for place in claim.places], claim.actor, claim.event, claim.valid


def _places(text: str, theatre: Theatre, ground: Collection[PlaceId]) -> Changes:
    found = [_place(name.strip(), theatre, ground) for name in text.split(ENDS)]
    return ("place", ENDS.join(p.id for p in found)), ("place_name", ENDS.join(p.name for p in found))


def _place(name: str, theatre: Theatre, ground: Collection[PlaceId]) -> Place:
    """The place of this id or name; of homonyms the one that the map has, if it has one."""
    if not name:
        raise InputError("The place is empty. Give a place by name or id, for example place=Sudzha.")
    gazetteer = theatre.gazetteer
    homonyms = () if name in gazetteer else gazetteer.named(name)
    here = [place for place in homonyms if place.id in ground] or list(homonyms)
    if len(here) > 1:
        listed = "; ".join(f"{place.id} ({place.name}, {place.raion or place.oblast or place.country})" for place in here)
        raise InputError(f"{name[:80]!r} is the name of {len(here)} places. Give one by its id: {listed}.")
    try:
        return here[0] if here else gazetteer.find(name)
    except NotFoundError as fault:
        raise InputError(str(fault)) from None


def _actor(name: str, theatre: Theatre) -> str:
    wanted = name.strip().casefold()
    if wanted in NOBODY:
        return ""
    for holder in theatre.holders:
        if wanted in {holder.id.casefold(), holder.name.casefold()}:
            return holder.id
    listed = ", ".join(f"{holder.id} ({holder.name})" for holder in theatre.holders)
    raise InputError(f"{name[:80]!r} is no side of the theatre {theatre.id}. Give {listed}, or nobody where the text names no side.")


def _event(name: str) -> str:
    wanted = name.strip().casefold().replace(" ", "_")
    if wanted not in set(Event):
        raise InputError(f"{name[:80]!r} is no event. Give one of {', '.join(Event)}.")
    return wanted


def _days(text: str, theatre: Theatre) -> str:
    first, slash, last = (part.strip() for part in text.partition("/"))
    days = [parse_date(first), *([parse_date(last)] if slash else [])]
    for day in days:
        theatre.require_inside(day)
    if days[-1] < days[0]:
        raise InputError(f"The days {text!r} run backwards. Give the earlier day first.")
    return "/".join(day.isoformat() for day in days)
