"""Plugins in company: several maps on a page, each with its own words, names and start, on one Leaflet; what cannot be is refused in words."""

import re
from datetime import date

import folium
import pytest
from branca.element import Figure
from folium.plugins import DualMap

from geo.errors import InputError
from geo.render import ControlDelta, ControlReview, ControlTimeline, OfflineMap, Page
from geo.render.maps import FOLIUM_NAMES
from tests.render.samples import FIRST, LAST

HALFWAY = date(2030, 1, 15)


def timelines(atlas):
    return ControlTimeline(atlas, first=FIRST, last=HALFWAY), ControlTimeline(atlas, first=HALFWAY, last=LAST)


def plane(**options):
    return folium.Map(location=[50.0, 30.0], tiles=None, **options)


def on_dual_map(atlas):
    dual = DualMap(location=[50.0, 30.0], tiles=None)
    for plugin, half in zip(timelines(atlas), (dual.m1, dual.m2), strict=True):
        plugin.add_to(half)
    return dual.m1.get_root()


def on_both_of_dual_map(atlas):
    dual = DualMap(location=[50.0, 30.0], tiles=None)
    ControlTimeline(atlas, first=FIRST, last=LAST).add_to(dual)
    return dual.m1.get_root()


def on_a_figure(atlas):
    figure = Figure()
    for plugin in timelines(atlas):
        plugin.add_to(plane(height="50%")).get_root()
        figure.add_child(plugin._parent)
    return figure


def in_subplots(atlas):
    figure = Figure()
    for n, plugin in enumerate(timelines(atlas), 1):
        half = plane()
        plugin.add_to(half)
        figure.add_subplot(1, 2, n).add_child(half)
    return figure


def offline(atlas):
    figure, (one, _) = Figure(), timelines(atlas)
    for plugin in (one, ControlDelta(atlas, FIRST, LAST)):
        half = OfflineMap(atlas.theatre, width="50%")
        plugin.add_to(half)
        figure.add_child(half)
    return figure


def beside_a_bare_map(atlas):
    figure, with_plugin = Figure(), plane()
    ControlTimeline(atlas, first=FIRST, last=LAST).add_to(with_plugin)
    for half in (plane(), with_plugin, plane()):
        figure.add_child(half)
    return figure


COMPANIES = [on_dual_map, on_both_of_dual_map, on_a_figure, in_subplots, offline]


@pytest.mark.parametrize("company", [*COMPANIES, beside_a_bare_map])
def test_names_stand_once_and_every_map_is_made_before_its_plugin_starts(single, reader, company):
    html = company(single).render()
    ids = [attrs["id"] for _, attrs in reader(html).elements if "id" in attrs]
    assert sorted(ids) == sorted(set(ids))
    starts = re.findall(r"Salient\.(?:timeline|deltaPage)\((\w+), \"([\w-]+)\"\);", html)
    assert len(starts) == (1 if company is beside_a_bare_map else 2)
    for name, root in starts:
        assert root == f"{name}-page"
        assert {name, root, f"{name}-salient-payload"} <= set(ids)
        assert html.index(f"var {name} = L.map(") < html.index(f"({name}, ")


@pytest.mark.parametrize("company", [*COMPANIES, beside_a_bare_map])
def test_a_page_has_one_leaflet_and_it_stands_before_what_needs_it(single, company):
    html = company(single).render()
    assert not re.findall(r"https?://[^\"']*/leaflet@[^\"']*", html)
    assert html.count("Leaflet 1.9.4, a JS library") == 1
    assert html.index("Leaflet 1.9.4, a JS library") < html.index("L.Renderer.extend")


def test_folium_calls_leaflet_what_we_take_it_to():
    names = {key for key, _ in folium.folium._default_js} | {key for key, _ in folium.folium._default_css}
    assert set(FOLIUM_NAMES.values()) <= names


def test_a_page_made_twice_is_the_same(single):
    figure = on_dual_map(single)
    assert figure.render() == figure.render()


def test_on_a_page_of_its_own_names_are_plain(single, reader):
    page = Page("Plain", linked=False)
    half = OfflineMap(single.theatre)
    half.add_to(page)
    ControlTimeline(single, first=FIRST, last=LAST).add_to(half)
    ids = [attrs["id"] for _, attrs in reader(page.render()).elements if "id" in attrs]
    assert {"page", "day", "sentence", "salient-payload", half.get_name()} <= set(ids)


def test_hostile_names_are_run_by_no_template_in_subplots_either(hostile):
    html = in_subplots(hostile).render()
    assert "49*" not in html
    assert html.count("{{ 7*7 }}") > 10


def test_equal_inputs_give_equal_bytes_to_a_map_with_a_name(single):
    def made(name):
        half = OfflineMap(single.theatre, name=name)
        ControlTimeline(single, first=FIRST, last=LAST).add_to(half)
        return half.get_root().render()

    assert made("campaign") == made("campaign")
    assert made(None) != made(None)


@pytest.mark.parametrize("name", ["", "1st", "two words", "x-y", "карта", "a'b"])
def test_a_name_that_a_script_could_not_use_is_refused(single, name):
    with pytest.raises(InputError, match="no name for a map"):
        OfflineMap(single.theatre, name=name)


def test_a_map_has_the_size_that_it_was_given(single):
    figure, half = Figure(), OfflineMap(single.theatre, name="half", width="60%", height=300, left="40%", position="absolute")
    figure.add_child(half)
    (rule,) = re.findall(r"#map_half \{(.*?)\}", figure.render())
    assert rule.split("; ") == [" position: absolute", "left: 40.0%", "top: 0.0%", "width: 60.0%", "height: 300.0px", ""]


# What cannot be


def test_two_plugins_on_one_map_are_refused(single):
    half = plane()
    for plugin in timelines(single):
        plugin.add_to(half)
    with pytest.raises(InputError, match=r"ControlTimeline already\. Give ControlTimeline a map of its own"):
        half.get_root().render()


def test_a_plugin_in_a_layer_of_a_map_is_refused(single):
    half = plane()
    group = folium.FeatureGroup("layer").add_to(half)
    ControlTimeline(single).add_to(group)
    with pytest.raises(InputError, match="stands on no map"):
        half.get_root().render()


@pytest.mark.parametrize("crs", ["EPSG4326", "EPSG3395", "Simple"])
def test_a_map_in_another_projection_is_refused(single, crs):
    half = plane(crs=crs)
    ControlTimeline(single, first=FIRST, last=LAST).add_to(half)
    with pytest.raises(InputError, match=f"crs='{crs}'. Make it with crs='EPSG3857'"):
        half.get_root().render()


def test_a_page_with_two_maps_is_refused(single):
    page = Page("Two", linked=False)
    for _ in range(2):
        OfflineMap(single.theatre).add_to(page)
    with pytest.raises(InputError, match=r"has 2\. Put several maps on a branca\.element\.Figure"):
        page.render()


def test_the_analysts_page_stands_alone(single):
    half = OfflineMap(single.theatre)
    ControlReview(single, static="/static/x", links={"docs": "/docs"}).add_to(half)
    with pytest.raises(InputError, match="page of its own"):
        half.get_root().render()
