"""The Makefile and the lock files: what `make run` and `make test` stand on."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([a-z0-9._-]+(?:\[[a-z,]+\])?==[^ ;\\]+)", re.MULTILINE)


def lock(name):
    return (ROOT / name).read_text(encoding="utf-8")


def make(*arguments):
    return subprocess.run(["make", "--no-print-directory", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_developers_lock_has_the_same_versions_as_the_users():
    assert set(PIN.findall(lock("requirements.lock"))) <= set(PIN.findall(lock("requirements-dev.lock")))


def test_what_the_benchmark_compares_with_changes_no_other_version():
    users, developers, bench = (set(PIN.findall(lock(f"requirements{kind}.lock"))) for kind in ("", "-dev", "-bench"))
    assert users <= bench
    added = {pin.partition("==")[0] for pin in bench - developers}
    assert "spacy" in added
    assert added.isdisjoint(pin.partition("==")[0] for pin in developers)


def test_what_drives_browser_and_database_changes_no_other_version():
    developers, full = (set(PIN.findall(lock(f"requirements-{kind}.lock"))) for kind in ("dev", "full"))
    assert developers <= full
    assert {"playwright", "psycopg"} <= {pin.partition("==")[0] for pin in full - developers}


def test_every_pin_has_its_hashes_and_no_address():
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock", "requirements-full.lock"):
        entries = re.split(r"\n(?=\S)", lock(name).strip())
        assert entries
        assert all("--hash=sha256:" in entry for entry in entries)
        assert "://" not in lock(name)
        assert "--index-url" not in lock(name)


def test_what_builds_the_package_is_locked_too():
    assert "hatchling==" in lock("requirements.lock")


def test_help_lists_every_target():
    targets = set(re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1].split())
    assert set(re.findall(r"^  make ([a-z-]+)", make("help").stdout, re.MULTILINE)) == targets


def test_the_port_comes_from_the_environment_or_the_command():
    assert "--port 8000" in make("-n", "run").stdout
    assert "--port 8010" in make("-n", "run", "PORT=8010").stdout


def test_an_old_python_is_refused_with_the_remedy(tmp_path):
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    old.chmod(0o755)
    (tmp_path / "Makefile").symlink_to(ROOT / "Makefile")
    done = subprocess.run(["make", ".venv/bin/pip", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "needs Python 3.11 or newer" in done.stderr
