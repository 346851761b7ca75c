"""The forms of an English verb from its base form, or from "base|past|participle" where it is irregular."""

from __future__ import annotations

VOWELS = frozenset("aeiou")
BE = {"base": "be", "s": "is", "past": "was", "participle": "been", "ing": "being", "plural": "are", "plural past": "were"}


def verb_forms(entry: str) -> dict[str, set[str]]:
    """Each form of the verb, with the grammatical roles it can play (base, s, past, participle, ing).

    What follows the first word ("take back", "be in retreat from") stays behind each form.
    """
    head, _, tail = entry.strip().partition(" ")
    if "|" in entry:
        base, past, rest = entry.strip().split("|", 2)
        participle, _, tail = (rest, "", "") if " " in base else rest.partition(" ")
        head = base
    else:
        past = participle = ""
    roles = _be() if head == "be" else _regular(head, past, participle)
    forms: dict[str, set[str]] = {}
    for role, word in roles.items():
        forms.setdefault(f"{word} {tail}".strip(), set()).add(_plain(role))
    return forms


def _be() -> dict[str, str]:
    return dict(BE)


def _plain(role: str) -> str:
    return {"plural": "base", "plural past": "past"}.get(role, role)


def _regular(base: str, past: str, participle: str) -> dict[str, str]:
    words = base.split()
    verb, lead = words[-1], " ".join(words[:-1])
    forms = {"base": verb, "s": _third_person(verb), "past": past or _past(verb), "participle": participle or past or _past(verb), "ing": _gerund(verb, past)}
    return {role: f"{lead} {word}".strip() if lead and not word.startswith(f"{lead} ") else word for role, word in forms.items()}


def _third_person(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return f"{verb[:-1]}ies"
    return "has" if verb == "have" else f"{verb}s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return f"{verb[:-1]}ied"
    return f"{_doubled(verb)}ed"


def _gerund(verb: str, past: str) -> str:
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return f"{verb[:-1]}ing"
    if past == f"{verb}{verb[-1]}ed":
        return f"{verb}{verb[-1]}ing"
    return f"{_doubled(verb)}ing"


def _doubled(verb: str) -> str:
    """The stem with its last consonant doubled where English does so: one vowel, then one consonant, in a word of one syllable."""
    syllables = sum(1 for i, c in enumerate(verb) if c in VOWELS and (i == 0 or verb[i - 1] not in VOWELS))
    closed = len(verb) > 2 and verb[-1] not in VOWELS | {"w", "x", "y"} and verb[-2] in VOWELS and verb[-3] not in VOWELS  # noqa: PLR2004 - consonant, vowel, consonant
    return verb + verb[-1] if syllables == 1 and closed else verb
