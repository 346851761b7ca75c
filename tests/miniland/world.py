"""Miniland as objects: the theatre, and the evidence that its forty reports state (read by hand, not by the extractor)."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from geo.atlas import Atlas
from geo.interval import Interval, end_of_day
from geo.model import (
    Basis,
    Certainty,
    Claim,
    ClaimPlace,
    Event,
    Evidence,
    Figure,
    KnownClaim,
    Measure,
    Polarity,
    Relation,
    Report,
    digest,
)
from geo.theatre import Theatre, load_theatre
from geo.units import HolderId, PlaceId

FOLDER = Path(__file__).parent / "theatre"
STORY = FOLDER / "reports" / "story.jsonl"
METHOD = "by-hand/1"
BEARINGS = {"mini-17": 315.0, "mini-28": 180.0}


@cache
def theatre() -> Theatre:
    return load_theatre("miniland", FOLDER)


def story() -> list[dict[str, Any]]:
    return [json.loads(line) for line in STORY.read_text(encoding="utf-8").splitlines()]


def report(entry: dict[str, Any]) -> Report:
    known_at = end_of_day(date.fromisoformat(entry["published_at"]))
    return Report(entry["publisher"], known_at, "en", entry["title"], entry["text"], (entry["url"],), entry["id"])


def claims(entry: dict[str, Any]) -> list[Claim]:
    made = report(entry)
    ministry = "Ministry" in entry["publisher"]
    hedged = "may have" in entry["text"]
    return [
        Claim(
            made.id,
            (0, len(entry["text"])),
            entry["text"],
            HolderId(e["actor"]) if e["actor"] else None,
            Event(e["event"]),
            (ClaimPlace(PlaceId(e["place"]), e["place"].title(), Relation(e["relation"]), BEARINGS.get(entry["id"])),),
            Interval.of_days(date.fromisoformat(entry["published_at"])),
            Certainty.HEDGED if hedged else Certainty.STATED,
            Basis.CLAIMED if ministry else Basis.ASSESSED,
            (entry["publisher"],) if ministry else (),
            Polarity(e["polarity"]),
            background=False,
            method=METHOD,
        )
        for e in entry["expects"]
    ]


def figures(entry: dict[str, Any]) -> list[Figure]:
    made = report(entry)
    on = Interval.of_days(date.fromisoformat(entry["published_at"]))
    return [
        Figure(
            made.id,
            (0, len(entry["text"])),
            entry["text"],
            f["value"],
            f["value"],
            f["value"],
            f["unit"],
            f["value"] if f["unit"] == "km2" else None,
            "about" in entry["text"],
            Measure(f["measure"]),
            HolderId(f["actor"]),
            "Miniland",
            on,
            (entry["publisher"],),
            METHOD,
        )
        for f in entry["figures"]
    ]


def evidence_of(known: list[KnownClaim], entries: list[dict[str, Any]]) -> Evidence:
    reports = {report(e).id: report(e) for e in entries}
    quantities = tuple(f for e in entries for f in figures(e))
    content = digest(sorted((k.claim.id, k.known_at.isoformat()) for k in known), sorted(f.id for f in quantities), sorted(reports))
    return Evidence(tuple(known), quantities, reports, (), content)


def evidence(entries: list[dict[str, Any]] | None = None) -> Evidence:
    chosen = story() if entries is None else entries
    known = [KnownClaim(c, report(e).known_at, e["publisher"]) for e in chosen for c in claims(e)]
    return evidence_of(known, chosen)


@cache
def atlas() -> Atlas:
    return Atlas.build(theatre(), evidence())
