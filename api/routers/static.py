"""Scripts and styles, under an address that changes with their content, so a browser may keep them for ever."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from fastapi import APIRouter, Response

from api.static import own_asset, own_version
from geo.errors import NotFoundError
from geo.render import asset, asset_version

router = APIRouter(prefix="/static", include_in_schema=False)

MEDIA = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
FOR_EVER = "public, max-age=31536000, immutable"


@router.get("/{version}/{name:path}")
def static(version: str, name: str) -> Response:
    """One asset of the maps or of the server's own pages."""
    sources: dict[str, Callable[[str], bytes]] = {asset_version(): asset, own_version(): own_asset}
    if version not in sources:
        raise NotFoundError(f"The version {version[:40]!r} is not served any more. Load the page again.")
    media = MEDIA.get(PurePosixPath(name).suffix, "text/plain")
    return Response(sources[version](name), media_type=media, headers={"Cache-Control": FOR_EVER, "ETag": f'"{version}"'})
