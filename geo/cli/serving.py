"""`salient serve`: the map in a browser and the answers over HTTP."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

import typer

from geo.cli.options import DEFAULT_THEATRE, TheatreId
from geo.cli.reports import list_refused
from geo.cli.session import note_empty, open_store
from geo.cli.speak import note, progress, say
from geo.cli.wording import headline
from geo.cli.workers import MOST_WORKERS, Crew, serve_alone, server_config
from geo.errors import InputError, UnavailableError

Workers = Annotated[
    int, typer.Option("--workers", metavar="N", min=1, max=MOST_WORKERS, help="Processes that serve, on one port and one store; one may do where few ask.")
]
AccessLog = Annotated[bool, typer.Option("--access-log", help="Write a line to stderr for each request.")]


def serve(
    *,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes any free one.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="Address to listen on; the default is reached from this machine only.")] = "127.0.0.1",
    pack: Annotated[bool, typer.Option("--pack", help="First read the reports that ship with the theatre; those that are there already add nothing.")] = False,
    root_path: Annotated[
        str | None, typer.Option("--root-path", metavar="PATH", help="Path under which a proxy serves this, such as /salient; it goes into every link.")
    ] = None,
    workers: Workers = 1,
    access_log: AccessLog = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Serve the map and the HTTP interface.

    Prints the address when ready; Ctrl-C stops it.
    """
    with _listen(host, port) as listener:  # before the heavy work: a taken port is told at once
        _prepare(theatre, pack=pack)
        _set(theatre, host, root_path, access_log=access_log)
        if hasattr(signal, "SIGPIPE"):
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # a browser that goes away must not end the server
        started = _serve(listener, workers)
    if not started:
        raise typer.Exit(UnavailableError.exit_code)


def _set(theatre: str, host: str, root_path: str | None, *, access_log: bool) -> None:
    """Tell the application what the options say: it reads its settings from the environment, in whichever process it runs."""
    os.environ["SALIENT_THEATRE"] = theatre
    os.environ["SALIENT_HOSTS"] = ",".join([_named(host), os.environ.get("SALIENT_HOSTS", "")])  # who listens under a name is asked by it
    if root_path is not None:
        os.environ["SALIENT_ROOT_PATH"] = root_path
    if access_log:
        os.environ["SALIENT_ACCESS_LOG"] = "true"


def _serve(listener: socket.socket, workers: int) -> bool:
    """Serve until a signal says to end. Whether it had started."""
    ready = _announcing(_address(listener))
    if workers == 1:
        return serve_alone(listener, ready)
    if _looks_at_nothing():
        raise InputError(f"SALIENT_REFRESH_S is 0, and {workers} workers would not see what the others store. Leave it out, or serve with one worker.")
    server_config().load()  # a setting that cannot be used is told once, not by every worker
    return Crew(listener, workers, ready).serve()


def _looks_at_nothing() -> bool:
    """Whether the server is told not to follow the store."""
    with suppress(ValueError):  # what is no number is told with the other settings
        return float(os.environ.get("SALIENT_REFRESH_S") or 1) == 0
    return False


def _announcing(address: str) -> Callable[[], None]:
    def announce() -> None:
        say(f"Salient is ready at {address}")
        note("Press Ctrl-C to stop.")

    return announce


def _prepare(theatre: str, *, pack: bool) -> None:
    """Open the store once, so that what is wrong with it is told before serving; fill it where that is asked for."""
    with open_store(theatre) as intake, progress("Reading reports") as step:
        if pack:
            summary = intake.ingest_pack(progress=step)
            note(headline(summary))
            list_refused(summary.refused)
        elif not intake.store.revision():
            note_empty(theatre)


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        InputError: the port is taken or not allowed, or the address is not of this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        made = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as fault:
        raise InputError(_refusal(host, port, fault)) from None
    # asyncio sets TCP_NODELAY only on a socket that says it is TCP; without it each small answer on a kept-alive connection waits 44 ms
    return socket.socket(made.family, made.type, socket.IPPROTO_TCP, fileno=made.detach())


def _named(host: str) -> str:
    """An address to listen on as a request may name it: without the zone of fe80::1%eth0."""
    return host.partition("%")[0]


def _refusal(host: str, port: int, fault: OSError) -> str:
    other = "`salient serve --port 8010` or `make run PORT=8010`"
    match fault.errno:
        case errno.EADDRINUSE:
            return f"Port {port} on {host} is taken by another program. Choose another: {other}."
        case errno.EACCES:
            return f"Port {port} on {host} is not allowed to you. Choose one from 1024 up: {other}."
    return f"Cannot listen on {host}, port {port}: {fault.strerror}. Choose another --host or --port."


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
