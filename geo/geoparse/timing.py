"""When an event was: the date of its sentence that belongs to it, and whether the report looks back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geo.geoparse.dates import DateMark
from geo.geoparse.discourse import Discourse
from geo.geoparse.scene import Scene
from geo.geoparse.trigger import Trigger
from geo.interval import Interval
from geo.model import Event

RECAP = timedelta(days=7)
"""What a report dates so long before itself is recap, not news."""
_LASTS = frozenset({Event.HOLDS, Event.CONTESTED})
"""States: what has lasted since a day lasts still."""


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
    if mark.since and event in _LASTS:
        return When(Interval.of_days(mark.first, report), background=recap or _was_so(scene, trigger))
    old = report - mark.last > RECAP
    last = mark.first if mark.since else mark.last
    return When(Interval.of_days(min(mark.first, last), last), recap or old or (mark.since and mark.vague))


def _was_so(scene: Scene, trigger: Trigger) -> bool:
    """Whether a state is told of the past ("had been under ... since"), and not only because somebody is quoted."""
    return any(t.text == "had" for t in scene.tokens[trigger.start : trigger.index]) and not scene.within(0, trigger.start, "say")


def _goes_on(scene: Scene) -> bool:
    return bool(scene.tokens) and (scene.tokens[0].has("subject_pronoun", "source_again", "again") or scene.tokens[0].text in {"the", "his", "its"})


def _elsewhere(scene: Scene, trigger: Trigger, mark: DateMark) -> bool:
    """Whether a date belongs to another clause ("X, which they had taken on 20 August"; "while Y fell on Monday")."""
    at = scene.where(mark.start)
    if mark.since and any(trigger.index < t.index < at for t in scene.triggers):
        return True
    if _in_relative(scene, trigger, at):
        return True
    if at < trigger.index:
        parted = scene.within(at, trigger.index, "contrast", "semicolon") or _opens_clause(scene, at, trigger.index)
        return parted and any(t.index < at for t in scene.triggers)
    return at >= trigger.stop and scene.within(trigger.index, at, "relative", "semicolon", "contrast")


def _opens_clause(scene: Scene, start: int, stop: int) -> bool:
    """Whether ", and it" opens a clause of its own in [start, stop)."""
    words = scene.tokens[start:stop]
    return any(a.has("comma") and b.has("and") and c.has("subject_pronoun", "actor") for a, b, c in zip(words, words[1:], words[2:], strict=False))


def _in_relative(scene: Scene, trigger: Trigger, at: int) -> bool:
    """Whether token `at` stands in the stretch of another event that only describes a place ("X, который заняли в августе, ...")."""
    other = next((t for t in scene.triggers if t.start <= at < t.stop), None)
    return other is not None and other.index != trigger.index and scene.within(other.start, other.index, "relative")


def _nearest(scene: Scene, trigger: Trigger, marks: Sequence[DateMark]) -> DateMark | None:
    if len(marks) < 2:  # noqa: PLR2004 - nothing to choose from
        return marks[0] if marks else None
    own = scene.tokens[trigger.index]

    def cost(mark: DateMark) -> tuple[float, int]:
        at = scene.where(mark.start)
        between = scene.tokens[min(at, trigger.index) + 1 : max(at, trigger.index)]
        crossing = (
            sum(40 for t in between if t.has("semicolon", "contrast"))
            + sum(25 for t in between if t.has("event", "dash"))  # a dash parts a dateline from its text
            + sum(10 for t in between if t.has("say", "claimant"))
        )
        return max(mark.start - own.end, own.start - mark.end) + crossing, mark.start

    return min(marks, key=cost, default=None)


def _recap(scene: Scene, trigger: Trigger, marks: Sequence[DateMark]) -> bool:
    """Whether words of looking back ("earlier", "had already", "at the peak") govern the event."""
    dated = [(m.start, m.end) for m in marks]
    for i in scene.at("background"):
        token = scene.tokens[i]
        if i == trigger.index or any(a < token.end and token.start < b for a, b in dated):
            continue
        if "clause" in token.tags and i > trigger.index:
            continue
        low, high = min(i, trigger.index), max(i, trigger.index)
        if i < trigger.stop and not scene.within(low, high, "semicolon", "contrast"):
            return True
    return False
