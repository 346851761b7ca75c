"""The store against a naive model: whatever is ingested, reviewed, closed and opened in whatever order, both know the same at any instant."""

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, precondition, rule

from geo.errors import NotFoundError
from geo.evidence import Store, known
from geo.evidence import store as store_module
from geo.interval import end_of_day, format_instant
from geo.model import Extraction, Verdict
from tests.evidence.samples import claim, figure, instant, report, review

METHODS = ("hand/1", "hand/2", "hand/3")
PLACES = ("arvona", "belmora", "corvina")
NUMBERS = st.integers(0, 4)
DAYS = st.integers(1, 31)
VERDICTS = st.sampled_from(Verdict)


def day_of(number):
    return date(2030, 1, 3 + 6 * number)


def reading(number, method):
    """What a method reads in a report: the first method finds one claim, the second two, the third three; all share the first."""
    made = report(number, day_of(number).isoformat())
    count = 1 + METHODS.index(method)
    claims = tuple(claim(made, place, method=method) for place in PLACES[:count])
    return Extraction(made, (), claims, (figure(made, float(100 * count), method=method),), method)


class NaiveModel:
    """Lists that are walked from end to end; nothing is indexed, nothing is sorted, nothing is digested."""

    def __init__(self):
        self.readings = []
        self.reviews = []

    def ingest(self, extraction):
        new = all((e.report.id, e.method) != (extraction.report.id, extraction.method) for e in self.readings)
        self.readings += [extraction] * new
        return new

    def counting(self):
        return [e for n, e in enumerate(self.readings) if all(later.report.id != e.report.id for later in self.readings[n + 1 :])]

    def newest(self, target, as_of):
        best = None
        for given in self.reviews:
            by_then = as_of is None or given.known_at <= as_of
            if given.target == target and by_then and (best is None or (best.known_at, best.id) < (given.known_at, given.id)):
                best = given
        return best

    def verdict(self, target, as_of):
        """The newest given by then; but one that stands and is void or dated back decides about earlier instants too."""
        stands = self.newest(target, None)
        if as_of is None or stands is None:
            return stands
        reaches = stands.verdict is Verdict.VOID or any(key == "from" and value <= format_instant(as_of) for key, value in stands.changes)
        return stands if reaches else self.newest(target, as_of)

    def rejected(self, target, as_of):
        found = self.verdict(target, as_of)
        return found is not None and found.verdict in (Verdict.REJECT, Verdict.VOID)

    def known(self, as_of):
        """The claims as (id, actor), the figures as (report, value), the reports."""
        read = [e for e in self.counting() if (as_of is None or e.report.known_at <= as_of) and not self.rejected(e.report.id, as_of)]
        kept = [c for e in read for c in e.claims if not self.rejected(c.id, as_of)]
        return {(c.id, self.actor(c, as_of)) for c in kept}, {(f.report_id, f.value) for e in read for f in e.figures}, {e.report.id for e in read}

    def actor(self, found, as_of):
        given = self.verdict(found.id, as_of)
        return given.changes[0][1] if given and given.verdict is Verdict.AMEND else found.actor


class StoreMachine(RuleBasedStateMachine):
    targets = Bundle("targets")

    @initialize()
    def start(self):
        self.folder = Path(tempfile.mkdtemp(prefix="store-machine-"))
        self.model = NaiveModel()
        self.revision = 0
        self.clock, self.now, self.held = store_module._now, datetime(2025, 1, 1, tzinfo=UTC), {}
        store_module._now = lambda: self.now
        self.open()

    def open(self):
        self.store = Store.open(str(self.folder / "store.sqlite"), "miniland")

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)
            store_module._now = self.clock

    @rule(target=targets, number=NUMBERS, method=st.sampled_from(METHODS))
    def ingest(self, number, method):
        extraction = reading(number, method)
        new = self.model.ingest(extraction)
        assert self.store.has(extraction.report.id, method) is not new
        assert self.store.append(extraction) is new
        self.expect_write(new=new)
        return multiple(extraction.report.id, *(c.id for c in extraction.claims))

    @rule(number=NUMBERS, method=st.sampled_from(METHODS))
    def look_for_a_reading(self, number, method):
        extraction = reading(number, method)
        assert self.store.has(extraction.report.id, method) is any(e == extraction for e in self.model.readings)

    @rule(target=targets, found=consumes(targets), day=DAYS, verdict=VERDICTS, back=st.booleans())
    def judge(self, found, day, verdict, back):
        published = next((e.report.known_at for e in self.model.readings if e.report.id == found), None)
        if verdict is Verdict.AMEND and published:
            verdict = Verdict.ACCEPT
        changes = {"actor": "BB"} if verdict is Verdict.AMEND else {}
        if back and verdict is Verdict.REJECT and published and published <= instant(day):
            changes = {"from": format_instant(published)}
        given = review(found, verdict, day, **changes)
        new = given not in self.model.reviews
        self.model.reviews += [given] * new
        self.store.review(given)
        self.expect_write(new=new)
        return found

    @rule(number=NUMBERS)
    def judge_what_is_not_there(self, number):
        made = replace(report(number), title="never ingested", id="")
        with pytest.raises(NotFoundError):
            self.store.review(review(made.id))
        self.expect_write(new=False)

    @rule()
    def reopen(self):
        self.store.close()
        self.open()

    @precondition(lambda self: self.model.readings)
    @rule(day=DAYS)
    def turn_back_the_clock(self, day):
        self.compare(end_of_day(date(2030, 1, day)))
        self.compare(instant(day))

    @invariant()
    def know_the_same(self):
        if hasattr(self, "store"):
            self.compare(None)

    def compare(self, as_of):
        found = known(self.store.snapshot(), as_of)
        claims = {(k.claim.id, k.claim.actor) for k in found.claims}
        assert len(claims) == len(found.claims)
        assert (claims, {(f.report_id, f.value) for f in found.figures}, set(found.reports)) == self.model.known(as_of)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def ask_what_was_held(self, data):
        """As recorded at an instant the store answers what it answered then."""
        at = data.draw(st.sampled_from(sorted(self.held)))
        found = self.store.snapshot(at)
        assert (found, found.digest, found.recorded) == (self.held[at], self.held[at].digest, self.held[at].recorded)

    def expect_write(self, *, new):
        self.held[self.now] = self.store.snapshot()
        self.now += timedelta(seconds=1)
        before, self.revision = self.revision, self.store.revision()
        assert self.revision > before if new else self.revision == before


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = settings(max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
