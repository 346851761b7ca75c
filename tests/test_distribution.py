"""What is installed: under a name of its own, with its types and its data, and never by a name that is somebody else's."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from geo.evidence.database import DRIVER
from geo.release import DISTRIBUTION

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ADVICE = re.compile(r"(pip|pipx|uv|poetry)(\s+\w+)*?\s+(install|add)(?=\s)[^`\n#]*?[\s'\"]salient(\[|==|>|~|\s|'|\"|`|$)", re.IGNORECASE)
"""`pip install salient`, with or without extras and versions, also with options between."""
TEXTS = (".py", ".md", ".toml", ".ipynb", ".txt", ".cff", ".html", ".js", ".json", ".yml", ".yaml", "Makefile")


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name.endswith(TEXTS) and "/vendor/" not in name]


def test_nobody_is_told_to_install_the_other_project():
    own = Path(__file__)
    told = [path.name for path in tracked() if path != own and path.exists() and ADVICE.search(path.read_text("utf-8", errors="replace"))]
    assert told == []


def test_the_advice_would_be_found():
    for line in (
        "pip install salient",
        "pip install 'salient[postgres]'",
        "python -m pip install -q salient==0.1",
        "uv add salient",
        "Use `pip install salient`.",
    ):
        assert ADVICE.search(line), line
    for line in ("pip install '.[postgres]'", "pip install 'psycopg[binary]>=3.2'", "salient serve", "pip install -e .  # then salient serve"):
        assert not ADVICE.search(line), line


def test_the_distribution_has_a_name_of_its_own_and_the_command_keeps_its():
    assert PROJECT["name"] == DISTRIBUTION != "salient"
    assert list(PROJECT["scripts"]) == ["salient"]


def test_the_driver_that_a_message_recommends_is_the_one_of_the_extra():
    assert PROJECT["optional-dependencies"]["postgres"] == [DRIVER]


def test_a_wheel_has_the_types_the_data_and_nothing_else(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=True)
    (wheel,) = tmp_path.glob("salient_maps-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"geo/py.typed", "api/py.typed", "geo/_data/theatres/kursk/theatre.toml", "geo/_data/lexicon/en.toml"} <= names
    assert {name.split("/")[0] for name in names} == {"geo", "api", f"salient_maps-{PROJECT['version']}.dist-info"}
