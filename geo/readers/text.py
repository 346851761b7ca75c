"""Bytes to text. Only UTF-8 is read: another encoding is told, never guessed."""

from __future__ import annotations

import codecs
import re

from geo.errors import InputError, TooLargeError

_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32LE"),
    (codecs.BOM_UTF32_BE, "UTF-32BE"),
    (codecs.BOM_UTF16_LE, "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "UTF-16BE"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SAMPLE = 65_536
FEW_CONTROLS = 10
CONTROL_SHARE = 0.01
"""More control characters than these, in number and in share, make a text binary."""
_FOREIGN_SHARE = 0.25


def decode(raw: bytes) -> str:
    """The text of bytes in UTF-8, with or without a byte order mark, newlines untouched.

    Raises:
        InputError: the bytes are in another encoding, or are no text.
    """
    for bom, name in _BOMS:
        if raw.startswith(bom):
            raise InputError(_wrong_encoding(0, name))
    if b"\x00" in raw:
        raise InputError(_with_nul(raw))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        # utf-8-sig counts from behind the byte order mark
        offset = fault.start + len(codecs.BOM_UTF8) * raw.startswith(codecs.BOM_UTF8)
        if _mostly_control(raw[:_SAMPLE].decode("latin-1")):
            raise InputError(f"It is binary, not text: byte {offset} is not UTF-8, and control characters abound. Give a text file.") from None
        raise InputError(_wrong_encoding(offset, _likely_encoding(raw))) from None


def check_text(text: str, limit_bytes: int) -> None:
    """Refuse what cannot be a report.

    Raises:
        TooLargeError: the text is over the limit.
        InputError: it is empty, binary, or holds half characters (lone surrogates).
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limit_bytes:
        raise TooLargeError(too_large(size, limit_bytes))
    if not text.strip():
        raise InputError("It holds no text. Give a report with at least one sentence.")
    if "\x00" in text or _mostly_control(text):
        raise InputError(f"It is binary, not text: control characters abound, the first at character {_first_control(text)}. Give a text file.")
    if found := _SURROGATE.search(text):
        raise InputError(f"Character {found.start()} is half a character (a lone surrogate). Write the text again as UTF-8.")


def one_line(text: str) -> str:
    """The text in one line, without what does not print (control characters, half characters)."""
    return " ".join(_UNPRINTED.sub(" ", text).split())


def too_large(size: int, limit: int) -> str:
    """The words for a text over the limit, both in bytes."""
    return f"Its text has {size:,} bytes; the limit for one report is {limit:,}. Split it into reports, for example one a line of a .jsonl file."


def _with_nul(raw: bytes) -> str:
    """Every second byte NUL is Latin text in UTF-16; any other NUL is no text at all."""
    sample = raw[:_SAMPLE]
    for start, name in ((0, "UTF-16BE"), (1, "UTF-16LE")):
        half = sample[start::2]
        if len(half) > 1 and half.count(0) > len(half) / 2 > 2 * sample[1 - start :: 2].count(0):
            return _wrong_encoding(raw.index(0), name)
    return f"It is binary, not text: byte {raw.index(0)} is NUL. Give a text file."


def _wrong_encoding(offset: int, name: str) -> str:
    return f"It is not UTF-8: byte {offset} does not fit, and it looks like {name}. Convert it, for example: iconv -f {name} -t UTF-8 FILE > NEW."


def _likely_encoding(raw: bytes) -> str:
    """The 8-bit encoding that Cyrillic text shows by where its small letters lie; western European where there is little of it."""
    sample = raw[:_SAMPLE]
    high = [byte for byte in sample if byte >= 0x80]  # noqa: PLR2004 - the upper half of a byte
    if len(high) < _FOREIGN_SHARE * len(sample.split()) or len(high) < _FOREIGN_SHARE * len(sample):
        return "WINDOWS-1252"
    shares = {
        "WINDOWS-1251": sum(byte >= 0xE0 for byte in high),  # noqa: PLR2004
        "KOI8-R": sum(0xC0 <= byte < 0xE0 for byte in high),  # noqa: PLR2004
        "CP866": sum(byte < 0xB0 for byte in high),  # noqa: PLR2004
    }
    return max(shares, key=lambda name: shares[name])


def _mostly_control(text: str) -> bool:
    count = len(_CONTROL.findall(text))
    return count > FEW_CONTROLS and count > CONTROL_SHARE * len(text)


def _first_control(text: str) -> int:
    found = _CONTROL.search(text)
    return found.start() if found else 0
