"""A reader who types the examples of a document from top to bottom, in an empty folder and in one shell.

Where the document speaks of a server at http://127.0.0.1:8000/, `make run` has been typed before: the reports
that ship are in the store, and served. The server listens on a port that is free. `$ cat FILE` of a file that is
not there shows one that the reader is to have; it is made of what the document shows.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.examples.documents import Block, Step
from tests.examples.printed import ELLIPSIS

BIN = Path(sys.executable).parent
SERVER = "http://127.0.0.1:8000"
PATIENCE_S = 300
"""For one command; the slowest, the campaign as one file, takes some ten seconds on a quiet machine, and ten times that on a busy one."""
SESSION = """\
curl() {{ command curl --silent --show-error {options} "$@"; }}
test ! -e .shell || source ./.shell 2>/dev/null
trap 'declare -p > .shell' EXIT
set -eo pipefail
{command}
"""
"""A command in the shell of the commands before it: what they set (`BASE=...`) holds.

That a few variables of bash itself cannot be set again is no fault.
"""


@dataclass
class Reader:
    """Types examples in `folder`; `server` is the address that stands for the one in the documents."""

    folder: Path
    server: str = SERVER
    python: list[str] = field(default_factory=list)

    def types(self, step: Step) -> list[str]:
        """What a command of a console block prints, errors included, line by line.

        Raises:
            ValueError: a file that is to be made is shown in part.
        """
        shown = re.fullmatch(r"cat (\S+)", step.command)
        if shown and not (self.folder / shown[1]).exists():
            self._make(shown[1], step.printed)
        if step.command.startswith("salient serve"):
            return self._starts(step.command)
        return self._shell(step.command)[1]

    def faults(self, block: Block) -> list[str]:
        """Why a block in another language fails; nothing where it succeeds."""
        match block.language:
            case "sh":
                return self._failure(block.text)
            case "python":
                self.python.append(block.text)
                program = "\n".join(self.python).replace(SERVER, self.server)
                (self.folder / "example.py").write_text(program, encoding="utf-8")
                return self._failure("MPLBACKEND=agg python example.py")
            case "r":
                addresses = [f"curl -o answer '{address}'\n" for address in _addresses_in_r(block.text)]
                return self._failure("".join(addresses)) if addresses else ["an R block without an address"]
            case "toml":
                return _toml_faults(block.text)
        return [f"nobody knows how to run a block in {block.language!r}"]

    def _make(self, name: str, lines: Sequence[str]) -> None:
        if any(line.endswith(ELLIPSIS) for line in lines):
            raise ValueError(f"{name} does not exist, and cannot be made of a part of it: show it whole.")
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def _shell(self, command: str, options: str = "") -> tuple[int, list[str]]:
        """The exit code of a command, and what it prints."""
        script = SESSION.format(options=options, command=command.replace(SERVER, self.server))
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=environment(self.folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )
        return done.returncode, done.stdout.replace(self.server, SERVER).splitlines()

    def _failure(self, command: str) -> list[str]:
        """The exit code and the words of a command that fails, also by an error that the server answers."""
        code, printed = self._shell(command, "--fail-with-body")
        return [f"exit code {code}", *printed] if code else []

    def _starts(self, command: str) -> list[str]:
        """What a server prints until it is stopped by Ctrl-C, once it has told how."""
        told = re.search(r"--port (\d+)", command)
        port = told[1] if told else "8000"
        with running([*command.replace(f"--port {port}", "").split(), "--port", "0"], self.folder) as printed:
            return [re.sub(r"(?<=127\.0\.0\.1:)\d+", port, line) for line in printed]


def environment(folder: Path) -> dict[str, str]:
    """The variables of a reader's shell: none of Salient's is set; what is printed comes as on a terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SALIENT_")}
    return kept | {
        "PATH": f"{BIN}:{kept['PATH']}",
        "XDG_CACHE_HOME": str(folder / ".cache"),
        "LC_ALL": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",  # or what goes to stdout and stderr is out of order
    }


@contextmanager
def reading(document: Sequence[Block], folder: Path) -> Iterator[Reader]:
    """A reader of these blocks of a document in an empty folder, with a server where one asks for it."""
    if not any(SERVER in block.text for block in document):
        yield Reader(folder)
        return
    with running(["salient", "serve", "--pack", "--port", "0"], folder) as printed:
        address = re.search(r"http://127\.0\.0\.1:\d+", "\n".join(printed))
        if address is None:
            raise RuntimeError(f"The server does not start: {printed}")
        yield Reader(folder, address[0])


@contextmanager
def running(server: Sequence[str], folder: Path) -> Iterator[list[str]]:
    """A server that runs; what it printed until it was ready, or until it ended because it could not be."""
    with subprocess.Popen(
        server,
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        watch = threading.Timer(PATIENCE_S, process.kill)
        watch.start()
        try:
            yield _until_ready(process)
        finally:
            watch.cancel()
            process.send_signal(signal.SIGINT)


def _until_ready(process: subprocess.Popen[str]) -> list[str]:
    printed = []
    assert process.stdout is not None
    for line in process.stdout:
        printed.append(line.rstrip("\n"))
        if "Ctrl-C" in line:
            break
    return printed


def _addresses_in_r(text: str) -> list[str]:
    base = re.search(r'base <- "([^"]+)"', text)
    paths = re.findall(r'paste0\(base, "([^"]+)"\)', text)
    return [f"{base[1]}{path}" for path in paths] if base else []


def _toml_faults(text: str) -> list[str]:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        return [str(fault)]
    return []
