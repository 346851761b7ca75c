"""Pages of miniland: with its whole story on squares and on hexagons, with one hand-made report, and with every name and text hostile."""

import dataclasses
import json
import re

import pytest

from geo.atlas import Atlas
from geo.gazetteer import Gazetteer
from geo.model import Source
from geo.render import map_page
from geo.render.payload import scope_of_days, timeline_payload
from geo.theatre import Sources
from tests.miniland import world
from tests.render.samples import FIRST, HOSTILE, LAST, LINKS, Reader, evidence_of
from tests.space.lands import land


@pytest.fixture(scope="session")
def reader():
    return Reader


@pytest.fixture(scope="session")
def payload_of():
    def read(html):
        return json.loads(re.search(r'<script type="application/json" id="[\w-]*salient-payload">(.*?)</script>', html, re.DOTALL).group(1))

    return read


@pytest.fixture(scope="session")
def story():
    return world.atlas()


@pytest.fixture(scope="session")
def fine():
    """The whole story, kriged onto hexagons of 5 hectares."""
    return Atlas.build(land("kriging", 0.05), world.evidence())


@pytest.fixture(scope="session")
def fine_page(fine):
    """The payload of its page."""
    return timeline_payload(scope_of_days(fine, FIRST, LAST, None, {}), paper=True)


@pytest.fixture(scope="session")
def single():
    """An atlas in which one report says one thing."""
    evidence = evidence_of(
        text="Arlandish forces captured Arvona.",
        title="News",
        publisher="Atlas Desk",
        url="https://news.example/1",
        claimant="Atlas Desk",
        kind="digest",
    )
    return Atlas.build(world.theatre(), evidence)


@pytest.fixture(scope="session")
def hostile():
    """The same atlas with every name and text hostile."""
    theatre = world.theatre()
    places = [dataclasses.replace(p, name=HOSTILE, name_ru=HOSTILE, name_uk=HOSTILE) for p in theatre.gazetteer.places]
    changed = dataclasses.replace(
        theatre,
        title=HOSTILE,
        region=HOSTILE,
        licence=HOSTILE,
        attribution=(HOSTILE,),
        holders=tuple(dataclasses.replace(h, name=HOSTILE, adjective=HOSTILE) for h in theatre.holders),
        districts=tuple(dataclasses.replace(d, name=HOSTILE, name_ru=HOSTILE) for d in theatre.districts),
        gazetteer=Gazetteer(places),
        sources=Sources([Source("hostile", HOSTILE, None, "A")]),
    )
    evidence = evidence_of(text=HOSTILE, title=HOSTILE, publisher=HOSTILE, url="javascript:canary()", claimant=HOSTILE, kind="report")
    return Atlas.build(changed, evidence)


@pytest.fixture(scope="session")
def page(single):
    return map_page(single, first=FIRST, last=LAST, as_of=None, static=None, links=LINKS)
