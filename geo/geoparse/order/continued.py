"""Deeds that a sentence leaves to the one before: "its list reads: A, B", "a day later it added A", "B followed on Monday", "Kyiv denies this"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.deed import Deed
from geo.geoparse.discourse import Discourse
from geo.geoparse.phrases import Group, Item
from geo.geoparse.scene import Scene
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import Role, Trigger

_SPEAKER = ("subject_pronoun", "claimant", "possessive", "source_again", "again")
_OPENS = frozenset({"these", "the", "among", "of"})
_THIS = frozenset({"this", "it", "that", "these"})
_ADDED_REACH = 6


def continued(scene: Scene, memory: Discourse, found: Sequence[Deed]) -> list[Deed]:
    """The deeds that a sentence only points back to; `found` are those that it tells itself."""
    last = memory.deed if isinstance(memory.deed, Deed) else None
    followed = _followed(scene, last, found)
    if last is None or found or followed or scene.triggers or not scene.tokens:
        return followed
    if items := _listed(scene) or _added(scene):
        trigger = Trigger(scene.groups[0].first, (), Role.NOUN, 0, stop=len(scene.tokens))
        return [last._replace(trigger=trigger, items=items, reason=f"continues the list: {last.reason}")]
    return _agreed(scene, last) or _denied(scene, last)


def _agreed(scene: Scene, last: Deed) -> list[Deed]:
    """Such as "ISW had come to the same conclusion", "for X the ministry had made the same claim": told once more, by somebody else."""
    if scene.at("negation") or not scene.at("agrees"):
        return []
    i = scene.at("agrees")[0]
    items = tuple(item for g in scene.groups if g.last < i for item in g.resolved) or last.items
    trigger = Trigger(i, (), Role.NOUN, i, stop=len(scene.tokens))
    return [last._replace(trigger=trigger, items=items, reason=f"said again: {last.reason}")]


def _listed(scene: Scene) -> tuple[Item, ...]:
    """A list that only names what the sentence before counted ("Ten villages were retaken. The list reads: A, B, C")."""
    opens = scene.tokens[0].has(*_SPEAKER) or scene.tokens[0].text in _OPENS
    colon = next(iter(scene.at("colon")), None)
    counted = bool(scene.at("settlement_plural")) or any("listing" in t.tags for t in scene.tokens[:5]) or any(t.text == "list" for t in scene.tokens)
    if not counted or (colon is None and not opens):
        return ()
    return tuple(i for g in scene.groups if colon is None or g.first > colon for i in g.resolved)


def _added(scene: Scene) -> tuple[Item, ...]:
    """Such as "a day later it added X", "the ministry had named Y and Z": whoever speaks goes on with the list."""
    for group in scene.groups:
        before = scene.tokens[max(0, group.first - _ADDED_REACH) : group.first]
        spoken = next((n for n, t in enumerate(before) if t.has(*_SPEAKER)), None)
        if group.bare and spoken is not None and any("listing" in t.tags and "be" not in t.tags for t in before[spoken + 1 :]):
            return group.resolved
    return ()


def _followed(scene: Scene, last: Deed | None, found: Sequence[Deed]) -> list[Deed]:
    """Such as "B followed on Monday", "B met the same fate", "the same happened at B"."""
    deeds = []
    for i in scene.at("follows"):
        group = next((g for g in scene.groups if i in {g.last + 1, g.first - 1} and g.resolved), None)
        told = next((d for d in reversed(found) if d.trigger.index < i), last)
        if group is not None and told is not None and _is_follower(scene, i, group):
            stop = next((t.start for t in scene.triggers if t.start > i), len(scene.tokens))
            trigger = Trigger(i, (), Role.NOUN, i, stop=stop)
            deeds.append(told._replace(trigger=trigger, items=group.resolved, reason=f"goes on: {told.reason}"))
    return deeds


def _is_follower(scene: Scene, i: int, group: Group) -> bool:
    """Whether the places right beside the word at token i are what follows ("B followed"), not what it comes after ("followed by B")."""
    if group.first > i:
        return "same" in scene.tokens[i].tags
    by = i + 1 < len(scene.tokens) and "by" in scene.tokens[i + 1].tags
    return group.bare and not by and "same" not in scene.tokens[i].tags


def _denied(scene: Scene, last: Deed) -> list[Deed]:
    """Such as "Kyiv denies this", "the claim was denied by Moscow": a record of its own that it did not happen."""
    for i in scene.at("denial"):
        behind, before = scene.tokens[i + 1 : i + 3], scene.tokens[: i - 1] if i else ()
        called = i > 0 and scene.tokens[i - 1].has("claiming", "again")
        points = called or (bool(behind) and _points(behind)) or (bool(before) and "be" in scene.tokens[i - 1].tags and _points(before[:2]))
        if points and i + 1 < len(scene.tokens):
            trigger = Trigger(i + 1, (), Role.NOUN, i, stop=len(scene.tokens))
            return [last._replace(trigger=trigger, reason=f"denied: {last.reason}")]
    return []


def _points(words: Sequence[Token]) -> bool:
    """Whether the words point back to what was said: "this", "the claim"."""
    return words[0].text in _THIS or (words[0].text == "the" and "claiming" in words[-1].tags)
