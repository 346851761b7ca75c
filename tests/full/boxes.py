"""What stands over a map, as boxes in pixels of the window: nothing may lie over anything, and everything inside its map."""

OVER = (
    *(".masthead > h1", ".masthead > .day", ".masthead > .sentence", ".masthead > .aside", ".masthead > .key", ".masthead > .notice"),
    *(".tools", ".ruler", ".strip", ".leaflet-control-scale", ".sources", ".twin", ".coordinates", ".measured-words", ".drawer"),
    *(".leaflet-control-zoom", ".leaflet-control-layers", ".leaflet-draw", ".leaflet-control-attribution"),
)
FOUND = """([map, over]) => over.flatMap((selector) => [...map.querySelectorAll(selector)].map((node) => {
  const { left, top, right, bottom } = node.getBoundingClientRect();
  const shown = node.checkVisibility({ visibilityProperty: true }) && right - left >= 1 && bottom - top >= 1;
  return shown ? [selector, [left, top, right, bottom]] : null;
})).filter(Boolean)"""
SLACK_PX = 1.0
"""A border or a rounded pixel."""


def standing(map_handle):
    """The visible parts over one map (its container, an element handle) with their boxes [left, top, right, bottom]."""
    return map_handle.evaluate("(map, over) => (" + FOUND + ")([map, over])", list(OVER))


def overlaps(parts):
    """The pairs of parts that lie over each other."""
    pairs = [(a, b) for n, a in enumerate(parts) for b in parts[n + 1 :]]
    return [(a[0], b[0]) for a, b in pairs if meet(a[1], b[1])]


def meet(a, b):
    across, down = (min(a[n + 2], b[n + 2]) - max(a[n], b[n]) for n in (0, 1))
    return across > SLACK_PX and down > SLACK_PX


def outside(parts, frame):
    """The parts that do not lie wholly in a frame [left, top, right, bottom]."""
    return [name for name, box in parts if any(sign * (box[n] - frame[n]) > SLACK_PX for n, sign in enumerate((-1, -1, 1, 1)))]


def frame_of(map_handle):
    """The box of a map, in pixels of the window or frame that it stands in."""
    return map_handle.evaluate("(map) => { const { left, top, right, bottom } = map.getBoundingClientRect(); return [left, top, right, bottom]; }")
