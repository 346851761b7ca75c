"""As-of history is fixed over HTTP: an answer as of an instant keeps its bytes and its tag, whatever is stored later about later days."""

import json
from datetime import UTC, datetime

import pytest
from api_client import AUTHORISED

HERE = "/theatres/miniland"
AS_OF = "as-of=2030-01-03"
DIGEST = len('"0123456789ab-')
COLLECTIONS = ("control", "front", "places", "parts", "cells", "claims", "changes")
PATHS = (
    "series",
    "series?f=csv",
    "delta?datetime=2030-01-01/2030-01-03",
    "delta?datetime=2030-01-01/2030-01-03&f=geojson",
    "explain?place=Arvona&at=2030-01-03",
    "explain?place=Belmora",
    "claims",
    "claims?order=impact&unreviewed=true",
    "claims?f=csv",
    "figures",
    "reports",
    "reports?f=csv",
    "map",
    "map?datetime=2030-01-01/2030-01-03",
    "map/delta?datetime=2030-01-01/2030-01-03",
    "compare",
    *(f"collections/{name}/items?f=csv" for name in COLLECTIONS),
    *(f"collections/{name}/items" for name in COLLECTIONS),
    *(f"collections/{name}/items?datetime=2030-01-01/2030-01-20" for name in COLLECTIONS),
    "collections/places/items/arvona",
)


def ask(client, path, clock=AS_OF):
    answer = client.get(f"{HERE}/{path}{'&' if '?' in path else '?'}{clock}")
    assert answer.status_code == 200, answer.text
    return answer


def told(answer):
    """The bytes of an answer and its tag; of collections without `timeStamp`, which is when they were answered, and of their tag the digest alone."""
    if "/items" not in str(answer.url):
        return answer.content, answer.headers["etag"]
    body = {**answer.json(), "timeStamp": None} if "json" in answer.headers["content-type"] else answer.text
    return json.dumps(body), answer.headers["etag"].removeprefix("W/")[:DIGEST]


def post(client, path, **content):
    answer = client.post(f"{HERE}/{path}", headers=AUTHORISED, json=content)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def later(monkeypatch):
    """What is stored afterwards: a copy and a report of later days, and verdicts, given on 1 February (miniland lies in days to come)."""
    monkeypatch.setattr("geo.intake.intake.after", lambda _newest: datetime(2030, 2, 1, 12, tzinfo=UTC))

    def store(client):
        first = client.get(f"{HERE}/reports/mini-01", headers=AUTHORISED).json()
        copy = {"text": first["text"], "published_at": "2030-01-20", "publisher": "Vista News", "id": "copy"}
        post(client, "reports", **copy)
        post(client, "reports", text="Borlandish forces recaptured Arvona.", published_at="2030-01-21", publisher="Atlas Desk", language="en", id="late")
        post(client, f"claims/{first['claims'][0]['claim_id']}/reviews", verdict="amend", event="entered", who="desk", why="a test")
        post(client, "reports/mini-02/retraction", why="a test", who="desk")

    return store


def test_what_is_stored_later_changes_no_answer_as_of_an_earlier_day(writable, later):
    before = {path: told(ask(writable, path)) for path in PATHS}
    now = {path: writable.get(f"{HERE}/{path}").headers["etag"] for path in ("series", "map", "reports")}
    history = ask(writable, f"claims/{writable.get(f'{HERE}/claims').json()['claims'][0]['claim_id']}/reviews")
    later(writable)
    assert {path for path in PATHS if told(ask(writable, path)) != before[path]} == set()
    assert told(writable.get(str(history.url))) == told(history)
    assert {path for path, tag in now.items() if writable.get(f"{HERE}/{path}").headers["etag"] == tag} == set()


def test_a_report_dated_back_is_in_answers_as_of_its_day(writable):
    """By publication it was known: an answer as of that day follows it, and says so by another digest and tag."""
    before = {path: told(ask(writable, path)) for path in PATHS}
    post(writable, "reports", text="Arlandish forces captured Belmora.", published_at="2030-01-03", publisher="Atlas Desk", language="en", id="back")
    after = {path: told(ask(writable, path)) for path in PATHS}
    assert {path for path in PATHS if after[path] == before[path]} == set()
