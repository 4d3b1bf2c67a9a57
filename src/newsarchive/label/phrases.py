"""Phrase tables: what labels, notices and forms say, language by language. Knowledge stands in ``phrases/*.toml``.

Loading, checking and matching belong here; what a match means for a block's role does not (rules.py), nor does which patterns
are worth a try (needs.py, phraseindex.py). The format of a table is described in docs/phrases.md.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, NamedTuple

from newsarchive.errors import ConfigurationError
from newsarchive.label.folding import fold_lines
from newsarchive.label.needs import Needs, Place, needs_of
from newsarchive.label.patternwalk import parse
from newsarchive.label.phraseindex import PhraseIndex
from newsarchive.textnorm import fold

LOOK = 400
"""Characters of a block that a phrase may look at: labels, notices and planted lines are short, a body need not be read
twice, and a line of 50 MB costs what a short one costs."""


class Cue(StrEnum):
    """What a phrase says that a line is: the sections of a table, in order of precedence."""

    AD_LABEL = "ad_label"
    AD = "ad"
    NAVIGATION_LABEL = "navigation_label"
    PREVIOUS_LABEL = "previous_label"
    NEXT_LABEL = "next_label"
    PREVIOUS_TITLE = "previous_title"
    NEXT_TITLE = "next_title"
    COMMENT_FORM = "comment_form"
    COMMENT_HEADING = "comment_heading"
    COMMENT_MARK = "comment_mark"
    COOKIE = "cookie"
    DATE = "date"
    CREDIT = "credit"
    BYLINE = "byline"
    RELATED_HEADING = "related_heading"
    RELATED = "related"
    SHARE = "share"
    NEWSLETTER = "newsletter"
    FOOTER = "footer"
    CAPTION = "caption"
    NAV = "nav"
    COMMENT_FIELD = "comment_field"
    OTHER = "other"


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


@dataclass(frozen=True, slots=True)
class Section:
    """The phrases of one cue, as the table gives them."""

    exact: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    needs: tuple[Needs, ...] = ()
    """For each pattern what a line must hold for it to match."""

    @property
    def union(self) -> re.Pattern[str] | None:
        """The patterns as one alternation."""
        return compiled("|".join(f"(?:{pattern})" for pattern in self.patterns)) if self.patterns else None

    def match(self, line: str) -> re.Match[str] | None:
        """The first pattern's match from the start of ``line``, whatever is in it."""
        return next((found for each in self.patterns if (found := compiled(each).match(line))), None)


@dataclass(frozen=True, slots=True)
class Table:
    """One language's phrases, checked."""

    language: str
    function_words: frozenset[str]
    sections: Mapping[Cue, Section]


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
            for key in fold_lines(section.exact)[0]:
                self._exact.setdefault(key, cue)
        self._tries = [(cue, LONGEST[cue], each) for cue, section in self.patterns for each in section.patterns]
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
        tries = self._tries
        for number in sorted(set(numbers)) if len(numbers) > 1 else numbers:
            cue, longest, source = tries[number]
            if words <= longest:
                found = compiled(source).match(line)
                if found:
                    return Match(cue, found.group().strip(), text[found.end() :].strip())
        return None


def languages() -> tuple[str, ...]:
    """The languages that have a table, as ISO 639-1 codes, sorted; ``und`` is the table for all."""
    return tuple(sorted(entry.name[:-5] for entry in _folder().iterdir() if entry.name.endswith(".toml")))


@cache
def table(language: str) -> Table:
    """The table of ``language``.

    Raises:
        ConfigurationError: the file cannot be used; the message names the file, the key and what is wrong.
    """
    entry = _folder() / f"{language}.toml"
    return parse_table(entry.read_text(encoding="utf-8"), f"phrases/{language}.toml")


@cache
def function_words(language: str) -> frozenset[str]:
    """The function words of ``language`` alone. They stand before the first section, so that most of a file is left unread."""
    head = (_folder() / f"{language}.toml").read_text(encoding="utf-8").split("\n[", 1)[0]
    return parse_table(head, f"phrases/{language}.toml").function_words


@cache
def phrases_for(language: str | None) -> Phrases:
    """The phrases for a page: its own language's, English, and those of every language.

    English is always read: pages in other languages stand in systems whose texts nobody translated. Where nothing says
    what the language is, every table is read.
    """
    known = languages()
    wanted = [language, "en", "und"] if language in known else (["en", "und"] if language else list(known))
    return Phrases(table(name) for name in dict.fromkeys(wanted) if name)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """``pattern`` of a checked table, ready to match; made when a line first looks like it."""
    return re.compile(f"(?:{pattern})", re.IGNORECASE)


def parse_table(source: str, name: str) -> Table:
    """A table from TOML text, checked.

    Raises:
        ConfigurationError: not TOML, an unknown key, a wrong type, an empty phrase, or a pattern that is no regular expression.
    """
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{name}: not TOML: {error}") from error
    language = data.pop("language", None)
    if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2,3}", language):
        raise ConfigurationError(f"{name}: language: want a code of two or three letters, as 'en', not {language!r}")
    words = _strings(data.pop("function_words", []), f"{name}: function_words")
    return Table(
        language, frozenset(map(fold, words)), {_cue(key, name): _section(data[key], f"{name}: {key}") for key in data}
    )


def _folder() -> Traversable:
    return resources.files(__package__) / "phrases"


def _cue(key: str, name: str) -> Cue:
    try:
        return Cue(key)
    except ValueError:
        raise ConfigurationError(f"{name}: unknown key {key!r}; the sections are: {', '.join(Cue)}") from None


def _section(value: Any, where: str) -> Section:
    if not isinstance(value, dict):
        raise ConfigurationError(f"{where}: want a section with 'exact' and 'patterns', not {value!r}")
    unknown = sorted(set(value) - {"exact", "patterns"})
    if unknown:
        raise ConfigurationError(f"{where}: unknown key {unknown[0]!r}; a section holds 'exact' and 'patterns'")
    exact = _strings(value.get("exact", []), f"{where}.exact")
    for phrase, key in zip(exact, fold_lines(exact)[0], strict=True):
        if not key:
            raise ConfigurationError(f"{where}.exact: {phrase!r} has no letter or digit; write it as a pattern")
    patterns = _strings(value.get("patterns", []), f"{where}.patterns")
    return Section(exact, patterns, tuple(_checked(pattern, f"{where}.patterns") for pattern in patterns))


@cache
def known_needs() -> dict[str, Needs]:
    """What the patterns of the shipped tables need, read off them beforehand: to read it off takes 0.2 s at every start.

    ``python -m training.needs`` writes the file anew when a table has changed; a test holds the two together.
    """
    stored = json.loads((_folder() / "needs.json").read_text(encoding="utf-8"))
    return {pattern: Needs(Place(place), frozenset(words)) for pattern, (place, words) in stored.items()}


def _checked(pattern: str, where: str) -> Needs:
    """What ``pattern`` needs, if it can be used."""
    return known_needs().get(pattern) or read_needs(pattern, where)


def read_needs(pattern: str, where: str) -> Needs:
    """What ``pattern`` needs, read off it. That takes a third of the time that compiling it would.

    Raises:
        ConfigurationError: it is no regular expression, has a capturing group, or matches an empty line.
    """
    try:
        tree = parse(pattern)
        if "(?<" in pattern:
            compiled(pattern)  # what stands behind must have one length, which only the compiler sees
    except re.error as error:
        raise ConfigurationError(f"{where}: {pattern!r} is no regular expression: {error}") from error
    if tree.state.groups > 1:
        raise ConfigurationError(f"{where}: {pattern!r} has a capturing group; write (?:…)")
    if tree.getwidth()[0] == 0 and compiled(pattern).match(""):
        raise ConfigurationError(f"{where}: {pattern!r} matches an empty line, so it would match every line")
    return needs_of(tree)


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ConfigurationError(f"{where}: want a list of strings, not {value!r}")
    for entry in value:
        if not isinstance(entry, str) or not entry.strip():
            raise ConfigurationError(f"{where}: want strings with something in them, not {entry!r}")
    return tuple(value)
