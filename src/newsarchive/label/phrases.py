"""Phrase tables matched: which cue a line gives. Knowledge stands in ``phrases/*.toml``.

Choosing the tables of a page and matching belong here. What a table holds stands in phrasetables.py, how it is found in
phrasestore.py, which patterns are worth a try in needs.py and phraseindex.py, what a match means for a role in rules.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from newsarchive.label.phraseindex import PhraseIndex
from newsarchive.label.phrasestore import languages, table
from newsarchive.label.phrasetables import Cue, Table, compiled

__all__ = ["LONGEST", "LOOK", "Cue", "Match", "Phrases", "phrases_for"]

LOOK = 400
"""Characters of a block that a phrase may look at: labels, notices and planted lines are short, a body need not be read
twice, and a line of 50 MB costs what a short one costs."""


LONGEST: Mapping[Cue, int] = MappingProxyType(
    {
        Cue.AD_LABEL: 60, Cue.AD: 22, Cue.NAVIGATION_LABEL: 6, Cue.PREVIOUS_LABEL: 8, Cue.NEXT_LABEL: 8, Cue.PREVIOUS_TITLE: 40,
        Cue.NEXT_TITLE: 40, Cue.COMMENT_FORM: 20, Cue.COMMENT_HEADING: 20, Cue.COMMENT_MARK: 14, Cue.COOKIE: 120, Cue.DATE: 18,
        Cue.CREDIT: 50, Cue.BYLINE: 24, Cue.RELATED_HEADING: 12, Cue.RELATED: 35, Cue.SHARE: 20, Cue.NEWSLETTER: 45,
        Cue.FOOTER: 80, Cue.CAPTION: 60, Cue.NAV: 30, Cue.COMMENT_FIELD: 40, Cue.OTHER: 30,
    }
)  # fmt: skip
"""Words of the longest line in which the patterns of a section are tried. A label is short; a sentence is not one."""


_LONGEST_OF_ALL = max(LONGEST.values())


class Match(NamedTuple):
    """What a line says that it is."""

    cue: Cue
    evidence: str
    """The words that say so, as they stand in the line."""
    rest: str = ""
    """What follows the phrase in the line: the title in "Previous post: A title"."""


class Phrases:
    """The tables chosen for a page, ready to match."""

    def __init__(self, tables: Iterable[Table]) -> None:
        chosen = list(tables)
        self.patterns = tuple((cue, each.sections[cue]) for cue in Cue for each in chosen if cue in each.sections)
        """The sections of all tables, in order of precedence."""
        self._exact: dict[str, Cue] = {}
        for cue, section in self.patterns:
            for key in section.exact:
                self._exact.setdefault(key, cue)
        self._tries = [(cue, LONGEST[cue], each) for cue, section in self.patterns for each in section.patterns]
        self._ready: list[re.Pattern[str] | None] = [None] * len(self._tries)
        self._index = PhraseIndex([needs for _, section in self.patterns for needs in section.needs])

    def match(self, text: str, key: str, words: float) -> Match | None:
        """The cue of a line, or None; as :meth:`match_lines`."""
        return self.match_lines([text], [key], [words])[0]

    def match_lines(self, texts: Sequence[str], keys: Sequence[str], words: Sequence[float]) -> list[Match | None]:
        """The cue of each line, or None.

        Args:
            texts: the lines, normalised; at most :data:`LOOK` characters of each are read.
            keys: ``fold(text)`` of the same characters, made once by the caller.
            words: their words, for :data:`LONGEST`.
        """
        exact = self._exact
        found = [
            Match(exact[key], text[:LOOK]) if key in exact else None for key, text in zip(keys, texts, strict=True)
        ]
        left = [i for i, match in enumerate(found) if match is None and words[i] <= _LONGEST_OF_ALL]
        lines = [texts[i][:LOOK] for i in left]
        for i, line, numbers in zip(left, lines, self._index.candidates(lines, [keys[i] for i in left]), strict=True):
            if numbers:
                found[i] = self._try(numbers, line.replace("'", "’"), texts[i], words[i])
        return found

    def _try(self, numbers: Sequence[int], line: str, text: str, words: float) -> Match | None:
        tries, ready = self._tries, self._ready
        for number in sorted(set(numbers)) if len(numbers) > 1 else numbers:
            cue, longest, source = tries[number]
            if words <= longest:
                pattern = ready[number]
                if pattern is None:
                    if not self._index.may_match(number, line):
                        continue  # that takes a hundredth of the time that compiling it does
                    pattern = ready[number] = compiled(source)
                found = pattern.match(line)
                if found:
                    return Match(cue, found.group().strip(), text[found.end() :].strip())
        return None


@cache
def phrases_for(language: str | None) -> Phrases:
    """The phrases for a page: its own language's, English, and those of every language.

    English is always read: pages in other languages stand in systems whose texts nobody translated. Where nothing says
    what the language is, every table is read.
    """
    known = languages()
    wanted = [language, "en", "und"] if language in known else (["en", "und"] if language else list(known))
    return Phrases(table(name) for name in dict.fromkeys(wanted) if name)
