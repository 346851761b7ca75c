"""The places, claims, reports and figures of a page, as plain rows. Text stays text here; the page shows it as text nodes only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import shapely

from geo.atlas.sentences import recorded_late
from geo.atlas.view import View
from geo.model import ClaimPlace, KnownClaim, Measure, Place, Polarity, Report
from geo.render.assets import ENGLISH, LANGUAGES
from geo.render.states import StatusBook
from geo.space.mesh import Ints
from geo.theatre import Names, Theatre
from geo.units import PlaceId, ReportId

Row = dict[str, Any]
DIGITS = 5
LANDMARKS = 60
"""Places outside the extent that are named for orientation."""
LANDMARK_MARGIN_DEG = 0.4
LABEL_TOLERANCE_DEG = 0.01
TOWNS = frozenset({"city", "town", "urban-type settlement"})


class ClaimBook:
    """The claims about settlements of the map in a fixed order, each text once, for every place that it names, and their reports."""

    def __init__(self, view: View, place_index: Mapping[PlaceId, int]) -> None:
        known = sorted(view.evidence.voices, key=lambda k: (k.claim.valid.end, k.claim.id))
        self.entries = [(k, place.place_id) for k in known for place in k.claim.places if place.place_id in place_index]
        reports = dict.fromkeys(k.claim.report_id for k, _ in self.entries)
        self.report_index: dict[ReportId, int] = {report: i for i, report in enumerate(reports)}
        self.view, self.place_index = view, place_index

    def claims(self, first: date) -> list[Row]:
        """One row a claim and place; `day` is counted from the first day of the page and may lie outside it."""
        return [self._claim(known, place, first) for known, place in self.entries]

    def reports(self) -> list[Row]:
        """The reports that the claims refer to by number."""
        evidence = self.view.evidence
        return [_report(evidence.reports[report], evidence.recorded.get(report)) for report in self.report_index]

    def _claim(self, known: KnownClaim, place: PlaceId, first: date) -> Row:
        claim, theatre = known.claim, self.view.theatre
        return {
            "place": self.place_index[place],
            "date": claim.valid.last_day.isoformat(),
            "day": (claim.valid.last_day - first).days,
            "actor": None if claim.actor is None else theatre.holder_index(claim.actor),
            "event": str(claim.event),
            "denied": claim.polarity is Polarity.NEG,
            "spots": [self._spot(place) for place in claim.places],
            "basis": str(claim.basis),
            "certainty": str(claim.certainty),
            "claimants": "; ".join(claim.claimants),
            "background": claim.background,
            "says": claim.id in self.view.counting,
            "carried_by": list(self.view.carried_by.get(claim.id, ())),
            "text": claim.text,
            "report": self.report_index[claim.report_id],
        }

    def _spot(self, place: ClaimPlace) -> list[Any]:
        """[place (its name where the map does not have it), relation, bearing in degrees, distance in km]; what is not said is left out."""
        known = self.place_index.get(place.place_id, place.name)
        row = [known, str(place.relation), place.bearing_deg, place.distance_km]
        return row[: max(n for n, value in enumerate(row, 1) if value is not None)]


def _report(report: Report, recorded: datetime | None) -> Row:
    """A report; when the store took it in is told where that was long after it was published."""
    late = recorded is not None and recorded_late(report.known_at.date(), recorded, report.kind)
    told = {"recorded": recorded.date().isoformat()} if recorded and late else {}
    return told | {
        "publisher": report.publisher,
        "published": report.known_at.date().isoformat(),
        "title": report.title,
        "url": web_address(report.urls[0]) if report.urls else "",
        "kind": report.kind,
    }


def web_address(url: str) -> str:
    """The address if it is one of the web (http, https), else nothing: no other scheme may become a link."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def places(view: View, on: Sequence[date], face: Ints) -> list[Row]:
    """Every settlement of the extent with its face, district, status over time and what that is inferred from; `face` (cells,) is the face of each cell."""
    tessellation, book = view.tessellation, StatusBook(view, on)
    found = []
    for place in tessellation.settlements:
        cell = tessellation.cell_of[place]
        where = {"id": place, "face": int(face[cell]), "district": int(tessellation.districts[cell])}
        found.append(_spot(view.theatre.gazetteer.get(place)) | where | {"steps": book.steps(place), "sources": book.sources(place)})
    return found


def landmarks(view: View) -> list[Row]:
    """Larger places around the extent, for orientation: the map colours nothing there."""
    west, south, east, north = shapely.bounds(view.theatre.extent)
    frame = shapely.box(west - LANDMARK_MARGIN_DEG, south - LANDMARK_MARGIN_DEG, east + LANDMARK_MARGIN_DEG, north + LANDMARK_MARGIN_DEG)
    own = set(view.tessellation.settlements)
    found = [p for p in view.theatre.gazetteer.places if p.settlement and p.id not in own and shapely.intersects_xy(frame, p.lon, p.lat)]
    found.sort(key=lambda p: (p.kind not in TOWNS, -(p.population or 0), p.id))
    return [_spot(place) for place in found[:LANDMARKS]]


def _spot(place: Place) -> Row:
    known = {name: value for name in ("name", "name_ru", "name_uk", "kind", "population", "variants") if (value := getattr(place, name))}
    return known | {"lon": round(place.lon, DIGITS), "lat": round(place.lat, DIGITS)}


def districts(theatre: Theatre) -> list[Row]:
    """The districts' names and where to write them: the middle of the widest part."""
    spots = [shapely.get_coordinates(shapely.maximum_inscribed_circle(_largest(d.geometry), tolerance=LABEL_TOLERANCE_DEG))[0] for d in theatre.districts]
    return [
        {"name": d.name, "lon": round(float(lon), DIGITS), "lat": round(float(lat), DIGITS)} for d, (lon, lat) in zip(theatre.districts, spots, strict=True)
    ]


def _largest(geometry: shapely.Geometry) -> shapely.Geometry:
    return max(shapely.get_parts(geometry), key=shapely.area)


def theatre_names(theatre: Theatre) -> dict[str, Row]:
    """Title, region, sides and districts by language, English where the pack has no other name."""
    english = Names(theatre.title, theatre.region)
    return {language: _names(theatre, english if language == ENGLISH else theatre.names.get(language, Names())) for language in LANGUAGES}


def _names(theatre: Theatre, names: Names) -> Row:
    return {
        "title": names.title or theatre.title,
        "region": names.region or theatre.region,
        "holders": [names.holders.get(h.id) or h.name for h in theatre.holders],
        "districts": [names.districts.get(d.id) or d.name for d in theatre.districts],
    }


def figures(ledger: Sequence[Row], theatre: Theatre, on: Sequence[date]) -> list[Row]:
    """Areas held that somebody claimed, to stand beside the map's own; `day` is None outside the page's days."""
    index = {day.isoformat(): n for n, day in enumerate(on)}
    areas = [row for row in ledger if row["km2"] is not None and row["actor"] is not None and row["measure"] == str(Measure.HELD)]
    return [
        {
            "day": index.get(row["date"]),
            "holder": theatre.holder_index(row["actor"]),
            "km2": round(row["km2"], 1),
            "claimants": row["claimants"],
            "publisher": row["publisher"],
        }
        for row in areas
    ]
