"""What a document says that a command prints, beside what it prints.

In a document `...` on a line of its own stands for any lines, and at the end of a line for the rest of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

ELLIPSIS = "..."
CHANGING = (
    # an instant after all that is reported: the clock of whoever runs the example
    re.compile(r"20(?:2[6-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    re.compile(r"\b[A-Za-z0-9_-]{43}\b"),  # a token
    # the size of a file that was written: every change of a script or a style of the page is one of it
    re.compile(r"\([\d,]+ bytes\)"),
)
"""What is another in every run."""


def agrees(told: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether the lines of a document tell what was printed."""
    pattern = "".join(_pattern(_steady(line)) for line in told)
    return re.fullmatch(pattern, "".join(f"{_steady(line)}\n" for line in printed)) is not None


def renewed(told: Sequence[str], printed: Sequence[str]) -> list[str]:
    """What the document should tell: what was printed, shortened where the document was.

    Lines that tell it already stay as they are. Between two gaps those lines are taken that are most like the old.
    """
    if agrees(told, printed):
        return list(told)
    gaps = [number for number, line in enumerate(told) if line.strip() == ELLIPSIS]
    if not gaps:
        return _in_place(told, printed)
    first, last = gaps[0], gaps[-1]
    after = told[last + 1 :]
    head = _in_place(told[:first], printed[:first])
    between = [new for old in told[first:last] for new in _most_like(old, printed)]
    tail = _in_place(after, printed[max(first, len(printed) - len(after)) :])
    return [*head, *between, told[last], *tail]


def _pattern(line: str) -> str:
    if line.strip() == ELLIPSIS:
        return r"(?:.*\n)*?"
    if line.endswith(ELLIPSIS):
        return re.escape(line.removesuffix(ELLIPSIS)) + r".*\n"
    return re.escape(line) + r"\n"


def _steady(line: str) -> str:
    """The line without what is another in every run."""
    for pattern in CHANGING:
        line = pattern.sub("<changing>", line)
    return line.rstrip()


def _in_place(told: Sequence[str], printed: Sequence[str]) -> list[str]:
    """The printed lines; each is shortened, or kept, as the line that stood in its place."""
    new = list(printed)
    for number, (old, line) in enumerate(zip(told, printed, strict=False)):
        if agrees([old], [line]):
            new[number] = old
        elif old.endswith(ELLIPSIS):
            new[number] = _shortened(line, old.count(", "))
    return new


def _shortened(line: str, commas: int) -> str:
    """The line up to so many commas, then an ellipsis."""
    return ", ".join([*line.split(", ")[:commas], ELLIPSIS])


def _most_like(old: str, printed: Sequence[str]) -> list[str]:
    """The printed line that is most like this one, if any is like it. A gap stays a gap."""
    if old.strip() == ELLIPSIS:
        return [old]
    return _in_place([old], get_close_matches(old, printed, n=1))
