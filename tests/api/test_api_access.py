"""The access log: off unless it is switched on; then a line a request, in which nothing stands that a reader would not want to be written down."""

import logging
import re
from collections.abc import Iterator

import pytest
from api_client import AUTHORISED, TOKEN, mini_settings, serving

from api.access import LOGGER
from api.desk import Desk

HERE = "/theatres/miniland"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (\S+) ([A-Z]+) (/\S*) (\d{3}|-) (\d+) (\d+)")
REPORT = {"text": "Arlandish forces captured Lumova.", "published_at": "2030-03-25", "publisher": "Atlas Desk", "language": "en"}


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is written to the log."""
    found: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(record.getMessage())
    log = logging.getLogger(LOGGER)
    log.addHandler(handler)
    yield found
    log.removeHandler(handler)


def test_a_line_says_who_asked_for_what_and_what_came_of_it(tmp_path, lines):
    with serving(mini_settings(tmp_path, access_log=True)) as client:
        answer = client.get(f"{HERE}/series?datetime=2030-01-02", headers={"Accept-Encoding": "gzip"})
        client.request("HEAD", f"{HERE}/map")
        client.get(f"{HERE}/nothing")
        client.request("DELETE", "/docs")
        added = client.post(f"{HERE}/reports", json=REPORT, headers=AUTHORISED)
        turned_away = client.get("/", headers={"Host": "evil.example"})
    found = [LINE.fullmatch(line).groups() for line in lines]
    assert [line[:4] for line in found] == [
        ("127.0.0.1", "GET", f"{HERE}/series?datetime", "200"),
        ("127.0.0.1", "HEAD", f"{HERE}/map", "200"),
        ("127.0.0.1", "GET", f"{HERE}/nothing", "404"),
        ("127.0.0.1", "DELETE", "/docs", "405"),
        ("127.0.0.1", "POST", f"{HERE}/reports", "201"),
        ("127.0.0.1", "GET", "/", "421"),
    ]
    sizes = [int(line[4]) for line in found]
    assert sizes[0] == int(answer.headers["content-length"])
    assert sizes[1] == 0
    assert sizes[4:] == [int(answer.headers["content-length"]) for answer in (added, turned_away)]
    assert all(0 <= int(line[5]) < 60_000 for line in found)


def test_nothing_is_written_unless_it_is_switched_on(tmp_path, lines):
    with serving(mini_settings(tmp_path)) as client:
        assert client.get("/healthz").status_code == 200
    assert lines == []


SECRET = "sesame-7f3a"  # noqa: S105 - stands for one


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (f"{HERE}/explain?place={SECRET}&at=2030-01-02", f"{HERE}/explain?place&at"),
        (f"{HERE}/explain?lon=30.{TOKEN}&lat=50", f"{HERE}/explain?lon&lat"),
        (f"{HERE}/series?token={SECRET}", f"{HERE}/series"),
        (f"{HERE}/series?{SECRET}", f"{HERE}/series"),
        (f"{HERE}/series?{SECRET}=1&f=csv&access_token={TOKEN}&f=json", f"{HERE}/series?f"),
        (f"{HERE}/series?datetime={SECRET}%0a2030-01-01T00:00:00Z%20192.0.2.9%20GET", f"{HERE}/series?datetime"),
        (f"{HERE}/series?f={SECRET}%26at%3D1;place={SECRET}#{SECRET}", f"{HERE}/series?f"),
    ],
)
def test_no_value_and_no_name_that_is_not_ours_is_written(tmp_path, lines, path, written):
    with serving(mini_settings(tmp_path, access_log=True)) as client:
        client.get(path, headers={**AUTHORISED, "Cookie": f"s={SECRET}", "Referer": f"https://desk.example/{SECRET}", "User-Agent": SECRET})
        client.post(f"{HERE}/extract", json={**REPORT, "text": f"{SECRET} {TOKEN}"}, headers=AUTHORISED)
    assert LINE.fullmatch(lines[0])[3] == written
    assert SECRET not in "".join(lines)
    assert TOKEN not in "".join(lines)


def test_a_path_cannot_write_lines_of_its_own_nor_without_end(tmp_path, lines):
    with serving(mini_settings(tmp_path, access_log=True)) as client:
        client.get("/a%0a2030-01-01T00:00:00Z%20192.0.2.9%20GET%20/%20200%201%201")
        client.get("/\u0421\u0443\u0434\u0436\u0430/%e2%80%ae%1b[31m%22")
        client.get(f"/{'x' * 10_000}")
    assert all(LINE.fullmatch(line) and line.isascii() for line in lines)
    assert len(lines) == 3
    assert max(map(len, lines)) < 400


def test_the_client_is_who_a_trusted_proxy_names(tmp_path, lines):
    told = {"X-Forwarded-For": "198.51.100.1, 192.0.2.7"}
    for trusted in ((), ("127.0.0.1",)):
        with serving(mini_settings(tmp_path, access_log=True, trusted_proxies=trusted)) as client:
            client.get("/healthz", headers=told)
    assert [LINE.fullmatch(line)[1] for line in lines] == ["127.0.0.1", "192.0.2.7"]


def test_a_request_that_failed_is_written_as_it_was_answered(tmp_path, lines, monkeypatch):
    monkeypatch.setattr(Desk, "edition", property(lambda _desk: 1 / 0))
    with serving(mini_settings(tmp_path, access_log=True)) as client:
        assert client.get(f"{HERE}/series").status_code == 500
    assert LINE.fullmatch(lines[0])[4] == "500"
