"""Parameters written back into a theatre.toml, line by line, so that its comments stay."""

from __future__ import annotations

import re

from geo.fit.search import free, value
from geo.theatre import Parameters

_SECTION = re.compile(r"\[(?P<name>[^\]]+)\]")
_NUMBER = re.compile(r"(?P<key>\w+) = (?P<old>[0-9.eE+-]+)(?P<rest>.*)")
TABLES = {
    "chain": "parameters.control.chain",
    "kriging": "parameters.space.kriging",
    "basis": "parameters.control.basis",
    "certainty": "parameters.control.certainty",
}


def rewritten(text: str, parameters: Parameters) -> str:
    """The text with the values of the fitted parameters; a parameter that has no line stays as it is by default, so every one should have one."""
    known = {(TABLES[table], key): value(parameters, (table, key)) for table, key in free()}
    section, lines = "", []
    for line in text.splitlines():
        header, number = _SECTION.fullmatch(line.strip()), _NUMBER.fullmatch(line)
        section = header["name"] if header else section
        if number and (section, number["key"]) in known:
            lines.append(f"{number['key']} = {_written(known[section, number['key']])}{number['rest']}")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _written(number: float) -> str:
    """Three significant digits, never in scientific notation: a whole number of days stays one."""
    return str(int(number)) if number == int(number) and number >= 1 else f"{number:.3g}"
