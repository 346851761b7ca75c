"""Whole texts and reviewers' names leave only to who bears a token, or to all where the operator says so."""

import json
import re
from contextlib import ExitStack
from urllib.parse import quote

import pytest
from api_client import AUTHORISED, mini_settings, problem, reading, serving

from api import schemas
from api.collections import COLLECTIONS
from geo.evidence import Store
from geo.intake import Intake
from geo.model import DIGEST
from geo.readers import Document
from tests.miniland import world

HERE = "/theatres/miniland"
SECRET, NAME, CLAIM = "The carter asked not to be named.", "Zacharias Quill", "Arlandish forces captured Lumova."
REPORT = {"id": "note-1", "text": f"{CLAIM} {SECRET}", "published_at": "2030-03-25", "publisher": "Atlas Desk", "language": "en"}
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def judged(tmp_path_factory, packs):
    """A server that holds one report and its digest, and a reviewer's verdicts on both; the ids of the claim and of the report."""
    home = tmp_path_factory.mktemp("judged")
    with Store.open(str(home / "miniland.sqlite"), "miniland") as store:
        shipped = Document("", None, "digest-1", f"Arlandish forces captured Keldova. {SECRET}", "", "Desk", "en", "2030-03-20", (), DIGEST)
        Intake(world.theatre(), store).add(shipped)
    with ExitStack() as stack:
        with reading(packs):
            client = stack.enter_context(serving(mini_settings(home)))
            added = client.post(f"{HERE}/reports", json=REPORT, headers=AUTHORISED).json()
        claim = added["read"]["claims"][0]["id"]
        verdict = {"verdict": "accept", "who": NAME, "why": "seen on a picture"}
        assert client.post(f"{HERE}/claims/{claim}/reviews", json=verdict, headers=AUTHORISED).status_code == 201
        gone = client.post(f"{HERE}/reports/digest-1/retraction", json={"why": "too early", "who": NAME}, headers=AUTHORISED)
        assert (gone.status_code, gone.json()["review"]["who"]) == (201, NAME)
        yield client, claim, added["report_id"]


def addresses(client, claim, report):
    """Every address that can be read, in every form and with what its parameters can be."""
    values = {"theatre": ["miniland"], "claim": [claim], "report": [report, "note-1"], "collection": [*COLLECTIONS]}
    found = []
    for template, item in client.get("/openapi.json").json()["paths"].items():
        if "get" not in item:
            continue
        paths = [template]
        for name, each in values.items():
            paths = [path.replace(f"{{{name}}}", quote(value)) for path in paths for value in each] if f"{{{name}}}" in template else paths
        names = {parameter["name"] for parameter in item["get"].get("parameters", ())}
        queries = ["", *(f"f={form}" for form in ("json", "csv", "geojson", "html") if "f" in names)]
        queries += ["datetime=2030-03-01/2030-03-31"] if "datetime" in names else []
        queries += ["place=Lumova", "order=impact"] if {"place", "order"} & names else []
        found += [f"{path}?{query}" for path in paths for query in queries]
    features = client.get(f"{HERE}/collections/claims/items").json()["features"]
    return [path.replace("{feature_id}", quote(features[0]["id"])) for path in found]


def test_no_address_shows_a_stranger_a_whole_text_or_a_reviewer(judged):
    """Read everything that can be read: the sentence of the claim is there, the one after it and the name are nowhere."""
    client, claim, report = judged
    asked = addresses(client, claim, report)
    answers = {path: client.get(path, headers=headers).text for path in asked for headers in ({}, PAGE)}
    assert len(answers) > 60
    assert [path for path, text in answers.items() if "carter" in text or "Zacharias" in text or "Quill" in text] == []
    assert sum(CLAIM in text for text in answers.values()) > 10
    told = client.get(f"{HERE}/claims/{claim}/reviews", headers=AUTHORISED).text + client.get(f"{HERE}/reports/{report}", headers=AUTHORISED).text
    assert NAME in told
    assert SECRET in told


def test_a_stranger_is_told_that_the_text_is_withheld_and_why(judged):
    client, _, report = judged
    found = schemas.ReportAnswer.model_validate_json(client.get(f"{HERE}/reports/{report}").content, strict=True)
    assert found.text is None
    assert "SALIENT_PUBLIC_TEXTS" in found.note
    assert [claim.text for claim in found.claims] == [CLAIM]
    assert [(review.verdict, review.who, review.why) for review in found.reviews] == [("accept", None, "seen on a picture")]


def test_the_bearer_of_a_token_sees_both(judged):
    client, claim, report = judged
    found = schemas.ReportAnswer.model_validate_json(client.get(f"{HERE}/reports/{report}", headers=AUTHORISED).content, strict=True)
    assert (found.text, found.note, [review.who for review in found.reviews]) == (REPORT["text"], None, [NAME])
    history = schemas.ClaimReviewsAnswer.model_validate_json(client.get(f"{HERE}/claims/{claim}/reviews", headers=AUTHORISED).content, strict=True)
    assert [review.who for review in history.reviews] == [NAME]


def test_a_digest_is_everybodys_and_its_reviewer_is_not(judged):
    """What ships with a theatre was written for publication; who withdrew it was not."""
    client, *_ = judged
    found = client.get(f"{HERE}/reports/digest-1").json()
    assert (found["report"]["kind"], found["text"].endswith(SECRET), [review["who"] for review in found["reviews"]]) == ("digest", True, [None])


@pytest.mark.parametrize("path", ["reports/note-1", "claims/{claim}/reviews"])
def test_answers_to_one_are_never_those_to_the_other(judged, path):
    """Neither by our own memo, nor by a tag that the other holds, nor by a cache in between."""
    client, claim, _ = judged
    address = f"{HERE}/{path.format(claim=claim)}"
    for _ in range(2):
        stranger, bearer = client.get(address), client.get(address, headers=AUTHORISED)
        assert NAME not in stranger.text
        assert NAME in bearer.text
    assert stranger.headers["etag"] != bearer.headers["etag"]
    assert client.get(address, headers={"If-None-Match": bearer.headers["etag"]}).status_code == 200
    again = client.get(address, headers={**AUTHORISED, "If-None-Match": bearer.headers["etag"]})
    for answer in (bearer, again):
        assert answer.headers["cache-control"] == "private, no-cache"
    assert again.status_code == 304
    assert stranger.headers["cache-control"] == "no-cache"
    for answer in (stranger, bearer, again):
        assert "Authorization" in answer.headers["vary"]


@pytest.mark.parametrize("path", ["reports/note-1", "claims/{claim}/reviews"])
def test_a_token_that_is_not_known_is_told_so(judged, path):
    """Who holds a revoked token should not take a stranger's answer for the whole. Other schemes are a proxy's business."""
    client, claim, _ = judged
    address = f"{HERE}/{path.format(claim=claim)}"
    assert "revoked" in problem(client.get(address, headers={"Authorization": "Bearer wrong"}), 401)
    assert client.get(address, headers={"Authorization": "Basic YTpi"}).status_code == 200


@pytest.mark.parametrize(
    ("settings", "text", "who"),
    [
        ({"public_texts": True}, REPORT["text"], None),
        ({"public_reviewers": True}, None, NAME),
        ({"public_texts": True, "public_reviewers": True}, REPORT["text"], NAME),
    ],
)
def test_an_operator_may_show_either_to_all(tmp_path, settings, text, who):
    with serving(mini_settings(tmp_path, **settings)) as client:
        claim = client.post(f"{HERE}/reports", json=REPORT, headers=AUTHORISED).json()["read"]["claims"][0]["id"]
        client.post(f"{HERE}/claims/{claim}/reviews", json={"verdict": "accept", "who": NAME, "why": "seen"}, headers=AUTHORISED)
        found = client.get(f"{HERE}/reports/note-1").json()
        assert (found["text"], [review["who"] for review in found["reviews"]]) == (text, [who])
        assert [review["who"] for review in client.get(f"{HERE}/claims/{claim}/reviews").json()["reviews"]] == [who]


def test_the_document_says_where_a_token_shows_more(mini):
    paths = mini.get("/openapi.json").json()["paths"]
    optional = {path for path, item in paths.items() if {} in item.get("get", {}).get("security", ())}
    assert optional == {"/theatres/{theatre}/reports/{report}", "/theatres/{theatre}/claims/{claim}/reviews"}
    assert re.search(r'"who": *\{"anyOf"', json.dumps(mini.get("/openapi.json").json()["components"]["schemas"]["ReviewRow"]))
