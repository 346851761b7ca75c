"""Who says it, set between commas: "Russian forces, the ministry said, took X" is "Russian forces took X; the ministry said"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.order.lists import border
from geo.geoparse.tokens import Token

_LONGEST = 14
_SPEAKERS = ("claimant", "actor", "subject_pronoun", "source_again")
_DEEDS = ("event", "status", "place", "semicolon", "colon", "clause", "relative")


def without_asides(tokens: list[Token]) -> list[Token]:
    """The tokens, each clause between two commas that only tells who speaks moved behind the sentence."""
    if not any(_aside_end(tokens, i) is not None for i, token in enumerate(tokens) if "comma" in token.tags):
        return tokens
    i = 0
    moved: list[Token] = []
    kept: list[Token] = []
    while i < len(tokens):
        end = _aside_end(tokens, i) if "comma" in tokens[i].tags else None
        if end is None:
            kept.append(tokens[i])
            i += 1
        else:
            moved += [border(tokens[i]), *tokens[i + 1 : end]]
            i = end if _keeps_comma(tokens, end) or _aside_end(tokens, end) is not None else end + 1
    return [*kept, *moved]


def _aside_end(tokens: Sequence[Token], comma: int) -> int | None:
    """The comma that closes the aside opened by the one at `comma`; None where it is none."""
    end = next((j for j in range(comma + 1, min(len(tokens), comma + _LONGEST)) if "comma" in tokens[j].tags), None)
    if end is None or end + 1 >= len(tokens):
        return None
    inner = tokens[comma + 1 + (tokens[comma + 1].text == "as") : end]
    told = any(_only_says(t) for t in inner) and (any(t.has(*_SPEAKERS) for t in inner) or "accord" in inner[0].tags)
    return end if told and not any(t.has(*_DEEDS) and not _only_says(t) for t in inner) else None


def _only_says(token: Token) -> bool:
    return ("say" in token.tags or "accord" in token.tags) and token.text != "by"


def _keeps_comma(tokens: Sequence[Token], end: int) -> bool:
    """Whether the comma behind the aside parts what goes on: a new clause or a further place, not the rest of the sentence."""
    following = tokens[end + 1]
    return following.mention is not None or following.has("actor", "claimant", "clause", "determiner", "relative")
