"""The pages' fixed HTML, filled with automatic escaping: whatever a place or a report is called, it stays text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from geo.render.assets import say


@dataclass(frozen=True, slots=True)
class Ids:
    """Names of elements as ids: with what tells those of one map from those of another on the page before them."""

    prefix: str

    def __call__(self, name: str) -> str:
        """The id of that name."""
        return f"{self.prefix}{name}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("geo.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.globals["say"] = say
    return environment


def fill(name: str, **values: Any) -> str:
    """The template of that name with its values, each escaped for HTML."""
    return _environment().get_template(name).render(**values)
