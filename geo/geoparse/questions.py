"""What is asked and not told: "who holds X cannot be established", "whether X was taken", "how much of X they control"."""

from __future__ import annotations

from geo.geoparse.scene import Scene
from geo.geoparse.trigger import Trigger

_BORDERS = ("comma", "semicolon", "colon", "contrast")
_ON_A_MATTER = frozenset({"over", "about", "on"})
_VERDICT_REACH = 12


def asked(scene: Scene, trigger: Trigger) -> bool:
    """Whether an event word stands in an indirect question: its clause opens with a question word that asks."""
    if not scene.at("question") or "asking" in scene.tokens[trigger.index].tags:
        return False
    i = next((i for i in reversed(scene.at("question")) if i < trigger.index), None)
    return i is not None and _asks(scene, i) and not scene.within(i + 1, trigger.index, *_BORDERS)


def _asks(scene: Scene, i: int) -> bool:
    """Whether the question word at token i asks, rather than relates ("the troops who hold X"): it opens the sentence or follows a word of asking."""
    if "relative" not in scene.tokens[i].tags:
        return True
    before = next((t for t in reversed(scene.tokens[:i]) if not t.has("quote", "adverb")), None)
    if before is None:
        return True
    if "and" in before.tags:
        return _judged(scene, i)
    return before.has("asking", "say", "be") or before.text in _ON_A_MATTER


def _judged(scene: Scene, i: int) -> bool:
    """Whether the sentence goes on to judge the question: "and who holds the village is unclear"."""
    return scene.within(i + 1, i + _VERDICT_REACH, "asking")
