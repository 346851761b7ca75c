"""Who says it, how firmly, and when."""

from __future__ import annotations

from datetime import date

import pytest

from geo.model import Claim
from tests.geoparse.conftest import Read


def only(read: Read, text: str, **given: str) -> Claim:
    claims = read(text, **given).claims
    assert len(claims) == 1, claims
    return claims[0]


def test_chain_of_claimants_nearest_first(read: Read) -> None:
    claim = only(read, "According to the Institute for the Study of War, Russian military bloggers said that Ukraine was pushed out of Makhnovka.")
    assert claim.claimants == ("Russian military bloggers", "Institute for the Study of War")
    assert (claim.basis, claim.certainty) == ("claimed", "stated")


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("The Russian Ministry of Defence said that Russian forces captured Kositsa.", "claimed"),
        ("Rybar, a Russian channel, confirms that Ukraine holds Kositsa.", "admitted"),
        ("Russian military bloggers say that Russian troops withdrew from Kositsa.", "admitted"),
        ("The Ukrainian General Staff said that Russian forces captured Kositsa.", "admitted"),
        ("Russian forces captured Kositsa, the Institute for the Study of War assessed.", "assessed"),
        ("Russian forces captured Kositsa.", "assessed"),
        ("Geolocated footage shows that Russian forces advanced in Kositsa.", "geolocated"),
    ],
)
def test_basis_is_seen_from_who_gains(read: Read, text: str, basis: str) -> None:
    assert only(read, text).basis == basis


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Russian forces captured Kositsa.", "stated"),
        ("Russian forces reportedly captured Kositsa.", "hedged"),
        ("Russian forces may have captured Kositsa.", "hedged"),
        ("Russian forces appear to have captured Kositsa.", "hedged"),
        ("The Russian Ministry of Defence said its forces captured Kositsa. Reuters could not verify the report.", "unverified"),
    ],
)
def test_certainty(read: Read, text: str, certainty: str) -> None:
    assert only(read, text).certainty == certainty


@pytest.mark.parametrize(
    ("when", "day"),
    [  # the report is of Friday, 14 February 2025
        ("on Wednesday", date(2025, 2, 12)),
        ("on Friday", date(2025, 2, 14)),
        ("on 12 February", date(2025, 2, 12)),
        ("on Feb. 10", date(2025, 2, 10)),
        ("on February 9, 2025", date(2025, 2, 9)),
        ("yesterday", date(2025, 2, 13)),
        ("overnight", date(2025, 2, 14)),
        ("two days ago", date(2025, 2, 12)),
        ("on the night of 11-12 February", date(2025, 2, 12)),
        ("over the past week", date(2025, 2, 14)),
    ],
)
def test_date_of_the_event(read: Read, when: str, day: date) -> None:
    claim = only(read, f"Russian forces captured Kositsa {when}.")
    assert claim.valid.last_day == day
    assert not claim.background


@pytest.mark.parametrize("when", ["in August", "in mid-December", "on 20 August", "a month ago", "in September 2024"])
def test_old_dates_are_recap(read: Read, when: str) -> None:
    claim = only(read, f"Russian forces captured Kositsa {when}.")
    assert claim.background
    assert claim.valid.last_day < date(2025, 2, 1)


def test_a_date_in_another_clause_stays_there(read: Read) -> None:
    claims = {c.event: c for c in read("Ukrainian forces were driven out of Kositsa, which they had captured on 20 August.").claims}
    assert claims["pushed_out"].valid.last_day == date(2025, 2, 14)
    assert claims["captured"].background


def test_no_date_lies_after_the_report(read: Read) -> None:
    text = "On February 20 a meeting is due. By 28 February talks end. Russian forces captured Kositsa in February."
    assert all(c.valid.last_day <= date(2025, 2, 14) for c in read(text).claims)


def test_the_enemy_is_the_other_side_of_the_publisher(read: Read) -> None:
    text = "The enemy captured Kositsa."
    assert only(read, text, publisher="Ukrainian General Staff").actor == "RU"
    assert only(read, text, publisher="Russian Ministry of Defence").actor == "UA"


def test_a_claim_carries_its_sentence_method_and_reason(read: Read, rules: object) -> None:
    text = "It was cold. Russian forces captured Kositsa. It snowed."
    claim = only(read, text)
    assert text[slice(*claim.span)] == claim.text == "Russian forces captured Kositsa."
    assert claim.method == rules.id  # type: ignore[attr-defined]
    assert "captured" in claim.reason
