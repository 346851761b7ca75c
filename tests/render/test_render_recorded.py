"""A page of what a store had recorded by an instant says so, in the script's words as in the library's; a report that came late is said to have."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from geo.atlas import Atlas
from geo.interval import end_of_day
from geo.render import delta_page, map_page
from geo.render.assets import LANGUAGES, asset_text
from geo.render.payload import credits_line, scope_of_days, timeline_payload
from tests.miniland import world
from tests.render.samples import FIRST, LAST, evidence_of
from tests.render.test_render_words import DAYS, needs_node, run

WHOLE_DAY = datetime(2030, 2, 1, 23, 59, 59, tzinfo=UTC)
NOON = datetime(2030, 2, 1, 12, tzinfo=UTC)


def recorded(by, as_of=None):
    atlas = Atlas.build(world.theatre(), replace(world.evidence(), as_recorded=by), world.atlas().tessellation)
    return atlas, scope_of_days(atlas, DAYS[0], DAYS[-1], as_of, {})


@pytest.mark.parametrize(("by", "words"), [(WHOLE_DAY, "1 February 2030"), (NOON, "1 February 2030, 12:00:00 UTC")])
@pytest.mark.parametrize(("as_of", "known"), [(None, "with all reports known"), (end_of_day(LAST), "as of 31 January 2030")])
def test_the_credits_say_as_recorded_when(by, words, as_of, known):
    _, scope = recorded(by, as_of)
    assert f"{known}, as recorded by this store on {words}" in credits_line(scope)
    assert not any("recorded" in line for line in credits_line(recorded(None, as_of)[1]))


@needs_node
@pytest.mark.parametrize("by", [WHOLE_DAY, NOON])
def test_the_script_cites_as_the_library_does(by):
    atlas, scope = recorded(by, end_of_day(LAST))
    said = run(timeline_payload(scope, paper=True), "en")
    assert said["credits"] == " · ".join(credits_line(scope, scope.on[-1]))
    cited = [atlas.summary(end_of_day(day), end_of_day(LAST)).citation for day in DAYS]
    assert [citation for _, citation in said["summaries"]] == [words.replace("miniland, as of", "miniland, as known on") for words in cited]


@needs_node
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it(language):
    _, scope = recorded(WHOLE_DAY)
    plain = run(timeline_payload(recorded(None)[1], paper=True), language)["credits"]
    said = run(timeline_payload(scope, paper=True), language)["credits"]
    assert len(said) > len(plain)
    assert "2030" in said.replace(plain, "")


@pytest.mark.parametrize("page", [map_page, delta_page])
def test_a_file_says_it_without_scripts(page):
    atlas, _ = recorded(WHOLE_DAY)
    days = {"first": FIRST, "last": LAST} if page is map_page else {}
    html = page(atlas, *([] if days else [FIRST, LAST]), **days, as_of=None, static=None, links={})
    assert "as recorded by this store on 1 February 2030" in html.partition("<script")[2].replace("{date}", "")


@pytest.mark.parametrize(
    ("kind", "at", "expected"),
    [
        ("report", datetime(2030, 1, 6, tzinfo=UTC), "2030-01-06"),
        ("report", datetime(2030, 1, 5, 23, tzinfo=UTC), None),
        ("report", None, None),
        ("digest", datetime(2031, 1, 6, tzinfo=UTC), None),
    ],
)
def test_a_report_that_was_recorded_long_after_it_was_published_says_when(kind, at, expected):
    """It is of 2 January; up to three days later it counts as followed, and the digests of a pack are all written afterwards."""
    made = evidence_of(text="Arland took Arvona.", title="News", publisher="Desk", url="", claimant="Desk", kind=kind)
    evidence = replace(made, recorded=dict.fromkeys(made.reports, at) if at else {})
    payload = timeline_payload(scope_of_days(Atlas.build(world.theatre(), evidence), FIRST, LAST, None, {}), paper=True)
    assert [report.get("recorded") for report in payload["reports"]] == [expected]
    assert "claim.recorded" in asset_text("panels.js")
