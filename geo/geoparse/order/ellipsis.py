"""What a sentence leaves out because it has just said it: the verb of "X was taken on Monday, Y on Tuesday", of "as has Y", of "did the same at Y"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from geo.geoparse.order.lists import again, border, is_place, list_end, list_start, mark
from geo.geoparse.tokens import Token

_AT = frozenset({"at", "in", "with", "to", "for"})
_SEPARATES = ("comma", "and", "semicolon")
_TWO = 2
_LEADS = frozenset({"as", "so", "but", "and", ","})
_OPENS = frozenset({"ditto", *_SEPARATES})
_CLAUSAL = ("follows", "event", "be", "have", "actor", "claimant", "say", "subject_pronoun", "colon", "remaining")
_BORDERS = ("comma", "semicolon", "clause", "date", "and", "say", "relative")


def with_commas(tokens: list[Token]) -> list[Token]:
    """The tokens, each semicolon behind which nothing but further places follows made a comma ("near A; north of B near C; and ...")."""
    borders = [*(i for i, t in enumerate(tokens) if "semicolon" in t.tags), len(tokens)]
    for one, two in pairwise(borders):
        segment = tokens[one + 1 : two]
        if any(t.mention is not None for t in segment) and not any(t.has(*_CLAUSAL) or _told(t) for t in segment):
            tokens[one] = tokens[one]._replace(text=",", tags={"comma": True})
    return tokens


def _told(token: Token) -> bool:
    """Whether a word is unknown and may be a verb; figures, names and glosses are not."""
    return not token.tags and token.text.isalpha()


def with_verbs(tokens: list[Token]) -> list[Token]:
    """The tokens with each verb that is left out said again."""
    i = 1
    while i < len(tokens):
        filled = _filled(tokens, i) if tokens[i].text in _LEADS or not _OPENS.isdisjoint(tokens[i].tags) else None
        if filled is None:
            i += 1
        else:
            tokens, i = filled
    return tokens


def _filled(tokens: list[Token], i: int) -> tuple[list[Token], int] | None:
    """The tokens with the verb left out at token i put in, and where to read on; None where nothing is left out."""
    if "ditto" in tokens[i].tags:
        return _ditto(tokens, i)
    if tokens[i].text in {"as", "so", "nor", "neither"} and i + 1 < len(tokens) and tokens[i + 1].has("be", "have", "do"):
        return _so_has(tokens, i)
    if tokens[i].text in {"but", "and", ","} and i + 1 < len(tokens) and tokens[i + 1].text == "not":
        return _but_not(tokens, i)
    if tokens[i].has(*_SEPARATES) and not tokens[i - 1].has(*_SEPARATES):
        return _gapped(tokens, i)
    return None


def _last_event(tokens: Sequence[Token], i: int) -> int | None:
    return next((n for n in range(i - 1, -1, -1) if tokens[n].has("event", "status")), None)


def _ditto(tokens: list[Token], i: int) -> tuple[list[Token], int] | None:
    """Such as "did the same at X", "did so north of X"."""
    verb = _last_event(tokens, i)
    if verb is None:
        return None
    objects = any(r.frame.place == "object" for r in tokens[verb].tags.get("event", ()))
    behind = i + 2 if objects and i + 1 < len(tokens) and tokens[i + 1].text in _AT else i + 1
    return [*tokens[:i], *again(tokens[verb : verb + 1], tokens[i]), *tokens[behind:]], behind


def _so_has(tokens: list[Token], i: int) -> tuple[list[Token], int] | None:
    """Such as "as has X", "and so was X": the predicate of the places before."""
    end = list_end(tokens, i + 2)
    predicate = _predicate(tokens, i)
    if end is None or not predicate:
        return None
    denied = [mark("not", tokens[i], "negation")] if "negation" in tokens[i].tags and not any("negation" in t.tags for t in predicate) else []
    said = [border(tokens[i]), *tokens[i + 2 : end], *denied, *again(predicate, tokens[end - 1])]
    return [*tokens[:i], *said, *tokens[end:]], i + len(said)


def _predicate(tokens: Sequence[Token], i: int) -> Sequence[Token]:
    """What the sentence said of the places that were its subject last before token i: its words up to the first border."""
    verb = _last_event(tokens, i)
    if verb is None:
        return ()
    start = next((n + 1 for n in range(verb - 1, -1, -1) if is_place(tokens, n) or tokens[n].has("semicolon", "actor", "event")), 0)
    if not start or not is_place(tokens, start - 1):
        return ()
    end = next((n for n in range(verb + 1, i) if tokens[n].has(*_BORDERS)), i)
    while end > verb + 1 and tokens[end - 1].has("preposition", "inside"):
        end -= 1
    return tokens[start:end]


def _gapped(tokens: list[Token], i: int) -> tuple[list[Token], int] | None:
    """Such as ", Y on Tuesday", "and Y a day later", "and Ukrainian forces Y" behind a clause that has its verb."""
    j = i + 1
    while j < len(tokens) and tokens[j].has("and", "adverb"):
        j += 1
    while j < len(tokens) and "hedge" in tokens[j].tags and "event" not in tokens[j].tags:
        j += 1
    if j < len(tokens) and "actor" in tokens[j].tags:
        return _of_force(tokens, i, j)
    hedged = any("hedge" in t.tags for t in tokens[i + 1 : j])
    led = j + 1 < len(tokens) and hedged and tokens[j].has("inside", "preposition", "near", "toward")
    end = list_end(tokens, j + led)
    if end is None:
        return None
    if (denied := _denied(tokens, i, j, end)) is not None:
        return denied
    hedged = hedged or _also(tokens, end)
    verb = _last_event(tokens, i)
    dated = verb is not None and any("date" in t.tags for t in tokens[verb:i])
    return _of_day(tokens, i, j, end) if (hedged or dated) and _ends(tokens, end, dated=not hedged) else None


def _but_not(tokens: list[Token], i: int) -> tuple[list[Token], int] | None:
    """Such as "took X but not Y"."""
    end, verb = list_end(tokens, i + 2), _last_event(tokens, i)
    if end is None or verb is None or not any(is_place(tokens, n) for n in range(verb, i)) or not _ends(tokens, end, dated=False):
        return None
    start = next((n for n in range(verb - 1, -1, -1) if tokens[n].has("semicolon", "comma", "clause", "say")), -1) + 1
    said = [border(tokens[i]), *again(tokens[start : verb + 1], tokens[i]), *tokens[i + 1 : end]]
    return [*tokens[:i], *said, *tokens[end:]], i + len(said)


def _ends(tokens: Sequence[Token], end: int, *, dated: bool) -> bool:
    """Whether nothing but a date (where one is needed) follows in the segment."""
    j = end
    while j < len(tokens) and tokens[j].has("preposition", "inside", "adverb", "hedge"):
        j += 1
    if j < len(tokens) and "date" in tokens[j].tags:
        j, dated = j + 1, False
    return not dated and (j >= len(tokens) or tokens[j].has("comma", "semicolon", "and", "say") or tokens[j].text == ".")


def _also(tokens: Sequence[Token], end: int) -> bool:
    """Whether the segment ends in "probably as well", "too"."""
    return (
        end < len(tokens)
        and tokens[end].has("also", "hedge")
        and (end + 1 >= len(tokens) or tokens[end + 1].has("adverb", "comma", "semicolon") or tokens[end + 1].text == ".")
    )


def _denied(tokens: list[Token], i: int, j: int, end: int) -> tuple[list[Token], int] | None:
    """Such as ", Y was not": the predicate of the places before, denied."""
    short = end + 1 < len(tokens) and tokens[end].has("be", "have", "do") and tokens[end + 1].text in {"not", "n't"}
    predicate = _predicate(tokens, i)
    if not short or not predicate or not (end + 2 >= len(tokens) or tokens[end + 2].has("comma", "semicolon") or tokens[end + 2].text == "."):
        return None
    copula = next((n + 1 for n, t in enumerate(predicate) if t.has("be", "have")), 0)
    said = [border(tokens[i]), *tokens[j : end + 2], *again(predicate[copula:], tokens[end + 1])]
    return [*tokens[:i], *said, *tokens[end + 2 :]], i + len(said)


def _of_force(tokens: list[Token], i: int, j: int) -> tuple[list[Token], int] | None:
    """Such as "and Ukrainian forces Y", ", Ukraine the eastern"."""
    verb = _last_event(tokens, i)
    part = _other_part(tokens, i, j)
    end = list_end(tokens, j + 1)
    if part and verb is not None:
        said = [border(tokens[i]), tokens[j], *again(tokens[verb : verb + 1], tokens[j]), *part]
        return [*tokens[:i], *said, *tokens[j + 3 :]], i + len(said)
    if end is None or not _ends(tokens, end, dated=False):
        return None
    if verb is None or not any(t.mention is not None for t in tokens[verb:i]) or not any("actor" in t.tags for t in tokens[:verb]):
        return None
    said = [border(tokens[i]), tokens[j], *again(tokens[verb : verb + 1], tokens[j]), *tokens[j + 1 : end]]
    return [*tokens[:i], *said, *tokens[end:]], i + len(said)


def _other_part(tokens: Sequence[Token], i: int, j: int) -> Sequence[Token]:
    """What "the eastern" behind a force means: that part of the place named before it; empty where it is something else."""
    words = tokens[j + 1 : j + 4]
    if (
        len(words) < _TWO
        or words[0].text != "the"
        or "direction" not in words[1].tags
        or not (len(words) == _TWO or "comma" in words[2].tags or words[2].text == ".")
    ):
        return ()
    place = next((tokens[n] for n in range(i - 1, -1, -1) if is_place(tokens, n)), None)
    return () if place is None else [words[1], *again([place], words[1])]


def _of_day(tokens: list[Token], i: int, j: int, end: int) -> tuple[list[Token], int] | None:
    """The places of another day: with the predicate of the places before, or as further objects of the verb before."""
    hedges = [t for t in (*tokens[i + 1 : j], *tokens[end : end + 1]) if "hedge" in t.tags]
    if predicate := _predicate(tokens, i):
        said = [border(tokens[i]), *tokens[j:end], *hedges, *again(predicate, tokens[end - 1])]
        return [*tokens[:i], *said, *tokens[end:]], i + len(said)
    verb = _last_event(tokens, i)
    first = next((n for n in range(verb + 1, i) if is_place(tokens, n)), None) if verb is not None else None
    if verb is None or first is None:
        return None
    start = next((n for n in range(verb - 1, -1, -1) if tokens[n].has("semicolon", "comma", "clause", "say")), -1) + 1
    object_at = list_start(tokens, first + 1) or first
    j += tokens[j].mention is None and tokens[verb].text.endswith(f" {tokens[j].text}")
    said = [border(tokens[i]), *again(tokens[start:verb], tokens[i]), *hedges, *again(tokens[verb:object_at], tokens[i]), *tokens[j:end]]
    return [*tokens[:i], *said, *tokens[end:]], i + len(said)
