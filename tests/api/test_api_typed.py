"""The form of the page of two days where no script runs: the server reads what a person typed."""

import pytest

from tests.render.samples import Reader

HERE = "/theatres/miniland/map/delta"
ON = "2030-01-12/2030-01-26"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2 January 2030", "20 January 2030"),
        ("2030-01-02", "January 20, 2030"),
        ("02.01.2030", "20/01/2030"),
        ("2 января 2030 г.", "20 січня 2030"),
    ],
)
def test_days_in_words_lead_on_to_the_address_of_those_days(mini, first, last):
    answer = mini.get(HERE, params={"datetime": ON, "first": first, "last": last, "as-of": "2030-01-25"})
    assert answer.status_code == 303
    # the address is told from where the form stood, so it holds behind any prefix
    assert answer.headers["location"] == "?datetime=2030-01-02/2030-01-20&as-of=2030-01-25T23:59:59Z"
    landed = mini.get(f"{HERE}{answer.headers['location']}")
    assert landed.status_code == 200
    assert "Between 2 January 2030 and 20 January 2030" in landed.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("01/03/2030", "“01/03/2030” may be 1 March 2030 or 3 January 2030: write the month as a word."),
        ("yesterday", "“yesterday” is no date."),
        ("2031-01-01", "“2031-01-01” is no day of this map."),
        ("10.01.30", "“10.01.30” has no whole year."),
        ("", "“” is no date."),
    ],
)
def test_what_cannot_be_read_comes_back_with_the_reason_beside_it(mini, typed, told):
    answer = mini.get(HERE, params={"datetime": ON, "first": typed, "last": "20 January 2030"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
    fields = {attrs["id"]: attrs for attrs in Reader(answer.text).all("input") if "id" in attrs}
    assert (fields["delta-first"]["value"], fields["delta-first"]["aria-invalid"]) == (typed, "true")
    assert (fields["delta-last"]["value"], "aria-invalid" in fields["delta-last"]) == ("20 January 2030", False)
    words = " ".join(answer.text.split())
    assert told in words
    # the page stays that of the days on which it was asked
    assert "Between 12 January 2030 and 26 January 2030" in words


def test_what_was_typed_stays_text(mini):
    hostile = "<script>canary()</script>"
    answer = mini.get(HERE, params={"first": hostile, "last": "20 January 2030"})
    assert answer.status_code == 400
    assert "<script>canary()" not in answer.text
    assert "frame-ancestors" in answer.headers["content-security-policy"]
    assert [attrs["value"] for attrs in Reader(answer.text).all("input") if attrs.get("id") == "delta-first"] == [hostile]


def test_more_than_a_date_can_be_is_refused(mini):
    assert mini.get(HERE, params={"first": "1" * 101, "last": "2"}).status_code == 400
