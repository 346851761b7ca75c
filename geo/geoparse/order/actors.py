"""Who acts and who says: forces of a holder ("Ukrainian mechanised units", "Kyiv's troops") and claimants ("Russian military bloggers")."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.caster import ENEMY, OWN
from geo.geoparse.joining import Found, named_source, noun_after
from geo.geoparse.tokens import Token, joined, kinds_of

_PLACE_BEFORE = frozenset(
    {"in", "of", "inside", "within", "across", "into", "at", "near", "eastern", "western", "southern", "northern", "neighbouring", "with"}
)

_DATED = frozenset({"date"})
_SIDED = frozenset({"demonym"})
_SAYING = frozenset({"source", "demonym", "source_again", "source_noun"})
_UNNAMED = frozenset({"actor"})
_ACTING = frozenset({"enemy", "force", "demonym", "state", "possessive", "force_noun"})
_NOMINAL = frozenset({"ing", "participle", "noun"})
_BLOCKED = frozenset(
    {
        "comma",
        "semicolon",
        "colon",
        "open",
        "close",
        "place",
        "demonym",
        "state",
        "source",
        "clause",
        "relative",
        "be",
        "have",
        "say",
        "preposition",
        "and",
        "source_noun",
        "possessive",
        "date",
    }
)


def join_actors(tokens: Sequence[Token], plain: str) -> list[Token]:
    """The tokens with each force and each claimant made one token.

    A force carries `actor` (a holder's id, "enemy", "own", or "" for unnamed troops), a claimant `claimant` (its name) and `side`.
    """
    kinds = kinds_of(tokens)
    if "held_suffix" in kinds:
        tokens = joined(tokens, _held_adjective, plain, _SIDED)
    tokens = joined(tokens, _claimant, plain, _SAYING)
    tokens = joined(tokens, _force, plain, _ACTING)
    return joined(tokens, _of_side, plain, _UNNAMED) if "force_noun" in kinds else tokens


def _of_side(tokens: Sequence[Token], i: int) -> Found | None:
    """Such as "units of the Russian army", "the army of Ukraine": unnamed forces with the side behind them."""
    if tokens[i].tags["actor"] != "" or i + 2 >= len(tokens) or tokens[i + 1].text != "of":
        return None
    j = i + 2
    while j + 1 < len(tokens) and tokens[j].text == "the":
        j += 1
    side = tokens[j].tags.get("actor") or tokens[j].tags.get("state")
    return (j - i + 1, {"actor": side}) if side else None


def join_dates(tokens: Sequence[Token], plain: str) -> Sequence[Token]:
    """The tokens with each date made one token, whatever its words mean elsewhere ("5 may")."""
    return joined(tokens, _date, plain, _DATED) if "date" in kinds_of(tokens) else tokens


def _date(tokens: Sequence[Token], i: int) -> Found:
    end = next((j for j in range(i, len(tokens)) if "date" not in tokens[j].tags), len(tokens))
    return end - i, {"date": True}


def _held_adjective(tokens: Sequence[Token], i: int) -> Found | None:
    """Such as "Russian-held", "Ukrainian-occupied", "Ukrainian-controlled"."""
    if "demonym" not in tokens[i].tags:
        return None
    if i + 1 < len(tokens) and "held_suffix" in tokens[i + 1].tags and tokens[i + 1].text.startswith("-"):
        return 2, {"held_by": tokens[i].tags["demonym"]}
    rest = tokens[i + 1 : i + 3]
    if len(rest) == 2 and "dash" in rest[0].tags and "held_suffix" in rest[1].tags:  # noqa: PLR2004 - a dash and a word
        return 3, {"held_by": tokens[i].tags["demonym"]}
    return None


def _plain_between(token: Token) -> bool:
    """A word that may stand between a demonym and its noun: no verb, no punctuation, no other actor."""
    if "event" in token.tags:
        return all(not r.roles.isdisjoint(_NOMINAL) and "past" not in r.roles for r in token.tags["event"])
    return _BLOCKED.isdisjoint(token.tags)


def _noun_after(tokens: Sequence[Token], i: int, tag: str) -> int | None:
    return noun_after(tokens, i, tag, may_pass=_plain_between)


def _claimant(tokens: Sequence[Token], i: int) -> Found | None:
    token = tokens[i]
    if "source" in token.tags:
        return named_source(token)
    if "demonym" in token.tags:
        end = _noun_after(tokens, i + 1, "source_noun")
        if end is not None and _noun_after(tokens, i + 1, "force_noun") in {None, end, end - 1}:
            return end - i + 1, {"claimant": True, "side": token.tags["demonym"]}
        return None
    if "source_again" in token.tags:
        return 1, {"claimant": True, "side": None, "again": True}
    return (1, {"claimant": True, "side": None}) if "source_noun" in token.tags else None


def _force(tokens: Sequence[Token], i: int) -> Found | None:  # noqa: PLR0911 - a ladder of readings, the likeliest first
    token = tokens[i]
    if "enemy" in token.tags:
        end = _noun_after(tokens, i + 1, "force_noun")
        return (1 if end is None else end - i + 1), {"actor": ENEMY}
    if "force" in token.tags:
        end = _noun_after(tokens, i + 1, "force_noun") if i + 1 < len(tokens) and "force_noun" in tokens[i + 1].tags else None
        return (1 if end is None else end - i + 1), {"actor": token.tags["force"]}
    if "demonym" in token.tags:
        return _of_demonym(tokens, i)
    if "state" in token.tags:
        return _of_state(tokens, i)
    if "possessive" in token.tags:
        end = _noun_after(tokens, i + 1, "force_noun")
        own = {"actor": OWN, "first_person": True} if token.has("first_person") else {"actor": OWN}
        return None if end is None else (end - i + 1, own)
    if "force_noun" in token.tags and "place" not in token.tags:
        return 1, {"actor": ""}
    return None


def _of_demonym(tokens: Sequence[Token], i: int) -> Found | None:
    holder = tokens[i].tags["demonym"]
    end = _noun_after(tokens, i + 1, "force_noun")
    if end is not None:
        return end - i + 1, {"actor": holder}
    return None


def _of_state(tokens: Sequence[Token], i: int) -> Found | None:
    """A state or capital acts, unless it is where something is ("in Ukraine")."""
    before = tokens[i - 1].text if i else ""
    if before in _PLACE_BEFORE:
        return None
    holder = tokens[i].tags["state"]
    end = _noun_after(tokens, i + 1, "force_noun") if i + 1 < len(tokens) and "force_noun" in tokens[i + 1].tags else None
    return (1, {"actor": holder, "state": holder}) if end is None else (end - i + 1, {"actor": holder})
