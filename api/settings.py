"""What an operator can set: one environment variable each, read when the app is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.outer import Addressing, read_outer, read_root
from api.proxies import Proxies
from geo.errors import InputError
from geo.readers import MAX_TEXT_BYTES

T = TypeVar("T")
V = TypeVar("V")

Names = Annotated[tuple[str, ...], NoDecode]
"""A list that the environment spells with commas between."""
_EMBEDDER = re.compile(r"\*|'self'|https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?")
"""A source of `frame-ancestors` (Content Security Policy 3): it goes into a header as it stands, so it must be one and nothing more."""
_ORIGIN = re.compile(r"\*|https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:.]+\](:\d{1,5})?")
"""An origin as browsers send it: any other spelling, such as one with a slash at its end, would never be met."""
_HOST = re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:.]*:[0-9a-f:.]*")
ANY_HOST = "*"


class Settings(BaseSettings):
    """Settings of the server. Each is read from the environment as SALIENT_ and its name in capitals; sizes are bytes."""

    model_config = SettingsConfigDict(env_prefix="SALIENT_", frozen=True, env_ignore_empty=True)

    home: Path = Field(default=Path(".salient"), description="Folder of the evidence stores and of the hashes of tokens.")
    store: str | None = Field(default=None, description="URL or path of the evidence store, {theatre} standing for the id; SQLite in SALIENT_HOME otherwise.")
    theatre: str = Field(default="kursk", description="The theatre whose map stands at `/`.")
    theatres: Names = Field(default=(), description="Ids of the theatres that are served, with commas between; all that ship otherwise.")
    token: SecretStr | None = Field(default=None, description="A token that may write, beside those that `salient token` made.")
    url: str | None = Field(default=None, description="Address under which the public reaches this server, for links; taken from each request otherwise.")
    root_path: str = Field(default="", description="Path under which a proxy serves this, such as /salient, where SALIENT_URL does not say it.")
    trusted_proxies: Names = Field(
        default=(), description="Addresses and networks of the proxies whose X-Forwarded-* headers are believed, with commas between; none otherwise."
    )
    hosts: Names = Field(
        default=(), description="Names under which the server answers beside the loopback's, --host and that of SALIENT_URL, with commas between; * for any."
    )
    origins: Names = Field(default=(), description="Origins whose pages may read from a browser (CORS), with commas between; its own alone otherwise.")
    embedders: Names = Field(default=("*",), description="Origins whose pages may show the map in a frame, with commas between; `'self'` for this one alone.")
    public_texts: bool = Field(default=False, description="true shows the whole text of every report to all; otherwise to who bears a token.")
    public_reviewers: bool = Field(default=False, description="true shows the names of reviewers to all; otherwise to who bears a token.")
    report_limit: int = Field(default=2_000_000, gt=0, le=MAX_TEXT_BYTES, description="Longest report, in bytes of text.")
    body_limit: int = Field(default=10_000_000, gt=0, description="Largest request body, in bytes.")
    page_limit: int = Field(default=50_000, gt=0, description="Most rows in one answer, and what is given unasked; a larger `limit` is brought down to it.")
    extract_limit: int = Field(default=200_000, gt=0, description="Longest text of an extraction without a token, in bytes.")
    extract_s: float = Field(default=20.0, gt=0, description="Seconds after which an extraction without a token is given up.")
    extracts_at_once: int = Field(default=1, gt=0, description="Extractions without a token that run at once; few more may wait.")
    extracts_per_minute: int = Field(default=60, gt=0, description="Extractions that one client may ask for in a minute without a token.")
    memo_limit: int = Field(default=64_000_000, ge=0, description="Memory for answers kept ready, in bytes.")
    access_log: bool = Field(default=False, description="true writes a line for each request to stderr.")
    refresh_s: float = Field(default=0.25, ge=0, description="Seconds between looks at whether another program has written to the store; 0 never looks.")

    @field_validator("theatres", "trusted_proxies", "hosts", "origins", "embedders", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(name for name in (part.strip() for part in value.split(",")) if name) if isinstance(value, str) else value

    @field_validator("embedders")
    @classmethod
    def _framers(cls, value: Names) -> Names:
        if wrong := [name for name in value if not _EMBEDDER.fullmatch(name)]:
            raise ValueError(f"{wrong[0]!r} is no origin; give *, 'self', or origins such as https://news.example")
        return value

    @field_validator("url")
    @classmethod
    def _bare(cls, value: str | None) -> str | None:
        return _told(read_outer, value).base if value else None

    @field_validator("root_path")
    @classmethod
    def _root(cls, value: str, info: ValidationInfo) -> str:
        root, url = _told(read_root, value), info.data.get("url")
        if root and url and read_outer(url).root != root:
            raise ValueError(f"{root!r} is not the path of SALIENT_URL={url}. Set SALIENT_URL alone, with its whole path.")
        return root

    @field_validator("origins")
    @classmethod
    def _readers(cls, value: Names) -> Names:
        if wrong := [name for name in value if not _ORIGIN.fullmatch(name)]:
            raise ValueError(f"{wrong[0]!r} is no origin; give * or origins as browsers write them, such as https://news.example, with no slash at the end")
        return value

    @field_validator("hosts")
    @classmethod
    def _hosts(cls, value: Names) -> Names:
        named = tuple(host_name(name) for name in value)
        if wrong := [name for name, read in zip(value, named, strict=True) if not _HOST.fullmatch(read)]:
            raise ValueError(f"{wrong[0]!r} is no name of a host; give bare names or addresses, such as maps.example, *.example.org or 192.0.2.7")
        return named

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: Names) -> Names:
        _told(Proxies.read, value)
        return value

    @field_validator("home")
    @classmethod
    def _expand(cls, value: Path) -> Path:
        return value.expanduser()

    @property
    def proxies(self) -> Proxies:
        """The proxies that are believed."""
        return Proxies.read(self.trusted_proxies)

    @property
    def addressing(self) -> Addressing:
        """How the address is found under which the public reaches this server."""
        return Addressing(read_outer(self.url) if self.url else None, self.root_path, self.proxies)


def _told(read: Callable[[T], V], value: T) -> V:
    """What a value means; what it cannot mean is told as pydantic wants it."""
    try:
        return read(value)
    except InputError as fault:
        raise ValueError(str(fault)) from None


def host_name(name: str) -> str:
    """A name of a host as it stands in a request: in lower case and ASCII, an IPv6 address without brackets. What is no name is given back as it is."""
    bare = name.strip().lower().removeprefix("[").removesuffix("]")
    try:
        return bare if bare.isascii() else bare.encode("idna").decode("ascii")
    except UnicodeError:
        return bare


def read_settings() -> Settings:
    """The settings of the environment.

    Raises:
        InputError: some cannot be used; the message names each by its variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = [
            f"SALIENT_{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ').rstrip('.')}" for fault in error.errors(include_url=False)
        ]
        raise InputError(f"{'. '.join(faults)}. What each may be stands in docs/api.md.") from None
