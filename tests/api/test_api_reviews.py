"""Verdicts on claims. Each village of miniland is 1 km2; "writable" holds Arvona, Eldova and Ivolna, and has entered Belmora."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from api_client import AUTHORISED, problem

from api import schemas
from tests.miniland import world

HERE = "/theatres/miniland"
ARVONA = world.claims(world.story()[0])[0].id
PATH = f"{HERE}/claims/{ARVONA}/reviews"
REJECT = {"verdict": "reject", "who": "A. Analyst", "why": "read again"}
AMEND = {"verdict": "amend", "who": "A. Analyst", "why": "the next village", "place": "Belmora"}


def give(client, body=REJECT, path=PATH, headers=AUTHORISED):
    return client.post(path, json=body, headers=headers)


def held(client, on):
    (row,) = client.get(f"{HERE}/series?datetime={on}&holder=AA").json()["series"]
    return round(row["best_km2"], 3)


def test_a_verdict_changes_the_map_and_its_address_leads_to_it(writable):
    """Without the claim of 2 January, Arland has nothing on that day and Eldova and Ivolna on the next."""
    tag = writable.get(f"{HERE}/series").headers["etag"]
    answer = give(writable)
    assert answer.status_code == 201, answer.text
    told = schemas.ReviewedAnswer.model_validate_json(answer.content, strict=True)
    assert (told.claim_id, told.added, told.verdict, told.effective) == (ARVONA, True, "reject", None)
    assert told.extracted.reading == "Arland captured Arvona"
    assert {a.holder: (a.gained_km2, a.lost_km2) for a in told.change.areas} == {"AA": (0, 1), "BB": (1, 0)}
    assert (told.change.on, told.change.first_day, told.change.last_day) == ("2030-01-02", "2030-01-02", "2030-03-31")
    assert "Arland loses 1.0 km² and Borland gains 1.0 km²" in told.change.sentence
    assert (held(writable, "2030-01-02"), held(writable, "2030-01-03")) == (0, 2)
    assert writable.get(f"{HERE}/series", headers={"If-None-Match": tag}).status_code == 200
    history = schemas.ClaimReviewsAnswer.model_validate_json(writable.get(answer.headers["location"], headers=AUTHORISED).content, strict=True)
    assert history.reviews == [told.review]
    assert history.digest == told.change.digest


def test_the_newest_verdict_stands_and_all_stay_on_record(writable):
    give(writable)
    give(writable, AMEND)
    found = writable.get(PATH, headers=AUTHORISED).json()
    assert [review["verdict"] for review in found["reviews"]] == ["reject", "amend"]
    assert found["reviews"][1]["changes"] == {"place": "belmora", "place_name": "Belmora"}
    assert (found["verdict"], found["extracted"]["reading"], found["effective"]["reading"]) == ("amend", "Arland captured Arvona", "Arland captured Belmora")
    assert held(writable, "2030-01-02") == 1
    assert writable.get(f"{HERE}/explain?place=Arvona&at=2030-01-02").json()["holder"] == "BB"
    (row,) = writable.get(f"{HERE}/claims?place=Belmora&datetime=2030-01-02").json()["claims"]
    assert (row["claim_id"], row["verdict"]) == (ARVONA, "amend")
    give(writable, {"verdict": "accept", "who": "B. Editor", "why": "it was right"})
    assert writable.get(PATH, headers=AUTHORISED).json()["effective"] == found["extracted"]


def test_the_same_verdict_again_changes_nothing(writable):
    first, again = give(writable), give(writable)
    assert (again.status_code, again.json()["added"]) == (200, False)
    assert again.json()["review"] == first.json()["review"]
    assert again.json()["change"]["first_day"] is None
    assert again.headers["location"] == first.headers["location"]
    assert len(writable.get(PATH, headers=AUTHORISED).json()["reviews"]) == 1


def test_a_retracted_report_overrules_and_the_history_says_so(writable):
    writable.post(f"{HERE}/reports/mini-01/retraction", json={"why": "a hoax"}, headers=AUTHORISED)
    answer = schemas.ReviewedAnswer.model_validate_json(give(writable, {**REJECT, "verdict": "accept"}).content, strict=True)
    assert (answer.verdict, answer.effective) == ("accept", None)
    assert "a hoax" in answer.note
    assert "a hoax" in writable.get(PATH, headers=AUTHORISED).json()["note"]


def test_the_history_is_told_as_it_was_known(mini):
    claim = world.claims(world.story()[4])[0].id
    address = f"{HERE}/claims/{claim}/reviews"
    found = schemas.ClaimReviewsAnswer.model_validate_json(mini.get(f"{address}?as-of=2030-01-06").content, strict=True)
    assert (found.as_of, found.published_at, found.reviews, found.verdict) == ("2030-01-06T23:59:59Z", "2030-01-06", [], None)
    assert found.effective == found.extracted
    assert "became public at 2030-01-06" in problem(mini.get(f"{address}?as-of=2030-01-05"), 404)
    tag = mini.get(address).headers["etag"]
    assert mini.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, ["verdict", "who", "why"]),
        ({**REJECT, "verdict": "drop"}, ["'drop'", "accept", "amend"]),
        ({**REJECT, "who": ""}, ["who"]),
        ({**REJECT, "why": "  \n"}, ["why"]),
        ({**REJECT, "who": "\x00"}, ["reviewer", "`who`"]),
        ({**REJECT, "why": "x" * 2001}, ["why", "2000"]),
        ({**REJECT, "place": "Belmora"}, ["reject takes no changes", "place"]),
        ({**REJECT, "verdict": "amend"}, ["place, actor, event, date"]),
        ({**REJECT, "when": "now"}, ["when", "not permitted"]),
        ({**AMEND, "place": "Belmoro"}, ["'Belmoro'", "Did you mean Belmora"]),
        ({**AMEND, "place": None}, ["place", "string"]),
        ({**AMEND, "place": ""}, ["place", "at least 1"]),
        ({**AMEND, "place": ["Belmora"]}, ["place", "string"]),
        ({**AMEND, "actor": "Poland"}, ["'Poland'", "AA (Arland), BB (Borland)"]),
        ({**AMEND, "event": "conquered"}, ["'conquered'", "captured, recaptured"]),
        ({**AMEND, "date": "2031-01-01"}, ["2031-01-01", "2030-01-01 to 2030-03-31"]),
        ({**AMEND, "place": "Arvona"}, ["was read so"]),
    ],
)
def test_a_verdict_that_cannot_be_given_is_refused_and_nothing_is_stored(untouched, body, words):
    detail = problem(give(untouched, body), 422)
    assert all(word in detail for word in words), detail
    assert untouched.get(PATH, headers=AUTHORISED).json()["reviews"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"who": "\\ud800", "why": "x", "verdict": "reject"}'])
def test_a_body_that_is_no_verdict_is_told_so(untouched, body):
    problem(untouched.post(PATH, content=body, headers=AUTHORISED), 422)
    assert untouched.get(PATH, headers=AUTHORISED).json()["reviews"] == []


def test_nobody_is_named_by_null(writable):
    assert give(writable, {**REJECT, "verdict": "amend", "actor": None}).json()["review"]["changes"] == {"actor": ""}
    assert writable.get(PATH, headers=AUTHORISED).json()["effective"]["actor"] is None


@pytest.mark.parametrize(("name", "words"), [("0000", "`salient claims`"), (ARVONA[:-2], f"Did you mean {ARVONA}"), ("mini-01", f"is a report.*{ARVONA}")])
def test_only_a_known_claim_has_reviews(untouched, name, words):
    for answer in (give(untouched, path=f"{HERE}/claims/{name}/reviews"), untouched.get(f"{HERE}/claims/{name}/reviews")):
        detail = problem(answer, 404)
        assert all(word in detail for word in words.split(".*")), detail


def test_only_a_bearer_gives_a_verdict(untouched):
    problem(give(untouched, headers={}), 401)
    problem(give(untouched, headers={"Authorization": "Bearer wrong"}), 401)
    assert "GET, HEAD, POST" in problem(untouched.request("PUT", PATH), 405)


def test_two_verdicts_at_once_are_both_kept(writable):
    bodies = [{**REJECT, "why": f"reason {n}"} for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda body: give(writable, body), bodies))
    assert [answer.status_code for answer in answers] == [201] * 4
    found = writable.get(PATH, headers=AUTHORISED).json()["reviews"]
    assert {review["why"] for review in found} == {body["why"] for body in bodies}
    assert len({review["known_at"] for review in found}) == 4


def test_a_claim_that_a_copy_repeats_is_named_where_the_copy_is_asked_about(writable):
    text = {"text": "Arlandish forces captured Arvona.", "published_at": "2030-01-03", "publisher": "Other Desk", "language": "en"}
    (copy,) = writable.post(f"{HERE}/reports", json=text, headers=AUTHORISED).json()["read"]["claims"]
    found = schemas.ClaimReviewsAnswer.model_validate_json(writable.get(f"{HERE}/claims/{copy['id']}/reviews").content, strict=True)
    assert found.copy_of == ARVONA
    assert ARVONA in found.note
    assert writable.get(PATH, headers=AUTHORISED).json()["copy_of"] is None


# The queue


def test_claims_by_impact_have_the_shape_and_the_order(mini):
    """Arvona's capture holds for 62 days; the claims that move nothing come last."""
    answer = mini.get(f"{HERE}/claims?order=impact&limit=5")
    told = schemas.ClaimsAnswer.model_validate_json(answer.content, strict=True)
    found = [row.impact_km2_days for row in told.claims]
    assert (told.number_matched, found) == (41, sorted(found, reverse=True))
    rows = {row["claim_id"]: row for row in mini.get(f"{HERE}/claims?order=impact").json()["claims"]}
    assert rows[ARVONA]["impact_km2_days"] == pytest.approx(62, abs=0.01)
    assert (rows[ARVONA]["impact_on"], rows[ARVONA]["impact_days"]) == ("2030-01-02", 62)
    assert "impact_km2_days" not in mini.get(f"{HERE}/claims").json()["claims"][0]


def test_the_queue_can_be_filtered_paged_and_had_as_a_table(mini):
    first, second = (mini.get(f"{HERE}/claims?order=impact&event=captured&limit=2&offset={offset}").json() for offset in (0, 2))
    assert first["numberMatched"] == 12
    assert not {row["claim_id"] for row in first["claims"]} & {row["claim_id"] for row in second["claims"]}
    header, row = mini.get(f"{HERE}/claims?order=impact&f=csv&limit=1").text.splitlines()
    assert dict(zip(header.split(","), row.split(","), strict=False))["claim_id"]
    assert header.endswith(",impact_km2_days,impact_km2,impact_on,impact_days,impact_contested_km2_days,as_of,as_recorded,digest")


def test_what_was_reviewed_leaves_the_queue(writable):
    address = f"{HERE}/claims?unreviewed=true"
    assert writable.get(address).json()["numberMatched"] == 4
    give(writable, {**REJECT, "verdict": "accept"})
    assert ARVONA not in {row["claim_id"] for row in writable.get(address).json()["claims"]}
    assert writable.get(f"{HERE}/claims?unreviewed=false").json()["numberMatched"] == 4


@pytest.mark.parametrize(("query", "words"), [("order=size", ["'size'", "'impact'"]), ("unreviewed=perhaps", ["'perhaps'"]), ("by-impact=1", ["'by-impact'"])])
def test_an_order_that_there_is_not_is_refused(mini, query, words):
    detail = problem(mini.get(f"{HERE}/claims?{query}"), 400)
    assert all(word in detail for word in words), detail


# What would change


def test_a_text_is_tried_on_the_map_as_it_stands(writable):
    """Lumova taken on 25 March: 3 km2 become 4, till the end."""
    text = {"text": "Arlandish forces captured Lumova.", "published_at": "2030-03-25", "publisher": "Atlas Desk", "language": "en"}
    told = schemas.ExtractAnswer.model_validate_json(writable.post(f"{HERE}/extract", json=text).content, strict=True)
    assert {a.holder: (a.before_km2, a.after_km2) for a in told.change.areas} == {"AA": (3, 4), "BB": (9, 8)}
    assert [s.name for s in told.change.settlements] == ["Lumova"]
    assert (told.change.first_day, told.change.last_day) == ("2030-03-25", "2030-03-31")
    assert "Arland would gain 1.0 km²" in told.change.sentence
    added = writable.post(f"{HERE}/reports", json=text, headers=AUTHORISED).json()["change"]
    assert (added["areas"], added["digest"]) == ([a.model_dump() for a in told.change.areas], told.change.digest)
    again = writable.post(f"{HERE}/extract", json=text).json()["change"]
    assert (again["first_day"], again["areas"][0]["before_km2"]) == (None, 4)


def test_a_text_from_outside_the_days_has_no_change(writable):
    text = {"text": "Arlandish forces captured Lumova.", "published_at": "2031-03-25", "language": "en"}
    told = schemas.ExtractAnswer.model_validate_json(writable.post(f"{HERE}/extract", json=text).content, strict=True)
    assert told.change is None
    assert "2030-01-01 to 2030-03-31" in told.note
