"""Dates that belong to one clause of several, that follow another date, or that tell since when."""

from __future__ import annotations

from datetime import date

import pytest

from geo.interval import Interval
from tests.geoparse.conftest import Read

# The reports are of Friday, 14 February 2025.


def days(read: Read, text: str) -> dict[str, Interval]:
    return {claim.places[0].name: claim.valid for claim in read(text).claims}


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Russian forces retook Darino on Monday and Plekhovo a day later.", date(2025, 2, 10), date(2025, 2, 11)),
        ("Darino was retaken by Russian forces on 10 February, Plekhovo two days later.", date(2025, 2, 10), date(2025, 2, 12)),
        ("Russian forces retook Darino on 10 February. The next day they took Plekhovo.", date(2025, 2, 10), date(2025, 2, 11)),
        ("Russian troops took Darino on Tuesday; on Wednesday they entered Plekhovo.", date(2025, 2, 11), date(2025, 2, 12)),
        ("Russian forces, who had retaken Darino on Monday, entered Plekhovo on Thursday.", date(2025, 2, 10), date(2025, 2, 13)),
        (
            "Darino, which Russian forces took on Monday, is quiet, but Plekhovo was shelled and stormed by Russian troops on Thursday.",
            date(2025, 2, 10),
            date(2025, 2, 13),
        ),
    ],
)
def test_each_event_has_its_own_day(read: Read, text: str, first: date, second: date) -> None:
    found = days(read, text)
    assert found["Darino"] == Interval.of_days(first)
    assert found["Plekhovo"] == Interval.of_days(second)


@pytest.mark.parametrize("dateline", ["KURSK, 13 February - ", "KURSK, Feb. 13 (Agency) — ", ""])
def test_a_dateline_is_no_day_of_an_event(read: Read, dateline: str) -> None:
    text = "Russian forces retook the village of Darino on Monday, footage published on 12 February shows."
    assert days(read, dateline + text) == {"Darino": Interval.of_days(date(2025, 2, 10))}


def test_what_has_lasted_since_lasts_still(read: Read) -> None:
    (claim,) = read("Fighting for Malaya Loknya has been going on since Monday.").claims
    assert claim.valid == Interval.of_days(date(2025, 2, 10), date(2025, 2, 14))
    assert not claim.background


def test_a_state_of_the_past_is_background(read: Read) -> None:
    taken, held = read("Russian marines liberated Kositsa. The village had been under Ukrainian control since August.").claims
    assert not taken.background
    assert held.background


def test_since_belongs_to_the_clause_it_stands_in(read: Read) -> None:
    (claim,) = [
        c for c in read("Russian units reclaimed fields near Snagost, on the flank of the area held by Ukraine since August 6.").claims if c.actor == "RU"
    ]
    assert claim.valid == Interval.of_days(date(2025, 2, 14))


@pytest.mark.parametrize(
    ("text", "claimants"),
    [
        ("Citing Rybar, Suspilne wrote that Russian units had entered Darino.", ("Rybar", "Suspilne")),
        ("A Ukrainian commander told Reuters that his men still held Darino.", ("Ukrainian commander", "Reuters")),
        ("Russian forces took Darino, claims Rybar, but DeepState shows it as contested.", ("Rybar",)),
    ],
)
def test_who_is_cited_comes_first_who_is_told_last(read: Read, text: str, claimants: tuple[str, ...]) -> None:
    assert read(text).claims[0].claimants == claimants
