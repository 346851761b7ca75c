"""An Intake over miniland's first three reports: Arvona, Eldova and Ivolna are Arland's, Belmora is entered."""

import pytest

from geo.evidence import Store
from geo.intake import Intake
from geo.model import Extraction
from tests.miniland import world


@pytest.fixture
def intake(tmp_path):
    with Store.open(str(tmp_path / "store.sqlite"), "miniland") as store:
        for entry in world.story()[:3]:
            store.append(Extraction(world.report(entry), (), tuple(world.claims(entry)), (), world.METHOD))
        yield Intake(world.theatre(), store)
