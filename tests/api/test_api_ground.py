"""Numbers and reasons over HTTP. Expected areas are counted by hand: each village of miniland owns 1 km2 of 12."""

import csv
import io

import pytest

HERE = "/theatres/miniland"
NEAR = 1e-3


def areas(client, query):
    rows = client.get(f"{HERE}/series?{query}").json()["series"]
    return {(row["date"], row["holder"]): (row["low_km2"], row["best_km2"], row["high_km2"]) for row in rows}


def test_the_series_counts_villages(mini):
    """On 3 January Arland has Arvona, Eldova and Ivolna; on the 4th it is also in Belmora, contested and as likely Borland's."""
    found = areas(mini, "datetime=2030-01-02/2030-01-04")
    assert found["2030-01-02", "AA"] == pytest.approx((1, 1, 1), abs=NEAR)
    assert found["2030-01-03", "AA"] == pytest.approx((3, 3, 3), abs=NEAR)
    assert found["2030-01-04", "AA"] == pytest.approx((3, 3, 4), abs=NEAR)
    assert len(found) == 6


def test_holders_of_a_day_share_all_the_ground(mini):
    found = areas(mini, "datetime=2030-02-08")
    assert sum(best for _, best, _ in found.values()) == pytest.approx(12, abs=NEAR)


def test_open_ends_reach_to_the_ends_of_the_span(mini):
    """January to March 2030 has 90 days."""
    answer = mini.get(f"{HERE}/series?holder=AA").json()
    assert (answer["from"], answer["to"], len(answer["series"])) == ("2030-01-01", "2030-03-31", 90)
    assert "note" not in answer
    assert len(mini.get(f"{HERE}/series?holder=AA&datetime=../2030-01-10").json()["series"]) == 10
    assert len(mini.get(f"{HERE}/series?holder=AA&datetime=2030-03-30/..").json()["series"]) == 2


def test_as_of_leaves_out_what_was_published_later(mini):
    assert areas(mini, "datetime=2030-01-20&as-of=2030-01-03")["2030-01-20", "AA"] == pytest.approx((3, 3, 3), abs=NEAR)


@pytest.mark.parametrize(
    ("interval", "days"),
    [("P7D", ["2030-01-05", "2030-01-12", "2030-01-19"]), ("P1M", ["2030-01-05"]), ("P1D", [f"2030-01-{d:02}" for d in range(5, 21)])],
)
def test_steps_are_counted_from_the_first_day(mini, interval, days):
    answer = mini.get(f"{HERE}/series?datetime=2030-01-05/2030-01-20&holder=AA&interval={interval}").json()
    assert [row["date"] for row in answer["series"]] == days


def test_months_keep_the_day_of_the_month_where_it_exists(mini):
    answer = mini.get(f"{HERE}/series?datetime=2030-01-31/..&holder=AA&interval=P1M").json()
    assert [row["date"] for row in answer["series"]] == ["2030-01-31", "2030-02-28", "2030-03-31"]


def test_the_series_as_csv_is_the_same_table(mini):
    answer = mini.get(f"{HERE}/series?datetime=2030-01-02/2030-01-03&f=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert list(rows[0]) == ["date", "holder", "low_km2", "best_km2", "high_km2", "as_of", "as_recorded", "digest"]
    assert [(r["date"], r["holder"], float(r["best_km2"])) for r in rows[2:3]] == [("2030-01-03", "AA", pytest.approx(3, abs=NEAR))]


def test_days_outside_the_span_are_an_empty_answer_that_names_it(mini):
    answer = mini.get(f"{HERE}/series?datetime=2020-01-01/2020-02-01")
    assert answer.status_code == 200
    assert answer.json()["series"] == []
    assert "2030-01-01 to 2030-03-31" in answer.json()["note"]


def test_days_partly_outside_give_what_is_inside_and_say_so(mini):
    answer = mini.get(f"{HERE}/series?datetime=2029-12-25/2030-01-02&holder=AA").json()
    assert [row["date"] for row in answer["series"]] == ["2030-01-01", "2030-01-02"]
    assert "2030-01-01 to 2030-03-31" in answer["note"]


def test_the_delta_says_what_changed(mini):
    """12 January: A, B, E, F, G, I, J. 26 January: A, B, C, F, G. Lost E, I, J; gained C."""
    answer = mini.get(f"{HERE}/delta?datetime=2030-01-12/2030-01-26").json()
    assert (answer["gained_km2"], answer["lost_km2"], answer["net_km2"]) == pytest.approx((1, 3, -2), abs=NEAR)
    assert [s["name"] for s in answer["settlements"]] == ["Corvina", "Eldova", "Ivolna", "Jorvina"]
    assert "lost 3 km² and gained 1 km²" in answer["sentence"]
    assert answer["digest"] in answer["citation"]


def test_the_delta_turned_round_has_every_sign_turned(mini):
    answer = mini.get(f"{HERE}/delta?datetime=2030-01-26/2030-01-12").json()
    assert (answer["gained_km2"], answer["lost_km2"], answer["net_km2"]) == pytest.approx((3, 1, 2), abs=NEAR)
    assert answer["sentence"].startswith("Counted back in time from 26 January 2030 to 12 January 2030 Arland lost 1 km² and gained 3 km²")


def test_the_delta_has_polygons_too(mini):
    answer = mini.get(f"{HERE}/delta?datetime=2030-01-12/2030-01-26&f=geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    found = {f["properties"]["change"]: f["properties"]["area_km2"] for f in answer.json()["features"]}
    assert found == {"gained": pytest.approx(1, abs=NEAR), "lost": pytest.approx(3, abs=NEAR)}
    assert answer.json()["licence"] == "CC0-1.0"


@pytest.mark.parametrize("days", ["2020-01-01/2030-01-12", "2030-01-12/2040-01-01", "2019-01-01/2020-01-01"])
def test_a_delta_from_or_to_an_unknown_day_is_unknown(mini, days):
    answer = mini.get(f"{HERE}/delta?datetime={days}").json()
    assert (answer["gained_km2"], answer["lost_km2"], answer["net_km2"], answer["settlements"]) == (None, None, None, [])
    assert "2030-01-01 to 2030-03-31" in answer["note"]
    assert mini.get(f"{HERE}/delta?datetime={days}&f=geojson").json()["features"] == []


def test_explain_walks_back_to_the_sentences(mini):
    """Galdova: captured on the 12th (weight 0.9), recaptured by its enemy's word on the 13th (0.4): 0.9 x 0.6 = 0.54 for Arland."""
    answer = mini.get(f"{HERE}/explain?place=Galdova&at=2030-01-13").json()
    assert (answer["holder"], answer["level"], answer["probability"]) == ("AA", "contested", {"AA": 0.54, "BB": 0.46})
    assert answer["claims"][0]["text"] == "Arlandish forces captured Galdova."
    assert "p = 0.54" in answer["sentence"]


def test_explain_takes_a_point(mini):
    place = mini.get(f"{HERE}/explain?place=Galdova&at=2030-01-13").json()
    point = mini.get(f"{HERE}/explain?lon={place['lon'] + 0.001}&lat={place['lat']}&at=2030-01-13").json()
    assert (point["place"], point["sentence"]) == ("Galdova", place["sentence"])


def test_explain_without_a_day_takes_the_last_one_with_a_front(mini):
    assert mini.get(f"{HERE}/explain?place=Arvona").json()["at"] == "2030-03-19T23:59:59Z"
    assert mini.get(f"{HERE}/explain?place=Arvona&as-of=2030-02-02").json()["at"] == "2030-02-02T23:59:59Z"


def test_explain_outside_the_days_or_the_ground_claims_nothing(mini):
    later = mini.get(f"{HERE}/explain?place=Galdova&at=2035-01-01").json()
    assert (later["holder"], later["level"], later["probability"], later["claims"]) == (None, None, {}, [])
    assert "2030-01-01 to 2030-03-31" in later["note"]
    beside = mini.get(f"{HERE}/explain?lon=10&lat=10&at=2030-01-13").json()
    assert (beside["holder"], beside["place"]) == (None, None)
    assert "outside" in beside["sentence"]


@pytest.mark.parametrize("name", ["Berdin", "Бердин", "Бердін"])
def test_a_place_answers_to_its_names_in_every_script(kursk, name):
    answer = kursk.get("/theatres/kursk/explain", params={"place": name, "at": "2025-01-07"})
    assert answer.status_code == 200
    assert answer.json()["place"] == "Berdin"


def test_the_default_theatre_tells_the_campaign(kursk):
    """What the three reports sent to it say of Sudzha."""
    on_20_august = kursk.get("/theatres/kursk/explain?place=Sudzha&at=2024-08-20").json()
    on_20_march = kursk.get("/theatres/kursk/explain?place=Sudzha&at=2025-03-20").json()
    assert (on_20_august["holder"], on_20_march["probability"]["UA"] < on_20_august["probability"]["UA"]) == ("UA", True)
    moved = kursk.get("/theatres/kursk/series?datetime=2024-08-06/2024-08-20&holder=UA").json()["series"]
    assert moved[0]["best_km2"] == 0
    assert moved[-1]["best_km2"] > 0


AHEAD = {
    "series?datetime=2030-01-02/2030-01-20&as-of=2030-01-03": "2030-01-04 to 2030-01-20 lie after as-of 2030-01-03",
    "series?as-of=2030-01-03": "2030-01-04 to 2030-03-31 lie after as-of 2030-01-03",
    "explain?place=Arvona&at=2030-01-20&as-of=2030-01-03": "2030-01-20 lies after as-of 2030-01-03",
    "explain?place=Arvona&at=2030-01-03T18:00:00Z&as-of=2030-01-03T12:00:00Z": "lies after as-of 2030-01-03T12:00:00Z",
    "delta?datetime=2030-01-02/2030-01-20&as-of=2030-01-03": "2030-01-04 to 2030-01-20 lie after as-of 2030-01-03",
    "delta?datetime=2030-01-20/2030-01-02&as-of=2030-01-03&f=geojson": "2030-01-04 to 2030-01-20 lie after as-of 2030-01-03",
    "collections/control/items?datetime=2030-01-20&as-of=2030-01-03": "2030-01-20 lies after as-of 2030-01-03",
    "collections/places/items?datetime=2030-01-20&as-of=2030-01-03": "2030-01-20 lies after as-of 2030-01-03",
    "collections/front/items?datetime=2030-01-02/2030-01-20&as-of=2030-01-03": "2030-01-04 to 2030-01-20 lie after as-of",
    "collections/changes/items?as-of=2030-01-03": "2030-01-04 to 2030-03-31 lie after as-of 2030-01-03",
    "compare?datetime=2030-01-20&as-of=2030-01-03": "2030-01-20 lies after as-of 2030-01-03",
}
KNOWN = (
    "series?datetime=2030-01-02/2030-01-03&as-of=2030-01-03",
    "series?datetime=2030-01-03&as-of=2030-01-03T12:00:00Z",
    "explain?place=Arvona&as-of=2030-01-03",
    "explain?place=Arvona&at=2030-01-03&as-of=2030-01-03",
    "delta?datetime=2030-01-02/2030-01-03&as-of=2030-01-03",
    "collections/control/items?as-of=2030-01-03",
    "collections/places/items?as-of=2030-01-03",
)


@pytest.mark.parametrize("query", AHEAD)
def test_a_day_after_as_of_is_told_in_a_note(mini, query):
    assert AHEAD[query] in mini.get(f"{HERE}/{query}").json()["note"]


@pytest.mark.parametrize("query", KNOWN)
def test_days_up_to_as_of_need_no_note(mini, query):
    assert "note" not in mini.get(f"{HERE}/{query}").json()


def test_nothing_known_is_not_nothing_changed(mini):
    found = mini.get(f"{HERE}/delta?datetime=2030-01-02/2030-01-20&as-of=2030-01-03").json()
    assert (found["gained_km2"], found["lost_km2"], found["net_km2"]) == (None, None, None)
    assert "not yet known" in found["sentence"]
