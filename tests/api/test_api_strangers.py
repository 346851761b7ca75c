"""What strangers may ask to be read: short texts, few at once, not for long; who bears a token waits for none of them."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from api_client import AUTHORISED, fill, mini_settings, problem, serving

from api.desk import Desk
from api.errors import TooManyError
from api.strangers import STRANGERS_WAITING
from api.throttle import Throttle
from geo.geoparse import patience
from geo.geoparse.extract import Rules
from geo.geoparse.reader import Reader
from tests.miniland import world

HERE = "/theatres/miniland"
SENTENCE = "Arlandish forces captured Lumova. "
REPORT = {"id": "note-1", "text": SENTENCE, "published_at": "2030-03-25", "publisher": "Atlas Desk", "language": "en"}
JSON = {"Content-Type": "application/json"}


def extract(client, report=REPORT, headers=None):
    return client.post(f"{HERE}/extract", json=report, headers=headers or {})


def streamed(size):
    async def parts():
        for _ in range(size // 1000):
            yield b"x" * 1000

    return parts()


@pytest.mark.parametrize("size", [200_001, 2_000_000])
def test_a_long_text_is_not_read_for_a_stranger_and_the_answer_says_what_to_do(untouched, monkeypatch, size):
    monkeypatch.setattr(Desk, "preview", None)
    detail = problem(extract(untouched, {**REPORT, "text": (SENTENCE * 60_000)[:size]}), 413)
    for words in ("200,000", "token", "in parts", "salient extract"):
        assert words in detail
    if size < 1_000_000:
        assert f"{size:,}" in detail


def test_a_text_as_long_as_strangers_may_is_read_in_any_alphabet_and_spelling(tmp_path):
    """Cyrillic letters are two bytes in UTF-8 and six as JSON escapes them. Without the text the body may hold verdicts."""
    with serving(mini_settings(tmp_path, extract_limit=1000)) as client:
        text = "Сила " * 111 + "x"
        assert len(text.encode()) == 1000
        body = json.dumps({**REPORT, "text": text, "language": "ru"})
        assert len(body) > 2500
        assert client.post(f"{HERE}/extract", content=body, headers=JSON).status_code == 200
        assert "1,001" in problem(extract(client, {**REPORT, "text": f"{text}x", "language": "ru"}), 413)


@pytest.mark.parametrize("content", [b"x" * 600_000, streamed(600_000)], ids=["announced", "streamed"])
def test_a_body_that_is_too_long_is_not_kept(tmp_path, content):
    """Not even to find out how long its text is."""
    with serving(mini_settings(tmp_path, extract_limit=1000)) as client:
        detail = problem(client.post(f"{HERE}/extract", content=content, headers=JSON), 413)
        assert "600,000" in detail
        assert "token" in detail


def test_the_bearer_of_a_token_may_send_what_a_report_may_be(tmp_path):
    with serving(mini_settings(tmp_path, extract_limit=1000, report_limit=5000, extracts_per_minute=1)) as client:
        long = {**REPORT, "text": SENTENCE * 100}
        assert [extract(client, long, AUTHORISED).status_code for _ in range(3)] == [200, 200, 200]
        assert "5,000" in problem(extract(client, {**REPORT, "text": SENTENCE * 200}, AUTHORISED), 413)
        assert problem(extract(client, long), 413)
        assert problem(extract(client), 429)


def test_a_token_that_is_not_known_is_told_so(untouched):
    assert "revoked" in problem(extract(untouched, headers={"Authorization": "Bearer wrong"}), 401)


class Held:
    """Stands before the reading of strangers' reports: counts them, and lets them go on when it is told to."""

    def __init__(self, monkeypatch):
        self.let, self.came, self.lock = threading.Event(), threading.Semaphore(0), threading.Lock()
        self.at_once = self.most = self.times = 0
        whole = Desk.preview

        def preview(desk, document, on=None):
            if document.ref != "stranger":
                return whole(desk, document, on)
            with self.lock:
                self.times, self.at_once = self.times + 1, self.at_once + 1
                self.most = max(self.most, self.at_once)
            self.came.release()
            assert self.let.wait(60)
            with self.lock:
                self.at_once -= 1
            return whole(desk, document, on)

        monkeypatch.setattr(Desk, "preview", preview)


@pytest.mark.parametrize("at_once", [1, 3])
def test_few_are_read_at_once_few_more_wait_and_nobody_else_does(tmp_path, monkeypatch, at_once):
    fill(tmp_path, world.story()[:3])
    held, stranger = Held(monkeypatch), {**REPORT, "id": "stranger"}
    crowd = at_once + STRANGERS_WAITING + 5
    with serving(mini_settings(tmp_path, extracts_at_once=at_once)) as client, ThreadPoolExecutor(crowd) as pool:
        asking = [pool.submit(extract, client, stranger) for _ in range(crowd)]
        for _ in range(at_once):
            assert held.came.acquire(timeout=60)
        done = threading.Event()
        while sum(answer.done() for answer in asking) < 5:
            assert not done.wait(0.01)
        refused = [answer.result() for answer in asking if answer.done()]
        for answer in refused:
            assert "salient extract" in problem(answer, 429)
            assert answer.headers["retry-after"] == "20"
        assert client.post(f"{HERE}/reports", json=REPORT, headers=AUTHORISED).status_code == 201
        assert extract(client, headers=AUTHORISED).status_code == 200
        assert client.get(f"{HERE}/series").status_code == client.get(f"{HERE}/map").status_code == 200
        assert held.most == at_once
        held.let.set()
        answers = [answer.result(60) for answer in asking]
    assert sorted(answer.status_code for answer in answers) == [200] * (crowd - 5) + [429] * 5
    assert held.most == at_once


def test_whose_turn_does_not_come_is_told_to_ask_again(tmp_path, monkeypatch):
    """One that looks at no clock keeps the only thread: who waits for it is not kept for longer than reading may take."""
    held, stranger = Held(monkeypatch), {**REPORT, "id": "stranger"}
    with serving(mini_settings(tmp_path, extract_s=0.1)) as client, ThreadPoolExecutor(1) as pool:
        asking = pool.submit(extract, client, stranger)
        assert held.came.acquire(timeout=60)
        answer = extract(client, stranger)
        assert "2 reports are being read or wait for it" in problem(answer, 429)
        assert answer.headers["retry-after"] == "1"
        held.let.set()
        assert asking.result(60).status_code == 413
        assert held.times == 1


def test_a_turn_that_failed_makes_room_for_the_next(tmp_path, monkeypatch):
    with serving(mini_settings(tmp_path)) as client:
        with monkeypatch.context() as broken:
            broken.setattr(Desk, "preview", lambda *_: 1 / 0)
            assert {extract(client).status_code for _ in range(STRANGERS_WAITING + 3)} == {500}
        assert extract(client).status_code == 200


def test_what_takes_too_long_is_given_up_between_two_sentences(tmp_path, monkeypatch):
    """While the third of a thousand sentences is read the clock jumps by a minute."""
    read, jumped, whole, clock = [], [0], Reader._claims, time.monotonic

    def claims(*arguments, **options):
        read.append(1)
        if len(read) == 3:
            jumped[0] += 60
        return whole(*arguments, **options)

    monkeypatch.setattr(Reader, "_claims", claims)
    monkeypatch.setattr(patience, "monotonic", lambda: clock() + jumped[0])
    with serving(mini_settings(tmp_path)) as client:
        assert extract(client).status_code == 200  # what there is to build is built
        read.clear()
        detail = problem(extract(client, {**REPORT, "text": SENTENCE * 1000}), 413)
        for words in ("20 s", "in parts", "salient extract", "token"):
            assert words in detail
        assert len(read) == 3
        assert extract(client).status_code == 200
        read.clear()
        assert extract(client, {**REPORT, "text": SENTENCE * 20}, AUTHORISED).status_code == 200
        assert len(read) == 20


def test_an_extractor_of_others_has_its_time_too(tmp_path, monkeypatch):
    """One that looks at no clock is not stopped, but what comes after it is."""
    whole = Rules.extract

    def slow(extractor, report):
        threading.Event().wait(0.4)
        return whole(extractor, report)

    monkeypatch.setattr(Rules, "extract", slow)
    monkeypatch.setattr(Reader, "read", lambda _reader, _report, _spans, _mentions: ((), (), False))
    monkeypatch.setattr(Reader, "toponyms", lambda _reader, _text: ((), ()))
    with serving(mini_settings(tmp_path, extract_s=0.2)) as client:
        assert "0.2 s" in problem(extract(client), 413)


# Who is one client


def admitted(throttle, *clients):
    """Which of these in turn are let in."""
    found = []
    for client in clients:
        try:
            throttle.admit(client)
        except TooManyError:
            found.append(False)
        else:
            found.append(True)
    return found


def test_all_addresses_of_one_ipv6_network_are_one_client():
    throttle = Throttle(1, clock=lambda: 0.0)
    assert admitted(throttle, "2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1") == [True, False, True]
    assert admitted(throttle, "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2", "", "") == [True, False, True, True, False]


def test_a_stranger_cannot_pass_for_many(tmp_path):
    """Without a proxy that is trusted nobody believes whom a request names; behind one each reader has a minute of its own."""
    named = [{"X-Forwarded-For": f"192.0.2.{n}", "X-Real-IP": f"192.0.2.{n}", "Forwarded": f"for=192.0.2.{n}"} for n in range(3)]
    with serving(mini_settings(tmp_path, extracts_per_minute=2)) as client:
        assert [extract(client, headers=headers).status_code for headers in named] == [200, 200, 429]
    with serving(mini_settings(tmp_path, extracts_per_minute=1, trusted_proxies=("127.0.0.1",))) as client:
        assert [extract(client, headers=headers).status_code for headers in [*named, named[0]]] == [200, 200, 200, 429]
        lying = {"X-Forwarded-For": "198.51.100.7, 192.0.2.1"}
        assert extract(client, headers=lying).status_code == 429
