"""A server of an application, and a reverse proxy that serves another server under a path: both real, over sockets."""

import http.client
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import uvicorn
from fastapi import FastAPI

STARTED_S = 60.0
HOP = {"connection", "keep-alive", "transfer-encoding", "host", "date", "server"}
"""Headers of one hop: a proxy makes its own."""


@contextmanager
def listening(app: FastAPI, **options) -> Iterator[int]:
    """An application behind uvicorn, in a thread of its own, and its port. `options` go to uvicorn."""
    settings = {"host": "127.0.0.1", "port": 0, "log_level": "warning", "access_log": False, "ws": "none", "proxy_headers": False}
    server = uvicorn.Server(uvicorn.Config(app, **(settings | options)))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + STARTED_S
    while not server.started:
        assert thread.is_alive(), "the server ended while it started"
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(STARTED_S)


class Proxy(ThreadingHTTPServer):
    """A reverse proxy. It knows no path but those under `prefix`; it takes that off, or leaves it; `sends` are headers that it sets.

    `keeps_host`: it hands the client's Host header on, as Caddy does; else it names the server behind it, as nginx does by itself.
    """

    daemon_threads = True

    def __init__(self, prefix: str, *, strips: bool, keeps_host: bool, tells: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.prefix, self.strips, self.keeps_host, self.tells, self.upstream = prefix, strips, keeps_host, tells, 0

    @property
    def origin(self) -> str:
        """Scheme and host under which the public reaches it."""
        return f"http://127.0.0.1:{self.server_port}"

    def sent(self, given: Mapping[str, str]) -> dict[str, str]:
        """The headers that go to the server behind it."""
        headers = {name: value for name, value in given.items() if name.lower() not in HOP}
        headers["Host"] = given["Host"] if self.keeps_host else f"127.0.0.1:{self.upstream}"
        if self.tells:
            headers |= {"X-Forwarded-Host": given["Host"], "X-Forwarded-Proto": "http", "X-Forwarded-Prefix": self.prefix}
        return headers


class _Handler(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        path, mark, query = self.path.partition("?")
        if path != self.server.prefix and not path.startswith(f"{self.server.prefix}/"):
            self.send_error(404, "not under the prefix")
            return
        inner = (path.removeprefix(self.server.prefix) or "/") if self.server.strips else path
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))) or None
        behind = http.client.HTTPConnection("127.0.0.1", self.server.upstream, timeout=60)
        behind.request(self.command, f"{inner}{mark}{query}", body, self.server.sent(self.headers))
        answer = behind.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        behind.close()

    do_POST = do_HEAD = do_GET  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def standing(proxy: Proxy) -> Iterator[Proxy]:
    """The proxy at work, in a thread of its own."""
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join(STARTED_S)
