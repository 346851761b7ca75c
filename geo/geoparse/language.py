"""Which language a text is in: its script, the letters that only one language has, and English function words."""

from __future__ import annotations

import re

from geo.model import Report

SAMPLE = 6_000
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_RUSSIAN = re.compile(r"[ыэъёЫЭЪЁ]")
_LATIN = re.compile(r"[A-Za-z]")
_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|in|that|was|has|have|been|were|by|with|for|from|said|is|are|on|at|near|after|its|their|an|but|who|which)\b", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z]+")
ENGLISH_SHARE = 0.1
SHORT_WORDS = 8


def language(report: Report) -> str:
    """The report's own language where it says so (two letters), else what its text looks like; "und" when that cannot be told."""
    given = report.lang.strip().lower()[:2]
    return given if given.isalpha() and given != "un" and len(given) == 2 else detect(report.text)  # noqa: PLR2004 - ISO 639-1


def detect(text: str) -> str:
    """The language of a text: en, ru, uk or "und"."""
    sample = text[:SAMPLE]
    cyrillic, latin = len(_CYRILLIC.findall(sample)), len(_LATIN.findall(sample))
    if cyrillic > latin:
        return "uk" if len(_UKRAINIAN.findall(sample)) > len(_RUSSIAN.findall(sample)) else "ru"
    words = len(_WORD.findall(sample))
    share = len(_ENGLISH.findall(sample)) / words if words else 0.0
    too_short_to_tell = 0 < words <= SHORT_WORDS and sample.isascii()  # "Russian forces recaptured Berdin." has no function word
    return "en" if share >= ENGLISH_SHARE or too_short_to_tell else "und"
