"""Event words and the stretch of its sentence that each of them owns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from geo.geoparse.cases.sides import Cases
from geo.geoparse.lexicon import Frame, Reading
from geo.geoparse.phrases import Group
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import MOST, Role, Trigger
from geo.model import Event

_SEPARATORS = ("comma", "semicolon", "colon", "dash", "and", "clause", "relative", "contrast", "open", "close")
_SIDE_REACH = 5
_ATTEMPT_REACH = 4
_CONTROL_REACH = 3


def find_triggers(tokens: Sequence[Token], groups: Sequence[Group], cases: Cases) -> list[Trigger]:
    """The event words of a sentence in order, each with its stretch [start, stop)."""
    inside = {i for g in groups for i in range(g.first, g.last + 1)}
    found: list[Trigger] = []
    for i, token in enumerate(tokens):
        if token.has("event", "status") and token.mention is None and len(found) < MOST and (trigger := _trigger(tokens, i, cases)):
            found = found if found and _is_control(tokens, found[-1], trigger) else [*found, trigger]
    if not found:
        return []
    borders = [0, *(_border(tokens, a.index, b.index, inside) for a, b in pairwise(found)), len(tokens)]
    return [t._replace(start=start, stop=_turn(tokens, t.index, stop)) for t, start, stop in zip(found, borders[:-1], borders[1:], strict=True)]


def _is_control(tokens: Sequence[Token], last: Trigger, trigger: Trigger) -> bool:
    """Such as "возвращен контроль над": one deed, told by its verb, whose places stand behind the noun."""
    holds = trigger.role is Role.NOUN and any(f.event is Event.HOLDS for f in trigger.frames)
    between = tokens[last.index + 1 : trigger.index]
    return holds and last.role is not Role.NOUN and len(between) < _CONTROL_REACH and not any(t.has(*_SEPARATORS) or t.mention for t in between)


def _turn(tokens: Sequence[Token], index: int, stop: int) -> int:
    """Where the sentence takes a turn behind an event ("..., однако в Судже", ", после чего"): what follows says nothing about it."""
    turns = (k for k in range(index + 1, stop) if tokens[k].has("contrast", "semicolon") or ("clause" in tokens[k].tags and "comma" in tokens[k - 1].tags))
    return next(turns, stop)


def _border(tokens: Sequence[Token], first: int, second: int, inside: set[int]) -> int:
    """Where the stretch of the second event word begins: behind the last separator before it that parts no list."""
    for k in range(second - 1, first, -1):
        if k not in inside and tokens[k].has(*_SEPARATORS):
            while k - 1 > first and tokens[k - 1].has(*_SEPARATORS) and k - 1 not in inside:
                k -= 1  # noqa: PLW2901 - to the first of ", а также"
            return k
    return second


def _trigger(tokens: Sequence[Token], i: int, cases: Cases) -> Trigger | None:
    states = tuple(r.frame for r in tokens[i].tags.get("status", ()) if _state_holds(tokens, i, r.frame))
    if states:
        return Trigger(i, states, Role.STATE, i)
    readings: tuple[Reading, ...] = tokens[i].tags.get("event", ())
    if not readings:
        return None
    roles = {role for r in readings for role in r.roles}
    role = Role.PASSIVE if "participle" in roles else Role.ACTIVE if "past" in roles else Role.NOUN
    attempt = any("attempt" in t.tags for t in tokens[max(0, i - _ATTEMPT_REACH) : i] if "event" not in t.tags)
    return Trigger(i, tuple(r.frame for r in readings), role, i, attempt=attempt, finite=not (role is Role.ACTIVE and cases.infinitive(tokens[i])))


def _state_holds(tokens: Sequence[Token], i: int, frame: Frame) -> bool:
    """Whether a phrase that needs a side behind it ("под контролем ...") has one."""
    behind = tokens[i + 1 : i + 1 + _SIDE_REACH]
    if frame.adjective:
        following = next((t for t in behind if "adverb" not in t.tags), None)
        return following is not None and "demonym" in following.tags
    return not frame.control or any(t.has("sided", "demonym", "state", "force", "possessive") or t.tags.get("actor") for t in (tokens[i], *behind))
