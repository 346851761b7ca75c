"""The OpenAPI document: what FastAPI derives, with errors as this server gives them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.errors import PROBLEM
from api.forms import names_of
from api.schemas import FeatureCollection, OneFeature, Problem, TrialVerdictIn

ABOUT = """Who held what on a day, by whose word, and how sure one can be, made from dated reports.

Days are UTC; a bare date means its end. `datetime=a/b` is a span of days, both included; `as-of` asks what the public could have known by then.
Areas are km2 on the WGS 84 ellipsoid, coordinates longitude, latitude. Errors are problem details (RFC 9457) that say what to do.
Reading is open; writing needs a token from `salient token`, and so do whole reports and reviewers' names where the operator does not open them.
"""
VERBS = frozenset({"get", "post"})


def describe(app: FastAPI) -> None:
    """Let the app answer /openapi.json with this document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's way of extending it


def _document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title, version=app.version, description=ABOUT, routes=app.routes, license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"}
    )
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for model in (Problem, FeatureCollection, OneFeature, TrialVerdictIn):
        own = model.model_json_schema(ref_template="#/components/schemas/{model}")
        for name, schema in {**own.pop("$defs", {}), model.__name__: own}.items():
            schemas.setdefault(name, schema)
    for item in made["paths"].values():
        for verb in sorted(VERBS & item.keys()):
            _complete(item[verb])
    return made


def _complete(operation: dict[str, Any]) -> None:
    """What FastAPI does not know of an operation: a summary, its forms, and errors as this server gives them."""
    operation["summary"] = operation["description"].partition("\n")[0].rstrip(".")
    operation["responses"].pop("422", None)
    media = [kind for answer in operation["responses"].values() for kind in answer.get("content", {})]
    operation.setdefault("parameters", []).append(_format(names_of(media)))
    operation["responses"]["default"] = {"description": "What went wrong and what to do.", "content": {PROBLEM: {"schema": _ref(Problem.__name__)}}}


def _format(names: tuple[str, ...]) -> dict[str, Any]:
    words = "Format of the answer; otherwise as the Accept header prefers." if len(names) > 1 else "Format of the answer: there is only this one."
    return {"name": "f", "in": "query", "required": False, "description": words, "schema": {"type": "string", "enum": list(names), "title": "F"}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
