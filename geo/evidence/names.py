"""Under what a report is known: its id where it was handed in with one, else its addresses. Under one name one text counts.

Reports that ship with a theatre pack have the addresses of what they restate, which are many reports' and nobody's name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from urllib.parse import urlsplit

from geo.errors import ConflictError
from geo.model import DIGEST, Report
from geo.units import ReportId

ECHO = 200
"""Characters of a name that a message repeats: enough to recognise it, too few to flood a terminal or a log."""
LISTED = 5
"""Reports that a message names at most."""
FEW = 20
"""Reports at an address that are looked at for those to name: a channel's page may be the address of thousands."""
_REPLACE = "let it stand in for the other with --replace (over HTTP ?replace=true)"


def address_key(url: str) -> str:
    """What two spellings of one address have in common: scheme, default port, case of the host and a slash at the end do not count.

    Empty for the front page of a site, which is the address of no report.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # no address of the web; it is its own spelling
        return url
    path = parts.path.rstrip("/")
    if not path and not parts.query:
        return ""
    shown = f":{port}" if port not in {None, 80, 443} else ""
    return f"{host}{shown}{path}{f'?{parts.query}' if parts.query else ''}{f'#{parts.fragment}' if parts.fragment else ''}"


class Names:
    """Which reports were handed in under which id and which address."""

    def __init__(self) -> None:
        self._by_ref: dict[str, dict[ReportId, None]] = defaultdict(dict)
        self._by_address: dict[str, dict[ReportId, None]] = defaultdict(dict)

    def add(self, report_id: ReportId, ref: str, urls: Iterable[str], kind: str) -> None:
        """Enter a report; twice is once."""
        if ref:
            self._by_ref[ref][report_id] = None
        for key in _keys(urls, kind):
            self._by_address[key][report_id] = None

    def namesakes(self, report: Report) -> list[ReportId]:
        """Other reports under the same name, in the order of their entry: under its id, or where it has none under one of its addresses."""
        if report.ref:
            return [found for found in self._by_ref.get(report.ref, ()) if found != report.id]
        return self._at_its_addresses(report, most=None)

    def neighbours(self, report: Report) -> list[ReportId]:
        """Other reports at the addresses of a report that has an id of its own: at each the first few."""
        return self._at_its_addresses(report, most=FEW) if report.ref else []

    def _at_its_addresses(self, report: Report, most: int | None) -> list[ReportId]:
        found: dict[ReportId, None] = {}
        for key in sorted(_keys(report.urls, report.kind)):
            found |= dict.fromkeys(islice(self._by_address.get(key, ()), most))
        found.pop(report.id, None)
        return list(found)


def _keys(urls: Iterable[str], kind: str) -> set[str]:
    return set() if kind == DIGEST else {key for key in map(address_key, urls) if key}


def refuse(report: Report, namesakes: Sequence[Report], *, replace: bool = False) -> None:
    """Refuse a report that would count beside others under one name; one that may `replace` them passes where the name means one report.

    Raises:
        ConflictError: there are namesakes; the message names them and the remedy.
    """
    if namesakes and not report.ref:
        _refuse_address(report, namesakes, replace=replace)
    elif namesakes and not replace:
        other = namesakes[0]
        raise ConflictError(
            f"Another report is known as {report.ref[:ECHO]!r} ({_whose(other)}): its {_differing(report, other)}, and both would count. "
            f"Give this one an id of its own, or {_REPLACE}."
        )


def _refuse_address(report: Report, namesakes: Sequence[Report], *, replace: bool) -> None:
    own = set(map(address_key, report.urls))
    url = next(url for url in namesakes[0].urls if address_key(url) in own)[:ECHO]
    if len(namesakes) > 1:
        listed = "; ".join(map(_told, namesakes[:LISTED]))
        raise ConflictError(
            f"Several reports have the address {url!r} ({listed}{'; ...' if len(namesakes) > LISTED else ''}), and this one has no id to tell it "
            "from them. Give it one; if it takes the place of one of them, retract that."
        )
    if not replace:
        raise ConflictError(
            f"Another report has the address {url!r} ({_told(namesakes[0])}): its {_differing(report, namesakes[0])}, and both would count. "
            f"Give this one an id if it is another report; if it is a newer text of the same, {_REPLACE}."
        )


def _told(report: Report) -> str:
    """The report in few words, by its id."""
    return f"{report.ref[:ECHO] or report.id}, {_whose(report)}"


def _whose(report: Report) -> str:
    """Publisher and day, as far as they are known."""
    return ", ".join(part for part in (report.publisher[:ECHO], report.known_at.date().isoformat()) if part)


def _differing(report: Report, other: Report) -> str:
    """What makes the two different reports: its date and text differ."""
    words = {"publisher": "publisher", "known_at": "date", "lang": "language", "title": "title", "text": "text"}
    found = [word for field, word in words.items() if getattr(report, field) != getattr(other, field)] or ["content"]
    return f"{' and '.join(found)} {'differs' if len(found) == 1 else 'differ'}"
