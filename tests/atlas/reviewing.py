"""Miniland's story with one verdict on the first claim of one of its reports."""

from dataclasses import replace

from geo.atlas import Atlas
from geo.model import Review, Verdict
from tests.evidence.samples import instant
from tests.miniland import world


def claim(entry_id):
    entry = next(e for e in world.story() if e["id"] == entry_id)
    return world.claims(entry)[0]


def reviewed(atlas, entry_id, verdict=Verdict.REJECT, **changes):
    given = Review(claim(entry_id).id, verdict, "desk", "a test", instant(20), tuple(changes.items()))
    return Atlas.build(atlas.theatre, replace(atlas.evidence, reviews=(given,), digest=given.id), atlas.tessellation)
