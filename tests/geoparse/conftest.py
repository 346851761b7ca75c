"""The shipped theatre, its extractor, and a short way to read a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from geo.geoparse import Extractor, extractor
from geo.interval import end_of_day
from geo.model import Extraction, Report
from geo.theatre import Theatre, load_theatre

Read = Callable[..., Extraction]


@pytest.fixture(scope="session")
def theatre() -> Theatre:
    return load_theatre("kursk")


@pytest.fixture(scope="session")
def rules(theatre: Theatre) -> Extractor:
    return extractor(theatre)


@pytest.fixture(scope="session")
def read(rules: Extractor) -> Read:
    def run(text: str, on: str = "2025-02-14", publisher: str = "", lang: str = "en") -> Extraction:
        return rules.extract(Report(publisher=publisher, known_at=end_of_day(date.fromisoformat(on)), lang=lang, title="", text=text))

    return run
