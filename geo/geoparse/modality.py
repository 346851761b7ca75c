"""Whether it happened, how firmly, and by whose word: the words around an event that change its weight."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from geo.geoparse.discourse import Claimant, Discourse
from geo.geoparse.questions import asked
from geo.geoparse.scene import Scene
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import Role, Trigger
from geo.model import Basis, Certainty, Event, Polarity
from geo.units import HolderId

Speaker = tuple[int, Claimant, bool]
"""A claimant of a sentence: its token, who it is, and whether it only points back ("the ministry")."""
_SAY_REACH = 7
_AIM_REACH = 2
_VERB_REACH = 5
_OFFICE = "ministry"
_PERHAPS = frozenset({"may have", "might have", "could have"})
_NOT = frozenset({"not", "no", "neither"})
_SHOWN = frozenset({"map", "maps", "'s"})
_GAINS = frozenset({Event.CAPTURED, Event.RECAPTURED, Event.HOLDS, Event.ENTERED, Event.ADVANCED, Event.ATTACKED, Event.REPELLED})


def intended(scene: Scene, trigger: Trigger) -> bool:
    """Whether the text only plans, orders, expects or asks after the event."""
    if asked(scene, trigger):
        return True
    start, stop = trigger.start, trigger.index
    lead = scene.tokens[start - 1] if start else None
    if lead is not None and (
        "condition" in lead.tags or (lead.text == "when" and trigger.role is Role.ACTIVE and scene.tokens[trigger.index].text.endswith("s"))
    ):
        return True
    if _unreal(scene, trigger) or _purpose(scene, trigger) or (trigger.index and scene.tokens[trigger.index - 1].text == "close to"):
        return True
    if trigger.role is Role.NOUN:
        start, stop = max(0, start - 1), stop + 4
    return scene.within(start, stop, "intent") and not any(t.text in _PERHAPS for t in scene.tokens[start:stop])


def _unreal(scene: Scene, trigger: Trigger) -> bool:
    """Whether a noun or gerund is only aimed at or feared ("plans for the capture of X", "fears losing X"), or "had" opens a condition."""
    if scene.tokens[0].text == "had" and len(scene.tokens) > 1 and "actor" in scene.tokens[1].tags:
        return True
    if _wanted(scene, trigger):
        return True
    if trigger.role is not Role.NOUN and trigger.finite:
        return False
    return scene.within(max(0, trigger.start - _AIM_REACH), trigger.index, "aim")


def _wanted(scene: Scene, trigger: Trigger) -> bool:
    """Such as "demanded that Ukrainian troops leave X", "massing for an attack on X"."""
    start = trigger.start
    if trigger.role is Role.NOUN:
        return start > 0 and scene.tokens[start - 1].text == "for" and all(f.event is Event.ATTACKED for f in trigger.frames)
    return start > 1 and scene.tokens[start - 1].text == "that" and "aim" in scene.tokens[start - 2].tags


def _purpose(scene: Scene, trigger: Trigger) -> bool:
    """A bare "to attack X": an aim, unless something made it happen ("allowed Russia to capture X")."""
    i = trigger.index
    if trigger.finite or trigger.attempt or not i or scene.tokens[i - 1].text != "to":
        return False
    return not scene.within(max(0, i - 7), i, "made")


def polarity(scene: Scene, trigger: Trigger) -> Polarity:
    """Negative where the text says that it did not happen."""
    start, stop = trigger.start, trigger.index
    denied = scene.within(start, stop, "failure") or any(start <= i < stop and scene.tokens[i].text != "no longer" for i in scene.at("negation"))
    after = scene.tokens[stop + 1 : stop + 2]
    denied = (
        denied
        or (start > 0 and scene.tokens[start - 1].text == "without")
        or bool(after and after[0].text in _NOT)
        or (trigger.role is Role.NOUN and _not_made(scene, trigger))
    )
    return Polarity.NEG if denied or _sentence_denies(scene, trigger) else Polarity.POS


def _not_made(scene: Scene, trigger: Trigger) -> bool:
    """Such as "did not make (confirmed) advances": the verb before the noun is denied."""
    if not scene.at("negation") and not scene.at("failure"):
        return False
    for token in reversed(scene.tokens[max(0, trigger.start - _VERB_REACH) : trigger.start]):
        if token.has("negation", "failure"):
            return True
        if token.has("comma", "semicolon", "clause", "place", "event", "and", "actor"):
            return False
    return False


def _sentence_denies(scene: Scene, trigger: Trigger) -> bool:
    """Such as "Reports that X was taken are untrue", "denied that X was taken"."""
    for i in scene.at("denial"):
        backward = "be" in scene.tokens[i - 1].tags and scene.tokens[min(i + 1, len(scene.tokens) - 1)].text != "that"
        if i < trigger.index and not backward and trigger.index - i < 14 and not scene.within(i, trigger.index, "semicolon", "contrast"):  # noqa: PLR2004
            return True
        if i > trigger.index and (_reported(scene, trigger, i) or _disowned(scene, trigger, i)):
            return True
    return False


def _reported(scene: Scene, trigger: Trigger, denial: int) -> bool:
    """Such as "Reports that X was taken are untrue", "called reports that X was taken a lie"."""
    verdict = "be" in scene.tokens[denial - 1].tags or scene.within(0, trigger.start, "branding")
    return verdict and any(t.text == "that" for t in scene.tokens[: trigger.index])


def _disowned(scene: Scene, trigger: Trigger, denial: int) -> bool:
    """Such as "Reports of the capture of X are untrue": one clause, whose event is only a noun."""
    return trigger.role is Role.NOUN and not scene.within(trigger.index + 1, denial, "comma", "semicolon", "contrast", "relative", "claimant")


def certainty(scene: Scene, trigger: Trigger, *, doubted: bool) -> Certainty:
    """Unverified where the report says that nobody could check it, hedged where it uses words of doubt, else stated."""
    if doubted or scene.at("doubt") or scene.at("rumour"):
        return Certainty.UNVERIFIED
    lead = any(i < trigger.start and scene.tokens[i].has("adverb", "condition", "rumour", "supposed") for i in scene.at("hedge"))
    return Certainty.HEDGED if lead or scene.within(trigger.start, min(trigger.stop, trigger.index + 12), "hedge") else Certainty.STATED


def claimants(scene: Scene, trigger: Trigger, memory: Discourse, names: Sequence[Speaker]) -> tuple[Claimant, ...]:
    """Who says it: the nearest first, then the medium. `names` are the sentence's claimants with their token and whether they only point back."""
    at = scene.tokens[trigger.index].start  # by the text: the tokens of a sentence that was spelled out stand in another order
    own = [n for n in names if not _in_other_clause(scene, trigger, n[0])] or names
    return named(scene, sorted(own, key=lambda n: (_place_in_chain(scene, n[0]), abs(scene.tokens[n[0]].start - at))), memory)


def _place_in_chain(scene: Scene, i: int) -> int:
    """Who is cited comes first, who is told it last ("citing Rybar, Suspilne wrote", "a commander told AFP")."""
    return -1 if scene.within(i - 2, i, "citing") else 1 if scene.within(i - 1, i, "hearing") else 0


def _in_other_clause(scene: Scene, trigger: Trigger, i: int) -> bool:
    """Whether a contrast parts the source at token i from the event: "..., claims Rybar, but DeepState shows"."""
    low, high = sorted((scene.tokens[i].start, scene.tokens[trigger.index].start))
    return any(low < scene.tokens[k].start < high for k in scene.at("contrast"))


def named(scene: Scene, names: Sequence[Speaker], memory: Discourse) -> tuple[Claimant, ...]:
    """The claimants of a sentence in the order given; those of the sentence before where it points back or goes on speaking."""
    found: list[Claimant] = []
    for _, claimant, again in names:
        found += memory.claimants if again and memory.claimants else [claimant]
    if not found and scene.speaks_on:
        found += memory.claimants
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def speakers(scene: Scene, text: str, holders: Collection[HolderId]) -> list[Speaker]:
    """The claimants of a sentence: sources with a word of saying near them, and states of the holders that say something."""
    found = []
    for i in sorted({*scene.at("claimant"), *scene.at("actor")}):
        token = scene.tokens[i]
        if "claimant" in token.tags:
            again = "again" in token.tags
            if again or _says(scene, i):
                found.append((i, _claimant(token, text), again))
        elif token.tags.get("actor") in holders and _says_next(scene.tokens, i) and _says(scene, i):
            found.append((i, Claimant(_surface(token, text), token.tags["actor"]), False))
    return found


def with_sides(names: Sequence[Speaker], tokens: Sequence[Token], memory: Discourse, publisher: HolderId | None) -> list[Speaker]:
    """The claimants; a bare "ministry" is the one named last, else of the side that the words beside it, the last speaker or the publisher tell."""
    return [_with_side(name, tokens, memory, publisher) if _is_office(tokens[name[0]]) else name for name in names]


def _is_office(token: Token) -> bool:
    return _OFFICE in token.text or "office" in token.tags


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
    if len(behind) > 1 and "inside" in behind[0].tags:
        return _side(behind[1])
    if i and "possessive" in tokens[i - 1].tags:
        return next((side for t in reversed(tokens[: i - 1]) if (side := _side(t))), None)
    return None


def _side(token: Token) -> HolderId | None:
    side = token.tags.get("state") or token.tags.get("side")
    return HolderId(side) if side else None


def _says(scene: Scene, i: int) -> bool:
    if scene.within(i - 4, i, "accord") or scene.within(i - _SAY_REACH, i, "say") or scene.within(i + 1, i + 1 + _SAY_REACH, "say"):
        return True
    if scene.within(i + 1, i + 3, "denial") or any(t.text in _SHOWN for t in scene.tokens[max(0, i - 4) : i]):
        return True
    beside = scene.within(i + 1, i + 2, "colon") or scene.within(i - 1, i, "dash")
    return beside or any(t.text in _SHOWN for t in scene.tokens[i + 1 : i + 3])


def _says_next(tokens: Sequence[Token], i: int) -> bool:
    following = [t for t in tokens[i + 1 : i + 5] if not t.has("adverb", "have", "preposition") and t.tags]
    if following and "say" in following[0].tags:
        return True
    before = tokens[i - 1] if i else None
    acts = any(t.has("be", "have", "event", "negation", "status") for t in tokens[i + 1 : i + 3])
    return before is not None and before.has("say", "accord") and before.text != "by" and not acts


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
        return Basis.CLAIMED if said and _OFFICE in said[0].name.lower() else Basis.ASSESSED
    gains = event in _GAINS
    if actor is None:
        return Basis.CLAIMED
    return Basis.CLAIMED if (side == actor) == gains else Basis.ADMITTED
