"""The server as one process or as several on one listening socket: started together, replaced when one dies, ended together."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import FrameType
from typing import TYPE_CHECKING

from geo.cli.speak import note

if TYPE_CHECKING:
    import uvicorn

FACTORY = "api.app:create_app"
"""Given to the server as words: the library knows no HTTP."""
MOST_WORKERS = 64
GRACE_S = 10
"""Answers that are under way when the server is told to end have so long to be finished."""
END_S = 15.0
"""After so long a process that was told to end is cut off, whatever it does: what the store acknowledged survives that."""
POLL_S = 0.25
"""How soon a signal is noticed."""
PAUSE_S = 5.0
"""A replacement that could not start is tried again after this."""
READY = "ready"


def make_server(ready: Callable[[], None]) -> uvicorn.Server:
    """A server that calls `ready` when it answers, and ends within END_S of the signal to do so."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready()

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            if not self.should_exit:
                cut_off_in(END_S)
            super().handle_exit(sig, frame)

    return Server(server_config())


def server_config() -> uvicorn.Config:
    """How the application is run; to load it reads the settings, which raises InputError where one cannot be used."""
    import uvicorn

    return uvicorn.Config(
        FACTORY,
        factory=True,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
    )


def cut_off_in(seconds: float) -> None:
    """End this process then, if it has not ended by itself."""
    timer = threading.Timer(seconds, _cut_off)
    timer.daemon = True
    timer.start()


def _cut_off() -> None:
    note("What was under way did not end in time and was cut off. Nothing that is stored is lost.")
    os._exit(1)


def serve_alone(listener: socket.socket, ready: Callable[[], None]) -> bool:
    """Serve in this process until a signal says to end. Whether it had started."""
    server = make_server(ready)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    return server.started


@dataclass
class _Worker:
    """A process that serves. It says through the pipe that it is ready, and ends when the pipe does."""

    process: SpawnProcess
    pipe: Connection
    ready: bool = False
    silent: bool = True

    def hear(self) -> None:
        """Take up what it says; it speaks once, or hangs up when it dies before."""
        if not self.silent or not self.pipe.poll():
            return
        self.silent = False
        with suppress(EOFError, OSError):
            self.ready = self.pipe.recv() == READY

    @property
    def dead(self) -> bool:
        """Whether it has ended."""
        return not self.process.is_alive()


class Crew:
    """So many processes that serve on one socket."""

    def __init__(self, listener: socket.socket, number: int, ready: Callable[[], None]) -> None:
        self._listener, self._number, self._ready = listener, number, ready
        self._workers: list[_Worker] = []
        self._due = [0.0] * number  # when a worker is to be started (monotonic)
        self._signals: list[int] = []
        self._announced = False

    def serve(self) -> bool:
        """Serve until a signal says to end. Whether all had started; when one cannot, all end, as the others could not either."""
        with self._heeding():
            try:
                while not self._signals and self._attend():
                    pass
            finally:
                self._end()
        if signal.SIGTERM in self._signals:  # as a single server: who ended it by this signal sees that
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.raise_signal(signal.SIGTERM)
        return self._announced

    @contextmanager
    def _heeding(self) -> Iterator[None]:
        """Note signals to end instead of being interrupted by them."""
        before = {sig: signal.signal(sig, lambda sig, _frame: self._signals.append(sig)) for sig in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sig, handler in before.items():
                signal.signal(sig, handler)

    def _attend(self) -> bool:
        """Start who is due, hear who is ready, replace who died. Whether to go on."""
        now = time.monotonic()
        due = [at for at in self._due if at <= now]
        self._due = [at for at in self._due if at > now]
        self._workers += [_start(self._listener) for _ in due]
        silent = [worker.pipe for worker in self._workers if worker.silent]
        wait([*silent, *(worker.process.sentinel for worker in self._workers)], timeout=POLL_S)
        for worker in self._workers:
            worker.hear()
        if not self._announced and len(self._workers) == self._number and all(worker.ready for worker in self._workers):
            self._announced = True
            self._ready()
        return self._replace()

    def _replace(self) -> bool:
        """Let others take the places of the dead; False where the crew has never been whole."""
        for worker in [worker for worker in self._workers if worker.dead]:
            if not self._announced:
                return False
            self._workers.remove(worker)
            worker.pipe.close()
            pause = 0.0 if worker.ready else PAUSE_S
            self._due.append(time.monotonic() + pause)
            note(f"A worker ended (process {worker.process.pid}, code {worker.process.exitcode}); another takes its place.")
        return True

    def _end(self) -> None:
        """Tell all to end, and see that they do; a second signal cuts them off at once."""
        told = len(self._signals)
        until = time.monotonic() + END_S
        for worker in self._workers:
            worker.process.terminate()
        while any(not worker.dead for worker in self._workers):
            if time.monotonic() > until or len(self._signals) > told + 1:
                for worker in self._workers:
                    worker.process.kill()
            wait([worker.process.sentinel for worker in self._workers if not worker.dead], timeout=POLL_S)
        for worker in self._workers:
            worker.pipe.close()


def _start(listener: socket.socket) -> _Worker:
    context = multiprocessing.get_context("spawn")  # a fork would copy the locks of threads, held or not
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(listener, theirs), name="salient-worker")
    with _interrupts_held_back():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """A process that is started inside ignores Ctrl-C from its first moment: the one that started it decides what that means."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(listener: socket.socket, pipe: Connection) -> None:
    """Serve in a process of its own, until it is told to end or the process that started it has ended, however that came."""
    server = make_server(lambda: pipe.send(READY))
    threading.Thread(target=_leave_with, args=(pipe, server), daemon=True).start()
    server.run(sockets=[listener])


def _leave_with(pipe: Connection, server: uvicorn.Server) -> None:
    with suppress(EOFError, OSError):
        pipe.recv()  # nothing is ever sent: it returns when the other end is closed
    cut_off_in(END_S)
    server.should_exit = True
