"""Reference layers in the store: kept beside the evidence, never changed, never part of it."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import shapely
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from geo.errors import NotFoundError
from geo.evidence import Filed, Store, layers
from geo.sheets import NOTHING, Sheet, SheetLevel
from geo.units import HolderId
from tests.evidence.samples import THEATRE, extraction, open_store
from tests.miniland.ground import ground

ON, NEXT = date(2030, 1, 5), date(2030, 1, 6)


def sheet(*names, layer="desk", on=ON, holder="AA", level="held", source="a.geojson"):
    return Sheet(layer, on, HolderId(holder), SheetLevel(level), ground(*names) if names else NOTHING, source)


def shown(store, **chosen):
    return [(s.layer, str(s.on), s.holder, str(s.level), len(shapely.get_parts(s.ground))) for s in store.layers.sheets(**chosen)]


def test_what_is_filed_comes_back_equal(store):
    sheets = (sheet("arvona"), sheet("arvona", "belmora", on=NEXT), sheet("lumova", holder="BB"), sheet("corvina", level="unknown"), sheet(layer="empty"))
    assert store.layers.file(sheets) == (Filed.ADDED,) * 5
    assert set(store.layers.sheets()) == set(sheets)
    assert {(e.key, e.digest, e.source) for e in store.layers.entries()} == {(s.key, s.digest, s.source) for s in sheets}


def test_the_same_again_adds_nothing_and_other_content_takes_its_place(store, tmp_path):
    store.layers.file([sheet("arvona")])
    turned = Sheet("desk", ON, HolderId("AA"), SheetLevel.HELD, shapely.reverse(ground("arvona")), "renamed.kml")
    assert store.layers.file([turned]) == (Filed.UNCHANGED,)
    assert store.layers.file([sheet("belmora"), sheet("belmora")]) == (Filed.REPLACED, Filed.UNCHANGED)
    assert [s.ground for s in store.layers.sheets()] == [ground("belmora")]
    connection = sqlite3.connect(store._database.where)
    assert connection.execute("SELECT count(*) FROM layer_sheets").fetchone() == (2,)
    connection.close()


def test_all_go_in_or_none(store):
    broken = Sheet("desk", NEXT, None, SheetLevel.HELD, NOTHING)
    with pytest.raises(Exception, match="NOT NULL"):
        store.layers.file([sheet("arvona"), broken])
    assert shown(store) == []


def test_sheets_can_be_chosen(store):
    store.layers.file([sheet("arvona"), sheet("lumova", holder="BB"), sheet("belmora", layer="other")])
    assert shown(store, layers=["desk"], holder="AA") == [("desk", "2030-01-05", "AA", "held", 1)]
    assert [row[0] for row in shown(store, holder="AA")] == ["desk", "other"]
    assert shown(store, layers=[]) == []


def test_what_is_withdrawn_counts_no_more_until_it_is_filed_again(store):
    store.layers.file([sheet("arvona"), sheet("belmora", on=NEXT), sheet("belmora", layer="other")])
    assert [entry.on for entry in store.layers.withdraw("desk", NEXT)] == [NEXT]
    assert shown(store) == [("desk", "2030-01-05", "AA", "held", 1), ("other", "2030-01-05", "AA", "held", 1)]
    store.layers.withdraw("desk")
    assert [row[0] for row in shown(store)] == ["other"]
    assert store.layers.file([sheet("arvona")]) == (Filed.ADDED,)
    assert len(shown(store)) == 2


def test_withdrawing_what_is_not_there_is_told(store):
    with pytest.raises(NotFoundError, match="None is stored"):
        store.layers.withdraw("desk")
    store.layers.file([sheet("arvona")])
    with pytest.raises(NotFoundError, match=r"'dusk'\. There is desk"):
        store.layers.withdraw("dusk")
    with pytest.raises(NotFoundError, match="no sheet of 2030-01-06"):
        store.layers.withdraw("desk", NEXT)


@pytest.mark.parametrize("deed", ["UPDATE layer_sheets SET day = '2030-02-02'", "DELETE FROM layer_sheets"])
def test_nothing_can_be_changed_or_removed(store, deed):
    store.layers.file([sheet("arvona")])
    connection = sqlite3.connect(store._database.where)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(deed)
    connection.close()


def test_a_store_from_before_there_were_layers_reads_as_empty_and_takes_them(tmp_path):
    open_store(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "store.sqlite")
    assert "layer_sheets" not in {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    with open_store(tmp_path) as store:
        assert (store.layers.entries(), store.layers.sheets()) == ((), ())
        store.layers.file([sheet("arvona")])
    with open_store(tmp_path) as store:
        assert len(store.layers.entries()) == 1


def test_the_evidence_does_not_notice(store):
    store.append(extraction(1))
    before, revision = store.snapshot(), store.revision()
    store.layers.file([sheet("arvona")])
    store.layers.withdraw("desk")
    assert store.snapshot() == before
    assert store.snapshot().digest == before.digest
    assert store.revision() == revision


def test_several_writers_at_once_lose_nothing(tmp_path):
    url = str(tmp_path / "store.sqlite")

    def write(n):
        with Store.open(url, THEATRE) as own:
            own.layers.file([sheet("arvona", layer=f"layer-{n}")])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(8)))
    with Store.open(url, THEATRE) as store:
        assert len(store.layers.entries()) == 8


def test_the_table_is_one_that_postgresql_has():
    made = str(CreateTable(layers.table, if_not_exists=True).compile(dialect=postgresql.dialect()))
    assert "ground BYTEA" in made
    assert "SERIAL" in made
