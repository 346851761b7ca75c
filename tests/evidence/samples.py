"""Reports and readings made by hand, without an extractor."""

from datetime import UTC, date, datetime

from geo.evidence import Store
from geo.interval import Interval, end_of_day
from geo.model import (
    Basis,
    Certainty,
    Claim,
    ClaimPlace,
    Event,
    Extraction,
    Figure,
    Measure,
    Mention,
    Polarity,
    Relation,
    Report,
    Review,
    Verdict,
)
from geo.units import HolderId, PlaceId

THEATRE = "miniland"
CLAIMS = 3
FIGURES = 2
HOSTILE = "'); DROP TABLE claims; --  <script>alert(1)</script> \u202e {0} %s Суджа 🙂"


def report(n: int = 1, on: str = "2030-01-10", *, ref: str | None = None, text: str = "") -> Report:
    return Report(
        publisher="Atlas Desk",
        known_at=end_of_day(date.fromisoformat(on)),
        lang="en",
        title=f"Note {n}",
        text=text or f"Arland took Arvona ({n}).",
        urls=(f"https://desk.example/{n}", "https://mirror.example/"),
        ref=f"note-{n}" if ref is None else ref,
        kind="digest",
    )


def claim(made: Report, place: str = "arvona", *, method: str = "hand/1", span: tuple[int, int] = (0, 18), **changes) -> Claim:
    fields = {
        "actor": HolderId("AA"),
        "event": Event.CAPTURED,
        "places": (ClaimPlace(PlaceId(place), place.title()),),
        "valid": Interval.of_days(date(2030, 1, 9)),
        "certainty": Certainty.STATED,
        "basis": Basis.CLAIMED,
        "claimants": ("Arland Ministry", "Atlas Desk"),
        "polarity": Polarity.POS,
        "background": False,
        "reason": "took",
    }
    return Claim(report_id=made.id, span=span, text=made.text[slice(*span)], method=method, **(fields | changes))


def line(made: Report, *, method: str = "hand/1") -> Claim:
    ends = (ClaimPlace(PlaceId("keldova"), "Keldova", Relation.LINE, 12.5, 0.25), ClaimPlace(PlaceId("belmora"), "Belmora", Relation.LINE))
    return claim(
        made, method=method, span=(3, 9), actor=None, event=Event.CONTESTED, places=ends, polarity=Polarity.NEG, background=True,
        certainty=Certainty.UNVERIFIED, basis=Basis.GEOLOCATED, claimants=(), valid=Interval.of_days(date(2030, 1, 2), date(2030, 1, 5)),
    )  # fmt: skip


def figure(made: Report, value: float = 300.0, *, method: str = "hand/1", **changes) -> Figure:
    fields = {"unit": "mi2", "km2": 776.996, "approx": True, "measure": Measure.HELD, "actor": HolderId("AA"), "claimants": ("New Desk",)}
    valid = Interval.of_days(date(2030, 1, 9))
    return Figure(
        report_id=made.id, span=(1, 5), text="300", value=value, low=value - 20, high=value + 20, region="Miniland", valid=valid, method=method,
        **(fields | changes),
    )  # fmt: skip


def mention(surface: str, place: str | None = None, kind: str = "unresolved") -> Mention:
    found = PlaceId(place) if place else None
    return Mention((0, len(surface)), surface, found, surface if place else None, "village" if place else kind, 30.0, 50.0, 0.9, f"why {surface}")


def extraction(n: int = 1, on: str = "2030-01-10", *, method: str = "hand/1", **changes) -> Extraction:
    """Three claims, one of them with two places; two figures; four mentions, three of them without a place."""
    made = report(n, on, **changes)
    return Extraction(
        report=made,
        mentions=(mention("Arvona", "arvona"), mention("Zzyzx"), mention("Paris", kind="city"), mention("Zzyzx")),
        claims=(claim(made, method=method), claim(made, "belmora", method=method), line(made, method=method)),
        figures=(
            figure(made, method=method),
            figure(made, 12.0, method=method, km2=None, unit="km", actor=None, measure=Measure.DEPTH, approx=False, claimants=()),
        ),
        method=method,
        note="a note",
    )


def instant(day: int, hour: int = 12, second: int = 0) -> datetime:
    return datetime(2030, 1, day, hour, 0, second, tzinfo=UTC)


def review(target: str, verdict: Verdict = Verdict.REJECT, day: int = 20, *, why: str = "wrong", **changes: str) -> Review:
    return Review(target, verdict, "editor", why, instant(day), tuple(changes.items()))


def open_store(folder) -> Store:
    return Store.open(str(folder / "store.sqlite"), THEATRE)
