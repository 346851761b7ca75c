"""That the server answers."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.schemas import Health
from geo.export import to_json
from geo.release import salient_version

router = APIRouter(tags=["Start"])


@router.get("/healthz", response_model=Health)
async def health(request: Request) -> Response:
    """That the server answers, and the digest of each theatre's evidence."""
    digests = {desk.theatre.id: desk.edition.atlas.digest_at(None, None) for desk in request.app.state.desks}
    content = {"status": "ok", "version": salient_version(), "theatres": digests}
    return Response(to_json(content), media_type="application/json", headers={"Cache-Control": "no-store"})
