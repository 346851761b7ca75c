"""A client for tests, and what they share: settings, a store to begin with, and the one shape of errors."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from api.app import create_app
from api.schemas import Problem
from api.settings import Settings
from geo.evidence import Store
from geo.model import Extraction
from tests.miniland import world

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-for-tests"  # noqa: S105
AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}
HOST = "salient.test"
"""The name by which the tests ask; a server must be told of it, as of every name that is not the loopback's."""


class Client:
    """Requests to an app whose lifespan has begun, one at a time or from several threads. Starlette's client warns about the httpx it finds."""

    def __init__(self, app: FastAPI, portal: BlockingPortal, http: httpx.AsyncClient) -> None:
        self.app, self._portal, self._http = app, portal, http

    def request(self, method: str, url: str, **options) -> httpx.Response:
        return self._portal.call(partial(self._http.request, method, url, **options))

    def get(self, url: str, **options) -> httpx.Response:
        return self.request("GET", url, **options)

    def post(self, url: str, **options) -> httpx.Response:
        return self.request("POST", url, **options)


@contextmanager
def serving(settings: Settings) -> Iterator[Client]:
    app = create_app(settings)
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=f"http://{HOST}")
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)), portal.wrap_async_context_manager(http):
        yield Client(app, portal, http)


@contextmanager
def reading(data: Path) -> Iterator[None]:
    """Within it the data that are read are those of this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALIENT_DATA", str(data))
        yield


@contextmanager
def standing(data: Path, settings: Settings) -> Iterator[Client]:
    """A server that outlives one test: the data folder is named while it starts."""
    with ExitStack() as stack:
        with reading(data):
            client = stack.enter_context(serving(settings))
        yield client


def fill(home: Path, entries: list[dict]) -> None:
    """A miniland store with these entries of its story, as read by hand."""
    with Store.open(str(home / "miniland.sqlite"), "miniland") as store:
        for entry in entries:
            store.append(Extraction(world.report(entry), (), tuple(world.claims(entry)), tuple(world.figures(entry)), world.METHOD))


def mini_settings(home: Path, **changes) -> Settings:
    return Settings(**{"home": home, "theatre": "miniland", "theatres": ("miniland",), "token": TOKEN, "refresh_s": 0, "hosts": (HOST,), **changes})


def problem(answer: httpx.Response, status: int) -> str:
    """The detail of an answer that must be problem details."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    found = Problem.model_validate_json(answer.content, strict=True)
    assert found.status == status
    assert found.instance == answer.url.path
    assert "Traceback" not in answer.text
    assert str(ROOT) not in answer.text
    return found.detail
