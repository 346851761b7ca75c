"""docs/cli.md tells of every command and every option, and of no other."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from geo.cli import app

TEXT = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")


def leaves(command, path=()):
    if hasattr(command, "commands"):
        return [leaf for name, sub in command.commands.items() for leaf in leaves(sub, (*path, name))]
    return [(" ".join(path), command)]


COMMANDS = dict(leaves(get_command(app)))
SECTIONS = dict(re.findall(r"^### salient ([a-z ]+)$\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL))


def test_the_commands_are_those_that_there_are():
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_told(name):
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts if option.startswith("--")} - {"--help"}
    told = set(re.findall(r"--[a-z][a-z-]*", SECTIONS[name]))
    assert options - told - {"--theatre"} == set()
    assert told - options == set()


def test_what_holds_for_all_is_told():
    for word in ("--theatre", "SALIENT_HOME", "SALIENT_STORE", "SALIENT_DATA", "stdout", "stderr"):
        assert word in TEXT
