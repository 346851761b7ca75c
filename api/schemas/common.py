"""What several answers share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """Nothing but what is named."""

    model_config = ConfigDict(extra="forbid")


class Problem(Strict):
    """What went wrong and what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


class Link(Strict):
    """An address and how it relates to the answer it stands in."""

    href: str
    rel: str
    type: str
    title: str = ""


class Provenance(Strict):
    """Where an answer comes from and under which licence it may be used.

    `as_recorded`: the instant of the store's own clock up to which its rows count; null where all of them do.
    """

    theatre: str
    as_recorded: str | None
    licence: str
    attribution: list[str]


class Rows(Provenance):
    """Part of a longer list."""

    as_of: str | None
    digest: str
    number_matched: int = Field(alias="numberMatched")
    number_returned: int = Field(alias="numberReturned")
    links: list[Link]
    note: str | None = None


class Health(Strict):
    """That the server answers, and what it answers from."""

    status: Literal["ok"]
    version: str
    theatres: dict[str, str]
