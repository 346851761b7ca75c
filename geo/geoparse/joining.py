"""What both grammars do alike when they make several words one token: a noun behind its side, a source that is known by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from geo.geoparse.sign import KEPT
from geo.geoparse.tokens import Token

Found = tuple[int, Mapping[str, Any]]
"""How many tokens become one, and its tags."""

_BETWEEN = 3


def noun_after(tokens: Sequence[Token], i: int, tag: str, *, may_pass: Callable[[Token], bool]) -> int | None:
    """The last token of the noun with this tag that follows token i - 1 with at most a few words between, all of which may pass; None where there is none."""
    for j in range(i, min(len(tokens), i + _BETWEEN + 1)):
        if tag in tokens[j].tags:
            while j + 1 < len(tokens) and tag in tokens[j + 1].tags and "say" not in tokens[j + 1].tags:
                j += 1  # noqa: PLW2901 - runs on to the end of "assault groups"
            return j
        if not may_pass(tokens[j]):
            return None
    return None


def named_source(token: Token) -> Found:
    """A token that names a source of the theatre, as a claimant."""
    source = token.tags["source"]
    return 1, {tag: True for tag in KEPT if tag in token.tags} | {"claimant": source.name, "side": source.side}
