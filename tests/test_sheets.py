"""Sheets of layers: what tells them apart."""

from datetime import date

import pytest
import shapely

from geo.errors import NotFoundError
from geo.sheets import Sheet, SheetLevel, check_name, check_stored, sheets_digest
from geo.units import HolderId

ON = date(2030, 1, 5)
BOX = shapely.box(0, 0, 1, 1)


def sheet(ground=BOX, source=""):
    return Sheet("desk", ON, HolderId("AA"), SheetLevel.HELD, ground, source)


def test_a_digest_is_of_what_is_shown_however_it_is_drawn():
    turned = shapely.Polygon([(1, 1), (0, 1), (0, 0), (1, 0), (1, 1)])
    assert sheet().digest == sheet(turned, "other.kml").digest
    assert sheet().digest != sheet(shapely.box(0, 0, 1, 2)).digest


def test_the_digest_of_sheets_is_one_of_a_set():
    a, b = (("desk", ON, HolderId("AA"), SheetLevel.HELD), "x"), (("desk", ON, HolderId("AA"), SheetLevel.UNKNOWN), "y")
    assert sheets_digest([a, b]) == sheets_digest([b, a]) != sheets_digest([a])


def test_names_lose_the_spaces_around_them():
    assert check_name(" ISW (archive)".replace("(", "").replace(")", "")) == "ISW archive"
    assert check_name("Карта-1") == "Карта-1"


def test_layers_that_are_not_stored_are_told_with_those_that_are():
    check_stored(["a"], ["b", "a"])
    with pytest.raises(NotFoundError, match=r"No layer is called 'c'\. There is a, b\."):
        check_stored(["a", "c"], ["b", "a", "a"])
