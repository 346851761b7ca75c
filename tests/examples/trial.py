"""Trying a document: its examples are run, and what they print is held beside what it says, or put into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.examples.documents import RUN, Block, Step, blocks
from tests.examples.printed import agrees, renewed
from tests.examples.reader import Reader, reading


@dataclass(frozen=True)
class Difference:
    """Where document and program differ: in what a command prints (`step`), or in that a block fails (no step)."""

    block: Block
    step: Step | None
    printed: list[str]

    def __str__(self) -> str:
        printed = [f"+ {line}" for line in self.printed]
        if self.step is None:
            return "\n".join([f"{self.block.heading}: this block fails:", *self.block.lines, *printed])
        told = [f"- {line}" for line in self.step.printed]
        return "\n".join([f"{self.block.heading}: $ {self.step.command}", *told, *printed])


def differences(document: Path, folder: Path) -> list[Difference]:
    """What differs in a document that is typed from top to bottom in an empty folder."""
    to_run = [block for block in blocks(document) if block.language in RUN]
    with reading(to_run, folder) as reader:
        return [difference for block in to_run for difference in _in_block(block, reader)]


def write(document: Path, found: list[Difference]) -> None:
    """Put what was printed into the document, the last place first, so that the others stay where they are."""
    lines = document.read_text("utf-8").splitlines()
    for difference in reversed(found):
        step, indent = difference.step, difference.block.indent
        if step is not None:
            new = renewed(step.printed, difference.printed)
            lines[step.line : step.line + len(step.printed)] = [f"{indent}{line}".rstrip() for line in new]
    document.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _in_block(block: Block, reader: Reader) -> Iterator[Difference]:
    if block.language != "console":
        if faults := reader.faults(block):
            yield Difference(block, None, faults)
        return
    for step in block.steps():
        printed = reader.types(step)
        if not agrees(step.printed, printed):
            yield Difference(block, step, printed)
