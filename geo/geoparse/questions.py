"""What is asked and not told: "who holds X cannot be established", "whether X was taken", "how much of X they control"."""

from __future__ import annotations

from geo.geoparse.scene import Scene
from geo.geoparse.trigger import Trigger


def asked(scene: Scene, trigger: Trigger) -> bool:
    """Whether an event word stands in an indirect question: its clause opens with a question word that asks."""
    for i in reversed(scene.at("question")):
        if i < trigger.index:
            return _asks(scene, i) and not any(t.has("comma", "semicolon", "colon", "contrast") for t in scene.tokens[i + 1 : trigger.index])
    return False


def _asks(scene: Scene, i: int) -> bool:
    """Whether the question word at token i asks, rather than relates ("the troops who hold X"): it opens the sentence or follows a word of asking."""
    if not scene.tokens[i].has("relative"):
        return True
    before = scene.tokens[i - 1] if i else None
    if before is not None and before.has("quote", "and", "adverb", "comma"):
        before = scene.tokens[i - 2] if i > 1 and not before.has("comma", "and") else None if before.has("quote") else before
    return before is None or before.has("asking", "say", "be", "preposition") or (before.has("and") and _verb_follows(scene, i))


def _verb_follows(scene: Scene, i: int) -> bool:
    """Whether "and who" goes on to be judged itself: "and who holds the village is unclear"."""
    return any(scene.tokens[k].has("asking") for k in range(i + 1, min(len(scene.tokens), i + 12)))
