"""The assets are ours or vendored with licence and hash, complete, and ask no other host for anything."""

import hashlib
import re
from pathlib import Path

import pytest

from geo.errors import NotFoundError
from geo.model import Basis, Certainty, Measure, Verdict
from geo.render import asset, asset_names, asset_version
from geo.render.assets import REVIEW_STYLES, SCRIPTS, STYLES, asset_text, manifest, messages
from geo.render.palette import DELTA_STYLES, GROUND_STYLES

RENDER = Path(__file__).parents[2] / "geo" / "render"
VENDORED = {file["name"] for package in manifest() for file in package["files"]}
OWN_SCRIPTS = sorted({name for scripts in SCRIPTS.values() for name in scripts} - VENDORED)
ASKING = {"compare.js", "door.js"}
"""Scripts that ask the server of the page, at the addresses that it was given; what a page may ask is held by its policy."""


REVIEWED = ("review.verdict.", "review.field.", "review.done.", "unit.", "review.measure.")


def own(pattern):
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(RENDER.rglob(pattern)) if "vendor" not in path.parts)


@pytest.mark.parametrize("file", [file for package in manifest() for file in package["files"]], ids=lambda file: file["name"])
def test_a_vendored_file_is_the_one_that_the_manifest_lists(file):
    assert hashlib.sha256((RENDER / "assets" / "vendor" / file["path"]).read_bytes()).hexdigest() == file["sha256"]


def test_every_vendored_file_is_listed_with_version_licence_and_the_licence_text():
    listed = {file["path"] for package in manifest() for file in package["files"]}
    folder = RENDER / "assets" / "vendor"
    assert listed == {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {"manifest.json"}
    leaflet = manifest()[0]
    assert (leaflet["name"], leaflet["version"], leaflet["licence"]) == ("leaflet", "1.9.4", "BSD-2-Clause")
    assert b"BSD 2-Clause License" in asset("leaflet-LICENSE.txt")


def test_an_asset_is_served_by_its_name_alone():
    assert asset("style.css") == (RENDER / "assets" / "style.css").read_bytes()
    for name in ("", "../payload.py", "vendor/manifest.json", "/etc/passwd", "style.css/"):
        with pytest.raises(NotFoundError, match="no asset"):
            asset(name)


def test_the_version_is_a_short_digest_of_all_assets(monkeypatch):
    before = asset_version()
    assert re.fullmatch(r"[0-9a-f]{12}", before)
    asset_version.cache_clear()
    monkeypatch.setattr("geo.render.assets.asset", lambda name: b"changed" if name == "style.css" else asset(name))
    assert asset_version() != before
    asset_version.cache_clear()


def test_pages_use_only_assets_that_exist():
    assert {*SCRIPTS["timeline"], *SCRIPTS["delta"], *SCRIPTS["review"], *STYLES, *REVIEW_STYLES, "leaflet.js", "leaflet.css"} <= set(asset_names())
    assert {path.name for path in (RENDER / "assets").glob("*.js")} == set(OWN_SCRIPTS)


@pytest.mark.parametrize("name", OWN_SCRIPTS)
def test_a_script_of_ours_asks_nobody_and_never_parses_text_as_html(name):
    text = asset_text(name)
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\(|new Function", text)
    assert not re.findall(r"XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\(", text)
    assert ("fetch(" in text) == (name in ASKING)
    assert set(re.findall(r"https?://[^'\"`\s]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert "</" not in text
    assert "<!--" not in text
    assert len(text.splitlines()) <= 400


@pytest.mark.parametrize("name", sorted(name for name in VENDORED if name.endswith((".js", ".css"))))
def test_a_vendored_file_can_stand_inside_a_page(name):
    assert "</script" not in asset_text(name).lower()
    assert "</style" not in asset_text(name).lower()


def test_style_sheets_load_nothing_from_another_host():
    for name in (*STYLES, *REVIEW_STYLES):
        assert "url(" not in asset_text(name)
        assert "@import" not in asset_text(name)
    assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//", asset_text("leaflet.css"))


@pytest.mark.parametrize("style", sorted({*GROUND_STYLES, *DELTA_STYLES}))
def test_every_style_has_a_look_on_the_canvas_in_the_legend_and_in_words(style):
    canvas = asset_text("canvas.js")
    looks = re.findall(r"^    '?([a-z-]+)'?: \{ (?:alpha|colour)", canvas, re.MULTILINE)
    assert style in looks
    assert re.search(rf"\.swatch(?::is\([^)]*)?[.\w, -]*\.{style}\b", asset_text("style.css"))
    assert f"style.{style}" in messages() or style == "front"


@pytest.mark.parametrize("name", [*STYLES, *REVIEW_STYLES])
def test_every_class_of_the_style_sheet_is_used(name):
    sheet = re.sub(r"/\*.*?\*/", "", asset_text(name), flags=re.DOTALL)
    selectors = re.sub(r"\{[^{}]*\}", " ", sheet)
    classes = {c for c in re.findall(r"\.([a-z][\w-]*)", selectors) if not c.startswith(("leaflet", "holder-"))}
    corpus = own("*.js") + own("*.html") + own("*.py")
    assert {c for c in classes if not re.search(rf"(?<![\w-]){re.escape(c)}(?![\w-])", corpus)} == set()


def test_every_message_that_is_asked_for_exists_and_every_other_one_is_used():
    known = set(messages()) - {"months", "months_short", "compass", "language"}
    scripts, templates, python = own("*.js"), own("*.html"), own("*.py")
    asked = set(re.findall(r"\.t\(\s*'([\w.-]+)'", scripts)) | set(re.findall(r"""say\(['"]([\w.-]+)['"]""", templates + python))
    asked = {key for key in asked if not key.endswith(".")}
    assert asked - known == set()
    everything = scripts + templates + python
    prefixes = tuple({*re.findall(r"`([a-z_.]+\.)\$\{", scripts), *re.findall(r"""["']([a-z_.]+\.)["'] ~""", templates)})
    unused = {key for key in known if f"'{key}'" not in everything and f'"{key}"' not in everything and not key.startswith(prefixes)}
    assert unused == set()


def test_every_kind_of_claim_has_its_words():
    assert {f"basis.{basis}" for basis in Basis} | {f"certainty.{c}" for c in Certainty if c is not Certainty.STATED} <= set(messages())


def test_the_reviewer_has_words_for_every_verdict_measure_and_unit():
    verdicts = {f"review.{kind}.{verdict}" for kind in ("verdict", "done") for verdict in Verdict if verdict is not Verdict.VOID}
    verdicts |= {"review.verdict.keep"}  # void is said of a report, and the page asks about claims
    fields = {f"review.field.{name}" for name in ("place", "actor", "event", "first", "last", "why")}
    units = {"km2", "mi2", "ha", "percent", "km", "mi", "km_per_day", "settlements"}
    expected = verdicts | fields | {f"review.measure.{measure}" for measure in Measure} | {f"unit.{unit}" for unit in units}
    assert {key for key in messages() if key.startswith(REVIEWED)} == expected
