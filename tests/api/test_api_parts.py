"""The parts on their own: settings, spans, the surface, the shipped documentation viewer."""

import hashlib
import json
import re
from datetime import UTC, date, datetime

import pytest
from api_client import ROOT, mini_settings
from pydantic import ValidationError

import api
from api.collections import COLLECTIONS
from api.dependencies import read_box
from api.desk import open_desks
from api.middleware import PAGE_POLICY
from api.settings import Settings, read_settings
from api.spans import read_span
from api.static import NAMES, own_address, own_asset, own_version
from api.surface import surface
from geo.errors import InputError, NotFoundError


@pytest.mark.parametrize(
    ("text", "first", "last", "at"),
    [
        ("2025-01-10", date(2025, 1, 10), date(2025, 1, 10), datetime(2025, 1, 10, 23, 59, 59, tzinfo=UTC)),
        ("2025-01-10T06:00:00Z", date(2025, 1, 10), date(2025, 1, 10), datetime(2025, 1, 10, 6, tzinfo=UTC)),
        ("2025-01-10T01:00:00+03:00", date(2025, 1, 9), date(2025, 1, 9), datetime(2025, 1, 9, 22, tzinfo=UTC)),
        ("2025-01-10/2025-01-12", date(2025, 1, 10), date(2025, 1, 12), datetime(2025, 1, 12, 23, 59, 59, tzinfo=UTC)),
        ("../2025-01-12", None, date(2025, 1, 12), datetime(2025, 1, 12, 23, 59, 59, tzinfo=UTC)),
        ("/2025-01-12", None, date(2025, 1, 12), datetime(2025, 1, 12, 23, 59, 59, tzinfo=UTC)),
        ("2025-01-10/..", date(2025, 1, 10), None, None),
        ("../..", None, None, None),
        ("2025-01-10T12:00Z/2025-01-12T12:00Z", date(2025, 1, 10), date(2025, 1, 12), datetime(2025, 1, 12, 12, tzinfo=UTC)),
    ],
)
def test_spans_are_read_once_and_for_all(text, first, last, at):
    span = read_span(text)
    assert (span.first, span.last, span.at) == (first, last, at)


@pytest.mark.parametrize("text", ["", "..", "x", "2025-01-10/", "2025-1-1", "2025-01-10/x", "a/b/c", "2025-01-10T25:00Z", "20250110T"])
def test_what_is_no_span_is_refused_or_open(text):
    if text == "2025-01-10/":
        assert read_span(text).last is None
    else:
        with pytest.raises(InputError):
            read_span(text)


def test_a_box_may_have_heights():
    assert read_box("1,2,0,3,4,9") == read_box(" 1, 2, 3, 4 ") == read_box("1,2,3,4")


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,4,5", "1,2,0,4", "1,5,3,4", "181,0,182,1", "1,2,3,inf", "1;2;3;4", "nan,nan,nan,nan"])
def test_what_is_no_box_is_refused_by_its_value(text):
    with pytest.raises(InputError, match="west,south,east,north") as refused:
        read_box(text)
    assert repr(text) in str(refused.value)


def test_settings_come_from_the_environment(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SALIENT_{name.upper()}", raising=False)
    assert (Settings().theatre, Settings().theatres, Settings().origins, Settings().body_limit) == ("kursk", (), (), 10_000_000)
    monkeypatch.setenv("SALIENT_THEATRES", "kursk, miniland,")
    monkeypatch.setenv("SALIENT_HOME", str(tmp_path))
    monkeypatch.setenv("SALIENT_TOKEN", "")
    monkeypatch.setenv("SALIENT_URL", "https://maps.example/")
    found = Settings()
    assert (found.theatres, found.home, found.token, found.url) == (("kursk", "miniland"), tmp_path, None, "https://maps.example")


@pytest.mark.parametrize("value", ["*", "'self'", "https://news.example, https://*.example:8443"])
def test_whose_pages_may_frame_the_map(value, monkeypatch):
    monkeypatch.setenv("SALIENT_EMBEDDERS", value)
    assert ", ".join(read_settings().embedders) == value


@pytest.mark.parametrize(("name", "value"), [("EMBEDDERS", "https://a.example; script-src *"), ("EMBEDDERS", "news"), ("PAGE_LIMIT", "many")])
def test_a_wrong_setting_is_told_by_the_name_of_its_variable(name, value, monkeypatch):
    monkeypatch.setenv(f"SALIENT_{name}", value)
    with pytest.raises(InputError, match=f"SALIENT_{name}: "):
        read_settings()


@pytest.mark.parametrize("change", [{"report_limit": 0}, {"report_limit": 2_000_001}, {"body_limit": -1}, {"refresh_s": -1}, {"extracts_per_minute": 0}])
def test_a_setting_that_cannot_be_is_refused(change):
    with pytest.raises(ValidationError):
        Settings(**change)


def test_a_token_is_not_shown_with_the_settings():
    assert "hunter2" not in repr(Settings(token="hunter2"))  # noqa: S106


def test_only_the_theatres_that_are_named_are_served(tmp_path, mini, kursk):
    assert [d.theatre.id for d in kursk.app.state.desks] == ["kursk", "miniland"]
    assert mini.get("/theatres/kursk/").status_code == 404
    with pytest.raises(NotFoundError, match="'atlantis'"):
        open_desks(mini_settings(tmp_path, theatres=("miniland", "atlantis")))


def test_one_store_holds_one_theatre_unless_it_is_named_for_each(tmp_path):
    one = open_desks(mini_settings(tmp_path, theatres=(), store=f"sqlite:///{tmp_path}/one.db"))
    assert [desk.theatre.id for desk in one] == ["miniland"]
    one.close()
    each = open_desks(mini_settings(tmp_path, theatres=(), store=f"sqlite:///{tmp_path}/{{theatre}}.db"))
    assert [desk.theatre.id for desk in each] == ["miniland", "kursk"]
    each.close()
    assert sorted(file.name for file in tmp_path.glob("*.db")) == ["kursk.db", "miniland.db", "one.db"]


def test_the_surface_is_what_is_documented(mini):
    found = surface(mini.app)
    assert found.accepts("GET", "/theatres/{theatre}/explain") == {"place", "lon", "lat", "at", "as-of", "as-recorded", "f"}
    assert found.accepts("GET", "/healthz") == {"f"}
    assert found.methods("/theatres/kursk/reports") == "GET, HEAD, POST"
    assert found.methods("/theatres/kursk/reports/x/y") == ""


def test_the_openapi_document_stands_alone(mini):
    text = mini.get("/openapi.json").text
    references = re.findall(r'"\$ref":\s*"([^"]*)"', text)
    document = json.loads(text)
    assert references
    for reference in references:
        assert reference.startswith("#/components/schemas/")
        assert reference.rpartition("/")[2] in document["components"]["schemas"], reference
    assert "HTTPValidationError" not in text
    for path, item in document["paths"].items():
        for verb, operation in item.items():
            assert operation["summary"], (path, verb)
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            assert all(parameter.get("description") or parameter["name"] == "feature_id" for parameter in operation.get("parameters", ())), (path, verb)


def test_writing_is_documented_as_needing_a_token(mini):
    paths = mini.get("/openapi.json").json()["paths"]
    secured = [(path, verb, operation["security"]) for path, item in paths.items() for verb, operation in item.items() if "security" in operation]
    guarded = {(path, verb) for path, verb, security in secured if {} not in security}
    written = ("reports", "reports/{report}/retraction", "claims/{claim}/reviews", "layers")
    assert guarded == {(f"/theatres/{{theatre}}/{path}", "post") for path in written}


def test_the_documentation_viewer_is_the_published_one():
    folder = ROOT / "api" / "assets" / "swagger-ui"
    manifest = json.loads((folder / "manifest.json").read_text())
    present = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != "manifest.json"}
    assert present == manifest["files"]
    assert manifest["licence"] == "Apache-2.0"
    assert {"LICENSE", "NOTICE"} <= present.keys()


def test_the_documentation_page_shows_this_server_and_asks_no_other(mini):
    page = mini.get("/docs").text
    assert 'data-document="/openapi.json"' in page
    assert "http" not in re.sub(r"http-equiv", "", page)
    assert "validatorUrl: null" in mini.get(own_address("docs.js")).text
    assert "http" not in PAGE_POLICY


def test_own_assets_are_named_by_their_content(mini):
    assert re.fullmatch(r"[0-9a-f]{12}", own_version())
    for name in NAMES:
        assert mini.get(own_address(name)).content == own_asset(name)
    with pytest.raises(NotFoundError):
        own_asset("manifest.json")


# Documentation that keeps up

GUIDE = ROOT / "docs" / "api.md"


def test_every_address_is_in_the_guide(mini):
    guide = GUIDE.read_text(encoding="utf-8")
    documented = [*mini.get("/openapi.json").json()["paths"], "/docs", "/openapi.json", "/static/{version}/{name}"]
    assert [path for path in documented if f"`{path.replace('{theatre}', 'kursk')}" not in guide and f"`{path}" not in guide] == []


def test_every_parameter_is_in_the_guide(mini):
    guide = GUIDE.read_text(encoding="utf-8")
    names = {p["name"] for item in mini.get("/openapi.json").json()["paths"].values() for operation in item.values() for p in operation.get("parameters", ())}
    missing = sorted(name for name in names - {"feature_id", "collection", "report", "theatre"} if f"`{name}" not in guide)
    assert missing == []


def test_every_setting_is_in_the_guide_with_its_default():
    guide = GUIDE.read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        row = next((line for line in guide.splitlines() if line.startswith(f"| `SALIENT_{name.upper()}`")), None)
        assert row, f"SALIENT_{name.upper()} is not in docs/api.md"
        if isinstance(field.default, int | float) and not isinstance(field.default, bool):
            assert f"{field.default:,}".rstrip("0").rstrip(".") in row or f"{field.default:,}" in row, row


def test_every_collection_and_its_filters_are_in_the_guide():
    guide = GUIDE.read_text(encoding="utf-8")
    for collection in COLLECTIONS.values():
        row = next(line for line in guide.splitlines() if line.startswith(f"| `{collection.id}`"))
        assert all(f"`{name}`" in row for name in collection.queryables), row


def test_the_package_says_what_it_is():
    assert "HTTP" in (api.__doc__ or "")
