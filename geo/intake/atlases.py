"""The Atlas of what a store holds, and of what it held at an earlier instant by its own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from geo.atlas import Atlas
from geo.atlas.view import keep
from geo.evidence import Store
from geo.theatre import Theatre

EARLIER = 2
"""Earlier states of the store whose Atlas is kept ready: one, and another beside it. Each may come to some 200 MB of views."""


@dataclass(frozen=True, slots=True)
class _Made:
    """An Atlas, and the revision of the store that it was made of."""

    revision: int
    atlas: Atlas


class Atlases:
    """The Atlases of one store, each made when it is asked for and kept until something is added. Threads may share them."""

    def __init__(self, theatre: Theatre, store: Store) -> None:
        self._theatre, self._store = theatre, store
        self._lock = Lock()
        self._newest: _Made | None = None
        self._earlier: dict[datetime, _Made] = {}

    def newest(self) -> Atlas:
        """The Atlas of all that the store holds, also of what another program added."""
        with self._lock:
            return self._current().atlas

    def held(self, recorded_by: datetime) -> Atlas:
        """The Atlas of what the store held at an instant (UTC, whole seconds), which belongs to it."""
        with self._lock:
            current = self._current()
            kept = self._earlier.get(recorded_by)
            if kept is None or kept.revision != current.revision:
                kept = _Made(current.revision, self._made(recorded_by, current.atlas))
                self._earlier.pop(recorded_by, None)
                keep(self._earlier, recorded_by, kept, EARLIER)
            return kept.atlas

    def _current(self) -> _Made:
        revision = self._store.revision()  # read before the snapshot: what is added in between is seen next time
        if self._newest is None or revision != self._newest.revision:
            tessellation = self._newest.atlas.tessellation if self._newest else None
            self._newest = _Made(revision, Atlas.build(self._theatre, self._store.snapshot(), tessellation))
        return self._newest

    def _made(self, recorded_by: datetime, newest: Atlas) -> Atlas:
        """Where an Atlas at hand has the same evidence, what that one has worked out serves."""
        evidence = self._store.snapshot(recorded_by)
        for atlas in (newest, *(made.atlas for made in self._earlier.values())):
            if atlas.evidence.digest == evidence.digest:
                return atlas.with_equal(evidence)
        return Atlas.build(self._theatre, evidence, newest.tessellation)
