"""A text that two papers carry: taken in twice, told once."""

import json

import pytest

TEXT = (
    "Arlandish forces captured Arvona. Snow lay on the fields all week, and the roads of the district were closed to carts. The harvest of the year "
    "before had been poor, so that the price of flour went up again on the markets of the capital."
)
WIRE = {"id": "wire", "published_at": "2030-01-02", "publisher": "Atlas Desk", "language": "en", "text": TEXT}
BACK = {"id": "back", "published_at": "2030-01-04", "publisher": "Atlas Desk", "language": "en", "text": "Borlandish forces recaptured Arvona."}
COPY = {"id": "copy", "published_at": "2030-01-06", "publisher": "Vista News", "title": "Snow!", "language": "en", "text": f"KELDOVA, January 2 - {TEXT}"}


@pytest.fixture
def file(tmp_path):
    def write(name, *records):
        path = tmp_path / f"{name}.jsonl"
        path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
        return path

    return write


@pytest.fixture
def both(mini, file):
    mini("ingest", file("first", WIRE, BACK))
    return mini("ingest", file("second", COPY))


def test_ingest_says_that_a_report_is_a_copy_and_stores_it(both, mini):
    assert "Read 1 report: 1 new, 0 already there." in both.stdout
    assert "copy (Vista News) is a copy of wire (Atlas Desk)" in both.stdout
    again = json.loads(mini("claims", "--json").stdout)
    assert len({row["claim_id"] for row in again}) == 3


def test_a_copy_does_not_move_the_map(both, mini):
    rows = json.loads(mini("series", "--from", "2030-01-02", "--to", "2030-01-07").stdout)
    assert [round(row["best_km2"], 3) for row in rows if row["holder"] == "AA"] == [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]


def test_taken_in_again_it_is_no_news(both, mini, file):
    summary = json.loads(mini("ingest", file("third", COPY), "--json").stdout)
    assert (summary["added"], summary["already"], summary["copies"]) == (0, 1, [])


def test_a_dry_run_and_an_original_that_comes_second_are_told_as_well(mini, file):
    mini("ingest", file("first", COPY))
    tried = json.loads(mini("ingest", file("second", WIRE), "--dry-run", "--json").stdout)
    assert tried["copies"] == [{"report": "copy", "publisher": "Vista News", "original": "wire", "original_publisher": "Atlas Desk"}]
    assert "copy (Vista News) is a copy of wire (Atlas Desk)" in mini("ingest", file("second", WIRE)).stdout


def test_claims_and_explain_name_the_other_carrier_once(both, mini):
    listed = mini("claims").stdout.splitlines()
    (wire,) = [line for line in listed if "also carried by Vista News" in line]
    (copy,) = [line for line in listed if "copy of" in line]
    assert f"copy of {wire.split()[0]}" in copy
    told = mini("explain", "--place", "Arvona", "--at", "2030-01-07").stdout
    assert told.count("Arlandish forces captured Arvona.") == told.count("also carried by Vista News") == 1


def test_retracting_one_carrier_says_that_the_other_still_speaks(both, mini):
    result = mini("retract", "wire", "--why", "withdrawn")
    assert result.exit_code == 0
    assert "still counts, as in copy (Vista News)" in result.stderr
    assert "still counts" not in mini("retract", "copy", "--why", "withdrawn").stderr
