import pytest

from geo.evidence import Store
from geo.intake import Intake
from geo.theatre import load_theatre


@pytest.fixture(scope="session")
def campaign(tmp_path_factory):
    """The atlas of all that ships."""
    theatre = load_theatre("kursk")
    with Store.open(str(tmp_path_factory.mktemp("campaign") / "store.sqlite"), theatre.id) as store:
        intake = Intake(theatre, store)
        intake.ingest_pack()
        return intake.atlas()
