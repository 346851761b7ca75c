"""Names on a still picture, as in an atlas: the important ones first, never two over one another. Lengths are in pixels, y runs down."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geo.render.plane import Box

NARROW, SLIM, WIDE = frozenset("ijlI.,:;'’| ·/\u00a0\u202f"), frozenset("frt()-[]!²"), frozenset("mwWMжмфшщыюДЖМФШЩЮ@%©")
EMS = {"narrow": 0.32, "slim": 0.41, "wide": 0.98, "full": 1.0, "capital": 0.7, "other": 0.62}
"""Widths of kinds of letters in ems, as in DejaVu Sans: the other usual faces are narrower, and a name that is taken for too long harms no other."""
REGULAR, BOLD = 400, 1.13
GAP_PX = 3.0
BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""The share of a name that lies left of the point it is anchored to."""
AROUND_PX = (7.0, 3.0)
"""Ground that stays free beside, and above and below a name."""
CAP = 0.35
"""How far below the middle of a line its letters stand, as a share of their size."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a rank of names is set: size of letters, radius of the dot and space between letters in pixels, weight as in CSS.

    Without a dot the name stands on its point.
    """

    size: float
    weight: int = 400
    dot: float = 0.0
    spaced: float = 0.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A name with the point that it belongs to; `muted` is what lies outside the map's own ground."""

    x: float
    y: float
    text: str
    look: Look
    muted: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A spot whose name stands on `baseline` and starts, ends or has its middle at `x`, as `anchor` (of SVG) says."""

    spot: Spot
    x: float
    baseline: float
    anchor: str

    @property
    def box(self) -> Box:
        """The ground of the name, with what stays free around it."""
        size, (beside, above), length = self.spot.look.size, AROUND_PX, _length(self.spot)
        left, middle = self.x - length * BEFORE[self.anchor], self.baseline - CAP * size
        return left - beside, middle - size / 2 - above, left + length + beside, middle + size / 2 + above


def width_px(text: str, size: float, *, bold: bool = False) -> float:
    """About how long a text is when set in a sans-serif face of this size."""
    return sum(_ems(letter) for letter in text) * size * (BOLD if bold else 1.0)


def _ems(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return EMS["full"]
    kinds = (("narrow", letter in NARROW), ("slim", letter in SLIM), ("wide", letter in WIDE), ("capital", letter.isupper()))
    return EMS[next((kind for kind, fits in kinds if fits), "other")]


def lines_of(text: str, size: float, room: float) -> list[str]:
    """A text broken at spaces (a no-break space is none) into lines no longer than the room, where words allow that."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width_px(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def labels(spots: Iterable[Spot], frame: Box, reserved: Sequence[Box], most: int) -> list[Label]:
    """The spots, the most important first, whose dots and names find room inside the frame and beside what is written before; so many at most."""
    taken, found = list(reserved), list[Label]()
    for spot in spots:
        label = _placed(spot, frame, taken) if len(found) < most else None
        if label is not None:
            found.append(label)
            taken += [_dot(spot), label.box]
    return found


def _placed(spot: Spot, frame: Box, taken: Sequence[Box]) -> Label | None:
    """Right of the dot, left of it, above or below: wherever there is room first."""
    if not _free(_dot(spot), frame, taken):
        return None
    return next((label for label in _offers(spot) if _free(label.box, frame, taken)), None)


def _offers(spot: Spot) -> list[Label]:
    look = spot.look
    side, lift, line = look.dot + GAP_PX, look.dot + 0.7 * look.size, spot.y + CAP * look.size
    if not look.dot:
        return [Label(spot, spot.x, line, "middle")]
    beside = [Label(spot, spot.x + side, line, "start"), Label(spot, spot.x - side, line, "end")]
    return [*beside, Label(spot, spot.x, line - lift, "middle"), Label(spot, spot.x, line + lift, "middle")]


def _length(spot: Spot) -> float:
    return width_px(spot.text, spot.look.size, bold=spot.look.weight > REGULAR) + spot.look.spaced * len(spot.text)


def _dot(spot: Spot) -> Box:
    return spot.x - spot.look.dot, spot.y - spot.look.dot, spot.x + spot.look.dot, spot.y + spot.look.dot


def _free(box: Box, frame: Box, taken: Sequence[Box]) -> bool:
    inside = box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
    return inside and not any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken)
