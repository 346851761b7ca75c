"""What is sent in, read into what the library takes. A fault is told as one of the body (422), not of a parameter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel, StringConstraints, ValidationError

from api.errors import BodyError, MediaTypeError, ParameterError, body_faults, reading_body
from api.schemas import ReportIn, RetractionIn, ReviewIn, TrialIn
from api.security import Trusted
from api.spans import Written
from geo.errors import TooLargeError
from geo.intake import Ruling
from geo.interval import parse_date
from geo.model import Verdict
from geo.readers import Document
from geo.readers.layer import Sorting, Stated
from geo.readers.text import check_text, decode
from geo.sheets import SheetLevel, check_name

Conditions = tuple[Annotated[str, StringConstraints(max_length=400)], ...]
M = TypeVar("M", bound=BaseModel)
R = TypeVar("R", bound=ReportIn)

ESCAPED = 3
"""How much longer Cyrillic may be in JSON than in UTF-8: \\u0421 are six bytes for two."""
BESIDE = 500_000
"""Bytes for what stands beside the text in a body: a thousand verdicts, each with its changes."""
COMPONENTS = "#/components/schemas/{model}"
CONDITION = "PROPERTY=VALUE, in any case of letters and with * for any text"
REPEATED = "May be given several times; PROPERTY alone names one whose values say it themselves."
JSON_TYPE, TEXT_TYPE = "application/json", "text/plain"


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What goes with a report that is sent as plain text."""

    date: Annotated[Written, Query(description="With plain text: the day (UTC) or instant on which the public could read it.", max_length=40)] = None
    id: Annotated[str | None, Query(description="With plain text: your name for it.", max_length=200)] = None
    title: Annotated[str | None, Query(description="With plain text: its title.", max_length=1000)] = None
    publisher: Annotated[str | None, Query(description="With plain text: who published it.", max_length=200)] = None
    language: Annotated[str | None, Query(description="With plain text: its language, for example en.", max_length=20)] = None
    url: Annotated[str | None, Query(description="With plain text: where it can be read.", max_length=2000)] = None


@dataclass(frozen=True, slots=True)
class Trial:
    """A report to be tried, with the verdicts on its claims."""

    document: Document
    rulings: tuple[Ruling, ...] = ()


async def read_document(request: Request, facts: Annotated[TextFacts, Depends()]) -> Document:
    """The report in the body: a JSON object, or plain text with its facts in the query. It may be as long as the settings allow.

    Raises:
        MediaTypeError: the body is of another kind.
        TooLargeError: the text is over the limit for a report.
        BodyError: the body cannot be used.
        ParameterError: the query has facts that belong into a JSON body.
    """
    return (await _read(request, facts, ReportIn, None))[0]


async def read_trial(request: Request, facts: Annotated[TextFacts, Depends()], trusted: Trusted) -> Trial:
    """The same, and in a JSON body the verdicts to try. Without a token it may be as long as strangers are allowed.

    Raises:
        MediaTypeError, TooLargeError, BodyError, ParameterError: as for `read_document`.
    """
    document, given = await _read(request, facts, TrialIn, None if trusted else request.app.state.settings.extract_limit)
    rulings = (Ruling(found.claim, Verdict(found.verdict), found.changes()) for found in given.verdicts) if given else ()
    return Trial(document, tuple(rulings))


async def _read(request: Request, facts: TextFacts, model: type[R], most: int | None) -> tuple[Document, R | None]:
    """The document in the body, and the JSON body itself where it is one; `most` is a stranger's limit in bytes of text."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {JSON_TYPE, TEXT_TYPE}:
        raise MediaTypeError(f"Content-Type {kind[:100]!r} is not read here. Send application/json, or text/plain with ?date=YYYY-MM-DD.")
    body = await (request.body() if most is None else _bounded(request, most))
    with reading_body():
        given = None if kind == TEXT_TYPE else _given(model, body, facts)
        document = _from_text(body, facts) if given is None else _document(given)
        if most is not None:
            _check_stranger("text", len(document.text.encode("utf-8", "surrogatepass")), most)
        check_text(document.text, request.app.state.settings.report_limit)
    return document, given


async def _bounded(request: Request, most: int) -> bytes:
    """A body around a text of at most so many bytes. A longer one is read to its end and thrown away, so that its sender is not cut off but told."""
    kept, size, limit = bytearray(), 0, ESCAPED * most + BESIDE
    async for part in request.stream():
        size += len(part)
        if size <= limit:
            kept += part
    _check_stranger("body", size, limit, f", of which {most:,} may be text")
    return bytes(kept)


def _check_stranger(what: str, size: int, most: int, beside: str = "") -> None:
    """Refuse what is longer than a stranger's may be.

    Raises:
        TooLargeError: it is.
    """
    if size > most:
        remedy = "Send a token (`Authorization: Bearer ...`), send it in parts, or use `salient extract` on your own machine."
        raise TooLargeError(f"Its {what} has {size:,} bytes; without a token the limit for one extraction is {most:,}{beside}. {remedy}")


def _from_text(body: bytes, facts: TextFacts) -> Document:
    if not facts.date:
        raise BodyError("The report has no date. Give the day on which the public could read it as ?date=YYYY-MM-DD.")
    urls = (facts.url,) if facts.url else ()
    return Document("", None, facts.id or "", decode(body), facts.title or "", facts.publisher or "", facts.language or "", facts.date, urls)


def _given(model: type[R], body: bytes, facts: TextFacts) -> R:
    if facts != TextFacts():
        raise ParameterError("The query says what goes with plain text, but the body is JSON. Put it into the body.")
    return parse(model, body)


def _document(report: ReportIn) -> Document:
    urls = (report.url,) if isinstance(report.url, str) else tuple(report.url)
    return Document("", None, report.id, report.text, report.title, report.publisher, report.language, report.published_at, tuple(u for u in urls if u))


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFacts:
    """What goes with a file of a reference layer. What is said here wins over a property of the file, unless that has several values."""

    name: Annotated[str, Query(description="The layer that the file belongs to.", max_length=100)]
    date: Annotated[str | None, Query(description="The day (UTC) that it shows; otherwise as the file, or its name, says.", max_length=40)] = None
    holder: Annotated[
        str | None, Query(description="Whose ground it shows, by id or name; otherwise as the file says, else the side in focus.", max_length=100)
    ] = None
    level: Annotated[SheetLevel | None, Query(description="Otherwise as the file says, else held.")] = None
    empty: Annotated[bool, Query(description="Without ground in the theatre, the file says that the holder held nothing that day.")] = False
    source: Annotated[str, Query(description="The name of the file.", max_length=200)] = ""
    where: Annotated[Conditions, Query(description=f"{CONDITION}: only such shapes are taken. May be given several times.")] = ()
    holder_from: Annotated[Conditions, Query(alias="holder-from", description=f"{CONDITION}:HOLDER, whose ground such shapes are. {REPEATED}")] = ()
    level_from: Annotated[Conditions, Query(alias="level-from", description=f"{CONDITION}:LEVEL, at which level they are. {REPEATED}")] = ()
    preset: Annotated[str | None, Query(description="The layout of the file: deepstate, nzz or uacontrolmap.", max_length=40)] = None
    as_one: Annotated[bool, Query(alias="as-one", description="Take all shapes alike, whatever they say.")] = False

    @property
    def stated(self) -> Stated:
        """The same for the library.

        Raises:
            InputError: the name, the day, a condition or the preset cannot be used.
        """
        sorting = Sorting.parse(self.where, self.holder_from, self.level_from, preset=self.preset, as_one=self.as_one)
        day = parse_date(self.date) if self.date else None
        return Stated(check_name(self.name), day, self.holder, self.level, self.empty, sorting)


LAYER_BODY: dict[str, Any] = {
    "requestBody": {
        "required": False,
        "description": "The file: GeoJSON, KML, KMZ, GeoPackage, zipped Shapefile or FlatGeobuf. Its format is told by its content.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def read_review(request: Request) -> ReviewIn:
    """A verdict on a claim.

    Raises:
        BodyError: the body is no such JSON object.
    """
    return parse(ReviewIn, await request.body())


async def read_retraction(request: Request) -> RetractionIn:
    """Why a report is withdrawn.

    Raises:
        BodyError: the body is no such JSON object.
    """
    return parse(RetractionIn, await request.body())


def parse(model: type[M], body: bytes) -> M:
    """A JSON body as a model.

    Raises:
        BodyError: it does not fit; the message has every fault.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise body_faults(error) from None


def request_body(model: type[BaseModel], *, text: bool = False) -> dict[str, Any]:
    """The OpenAPI of a body that is read by hand; the models that it refers to are among those that `describe` lists."""
    schema = model.model_json_schema(ref_template=COMPONENTS)
    schema.pop("$defs", None)
    content: dict[str, Any] = {JSON_TYPE: {"schema": schema}}
    if text:
        content[TEXT_TYPE] = {"schema": {"type": "string"}}
    return {"requestBody": {"required": True, "content": content}}


DocumentIn = Annotated[Document, Depends(read_document)]
TrialBody = Annotated[Trial, Depends(read_trial)]
ReviewBody = Annotated[ReviewIn, Depends(read_review)]
LayerQuery = Annotated[LayerFacts, Depends()]
RetractionBody = Annotated[RetractionIn, Depends(read_retraction)]
