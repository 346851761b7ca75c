"""Whether it happened, how firmly, by whose word, and when: the words around an event that change its weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from geo.geoparse.dates import DateMark
from geo.geoparse.discourse import Claimant, Discourse
from geo.geoparse.questions import asked
from geo.geoparse.scene import Scene
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import Role, Trigger
from geo.interval import Interval
from geo.model import Basis, Certainty, Event, Polarity
from geo.theatre import Theatre
from geo.units import HolderId

RECAP = timedelta(days=7)
"""What a report dates so long before itself is recap, not news."""
Speaker = tuple[int, Claimant, bool]
"""A claimant of a sentence: its token, who it is, and whether it only points back ("the ministry")."""
_SAY_REACH = 7
_AIM_REACH = 2
_VERB_REACH = 5
_OFFICE = "ministry"
_NAMED = frozenset({"claimant", "actor"})
_GAINS = frozenset({Event.CAPTURED, Event.RECAPTURED, Event.HOLDS, Event.ENTERED, Event.ADVANCED, Event.ATTACKED, Event.REPELLED})


def span_of(scene: Scene, trigger: Trigger) -> Sequence[Token]:
    """The words of the event's own clause before it."""
    return scene.tokens[trigger.start : trigger.index]


def intended(scene: Scene, trigger: Trigger) -> bool:
    """Whether the text only plans, orders, expects or asks after the event."""
    if asked(scene, trigger):
        return True
    words = span_of(scene, trigger)
    lead = scene.tokens[trigger.start - 1] if trigger.start else None
    if lead is not None and (lead.has("condition") or (lead.text == "when" and trigger.role is Role.ACTIVE and scene.tokens[trigger.index].text.endswith("s"))):
        return True
    if _unreal(scene, trigger) or _purpose(scene, trigger) or (trigger.index and scene.tokens[trigger.index - 1].text == "close to"):
        return True
    if trigger.role is Role.NOUN:
        words = scene.tokens[max(0, trigger.start - 1) : trigger.index + 4]
    near = [t for t in words if t.has("intent")]
    return bool(near) and not any(t.text in {"may have", "might have", "could have"} for t in words)


def _unreal(scene: Scene, trigger: Trigger) -> bool:
    """Whether a noun or gerund is only aimed at or feared ("plans for the capture of X", "fears losing X"), or "had" opens a condition."""
    if scene.tokens[0].text == "had" and len(scene.tokens) > 1 and scene.tokens[1].has("actor"):
        return True
    if trigger.role is not Role.NOUN and trigger.finite:
        return False
    return any(t.has("aim") for t in scene.tokens[max(0, trigger.start - _AIM_REACH) : trigger.index])


def _purpose(scene: Scene, trigger: Trigger) -> bool:
    """A bare "to attack X": an aim, unless something made it happen ("allowed Russia to capture X")."""
    i = trigger.index
    if trigger.finite or trigger.attempt or not i or scene.tokens[i - 1].text != "to":
        return False
    return not any(t.has("made") for t in scene.tokens[max(0, i - 7) : i])


def polarity(scene: Scene, trigger: Trigger) -> Polarity:
    """Negative where the text says that it did not happen."""
    words = span_of(scene, trigger)
    denied = any(t.has("failure") or (t.has("negation") and t.text != "no longer") for t in words)
    after = scene.tokens[trigger.index + 1 : trigger.index + 3]
    denied = denied or bool(after and after[0].text in {"not", "no", "neither"}) or (trigger.role is Role.NOUN and _not_made(scene, trigger))
    return Polarity.NEG if denied or _sentence_denies(scene, trigger) else Polarity.POS


def _not_made(scene: Scene, trigger: Trigger) -> bool:
    """Such as "did not make (confirmed) advances": the verb before the noun is denied."""
    for token in reversed(scene.tokens[max(0, trigger.start - _VERB_REACH) : trigger.start]):
        if token.has("negation"):
            return True
        if token.has("comma", "semicolon", "clause", "place", "event", "and", "actor"):
            return False
    return False


def _sentence_denies(scene: Scene, trigger: Trigger) -> bool:
    """Such as "Reports that X was taken are untrue", "denied that X was taken"."""
    for i in scene.at("denial"):
        if i < trigger.index and trigger.index - i < 14 and not any(t.has("semicolon", "contrast") for t in scene.tokens[i : trigger.index]):  # noqa: PLR2004
            return True
        if i > trigger.index and (_reported(scene, trigger, i) or _disowned(scene, trigger, i)):
            return True
    return False


def _reported(scene: Scene, trigger: Trigger, denial: int) -> bool:
    """Such as "Reports that X was taken are untrue"."""
    return scene.tokens[denial - 1].has("be") and any(t.text == "that" for t in scene.tokens[: trigger.index])


def _disowned(scene: Scene, trigger: Trigger, denial: int) -> bool:
    """Such as "Reports of the capture of X are untrue": one clause, whose event is only a noun."""
    between = scene.tokens[trigger.index + 1 : denial]
    return trigger.role is Role.NOUN and not any(t.has("comma", "semicolon", "contrast", "relative", "claimant") for t in between)


def certainty(scene: Scene, trigger: Trigger, *, doubted: bool) -> Certainty:
    """Unverified where the report says that nobody could check it, hedged where it uses words of doubt, else stated."""
    if doubted or scene.at("doubt") or scene.at("rumour"):
        return Certainty.UNVERIFIED
    words = scene.tokens[trigger.start : min(trigger.stop, trigger.index + 12)]
    lead = any(i < trigger.start and scene.tokens[i].has("adverb", "condition", "rumour") for i in scene.at("hedge"))
    return Certainty.HEDGED if lead or any(t.has("hedge") for t in words) else Certainty.STATED


def claimants(scene: Scene, trigger: Trigger, memory: Discourse, names: Sequence[Speaker]) -> tuple[Claimant, ...]:
    """Who says it: the nearest first, then the medium. `names` are the sentence's claimants with their token and whether they only point back."""
    return named(scene, sorted(names, key=lambda n: abs(n[0] - trigger.index)), memory)


def named(scene: Scene, names: Sequence[Speaker], memory: Discourse) -> tuple[Claimant, ...]:
    """The claimants of a sentence in the order given; those of the sentence before where it points back or goes on speaking."""
    found: list[Claimant] = []
    for _, claimant, again in names:
        found += memory.claimants if again and memory.claimants else [claimant]
    if not found and scene.speaks_on:
        found += memory.claimants
    return tuple(dict.fromkeys(found))


def speakers(tokens: Sequence[Token], text: str, theatre: Theatre) -> list[Speaker]:
    """The claimants of a sentence: sources with a word of saying near them, and states that say something."""
    found = []
    holders = {h.id for h in theatre.holders}
    for i, token in enumerate(tokens):
        if _NAMED.isdisjoint(token.tags) or any(t.has("denial") for t in tokens[i + 1 : i + 3]):
            continue
        if "claimant" in token.tags:
            if token.has("again") or _says(tokens, i):
                found.append((i, _claimant(token, text), token.has("again")))
        elif token.tags.get("actor") in holders and _says_next(tokens, i) and _says(tokens, i):
            found.append((i, Claimant(_surface(token, text), token.tags["actor"]), False))
    return found


def with_sides(names: Sequence[Speaker], tokens: Sequence[Token], memory: Discourse, publisher: HolderId | None) -> list[Speaker]:
    """The claimants; a bare "ministry" is the one named last, else of the side that the words beside it, the last speaker or the publisher tell."""
    return [_with_side(name, tokens, memory, publisher) if _is_office(tokens[name[0]]) else name for name in names]


def _is_office(token: Token) -> bool:
    return _OFFICE in token.text or token.has("office")


def _with_side(name: Speaker, tokens: Sequence[Token], memory: Discourse, publisher: HolderId | None) -> Speaker:
    i, claimant, again = name
    if claimant.side is None:
        seat = _seat(tokens, i)
        last = next((c.side for c in memory.claimants if c.side), None)
        if seat is None and memory.ministry is not None:
            claimant, again = memory.ministry, False
        elif seat is not None or last is None or not again:
            claimant, again = replace(claimant, side=seat or last or publisher), again and not (seat or publisher)
    memory.ministry = claimant if claimant.side else memory.ministry
    return i, claimant, again


def _seat(tokens: Sequence[Token], i: int) -> HolderId | None:
    """The side of "the ministry in Moscow", "Moscow ...: its ministry"."""
    behind = tokens[i + 1 : i + 3]
    if len(behind) > 1 and behind[0].has("inside"):
        return _side(behind[1])
    if i and tokens[i - 1].has("possessive"):
        return next((side for t in reversed(tokens[: i - 1]) if (side := _side(t))), None)
    return None


def _side(token: Token) -> HolderId | None:
    side = token.tags.get("state") or token.tags.get("side")
    return HolderId(side) if side else None


def _says(tokens: Sequence[Token], i: int) -> bool:
    if any(t.has("accord") for t in tokens[max(0, i - 4) : i]):
        return True
    around = [*tokens[max(0, i - _SAY_REACH) : i], *tokens[i + 1 : i + 1 + _SAY_REACH]]
    beside = any(t.has("colon") for t in tokens[i + 1 : i + 2]) or any(t.has("dash") for t in tokens[max(0, i - 1) : i])
    return beside or any(t.has("say") for t in around) or any(t.text in {"map", "maps", "'s"} for t in tokens[i + 1 : i + 3])


def _says_next(tokens: Sequence[Token], i: int) -> bool:
    following = [t for t in tokens[i + 1 : i + 5] if not t.has("adverb", "have", "preposition") and t.tags]
    before = tokens[i - 1] if i else None
    return bool(following and following[0].has("say")) or (before is not None and before.has("say", "accord") and before.text != "by")


def _claimant(token: Token, text: str) -> Claimant:
    name = token.tags["claimant"]
    return Claimant(name if isinstance(name, str) else _surface(token, text), token.tags.get("side"))


def _surface(token: Token, text: str) -> str:
    surface = " ".join(text[token.start : token.end].split())
    first, _, rest = surface.partition(" ")
    return rest if first.lower() in {"the", "a", "an"} and rest else surface


def basis(event: Event, actor: HolderId | None, said: Sequence[Claimant], *, geolocated: bool) -> Basis:
    """On whose word, seen from who gains by it."""
    if geolocated:
        return Basis.GEOLOCATED
    side = next((c.side for c in said), None)
    if side is None:
        return Basis.ASSESSED
    gains = event in _GAINS
    if actor is None:
        return Basis.CLAIMED
    return Basis.CLAIMED if (side == actor) == gains else Basis.ADMITTED


@dataclass(frozen=True, slots=True)
class When:
    """The days of an event, and whether the report looks back at them."""

    valid: Interval
    background: bool


def when(scene: Scene, trigger: Trigger, marks: Sequence[DateMark], *, report: date, memory: Discourse, event: Event) -> When:
    """The date nearest to the event in its sentence; without one, the date that the text goes on with, else the report's own day."""
    recap = _recap(scene, trigger, marks)
    mark = _nearest(scene, trigger, [m for m in marks if not _elsewhere(scene, trigger, m)])
    if mark is None:
        mark = memory.date if memory.date is not None and not recap and _goes_on(scene) else None
    if mark is None:
        return When(Interval.of_days(report), recap)
    if mark.since and event is Event.HOLDS:
        return When(Interval.of_days(mark.first, report), background=False)
    old = report - mark.last > RECAP
    last = mark.first if mark.since else mark.last
    return When(Interval.of_days(min(mark.first, last), last), recap or old or (mark.since and mark.vague))


def _goes_on(scene: Scene) -> bool:
    return bool(scene.tokens) and (scene.tokens[0].has("subject_pronoun", "source_again", "again") or scene.tokens[0].text in {"the", "his", "its"})


def _elsewhere(scene: Scene, trigger: Trigger, mark: DateMark) -> bool:
    """Whether a date behind the event belongs to another clause ("X, which they had taken on 20 August")."""
    at = scene.tokens[trigger.index].start
    if mark.since and any(at < scene.tokens[t.index].start < mark.start for t in scene.triggers):
        return True
    if _in_relative(scene, trigger, mark):
        return True
    if any(t.has("contrast", "semicolon") for t in scene.tokens if mark.end <= t.start < at) and any(
        scene.tokens[t.index].start < mark.start for t in scene.triggers
    ):
        return True
    if trigger.stop >= len(scene.tokens) or mark.start < scene.tokens[trigger.stop].start:
        return False
    between = [t for t in scene.tokens[trigger.index :] if t.start < mark.start]
    return any(t.has("relative", "semicolon", "contrast") for t in between)


def _in_relative(scene: Scene, trigger: Trigger, mark: DateMark) -> bool:
    """Whether the date stands in the stretch of another event that only describes a place ("X, который заняли в августе, ...")."""
    for other in scene.triggers:
        stretch = scene.tokens[other.start : other.stop]
        if other.index != trigger.index and stretch and stretch[0].start <= mark.start < stretch[-1].end:
            return any(t.has("relative") for t in scene.tokens[other.start : other.index])
    return False


def _nearest(scene: Scene, trigger: Trigger, marks: Sequence[DateMark]) -> DateMark | None:
    at = scene.tokens[trigger.index]

    def cost(mark: DateMark) -> tuple[float, int]:
        low, high = min(mark.end, at.end), max(mark.start, at.start)
        between = [t for t in scene.tokens if low <= t.start < high]
        crossing = (
            sum(40 for t in between if t.has("semicolon", "contrast"))
            + sum(25 for t in between if t.has("event"))
            + sum(10 for t in between if t.has("say", "claimant"))
        )
        return high - low + crossing, mark.start

    return min(marks, key=cost, default=None)


def _recap(scene: Scene, trigger: Trigger, marks: Sequence[DateMark]) -> bool:
    """Whether words of looking back ("earlier", "had already", "at the peak") govern the event."""
    dated = [(m.start, m.end) for m in marks]
    for i in scene.at("background"):
        token = scene.tokens[i]
        if i == trigger.index or any(a < token.end and token.start < b for a, b in dated):
            continue
        low, high = min(i, trigger.index), max(i, trigger.index)
        if i < trigger.stop and not any(t.has("semicolon", "contrast") for t in scene.tokens[low:high]):
            return True
    return False
