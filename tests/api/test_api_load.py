"""Many readers at once: what is slow is made once, and what is quick does not wait for it."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from anyio.to_thread import run_sync
from api_client import fill, mini_settings, problem, serving

import api.maps
from api.deferred import SLOW, SLOW_WAITING
from api.desk import Desk
from api.settings import Settings
from geo.atlas import Atlas
from geo.errors import DataError, UnavailableError
from tests.miniland import world

HERE = "/theatres/miniland"
READERS = 40
SMALL = (
    "/healthz",
    "/theatres",
    "/docs",
    "/openapi.json",
    f"{HERE}/",
    f"{HERE}/series",
    f"{HERE}/explain?place=Arvona",
    f"{HERE}/reports",
    f"{HERE}/collections",
)


@pytest.fixture
def fresh(tmp_path, _packs):
    """A server on which nobody has asked for anything yet."""
    fill(tmp_path, world.story()[:3])
    with serving(mini_settings(tmp_path)) as client:
        yield client


class Slow:
    """Stands before a function: counts who comes, how many at once, and lets them in when it is told to."""

    def __init__(self, monkeypatch, where, name):
        self.inner, self.let, self.lock = getattr(where, name), threading.Event(), threading.Lock()
        self.came, self.at_once, self.most = threading.Semaphore(0), 0, 0
        self.times = 0
        monkeypatch.setattr(where, name, self)

    def __call__(self, *arguments, **options):
        with self.lock:
            self.times, self.at_once = self.times + 1, self.at_once + 1
            self.most = max(self.most, self.at_once)
        self.came.release()
        assert self.let.wait(60)
        with self.lock:
            self.at_once -= 1
        return self.inner(*arguments, **options)


def test_a_cold_map_asked_for_by_forty_is_made_once_and_small_answers_go_on(fresh, monkeypatch):
    maps = Slow(monkeypatch, api.maps, "map_page")
    with ThreadPoolExecutor(READERS) as pool:
        asking = [pool.submit(fresh.get, f"{HERE}/map?datetime=2030-01-01/2030-01-20") for _ in range(READERS)]
        assert maps.came.acquire(timeout=60)
        for path in SMALL:
            assert fresh.get(path).status_code == 200, path
        assert not any(answer.done() for answer in asking)
        maps.let.set()
        answers = [answer.result(60) for answer in asking]
    assert maps.times == 1
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == len({answer.headers["etag"] for answer in answers}) == 1
    assert fresh.get(f"{HERE}/map?datetime=2030-01-01/2030-01-20").content == answers[0].content
    assert maps.times == 1


def test_many_earlier_states_of_the_store_leave_room_for_small_answers(fresh, monkeypatch):
    earlier = Slow(monkeypatch, Desk, "edition_of")
    monkeypatch.setattr(Desk, "edition_of", lambda *arguments: earlier(*arguments))  # noqa: PLW0108 - a function is bound to its object
    with ThreadPoolExecutor(READERS) as pool:
        asking = [pool.submit(fresh.get, f"{HERE}/series?as-recorded=2030-01-{1 + n % 28:02}T{n:02}:00:00Z") for n in range(READERS // 2)]
        assert earlier.came.acquire(timeout=60)
        for path in SMALL:
            assert fresh.get(path).status_code == 200, path
        assert not any(answer.done() for answer in asking)
        earlier.let.set()
        assert {answer.result(60).status_code for answer in asking} == {200}
    assert earlier.most == 1


def test_forty_different_maps_at_once_leave_room_for_small_answers(fresh, monkeypatch):
    maps = Slow(monkeypatch, api.maps, "map_page")
    with ThreadPoolExecutor(READERS) as pool:
        asking = [pool.submit(fresh.get, f"{HERE}/map?datetime=2030-01-01/2030-{2 + n // 28:02}-{1 + n % 28:02}") for n in range(READERS)]
        for _ in range(SLOW):
            assert maps.came.acquire(timeout=60)
        for path in SMALL:
            assert fresh.get(path).status_code == 200, path
        maps.let.set()
        assert {answer.result(120).status_code for answer in asking} == {200}
    assert maps.times == READERS
    assert maps.most == SLOW


def test_what_was_known_on_a_day_that_nobody_asked_about_yet_is_slow_too(fresh, monkeypatch):
    """Forty readers ask about forty places as known on a day: the map of that day must be worked out first, and is so once."""
    maps = Slow(monkeypatch, Atlas, "work_out")
    monkeypatch.setattr(Atlas, "work_out", lambda *arguments: maps(*arguments))  # noqa: PLW0108 - a function is bound to its object
    with ThreadPoolExecutor(READERS) as pool:
        asking = [pool.submit(fresh.get, f"{HERE}/explain?lon=30.0{n:02}&lat=50&as-of=2030-01-02") for n in range(READERS)]
        assert maps.came.acquire(timeout=60)
        for path in SMALL:
            assert fresh.get(path).status_code == 200, path
        assert not any(answer.done() for answer in asking)
        maps.let.set()
        for answer in asking:
            assert answer.result(60).status_code == 200
    assert maps.times == 1


def test_when_making_fails_all_are_told_and_the_next_one_tries_again(fresh, monkeypatch):
    def broken(*_arguments, **_options):
        raise DataError("The pack is broken. Restore it.")

    maps = Slow(monkeypatch, api.maps, "map_page")
    maps.inner, whole = broken, maps.inner
    with ThreadPoolExecutor(READERS) as pool:
        asking = [pool.submit(fresh.get, f"{HERE}/map") for _ in range(READERS)]
        assert maps.came.acquire(timeout=60)
        maps.let.set()
        for answer in asking:
            assert problem(answer.result(60), 500) == "The pack is broken. Restore it."
    assert maps.times < READERS  # those who came after the first had failed tried again
    maps.inner = whole
    assert fresh.get(f"{HERE}/map").status_code == 200


def test_a_queue_that_is_full_says_when_to_ask_again(fresh, monkeypatch):
    maps = Slow(monkeypatch, api.maps, "map_page")
    days = [f"2030-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 29)]
    with ThreadPoolExecutor(len(days)) as pool:
        asking = [pool.submit(fresh.get, f"{HERE}/map?datetime={day}") for day in days]
        refused = [answer for answer in asking if _turned_away(answer, asking, len(days) - SLOW - SLOW_WAITING)]
        assert "Ask again in 10 s" in problem(refused[0].result(), 503)
        assert refused[0].result().headers["retry-after"] == "10"
        assert fresh.get(f"{HERE}/series").status_code == 200
        maps.let.set()
    assert sorted({answer.result().status_code for answer in asking}) == [200, 503]
    assert len(refused) == len(days) - SLOW - SLOW_WAITING


def _turned_away(answer, asking, expected):
    """Whether this one was; those that are kept waiting do not answer before they are let."""
    deadline = threading.Event()
    while sum(found.done() for found in asking) < expected:
        assert not deadline.wait(0.01)
    return answer.done()


def test_a_reader_who_hangs_up_waits_no_more(fresh, monkeypatch):
    """Of two who wait for a thread one hangs up: the page that nobody wants is not made."""
    maps = Slow(monkeypatch, api.maps, "map_page")
    sent = []

    async def ask(day, gone):
        path = f"{HERE}/map"
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "root_path": "",
            "path": path,
            "raw_path": path.encode(),
            "query_string": f"datetime={day}".encode(),
            "headers": [(b"host", b"localhost")],
            "client": ("192.0.2.7", 50_000),
            "server": ("127.0.0.1", 8000),
        }

        async def receive():
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append((day, message["type"]))

        await fresh.app(scope, receive, send)

    async def both():
        at_work = [asyncio.create_task(ask(f"2030-01-0{n + 1}", asyncio.Event())) for n in range(SLOW)]
        while maps.times < SLOW:  # noqa: ASYNC110 - it happens in other threads
            await asyncio.sleep(0.01)
        gone = asyncio.Event()
        leaving = asyncio.create_task(ask("2030-01-20", gone))
        await asyncio.sleep(0.1)
        gone.set()
        await asyncio.wait_for(leaving, 30)
        maps.let.set()
        await asyncio.gather(*at_work)

    fresh._portal.call(both)
    assert maps.times == SLOW
    assert {day for day, _ in sent} == {f"2030-01-0{n + 1}" for n in range(SLOW)}


def test_what_another_program_stores_is_taken_up_within_two_seconds_whatever_goes_on(tmp_path, monkeypatch):
    """A write holds the pen, pages are being made, and readers have taken every thread that they share."""
    fill(tmp_path, world.story()[:3])
    maps, let = Slow(monkeypatch, api.maps, "map_page"), threading.Event()
    with serving(mini_settings(tmp_path, refresh_s=Settings.model_fields["refresh_s"].default)) as client, ThreadPoolExecutor(SLOW) as pool:
        desk, before = client.app.state.desks.get("miniland"), client.get("/healthz").json()
        pages = [pool.submit(client.get, f"{HERE}/map?datetime=2030-01-0{n + 1}") for n in range(SLOW)]
        for _ in pages:
            assert maps.came.acquire(timeout=60)
        threads = [client._portal.start_task_soon(run_sync, let.wait, 60) for _ in range(READERS)]
        with desk._lock:
            fill(tmp_path, world.story()[3:5])
            stored, waited = time.monotonic(), 0.0
            while client.get("/healthz").json() == before and waited < 30:
                waited = time.monotonic() - stored
        maps.let.set()
        let.set()
        assert {page.result(60).status_code for page in pages} == {200}
        assert all(thread.result(60) for thread in threads)
    assert waited < 2


def test_a_store_that_cannot_be_looked_at_is_told_once_and_followed_again(tmp_path, monkeypatch, caplog):
    fill(tmp_path, world.story()[:3])
    faults = iter([UnavailableError("locked"), UnavailableError("locked"), KeyError("a fault of ours"), *[None] * 1000])
    looked, whole = threading.Semaphore(0), Desk.refresh

    def refresh(desk):
        fault = next(faults)
        looked.release()
        if fault:
            raise fault
        whole(desk)

    monkeypatch.setattr(Desk, "refresh", refresh)
    with serving(mini_settings(tmp_path, refresh_s=0.01)) as client:
        before = client.get("/healthz").json()
        fill(tmp_path, world.story()[3:5])
        for _ in range(4):
            assert looked.acquire(timeout=30)
        until = time.monotonic() + 30
        while client.get("/healthz").json() == before and time.monotonic() < until:
            time.sleep(0.01)
        assert client.get("/healthz").json() != before
    told = [record.getMessage() for record in caplog.records if "looked at" in record.getMessage()]
    assert told == [
        "The store of miniland cannot be looked at: locked",
        "The store of miniland cannot be looked at: KeyError('a fault of ours')",
        "The store of miniland can be looked at again.",
    ]
