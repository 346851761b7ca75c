"""The application: `create_app()` reads the settings, opens every theatre when the server starts, and closes them when it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from anyio.to_thread import run_sync
from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from api import errors
from api.access import AccessLog
from api.answers import working_memo
from api.deferred import Lanes, Made
from api.desk import open_desks
from api.hosts import HostCheck, Hosts
from api.memo import Lane, Memo
from api.middleware import AnswerHeaders, BodyLimit, Head, OuterAddress
from api.openapi import describe
from api.pairs import last_changes_memo
from api.query import known_parameters
from api.routers import compare, features, ground, health, landing, maps, pages, review, sources, static, writing
from api.settings import Settings, read_settings
from api.strangers import STRANGERS_WAITING
from api.throttle import Throttle
from api.watch import following
from geo.release import salient_version

ROUTERS = (
    *(pages.router, landing.router, maps.router, review.router, ground.router, compare.router, sources.router, features.router),
    *(writing.router, health.router, static.router),
)
WORKERS = 2
"""Threads for reading reports; they never take those of the readers of maps."""
GZIP_FROM, GZIP_LEVEL = 1024, 5
EXPOSED = ("Content-Crs", "ETag", "Link", "Location", "Retry-After")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application with these settings, those of the environment where there are none."""
    settings = settings or read_settings()
    app = FastAPI(title="Salient", version=salient_version(), docs_url=None, redoc_url=None, lifespan=_lifespan)
    app.state.settings = settings
    app.state.extracts = Throttle(settings.extracts_per_minute)
    for router in ROUTERS:
        app.include_router(router, dependencies=[] if router is static.router else [Depends(known_parameters)])
    errors.install(app)
    describe(app)
    _wrap(app, settings)
    return app


def _wrap(app: FastAPI, settings: Settings) -> None:
    """Middleware, the innermost first."""
    app.add_middleware(BodyLimit, limit=settings.body_limit)
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_FROM, compresslevel=GZIP_LEVEL)
    app.add_middleware(Head)
    if settings.origins:  # without any, browsers let only this server's own pages read it
        app.add_middleware(CORSMiddleware, allow_origins=list(settings.origins), allow_methods=["GET", "HEAD"], expose_headers=list(EXPOSED), max_age=86400)
    app.add_middleware(OuterAddress, addressing=settings.addressing)
    app.add_middleware(HostCheck, hosts=Hosts.of(settings))
    app.add_middleware(AnswerHeaders)
    if settings.access_log:
        app.add_middleware(AccessLog, proxies=settings.proxies)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    app.state.desks = desks = await run_sync(open_desks, settings)
    app.state.memo, app.state.lanes = Memo[Made](settings.memo_limit, lambda made: len(made.body)), Lanes()
    app.state.earlier = anyio.CapacityLimiter(1)  # a store gives its earlier states one at a time: who waits for one takes up no thread
    app.state.working, app.state.last_changes = working_memo(), last_changes_memo()
    app.state.workers, app.state.strangers = anyio.CapacityLimiter(WORKERS), Lane(settings.extracts_at_once, STRANGERS_WAITING)
    try:
        async with following(desks, settings.refresh_s):
            yield
    finally:
        await run_sync(desks.close)
