"""One day has one digest: whatever answers about a day as known at one instant, over HTTP, on a page, in a file or from the command line, cites the same."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from geo.cli import app

HERE = "/theatres/miniland"
DAYS = ["2030-01-02", "2030-01-13", "2030-02-18"]
KNOWN = [None, "2030-01-13", "2030-01-20T09:30:00Z"]
NOON = "T12:00:00Z"
COLLECTIONS = ("control", "front", "places", "parts", "cells", "claims", "changes")
MOMENTS = pytest.mark.parametrize(("day", "as_of"), [(day, as_of) for day in DAYS for as_of in KNOWN])


@pytest.fixture
def salient(mini, monkeypatch):
    """`salient ... --theatre miniland` on the store that the server has open."""
    monkeypatch.setenv("SALIENT_HOME", str(mini.app.state.settings.home))

    def run(*arguments):
        done = CliRunner().invoke(app, [*arguments, "--theatre", "miniland"], catch_exceptions=False)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    return run


def ask(mini, path, as_of, **query):
    answer = mini.get(f"{HERE}/{path}", params=query | ({"as-of": as_of} if as_of else {}))
    assert answer.status_code == 200, answer.text
    return answer


def payload(html):
    return json.loads(re.search(r'<script type="application/json" id="salient-payload">(.*?)</script>', html, re.DOTALL).group(1))


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def cited(mini, day, as_of):
    """The digest of the day, as the series tells it."""
    return ask(mini, "series", as_of, datetime=day).json()["digest"]


@MOMENTS
def test_every_address_tells_one_digest_of_a_day(mini, day, as_of):
    expected, before = cited(mini, day, as_of), (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    found = {
        "series": ask(mini, "series", as_of, datetime=f"2030-01-01/{day}"),
        "delta": ask(mini, "delta", as_of, datetime=f"{before}/{day}"),
        "delta as GeoJSON": ask(mini, "delta", as_of, datetime=f"{before}/{day}", f="geojson"),
        "explain": ask(mini, "explain", as_of, place="Arvona", at=day),
        "explain at noon": ask(mini, "explain", as_of, place="Arvona", at=day + NOON),
        "claims": ask(mini, "claims", as_of, datetime=f"../{day}"),
        "figures": ask(mini, "figures", as_of, datetime=f"../{day}"),
        "reports": ask(mini, "reports", as_of, datetime=f"2030-01-01/{day}"),
        "compare": ask(mini, "compare", as_of, datetime=day),
        **{name: ask(mini, f"collections/{name}/items", as_of, datetime=day) for name in COLLECTIONS},
        **{f"{name} of days": ask(mini, f"collections/{name}/items", as_of, datetime=f"{before}/{day}") for name in COLLECTIONS},
    }
    assert {name: answer.json()["digest"] for name, answer in found.items()} == dict.fromkeys(found, expected)
    assert {name: answer.headers["etag"].removeprefix("W/")[1:13] for name, answer in found.items()} == dict.fromkeys(found, expected)


@MOMENTS
def test_every_row_of_a_day_carries_its_digest(mini, day, as_of):
    expected = cited(mini, day, as_of)
    for name in COLLECTIONS:
        features = ask(mini, f"collections/{name}/items", as_of, datetime=day).json()["features"]
        assert {f["properties"]["digest"] for f in features} <= {expected}, name
        table = rows(ask(mini, f"collections/{name}/items", as_of, datetime=day, f="csv").text)
        assert {row["digest"] for row in table} <= {expected}, name
        assert len(table) == len(features)


def test_a_row_of_a_span_carries_the_digest_of_its_own_day(mini):
    """The states of the 2nd and 3rd of January: the ground that stood from a day on has that day's digest."""
    features = ask(mini, "collections/control/items", None, datetime="2030-01-01/2030-01-03").json()["features"]
    found = {(f["properties"]["at"], f["properties"]["digest"]) for f in features}
    assert found == {(f"2030-01-0{n}T00:00:00Z", cited(mini, f"2030-01-0{n}", None)) for n in (1, 2, 3)}


@MOMENTS
def test_the_pages_tell_it_too(mini, salient, day, as_of):
    expected, known = cited(mini, day, as_of), ["--as-of", as_of] if as_of else []
    page = ask(mini, "map", as_of, datetime=day).text
    span = payload(ask(mini, "map", as_of, datetime=f"2030-01-01/{day}").text)
    delta = ask(mini, "map/delta", as_of, datetime=f"2030-01-01/{day}").text
    file, delta_file = salient("map", "--at", day, *known), salient("map", "--delta", "2030-01-01", day, *known)
    assert [payload(html)["page"]["digests"][-1] for html in (page, delta, file, delta_file)] == [expected] * 4
    assert span["page"]["digests"] == [cited(mini, f"{date(2030, 1, 1) + timedelta(days=n)}", as_of) for n in range(span["page"]["days"])]
    for html in (page, delta, file, delta_file):  # in words: the citation of the sentence and the credits
        words = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
        assert set(re.findall(r"digest ([0-9a-f]{12})", words)) == {expected}


@pytest.mark.full
@MOMENTS
def test_the_command_line_tells_it_too(mini, salient, day, as_of):
    expected, known = cited(mini, day, as_of), ["--as-of", as_of] if as_of else []
    series = json.loads(salient("series", "--from", "2030-01-01", "--to", day, *known))
    explained = json.loads(salient("explain", "--place", "Arvona", "--at", day, "--json", *known))
    delta = json.loads(salient("delta", "2030-01-01", day, "--json", *known))
    compared = json.loads(salient("compare", "table", "--to", day, "--json", *known))
    claims = json.loads(salient("claims", "--to", day, "--json", *known))
    assert {row["digest"] for row in (*series, explained, delta, compared, *claims)} == {expected}
    for layer in COLLECTIONS:
        answer = json.loads(salient("export", layer, "--at", day, *known))
        assert {answer["digest"], *(f["properties"]["digest"] for f in answer["features"])} == {expected}, layer
        table = rows(salient("export", layer, "--at", day, "--format", "csv", *known))
        assert {row["digest"] for row in table} <= {expected}, layer


@pytest.mark.parametrize("as_of", KNOWN)
def test_what_is_of_no_day_cites_the_day_that_is_shown_by_default(mini, salient, as_of):
    control = ask(mini, "collections/control/items", as_of).json()
    assert control["digest"] == cited(mini, control["at"][:10], as_of)
    paths = ("claims", "figures", "reports", "explain?place=Arvona", *(f"collections/{name}/items" for name in COLLECTIONS))
    found = [mini.get(f"{HERE}/{path}{'&' if '?' in path else '?'}{f'as-of={as_of}' if as_of else ''}").json()["digest"] for path in paths]
    assert set(found) == {control["digest"]}
    known = ["--as-of", as_of] if as_of else []
    exported = [json.loads(salient("export", layer, *known)) for layer in COLLECTIONS]
    rows_of = [feature["properties"]["digest"] for answer in exported for feature in answer["features"]]
    assert {*(answer["digest"] for answer in exported), *rows_of} == {control["digest"]}
    if as_of is None:
        assert mini.get("/healthz").json()["theatres"]["miniland"] == control["digest"]
        assert mini.get("/theatres").json()["theatres"][0]["digest"] == control["digest"]
        assert mini.get(f"{HERE}/reports/mini-24").json()["digest"] == control["digest"]


def test_an_open_span_cites_the_last_day_of_the_theatre(mini):
    expected = cited(mini, "2030-03-31", None)
    for path in ("series", "claims", "figures", "reports", *(f"collections/{name}/items" for name in COLLECTIONS)):
        answer = ask(mini, path, None, datetime="2030-01-05/..").json()
        assert answer["digest"] == expected, path
        assert {row["digest"] for row in (f["properties"] for f in answer.get("features", [])) if "at" not in row} <= {expected}, path


def test_build_cites_the_day_that_it_shows(mini, salient):
    made = json.loads(salient("build", "--json"))
    assert made["digest"] == cited(mini, made["last_day"], None)
