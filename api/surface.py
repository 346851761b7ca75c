"""What the addresses accept, read from the OpenAPI document: so the check and the documentation cannot differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

VERBS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Surface:
    """The documented query parameters by (method, path template), and the methods by path pattern."""

    parameters: Mapping[tuple[str, str], frozenset[str]]
    patterns: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]

    def accepts(self, method: str, template: str) -> frozenset[str]:
        """Names of the query parameters of an address."""
        return self.parameters.get((method.lower(), template), frozenset())

    def methods(self, path: str) -> str:
        """The methods of a path as an Allow header lists them; empty where nothing answers."""
        found = {verb.upper() for pattern, verbs in self.patterns if pattern.fullmatch(path) for verb in verbs}
        return ", ".join(sorted(found | ({"HEAD"} if "GET" in found else set())))


def surface(app: FastAPI) -> Surface:
    """The surface of an app; made once."""
    if not hasattr(app.state, "surface"):
        app.state.surface = _surface(app.openapi())
    found: Surface = app.state.surface
    return found


def _surface(document: Mapping[str, Any]) -> Surface:
    operations = {(verb, path): item[verb] for path, item in document["paths"].items() for verb in VERBS if verb in item}
    parameters = {key: frozenset(p["name"] for p in operation.get("parameters", ()) if p["in"] == "query") for key, operation in operations.items()}
    patterns = tuple((_pattern(path), tuple(verb for verb in VERBS if verb in item)) for path, item in document["paths"].items())
    return Surface(parameters, patterns)


def _pattern(template: str) -> re.Pattern[str]:
    """The template with each {name} standing for one segment."""
    return re.compile("".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", template)))
