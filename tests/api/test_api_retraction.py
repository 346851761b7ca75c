"""Withdrawing a report over HTTP: from now on, from a day on, or as one that never was valid; and taking that back."""

from datetime import UTC, datetime, timedelta

import pytest
from api_client import AUTHORISED, problem

from api import schemas
from tests.miniland import world

HERE = "/theatres/miniland"
GIVEN = datetime(2030, 2, 1, 12, tzinfo=UTC)
CLAIM = world.claims(world.story()[0])[0].id


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    """Verdicts are given on 1 February 2030, a second apart."""
    monkeypatch.setattr("geo.intake.intake.after", lambda newest: newest.known_at + timedelta(seconds=1) if newest else GIVEN)


def send(client, **content):
    return client.post(f"{HERE}/reports/mini-01/retraction", json={"why": "a hoax", "who": "desk", **content}, headers=AUTHORISED)


def held(client, as_of=None):
    """The ground of Arland on 3 January in km2: Arvona, which the report tells of, and two more villages."""
    query = {"datetime": "2030-01-03", "holder": "AA"} | ({"as-of": as_of} if as_of else {})
    return round(client.get(f"{HERE}/series", params=query).json()["series"][0]["best_km2"], 3)


def listed(client, query=""):
    """Whether the report counts, as the list of reports has it: retracted, void."""
    rows = client.get(f"{HERE}/reports{query}").json()["reports"]
    return next((row["retracted"], row["void"]) for row in rows if row["id"] == "mini-01")


def test_a_hoax_is_out_of_every_answer_and_stays_on_record(writable):
    answer = send(writable, void=True)
    assert answer.status_code == 201, answer.text
    told = schemas.RetractedAnswer.model_validate_json(answer.content, strict=True)
    assert (told.review.verdict, told.review.changes) == ("void", {})
    assert [held(writable, as_of) for as_of in (None, "2030-01-03", "2030-01-31")] == [2, 2, 2]
    assert [listed(writable, query) for query in ("", "?as-of=2030-01-03")] == [(True, True)] * 2
    history = schemas.ClaimReviewsAnswer.model_validate_json(writable.get(f"{HERE}/claims/{CLAIM}/reviews?as-of=2030-01-03").content, strict=True)
    assert (history.effective, [r.verdict for r in history.report_reviews]) == (None, ["void"])
    assert "declared void at 2030-02-01T12:00:00Z" in history.note
    assert [r["verdict"] for r in writable.get(f"{HERE}/reports/mini-01").json()["reviews"]] == ["void"]


def test_a_report_withdrawn_on_a_day_counts_in_answers_as_of_the_days_before(writable):
    told = schemas.RetractedAnswer.model_validate_json(send(writable, **{"from": "2030-01-20"}).content, strict=True)
    assert (told.review.verdict, told.review.changes) == ("reject", {"from": "2030-01-20T23:59:59Z"})
    assert {as_of: held(writable, as_of) for as_of in ("2030-01-19", "2030-01-20", None)} == {"2030-01-19": 3, "2030-01-20": 2, None: 2}
    assert [listed(writable, f"?as-of=2030-01-{day}") for day in (19, 20)] == [(False, False), (True, False)]


@pytest.mark.parametrize("kind", [{}, {"void": True}, {"from": "2030-01-20"}])
def test_it_can_be_taken_back(writable, kind):
    before = writable.get(f"{HERE}/series?as-of=2030-01-25")
    send(writable, **kind)
    undone = send(writable, undo=True, why="it was no hoax")
    assert (undone.status_code, undone.json()["review"]["verdict"]) == (201, "accept")
    assert [held(writable, as_of) for as_of in (None, "2030-01-25")] == [3, 3]
    assert listed(writable) == (False, False)
    after = writable.get(f"{HERE}/series?as-of=2030-01-25")
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])
    again = send(writable, undo=True, why="it was no hoax")
    assert (again.status_code, again.json()["review"]) == (200, undone.json()["review"])
    assert len(writable.get(f"{HERE}/reports/mini-01").json()["reviews"]) == 2


def test_the_tag_of_an_answer_as_of_a_day_changes_with_a_retraction_that_reaches_back(writable):
    """Also that of the list of reports, which goes on listing it."""
    paths = [f"{HERE}/{path}?as-of=2030-01-25" for path in ("series", "reports", "claims", "map")]
    before = {path: writable.get(path).headers["etag"] for path in paths}
    send(writable, void=True)
    assert {path for path in paths if writable.get(path, headers={"If-None-Match": before[path]}).status_code == 304} == set()


def test_a_claim_can_be_void(writable):
    verdict = {"verdict": "void", "who": "A. Analyst", "why": "misread"}
    answer = writable.post(f"{HERE}/claims/{CLAIM}/reviews", json=verdict, headers=AUTHORISED)
    told = schemas.ReviewedAnswer.model_validate_json(answer.content, strict=True)
    assert (answer.status_code, told.verdict, told.effective) == (201, "void", None)
    assert held(writable, "2030-01-03") == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"from": "2030-01-01"}, ["published at 2030-01-02"]),
        ({"from": "2030-02-02"}, ["yet to come"]),
        ({"from": "soon"}, ["'soon'", "2025-01-10"]),
        ({"from": "2030-01-20", "void": True}, ["one of from, void and undo"]),
        ({"void": True, "undo": True}, ["one of from, void and undo"]),
        ({"undo": True}, ["mini-01 is not retracted"]),
        ({"void": "perhaps"}, ["void"]),
    ],
)
def test_what_cannot_be_is_refused_with_the_remedy(untouched, content, words):
    detail = problem(send(untouched, **content), 422)
    assert all(word in detail for word in words), detail
