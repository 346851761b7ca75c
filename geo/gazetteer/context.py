"""Whether the words before a generated case form let it be one: what is spelled like something else needs its preposition."""

from __future__ import annotations

import re

_REACH = 24
"""Characters before a form in which its preposition is sought; none is longer."""
_ADJECTIVE = re.compile(r"[сц]ком\Z", re.IGNORECASE)
_IN = re.compile(r"\b(?:в|во|на|о|об|при)\s+\Z", re.IGNORECASE)
_BARE = re.compile(r"(?<![аяоеёиыіїє]м)(?<![аяиыії]х)(?<![оеёєії]в)(?<=[бвгґджзклмнпрстфхцчшщ])ь?\Z", re.IGNORECASE)
_FROM = re.compile(
    r"""\b(?:из|изо|от|до|у|около|возле|близ|вблизи|вокруг|мимо|против|вне|с|со|для|районе?|город[ае]?|сел[ао]?|деревн[иья]|жител[иейям]+|\w{3,}нее
    |з|зі|із|від|біля|поблизу|коло|навколо|довкола|повз|неподалік|поза|район[іу]?|міст[оаі]|жител[іїямв]+|\w{3,}іше)\s+\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_OPENING = re.compile(r"(?:\A|[…!?\n]|(?<![^\w][\w])(?<![^\w][\w]{2})(?<![^\w][\w]{3})\.)[\s\"'«»“”„(\[–—-]*\Z")
"""A sentence begins here: behind a full stop that follows no short word ("г.", "пгт.")."""
_NAMELIKE = re.compile(r"(?:[оеёєії]в[кц]|щин)\w{1,3}\Z", re.IGNORECASE)


def may_be_form(text: str, start: int, form: str) -> bool:
    """Whether a generated case form at `start` may be one.

    "Рыльском" behind в is an adjective ("в Рыльском районе"), not Рыльск in the instrumental. A genitive without an ending ("Сум"; "Прудов" has one)
    looks like a noun of its own, or a surname ("Дрозд" beside Дрозды), and counts only behind a word that governs the genitive.
    """
    before = text[max(0, start - _REACH) : start]
    if _ADJECTIVE.search(form):
        return not _IN.search(before)
    return " " in form or not _BARE.search(form) or bool(_FROM.search(before))


def tells_little(text: str, start: int, form: str) -> bool:
    """Whether the capital letter of a form is only that of its sentence, and the word no more likely a name than another ("Прудами", "Вольного")."""
    return " " not in form and not _NAMELIKE.search(form) and bool(_OPENING.search(text[max(0, start - _REACH) : start]))
