"""retract, in its kinds, and review --void, over miniland. Verdicts are given on 1 February 2030, a second apart. A village is 1 km2."""

import json
from datetime import UTC, datetime, timedelta

import pytest

ONE = {"id": "a", "published_at": "2030-01-02", "publisher": "Atlas Desk", "language": "en", "text": "Arlandish forces captured Arvona."}
TWO = {"id": "b", "published_at": "2030-01-03", "publisher": "Atlas Desk", "language": "en", "text": "Arlandish forces captured Eldova."}
GIVEN = datetime(2030, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def stored(mini, batch, monkeypatch):
    """Arvona and Eldova captured; gives the id of the claim about Arvona."""
    monkeypatch.setattr("geo.intake.intake.after", lambda newest: newest.known_at + timedelta(seconds=1) if newest else GIVEN)
    mini("ingest", batch(ONE, TWO))
    return next(row["claim_id"] for row in json.loads(mini("claims", "--json").stdout) if row["place_id"] == "arvona")


def best(mini, *clock):
    rows = json.loads(mini("series", "--from", "2030-01-31", "--to", "2030-01-31", *clock).stdout)
    return next(round(row["best_km2"], 3) for row in rows if row["holder"] == "AA")


def as_of(day):
    return "--as-of", f"2030-01-{day}"


def retract(mini, *options):
    done = mini("retract", "a", "--why", "a hoax", *options)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_a_plain_retraction_leaves_earlier_maps_as_they_were(mini, stored):
    assert retract(mini) == "Retracted a as of 2030-02-01T12:00:00Z: a hoax\n"
    assert (best(mini), best(mini, *as_of(31))) == (1, 2)


def test_what_is_void_is_out_of_every_map_and_its_history_says_so(mini, stored):
    assert retract(mini, "--void") == "Declared a void at 2030-02-01T12:00:00Z, so it is out of every answer: a hoax\n"
    assert (best(mini), best(mini, *as_of(31)), best(mini, *as_of("03"))) == (1, 1, 1)
    shown = mini("review", stored, "--history").stdout.splitlines()
    assert "  on its report, 2030-02-01T12:00:00Z: void: a hoax" in shown
    assert "  counts: no" in shown
    assert shown[-1] == "  Its report was declared void at 2030-02-01T12:00:00Z: it was never valid (a hoax), so the claim does not count."


def test_a_report_withdrawn_on_a_day_is_in_the_maps_as_of_the_days_before(mini, stored):
    assert retract(mini, "--from", "2030-01-20") == "Retracted a as of 2030-01-20T23:59:59Z: a hoax\n"
    assert (best(mini), best(mini, *as_of(20)), best(mini, *as_of(19))) == (1, 1, 2)
    assert "retracted from 2030-01-20T23:59:59Z on, as was said at 2030-02-01T12:00:00Z (a hoax)" in mini("review", stored, "--history").stdout


def test_a_retraction_is_undone_and_the_history_shows_both(mini, stored):
    retract(mini, "--void")
    assert retract(mini, "--undo") == "Restored a as of 2030-02-01T12:00:01Z: a hoax\n"
    assert (best(mini), best(mini, *as_of(31))) == (2, 2)
    shown = json.loads(mini("review", stored, "--history", "--json").stdout)
    assert [review["verdict"] for review in shown["report_reviews"]] == ["void", "accept"]
    assert shown["effective"] == shown["extracted"]


def test_a_claim_that_is_void_is_out_of_every_map(mini, stored):
    done = mini("review", stored, "--void", "--by", "A. Analyst", "--reason", "misread")
    assert done.stdout.splitlines()[0] == f"Declared void {stored} as of 2030-02-01T12:00:00Z: misread"
    assert (best(mini), best(mini, *as_of("03"))) == (1, 1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--void", "--from", "2030-01-20"), "Choose one of --void, --from DATE and --undo"),
        (("--void", "--undo"), "Choose one of"),
        (("--undo",), "a is not retracted"),
        (("--from", "2030-01-01"), "published at 2030-01-02T23:59:59Z"),
        (("--from", "2030-02-02"), "yet to come"),
        (("--from", "20 January"), "YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_is_refused_with_the_remedy(mini, stored, options, words):
    done = mini("retract", "a", "--why", "a hoax", *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr
