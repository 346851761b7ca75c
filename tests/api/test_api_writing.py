"""The door for reports. Each village of miniland is 1 km2; "writable" holds Arvona, Eldova and Ivolna, and has entered Belmora."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from api_client import AUTHORISED, TOKEN, fill, mini_settings, problem, serving

from api import schemas
from geo.evidence import Store
from geo.intake import Intake
from geo.readers import Document
from geo.tokens import FILE, create_token
from tests.miniland import world

HERE = "/theatres/miniland"
REPORTS = f"{HERE}/reports"
TAKEN = {"id": "note-1", "text": "Arlandish forces captured Lumova.", "published_at": "2030-03-25", "publisher": "Atlas Desk", "language": "en"}


def add(client, report=TAKEN, **options):
    return client.post(REPORTS, json=report, headers=AUTHORISED, **options)


def held(client, on, holder="AA"):
    (row,) = client.get(f"{HERE}/series?datetime={on}&holder={holder}").json()["series"]
    return row["best_km2"]


def test_a_report_that_is_added_changes_the_map(writable):
    """Lumova is taken on 25 March: Arland has 3 km2 before, 4 from then to the end of the span."""
    before = writable.get(f"{HERE}/series").headers["etag"]
    assert held(writable, "2030-03-25") == pytest.approx(3, abs=1e-3)
    answer = add(writable)
    assert answer.status_code == 201, answer.text
    told = schemas.AddedAnswer.model_validate_json(answer.content, strict=True)
    assert told.added
    assert [(c.event, c.actor, [p.name for p in c.places]) for c in told.read.claims] == [("captured", "AA", ["Lumova"])]
    assert {a.holder: round(a.change_km2, 3) for a in told.change.areas} == {"AA": 1, "BB": -1}
    assert (told.change.on, told.change.first_day, told.change.last_day) == ("2030-03-25", "2030-03-25", "2030-03-31")
    assert told.change.digest_before != told.change.digest
    assert held(writable, "2030-03-25") == pytest.approx(4, abs=1e-3)
    assert held(writable, "2030-03-24") == pytest.approx(3, abs=1e-3)
    assert writable.get(f"{HERE}/explain?place=Lumova&at=2030-03-25").json()["holder"] == "AA"
    assert writable.get(f"{HERE}/series", headers={"If-None-Match": before}).status_code == 200
    assert writable.get(answer.headers["location"], headers=AUTHORISED).json()["text"] == TAKEN["text"]


def test_what_is_added_was_not_known_before_its_day(writable):
    add(writable)
    assert writable.get(f"{HERE}/explain?place=Lumova&at=2030-03-31&as-of=2030-03-24").json()["holder"] == "BB"


def test_the_same_report_again_changes_nothing(writable):
    first, again = add(writable), add(writable)
    assert (again.status_code, again.json()["added"]) == (200, False)
    assert again.json()["report_id"] == first.json()["report_id"]
    assert again.json()["read"] == first.json()["read"]
    assert again.json()["change"]["first_day"] is None
    assert again.json()["change"]["digest"] == first.json()["change"]["digest"]
    assert writable.get(REPORTS).json()["numberMatched"] == 4


def test_plain_text_will_do(writable):
    answer = writable.post(
        f"{REPORTS}?date=2030-03-25&publisher=Atlas%20Desk&id=note-2&title=Lumova&language=en",
        content="Arlandish forces captured Lumova.\n",
        headers={**AUTHORISED, "Content-Type": "text/plain; charset=utf-8"},
    )
    assert answer.status_code == 201, answer.text
    (row,) = writable.get(f"{REPORTS}?datetime=2030-03-25").json()["reports"]
    assert (row["id"], row["publisher"], row["title"], row["claims"]) == ("note-2", "Atlas Desk", "Lumova", 1)


def test_the_other_spellings_of_the_keys_are_understood(writable):
    report = {"text": TAKEN["text"], "report_date": "2030-03-25", "source": "Atlas Desk", "lang": "en", "urls": ["https://desk.example/1"]}
    assert add(writable, report).status_code == 201
    (row,) = writable.get(f"{REPORTS}?datetime=2030-03-25").json()["reports"]
    assert (row["publisher"], row["language"], row["urls"]) == ("Atlas Desk", "en", ["https://desk.example/1"])


def test_another_text_under_a_known_id_is_a_conflict(writable):
    add(writable)
    assert "'note-1'" in problem(add(writable, {**TAKEN, "text": "Borlandish forces recaptured Arvona."}), 409)
    assert held(writable, "2030-03-26") == pytest.approx(4, abs=1e-3)


CORRECTED = {**TAKEN, "text": "Arlandish forces captured Keldova, not Lumova.", "published_at": "2030-03-27"}


def test_a_report_may_stand_in_for_the_one_under_its_id(writable):
    """Lumova is taken on 25 March; by the text of 27 March it was Keldova, so 4 km2 on both days, of which Lumova only until then."""
    first = add(writable).json()["report_id"]
    answer = writable.post(f"{REPORTS}?replace=true", json=CORRECTED, headers=AUTHORISED)
    assert answer.status_code == 201, answer.text
    told = schemas.AddedAnswer.model_validate_json(answer.content, strict=True)
    assert (told.added, told.replaced) == (True, [first])
    assert {move.place_id for move in told.change.settlements} == {"lumova", "keldova"}

    def holder(place, as_of=""):
        return writable.get(f"{HERE}/explain?place={place}&at=2030-03-28{as_of}").json()["holder"]

    assert (holder("Lumova"), holder("Keldova")) == ("BB", "AA")
    assert (holder("Lumova", "&as-of=2030-03-26"), holder("Keldova", "&as-of=2030-03-26")) == ("AA", "BB")
    assert writable.get(f"{REPORTS}/note-1", headers=AUTHORISED).json()["text"] == CORRECTED["text"]
    assert writable.get(f"{REPORTS}/{first}").json()["report"]["retracted"]
    again = writable.post(f"{REPORTS}?replace=true", json=CORRECTED, headers=AUTHORISED)
    assert (again.status_code, again.json()["added"], again.json()["replaced"]) == (200, False, [first])
    old = add(writable)
    assert (old.status_code, told.report_id in old.json()["note"], "?replace=true" in old.json()["note"]) == (200, True, True)
    assert writable.post(f"{REPORTS}?replace=true", json=TAKEN, headers=AUTHORISED).json()["replaced"] == [told.report_id]
    assert (holder("Lumova"), holder("Keldova")) == ("AA", "BB")


def test_plain_text_may_stand_in_too(writable):
    add(writable)
    where = f"{REPORTS}?date=2030-03-25&publisher=Atlas%20Desk&id=note-1&language=en"
    headers = {**AUTHORISED, "Content-Type": "text/plain"}
    text = "Arlandish forces captured Keldova, not Lumova."
    assert "its text differs" in problem(writable.post(where, content=text, headers=headers), 409)
    assert len(writable.post(f"{where}&replace=true", content=text, headers=headers).json()["replaced"]) == 1


def test_a_report_without_an_id_is_known_by_its_address(writable):
    page = {**TAKEN, "id": "", "url": "https://desk.example/live"}
    add(writable, page)
    other = {**page, "text": CORRECTED["text"], "url": "http://desk.example/live/"}
    detail = problem(add(writable, other), 409)
    assert all(words in detail for words in ("https://desk.example/live", "?replace=true", "an id")), detail
    assert held(writable, "2030-03-26") == pytest.approx(4, abs=1e-3)
    named = add(writable, {**other, "id": "note-9"})
    assert (named.status_code, "At the same address there is also" in named.json()["note"]) == (201, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": ""}, ["text", "at least 1 character"]),
        ({"text": "   \n"}, ["no text"]),
        ({"text": None}, ["text", "string"]),
        ({"text": 5}, ["text"]),
        ({"text": "a\x00b"}, ["binary"]),
        ({"published_at": None}, ["published_at"]),
        ({"published_at": "tomorrow"}, ["'tomorrow'", "YYYY-MM-DD"]),
        ({"published_at": "2029-12-31"}, ["2029-12-31", "2030-01-01 to 2030-03-31"]),
        ({"published_at": "2030-04-01"}, ["2030-04-01", "2030-01-01 to 2030-03-31"]),
        ({"url": "javascript:alert(1)"}, ["javascript:alert(1)", "https://"]),
        ({"language": "!!"}, ["'!!'", "language code"]),
        ({"titel": "x"}, ["titel", "not permitted"]),
        ({"text": "", "titel": "x"}, ["text", "titel"]),
    ],
)
def test_a_report_that_cannot_be_used_is_refused_and_nothing_is_stored(untouched, change, words):
    report = {key: value for key, value in {**TAKEN, **change}.items() if value is not None or key == "text"}
    detail = problem(add(untouched, report), 422)
    assert all(word in detail for word in words), detail
    assert untouched.get(REPORTS).json()["numberMatched"] == 3


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", ["JSON"]),
        (b"{", ["JSON"]),
        (b"[]", ["object"]),
        (b"null", ["object"]),
        (b'{"text": "a", "published_at": "2030-01-05"}\n{"text": "b", "published_at": "2030-01-05"}', ["JSON"]),
        (b"\xff\xfe\x00", ["JSON"]),
        (b'{"text": "\\ud800", "published_at": "2030-01-05"}', ["JSON"]),
        (b"[" * 100_000, ["JSON"]),
        (b'{"text": ' + b"[" * 100_000, ["JSON"]),
    ],
)
def test_a_body_that_is_no_report_is_told_so(untouched, body, words):
    answer = untouched.post(REPORTS, content=body, headers={**AUTHORISED, "Content-Type": "application/json"})
    detail = problem(answer, 422)
    assert all(word in detail for word in words), detail


@pytest.mark.parametrize(
    ("content", "query", "status", "words"),
    [
        ("Arlandish forces captured Lumova.".encode("utf-16"), "?date=2030-03-25", 422, ["UTF-16"]),
        ("Силы взяли Лумову.".encode("windows-1251"), "?date=2030-03-25", 422, ["not UTF-8", "1251"]),
        (bytes(range(256)) * 20, "?date=2030-03-25", 422, ["binary"]),
        (b"", "?date=2030-03-25", 422, ["no text"]),
        (b"Arlandish forces captured Lumova.", "", 422, ["?date=YYYY-MM-DD"]),
        (b"Arlandish forces captured Lumova.", "?date=2031-01-01", 422, ["2030-03-31"]),
        (b"Arlandish forces captured Lumova.", "?datum=2030-03-25", 400, ["'datum'"]),
    ],
)
def test_plain_text_that_cannot_be_used_is_refused(untouched, content, query, status, words):
    answer = untouched.post(REPORTS + query, content=content, headers={**AUTHORISED, "Content-Type": "text/plain"})
    detail = problem(answer, status)
    assert all(word in detail for word in words), detail


def test_facts_in_the_query_do_not_go_with_json(untouched):
    assert "Put it into the body" in problem(untouched.post(f"{REPORTS}?date=2030-03-25", json=TAKEN, headers=AUTHORISED), 400)


@pytest.mark.parametrize("kind", ["", "application/xml", "multipart/form-data; boundary=x", "text/html"])
def test_other_kinds_of_body_are_not_read(untouched, kind):
    answer = untouched.post(REPORTS, content=b"x", headers={**AUTHORISED, "Content-Type": kind})
    assert "application/json" in problem(answer, 415)


def test_a_report_over_the_limit_is_too_large(tmp_path):
    with serving(mini_settings(tmp_path, report_limit=1_000)) as client:
        assert "1,000" in problem(add(client, {**TAKEN, "text": "Сила. " * 120}), 413)
        assert add(client, {**TAKEN, "text": "Arlandish forces captured Lumova. " * 20}).status_code == 201


def test_a_body_over_the_limit_is_refused_announced_or_not(tmp_path):
    def stream():
        for _ in range(100):
            yield b"x" * 1_000

    async def streamed():
        for part in stream():
            yield part

    with serving(mini_settings(tmp_path, body_limit=5_000)) as client:
        assert "5,000" in problem(add(client, {**TAKEN, "text": "x" * 6_000}), 413)
        answer = client.post(REPORTS, content=streamed(), headers={**AUTHORISED, "Content-Type": "application/json"})
        assert "5,000" in problem(answer, 413)
        assert "5,000" in problem(client.request("GET", f"{HERE}/series", content=b"x" * 6_000), 413)


# Tokens


def refused(client, headers, status):
    return problem(client.post(REPORTS, json=TAKEN, headers=headers), status)


def test_without_any_token_nobody_writes_and_the_answer_says_how_to(tmp_path):
    with serving(mini_settings(tmp_path, token=None)) as client:
        assert "salient token" in refused(client, {}, 403)
        assert "salient token" in refused(client, AUTHORISED, 403)


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer wrong", "Basic YTpi", f"Token {TOKEN}", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer \u00e9"]
)
def test_only_the_bearer_of_a_token_writes(untouched, header):
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    answer = untouched.post(REPORTS, json=TAKEN, headers=headers)
    problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert untouched.get(REPORTS).json()["numberMatched"] == 3


def test_tokens_are_made_and_revoked_while_the_server_runs(tmp_path):
    with serving(mini_settings(tmp_path, token=None)) as client:
        first, second = create_token(tmp_path), create_token(tmp_path)
        assert client.post(REPORTS, json=TAKEN, headers={"Authorization": f"Bearer {first}"}).status_code == 201
        lines = (tmp_path / FILE).read_text().splitlines(keepends=True)
        (tmp_path / FILE).write_text(lines[1])
        assert "revoked" in refused(client, {"Authorization": f"Bearer {first}"}, 401)
        assert client.post(REPORTS, json=TAKEN, headers={"Authorization": f"bearer {second}"}).status_code == 200


def test_a_token_that_only_begins_as_the_configured_one_does_not_write(tmp_path):
    """Their hashes share eight digits (see tests/test_tokens.py)."""
    with serving(mini_settings(tmp_path, token="token-6170")) as client:  # noqa: S106
        assert "revoked" in refused(client, {"Authorization": "Bearer token-44637"}, 401)
        assert client.post(REPORTS, json=TAKEN, headers={"Authorization": "Bearer token-6170"}).status_code == 201


def test_a_token_whose_line_is_commented_out_does_not_write(tmp_path):
    with serving(mini_settings(tmp_path, token=None)) as client:
        first, second = create_token(tmp_path), create_token(tmp_path)
        lines = (tmp_path / FILE).read_text().splitlines()
        (tmp_path / FILE).write_text(f"# {lines[0]} the desk\n{lines[1]} A. Analyst\n")
        assert "revoked" in refused(client, {"Authorization": f"Bearer {first}"}, 401)
        assert client.post(REPORTS, json=TAKEN, headers={"Authorization": f"Bearer {second}"}).status_code == 201
        (tmp_path / FILE).write_text(f"# {lines[0]}\n # {lines[1]}\n")
        assert "no token" in refused(client, {"Authorization": f"Bearer {second}"}, 403)


def test_a_stranger_is_turned_away_before_the_body_is_read(untouched):
    async def never():
        raise AssertionError
        yield b""

    assert problem(untouched.post(REPORTS, content=never(), headers={"Content-Type": "application/json"}), 401)


# Withdrawing


def test_a_withdrawn_report_no_longer_counts_and_stays_on_record(writable):
    """Without the report of 2 January Arland has Eldova and Ivolna only."""
    answer = writable.post(f"{REPORTS}/mini-01/retraction", json={"why": "a hoax", "who": "desk"}, headers=AUTHORISED)
    assert answer.status_code == 201, answer.text
    told = schemas.RetractedAnswer.model_validate_json(answer.content, strict=True)
    assert (told.review.verdict, told.review.why, told.review.who) == ("reject", "a hoax", "desk")
    assert {a.holder: round(a.change_km2, 3) for a in told.change.areas} == {"AA": -1, "BB": 1}
    assert held(writable, "2030-01-03") == pytest.approx(2, abs=1e-3)
    shown = writable.get(f"{REPORTS}/mini-01", headers=AUTHORISED).json()
    assert (shown["report"]["retracted"], shown["text"], [r["why"] for r in shown["reviews"]]) == (True, "Arlandish forces captured Arvona.", ["a hoax"])
    again = writable.post(f"{REPORTS}/mini-01/retraction", json={"why": "a hoax", "who": "desk"}, headers=AUTHORISED)
    assert (again.status_code, again.json()["review"]) == (200, answer.json()["review"])
    assert again.json()["change"]["first_day"] is None


def test_a_report_added_again_after_it_was_withdrawn_says_so(writable):
    add(writable)
    writable.post(f"{REPORTS}/note-1/retraction", json={"why": "a hoax"}, headers=AUTHORISED)
    again = add(writable)
    assert (again.status_code, again.json()["added"]) == (200, False)
    assert "stays out of the map" in again.json()["note"]
    corrected = add(writable, {**TAKEN, "text": "Arlandish forces captured Keldova."})
    assert corrected.status_code == 201


@pytest.mark.parametrize(
    ("body", "words"), [({}, ["why"]), ({"why": " "}, ["why"]), ({"why": "x", "when": "now"}, ["when"]), ({"why": "x" * 2001}, ["why", "2000"])]
)
def test_a_withdrawal_needs_a_reason(untouched, body, words):
    detail = problem(untouched.post(f"{REPORTS}/mini-01/retraction", json=body, headers=AUTHORISED), 422)
    assert all(word in detail for word in words), detail


def test_only_a_known_report_is_withdrawn_and_only_by_a_bearer(untouched):
    assert "'mini-99'" in problem(untouched.post(f"{REPORTS}/mini-99/retraction", json={"why": "x"}, headers=AUTHORISED), 404)
    problem(untouched.post(f"{REPORTS}/mini-01/retraction", json={"why": "x"}), 401)


# Trying


def test_extracting_stores_nothing_and_needs_no_token(writable):
    before = writable.get("/healthz").json()
    answer = writable.post(f"{HERE}/extract", json=TAKEN)
    assert answer.status_code == 200
    read = schemas.ExtractAnswer.model_validate_json(answer.content, strict=True)
    assert read.id == "note-1"
    assert [(m.surface, m.place_id) for m in read.mentions] == [("Lumova", "lumova")]
    assert TAKEN["text"][read.mentions[0].start : read.mentions[0].end] == "Lumova"
    assert writable.get("/healthz").json() == before


def test_a_report_from_outside_the_days_can_be_tried_and_is_told_to_be_one(writable):
    answer = writable.post(f"{HERE}/extract", json={**TAKEN, "published_at": "2031-01-01"})
    assert "2030-01-01 to 2030-03-31" in schemas.ExtractAnswer.model_validate_json(answer.content, strict=True).note
    problem(add(writable, {**TAKEN, "published_at": "2031-01-01"}), 422)


def test_extracting_reads_as_adding_does(writable):
    read, stored = writable.post(f"{HERE}/extract", json=TAKEN).json(), add(writable).json()["read"]
    assert {name: read[name] for name in stored} == stored
    assert read.keys() - stored.keys() == {"readings", "change", "ground"}


def test_who_extracts_too_often_waits(tmp_path):
    with serving(mini_settings(tmp_path, extracts_per_minute=2)) as client:
        assert [client.post(f"{HERE}/extract", json=TAKEN).status_code for _ in range(3)] == [200, 200, 429]
        answer = client.post(f"{HERE}/extract", json=TAKEN)
        assert "salient extract" in problem(answer, 429)
        assert 0 < int(answer.headers["retry-after"]) <= 60
        assert client.get(f"{HERE}/series").status_code == 200


# Several at once


def test_two_reports_at_once_are_both_in_the_map(writable):
    """Lumova and Keldova: 3 km2 become 5."""
    reports = [{**TAKEN, "id": name, "text": f"Arlandish forces captured {place}."} for name, place in (("one", "Lumova"), ("two", "Keldova"))]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda report: add(writable, report), reports * 2))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201, 201]
    assert held(writable, "2030-03-25") == pytest.approx(5, abs=1e-3)
    assert writable.get(REPORTS).json()["numberMatched"] == 5


def test_reading_does_not_wait_for_writing(writable):
    """While a write holds the pen, readers are answered from the edition that lies there."""
    desk = writable.app.state.desks.get("miniland")
    with ThreadPoolExecutor(1) as pool, desk._lock:
        writing = pool.submit(add, writable)
        assert held(writable, "2030-03-25") == pytest.approx(3, abs=1e-3)
        assert writable.get(f"{HERE}/map").status_code == 200
        assert not writing.done()
    assert writing.result(timeout=30).status_code == 201


def test_what_another_program_stores_is_taken_up(tmp_path):
    fill(tmp_path, world.story()[:3])
    with serving(mini_settings(tmp_path, refresh_s=0.02)) as client, Store.open(str(tmp_path / "miniland.sqlite"), "miniland") as store:
        Intake(world.theatre(), store).add(Document("", None, "other", TAKEN["text"], publisher="Atlas Desk", lang="en", published="2030-03-25"))
        until = time.monotonic() + 20
        while held(client, "2030-03-25") < 3.5 and time.monotonic() < until:
            time.sleep(0.02)
        assert held(client, "2030-03-25") == pytest.approx(4, abs=1e-3)


def test_a_second_server_starts_from_what_the_first_stored(tmp_path):
    with serving(mini_settings(tmp_path)) as client:
        digest = add(client).json()["change"]["digest"]
    with serving(mini_settings(tmp_path)) as client:
        assert client.get("/healthz").json()["theatres"] == {"miniland": digest}


ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }}"


def test_the_text_of_a_report_is_never_markup(writable):
    report = {
        **TAKEN,
        "text": f"Arlandish forces captured Lumova, {ATTACK} the desk said.",
        "title": ATTACK,
        "publisher": ATTACK,
        "url": 'https://x.example/"><script>alert(3)</script>',
    }
    assert add(writable, report).status_code == 201
    for page in (f"{HERE}/map", f"{HERE}/map/delta?datetime=2030-03-20/2030-03-26", "/", f"{HERE}/?f=html"):
        text = writable.get(page).text
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
    table = writable.get(f"{HERE}/claims?f=csv&datetime=2030-03-25").text
    assert json.dumps(ATTACK)[1:-1] in table


def test_a_cell_of_a_table_is_never_a_formula(writable):
    add(writable, {**TAKEN, "title": "=1+1", "publisher": "@SUM(A1)"})
    row = writable.get(f"{REPORTS}?f=csv&datetime=2030-03-25").text.splitlines()[1]
    assert "'=1+1" in row
    assert "'@SUM(A1)" in row
