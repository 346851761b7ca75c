"""A text that two papers carry, over HTTP."""

import pytest
from api_client import AUTHORISED, problem

from api import schemas

HERE = "/theatres/miniland"
TEXT = (
    "Arlandish forces captured Lumova. Snow lay on the fields all week, and the roads of the district were closed to carts. The harvest of the year "
    "before had been poor, so that the price of flour went up again on the markets of the capital."
)
WIRE = {"id": "wire", "text": TEXT, "published_at": "2030-03-20", "publisher": "Atlas Desk", "language": "en"}
COPY = {"id": "copy", "text": f"{TEXT} Reprinted.", "published_at": "2030-03-25", "publisher": "Vista News", "title": "Snow", "language": "en"}


@pytest.fixture
def carried(writable):
    """The client after both reports, and what it was told of the second."""
    for report in (WIRE, COPY):
        answer = writable.post(f"{HERE}/reports", json=report, headers=AUTHORISED)
        assert answer.status_code == 201, problem(answer)
    return writable, schemas.AddedAnswer.model_validate_json(answer.content, strict=True)


def test_who_sends_a_copy_is_told_and_the_map_stays(carried):
    _, told = carried
    assert told.note == "This report is a copy of wire (Atlas Desk); what both say counts once."
    assert told.added
    assert (told.change.first_day, told.change.last_day) == (None, None)
    assert [area.gained_km2 for area in told.change.areas] == [0.0, 0.0]


def test_claims_say_who_carries_them(carried):
    client, _ = carried
    items = client.get(f"{HERE}/collections/claims/items?place_id=lumova").json()["features"]
    rows = {feature["properties"]["publisher"]: feature["properties"] for feature in items}
    assert (rows["Atlas Desk"]["copy_of"], rows["Atlas Desk"]["carried_by"]) == (None, "Vista News")
    assert (rows["Vista News"]["copy_of"], rows["Vista News"]["carried_by"]) == (rows["Atlas Desk"]["claim_id"], "")
    earlier = client.get(f"{HERE}/claims?place=lumova&as-of=2030-03-24").json()["claims"]
    assert [row["carried_by"] for row in earlier] == [""]
    schemas.ClaimsAnswer.model_validate_json(client.get(f"{HERE}/claims").content, strict=True)


def test_reports_say_whose_text_they_carry(carried):
    client, _ = carried
    answer = client.get(f"{HERE}/reports")
    schemas.ReportsAnswer.model_validate_json(answer.content, strict=True)
    rows = {row["id"]: row for row in answer.json()["reports"]}
    assert rows["copy"]["copy_of"] == rows["wire"]["report_id"]
    assert rows["wire"]["copy_of"] is None


def test_an_explanation_gives_the_text_once(carried):
    client, _ = carried
    claims = client.get(f"{HERE}/explain?place=Lumova&at=2030-03-26").json()["claims"]
    assert [(row["publisher"], row["carried_by"]) for row in claims] == [("Atlas Desk", "Vista News")]
