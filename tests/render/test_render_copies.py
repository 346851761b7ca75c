"""A page tells a text once, with the papers that carry it."""

from datetime import date

from geo.atlas import Atlas
from geo.evidence import assemble
from geo.model import KnownClaim
from geo.render import map_page
from tests.evidence.samples import claim
from tests.evidence.texts import STORY, published
from tests.miniland import world

PAPERS = [published(STORY, f"2030-01-{day:02d}", publisher) for day, publisher in ((10, "Arland Wire"), (11, "Vista News"), (11, "Third Herald"))]


def test_the_page_names_the_other_carriers_beside_the_claim(payload_of):
    claims = [KnownClaim(claim(report, span=(0, 30)), report.known_at, report.publisher) for report in PAPERS]
    atlas = Atlas.build(world.theatre(), assemble(claims, [], PAPERS, []), world.atlas().tessellation)
    payload = payload_of(map_page(atlas, first=date(2030, 1, 1), last=date(2030, 1, 31), as_of=None, static=None, links={}))
    (told,) = payload["claims"]
    assert [report["publisher"] for report in payload["reports"]] == ["Arland Wire"]
    assert told["carried_by"] == ["Third Herald", "Vista News"]
    assert "{publishers}" in payload["page"]["messages"]["en"]["claim.carried"]
