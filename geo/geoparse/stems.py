"""Signs of languages with case endings: patterns of words, in which a word that ends in * stands for a stem with any ending."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from geo.geoparse.lexicon import Tags
from geo.geoparse.tokens import Token

STEM = "*"
_WORD = re.compile(r"\w+(?:['-]\w+)*")
_HEAD = 3
_SHORTEST = 2
"""No stem has fewer letters: the prefixes of a word are tried from here on."""
_ENDING = 5
"""What an ending has at most: letters that a source's name may lose or gain from case to case."""
_BARE_ENDING = re.compile(r"(?<=\w{3})(?:[аеиоуыэюяьйіїє]{1,2})$")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


@dataclass(slots=True)
class _Node:
    """A place in the trie of patterns: the words and stems that may follow, and the tags of the pattern that ends here."""

    exact: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, _Node] = field(default_factory=dict)
    tags: Tags | None = None
    longest: int = 0
    """Letters of the longest stem: a longer prefix is not looked up, so that a word of any length costs no more."""

    def follow(self, word: str) -> Iterator[tuple[_Node, int]]:
        """The nodes that a word leads to, each with the letters that are matched by more than a stem's open end."""
        if (node := self.exact.get(word)) is not None:
            yield node, len(word) + 1
        for n in range(min(len(word), self.longest), _SHORTEST - 1, -1):
            if (node := self.stems.get(word[:n])) is not None:
                yield node, n


class StemIndex:
    """All patterns to look for, in one trie of words; of several that fit at a word the one of most words wins, then that of most letters."""

    def __init__(self, signs: Mapping[str, Tags]) -> None:
        self._root = _Node()
        for pattern in sorted(signs):
            self._add(pattern, signs[pattern])
        self.words: Mapping[str, Tags] = _SingleWords(self._root)

    def _add(self, pattern: str, tags: Tags) -> None:
        node = self._root
        for word in pattern.split():
            stem = word.removesuffix(STEM)
            table = node.exact if stem == word else node.stems
            node.longest = max(node.longest, len(stem)) if stem != word else node.longest
            node = table.setdefault(stem, _Node())
        node.tags = tags

    def scan(self, text: str) -> list[Token]:
        """The signs of a plain text in order, none overlapping: the first, and of those that start with one word the longest."""
        words = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]
        signs, i = [], 0
        while i < len(words):
            found = self._longest(text, words, i)
            if found is None:
                i += 1
                continue
            count, tags = found
            start, end = words[i][0], words[i + count - 1][1]
            signs.append(Token(start, end, text[start:end], tags))
            i += count
        return signs

    def _longest(self, text: str, words: list[tuple[int, int, str]], i: int) -> tuple[int, Tags] | None:
        """The best pattern from word i on: how many words it takes, and its tags."""
        best: tuple[int, int, Tags] | None = None
        paths = [(node, 1, letters) for node, letters in self._root.follow(words[i][2])]
        while paths:
            node, count, letters = paths.pop()
            if node.tags is not None and (best is None or (count, letters) > best[:2]):
                best = (count, letters, node.tags)
            j = i + count
            if (node.exact or node.stems) and j < len(words) and text[words[j - 1][1] : words[j][0]].isspace():
                paths += [(follower, count + 1, letters + more) for follower, more in node.follow(words[j][2])]
        return None if best is None else (best[0], best[2])


class _SingleWords(Mapping[str, Tags]):
    """The tags of words that stand alone, found through the stems."""

    def __init__(self, root: _Node) -> None:
        self._root = root

    def __getitem__(self, word: str) -> Tags:
        fitting = [(letters, node.tags) for node, letters in self._root.follow(word) if node.tags is not None]
        if not fitting:
            raise KeyError(word)
        return max(fitting, key=lambda found: found[0])[1]

    def __iter__(self) -> Iterator[str]:
        return iter([*self._root.exact, *(f"{stem}{STEM}" for stem in self._root.stems)])

    def __len__(self) -> int:
        return len(self._root.exact) + len(self._root.stems)


def stemmed(name: str) -> str:
    """The pattern of a name that is declined: each Cyrillic word without its ending."""
    return " ".join(f"{_BARE_ENDING.sub('', word)}{STEM}" if len(word) > _ENDING and _CYRILLIC.search(word) else word for word in name.split())


def ahead(patterns: Iterable[str]) -> str:
    """A regular expression for: a digit or one of these patterns may start here. It spares a long one most of its attempts; they all start in letters."""
    heads = sorted({pattern[:_HEAD].partition(STEM)[0] for pattern in patterns})
    return rf"(?=\d|{'|'.join(map(re.escape, heads))})"


def alternation(patterns: object) -> str:
    """A regular expression for any of these patterns, longest first; * stands for the rest of a word."""
    return "|".join(re.escape(p).replace(re.escape(STEM), r"\w*") for p in sorted(patterns, key=len, reverse=True))  # type: ignore[call-overload]
