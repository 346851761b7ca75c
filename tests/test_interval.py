from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.interval import BEGINNING, Interval, StepFunction, day_end, days, end_of_day, exact_instant, format_instant, parse_date, parse_instant, start_of_day

INSTANTS = st.integers(0, 60 * 86400).map(lambda s: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
STEPS = st.lists(st.tuples(INSTANTS, st.integers(0, 2)), max_size=12)


def brute(initial: int, steps: list[tuple[datetime, int]], at: datetime) -> int:
    """The value of the last step, in the order given within one instant, that starts at or before `at`."""
    value, newest = initial, BEGINNING
    for start, step in steps:
        if newest <= start <= at:
            value, newest = step, start
    return value


@given(st.integers(0, 2), STEPS, st.lists(INSTANTS, max_size=20))
def test_a_step_function_equals_brute_force(initial, steps, sampled):
    function = StepFunction(initial, steps)
    for at in [*sampled, *(s for s, _ in steps), *(s - timedelta(seconds=1) for s, _ in steps)]:
        assert function.at(at) == brute(initial, steps, at)


@given(st.integers(0, 2), STEPS)
def test_a_step_function_is_coalesced(initial, steps):
    values = StepFunction(initial, steps).values
    assert all(a != b for a, b in pairwise(values))


@given(STEPS, STEPS, INSTANTS)
def test_combine_is_pointwise(a, b, at):
    f, g = StepFunction(0, a), StepFunction(1, b)
    assert f.combine(g, lambda x, y: (x, y)).at(at) == (f.at(at), g.at(at))


def test_a_step_holds_from_its_first_second():
    function = StepFunction("BB", [(start_of_day(date(2024, 8, 7)), "AA"), (start_of_day(date(2024, 8, 9)), "BB")])
    assert function.at(end_of_day(date(2024, 8, 6))) == "BB"
    assert function.at(start_of_day(date(2024, 8, 7))) == "AA"


def test_a_bare_date_is_the_end_of_its_utc_day():
    assert parse_instant("2025-01-10") == datetime(2025, 1, 10, 23, 59, 59, tzinfo=UTC)


def test_instants_are_read_in_any_offset_and_kept_in_utc():
    assert parse_instant("2025-01-10T01:30:00+03:00") == datetime(2025, 1, 9, 22, 30, tzinfo=UTC)
    assert format_instant(datetime(2025, 1, 10, 1, 30, tzinfo=timezone(timedelta(hours=3)))) == "2025-01-09T22:30:00Z"
    assert format_instant(end_of_day(date(1, 1, 1))) == "0001-01-01T23:59:59Z"


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2025-13-01", "10.01.2025", "20250110", "2025-W02", "2025-W02-1", "2025-1-1", "2025-01-10Tnoon", "2025-02-30"]
)
def test_what_is_no_date_is_refused_by_name(text):
    with pytest.raises(InputError, match=r"YYYY-MM-DD|not an instant"):
        parse_instant(text)
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        parse_date(text)


SIX = datetime(2025, 1, 7, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("2025-01-07T18:00:00Z", "2025-01-07t18:00:00z", "2025-01-07 18:00", "2025-01-07T18", "20250107T180000Z", " 2025-01-07T18:00:00Z "),
        *("2025-01-07T21:00:00+03:00", "2025-01-07 21:00:00 +0300", "2025-01-07T21:00+03", "2025-01-08T08:00:00+14:00", "2025-01-07T04:00:00-14:00"),
        *("2025-01-07T18:00:00.5Z", "2025-01-07T18:00:00,999999999Z", "2025-01-07T18:00:00.000+0000", "2025-01-07T18:00:00-00:00"),
    ],
)
def test_the_usual_spellings_of_an_instant_are_read(text):
    assert parse_instant(text) == SIX


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-01-07+03:00", "not an instant"),  # a day in Moscow, which Python's own reader takes for three in the morning
        ("2025-01-07x18:00", "not an instant"),
        ("2025-01-07-18:00", "not an instant"),
        ("2025-W02-2T18:00", "not an instant"),
        ("2025-01-07T25:00Z", "not an instant"),
        ("2025-01-07T18:60Z", "not an instant"),
        ("2025-01-07T18:00:00 03:00", "not an instant"),
        ("2025-01-07T18:00\u221203:00", "not an instant"),
        ("2025-01-07T24:00:00Z", "border of two days. Write 2025-01-07 for the end of the one"),
        ("2016-12-31T23:59:60Z", "leap second"),
        ("2025-01-07T18:00:00+15:00", "from -14:00 to \\+14:00"),
        ("2025-01-07T18:00:00-23:59", "from -14:00 to \\+14:00"),
    ],
)
def test_what_could_be_misread_is_refused_with_a_remedy(text, words):
    """On every version of Python alike: 3.13 began to read 24:00."""
    with pytest.raises(InputError, match=words) as refused:
        parse_instant(text)
    assert repr(text) in str(refused.value)


def test_a_fraction_of_a_second_keeps_instants_in_order():
    earlier, later = exact_instant("2025-01-07T18:00:00.2Z"), exact_instant("2025-01-07T18:00:00.7Z")
    assert earlier < later
    assert earlier.replace(microsecond=0) == later.replace(microsecond=0) == SIX


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_beyond_the_calendar_is_refused(text):
    with pytest.raises(InputError, match="outside the calendar"):
        parse_instant(text)


def test_intervals_of_days_include_both_and_end_before_the_next():
    span = Interval.of_days(date(2024, 8, 6), date(2024, 8, 8))
    assert (span.first_day, span.last_day) == (date(2024, 8, 6), date(2024, 8, 8))
    assert end_of_day(date(2024, 8, 8)) in span
    assert start_of_day(date(2024, 8, 9)) not in span


def test_an_empty_or_naive_interval_is_refused():
    with pytest.raises(InputError, match="empty"):
        Interval(start_of_day(date(2024, 8, 6)), start_of_day(date(2024, 8, 6)))
    with pytest.raises(InputError, match="time zone"):
        Interval(datetime(2024, 8, 6), datetime(2024, 8, 7))  # noqa: DTZ001


def test_days_count_both_ends():
    assert days(date(2024, 2, 28), date(2024, 3, 1)) == [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    assert days(date(2024, 3, 1), date(2024, 2, 28)) == []


def test_a_day_and_every_instant_of_it_end_alike():
    end = datetime(2030, 1, 2, 23, 59, 59, tzinfo=UTC)
    assert day_end(date(2030, 1, 2)) == day_end(end) == day_end(end.replace(hour=0, minute=0, second=0)) == end
    assert day_end(datetime(2030, 1, 3, 1, tzinfo=timezone(timedelta(hours=2)))) == end
