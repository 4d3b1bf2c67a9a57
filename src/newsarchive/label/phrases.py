"""Phrase tables: what labels, notices and forms say, language by language. Knowledge stands in ``phrases/*.toml``.

Loading, checking and matching belong here; what a match means for a block's role does not (rules.py). The format of a
table is described in docs/phrases.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from newsarchive.errors import ConfigurationError
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


@dataclass(frozen=True, slots=True)
class Section:
    """The phrases of one cue, as the table gives them."""

    exact: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    union: re.Pattern[str] | None = None
    """The patterns as one alternation."""


@dataclass(frozen=True, slots=True)
class Table:
    """One language's phrases, checked."""

    language: str
    function_words: frozenset[str]
    sections: Mapping[Cue, Section]


@dataclass(frozen=True, slots=True)
class Match:
    """What a line says that it is."""

    cue: Cue
    evidence: str
    """The words that say so, as they stand in the line."""
    rest: str = ""
    """What follows the phrase in the line: the title in "Previous post: A title"."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The tables chosen for a page, ready to match."""

    function_words: frozenset[str]
    exact: Mapping[str, Cue]
    patterns: tuple[tuple[Cue, re.Pattern[str]], ...]

    def match(self, text: str, key: str, words: float) -> Match | None:
        """The cue of a line, or None.

        Args:
            text: the line, normalised; at most :data:`LOOK` characters of it are read.
            key: ``fold(text)`` of the same characters, made once by the caller.
            words: its words, for :data:`LONGEST`.
        """
        known = self.exact.get(key)
        if known is not None:
            return Match(known, text[:LOOK])
        line = text[:LOOK].replace("'", "’")
        for cue, pattern in self.patterns:
            if words <= LONGEST[cue]:
                found = pattern.match(line)
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
    return _compile([table(name) for name in dict.fromkeys(wanted) if name])


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
    for phrase in exact:
        if not fold(phrase):
            raise ConfigurationError(f"{where}.exact: {phrase!r} has no letter or digit; write it as a pattern")
    patterns = _strings(value.get("patterns", []), f"{where}.patterns")
    return Section(exact, patterns, _union(patterns, f"{where}.patterns") if patterns else None)


def _union(patterns: Sequence[str], where: str) -> re.Pattern[str]:
    """``patterns`` as one alternation that ignores case. Compiled at once, and one by one only to name the wrong one."""
    try:
        union = re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
    except re.error as error:
        for pattern in patterns[:-1]:
            _union([pattern], where)
        raise ConfigurationError(f"{where}: {patterns[-1]!r} is no regular expression: {error}") from error
    if union.groups:
        capturing = next(pattern for pattern in patterns if re.compile(pattern).groups)
        raise ConfigurationError(f"{where}: {capturing!r} has a capturing group; write (?:…)")
    if union.match(""):
        empty = next(pattern for pattern in patterns if re.match(pattern, ""))
        raise ConfigurationError(f"{where}: {empty!r} matches an empty line, so it would match every line")
    return union


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ConfigurationError(f"{where}: want a list of strings, not {value!r}")
    for entry in value:
        if not isinstance(entry, str) or not entry.strip():
            raise ConfigurationError(f"{where}: want strings with something in them, not {entry!r}")
    return tuple(value)


def _compile(tables: Iterable[Table]) -> Phrases:
    chosen = list(tables)
    exact: dict[str, Cue] = {}
    patterns: list[tuple[Cue, re.Pattern[str]]] = []
    for cue in Cue:
        for section in (each.sections[cue] for each in chosen if cue in each.sections):
            for phrase in section.exact:
                exact.setdefault(fold(phrase), cue)
            if section.union:
                patterns.append((cue, section.union))
    words = frozenset().union(*(each.function_words for each in chosen))
    return Phrases(words, exact, tuple(patterns))
