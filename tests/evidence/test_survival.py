"""What was acknowledged survives: programs that are killed, and programs that write side by side."""

import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.evidence.samples import CLAIMS, FIGURES, extraction, open_store, report

ROOT = Path(__file__).parents[2]
ROUNDS = 6


def start(folder, first, last):
    command = [sys.executable, "-m", "tests.evidence.appender", str(folder / "store.sqlite"), str(first), str(last)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def count(connection, table):
    return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - the test's own words


def assert_sound(folder, acknowledged):
    """Every acknowledged report is there, every report is whole and there once."""
    with open_store(folder) as store:
        found = store.snapshot()
    assert acknowledged <= set(found.reports)
    for report_id in found.reports:
        assert sum(k.claim.report_id == report_id for k in found.claims) == CLAIMS
        assert sum(f.report_id == report_id for f in found.figures) == FIGURES
    with sqlite3.connect(folder / "store.sqlite") as connection:
        counts = [count(connection, table) for table in ("reports", "readings", "claim_places", "mentions")]
        sound = connection.execute("PRAGMA integrity_check").fetchone()
    connection.close()
    n = len(found.reports)
    assert counts == [n, n, 4 * n, 2 * n]
    assert sound == ("ok",)


def test_a_kill_at_any_moment_loses_nothing_acknowledged_and_doubles_nothing(tmp_path):
    chance = random.Random(20240806)  # noqa: S311 - not a secret
    acknowledged = set()
    for n in range(ROUNDS):
        process = start(tmp_path, 10_000 * n, 10_000 * (n + 1))
        for _ in range(chance.randrange(1, 60)):
            acknowledged.add(process.stdout.readline().split()[0])
        for _ in range(chance.randrange(20_000)):  # a random moment inside a transaction, too short to sleep
            pass
        process.kill()
        acknowledged |= {line.split()[0] for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")}
        process.wait()
        process.stdout.close()
        assert_sound(tmp_path, acknowledged)
    assert acknowledged


def test_a_kill_while_the_store_is_made_leaves_no_half_store(tmp_path):
    chance = random.Random(7)  # noqa: S311 - not a secret
    for n in range(3):
        folder = tmp_path / str(n)
        folder.mkdir()
        process = start(folder, 0, 1)
        while not any(folder.iterdir()) and process.poll() is None:
            pass
        for _ in range(chance.randrange(100_000)):
            pass
        process.kill()
        acknowledged = {line.split()[0] for line in process.stdout.read().splitlines()}
        process.wait()
        process.stdout.close()
        with open_store(folder) as store:
            store.append(extraction(5))
        assert_sound(folder, {*acknowledged, report(5).id})


@pytest.mark.parametrize("ranges", [[(0, 40), (0, 40)], [(0, 40), (20, 60)]])
def test_two_programs_may_write_at_once(tmp_path, ranges):
    processes = [start(tmp_path, *span) for span in ranges]
    said = [line.split() for process in processes for line in process.communicate(timeout=120)[0].splitlines()]
    assert [process.returncode for process in processes] == [0, 0]
    expected = {report(n).id for span in ranges for n in range(*span)}
    assert sorted(i for i, added in said if added == "1") == sorted(expected)
    assert_sound(tmp_path, expected)


def test_of_two_programs_with_two_texts_under_one_id_one_gets_in(tmp_path):
    open_store(tmp_path).close()
    command = [sys.executable, "-m", "tests.evidence.rival", str(tmp_path / "store.sqlite"), "40"]
    processes = [subprocess.Popen([*command, word], cwd=ROOT, stdout=subprocess.PIPE, text=True) for word in ("Arland", "Borland")]
    told = [line.split() for process in processes for line in process.communicate(timeout=120)[0].splitlines()]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(name for name, taken in told if taken == "1") == sorted(f"live-{n}" for n in range(40))
    with open_store(tmp_path) as store:
        assert len(store.snapshot().reports) == 40
