"""What the pages of these tests are made of: links, days, a hostile text, one report, and a reader of HTML."""

from datetime import date
from html.parser import HTMLParser

from geo.interval import Interval, end_of_day
from geo.model import Basis, Certainty, Claim, ClaimPlace, Event, Evidence, Figure, KnownClaim, Measure, Polarity, Report

HOSTILE = (
    "</script><script>canary()</script><img src=x onerror=canary()> {{ 7*7 }} {% raw %} ${7*7} \"><svg onload=canary()> ' onmouseover='canary() "
    "<!-- ]]> \u2028canary()\u2029 &lt;b&gt; &#60;b&#62; </style><style>*{background:url(http://evil.example/)}</style> javascript:canary()"
)
LINKS = {"delta": "/theatres/miniland/map/delta", "series": "/theatres/miniland/series", "docs": "/docs", "theatres": "/theatres", "map": "/"}
FIRST, LAST = date(2030, 1, 1), date(2030, 1, 31)


class Reader(HTMLParser):
    """Elements with their attributes, in order, and the text of scripts and styles."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.words = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        tag, attrs = self.elements[-1] if self.elements else ("", {})
        (self.texts if tag in {"script", "style"} else self.words).append((tag, attrs, data))

    def all(self, tag):
        return [attrs for found, attrs in self.elements if found == tag]

    def code(self, tag):
        """The text of inline scripts or styles that a browser runs or applies."""
        return [text for found, attrs, text in self.texts if found == tag and text.strip() and attrs.get("type") != "application/json"]


def evidence_of(*, text, title, publisher, url, claimant, kind):
    """One report of 2 January: AA captured Arvona, an independent desk says so; and it holds 5 km2."""
    report = Report(publisher, end_of_day(date(2030, 1, 2)), "en", title, text, (url,), "one", kind)
    claim = Claim(
        report.id,
        (0, len(text)),
        text,
        "AA",
        Event.CAPTURED,
        (ClaimPlace("arvona", "Arvona"),),
        Interval.of_days(date(2030, 1, 2)),
        Certainty.STATED,
        Basis.ASSESSED,
        (claimant,),
        Polarity.POS,
        background=False,
        method="by-hand/1",
    )
    figure = Figure(
        report.id,
        (0, 1),
        text,
        value=5.0,
        low=5.0,
        high=5.0,
        unit="km2",
        km2=5.0,
        approx=False,
        measure=Measure.HELD,
        actor="AA",
        region="Miniland",
        valid=Interval.of_days(date(2030, 1, 2)),
        claimants=(claimant,),
        method="by-hand/1",
    )
    return Evidence((KnownClaim(claim, report.known_at, publisher),), (figure,), {report.id: report}, (), "one")
