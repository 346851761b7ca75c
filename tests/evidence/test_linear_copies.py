"""Two copies of one report cost work in proportion to its length, whatever it repeats. Work is counted (calls of functions), not timed."""

from datetime import date, timedelta

import pytest

from geo.evidence import assemble, known, mirrors
from geo.interval import Interval
from geo.model import KnownClaim
from tests.evidence.samples import claim
from tests.evidence.texts import STORY, published
from tests.work import calls

SIZE = 300
"""Claims of the shorter report; the longer one has twice as many."""
FIRST_DAY = date(2030, 1, 1)


def days(first, count=1):
    start = FIRST_DAY + timedelta(days=first)
    return Interval.of_days(start, start + timedelta(days=count - 1))


SAYING = {
    "one thing, of one day": lambda _n, _copy: {"valid": days(0)},
    "one thing, of days that the copy moved": lambda _n, copy: {"valid": days(2 * copy)},
    "one thing, each time of another day": lambda n, _copy: {"valid": days(n)},
    "one thing, of days that never agree": lambda n, copy: {"valid": days(2 * n + 1_001 * copy)},
    "one thing, of spans inside each other": lambda n, copy: {"valid": days(n + copy, 900 - n)},
    "one thing, now a recap, now news": lambda n, copy: {"valid": days(0), "background": bool(n % 2) is not copy},
    "each time another place": lambda n, _copy: {"place": f"village{n}"},
}


def two_copies(saying, count):
    """A report and its copy, each with so many claims, every claim with a sentence of its own."""
    text = " ".join(f"{STORY} It was the note {n}." for n in range(count))
    reports = [published(text, "2030-01-10", "Arland Wire"), published(f"{text} Reprinted.", "2030-01-12", "Vista News")]
    claims = [
        KnownClaim(claim(report, **{"place": "arvona"} | saying(n, copy), span=(n, n + 30)), report.known_at, report.publisher)
        for copy, report in enumerate(reports)
        for n in range(count)
    ]
    return assemble(claims, [], reports, [])


@pytest.mark.parametrize("saying", SAYING.values(), ids=SAYING)
def test_twice_the_claims_are_twice_the_work(saying):
    once, twice = two_copies(saying, SIZE), two_copies(saying, 2 * SIZE)
    assert len(mirrors(twice.reports.values())) == 1
    assert calls(lambda: known(twice, None)) < 2.3 * calls(lambda: known(once, None)) + 2_000


UNITS = ["Arvona was taken. ", "Arvona, ", "The enemy lost 7 guns near Belmora, as was told before. ", f"{STORY} ", "a\u0301 ", "Арвона пала. "]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("changed", ["", "Belmora fell. "], ids=["word for word", "with slots filled otherwise"])
def test_twice_the_text_is_twice_the_work_of_finding_copies(unit, changed):
    def reports(size):
        text = unit * (size // len(unit))
        return [published(f"{size} {text}", publisher="Arland Wire"), published(f"{size} {text}{changed}{text}", "2030-01-11")]

    mirrors(reports(3_000))  # each word is numbered once
    short, long = reports(12_000), reports(24_000)
    once, twice = calls(lambda: mirrors(short)), calls(lambda: mirrors(long))
    assert twice < 2.3 * once + 2_000
