"""as-recorded over HTTP: what the store held at an instant, at every address; and words on what was recorded long after it was published."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from api_client import AUTHORISED, fill, mini_settings, problem, serving, standing

from api import schemas
from tests.miniland import world

HERE = "/theatres/miniland"
FIRST, SECOND, THIRD = (datetime(2025, 3, n, 12, tzinfo=UTC) for n in (1, 2, 3))
COLLECTIONS = ("control", "front", "places", "parts", "cells", "claims", "changes")
PATHS = (
    "series",
    "delta?datetime=2030-01-01/2030-01-03",
    "explain?place=Arvona&at=2030-01-03",
    "explain?place=Arvona",
    "claims",
    "claims?order=impact",
    "figures",
    "reports",
    "reports/mini-01",
    f"claims/{world.claims(world.story()[0])[0].id}/reviews",
    "compare",
    "layers",
    *(f"collections/{name}/items" for name in COLLECTIONS),
    *(f"collections/{name}/items?datetime=2030-01-03" for name in COLLECTIONS),
    "collections/places/items/arvona",
)
PAGES = ("map", "map?datetime=2030-01-01/2030-01-03", "map/delta?datetime=2030-01-01/2030-01-03")


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock of the store."""

    def put(at):
        monkeypatch.setattr("geo.evidence.store._now", lambda: at)
        monkeypatch.setattr("geo.evidence.layers._now", lambda: at)

    return put


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory, packs):
    """The same as `client`, for tests that only ask."""
    home = tmp_path_factory.mktemp("unchanged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geo.evidence.store._now", lambda: FIRST)
        fill(home, [world.story()[0], world.story()[2]])
    with standing(packs, mini_settings(home)) as opened:
        yield opened


@pytest.fixture
def client(tmp_path, clock):
    """Miniland's first report and its third, recorded on 1 March 2025."""
    clock(FIRST)
    fill(tmp_path, [world.story()[0], world.story()[2]])
    with serving(mini_settings(tmp_path)) as opened:
        yield opened


def ask(client, path, **query):
    answer = client.get(f"{HERE}/{path}", params={**_query(path), **query})
    assert answer.status_code == 200, answer.text
    return answer


def _query(path):
    return dict(part.split("=") for part in path.partition("?")[2].split("&") if part)


def told(answer):
    """The answer without what tells as recorded when, its own address, and when it was made."""
    found = answer.json()
    for name in ("as_recorded", "links", "timeStamp"):
        found.pop(name, None)
    return json.loads(json.dumps(found).replace('"as_recorded": "2025-03-01T23:59:59Z"', '"as_recorded": null').replace(RECORDED, ""))


RECORDED = ", as recorded by this store on 1 March 2025"


def store_more(client, clock):
    """On the next day a report is dated back to the 2nd, on the one after the first is withdrawn and a layer stored."""
    clock(SECOND)
    taken = {"text": "Arlandish forces captured Belmora.", "published_at": "2030-01-02", "publisher": "Atlas Desk", "language": "en", "id": "back"}
    assert client.post(f"{HERE}/reports", headers=AUTHORISED, json=taken).status_code == 201
    clock(THIRD)
    assert client.post(f"{HERE}/reports/mini-01/retraction", headers=AUTHORISED, json={"why": "a hoax", "void": True}).status_code == 201
    square = {"type": "Polygon", "coordinates": [[[29.99, 49.99], [30.01, 49.99], [30.01, 50.01], [29.99, 50.01], [29.99, 49.99]]]}
    layer = client.post(f"{HERE}/layers?name=desk&date=2030-01-03", headers=AUTHORISED, content=json.dumps(square))
    assert layer.status_code == 201, layer.text


def test_every_answer_is_had_again_as_it_was_recorded(client, clock):
    before = {path: ask(client, path) for path in PATHS}
    store_more(client, clock)
    after = {path: ask(client, path, **{"as-recorded": "2025-03-01"}) for path in PATHS}
    assert {path for path in PATHS if told(after[path]) != told(before[path])} == set()
    assert {answer.json()["as_recorded"] for answer in after.values()} == {"2025-03-01T23:59:59Z"}
    assert {answer.json()["as_recorded"] for answer in before.values()} == {None}
    digests = {path: (answer.headers["etag"][:14], before[path].headers["etag"][:14]) for path, answer in after.items()}
    assert {path for path, (now, then) in digests.items() if now != then} == set()


def test_it_goes_with_as_of(client, clock):
    """As of 2 January: as recorded on the first day the report of that day alone, on the second that which was dated back, too; then it alone."""
    store_more(client, clock)
    listed = {}
    for day in ("2025-03-01", "2025-03-02", "2025-03-03"):
        rows = ask(client, "reports", **{"as-of": "2030-01-02", "as-recorded": day}).json()["reports"]
        listed[day] = {row["id"]: row["void"] for row in rows}
    assert listed == {"2025-03-01": {"mini-01": False}, "2025-03-02": {"mini-01": False, "back": False}, "2025-03-03": {"mini-01": True, "back": False}}


@pytest.mark.parametrize("path", PAGES)
def test_pages_say_it_and_lead_on_with_it(client, clock, path):
    store_more(client, clock)
    page = ask(client, path, **{"as-recorded": "2025-03-01", "as-of": "2030-01-10"}).text
    words = "as recorded by this store on 1 March 2025"
    assert page.count(words) >= 2
    links = json.loads(page.partition('id="salient-payload">')[2].partition("</script>")[0])["page"]["links"]
    clocks = "as-of=2030-01-10T23%3A59%3A59Z&as-recorded=2025-03-01T23%3A59%3A59Z"
    assert {name for name, href in links.items() if clocks in href} == {"map", "delta", "series", "control", "claims", "compare", "disagreement"}
    assert client.get(links["series"]).json()["as_recorded"] == "2025-03-01T23:59:59Z"
    plain = re.sub(r'<script type="application/json".*?</script>', "", ask(client, path).text, flags=re.DOTALL)  # the messages are in there
    assert "as recorded" not in plain


def test_tables_have_it_as_a_column(unchanged):
    text = ask(unchanged, "collections/places/items", **{"as-recorded": "2025-03-01", "f": "csv"}).text
    assert ",as_of,as_recorded,digest" in text.splitlines()[0]
    assert ",,2025-03-01T23:59:59Z," in text.splitlines()[1]


def test_a_layer_that_came_later_is_not_stored_yet(client, clock):
    store_more(client, clock)
    assert ask(client, "compare").json()["numberMatched"] == 1
    assert ask(client, "compare", **{"as-recorded": "2025-03-02"}).json()["numberMatched"] == 0
    assert "desk" in problem(client.get(f"{HERE}/compare?layer=desk&as-recorded=2025-03-02"), 404)
    assert [row["name"] for row in ask(client, "layers").json()["layers"]] == ["desk"]
    assert ask(client, "layers", **{"as-recorded": "2025-03-02"}).json()["layers"] == []


def test_before_the_first_row_nothing_is_known(unchanged):
    answer = ask(unchanged, "series", **{"as-recorded": "2025-02-01", "holder": "AA", "datetime": "2030-01-31"}).json()
    assert [row["high_km2"] for row in answer["series"]] == [0]
    problem(unchanged.get(f"{HERE}/reports/mini-01?as-recorded=2025-02-01"), 404)


@pytest.mark.parametrize("path", ["series", "delta?datetime=2030-01-01/2030-01-03", "explain?place=Arvona", "claims", "collections/front/items", "compare"])
def test_an_instant_to_come_gives_what_is_there_and_a_note(unchanged, path):
    ahead = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%d")
    answer = ask(unchanged, path, **{"as-recorded": ahead}).json()
    assert f"as-recorded {ahead}T23:59:59Z is yet to come" in answer["note"]
    assert answer["digest"] == ask(unchanged, path).json()["digest"]


@pytest.mark.parametrize("path", ["", "api", "conformance", "collections", "collections/front", "collections/front/queryables", "collections/front/schema"])
def test_a_connection_of_a_gis_may_carry_it(unchanged, path):
    """GDAL and QGIS send what stands in the address of the connection with each request."""
    assert unchanged.get(f"{HERE}/{path}?as-recorded=2025-03-01&as-of=2030-01-03").status_code == 200


def test_a_slip_is_told(unchanged):
    assert "as-recorded: 'soon'" in problem(unchanged.get(f"{HERE}/series?as-recorded=soon"), 400)
    assert "not a parameter" in problem(unchanged.get(f"{HERE}/review?as-recorded=2025-03-01"), 400)


def test_the_tag_is_another_when_the_clock_of_recording_is(tmp_path, clock):
    """Two stores of the same evidence: one digest, but rows tell when each report was recorded."""
    tags = []
    for at in (FIRST, SECOND):
        clock(at)
        home = tmp_path / f"{at:%d}"
        home.mkdir()
        fill(home, [world.story()[0]])
        with serving(mini_settings(home)) as client:
            answer = ask(client, "claims")
            tags.append((answer.json()["digest"], answer.headers["etag"], answer.json()["claims"][0]["recorded_at"]))
    (digest, tag, recorded), (other_digest, other_tag, other_recorded) = tags
    assert (digest, tag == other_tag, recorded, other_recorded) == (other_digest, False, "2025-03-01T12:00:00Z", "2025-03-02T12:00:00Z")


def test_what_was_recorded_long_after_it_was_published_is_said_to_be(kursk):
    """The reports of the campaign were sent in today."""
    shown = schemas.ReportAnswer.model_validate_json(_first(kursk).content, strict=True)
    assert "Published 7 August 2024, recorded here " in shown.note
    assert shown.report.recorded_at[:4] > "2025"


def _first(kursk):
    (row,) = kursk.get("/theatres/kursk/reports?datetime=2024-08-07").json()["reports"]
    return kursk.get(f"/theatres/kursk/reports/{row['report_id']}")


def test_who_hands_in_a_report_of_long_ago_is_told_so(client, clock):
    clock(datetime(2030, 1, 9, tzinfo=UTC))
    sent = {"text": "Arlandish forces captured Belmora.", "publisher": "Atlas Desk", "language": "en"}
    late = client.post(f"{HERE}/reports", headers=AUTHORISED, json={**sent, "published_at": "2030-01-03"}).json()
    soon = client.post(f"{HERE}/reports", headers=AUTHORISED, json={**sent, "published_at": "2030-01-07"}).json()
    assert "Published 3 January 2030, recorded here 9 January 2030." in late["note"]
    assert "recorded here" not in soon.get("note", "")
