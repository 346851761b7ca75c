"""What an event word tells, before anybody asked how sure and since when."""

from __future__ import annotations

from typing import NamedTuple

from geo.geoparse.phrases import Item
from geo.geoparse.trigger import Trigger
from geo.model import Event
from geo.units import HolderId


class Deed(NamedTuple):
    """What an event word tells: the event, its places and its actor, before anybody asked how sure and since when."""

    trigger: Trigger
    event: Event
    items: tuple[Item, ...]
    actor: HolderId | None
    attempt: bool
    reason: str
