"""Words that tell an event, each with its grammatical role and the stretch of the sentence that leads up to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.geoparse.lexicon import Frame, Reading
from geo.geoparse.order.subjects import with_subject
from geo.geoparse.phrases import Group
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import HELD, MOST, Role, Trigger
from geo.model import Event

_SKIP = frozenset({"adverb", "negation", "hedge", "background", "both"})
_VERBAL = frozenset({"be", "have", "do", "actor", "pronoun", "relative", "intent", "attempt", "success", "failure", "claimant", "subject_pronoun", "state"})
_NOMINAL = frozenset({"determiner", "possessive", "demonym", "number", "preposition"})
_PARTS_STATE = frozenset({"comma", "and", "be", "have", "clause", "relative", "say"})
_OUTSIDE_NOUN = frozenset(
    {"event", "say", "comma", "colon", "semicolon", "open", "close", "place", "preposition", "be", "have", "and", "clause", "relative", "dash"}
)
_BEFORE_NOUN = frozenset({"determiner", "demonym", "actor", "number", "adverb", "direction", "negation", "possessive", "state", "hedge"})
_NOUN_ONLY, _GERUND, _BASE, _PRESENT = frozenset({"noun"}), frozenset({"ing"}), frozenset({"base"}), frozenset({"base", "s"})
_VERB_FORMS = frozenset({"base", "s", "past", "participle", "ing"})
_CONTROL_REACH = 3
_STATE_REACH = 7
_NEEDED_BEFORE = 6
_MOVES = frozenset({Event.ADVANCED, Event.ENTERED})
_NEEDED_BEHIND = 14
_TELLING = frozenset({"event", "status", "demonym", "held_by"})


def find_triggers(tokens: Sequence[Token], groups: Sequence[Group]) -> list[Trigger]:
    """The event words of a sentence in order."""
    inside = {i: g for g in groups for i in range(g.first, g.last + 1)}
    found: list[Trigger] = []
    skip = 0
    for i in [i for i, token in enumerate(tokens) if not _TELLING.isdisjoint(token.tags)]:
        if i < skip or len(found) >= MOST:
            continue
        trigger = _trigger(tokens, i, found[-1].index + 1 if found else 0, inside)
        if trigger is not None and not _completes(tokens, found, trigger) and not _keeps_on(tokens, trigger) and not _of_fighting(tokens, found, trigger):
            found = _with_control(tokens, found, trigger)
            skip = _state_end(tokens, trigger)
    ends = [*(t.start for t in found[1:]), len(tokens)][: len(found)]
    return [t._replace(stop=max(end, t.index + 1)) for t, end in zip(found, ends, strict=True)] if found else []


def _completes(tokens: Sequence[Token], found: list[Trigger], state: Trigger) -> bool:
    """Whether a state only completes the verb before it: "took X under its control", "returned X to Russian control"."""
    last = found[-1] if found else None
    if state.role is not Role.STATE or state.group is None or last is None or last.role is not Role.ACTIVE or state.group.first <= last.index:
        return False
    takes = any(f.event in {Event.CAPTURED, Event.RECAPTURED} for f in last.frames)
    return takes and all(_PARTS_STATE.isdisjoint(t.tags) for t in tokens[last.index + 1 : state.index])


def _keeps_on(tokens: Sequence[Token], trigger: Trigger) -> bool:
    """Whether a verb only says that the next one goes on: "keeps pushing"."""
    following = tokens[trigger.index + 1] if trigger.index + 1 < len(tokens) else None
    if trigger.role is not Role.ACTIVE or following is None or "event" not in following.tags:
        return False
    holds = any(f.weak and f.event is Event.HOLDS for f in trigger.frames)
    return holds and all(r.roles <= {"ing"} for r in following.tags["event"])


def _of_fighting(tokens: Sequence[Token], found: Sequence[Trigger], trigger: Trigger) -> bool:
    """Whether a verb only says where the fighting named before it goes ("fighting has moved to X")."""
    last = found[-1] if found else None
    fights = last is not None and last.role is Role.NOUN and all(f.event is Event.CONTESTED for f in last.frames)
    if last is None or not fights or trigger.role is not Role.ACTIVE or not any(f.event in _MOVES for f in trigger.frames):
        return False
    return all(t.has("be", "have", "adverb") for t in tokens[last.index + 1 : trigger.index])


def _with_control(tokens: Sequence[Token], found: list[Trigger], trigger: Trigger) -> list[Trigger]:
    """The triggers with one more; "reclaimed control of" is one deed, told by its verb, whose places stand behind the noun."""
    if not found or trigger.role is not Role.NOUN:
        return [*found, trigger]
    last = found[-1]
    holds = trigger.role is Role.NOUN and any(f.event is Event.HOLDS for f in trigger.frames)
    if not holds or last.role is not Role.ACTIVE or trigger.index - last.index > _CONTROL_REACH or last.frames[0].event is None:
        return [*found, trigger]
    if any(t.has("place", "comma", "semicolon", "actor", "and") for t in tokens[last.index + 1 : trigger.index]):
        return [*found, trigger]
    return [*found[:-1], last._replace(index=trigger.index)]


def _state_end(tokens: Sequence[Token], trigger: Trigger) -> int:
    """Behind "under Ukrainian control": the noun belongs to the state and is no event of its own."""
    if trigger.role is Role.STATE and any(f.adjective for f in trigger.frames):
        return next((k + 1 for k in range(trigger.index + 1, min(len(tokens), trigger.index + 4)) if tokens[k].has("demonym", "held_by")), trigger.index + 1)
    if trigger.role is not Role.STATE or not any(f.control for f in trigger.frames):
        return trigger.index + 1
    reach = range(trigger.index + 1, min(len(tokens), trigger.index + _STATE_REACH))
    noun = next((k for k in reach if "control_noun" in tokens[k].tags), trigger.index)
    return max(noun, next((k for k in reach if _sided(tokens[k])), noun)) + 1


def _trigger(tokens: Sequence[Token], i: int, floor: int, inside: Mapping[int, Group]) -> Trigger | None:  # noqa: PLR0911 - a ladder of readings, the likeliest first
    token = tokens[i]
    if "demonym" in token.tags and i and _called(tokens, i):
        return with_subject(tokens, Trigger(i, (HELD,), Role.HELD, i, holder=token.tags["demonym"]), floor, inside)
    if (
        "held_by" in token.tags
        and i + 1 < len(tokens)
        and (tokens[i + 1].has("settlement_singular", "place") or (tokens[i + 1].ordinary and tokens[i + 1].text.isalpha()))
    ):
        return Trigger(i, (HELD,), Role.HELD, i, holder=token.tags["held_by"])
    if "held_by" in token.tags:
        return with_subject(tokens, Trigger(i, (HELD,), Role.HELD, i, holder=token.tags["held_by"]), floor, inside)
    if i in inside and "status" not in token.tags:
        return None
    readings: tuple[Reading, ...] = token.tags.get("event", ())
    if "status" in token.tags and (state := tuple(r.frame for r in token.tags["status"] if _state_holds(tokens, i, r.frame))):
        return with_subject(tokens, Trigger(i, state, Role.STATE, i), floor, inside)
    if i in inside:
        return None
    verbs = _possible_verbs(tokens, i, [r for r in readings if not r.roles <= _NOUN_ONLY])
    nouns = [r for r in readings if "noun" in r.roles and (not r.frame.needs or _needed(tokens, i, r.frame))]
    if nouns and (not verbs or not _verb_context(tokens, i, verbs)):
        return _noun(tokens, i, tuple(r.frame for r in nouns), floor)
    return _verb(tokens, i, verbs, floor, inside) if verbs else None


def _needed(tokens: Sequence[Token], i: int, frame: Frame) -> bool:
    """Whether a word that the frame of the noun at token i needs stands near it."""
    return any(t.text in frame.needs for t in tokens[max(0, i - _NEEDED_BEFORE) : i + _NEEDED_BEHIND])


def _possible_verbs(tokens: Sequence[Token], i: int, verbs: list[Reading]) -> list[Reading]:
    """The readings as a verb that the words before allow: no present tense behind an article or a side, no bare base form."""
    before = tokens[i - 1] if i and verbs else None
    nominal = before is not None and not _NOMINAL.isdisjoint(before.tags) and before.text not in {"that", "to"} and "actor" not in before.tags
    allowed = []
    for reading in verbs:
        roles = reading.roles
        if roles <= _GERUND and _is_noun(tokens, i):
            continue
        if nominal and roles <= _PRESENT:
            continue
        if roles <= _BASE and not _verb_context(tokens, i, verbs):
            continue
        allowed.append(reading)
    return allowed


def _is_noun(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word in -ing is a noun: "the (administration) building"."""
    before = tokens[max(0, i - 2) : i]
    return bool(before) and ("determiner" in before[-1].tags or (not before[-1].tags and "determiner" in before[0].tags))


def _called(tokens: Sequence[Token], i: int) -> bool:
    """Whether a side stands alone as a predicate: "X is Russian again", "the village remains Ukrainian"."""
    j = _previous(tokens, i)
    if j < 0 or not ("be" in tokens[j].tags or "remaining" in tokens[j].tags):
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return following is None or following.has("comma", "semicolon", "clause", "adverb", "and", "preposition", "close", "quote") or following.text == "."


def _state_holds(tokens: Sequence[Token], i: int, frame: Frame) -> bool:
    """Whether a phrase that needs a side after it ("under ... control", "remains ...") has one."""
    if frame.control:
        named = (
            tokens[i].text.endswith(" by")
            or any(word in tokens[i].text for word in ("hands", "control"))
            or any("control_noun" in t.tags for t in tokens[i + 1 : i + 5])
        )
        return named and any(_sided(t) for t in tokens[i + 1 : i + 6])
    if frame.adjective:
        following = [t for t in tokens[i + 1 : i + 4] if "adverb" not in t.tags][:1]
        return bool(following) and following[0].has("demonym", "held_by")
    return not frame.presence


def _sided(token: Token) -> bool:
    return token.has("demonym", "state", "held_by", "possessive") or bool(token.tags.get("actor"))


def _previous(tokens: Sequence[Token], i: int) -> int:
    j = i - 1
    while j >= 0 and not _SKIP.isdisjoint(tokens[j].tags):
        j -= 1
    return j


def _verb_context(tokens: Sequence[Token], i: int, verbs: Sequence[Reading]) -> bool:
    """Whether a word that may be noun or verb is a verb here, by what stands before it."""
    j = _previous(tokens, i)
    if j < 0:
        return False
    roles = {role for r in verbs for role in r.roles}
    if roles <= {"ing"}:
        return tokens[j].has("be", "attempt", "success")
    if tokens[j].text == "to":
        return "base" in roles
    if "and" in tokens[j].tags and roles <= _VERB_FORMS:
        return "base" not in roles or any(t.has("actor", "subject_pronoun") for t in tokens[:j])
    return not _VERBAL.isdisjoint(tokens[j].tags) and "demonym" not in tokens[j].tags


def _noun(tokens: Sequence[Token], i: int, frames: tuple[Frame, ...], floor: int) -> Trigger:
    start, actor = i, None
    while start > floor and _in_noun_phrase(tokens[start - 1]):
        start -= 1
        if tokens[start].has("actor", "demonym"):
            actor = start if actor is None else actor
    return Trigger(i, frames, Role.NOUN, start, actor_at=actor, finite=False)


def _in_noun_phrase(token: Token) -> bool:
    if not _OUTSIDE_NOUN.isdisjoint(token.tags):
        return False
    return not _BEFORE_NOUN.isdisjoint(token.tags) or token.ordinary


def _verb(tokens: Sequence[Token], i: int, verbs: Sequence[Reading], floor: int, inside: Mapping[int, Group]) -> Trigger:
    frames = tuple(r.frame for r in verbs)
    roles = {role for r in verbs for role in r.roles}
    passive = "participle" in roles and _is_passive(tokens, i, inside, verbs)
    attempt = _attempted(tokens, i)
    role = Role.PASSIVE if passive else Role.ACTIVE
    finite = not (roles <= {"ing"} or ("base" in roles and i and tokens[i - 1].text == "to"))
    trigger = Trigger(i, frames, role, i, attempt=attempt, finite=finite)
    return with_subject(tokens, trigger, floor, inside)


def _attempted(tokens: Sequence[Token], i: int) -> bool:
    j = _previous(tokens, i)
    return j >= 0 and "attempt" in tokens[j].tags


def _is_passive(tokens: Sequence[Token], i: int, inside: Mapping[int, Group], verbs: Sequence[Reading]) -> bool:  # noqa: PLR0911 - a ladder of readings, the likeliest first
    transitive = any(r.frame.place == "object" or r.frame.repel or r.frame.attempt or r.frame.event in {None, Event.CONTESTED} for r in verbs)
    if not transitive:
        return False
    j = _previous(tokens, i)
    if j >= 0 and "be" in tokens[j].tags:
        return True
    if j >= 0 and (
        tokens[j].has("have", "subject_pronoun", "actor", "relative")
        or tokens[j].text.endswith(" have")
        or ("claimant" in tokens[j].tags and "close" not in tokens[j].tags)
    ):
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is not None and "by" in following.tags:
        return True
    if j >= 0 and tokens[j].text in {"as", "has"}:
        return tokens[j].text == "as"
    if following is not None and (following.has("determiner", "number", "possessive", "place", "actor") and "date" not in following.tags):
        return False
    only = not any("past" in r.roles for r in verbs)
    return only or (
        j >= 0 and (j in inside or tokens[j].has("settlement_plural", "settlement_singular", "comma", "close")) and not _actor_before(tokens, j, inside)
    )


def _actor_before(tokens: Sequence[Token], j: int, inside: Mapping[int, Group]) -> bool:
    """Whether a force stands as subject before token j, only places behind prepositions or words between."""
    while j >= 0 and not tokens[j].has("semicolon", "colon", "clause", "event"):
        if j in inside:
            if inside[j].bare:
                return False
            j = inside[j].first
        elif tokens[j].has("actor", "subject_pronoun"):
            return True
        elif tokens[j].has("settlement_plural", "settlement_singular"):
            return False
        j -= 1
    return False
