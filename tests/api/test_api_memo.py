"""What is asked for by several at once is made once, and who waits for it holds nothing that others need."""

import asyncio
import threading

import anyio
import pytest

from api.errors import BusyError
from api.memo import Lane, Memo
from geo.errors import InputError

WIDE = (8, 1000)


def memo(limit=1000):
    return Memo[str](limit, len)


class Maker:
    """Makes a value when it is let, and counts how often and how many at once."""

    def __init__(self, value="made", fault=None):
        self.value, self.fault, self.times, self.at_once, self.most = value, fault, 0, 0, 0
        self.let, self.lock = threading.Event(), threading.Lock()

    def __call__(self):
        with self.lock:
            self.times += 1
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        try:
            assert self.let.wait(30)
            if self.fault:
                raise self.fault
            return self.value
        finally:
            with self.lock:
                self.at_once -= 1

    @property
    def begun(self):
        return self.times > 0


def run(test):
    """Run an async function, and fail where it hangs."""

    async def bounded():
        with anyio.fail_after(30):
            await test()

    anyio.run(bounded)


async def until(true):
    while not true():  # noqa: ASYNC110 - what is waited for happens in other threads too
        await asyncio.sleep(0.001)


def test_what_is_used_is_kept_and_the_rest_dropped():
    """Room for ten: of a(4), b(4), c(4) the one used longest ago goes."""
    made = []

    def make(text):
        return lambda: made.append(text) or text

    async def test():
        kept, lane = memo(10), Lane(*WIDE)
        for text in ("aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb"):
            assert await kept.get(text[0], make(text), lane) == text

    run(test)
    assert made == ["aaaa", "bbbb", "cccc", "bbbb"]


def test_what_is_larger_than_the_memo_is_not_kept():
    made = []

    async def test():
        kept, lane = memo(3), Lane(*WIDE)
        for _ in range(2):
            await kept.get("k", lambda: made.append(1) or "too long", lane)
        assert kept.kept("k") is None
        assert await kept.get("s", lambda: "abc", lane) == "abc"
        assert await kept.get("s", lambda: "never", lane) == "abc"

    run(test)
    assert made == [1, 1]


@pytest.mark.parametrize("limit", [1000, 0])
def test_forty_who_ask_at_once_get_what_is_made_once(limit):
    """Also where it is too large to be kept."""

    async def test():
        make, kept, lane = Maker(), memo(limit), Lane(*WIDE)
        asking = [asyncio.create_task(kept.get("k", make, lane)) for _ in range(40)]
        await until(lambda: make.begun)
        make.let.set()
        assert await asyncio.gather(*asking) == ["made"] * 40
        assert make.times == 1

    run(test)


def test_an_error_reaches_all_who_wait_and_whoever_asks_next_tries_again():
    async def test():
        make, kept, lane = Maker(fault=InputError("no")), memo(), Lane(1, 0)
        asking = [asyncio.create_task(kept.get("k", make, lane)) for _ in range(40)]
        await until(lambda: make.begun)
        make.let.set()
        found = await asyncio.gather(*asking, return_exceptions=True)
        assert [str(fault) for fault in found] == ["no"] * 40
        assert make.times == 1
        assert await kept.get("k", lambda: "yes", lane) == "yes"

    run(test)


def test_who_waits_takes_up_no_thread():
    """Both threads of the slow lane at work, sixty waiting for them: what is quick is made at once."""

    async def test():
        kept, slow, quick = memo(), Lane(2, 100), Lane(1, 0)
        makers = [Maker(str(n)) for n in range(20)]
        asking = [asyncio.create_task(kept.get(f"k{n}", makers[n], slow)) for n in range(20) for _ in range(3)]
        await until(lambda: sum(make.begun for make in makers) == 2)
        before = threading.active_count()
        assert await kept.get("quick", lambda: "at once", quick) == "at once"
        assert threading.active_count() <= before + 1
        assert sum(make.begun for make in makers) == 2
        for make in makers:
            make.let.set()
        assert sorted(await asyncio.gather(*asking)) == sorted([str(n) for n in range(20)] * 3)
        assert {make.times for make in makers} == {1}

    run(test)


def test_who_gives_up_leaves_and_the_others_get_it():
    async def test():
        make, kept, lane = Maker(), memo(), Lane(1, 0)
        first, second = (asyncio.create_task(kept.get("k", make, lane)) for _ in range(2))
        await until(lambda: make.begun)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        make.let.set()
        assert await second == "made"

    run(test)


def test_what_is_begun_is_finished_and_kept_though_all_have_left():
    async def test():
        make, kept, lane = Maker(), memo(), Lane(1, 0)
        only = asyncio.create_task(kept.get("k", make, lane))
        await until(lambda: make.begun)
        only.cancel()
        with pytest.raises(asyncio.CancelledError):
            await only
        with pytest.raises(BusyError):  # its thread is at work still
            await kept.get("other", lambda: "x", lane)
        make.let.set()
        await until(lambda: kept.kept("k") == "made")
        assert await kept.get("other", lambda: "x", lane) == "x"
        assert make.times == 1

    run(test)


def test_what_nobody_waits_for_any_more_is_not_begun():
    async def test():
        busy, unwanted, kept, lane = Maker(), Maker(), memo(), Lane(1, 1)
        at_work = asyncio.create_task(kept.get("busy", busy, lane))
        await until(lambda: busy.begun)
        leaving = [asyncio.create_task(kept.get("k", unwanted, lane)) for _ in range(3)]
        await asyncio.sleep(0.01)
        for task in leaving:
            task.cancel()
        await asyncio.gather(*leaving, return_exceptions=True)
        wanted = asyncio.create_task(kept.get("k", lambda: "another's", lane))  # its place in the queue is free again, and it waits for nobody who left
        await asyncio.sleep(0.01)
        busy.let.set()
        assert (await at_work, await wanted) == ("made", "another's")
        assert not unwanted.begun

    run(test)


def test_the_queue_has_an_end_and_says_when_to_ask_again():
    async def test():
        busy, kept, lane = Maker(), memo(), Lane(1, 2)
        asking = [asyncio.create_task(kept.get(f"k{n}", busy, lane)) for n in range(3)]
        await until(lambda: busy.begun)
        with pytest.raises(BusyError, match=r"3 answers are being made or waited for\. Ask again in 10 s") as refused:
            await kept.get("k3", busy, lane)
        assert refused.value.retry_s == 10
        same = asyncio.create_task(kept.get("k0", busy, lane))  # to wait for what is being made costs nothing
        await asyncio.sleep(0)
        busy.let.set()
        assert await asyncio.gather(*asking, same) == ["made"] * 4
        assert busy.most == 1
        assert await kept.get("k3", busy, lane) == "made"

    run(test)
