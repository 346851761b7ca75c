"""What a reviewer's verdict does to a claim or a report, and which verdicts bear on an answer.

The newest verdict on a target stands alone: it replaces the earlier ones, it does not add to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from geo.errors import InputError
from geo.interval import Interval, format_instant, parse_date
from geo.model import FROM, Claim, ClaimPlace, Event, Evidence, Report, Review, Verdict
from geo.units import HolderId, PlaceId, ReportId

FIELDS = ("place", "place_name", "actor", "event", "date")
"""What an amendment may change. `place` is a place id and `place_name` how to call it (for a line both ends, joined by |), `actor` a holder's
id or empty for nobody, `date` YYYY-MM-DD or two of them joined by / with both days included."""


_SUPERSEDED = "replaced by "
"""How the reason of such a verdict begins; the id of the report that stands in follows."""


def standing(reviews: Iterable[Review]) -> dict[str, Review]:
    """The verdict in force on each target: the newest by `known_at`, then by id."""
    return {review.target: review for review in sorted(reviews, key=_newness)}


def _newness(review: Review) -> tuple[datetime, str]:
    return review.known_at, review.id


def bearing(evidence: Evidence, as_of: datetime | None) -> tuple[Review, ...]:
    """The verdicts that bear on answers as known at an instant: those given by then.

    And those that stand today and reach back to it (`Review.since`), on what was public by then: a report that is void was
    never valid, and one that its publisher withdrew on a day was withdrawn from that day on, whenever it was recorded here.
    """
    if as_of is None:
        return evidence.reviews
    given = [review for review in evidence.reviews if review.known_at <= as_of]
    back = [review for review in standing(evidence.reviews).values() if review.since <= as_of < review.known_at]
    if back:
        public = _public(evidence, as_of)
        given += sorted((review for review in back if review.target in public), key=_newness)
    return tuple(given)


def _public(evidence: Evidence, as_of: datetime) -> set[str]:
    """The ids of reports and claims that were public by an instant."""
    reports = {report.id for report in evidence.reports.values() if report.known_at <= as_of}
    return reports | {known.claim.id for known in evidence.claims if known.known_at <= as_of}


def superseded(old: ReportId, by: Report, since: datetime, verdicts: Iterable[Review] = ()) -> tuple[Review, ...]:
    """The verdicts that keep a report out of the map from an instant on, since another stands in for it; `verdicts` are those given on it so far.

    None where it is out from then on anyway. Each verdict that puts it in later on is answered by one of its own.
    """
    given = [review for review in verdicts if review.target == old]
    made = []
    for at in sorted({since, *(review.known_at for review in given if review.known_at > since)}):
        newest = standing(review for review in given if review.known_at <= at).get(old)
        if newest is None or not newest.rejects:
            made.append(Review(old, Verdict.REJECT, "", f"{_SUPERSEDED}{by.id}", _later_than(newest, at)))
    return tuple(made)


def successor(review: Review | None) -> ReportId | None:
    """The report that stands in for the one that this verdict takes out of the map; None where it is no such verdict."""
    if review is None or review.verdict is not Verdict.REJECT or not review.why.startswith(_SUPERSEDED):
        return None
    return ReportId(review.why.removeprefix(_SUPERSEDED))


def restored(report: Report, newest: Review, now: datetime) -> Review:
    """The verdict that puts a superseded report back into the map from now on, since it was handed in again to stand in for its successor."""
    return Review(report.id, Verdict.ACCEPT, "", "handed in again", _later_than(newest, now))


def _later_than(newest: Review | None, at: datetime) -> datetime:
    return max(at, newest.known_at + timedelta(seconds=1)) if newest else at


def amended(claim: Claim, review: Review) -> Claim:
    """The claim as the review amends it; its id stays.

    Raises:
        InputError: a change cannot be made to this claim.
    """
    changes = _by_field(review)
    return replace(
        claim,
        places=_places(claim.places, changes),
        actor=(HolderId(changes["actor"]) if changes["actor"] else None) if "actor" in changes else claim.actor,
        event=_event(changes["event"]) if "event" in changes else claim.event,
        valid=_valid(changes["date"]) if "date" in changes else claim.valid,
        reason=f"amended in review: {review.why}",
    )


def check_review(review: Review, target: Claim | Report) -> None:
    """Refuse a review of this claim or report that cannot take effect.

    Raises:
        InputError: changes without the verdict amend or the other way round, an amended report, a change that cannot be made,
            or a retraction dated back to before its report was public or to after the verdict itself.
    """
    claim = None if isinstance(target, Report) else target
    if isinstance(target, Report) and review.verdict is Verdict.REJECT and review.changes:
        _check_dated_back(review, target)
        return
    if review.verdict is not Verdict.AMEND:
        if review.changes:
            raise InputError(f"The verdict {review.verdict} takes no changes. Use amend to change {', '.join(FIELDS)}.")
        return
    if claim is None:
        raise InputError(f"{review.target} is a report, and a report cannot be amended. Amend its claims, or reject it and ingest the right text.")
    amended(claim, review)


def _check_dated_back(review: Review, report: Report) -> None:
    if [field for field, _ in review.changes] != [FROM]:
        raise InputError(f"A retraction takes no changes but {FROM}, the instant from which on the report counts no longer.")
    since, public = format_instant(review.since), format_instant(report.known_at)
    if review.since < report.known_at:
        raise InputError(f"The report cannot be withdrawn from {since} on: it was published at {public}. Give a later day, or declare it void.")
    if review.since > review.known_at:
        raise InputError(f"The report cannot be withdrawn from {since} on: that is yet to come. Give a day that has begun, or none for from now on.")


def _by_field(review: Review) -> Mapping[str, str]:
    changes = dict(review.changes)
    if not changes or len(changes) < len(review.changes):
        raise InputError(f"An amendment changes one or more fields, each once. Give some of {', '.join(FIELDS)}.")
    if unknown := sorted(set(changes) - set(FIELDS)):
        raise InputError(f"An amendment cannot change {', '.join(map(repr, unknown))}. It may change {', '.join(FIELDS)}.")
    return changes


def _places(places: Sequence[ClaimPlace], changes: Mapping[str, str]) -> tuple[ClaimPlace, ...]:
    if "place" not in changes and "place_name" not in changes:
        return tuple(places)
    ids = _each("place", changes.get("place", "|".join(p.place_id for p in places)), len(places))
    names = _each("place_name", changes.get("place_name", changes.get("place", "")), len(places))
    return tuple(replace(p, place_id=PlaceId(i), name=n) for p, i, n in zip(places, ids, names, strict=True))


def _each(field: str, text: str, count: int) -> list[str]:
    values = [value.strip() for value in text.split("|")]
    if len(values) != count or not all(values):
        told = "1 place. Give one" if count == 1 else f"{count} places. Give as many, joined by |"
        raise InputError(f"{field}={text!r} does not fit: the claim names {told}.")
    return values


def _event(text: str) -> Event:
    try:
        return Event(text)
    except ValueError:
        raise InputError(f"{text!r} is no event. Give one of {', '.join(Event)}.") from None


def _valid(text: str) -> Interval:
    first, _, last = text.partition("/")
    return Interval.of_days(parse_date(first), parse_date(last) if last else None)
