"""What may stand behind the question mark. Data refuse what they do not know; pages pass over what others add to a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches

from fastapi import Request

from api.dependencies import own_query
from api.forms import chosen, forms_of
from api.surface import surface
from geo.errors import InputError

PAGE = "html"
CLOCKS = frozenset({"at", "as-of", "as-recorded", "datetime"})
"""Whoever gives one of these means us: passed over, the page would show another day than the one asked for."""
LIKE, LONG = 0.8, 5
"""How alike a name must be (0 to 1) to one that the page takes, of so many letters at least, to be a typing error: `asof`, `datetme`; not `ref`."""


async def known_parameters(request: Request) -> None:
    """Refuse a query parameter that the address does not have, or that is given twice: a typing error must not pass for an answer.

    Social networks, mail and analytics add parameters of their own to every link (`fbclid`, `utm_source`). A page passes over those.

    Raises:
        InputError: the query has such a parameter, or `f` asks for a form that the address does not have.
    """
    found, route = surface(request.app), request.scope["route"]
    known = found.accepts(request.method, route.path)
    given = Counter(name for name, _ in request.query_params.multi_items())
    unknown = [name for name in given if name not in known]
    if unknown and _is_page(request):
        unknown = [name for name in unknown if _is_meant(name, known)]
    if unknown:
        listed = f"It takes {', '.join(sorted(known))}." if known else "It takes none."
        raise InputError(f"{unknown[0][:100]!r} is not a parameter of this address. {listed}")
    lists = found.repeats(request.method, route.path)
    once = Counter(name for name, _ in own_query(request) if name not in lists)
    if repeated := [name for name, times in once.items() if times > 1]:
        raise InputError(f"{repeated[0]!r} is given {given[repeated[0]]} times. Give it once.")
    asked, offered = request.query_params.get("f"), forms_of(request)
    if asked is not None and asked not in offered:
        raise InputError(f"f={asked[:50]!r} is not a format of this address. Choose one of: {', '.join(offered)}.")


def _is_page(request: Request) -> bool:
    """Whether the answer will be a page: the address has no other, or it is the one chosen."""
    return PAGE in forms_of(request) and chosen(request) == PAGE


def _is_meant(name: str, known: Iterable[str]) -> bool:
    """Whether a parameter that a page does not have was meant for it: one of the clocks, or a name that it has, mistyped."""
    spelled = name.lower().replace("_", "-")
    return spelled in CLOCKS or bool(get_close_matches(spelled, [own for own in known if len(own) >= LONG], n=1, cutoff=LIKE))
