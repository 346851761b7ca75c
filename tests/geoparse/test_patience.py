"""A reading that is given an end keeps to it, in the thread that set it and in no other."""

import threading

import pytest

from geo.errors import TooLargeError
from geo.geoparse import patience


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("geo.geoparse.patience.monotonic", lambda: now[0])
    return now


def test_without_an_end_there_is_always_time(clock):
    clock[0] = 1e9
    patience.check()


def test_the_end_is_kept_to_and_told_in_the_words_given(clock):
    with patience.within(10, "Send it in parts."):
        clock[0] = 10.0
        patience.check()
        clock[0] = 10.1
        with pytest.raises(TooLargeError, match=r"^Send it in parts\.$"):
            patience.check()
    patience.check()


def test_an_end_is_one_threads_own(clock):
    with patience.within(1, "over"):
        clock[0] = 2.0
        other = threading.Thread(target=patience.check)
        other.start()
        other.join()
        with pytest.raises(TooLargeError):
            patience.check()
