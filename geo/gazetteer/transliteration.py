"""Ukrainian respelling: what a Russian name of a place becomes in Ukrainian texts that keep it.

Ukrainian reports write the Russian village Плёхово in three ways: by an established Ukrainian name (Плехове), by the Russian name in Ukrainian
letters (Плехово) or by its sound (Пльохово). The first is in the gazetteer where it is known; the others follow rules. Whether и or і stands
for a Russian и is left open, since folding makes them one.
"""

from __future__ import annotations

import re
from itertools import product

_ENDINGS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(ending + r"\Z"), tuple(spellings.split("/")))
    for ending, spellings in (
        line.split()
        for line in """
        овский           івський/овський
        овское           івське/овське
        овская           івська/овська
        (?<=[сцз])кий    ький
        (?<=[сцз])кая    ька
        (?<=[сцз])кое    ьке
        (?<=[сцз])кие    ькі
        (?<=[сцз])к      ьк
        (?<=н)ий         ій/ий
        [ыио]й           ий
        ая               а
        яя               я
        ое               е
        ее               є
        [ыи]е            і
        (?<=[жчшщ])ья    а
        (?<=[жчшщ])ье    е
        ье               я/'є
        ец               ець
        иц[аы]           иця
        ца               ця
        цы               ці
        (?<=[жчшщлн])и   і
        еевка            іївка/еївка/еєвка/еевка
        (?<=[аиоуя])евка  ївка/євка/евка
        ьевка            'ївка/'євка
        [её]вка          івка/евка/ьовка
        овка             івка/овка
        (?<=[аеиоуя])ев  їв/єв
        ев               ів/ев/єв
        ов               ів/ов
        ово              ове/ово
        (?<=[аеиоуя])ево   єве/єво
        [её]во           еве/ево/ьово
        ьино             'їне/'їно
        (?<=[аеиоуя])ино   їне/їно
        ино              ине/ино
        """.strip().splitlines()
    )
)
_LETTERS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"ье", "'є"), (r"ья", "'я"), (r"ью", "'ю"), (r"ьи", "'ї"), (r"ъ", "'"), (r"(?<=[аеёиоуыэюя])и", "ї"),
        (r"(?<=[аеёиоуыэюяї])е|\bе", "є"), (r"\bи", "і"), (r"ы", "и"), (r"э", "е"),
    )
)  # fmt: skip
_ABBREVIATED = re.compile(r"[.(\d]|[А-ЯЁ]{2}")
_YO = re.compile(r"(?<=[бвгджзклмнпрстфхцчшщ])ё")


def ukrainian(name: str) -> frozenset[str]:
    """The spellings that a Ukrainian text may give a Russian name of a place."""
    if _ABBREVIATED.search(name):
        return frozenset()
    parts = re.split(r"([\s-]+)", name)
    return frozenset("".join(choice) for choice in product(*map(_respelled, parts)))


def _respelled(word: str) -> tuple[str, ...]:
    low = word.lower()
    for ending, spellings in _ENDINGS:
        if match := ending.search(low):
            stems = _letters(low[: match.start()])
            return tuple(dict.fromkeys(_cased(word, stem + end) for stem in stems for end in spellings))
    return tuple(_cased(word, spelling) for spelling in _letters(low))


def _letters(word: str) -> tuple[str, ...]:
    """The letters of a word in Ukrainian; ё by its sound or without its dots."""
    for pattern, letters in _LETTERS:
        word = pattern.sub(letters, word)
    return (_YO.sub("ьо", word).replace("ё", "йо"), word.replace("ё", "е")) if "ё" in word else (word,)


def _cased(original: str, word: str) -> str:
    return word[:1].upper() + word[1:] if original[:1].isupper() else word
