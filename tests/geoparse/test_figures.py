"""Quantities with their unit, measure, actor and region. Conversions by hand: 1 mi2 = 2.589988 km2."""

from __future__ import annotations

import pytest

from geo.model import Figure
from tests.geoparse.conftest import Read


def short(figure: Figure) -> tuple[float, str, str, str | None]:
    return figure.value, figure.unit, figure.measure, figure.actor


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ukraine said that it held 1,263 square kilometres and 93 settlements.", [(1263, "km2", "held", "UA"), (93, "settlements", "held", "UA")]),
        ("Russian forces retook about 64 percent of the territory.", [(64, "percent", "gained", "RU")]),
        ("Ukraine has lost 40 percent of its former territory in Kursk.", [(40, "percent", "lost", "UA")]),
        ("Ukrainian forces secured three villages and about nine square miles.", [(3, "settlements", "gained", "UA"), (9, "mi2", "gained", "UA")]),
        ("Russian forces regained 100 square kilometres (38.6 square miles).", [(100, "km2", "gained", "RU")]),
        ("Ukraine controls between 400 and 450 sq km.", [(425, "km2", "held", "UA")]),
        ("Ukraine held about half a thousand square kilometres.", [(500, "km2", "held", "UA")]),
        ("Twenty-eight settlements are under Ukrainian control.", [(28, "settlements", "held", "UA")]),
        ("Ukrainian forces advanced up to 10 km deep into Kursk Oblast.", [(10, "km", "depth", "UA")]),
        ("The village is 10 km from Sudzha.", []),
        ("Both villages were quiet and the two villages slept.", []),
        ("Russian forces advance 2 km a day.", [(2, "km_per_day", "rate", "RU")]),
        ("At its peak Ukraine held 1,376 square kilometres.", [(1376, "km2", "peak", "UA")]),
        ("Ukrainian forces seized 10 hectares.", [(10, "ha", "gained", "UA")]),
    ],
)
def test_figures(read: Read, text: str, expected: list[tuple[float, str, str, str | None]]) -> None:
    assert [short(f) for f in read(text).figures] == expected


def test_areas_are_converted(read: Read) -> None:
    (miles,) = read("Ukrainian troops still control roughly 300 square miles.").figures
    assert miles.km2 == pytest.approx(777.0, abs=0.1)
    assert miles.approx
    (hectares,) = read("Ukrainian forces seized 10 hectares.").figures
    assert hectares.km2 == pytest.approx(0.1)


def test_a_range_has_its_middle_and_its_ends(read: Read) -> None:
    (figure,) = read("Ukraine holds 900-1,300 square kilometres.").figures
    assert (figure.low, figure.value, figure.high, figure.km2) == (900, 1100, 1300, 1100)


def test_other_ground_is_not_the_theatre(read: Read) -> None:
    (figure,) = read("Russia occupies about 18 percent of Ukraine.").figures
    assert figure.region == "Ukraine"
    (here,) = read("Ukraine holds 500 square kilometres of Kursk Oblast.").figures
    assert here.region == "Kursk Oblast"


def test_the_span_is_the_quantity(read: Read) -> None:
    text = "In all, Ukraine held about 300 square miles (777 square kilometres) there."
    (figure,) = read(text).figures
    assert text[slice(*figure.span)] == figure.text == "about 300 square miles (777 square kilometres)"
