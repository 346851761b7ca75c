"""The fenced blocks of README.md, CONTRIBUTING.md and docs/, and the commands in them with what they print.

The language of a fence says what becomes of its block:

- `console`: each line that begins with `$ ` is a command, and what follows it is what it prints. It is run
  and compared.
- `sh`, `python`: run; it has to succeed.
- `r`: the addresses in it are asked, as R is not needed to work on Salient.
- `toml`: read as TOML.
- `text`, `nginx`: not run. `NOT_RUN` in tests/test_examples.py lists each such block and says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
RUN = frozenset({"console", "sh", "python", "r", "toml"})
NOT_RUN = frozenset({"text", "nginx"})
FENCE = re.compile(r"^(?P<indent>[ >]*)(?:```+|~~~+)(?P<language>.*)$")
HEADING = re.compile(r"^#{1,6} (.+)$")
PROMPT = "$ "


@dataclass(frozen=True)
class Step:
    """A command of a console block and the lines that it is said to print.

    `line` is where these begin in the document, counted from 0.
    """

    command: str
    printed: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Block:
    """A fenced block without the indentation of its fence.

    `line` is where its text begins in the document, counted from 0.
    """

    heading: str
    language: str
    lines: tuple[str, ...]
    line: int
    indent: str = ""

    @property
    def text(self) -> str:
        """The lines as they would stand in a file."""
        return "".join(f"{line}\n" for line in self.lines)

    def steps(self) -> list[Step]:
        """The commands of a console block; a command goes on in the next line after a backslash.

        Raises:
            ValueError: the block begins with something else than a command.
        """
        steps: list[Step] = []
        goes_on = False
        for number, line in enumerate(self.lines, self.line):
            if goes_on:
                steps[-1] = Step(f"{steps[-1].command}\n{line}", (), number + 1)
            elif line.startswith(PROMPT):
                steps.append(Step(line.removeprefix(PROMPT), (), number + 1))
            elif steps:
                steps[-1] = Step(steps[-1].command, (*steps[-1].printed, line), steps[-1].line)
                continue
            else:
                raise ValueError(f"{self.heading}: a console block begins with `$ ` and a command, not with {line!r}.")
            goes_on = line.endswith("\\")
        return steps


def blocks(document: Path) -> list[Block]:
    """The fenced blocks of a document in their order.

    Raises:
        ValueError: the last fence is not closed.
    """
    found: list[Block] = []
    heading = ""
    fence: re.Match[str] | None = None
    inside: list[str] = []
    for number, line in enumerate(document.read_text("utf-8").splitlines()):
        at_fence = FENCE.match(line)
        if fence is None and at_fence:
            fence, inside = at_fence, []
        elif fence is None:
            title = HEADING.match(line)
            heading = title[1] if title else heading
        elif at_fence and not at_fence["language"]:
            indent = fence["indent"]
            found.append(Block(heading, fence["language"], tuple(inside), number - len(inside), indent))
            fence = None
        else:
            inside.append(line.removeprefix(fence["indent"]))
    if fence is not None:
        raise ValueError(f"The last fence of {document.name} (under {heading!r}) is not closed.")
    return found
