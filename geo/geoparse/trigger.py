"""An event word in its sentence: its frames, its grammatical role, and what stands before it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from geo.geoparse.lexicon import Frame
from geo.geoparse.phrases import Group
from geo.model import Event

MOST = 32
"""So many event words are read in a sentence; prose has fewer, and work stays in proportion to the text."""
HELD = Frame(event=Event.HOLDS, place="subject", actor="from")
ATTEMPT = Frame(event=Event.ATTACKED, place="object", actor="subject", attempt=True)


class Role(StrEnum):
    """How the event word stands in its sentence."""

    ACTIVE = "active"
    PASSIVE = "passive"
    NOUN = "noun"
    STATE = "state"
    HELD = "held"


class Trigger(NamedTuple):
    """An event word at token `index`; tokens [start, index) lead up to it; `stop` is where the next event's stretch begins.

    `actor_at` and `group` are its subject where there is one, `noun_at` a subject like "the village", `attempt` whether it was only tried.
    """

    index: int  # type: ignore[assignment]  # hides the method of tuples, which nobody needs
    frames: tuple[Frame, ...]
    role: Role
    start: int
    stop: int = 0
    actor_at: int | None = None
    group: Group | None = None
    noun_at: int | None = None
    antecedent: Group | int | None = None
    attempt: bool = False
    holder: str = ""
    finite: bool = True
