"""Days and instants in queries: whatever is answered is true of what was asked, and the rest is refused with what can be asked."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from api_client import AUTHORISED, mini_settings, problem, serving

import geo.atlas.delta
from api.spans import read_span, restore_plus
from geo.errors import InputError

HERE = "/theatres/miniland"
BY_DAY = ("series", "map", "claims", "figures", "reports", "compare")
"""Addresses that answer by whole days."""
PAIRS = ("delta", "map/delta")
"""Addresses that compare the ends of two days."""
FEATURES = tuple(f"collections/{name}/items" for name in ("control", "front", "parts", "places", "cells", "claims", "changes"))
INSTANTS = ("explain?place=Galdova&at={}", "series?as-of={}", "delta?as-of={}", "map?as-of={}", "collections/control/items?datetime={}", "claims?as-of={}")
"""Addresses that take an instant, and where."""


def ask(client, path, datetime=None, **parameters):
    given = parameters | ({"datetime": datetime} if datetime is not None else {})
    return client.get(f"{HERE}/{path}", params=given)


# A plus in a query arrives as a blank


@pytest.mark.parametrize("path", INSTANTS)
@pytest.mark.parametrize("offset", ["+03:00", "%2B03:00", "+0300", "+03", "%20%2B03:00", "%20+03:00"])
def test_a_plus_before_an_offset_is_read_however_it_is_written(mini, path, offset):
    """18:00 at UTC+3 is 15:00 at UTC."""
    plain, answer = (mini.get(f"{HERE}/{path.format(f'2030-01-13T{time}')}") for time in ("15:00:00Z", f"18:00:00{offset}"))
    assert (plain.status_code, answer.status_code) == (200, 200), answer.text
    named = re.compile(r'"timeStamp":"[^"]*"|"href":"[^"]*"')  # these repeat the query as it was
    assert named.sub("", answer.text) == named.sub("", plain.text)


def test_a_plus_is_read_in_both_ends_of_a_span_and_in_the_date_of_a_text(mini, writable):
    shifted = mini.get(f"{HERE}/collections/control/items?datetime=2030-01-13T02:00:00+03:00/2030-01-14T03:30:00+03:00").json()
    plain = mini.get(f"{HERE}/collections/control/items?datetime=2030-01-12T23:00:00Z/2030-01-14T00:30:00Z").json()
    assert shifted["features"] == plain["features"]
    headers = AUTHORISED | {"Content-Type": "text/plain"}
    sent = writable.post(f"{HERE}/reports?date=2030-02-01T01:30:00+03:00", headers=headers, content="Arlandish forces hold Arvona.")
    assert sent.status_code == 201
    assert writable.get(f"{HERE}/reports?datetime=2030-01-31").json()["numberMatched"] == 1


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("2025-01-07T18:00:00 03:00", "2025-01-07T18:00:00+03:00"),
        ("2025-01-07 18:00 03:00", "2025-01-07 18:00+03:00"),
        ("2025-01-07T18:00:00.5 0300/2025-01-08T18:00 03", "2025-01-07T18:00:00.5+0300/2025-01-08T18:00+03"),
        ("20250107T180000 0300", "20250107T180000+0300"),
        ("2025-01-07 18:00:00", "2025-01-07 18:00:00"),
        ("2025-01-07 18:00", "2025-01-07 18:00"),
        ("2025-01-07T18:00:00-03:00", "2025-01-07T18:00:00-03:00"),
        ("7 January 2025", "7 January 2025"),
        (None, None),
    ],
)
def test_only_a_blank_before_an_offset_becomes_a_plus(given, read):
    assert restore_plus(given) == read


def test_the_next_part_of_a_list_keeps_the_instant(mini):
    first = mini.get(f"{HERE}/collections/claims/items?as-of=2030-01-13T18:00:00+03:00&limit=2")
    following = next(link["href"] for link in first.json()["links"] if link["rel"] == "next")
    second = mini.get(following)
    assert second.status_code == 200
    assert second.json()["as_of"] == first.json()["as_of"] == "2030-01-13T15:00:00Z"


# Instants where days are answered


@pytest.mark.parametrize("path", [*BY_DAY, *PAIRS])
@pytest.mark.parametrize(
    ("span", "remedy"),
    [
        ("2030-01-12T06:00:00Z/2030-01-12T18:00:00Z", "datetime=2030-01-12."),
        ("2030-01-12T06:00:00Z/2030-01-26", "datetime=2030-01-12/2030-01-26"),
        ("2030-01-12/2030-01-26T00:00:00Z", "datetime=2030-01-12/2030-01-26"),
        ("2030-01-12T00:00:00.5Z/..", "datetime=2030-01-12/.."),
        ("2030-01-12T18:00:00Z", "datetime=2030-01-12."),
        ("2030-01-12T01:00:00+03:00", "datetime=2030-01-11."),
    ],
)
def test_hours_are_not_cut_off_in_silence(mini, path, span, remedy):
    detail = problem(ask(mini, path, span), 400)
    assert "has hours" in detail
    assert span in detail
    assert remedy in detail


@pytest.mark.parametrize("span", ["2030-01-12T06:00:00Z/2030-01-26T18:00:00Z", "2030-01-12T06:00:00Z/2030-01-12T18:00:00Z"])
def test_the_remedy_works(mini, span):
    for path in (*BY_DAY, *PAIRS):
        remedy = problem(ask(mini, path, span), 400).partition("Write datetime=")[2].rstrip(".")
        assert ask(mini, path, remedy).status_code == 200


@pytest.mark.parametrize("path", [path for path in BY_DAY if path != "map"])
def test_a_span_of_instants_that_is_whole_days_is_those_days(mini, path):
    plain = ask(mini, path, "2030-01-12/2030-01-26", f="csv")
    assert plain.status_code == 200
    for span in ("2030-01-12T00:00:00Z/2030-01-26T23:59:59Z", "2030-01-12T00:00:00.000Z/2030-01-26T23:59:59.999Z", "2030-01-12T03:00:00+03:00/2030-01-26"):
        assert ask(mini, path, span, f="csv").content == plain.content


@pytest.mark.parametrize("path", [*BY_DAY, *FEATURES, *PAIRS])
@pytest.mark.parametrize(
    "at", ["2030-01-12T24:00:00Z", "2030-01-12T18:00:60Z", "2030-01-12T18:00:00+15:00", "2030-01-12+03:00", "2030-01-12x18:00", "2030-1-12", "noon", ""]
)
def test_what_could_be_misread_is_refused_everywhere(mini, path, at):
    assert "datetime" in problem(ask(mini, path, at), 400)
    assert "as-of" in problem(ask(mini, path, **{"as-of": at}), 400)


@pytest.mark.parametrize("path", [*BY_DAY, *FEATURES])
@pytest.mark.parametrize(
    "span",
    ["2030-01-26/2030-01-12", "2030-01-12T18:00:00Z/2030-01-12T06:00:00Z", "2030-01-12T18:00:00.7Z/2030-01-12T18:00:00.2Z", "2030-01-13/2030-01-12T18:00Z"],
)
def test_a_span_that_ends_before_it_begins_is_refused(mini, path, span):
    detail = problem(ask(mini, path, span), 400)
    assert span in detail
    assert "earlier day first" in detail


# Features, which take instants as OGC clients send them


def states(client, span):
    return {f["id"] for f in ask(client, "collections/control/items", span, limit=1000).json()["features"]}


def test_features_of_a_span_of_instants_are_those_that_touch_it(mini):
    """States change where days begin: from noon of the 12th to the first second of the 16th there are those of the 12th, 13th, 15th and 16th."""
    noon = states(mini, "2030-01-12T12:00:00Z/2030-01-16T00:00:00Z")
    assert noon == states(mini, "2030-01-12/2030-01-16")
    assert noon > states(mini, "2030-01-12T12:00:00Z/2030-01-15T23:59:59Z") == states(mini, "2030-01-12/2030-01-15")
    assert states(mini, "2030-01-12T06:00:00Z/2030-01-12T18:00:00Z") == states(mini, "2030-01-12/2030-01-12")


def test_half_a_second_changes_nothing_that_is_dated_by_seconds(mini):
    for path in ("collections/control/items?datetime=", "explain?place=Galdova&at=", "series?as-of="):
        whole, half = (mini.get(f"{HERE}/{path}2030-01-12T23:59:59{fraction}Z") for fraction in ("", ".5"))
        drop = re.compile(r'"timeStamp":"[^"]*"|"href":"[^"]*"')
        assert drop.sub("", half.text) == drop.sub("", whole.text)


@pytest.mark.parametrize("path", [*BY_DAY, *FEATURES, *PAIRS])
def test_two_open_ends_are_the_whole_span(mini, path):
    if path.endswith("/items"):
        opened, empty, whole = ([f["id"] for f in ask(mini, path, span, limit=1000).json()["features"]] for span in ("../..", "/", "2030-01-01/2030-03-31"))
        assert opened == empty == whole
    elif "map" in path:
        assert ask(mini, path, "../..").text == ask(mini, path, "2030-01-01/2030-03-31").text
    else:
        name = {"compare": "rows"}.get(path, "sentence" if path == "delta" else path)
        assert ask(mini, path, "../..").json()[name] == ask(mini, path, "2030-01-01/2030-03-31").json()[name]


def test_two_open_ends_are_not_the_same_as_no_days(mini):
    """Without days one state is shown, that of the last day; of the whole span there are many."""
    assert len(states(mini, "../..")) > 10 * len(states(mini, None))
    assert ask(mini, "collections/control/items", "../..").json().get("at") is None


# Two days


@pytest.fixture
def unread(tmp_path, _packs):
    """Miniland without a report."""
    with serving(mini_settings(tmp_path)) as client:
        yield client


def test_without_days_the_last_changes_are_shown_and_said(mini):
    """Arvona, the last village, is lost on 20 March."""
    answer = ask(mini, "delta").json()
    assert (answer["from"], answer["to"], answer["lost_km2"]) == ("2030-03-13", "2030-03-20", pytest.approx(1, abs=0.005))
    assert "No days were asked for" in answer["note"]
    assert "Between 13 March 2030 and 20 March 2030 Arland lost 1 km²" in answer["sentence"]
    drawn = ask(mini, "delta", f="geojson").json()
    assert (drawn["from"], drawn["note"], len(drawn["features"])) == ("2030-03-13", answer["note"], 1)
    page = ask(mini, "map/delta").text
    assert "Between 13 March 2030 and 20 March 2030 Arland lost 1 km²" in page
    assert '<p class="aside" id="chosen">No days were asked for' in page


def test_without_days_the_tag_and_the_answer_cite_the_days_that_are_shown(mini):
    answer = ask(mini, "delta")
    assert answer.headers["etag"].startswith(f'"{answer.json()["digest"]}-')
    assert answer.json()["digest"] == ask(mini, "delta", "2030-03-13/2030-03-20").json()["digest"]
    assert ask(mini, "map/delta").headers["etag"].startswith(f'"{answer.json()["digest"]}-')


def test_the_last_changes_are_looked_for_once_for_all_who_ask_meanwhile(mini, monkeypatch):
    """To find them everything known by then is worked out, a second's work: it may not be done by forty threads, nor hold them."""
    looked = []
    search = geo.atlas.delta.last_changes

    def slowly(*given):
        looked.append(given)
        time.sleep(0.3)
        return search(*given)

    monkeypatch.setattr(geo.atlas.delta, "last_changes", slowly)
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: ask(mini, "delta", **{"as-of": "2030-02-20T10:11:12Z"}), range(12)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(looked) == 1


def test_without_days_it_is_what_was_known_then(mini):
    answer = ask(mini, "delta", **{"as-of": "2030-01-20"}).json()
    assert (answer["from"], answer["to"]) == ("2030-01-10", "2030-01-17")
    assert "Between 10 January 2030 and 17 January 2030" in ask(mini, "map/delta", **{"as-of": "2030-01-20"}).text


def test_one_day_is_compared_with_the_day_before_and_says_so(mini):
    """Galdova is taken on 12 January."""
    answer = ask(mini, "delta", "2030-01-12").json()
    assert (answer["from"], answer["to"], answer["gained_km2"]) == ("2030-01-11", "2030-01-12", pytest.approx(1, abs=0.005))
    assert "with the day before" in answer["note"]
    page = ask(mini, "map/delta", "2030-01-12").text
    assert "Between 11 January 2030 and 12 January 2030" in page
    assert "with the day before" in page


def test_the_first_day_has_nothing_known_before_it(mini):
    answer = ask(mini, "delta", "2030-01-01").json()
    assert (answer["gained_km2"], answer["from"]) == (None, "2029-12-31")
    assert "with the day before" in answer["note"]
    assert "2030-01-01 to 2030-03-31" in answer["note"]


@pytest.mark.parametrize("path", PAIRS)
def test_a_day_with_itself_is_refused(mini, path):
    for span in ("2030-01-12/2030-01-12", "../2030-01-01", "2030-03-31/.."):
        assert "Give two" in problem(ask(mini, path, span), 400)


def test_two_days_that_are_asked_for_come_without_a_note(mini):
    assert "note" not in ask(mini, "delta", "2030-01-12/2030-01-26").json()
    assert 'id="chosen"' not in ask(mini, "map/delta", "2030-01-12/2030-01-26").text


def test_a_store_without_reports_says_that_nothing_changed(unread):
    answer = ask(unread, "delta").json()
    assert (answer["from"], answer["to"], answer["gained_km2"], answer["lost_km2"]) == ("2030-01-01", "2030-03-31", 0, 0)
    assert "on none of them did ground change hands" in answer["note"]


def test_the_page_of_two_days_may_be_framed_like_the_map(mini):
    span = "2030-01-12/2030-01-26"
    plain, framed = ask(mini, "map/delta", span), ask(mini, "map/delta", span, embed="true")
    assert plain.headers["content-security-policy"] == "frame-ancestors 'self'"
    assert framed.headers["content-security-policy"] == ask(mini, "map", embed="true").headers["content-security-policy"] == "frame-ancestors *"
    assert "x-frame-options" not in framed.headers
    assert '<input type="hidden" name="embed" value="true">' in framed.text  # other days stay in the frame
    assert f'<a href="{HERE}/map?embed=true">' in framed.text
    assert "embed=true" not in plain.text


def test_a_form_without_script_stays_in_its_frame(mini):
    typed = {"first": "12 January 2030", "last": "26 January 2030", "embed": "true", "as-of": "2030-02-01"}
    answer = ask(mini, "map/delta", **typed)
    assert answer.headers["location"] == "?datetime=2030-01-12/2030-01-26&as-of=2030-02-01T23:59:59Z&embed=true"
    refused = ask(mini, "map/delta", **(typed | {"first": "yesterday"}))
    assert (refused.status_code, refused.headers["content-security-policy"]) == (400, "frame-ancestors *")
    assert '<input type="hidden" name="embed" value="true">' in refused.text


# The reading on its own


@pytest.mark.parametrize(
    ("text", "dated", "whole", "single"),
    [
        ("2025-01-10", True, True, True),
        ("2025-01-10T23:59:59Z", False, True, True),
        ("2025-01-10T18:00Z", False, False, True),
        ("2025-01-10/2025-01-12", True, True, False),
        ("../..", True, True, False),
        ("2025-01-10T00:00Z/2025-01-12T23:59:59Z", False, True, False),
        ("2025-01-10T00:00:01Z/..", False, False, False),
        ("../2025-01-12T00:00:00Z", False, False, False),
    ],
)
def test_a_span_says_how_fine_it_is(text, dated, whole, single):
    span = read_span(text)
    assert (span.dated, span.whole, span.single, span.given) == (dated, whole, single, True)


def test_hours_are_told_with_the_days_to_ask_for():
    with pytest.raises(InputError, match=r"Write datetime=\.\./2025-01-12\."):
        read_span("../2025-01-12T06:00Z").in_days()
