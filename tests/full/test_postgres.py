"""The store on PostgreSQL, in a cluster that lives as long as the test: what it answers is what a file answers; and PostGIS measures what we measure."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from geo.errors import ConflictError, DataError, InputError, NotFoundError, UnavailableError
from geo.evidence import Store, database, known
from geo.export import geojson
from geo.interval import end_of_day
from geo.sheets import Sheet, SheetLevel
from geo.units import HolderId
from tests.evidence.samples import HOSTILE, THEATRE, extraction, open_store, report, review
from tests.full.machine import lacking, program
from tests.miniland import world
from tests.miniland.ground import ground

pytestmark = pytest.mark.full

DEBIAN = "/usr/lib/postgresql/*/bin"
USER = "postgres"
REMEDY = "apt-get install postgresql postgresql-postgis"


def run(*command):
    """Run as a user of its own where we are root, whom PostgreSQL refuses."""
    whose = {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=60, **whose)


@pytest.fixture(scope="module")
def cluster():
    """The folder of the socket of a server that nobody else reaches."""
    initdb, pg_ctl = (program(name, DEBIAN) for name in ("initdb", "pg_ctl"))
    if initdb is None or pg_ctl is None:
        lacking("PostgreSQL", REMEDY)
    if importlib.util.find_spec("psycopg") is None:
        lacking("psycopg", "make test-full")
    folder = Path(tempfile.mkdtemp(prefix="salient-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, USER, USER)
        run(initdb, "-D", str(folder / "data"), "-U", USER, "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run(pg_ctl, "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o", options, "start")
        try:
            yield folder
        finally:
            run(pg_ctl, "-D", str(folder / "data"), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def address(cluster, database):
    return f"postgresql://{USER}@/{database}?host={cluster}"


def engine(cluster, database):
    return create_engine(make_url(address(cluster, database)).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")


@pytest.fixture
def url(cluster, request):
    """The address of an empty database."""
    name = f"evidence_{abs(hash(request.node.name))}"
    server = engine(cluster, USER)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield address(cluster, name)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def store(url):
    with Store.open(url, THEATRE) as opened:
        yield opened


def fill(store):
    """Two readings of one report, a report with hostile words, verdicts, a layer."""
    for made in (extraction(1), extraction(2, "2030-01-03"), extraction(1, method="hand/2"), extraction(3, ref=HOSTILE, text=HOSTILE)):
        assert store.append(made)
    claim = min(k.claim.id for k in store.snapshot().claims if k.claim.report_id == report(2, "2030-01-03").id)
    store.review(review(claim))
    store.review(review(report(1).id))
    store.layers.file([Sheet("desk", report().known_at.date(), HolderId("AA"), SheetLevel.HELD, ground("arvona", "belmora"), "a.geojson")])


def test_a_database_answers_as_a_file_does(store, tmp_path):
    with open_store(tmp_path) as file:
        for one in (file, store):
            fill(one)
        kept, expected = store.snapshot(), file.snapshot()
        assert (set(kept.claims), set(kept.figures), kept.reports) == (set(expected.claims), set(expected.figures), expected.reports)
        assert (kept.reviews, kept.digest, store.revision()) == (expected.reviews, expected.digest, file.revision())
        assert store.unresolved() == file.unresolved()
        assert store.reviews() == file.reviews()
        assert set(store.layers.sheets()) == set(file.layers.sheets())
        assert store.report(HOSTILE) == file.report(HOSTILE)


def test_what_is_stored_outlives_the_connection_and_twice_is_once(url):
    with Store.open(url, THEATRE) as store:
        fill(store)
        before = store.snapshot(), store.revision()
    with Store.open(url, THEATRE) as store:
        assert not store.append(extraction(1))
        store.review(review(report(1).id))
        assert (store.snapshot(), store.revision()) == before
        with pytest.raises(NotFoundError):
            store.review(review("0" * 16))


def test_several_may_append_at_once(url):
    with Store.open(url, THEATRE) as store, ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda n: store.append(extraction(n % 10)), range(40)))
        assert sum(added) == len(store.snapshot().reports) == 10


def test_two_programs_may_share_it(url):
    programs = [
        subprocess.Popen([sys.executable, "-m", "tests.evidence.appender", url, "0", "20"], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        for _ in range(2)
    ]
    told = [line.split() for started in programs for line in started.communicate(timeout=60)[0].splitlines()]
    assert [started.returncode for started in programs] == [0, 0]
    assert len(told) == 40
    with Store.open(url, THEATRE) as store:
        assert sorted(name for name, added in told if added == "1") == sorted(store.snapshot().reports)


def test_of_two_programs_with_two_texts_under_one_id_one_gets_in(url):
    """Each program tries thirty ids; both try all of them, with texts of their own."""
    programs = [
        subprocess.Popen([sys.executable, "-m", "tests.evidence.rival", url, "30", word], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        for word in ("Arland", "Borland")
    ]
    told = [line.split() for started in programs for line in started.communicate(timeout=60)[0].splitlines()]
    assert [started.returncode for started in programs] == [0, 0]
    assert sorted(name for name, taken in told if taken == "1") == sorted(f"live-{n}" for n in range(30))
    with Store.open(url, THEATRE) as store:
        assert len(store.snapshot().reports) == 30


def test_a_text_stands_in_for_another_as_in_a_file(store):
    first, second = extraction(1, "2030-01-05", ref="live"), extraction(2, "2030-01-08", ref="live")
    store.append(first)
    with pytest.raises(ConflictError):
        store.append(second)
    store.append(second, replace=True)
    assert store.report("live") == second.report
    assert set(known(store.snapshot(), None).reports) == {second.report.id}
    assert set(known(store.snapshot(), first.report.known_at).reports) == {first.report.id}


def test_who_waits_in_vain_for_another_writer_is_told_so(store, monkeypatch):
    monkeypatch.setattr(database, "BUSY_S", 1)
    with store._database.writing(), ThreadPoolExecutor(1) as pool, pytest.raises(UnavailableError, match="busy"):
        pool.submit(store.append, extraction(1)).result()
    assert store.append(extraction(1))


def test_another_theatres_store_is_refused(url):
    Store.open(url, THEATRE).close()
    with pytest.raises(InputError, match="miniland"):
        Store.open(url, "elsewhere")


def test_a_database_of_something_else_is_left_as_it_is(url):
    other = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE about (name text)"))
    with pytest.raises((InputError, DataError)):
        Store.open(url, THEATRE)
    with other.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")) == 1
    other.dispose()


def test_postgis_reads_the_export_and_measures_the_same_areas(url):
    """The store may stand in a PostGIS database; the ellipsoidal area that PostGIS finds (GeographicLib too, but its own reading) is ours."""
    geographic = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with geographic.begin() as connection:
        if not connection.scalar(text("SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'")):
            geographic.dispose()
            lacking("PostGIS", REMEDY)
        connection.execute(text("CREATE EXTENSION postgis"))
    Store.open(url, THEATRE).close()
    theatre, atlas = world.theatre(), world.atlas()
    control = atlas.control(end_of_day(theatre.span.last_day))
    written = json.loads(geojson(control, licence=theatre.licence, attribution=list(theatre.attribution)))
    query = text("SELECT ST_IsValid(g), ST_Area(g::geography) / 1e6 FROM (SELECT ST_GeomFromGeoJSON(:shape) AS g) AS one")
    with geographic.begin() as connection:
        found = [connection.execute(query, {"shape": json.dumps(f["geometry"])}).one() for f in written["features"]]
    geographic.dispose()
    assert all(valid for valid, _ in found)
    assert [km2 for _, km2 in found] == pytest.approx([f["properties"]["area_km2"] for f in written["features"]], rel=1e-4)
