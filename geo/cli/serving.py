"""`salient serve`: the map in a browser and the answers over HTTP."""

from __future__ import annotations

import errno
import os
import signal
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.options import DEFAULT_THEATRE, TheatreId
from geo.cli.reports import list_refused
from geo.cli.session import note_empty, open_store
from geo.cli.speak import note, progress, say
from geo.cli.wording import headline
from geo.errors import InputError, UnavailableError

if TYPE_CHECKING:
    import uvicorn

FACTORY = "api.app:create_app"
"""Given to the server as words: the library knows no HTTP."""


def serve(
    *,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes any free one.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="Address to listen on; the default is reached from this machine only.")] = "127.0.0.1",
    pack: Annotated[bool, typer.Option("--pack", help="First read the reports that ship with the theatre; those that are there already add nothing.")] = False,
    root_path: Annotated[
        str | None, typer.Option("--root-path", metavar="PATH", help="Path under which a proxy serves this, such as /salient; it goes into every link.")
    ] = None,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Serve the map and the HTTP interface.

    Prints the address when ready; Ctrl-C stops it.
    """
    with _listen(host, port) as listener:  # before the heavy work: a taken port is told at once
        _prepare(theatre, pack=pack)
        os.environ["SALIENT_THEATRE"] = theatre
        if root_path is not None:
            os.environ["SALIENT_ROOT_PATH"] = root_path
        os.environ["SALIENT_HOSTS"] = ",".join([_named(host), os.environ.get("SALIENT_HOSTS", "")])  # who listens under a name is asked by it
        if hasattr(signal, "SIGPIPE"):
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # a browser that goes away must not end the server
        server = _server(_address(listener))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    if not server.started:
        raise typer.Exit(UnavailableError.exit_code)


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


def _server(address: str) -> uvicorn.Server:
    import uvicorn

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                say(f"Salient is ready at {address}")
                note("Press Ctrl-C to stop.")

    return Announcing(uvicorn.Config(FACTORY, factory=True, log_level="warning", access_log=False, proxy_headers=False))
