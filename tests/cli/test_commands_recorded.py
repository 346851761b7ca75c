"""--as-recorded, and words on what was recorded long after it was published, over miniland. A village is 1 km2."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

ONE = {"id": "a", "published_at": "2030-01-02", "publisher": "Atlas Desk", "language": "en", "text": "Arlandish forces captured Arvona."}
TWO = {"id": "b", "published_at": "2030-01-03", "publisher": "Atlas Desk", "language": "en", "text": "Arlandish forces captured Eldova."}
LAYERS = ("control", "front", "parts", "cells", "places", "claims", "changes")
FIRST = "--as-recorded", "2030-01-04"


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock of the store."""
    return lambda day: monkeypatch.setattr("geo.evidence.store._now", lambda: datetime(2030, 1, day, 12, tzinfo=UTC))


@pytest.fixture
def stored(mini, batch, clock):
    """Arvona, of 2 January, recorded on the 4th; Eldova, of the 3rd, on the 30th."""
    clock(4)
    mini("ingest", batch(ONE))
    clock(30)
    mini("ingest", batch(TWO))
    return mini


def table(result):
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_the_series_is_what_the_store_held(stored):
    days = "--from", "2030-01-31", "--to", "2030-01-31", "--format", "csv"
    now, then = table(stored("series", *days)), table(stored("series", *days, *FIRST))
    assert [round(float(rows[0]["best_km2"])) for rows in (now, then)] == [2, 1]
    assert [rows[0]["as_recorded"] for rows in (now, then)] == ["", "2030-01-04T23:59:59Z"]
    both = table(stored("series", *days, *FIRST, "--as-of", "2030-01-01"))
    assert [round(float(row["best_km2"])) for row in both] == [0, 12]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_carries_it(stored, layer):
    answer = json.loads(stored("export", layer, *FIRST).stdout)
    assert answer["as_recorded"] == "2030-01-04T23:59:59Z"
    assert {feature["properties"]["as_recorded"] for feature in answer["features"]} == {"2030-01-04T23:59:59Z"}
    assert {row["as_recorded"] for row in table(stored("export", layer, *FIRST, "--format", "csv"))} == {"2030-01-04T23:59:59Z"}


def test_answers_in_words_cite_it(stored):
    words = "as recorded by this store on 4 January 2030, digest"
    assert words in stored("explain", "--place", "Arvona", "--at", "2030-01-08", *FIRST).stdout
    assert words in stored("delta", "2030-01-01", "2030-01-08", *FIRST).stdout
    assert words.removesuffix(", digest") in stored("map", "--at", "2030-01-08", *FIRST).stdout
    assert [row["place"] for row in json.loads(stored("claims", "--json", *FIRST).stdout)] == ["Arvona"]
    assert json.loads(stored("figures", "--json", *FIRST).stdout) == []
    assert json.loads(stored("compare", "table", "--json", *FIRST).stdout)["as_recorded"] == "2030-01-04T23:59:59Z"


def test_the_history_of_a_claim_is_what_the_store_held(stored, clock):
    (claim,) = {row["claim_id"] for row in json.loads(stored("claims", "--place", "Arvona", "--json").stdout)}
    clock(31)
    stored("retract", "a", "--void", "--why", "a hoax")
    now = json.loads(stored("review", claim, "--history", "--json").stdout)
    then = json.loads(stored("review", claim, "--history", "--json", "--as-recorded", "2030-01-30").stdout)
    assert (now["effective"], [review["verdict"] for review in now["report_reviews"]]) == (None, ["void"])
    assert (then["effective"], then["report_reviews"], then["as_recorded"]) == (then["extracted"], [], "2030-01-30T23:59:59Z")
    refused = stored("review", claim, "--accept", "--by", "x", "--reason", "y", *FIRST)
    assert (refused.exit_code, "--as-recorded go with --history only" in refused.stderr) == (2, True)


def test_before_the_first_row_and_after_today_there_is_a_note(stored):
    early = stored("series", "--as-recorded", "2026-01-01")
    assert "Note: the store of miniland held no reports at 2026-01-01T23:59:59Z, so this is the opening situation." in early.stderr
    ahead = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%d")
    assert f"Note: {ahead}T23:59:59Z is yet to come: this is what the store has recorded up to now." in stored("series", "--as-recorded", ahead).stderr
    assert stored("series", "--as-recorded", "soon").exit_code == 2


def test_claims_that_were_recorded_long_after_they_were_published_say_so(stored):
    lines = stored("claims").stdout.splitlines()
    assert [line.partition(" [")[2] for line in lines] == ["Atlas Desk, 2030-01-02]", "Atlas Desk, 2030-01-03, recorded here 2030-01-30]"]
    assert "  Atlas Desk, 2030-01-03, recorded here 2030-01-30\n" in stored("explain", "--place", "Eldova", "--at", "2030-01-08").stdout
    rows = json.loads(stored("claims", "--json").stdout)
    assert [row["recorded_at"] for row in rows] == ["2030-01-04T12:00:00Z", "2030-01-30T12:00:00Z"]
