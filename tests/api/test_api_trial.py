"""Reports tried with verdicts on their claims, the ground that would move, and the analyst's page. A village of miniland is a square of 1 km2.

"writable" holds Arvona, Eldova and Ivolna for Arland, and has entered Belmora.
"""

import json
import re

import pytest
import shapely
from api_client import AUTHORISED, problem

from api import schemas
from tests.miniland.ground import ground, village

HERE = "/theatres/miniland"
TEXT = "Arlandish forces captured Lumova. Borlandish forces recaptured Arvona."
REPORT = {"text": TEXT, "published_at": "2030-03-25", "publisher": "Atlas Desk", "language": "en"}


def tried(client, *verdicts, report=REPORT):
    answer = client.post(f"{HERE}/extract", json={**report, "verdicts": list(verdicts)} if verdicts else report)
    assert answer.status_code == 200, answer.text
    return schemas.ExtractAnswer.model_validate_json(answer.content, strict=True)


def refused(client, *verdicts):
    return problem(client.post(f"{HERE}/extract", json={**REPORT, "verdicts": list(verdicts)}), 422)


def claims_of(client):
    """The two claims of the report: Lumova captured, Arvona recaptured."""
    return [claim.id for claim in tried(client).claims]


def areas(told):
    return {area.holder: (round(area.before_km2, 3), round(area.after_km2, 3)) for area in told.change.areas}


def moved(told):
    """The ground that would move, by who would lose and who would gain it."""
    return {
        (f.properties["before"], f.properties["holder"]): (shapely.from_geojson(json.dumps(f.geometry)), f.properties["area_km2"]) for f in told.ground.features
    }


def test_the_ground_that_would_move_is_the_squares_that_change_hands(writable):
    told = tried(writable)
    assert areas(told) == {"AA": (3, 3), "BB": (9, 9)}
    found = moved(told)
    assert found.keys() == {("BB", "AA"), ("AA", "BB")}
    for pair, name in ((("BB", "AA"), "Lumova"), (("AA", "BB"), "Arvona")):
        shape, km2 = found[pair]
        assert km2 == pytest.approx(1, abs=1e-3)
        assert shape.symmetric_difference(village(name)).area < 1e-3 * shape.area
    assert [(row.reading, row.effective.reading) for row in told.readings] == [
        (words, words) for words in ("Arland captured Lumova", "Borland recaptured Arvona")
    ]


def test_ground_of_two_villages_for_one_side_is_one_feature(writable):
    report = {**REPORT, "text": "Arlandish forces captured Lumova and Keldova."}
    ((shape, km2),) = moved(tried(writable, report=report)).values()
    assert km2 == pytest.approx(2, abs=1e-3)
    assert shape.symmetric_difference(ground("Lumova", "Keldova")).area < 1e-3 * shape.area


def test_a_rejected_claim_would_not_count(writable):
    _, arvona = claims_of(writable)
    told = tried(writable, {"claim": arvona, "verdict": "reject"})
    assert areas(told) == {"AA": (3, 4), "BB": (9, 8)}
    assert [s.name for s in told.change.settlements] == ["Lumova"]
    assert moved(told).keys() == {("BB", "AA")}
    assert [row.effective is None for row in told.readings] == [False, True]
    assert [claim.id for claim in told.claims] == claims_of(writable)


def test_an_amended_claim_would_count_as_amended(writable):
    """Keldova instead of Lumova, and from the day after: on 25 March only Arvona has moved."""
    lumova, arvona = claims_of(writable)
    told = tried(writable, {"claim": lumova, "verdict": "amend", "place": "Keldova"}, {"claim": arvona, "verdict": "accept"})
    assert {s.name: (s.before, s.after) for s in told.change.settlements} == {"Keldova": ("BB", "AA"), "Arvona": ("AA", "BB")}
    assert told.readings[0].effective.reading == "Arland captured Keldova"
    assert told.readings[0].reading == "Arland captured Lumova"
    later = tried(writable, {"claim": lumova, "verdict": "amend", "date": "2030-03-26"})
    assert [s.name for s in later.change.settlements] == ["Arvona"]
    other = tried(writable, {"claim": lumova, "verdict": "amend", "actor": None, "event": "contested"})
    assert other.readings[0].effective.actor is None


def test_what_is_foretold_with_verdicts_is_what_comes_to_pass(writable):
    lumova, arvona = claims_of(writable)
    verdicts = [{"claim": lumova, "verdict": "amend", "place": "Keldova"}, {"claim": arvona, "verdict": "reject"}]
    told = tried(writable, *verdicts)
    assert writable.post(f"{HERE}/reports", json=REPORT, headers=AUTHORISED).status_code == 201
    for verdict in verdicts:
        given = {name: value for name, value in verdict.items() if name != "claim"} | {"who": "A. Analyst", "why": "read again"}
        assert writable.post(f"{HERE}/claims/{verdict['claim']}/reviews", json=given, headers=AUTHORISED).status_code == 201
    (row,) = writable.get(f"{HERE}/series?datetime=2030-03-25&holder=AA").json()["series"]
    assert (row["best_km2"], areas(told)["AA"]) == (pytest.approx(4, abs=1e-3), (3, 4))
    assert writable.get(f"{HERE}/explain?place=Keldova&at=2030-03-25").json()["holder"] == "AA"


def test_trying_stores_nothing(writable):
    lumova, _ = claims_of(writable)
    before = writable.get("/healthz").json()
    tried(writable, {"claim": lumova, "verdict": "reject"})
    assert writable.get("/healthz").json() == before


def test_verdicts_can_be_tried_on_a_report_that_is_stored(writable):
    """Its claims count already: without Arvona's recapture Arland would have 4 km2 instead of 3, and a verdict given before still stands."""
    lumova, arvona = claims_of(writable)
    writable.post(f"{HERE}/reports", json=REPORT, headers=AUTHORISED)
    plain = tried(writable)
    assert ("stored already" in plain.change.sentence, plain.ground.features) == (True, [])
    told = tried(writable, {"claim": arvona, "verdict": "reject"})
    assert areas(told) == {"AA": (3, 4), "BB": (9, 8)}
    writable.post(f"{HERE}/claims/{lumova}/reviews", json={"verdict": "reject", "who": "A. Analyst", "why": "misread"}, headers=AUTHORISED)
    assert [row.effective is None for row in tried(writable).readings] == [True, False]
    again = tried(writable, {"claim": lumova, "verdict": "accept"})
    assert areas(again)["AA"] == (2, 3)


def test_a_report_from_outside_the_days_has_no_ground_and_takes_verdicts(writable):
    report = {**REPORT, "published_at": "2031-03-25"}
    plain = tried(writable, report=report)
    assert (plain.change, plain.ground) == (None, None)
    told = tried(writable, {"claim": plain.claims[0].id, "verdict": "reject"}, report=report)
    assert told.readings[0].effective is None


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ({"verdict": "perhaps"}, ["perhaps", "accept"]),
        ({"verdict": "amend"}, ["place", "event"]),
        ({"verdict": "amend", "place": "Atlantis"}, ["Atlantis"]),
        ({"verdict": "amend", "event": "burned"}, ["'burned'", "captured"]),
        ({"verdict": "amend", "actor": "CC"}, ["'CC'", "AA (Arland)"]),
        ({"verdict": "amend", "date": "2031-01-01"}, ["2031-01-01", "2030-03-31"]),
        ({"verdict": "amend", "place": "Lumova | Keldova"}, ["1 place"]),
        ({"verdict": "amend", "event": "captured"}, ["read so"]),
        ({"verdict": "reject", "place": "Keldova"}, ["takes no changes"]),
        ({"verdict": "reject", "who": "A. Analyst"}, ["who"]),
    ],
)
def test_a_verdict_that_cannot_be_given_is_refused(untouched, verdict, words):
    lumova, _ = claims_of(untouched)
    detail = refused(untouched, {"claim": lumova, **verdict})
    assert all(word in detail for word in words), detail


def test_a_fault_names_its_claim(untouched):
    lumova, arvona = claims_of(untouched)
    detail = refused(untouched, {"claim": lumova, "verdict": "reject"}, {"claim": arvona, "verdict": "amend", "event": "burned"})
    assert detail.startswith(f"Claim {arvona}: 'burned'")


def test_only_the_reports_own_claims_take_a_verdict_and_each_takes_one(untouched):
    lumova, arvona = claims_of(untouched)
    detail = refused(untouched, {"claim": "0123456789abcdef", "verdict": "reject"})
    assert ("0123456789abcdef" in detail, lumova in detail, arvona in detail) == (True, True, True)
    assert "several verdicts" in refused(untouched, {"claim": lumova, "verdict": "reject"}, {"claim": lumova, "verdict": "accept"})
    assert "1000" in refused(untouched, *({"claim": str(n), "verdict": "reject"} for n in range(1001)))


def test_a_report_that_is_stored_takes_no_verdicts_with_it(untouched):
    answer = untouched.post(f"{HERE}/reports", json={**REPORT, "verdicts": []}, headers=AUTHORISED)
    assert "verdicts" in problem(answer, 422)


def test_plain_text_is_tried_without_verdicts(untouched):
    answer = untouched.post(f"{HERE}/extract?date=2030-03-25&language=en&publisher=Atlas%20Desk", content=TEXT, headers={"Content-Type": "text/plain"})
    assert len(schemas.ExtractAnswer.model_validate_json(answer.content, strict=True).ground.features) == 2


def test_rows_of_claims_have_their_reading(mini):
    rows = mini.get(f"{HERE}/claims?limit=3&f=csv").text.splitlines()
    assert "reading" in rows[0].split(",")
    assert mini.get(f"{HERE}/claims?limit=1").json()["claims"][0]["reading"] == "Arland captured Arvona"


# The page


def test_the_analysts_page_is_no_other_pages_and_asks_its_server_alone(mini):
    answer = mini.get(f"{HERE}/review")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', answer.text)[1]
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert f'"extract":"{HERE}/extract"' in answer.text
    for name in ("door.js", "review.js", "review.css"):
        (address,) = re.findall(rf'(?:src|href)="(/static/[0-9a-f]+/{name})"', answer.text)
        assert mini.get(address).status_code == 200


def test_the_analysts_page_is_new_when_the_evidence_is(writable):
    first = writable.get(f"{HERE}/review")
    tag = {"If-None-Match": first.headers["etag"]}
    again = writable.get(f"{HERE}/review", headers=tag)
    assert (again.status_code, again.headers["content-security-policy"]) == (304, "frame-ancestors 'none'")
    writable.post(f"{HERE}/reports", json=REPORT, headers=AUTHORISED)
    assert writable.get(f"{HERE}/review", headers=tag).status_code == 200
