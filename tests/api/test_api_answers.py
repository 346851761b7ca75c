"""What holds for every answer: its shape, its tag, its headers, its pages."""

import csv
import gzip
import io
import re
from datetime import datetime

import anyio
import httpx
import pytest
from api_client import AUTHORISED

import api.deferred
from api import schemas
from api.answers import held
from api.forms import preferences
from api.middleware import Head
from geo.render import asset_names, asset_version

HERE = "/theatres/miniland"
SHAPES = {
    "/theatres": schemas.TheatresAnswer,
    "/healthz": schemas.Health,
    f"{HERE}/": schemas.Landing,
    f"{HERE}/series?datetime=2030-01-01/2030-01-10": schemas.SeriesAnswer,
    f"{HERE}/series?datetime=2020-01-01&as-of=2030-01-05": schemas.SeriesAnswer,
    f"{HERE}/delta?datetime=2030-01-12/2030-01-26": schemas.DeltaAnswer,
    f"{HERE}/delta?datetime=2020-01-12/2030-01-26": schemas.DeltaAnswer,
    f"{HERE}/explain?place=Galdova&at=2030-01-13": schemas.ExplainAnswer,
    f"{HERE}/explain?place=Lumova&at=2030-01-13": schemas.ExplainAnswer,
    f"{HERE}/explain?lon=1&lat=1": schemas.ExplainAnswer,
    f"{HERE}/explain?place=Galdova&at=2040-01-13": schemas.ExplainAnswer,
    f"{HERE}/claims?limit=3": schemas.ClaimsAnswer,
    f"{HERE}/figures": schemas.FiguresAnswer,
    f"{HERE}/reports?datetime=2030-01-02/2030-01-05": schemas.ReportsAnswer,
    f"{HERE}/reports/mini-24": schemas.ReportAnswer,
    f"{HERE}/conformance": schemas.Conformance,
    f"{HERE}/collections": schemas.CollectionsAnswer,
    f"{HERE}/collections/front": schemas.CollectionRow,
    f"{HERE}/collections/control/items": schemas.FeatureCollection,
    f"{HERE}/collections/claims/items?limit=2&as-of=2030-02-01": schemas.FeatureCollection,
    f"{HERE}/collections/places/items/arvona": schemas.OneFeature,
}
TAGGED = [
    *(path for path in SHAPES if path not in {"/theatres", "/healthz"}),
    "/",
    f"{HERE}/map?datetime=2030-01-01/2030-02-01",
    f"{HERE}/map/delta?datetime=2030-01-12/2030-01-26",
    f"{HERE}/review",
    f"{HERE}/series?f=csv",
    f"{HERE}/collections/control/queryables",
]
PAGES = ["/", f"{HERE}/review", f"{HERE}/map", f"{HERE}/map/delta?datetime=2030-01-12/2030-01-26", f"{HERE}/?f=html", "/theatres?f=html", "/docs"]


@pytest.mark.parametrize("path", SHAPES)
def test_answers_have_the_documented_shape(mini, path):
    answer = mini.get(path)
    assert answer.status_code == 200, answer.text
    SHAPES[path].model_validate_json(answer.content, strict=True)


def timeless(content: bytes) -> bytes:
    """The answer without the time at which it was given, which a strong tag could not stand for."""
    return re.sub(rb'"timeStamp":"[^"]*"', b"", content)


@pytest.mark.parametrize("path", TAGGED)
def test_a_reader_who_has_the_answer_gets_304(mini, path):
    first = mini.get(path, headers={"Accept-Encoding": "identity"})
    tag, timed = first.headers["etag"], b'"timeStamp":"' in first.content
    assert re.fullmatch(r'W/"[0-9a-f]{12}-[0-9a-f]{12}"' if timed else r'"[0-9a-f]{12}-[0-9a-f]{12}"', tag)
    assert timeless(mini.get(path, headers={"Accept-Encoding": "identity"}).content) == timeless(first.content)
    again = mini.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert mini.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert first.headers["cache-control"] == "no-cache"


def test_the_tag_begins_with_the_digest_that_the_answer_cites(mini):
    for path in (f"{HERE}/explain?place=Galdova&at=2030-01-13", f"{HERE}/delta?datetime=2030-01-12/2030-01-26", f"{HERE}/collections/control/items"):
        answer = mini.get(path)
        assert answer.headers["etag"].removeprefix("W/").startswith(f'"{answer.json()["digest"]}-')


def test_the_time_stamp_is_the_time_of_the_answer(mini, monkeypatch):
    """Also of one that was kept ready; the tag is the same, as nothing else differs, and says by W/ that it does not stand for the bytes."""

    class Clock(datetime):
        hour = 6

        @classmethod
        def now(cls, tz=None):
            return datetime(2031, 5, 1, cls.hour, tzinfo=tz)

    monkeypatch.setattr(api.deferred, "datetime", Clock)
    first = mini.get(f"{HERE}/collections/places/items")
    monkeypatch.setattr(Clock, "hour", 18)
    second = mini.get(f"{HERE}/collections/places/items")
    assert [answer.json()["timeStamp"] for answer in (first, second)] == ["2031-05-01T06:00:00Z", "2031-05-01T18:00:00Z"]
    assert first.headers["etag"] == second.headers["etag"]
    assert mini.get(f"{HERE}/collections/places/items", headers={"If-None-Match": first.headers["etag"].removeprefix("W/")}).status_code == 304


def test_different_answers_have_different_tags(mini):
    paths = [f"{HERE}/series", f"{HERE}/series?f=csv", f"{HERE}/series?as-of=2030-01-05", f"{HERE}/series?holder=AA", f"{HERE}/claims"]
    assert len({mini.get(path).headers["etag"] for path in paths}) == len(paths)


def test_a_compressed_answer_has_its_own_tag_and_both_are_known(mini):
    plain = mini.get(f"{HERE}/series", headers={"Accept-Encoding": "identity"})
    packed = mini.get(f"{HERE}/series", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "accept-encoding" in packed.headers["vary"].lower()
    for tag in (plain.headers["etag"], packed.headers["etag"]):
        again = mini.get(f"{HERE}/series", headers={"If-None-Match": tag})
        assert (again.status_code, again.headers["etag"]) == (304, tag)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [('"a-1"', '"a-1"'), ('W/"a-1"', '"a-1"'), ('"x", "a-1-gz"', '"a-1-gz"'), ("*", '"a-1"'), ('"a-2"', None), ("", None), ('"a-1', None)],
)
def test_tags_are_compared_as_tags(sent, expected):
    assert held(sent, '"a-1"') == expected


@pytest.mark.parametrize("path", [*SHAPES, *PAGES, "/openapi.json", f"{HERE}/series?f=csv"])
def test_head_is_get_without_the_body(mini, path):
    plain = {"Accept-Encoding": "identity"}
    got, head = mini.get(path, headers=plain), mini.request("HEAD", path, headers=plain)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == got.headers
    assert int(head.headers["content-length"]) == len(got.content)


def test_a_head_sends_no_byte_of_the_body_itself():
    """Servers and clients drop one too; here nothing of it leaves the app."""
    sent = []

    async def app(scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": scope["method"].encode() + b"!", "more_body": False})

    async def keep(message):
        sent.append(message)

    for method in ("HEAD", "GET"):
        anyio.run(Head(app), {"type": "http", "method": method}, None, keep)
    assert [message["body"] for message in sent if message["type"] == "http.response.body"] == [b"", b"GET!"]
    assert all(message["headers"] == [(b"content-length", b"4")] for message in sent if message["type"] == "http.response.start")


def test_another_release_has_other_tags(mini, monkeypatch):
    before = mini.get(f"{HERE}/series").headers["etag"]
    monkeypatch.setattr(api.answers, "software", lambda: "2.0")
    assert mini.get(f"{HERE}/series", headers={"If-None-Match": before}).status_code == 200


def test_head_of_what_is_not_there_is_404(mini):
    assert mini.request("HEAD", f"{HERE}/nothing").status_code == 404


@pytest.mark.parametrize("path", [*PAGES, f"{HERE}/series", f"{HERE}/nothing", f"{HERE}/series?x=1"])
def test_every_answer_keeps_to_itself(mini, path):
    headers = mini.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    framers = "'none'" if path.endswith("/review") else "'self'"  # no page may show the one that takes a token
    assert f"frame-ancestors {framers}" in headers["content-security-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_from_elsewhere_and_run_no_script_but_their_own(mini, path):
    answer = mini.get(path)
    policies = [answer.headers["content-security-policy"], *re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', answer.text)]
    script = [rule for policy in policies for rule in policy.split("; ") if rule.startswith("script-src")]
    assert len(script) == 1
    assert "unsafe" not in script[0]
    assert "http" not in script[0]
    assert any("default-src 'none'" in policy for policy in policies)
    for address in re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]*)"', answer.text):
        assert address.startswith(("/static/", "data:")), address
        if address.startswith("/static/"):
            assert mini.get(address).status_code == 200, address


def test_static_files_may_be_kept_for_ever(mini):
    for name in asset_names():
        answer = mini.get(f"/static/{asset_version()}/{name}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        if name.endswith(".js"):
            assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("name", ["nothing.js", "%2e%2e/assets.py", "..%2f..%2fapp.py", "/etc/passwd", "vendor/manifest.json"])
def test_nothing_else_is_served_as_static(mini, name):
    assert mini.get(f"/static/{asset_version()}/{name}").status_code == 404
    assert mini.get(f"/static/0/{name}").status_code == 404


def test_answers_name_the_licence(mini, kursk):
    assert '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"' in mini.get(f"{HERE}/series").headers["link"]
    answer = kursk.get("/theatres/kursk/collections/control/items")
    assert '<https://opendatacommons.org/licenses/odbl/1-0/>; rel="license"' in answer.headers["link"]
    assert answer.json()["licence"] == "ODbL-1.0"
    assert any("OpenStreetMap" in line for line in answer.json()["attribution"])


def test_long_answers_are_compressed(kursk):
    answer = kursk.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content)) < len(answer.content) / 2


def test_the_map_at_the_root_is_that_of_the_default_theatre(kursk, mini):
    assert "Kursk Oblast" in kursk.get("/").text
    assert "Miniland" in mini.get("/").text
    assert [t["id"] for t in kursk.get("/theatres").json()["theatres"]] == ["kursk", "miniland"]
    assert kursk.get("/theatres/miniland/map").status_code == 200


def test_a_map_leads_to_other_theatres_only_where_there_are_some(kursk, mini):
    assert "/theatres?f=html" in kursk.get("/").text
    assert "/theatres?f=html" not in mini.get("/").text


def test_a_map_as_known_earlier_leads_to_answers_as_known_then(mini):
    assert "/theatres/miniland/series?as-of=2030-01-05T23%3A59%3A59Z" in mini.get(f"{HERE}/map?as-of=2030-01-05").text.replace("\\u0026", "&")


def test_the_most_wanted_format_comes_first():
    assert preferences("text/html;q=0.5, application/json, */*;q=0.1") == ["application/json", "text/html", "*/*"]
    assert preferences("text/html;q=x, a/b;q=0.2")[0] == "a/b"
    assert preferences("") == [""]


def test_lists_can_be_had_as_tables(mini):
    for path, column in (("claims", "claim_id"), ("figures", "figure_id"), ("reports", "report_id")):
        answer: httpx.Response = mini.get(f"{HERE}/{path}?f=csv&limit=2")
        assert answer.text.splitlines()[0].split(",")[0] == column
        assert len(answer.text.splitlines()) == 3
        assert mini.get(f"{HERE}/{path}?f=csv&datetime=2029-01-01").text.splitlines()[0].split(",")[0] == column
        known = next(csv.DictReader(io.StringIO(mini.get(f"{HERE}/{path}?f=csv&as-of=2030-02-01").text)))
        assert (known["as_of"], known["digest"]) == ("2030-02-01T23:59:59Z", mini.get(f"{HERE}/{path}?as-of=2030-02-01").json()["digest"])
        marked = mini.get(f"{HERE}/{path}?f=csv-excel&limit=2")
        assert (marked.content, marked.headers["content-type"]) == (b"\xef\xbb\xbf" + answer.content, answer.headers["content-type"])


def test_claims_can_be_asked_for_by_place_and_day(mini):
    """Galdova: advanced toward, captured, recaptured, denied, held, driven out."""
    answer = mini.get(f"{HERE}/claims?place=Galdova").json()
    assert [row["event"] for row in answer["claims"]] == ["advanced", "captured", "recaptured", "captured", "holds", "pushed_out"]
    within = mini.get(f"{HERE}/claims?place=Galdova&datetime=2030-01-12/2030-01-13").json()
    assert [row["event"] for row in within["claims"]] == ["captured", "recaptured"]


def test_figures_stand_beside_the_maps_own(mini):
    """28 January: Arland says about 5 km2; it has Arvona, Belmora, Corvina, Foskova and Galdova."""
    (figure,) = mini.get(f"{HERE}/figures?datetime=2030-01-28").json()["figures"]
    assert (figure["km2"], figure["measure"], figure["verdict"]) == (5.0, "held", "within")
    assert figure["computed_best_km2"] == pytest.approx(5, rel=1e-3)
    assert figure["ratio"] == pytest.approx(1, rel=1e-3)


def test_reports_are_listed_and_told_one_by_one(mini):
    answer = mini.get(f"{HERE}/reports?datetime=2030-01-03&as-of=2030-01-31").json()
    assert [(row["id"], row["claims"], row["figures"], row["retracted"]) for row in answer["reports"]] == [("mini-02", 2, 0, False)]
    by_id, by_ref = (mini.get(f"{HERE}/reports/{name}", headers=AUTHORISED).json() for name in (answer["reports"][0]["report_id"], "mini-02"))
    assert by_id == by_ref
    assert by_id["text"] == "Arlandish troops took control of Eldova and Ivolna."
    assert [row["place"] for row in by_id["claims"]] == ["Eldova", "Ivolna"]
    assert mini.get(f"{HERE}/reports?as-of=2030-01-03").json()["numberMatched"] == 2
