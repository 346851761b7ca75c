"""Colours and styles: what each kind of ground and line looks like, by one id in the style sheet, the canvas and the legend."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from geo.render.states import CONTESTED, EVIDENCED, HOLDER
from geo.theatre import Holder, Theatre

NIGHT_SHARE = 0.38
"""How far a holder's hue moves toward white on the dark page, so that text and lines on it keep their contrast."""
GROUND_STYLES = ("held", "inferred", "contested", "contested-inferred", "changed", "unknown")
DELTA_STYLES = ("gained", "lost", "unchanged", "front-before", "front")


@dataclass(frozen=True, slots=True)
class Style:
    """An entry of the legend: the id of its look, the holder whose hue it takes (None: no one's), and the key of its message."""

    style: str
    holder: int | None
    key: str

    def as_dict(self) -> dict[str, str | int | None]:
        """The fields by name."""
        return {"style": self.style, "holder": self.holder, "key": self.key}


UNKNOWN = Style("unknown", None, "unknown")
"""Ground on a day that was not yet known."""


def night(colour: str) -> str:
    """The same hue, lighter, for the dark page (#rrggbb)."""
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(c + (255 - c) * NIGHT_SHARE):02x}" for c in channels)


def holder_look(holder: Holder) -> dict[str, str]:
    """A holder's id, and its hue by day and by night."""
    return {"id": holder.id, "light": holder.colour, "night": night(holder.colour)}


def ground_style(code: int, opening: int) -> tuple[str, int | None] | None:
    """The look of a class of ground and whose hue it takes; None where it stays paper, as the opening holder had it all along."""
    holder, contested, evidenced = code // HOLDER, bool(code & CONTESTED), bool(code & EVIDENCED)
    if contested:
        return ("contested" if evidenced else "contested-inferred"), None
    if holder == opening:
        return None
    return ("held" if evidenced else "inferred"), holder


def timeline_styles(theatre: Theatre, codes: Collection[int], *, changing: bool) -> list[Style]:
    """The legend of the timeline: the classes of ground that occur on its days, what changed where something did, and the front."""
    opening, focus = theatre.holder_index(theatre.opening), theatre.holder_index(theatre.focus)
    looks = {look for code in codes if (look := ground_style(code, opening))}
    ground = sorted(looks, key=lambda look: (-1 if look[1] is None else -2, look[1] or 0, GROUND_STYLES.index(look[0])))
    changed = [Style("changed", focus, "changed")] if changing else []
    front = [Style("front", None, "front")] if len({code // HOLDER for code in codes}) > 1 else []
    return [*(Style(style, holder, style) for style, holder in ground), *changed, *front]


def delta_styles(theatre: Theatre) -> list[Style]:
    """The legend of a comparison: ground gained in the hue of the focus, lost in that of the opening holder, what stayed, both fronts."""
    focus, opening = theatre.holder_index(theatre.focus), theatre.holder_index(theatre.opening)
    other = opening if opening != focus else next(i for i in range(len(theatre.holders)) if i != focus)
    coloured = focus if focus != opening else other
    ground = [Style("gained", focus, "gained"), Style("lost", other, "lost"), Style("unchanged", coloured, "unchanged")]
    return [*ground, Style("front-before", None, "front-before"), Style("front", None, "front-after")]
