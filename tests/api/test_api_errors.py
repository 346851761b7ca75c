"""Every error has one shape, names what was given and says what to do; none shows the inside of the server."""

import json
from urllib.parse import quote

import anyio
import httpx
import pytest
from api_client import problem
from fastapi import FastAPI

from api import errors
from api.desk import Desk
from api.middleware import BodyLimit
from api.schemas import Problem
from api.throttle import Throttle
from geo.errors import DataError, GeoError, InputError, NotFoundError, TooLargeError, UnavailableError

HERE = "/theatres/miniland"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, ["/nothing", "/theatres"]),
        (f"{HERE}/nothing", 404, [f"{HERE}/nothing"]),
        ("/theatres/atlantis/", 404, ["'atlantis'", "miniland"]),
        ("/theatres/atlantis/series", 404, ["'atlantis'", "miniland"]),
        (f"{HERE}/collections/roads", 404, ["'roads'", "control, front, places"]),
        (f"{HERE}/collections/roads/items", 404, ["'roads'"]),
        (f"{HERE}/collections/roads/queryables", 404, ["'roads'"]),
        (f"{HERE}/reports/none", 404, ["'none'", "/reports"]),
        (f"{HERE}/explain?place=Galdovo%20Novoye", 404, ["Galdovo Novoye"]),
        (f"{HERE}/claims?place=Zzyzx", 404, ["Zzyzx"]),
        (f"{HERE}/series?datetme=2030-01-01", 400, ["'datetme'", "datetime"]),
        ("/healthz?x=1", 400, ["'x'", "It takes f."]),
        ("/?at=2030-01-01", 400, ["'at'", "as-of, as-recorded, datetime, embed, f"]),
        (f"{HERE}/series?holder=AA&holder=BB", 400, ["'holder'", "2 times"]),
        (f"{HERE}/series?holder=UA", 400, ["holder='UA'", "AA, BB"]),
        (f"{HERE}/series?interval=P1Y", 400, ["interval", "P1Y", "P1M"]),
        (f"{HERE}/series?f=xml", 400, ["f='xml'", "json, csv"]),
        (f"{HERE}/series?datetime=yesterday", 400, ["datetime", "yesterday", "2025-01-10"]),
        (f"{HERE}/series?datetime=2030-02-30/2030-03-01", 400, ["2030-02-30"]),
        (f"{HERE}/series?datetime=2030-01-01/2030-01-02/2030-01-03", 400, ["not a span", "two dots"]),
        (f"{HERE}/series?datetime=2030-01-09/2030-01-02", 400, ["2030-01-09/2030-01-02", "earlier day first"]),
        (f"{HERE}/map?datetime=2030-01-09/2030-01-02", 400, ["ends before it begins"]),
        (f"{HERE}/map/delta?datetime=x", 400, ["datetime"]),
        (f"{HERE}/series?as-of=soon", 400, ["as-of", "soon"]),
        (f"{HERE}/explain?place=Galdova&at=0001-01-01T00:00:00%2B14:00", 400, ["at", "calendar"]),
        (f"{HERE}/explain?place=Galdova&at=", 400, ["at"]),
        (f"{HERE}/explain", 400, ["place=", "lon="]),
        (f"{HERE}/explain?lon=30", 400, ["lat is missing"]),
        (f"{HERE}/explain?lat=50", 400, ["lon is missing"]),
        (f"{HERE}/explain?place=Galdova&lon=30&lat=50", 400, ["Give one of them"]),
        (f"{HERE}/explain?lon=thirty&lat=50", 400, ["lon='thirty'", "number"]),
        (f"{HERE}/explain?lon=nan&lat=50", 400, ["-180..180"]),
        (f"{HERE}/explain?lon=inf&lat=50", 400, ["-180..180"]),
        (f"{HERE}/explain?lon=50&lat=300", 400, ["lat=300", "-90..90"]),
        (f"{HERE}/explain?place=", 400, ["place"]),
        (f"{HERE}/explain?place={'x' * 201}", 400, ["place", "200"]),
        (f"{HERE}/claims?limit=many", 400, ["limit='many'"]),
        (f"/theatres/{'x' * 65}/", 400, ["theatre", "64"]),
    ],
)
def test_a_wrong_address_or_parameter_says_what_to_do(mini, path, status, words):
    detail = problem(mini.get(path), status)
    assert all(word in detail for word in words), detail


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", f"{HERE}/reports/mini-01", "GET, HEAD"),
        ("PUT", f"{HERE}/reports", "GET, HEAD, POST"),
        ("GET", f"{HERE}/extract", "POST"),
        ("POST", f"{HERE}/series", "GET, HEAD"),
        ("PATCH", "/", "GET, HEAD"),
        ("POST", "/docs", "GET"),
    ],
)
def test_a_method_that_is_not_possible_says_which_are(mini, method, path, allowed):
    answer = mini.request(method, path)
    assert problem(answer, 405)
    assert answer.headers["allow"].startswith(allowed)


def test_a_browser_gets_the_same_words_as_a_page(mini):
    answer = mini.get(f"{HERE}/explain?place=<script>alert(1)</script>", headers={"Accept": "text/html,application/xhtml+xml"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text
    assert '<link rel="stylesheet" href="/static/' in answer.text


HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE reports; --",
    "{{ 7*7 }}",
    "../../../etc/passwd",
    "\x00",
    "\r\nX-Injected: yes",
    "\u202egnp.exe",
    "%s%n",
    "=cmd|' /C calc'!A0",
    "\ufffd\ud7ff",
    "a" * 200,
    "\u0301" * 100,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_ever_text(mini, text):
    """In any parameter: an answer or an error, no header of its own, no failure."""
    for path in ("explain", "claims", "collections/places/items", "series", "reports", "map", "delta"):
        for name in ("place", "datetime", "at", "as-of", "bbox", "holder", "event", "f", "publisher", text[:20]):
            answer = mini.get(f"{HERE}/{path}", params={name: text})
            assert answer.status_code in {200, 400, 404}, (path, name, answer.text)
            assert "x-injected" not in answer.headers
            if answer.status_code != 200:
                problem(answer, answer.status_code)
    assert mini.get(f"{HERE}/reports/{quote(text, safe='')}").status_code in {400, 404}


class OtherError(GeoError):
    """An error that the table does not name."""


ERRORS = [
    (InputError("a parameter"), 400, {}),
    (errors.BodyError("a body"), 422, {}),
    (errors.MediaTypeError("a kind"), 415, {}),
    (TooLargeError("too much"), 413, {}),
    (NotFoundError("not here"), 404, {}),
    (errors.ConflictError("two truths"), 409, {}),
    (errors.UnauthorisedError("who"), 401, {"www-authenticate": 'Bearer realm="salient"'}),
    (errors.ForbiddenError("nobody"), 403, {}),
    (errors.TooManyError("slow down", retry_s=7), 429, {"retry-after": "7"}),
    (DataError("broken pack"), 500, {}),
    (UnavailableError("no store"), 503, {"retry-after": "10"}),
    (OtherError("other"), 500, {}),
]


@pytest.mark.parametrize(("error", "status", "headers"), ERRORS, ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "")
def test_one_table_gives_every_error_its_code(mini, monkeypatch, error, status, headers):
    def fail(_self):
        raise error

    monkeypatch.setattr(Desk, "edition", property(fail))
    answer = mini.get(f"{HERE}/series")
    assert problem(answer, status) == str(error)
    assert headers.items() <= dict(answer.headers).items()


def test_an_unexpected_failure_shows_nothing_of_the_inside(mini, monkeypatch, caplog):
    def fail(_self):
        raise KeyError("secret detail")

    monkeypatch.setattr(Desk, "edition", property(fail))
    answer = mini.get(f"{HERE}/series")
    assert answer.status_code == 500
    assert Problem.model_validate_json(answer.content).detail.startswith("Something went wrong here")
    assert "secret detail" not in answer.text
    assert "secret detail" in caplog.text


def test_errors_of_other_apps_keep_the_shape(mini):
    """The table stands alone: an app with nothing but it answers the same way."""
    app = FastAPI()
    errors.install(app)

    @app.get("/number")
    def number(n: int) -> int:
        return n

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://salient.test") as http:
            return await http.get("/number?n=x")

    assert "n='x'" in problem(mini._portal.call(ask), 400)


def test_a_client_may_ask_so_often_and_no_more():
    """Two in a minute: the third waits until the first is a minute old; another client is not held up."""
    now = [0.0]
    throttle = Throttle(2, clock=lambda: now[0])
    for now[0] in (0.0, 10.0):
        throttle.admit("a")
    now[0] = 20.0
    with pytest.raises(errors.TooManyError, match="2 requests") as refused:
        throttle.admit("a")
    assert refused.value.retry_s == 40
    throttle.admit("b")
    now[0] = 60.0
    throttle.admit("a")
    with pytest.raises(errors.TooManyError):
        throttle.admit("a")


def test_a_problem_is_json_whatever_it_repeats(mini):
    answer = mini.get(f"{HERE}/explain", params={"place": '"}\n\u2028<'})
    assert json.loads(answer.content)["status"] == 404


def test_the_middleware_lets_other_protocols_pass():
    """A lifespan or websocket scope has no body to count."""
    seen = []

    async def inner(scope, _receive, _send):
        seen.append(scope["type"])

    anyio.run(BodyLimit(inner, 1), {"type": "lifespan"}, None, None)
    assert seen == ["lifespan"]
