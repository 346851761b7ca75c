"""Days as people type them: what the page's script reads, the server reads where no script runs, and both say the same of what they refuse."""

import json
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.render.assets import LANGUAGES, asset_text, messages
from geo.render.typed import read_day

NODE = shutil.which("node")
SCRIPT = Path(__file__).parent / "typed.mjs"
FIRST, LAST = date(2024, 8, 6), date(2025, 4, 30)
TENTH, THIRD, MARCH = date(2025, 1, 10), date(2025, 1, 3), date(2025, 3, 1)

READ = {
    # the three spellings of ISO 8601 and its relatives: the year stands first, so the order is no question
    "2025-01-10": TENTH,
    "2025-1-10": TENTH,
    "2025/01/10": TENTH,
    "2025.01.10": TENTH,
    "20250110": TENTH,
    "2025 01 10": TENTH,
    # English, in any order and any case, with and without commas, full stops, endings
    "10 January 2025": TENTH,
    "January 10, 2025": TENTH,
    "January 10 2025": TENTH,
    "JANUARY 10,2025": TENTH,
    "Jan 10 2025": TENTH,
    "Jan. 10, 2025": TENTH,
    "10 jan 2025": TENTH,
    "10-Jan-2025": TENTH,
    "10/Jan/2025": TENTH,
    "10th January 2025": TENTH,
    "January 10th, 2025": TENTH,
    "the 10th of January, 2025": TENTH,
    "2025 January 10": TENTH,
    "2025, Jan. 10": TENTH,
    "3rd Jan 2025": THIRD,
    "14 Sept 2024": date(2024, 9, 14),
    "1 March 2025": MARCH,
    # Russian, as a date has it (genitive), as a calendar has it (nominative), shortened, with the word for year
    "10 января 2025": TENTH,
    "10 января 2025 г.": TENTH,
    "10 января 2025 года": TENTH,
    "10-го января 2025 г": TENTH,
    "10 Январь 2025": TENTH,
    "январь 10, 2025": TENTH,
    "10 янв. 2025": TENTH,
    "2025 январь 10": TENTH,
    "14 сентября 2024": date(2024, 9, 14),
    # Ukrainian
    "10 січня 2025": TENTH,
    "10 січня 2025 р.": TENTH,
    "10 січня 2025 року": TENTH,
    "10 січень 2025": TENTH,
    "Січ. 10, 2025": TENTH,
    "9 листопада 2024": date(2024, 11, 9),
    "9 лист. 2024": date(2024, 11, 9),
    "9 жовт 2024": date(2024, 10, 9),
    # dots: day first, as all three languages write it
    "10.01.2025": TENTH,
    "10.1.2025": TENTH,
    "10. 1. 2025": TENTH,
    "10.01.2025 г.": TENTH,
    "01.03.2025": MARCH,
    "03.01.2025": THIRD,
    # slashes, dashes, spaces: taken where one reading alone is a day of the map
    "10/01/2025": TENTH,
    "01/10/2025": TENTH,
    "13/01/2025": date(2025, 1, 13),
    "01/13/2025": date(2025, 1, 13),
    "12/31/2024": date(2024, 12, 31),
    "31-12-2024": date(2024, 12, 31),
    "10 01 2025": TENTH,
    "05/10/2024": date(2024, 10, 5),
    "1/1/2025": date(2025, 1, 1),
    "02/02/2025": date(2025, 2, 2),
    # as it is copied: spaces around, narrow and unbreakable ones within, wide digits
    "  10 January 2025 ": TENTH,
    "10\u00a0January\u202f2025": TENTH,
    "１０．０１．２０２５": TENTH,
    "10 / 01 / 2025": TENTH,
}
AMBIGUOUS = {
    "01/03/2025": ("1 March 2025", "3 January 2025"),
    "03/01/2025": ("3 January 2025", "1 March 2025"),
    "1/3/2025": ("1 March 2025", "3 January 2025"),
    "01-03-2025": ("1 March 2025", "3 January 2025"),
    "01 03 2025": ("1 March 2025", "3 January 2025"),
    "11/12/2024": ("11 December 2024", "12 November 2024"),
}
NO_YEAR = ("10.01.25", "10/01/25", "10 January 25", "Jan 10 25", "10 января", "January 10")
NO_DATE = (
    *("", " ", "yesterday", "January", "2025", "10", "Jan 2025", "10 Ja 2025", "10 Foo 2025", "10 January 2025 extra", "10 January March 2025"),
    *("10 January 2025 2024", "30 February 2025", "32/01/2025", "2025-13-01", "2025-02-29", "00.01.2025", "10.00.2025", "0000-00-00", "0005-01-10"),
    *("2025-01-10T12:00:00Z", "10-01/2025", "1234567890", "10.01.02025", "-10 January 2025e3", "<script>canary()</script>", "10 January 2025" * 20, "x" * 500),
)
OUTSIDE = ("2031-01-01", "1 May 2024", "1 мая 2024", "05.08.2024", "2025-05-01", "10/10/2031", "20310101")


def in_script(texts, language="en", limits=(FIRST, LAST)):
    """What the page's script reads in texts."""
    if NODE is None:
        pytest.skip("Node.js runs the page's script outside a browser")
    scripts = [asset_text(name) for name in ("format.js", "typed.js")]
    between = limits and {"first": limits[0].isoformat(), "last": limits[1].isoformat()}
    given = {"scripts": scripts, "messages": {lang: messages(lang) for lang in LANGUAGES}, "language": language, "limits": between, "texts": list(texts)}
    made = subprocess.run([NODE, str(SCRIPT)], input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(made.stdout)


def on_server(texts, limits=(FIRST, LAST)):
    """What the server reads in them."""

    def read(text):
        try:
            return {"iso": read_day(text, *(limits or ())).isoformat()}
        except InputError as fault:
            return {"told": str(fault)}

    return [read(text) for text in texts]


@pytest.fixture(params=[on_server, in_script])
def readings(request):
    return request.param


def test_a_day_is_read_however_it_is_written(readings):
    assert dict(zip(READ, readings(READ), strict=True)) == {text: {"iso": day.isoformat()} for text, day in READ.items()}


def test_two_readings_that_are_days_of_the_map_are_refused_with_both(readings):
    expected = {text: {"told": f"“{text}” may be {one} or {other}: write the month as a word."} for text, (one, other) in AMBIGUOUS.items()}
    assert dict(zip(AMBIGUOUS, readings(AMBIGUOUS), strict=True)) == expected


def test_a_year_of_two_digits_or_none_is_asked_for(readings):
    assert {text: found["told"].split("”")[1] for text, found in zip(NO_YEAR, readings(NO_YEAR), strict=True)} == dict.fromkeys(
        NO_YEAR, " has no whole year. Write it with four digits: 10 January 2025."
    )


def test_what_is_no_date_is_told(readings):
    for text, found in zip(NO_DATE, readings(NO_DATE), strict=True):
        assert "is no date. Write the month as a word" in found["told"], text
        assert len(found["told"]) < 200


def test_a_day_outside_is_told_with_the_days_that_there_are(readings):
    for text, found in zip(OUTSIDE, readings(OUTSIDE), strict=True):
        assert found["told"] == f"“{text}” is no day of this map. Write one as 10 January 2025 or 2025-01-10, from 6 August 2024 to 30 April 2025."


def test_without_limits_every_second_reading_counts():
    texts = ("10/01/2025", "13/01/2025", "10.01.2025")
    assert on_server(texts, None) == in_script(texts, limits=None)
    assert "may be 10 January 2025 or 1 October 2025" in on_server(texts, None)[0]["told"]
    assert [found.get("iso") for found in on_server(texts, None)[1:]] == ["2025-01-13", "2025-01-10"]


def test_the_script_and_the_server_agree_on_every_day_in_every_order_with_every_separator():
    """Ten thousand texts that nobody wrote down by hand."""
    span = [FIRST + timedelta(days=n) for n in range(0, (LAST - FIRST).days + 1, 3)]
    orders = ("{d}{s}{m}{s}{y}", "{m}{s}{d}{s}{y}", "{y}{s}{m}{s}{d}", "{d:02}{s}{m:02}{s}{y}")
    texts = [order.format(d=day.day, m=day.month, y=day.year, s=separator) for day in span for order in orders for separator in "-/. "]
    assert on_server(texts) == in_script(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_is_read_by_each_of_its_names_and_their_beginnings(language):
    """Of a month's name three letters are enough in any of the languages; none of them begins another month anywhere."""
    expected, texts = [], []
    for key in ("months", "months_named", "months_short"):
        for month, name in enumerate(messages(language)[key], start=1):
            for letters in range(3, len(name) + 1):
                texts.append(f"7 {name[:letters]} {2024 if month > 8 else 2025}")
                expected.append({"iso": f"{2024 if month > 8 else 2025}-{month:02}-07"})
    open_span = (date(2024, 1, 1), date(2025, 12, 31))
    assert on_server(texts, open_span) == expected
    assert in_script(texts, limits=open_span) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_is_told_in_the_language_of_the_page(language):
    """The month is spelled as that language spells it."""
    (found,) = in_script(["01/03/2025"], language)
    months = messages(language)["months"]
    assert f"1 {months[2]} 2025" in found["told"]
    assert f"3 {months[0]} 2025" in found["told"]
    assert "{" not in found["told"]
