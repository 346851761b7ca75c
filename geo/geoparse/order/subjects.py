"""The stretch of a sentence that leads up to an event word, and the subject in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.geoparse.phrases import Group
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import Role, Trigger

_STOPS = frozenset({"semicolon", "colon", "clause", "relative", "dash"})
_PARTS = frozenset({"comma", "and", "close", "quote"})
_SUBJECTS = frozenset({"actor", "subject_pronoun", "claimant", "demonym", "settlement_plural", "settlement_singular", "there", "landmark", "order"})
_PARENTHESIS = 16


def with_subject(tokens: Sequence[Token], trigger: Trigger, floor: int, inside: Mapping[int, Group]) -> Trigger:  # noqa: C901 - one walk to the left, one case for each kind of token
    """The trigger with its subject and the start of its stretch: leftwards to the first border that is not inside the subject."""
    j, start = trigger.index - 1, trigger.index
    auxiliary = False
    subject: dict[str, object] = _reduced(tokens, trigger, inside)
    if subject:
        return _filled(trigger, start, subject)
    while j >= floor:
        token = tokens[j]
        if j in inside:
            group = inside[j]
            if floor and not group.bare and not subject and not _subject_of_state(tokens, trigger, group):
                break
            if group.bare and not subject and "by" not in token.tags:
                subject["group"] = group
            elif not subject.get("group"):
                subject.setdefault("aside", group)
            j = start = max(group.first, floor)
        elif not _PARTS.isdisjoint(token.tags):
            jump = (
                _over_parenthesis(tokens, j, floor)
                if not _has_subject(subject) and (auxiliary or trigger.role is Role.STATE or "close" in token.tags)
                else None
            )
            if jump is None:
                break
            j = start = jump
        elif (
            not _STOPS.isdisjoint(token.tags)
            and not (token.text in {"as", "with"} and not _has_subject(subject))
            and not ("adverb" in token.tags and j and tokens[j - 1].has("have", "be"))
        ):
            if "relative" in token.tags:
                subject["antecedent"] = _antecedent(tokens, j, inside)
            break
        else:
            if not _SUBJECTS.isdisjoint(token.tags) and not ("subject_pronoun" in token.tags and j + 1 < len(tokens) and "say" in tokens[j + 1].tags):
                _note(token, j, subject)
            auxiliary = auxiliary or "be" in token.tags or "have" in token.tags
            start = j
        j -= 1
    return _filled(trigger, start, subject)


def _reduced(tokens: Sequence[Token], trigger: Trigger, inside: Mapping[int, Group]) -> dict[str, object]:
    """The places right before a bare participle behind a comma: "the village of X, retaken by Russian forces"."""
    if trigger.role is not Role.PASSIVE:
        return {}
    j = trigger.index - 1
    while j > 0 and tokens[j].has("adverb", "background", "hedge"):
        j -= 1
    if j < 1 or "comma" not in tokens[j].tags or j - 1 not in inside:
        return {}
    return {"group": inside[j - 1]}


def _subject_of_state(tokens: Sequence[Token], trigger: Trigger, group: Group) -> bool:
    """Such as "control of X is disputed": what is told of the control is told of the place."""
    return trigger.role is Role.STATE and group.preposition == "of" and tokens[group.last + 1].has("be", "remaining")


def _has_subject(subject: Mapping[str, object]) -> bool:
    return bool(subject.keys() & {"group", "actor_at", "noun_at"})


def _note(token: Token, j: int, subject: dict[str, object]) -> None:
    if token.has("actor", "subject_pronoun") or (token.has("claimant", "demonym") and not subject):
        if "actor_at" not in subject and "group" not in subject:
            subject["actor_at"] = j
    elif (
        (token.has("settlement_plural", "settlement_singular", "there", "landmark") or "order" in token.tags)
        and "noun_at" not in subject
        and "group" not in subject
        and "actor_at" not in subject
    ):
        subject["noun_at"] = j


def _filled(trigger: Trigger, start: int, subject: Mapping[str, object]) -> Trigger:
    group = subject.get("group") or (subject.get("aside") if trigger.role is not Role.ACTIVE and not subject.get("noun_at") else None)
    actor, noun, antecedent = subject.get("actor_at"), subject.get("noun_at"), subject.get("antecedent")
    return trigger._replace(
        start=start,
        group=group if isinstance(group, Group) else None,
        actor_at=actor if isinstance(actor, int) else None,
        noun_at=noun if isinstance(noun, int) else None,
        antecedent=antecedent if isinstance(antecedent, Group | int) else None,
    )


def _antecedent(tokens: Sequence[Token], j: int, inside: Mapping[int, Group]) -> Group | int | None:
    """What the relative word at token j refers to: the places or the noun right before it."""
    k = j - 2 if j and tokens[j - 1].has("comma", "close") else j - 1
    if k in inside:
        return inside[k]
    return next((n for n in range(k, max(-1, k - 3), -1) if tokens[n].has("settlement_singular", "settlement_plural")), None)


def _over_parenthesis(tokens: Sequence[Token], j: int, floor: int) -> int | None:
    """Where to go on leftwards past ", he said," or "(...)" that ends at token j; None where there is none."""
    opening = "open" if "close" in tokens[j].tags else "comma"
    if "and" in tokens[j].tags:
        return None
    for k in range(j - 1, max(floor, j - _PARENTHESIS) - 1, -1):
        if tokens[k].has(opening):
            return k
        if tokens[k].has("semicolon", "colon"):
            return None
    return None
