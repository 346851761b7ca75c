"""`salient serve --workers 2`: two processes on one port and one store, looked at from outside, over real connections."""

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from geo.evidence import Store
from geo.model import Extraction
from tests.miniland import world

ROOT = Path(__file__).parents[2]
HERE = "/theatres/miniland"
TOKEN = "a-token-for-tests"  # noqa: S105
FOLLOWED_S = 2.0
"""What one worker stores, the others show by then."""
SOON_S = 60.0
"""For what must come and has no time of its own: a process starts or ends."""
COUNTING = '''
import importlib.abc, importlib.machinery, os, sys

class Hook(importlib.abc.MetaPathFinder):
    """Writes a line into the file of SALIENT_TEST_MADE for each page that is made."""

    def find_spec(self, name, path=None, target=None):
        if name != "api.maps":
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            make = module.map_page

            def map_page(*arguments, **options):
                with open(os.environ["SALIENT_TEST_MADE"], "a", encoding="ascii") as file:
                    file.write(f"{os.getpid()}\\n")
                return make(*arguments, **options)

            module.map_page = map_page

        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Hook())
'''
"""Runs when a Python starts with its folder in PYTHONPATH: the workers are processes of their own, and a test cannot reach into them otherwise."""


class Running:
    """The program, its workers, and connections to it."""

    def __init__(self, child: subprocess.Popen, folder: Path) -> None:
        self.child, self.folder = child, folder
        self.opened: list[http.client.HTTPConnection] = []
        self.address = urlsplit(child.stdout.readline().strip().removeprefix("Salient is ready at "))
        assert self.address.port, "it did not start"

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=SOON_S)
        connection.connect()
        self.opened.append(connection)
        return connection

    def hang_up(self) -> None:
        for connection in self.opened:
            connection.close()

    def workers(self) -> set[int]:
        """Its processes that have the listening socket, by number."""
        found = set()
        for process in children(self.child.pid):
            if _inode(self.address.port, 0) in _inodes(process):
                found.add(process)
        return found

    def worker_of(self, connection: http.client.HTTPConnection) -> int:
        """The process at the other end of a connection."""
        inode = _inode(self.address.port, connection.sock.getsockname()[1])
        return next(process for process in children(self.child.pid) if inode in _inodes(process))

    def connect_to_each(self, number: int = 2) -> dict[int, http.client.HTTPConnection]:
        """A connection to each worker, by its number."""
        found: dict[int, http.client.HTTPConnection] = {}
        until = time.monotonic() + SOON_S
        while len(found) < number:
            assert time.monotonic() < until, "one worker never takes up a connection"
            connection = self.connect()
            assert ask(connection, "GET", "/healthz")[0] == 200  # by then some worker has taken it up
            found.setdefault(self.worker_of(connection), connection)
            for kept in found.values():
                assert ask(kept, "GET", "/healthz")[0] == 200  # or it would be hung up on: one that starts may be long in coming
            time.sleep(0.05)
        return found

    def get(self, path: str) -> tuple[int, bytes, str]:
        return self.send("GET", path)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, bytes, str]:
        connection = self.connect()
        try:
            return ask(connection, method, path, body, **headers)
        finally:
            connection.close()


def ask(connection: http.client.HTTPConnection, method: str, path: str, body: object = None, **headers: str) -> tuple[int, bytes, str]:
    """Status, body and entity tag."""
    content = None if body is None else json.dumps(body)
    connection.request(method, path, content, {"Content-Type": "application/json", **headers} if body else headers)
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.headers.get("ETag", "")


def children(parent: int) -> list[int]:
    stats = {int(path.parent.name): path.read_text(encoding="utf-8") for path in Path("/proc").glob("[0-9]*/stat") if path.exists()}
    return [number for number, stat in stats.items() if int(stat.rpartition(")")[2].split()[1]) == parent]


def _inodes(process: int) -> set[str]:
    """The sockets of a process."""
    found = set()
    for link in Path(f"/proc/{process}/fd").glob("*"):
        try:
            found.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
        except OSError:
            continue  # closed meanwhile
    return found


def _inode(port: int, remote: int) -> str:
    """The server's socket of a connection, by the ports of both ends; remote port 0 is that of the listening one."""
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if (int(fields[1].rpartition(":")[2], 16), int(fields[2].rpartition(":")[2], 16)) == (port, remote):
            return fields[9]
    return "none"


@contextmanager
def running(*arguments: str, entries: int = 3, workers: int = 2, **settings: str) -> Iterator[Running]:
    """A server of miniland with the first reports of its story, in the folder where the test runs."""
    folder = Path.cwd()
    home = Path(os.environ["SALIENT_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    with Store.open(str(home / "miniland.sqlite"), "miniland") as store:
        for entry in world.story()[:entries]:
            store.append(Extraction(world.report(entry), (), tuple(world.claims(entry)), tuple(world.figures(entry)), world.METHOD))
    options = ["--port", "0", "--theatre", "miniland", "--workers", str(workers), *arguments]
    command = [sys.executable, "-c", "from geo.cli import main; main()", "serve", *options]
    path = os.pathsep.join([str(folder), str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "SALIENT_TOKEN": TOKEN, "SALIENT_TEST_MADE": str(folder / "made"), **settings}
    with ExitStack() as stack:
        errors = stack.enter_context((folder / "stderr").open("w+", encoding="utf-8"))
        child = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=folder, env=environment))
        stack.callback(child.kill)
        server = Running(child, folder)
        stack.callback(server.hang_up)
        yield server


@contextmanager
def watching(connection: http.client.HTTPConnection) -> Iterator[dict[str, float]]:
    """Ask a worker again and again within the block; the evidence that it serves, by digest, with the instant at which that was seen first."""
    seen: dict[str, float] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            digest = json.loads(ask(connection, "GET", "/healthz")[1])["theatres"]["miniland"]
            seen.setdefault(digest, time.monotonic())

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(watch)
        try:
            yield seen
        finally:
            over.set()
            looking.result(SOON_S)


def gone(processes: set[int]) -> None:
    """Wait until they have ended."""
    until = time.monotonic() + SOON_S
    while any(Path(f"/proc/{process}").exists() for process in processes):
        assert time.monotonic() < until, "a worker did not end"
        time.sleep(0.05)


REPORT = {"id": "note-1", "text": "Arlandish forces captured Lumova.", "published_at": "2030-03-25", "publisher": "Atlas Desk", "language": "en"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.full
def test_two_processes_serve_one_store_and_each_follows_the_other(home, packs):
    """Ready is said once, when both are; what one of them stores the other shows within two seconds; Ctrl-C ends both."""
    with running() as server:
        assert len(server.workers()) == 2
        each = server.connect_to_each()
        assert set(each) == server.workers()
        first, second = each.values()
        for writer, reader, report in ((first, second, REPORT), (second, first, {**REPORT, "id": "note-2", "text": "Arlandish forces captured Keldova."})):
            with watching(reader) as seen:
                status, body, _ = ask(writer, "POST", f"{HERE}/reports", report, **BEARER)
                stored, digest = time.monotonic(), json.loads(body)["change"]["digest"]
                assert status == 201
                while digest not in seen and time.monotonic() - stored < SOON_S:
                    time.sleep(0.02)
            assert seen[digest] - stored < FOLLOWED_S
            assert json.loads(ask(writer, "GET", "/healthz")[1])["theatres"]["miniland"] == digest
        workers = server.workers()
        server.child.send_signal(signal.SIGINT)
        rest, _ = server.child.communicate(timeout=SOON_S)
        gone(workers)
        messages = (server.folder / "stderr").read_text(encoding="utf-8")
    assert (server.child.returncode, rest) == (0, "")
    assert messages.count("Press Ctrl-C to stop.") == 1
    assert "Traceback" not in messages


@pytest.mark.full
def test_a_worker_that_dies_is_replaced_and_all_end_with_the_signal(home, packs):
    with running() as server:
        before = server.workers()
        victim = min(before)
        os.kill(victim, signal.SIGKILL)
        gone({victim})
        assert server.get("/healthz")[0] == 200  # the other one goes on meanwhile
        until = time.monotonic() + SOON_S
        while len(server.workers()) < 2:
            assert time.monotonic() < until
            time.sleep(0.1)
        each = server.connect_to_each()
        assert victim not in each
        assert {ask(connection, "GET", f"{HERE}/series")[0] for connection in each.values()} == {200}
        assert f"process {victim}, code -9" in (server.folder / "stderr").read_text(encoding="utf-8")
        workers = server.workers()
        server.child.send_signal(signal.SIGTERM)
        server.child.wait(SOON_S)
        gone(workers)
    assert server.child.returncode == -signal.SIGTERM


@pytest.mark.full
def test_workers_end_when_the_process_that_started_them_is_killed(home, packs):
    with running() as server:
        workers = server.workers()
        assert len(workers) == 2
        server.child.kill()
        gone(workers)


@pytest.mark.full
@pytest.mark.parametrize("workers", [1, 2])
def test_the_signal_ends_it_in_the_middle_of_work(home, packs, workers):
    """Every process reads a report that takes far longer than the server may take to end."""
    with running(workers=workers) as server, ThreadPoolExecutor(workers) as pool:
        long = {**REPORT, "text": (REPORT["text"] + " ") * 58_000}
        connections = server.connect_to_each().values() if workers > 1 else [server.connect()]
        for connection in connections:
            pool.submit(ask, connection, "POST", f"{HERE}/extract", long, **BEARER)
        time.sleep(3)
        processes, told = server.workers(), time.monotonic()
        server.child.send_signal(signal.SIGTERM)
        server.child.wait(SOON_S)
        gone(processes)
        assert time.monotonic() - told < 25


@pytest.mark.full
def test_a_cold_map_asked_for_by_forty_is_made_once_in_each_worker(home, packs):
    Path("sitecustomize.py").write_text(COUNTING, encoding="utf-8")
    with running(entries=40) as server, ThreadPoolExecutor(40) as pool:
        asked = [pool.submit(server.get, f"{HERE}/map?datetime=2030-01-01/2030-03-01") for _ in range(40)]
        answers = [answer.result(SOON_S) for answer in asked]
        made = (server.folder / "made").read_text(encoding="ascii").split()
        assert {status for status, _, _ in answers} == {200}
        assert len({(body, tag) for _, body, tag in answers}) == 1
        assert 1 <= len(made) == len(set(made)) <= 2
        assert {int(process) for process in made} <= server.workers()
        each = server.connect_to_each()
        for connection in [*each.values(), *each.values()]:
            assert ask(connection, "GET", f"{HERE}/map?datetime=2030-01-01/2030-03-01")[1] == answers[0][1]
        assert len((server.folder / "made").read_text(encoding="ascii").split()) == 2


@pytest.mark.full
def test_strangers_reports_do_not_hold_the_workers(home, packs):
    """Twelve strangers send as much as they may, again and again: small answers go on, a token's report is stored, and who is too many is told."""
    with running(SALIENT_EXTRACTS_PER_MINUTE="1000", SALIENT_EXTRACT_S="4") as server, ThreadPoolExecutor(12) as pool:
        long, over = {**REPORT, "text": (REPORT["text"] + " ") * 5_800}, threading.Event()
        assert 190_000 < len(long["text"]) <= 200_000
        assert server.send("POST", f"{HERE}/extract", {**long, "text": long["text"] * 10})[0] == 413

        def stranger() -> list[int]:
            found = []
            while not over.is_set():
                found.append(server.send("POST", f"{HERE}/extract", long)[0])
                time.sleep(0.05)
            return found

        crowd = [pool.submit(stranger) for _ in range(12)]
        time.sleep(1)
        small = []
        for _ in range(20):
            began = time.monotonic()
            assert server.get(f"{HERE}/series?datetime=2030-01-02")[0] == server.get("/healthz")[0] == 200
            small.append(time.monotonic() - began)
        status, _, _ = server.send("POST", f"{HERE}/reports", REPORT, **BEARER)
        over.set()
        statuses = {status for answers in crowd for status in answers.result(SOON_S * 2)}
    assert status == 201
    assert 429 in statuses <= {200, 413, 429}
    assert statistics.median(small) < 1


@pytest.mark.parametrize(
    ("arguments", "settings", "part"),
    [
        (("--workers", "0"), {}, "--workers"),
        (("--workers", "65"), {}, "--workers"),
        (("--workers", "2"), {"SALIENT_REFRESH_S": "0"}, "SALIENT_REFRESH_S is 0"),
        (("--workers", "2"), {"SALIENT_PAGE_LIMIT": "many"}, "SALIENT_PAGE_LIMIT: "),
    ],
)
def test_what_cannot_be_is_refused_before_a_worker_starts(mini, monkeypatch, arguments, settings, part):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    result = mini("serve", "--port", "0", *arguments)
    assert result.exit_code == 2
    assert part in result.stderr


@pytest.mark.full
def test_where_no_worker_can_start_the_program_ends_and_says_so(home, packs):
    with pytest.raises(AssertionError, match="did not start"), running(SALIENT_THEATRES="miniland,atlantis") as server:
        server.get("/")
