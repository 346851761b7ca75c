"""What the addresses accept, read from the OpenAPI document: so the check and the documentation cannot differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

VERBS = ("get", "post", "put", "patch", "delete")
REPEATABLE = {"x-repeatable": True}
"""In the schema of a parameter that may be given several times though one value is the rule."""


@dataclass(frozen=True, slots=True)
class Surface:
    """The documented query parameters and values of `f` by (method, path template), the parameters that may be repeated, and the methods by path pattern."""

    parameters: Mapping[tuple[str, str], frozenset[str]]
    lists: Mapping[tuple[str, str], frozenset[str]]
    forms: Mapping[tuple[str, str], tuple[str, ...]]
    patterns: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]

    def accepts(self, method: str, template: str) -> frozenset[str]:
        """Names of the query parameters of an address."""
        return self.parameters.get(_key(method, template), frozenset())

    def forms_of(self, method: str, template: str) -> tuple[str, ...]:
        """The names of the forms in which an address answers, the usual one first."""
        return self.forms.get(_key(method, template), ())

    @property
    def names(self) -> frozenset[str]:
        """Names of the query parameters of all addresses."""
        return frozenset().union(*self.parameters.values())

    def repeats(self, method: str, template: str) -> frozenset[str]:
        """Names of the query parameters of an address that may be given several times."""
        return self.lists.get(_key(method, template), frozenset())

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
    operations = {_key(verb, path): item[verb] for path, item in document["paths"].items() for verb in VERBS if verb in item}
    queries = {key: [parameter for parameter in operation.get("parameters", ()) if parameter["in"] == "query"] for key, operation in operations.items()}
    parameters = {key: frozenset(parameter["name"] for parameter in query) for key, query in queries.items()}
    lists = {key: frozenset(parameter["name"] for parameter in query if _is_list(parameter)) for key, query in queries.items()}
    forms = {key: tuple(parameter["schema"]["enum"]) for key, query in queries.items() for parameter in query if parameter["name"] == "f"}
    patterns = tuple((_pattern(path), tuple(verb for verb in VERBS if verb in item)) for path, item in document["paths"].items())
    return Surface(parameters, lists, forms, patterns)


def _is_list(parameter: Mapping[str, Any]) -> bool:
    schema = parameter.get("schema", {})
    return bool(schema.get("type") == "array" or REPEATABLE.items() <= schema.items())


def _key(method: str, template: str) -> tuple[str, str]:
    """A landing page has one set of parameters, with a slash at its end and without."""
    return method.lower(), template.rstrip("/")


def _pattern(template: str) -> re.Pattern[str]:
    """The template with each {name} standing for one segment."""
    return re.compile("".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", template)))
