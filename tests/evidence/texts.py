"""A report of some length, told in this project's own words, and what carriers make of it."""

from dataclasses import replace
from datetime import date

from geo.interval import end_of_day
from geo.model import Report

SENTENCES = (
    "The ministry of Arland said that its troops had taken the village of Arvona after two days of fighting.",
    "Borlandish units left the western streets during the night and crossed the river toward Belmora.",
    "Officials in Borland denied the loss and said that their guns still covered the only bridge.",
    "Neither account could be checked, and the mayor, who had gone to the capital, told reporters that most of the 340 residents had left in autumn.",
)
STORY = " ".join(SENTENCES)


def published(text: str, on: str = "2030-01-10", publisher: str = "Vista News", *, title: str = "", lang: str = "en") -> Report:
    return Report(publisher, end_of_day(date.fromisoformat(on)), lang, title, text, ref=f"{publisher} {on}")


def moved(report: Report, **changes) -> Report:
    return replace(report, **changes, id="")
