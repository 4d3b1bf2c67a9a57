"""What a phrase table holds, and the reading of one: what labels, notices and forms say, language by language.

The format is described in docs/phrases.md. Where the tables are is phrasestore.py's business, matching is that of phrases.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from newsarchive.errors import ConfigurationError
from newsarchive.label.folding import fold_lines
from newsarchive.label.needs import Needs, needs_of
from newsarchive.label.patternwalk import parse
from newsarchive.textnorm import fold


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


@dataclass(frozen=True, slots=True)
class Section:
    """The phrases of one cue."""

    exact: tuple[str, ...] = ()
    """Whole lines, folded (textnorm.py)."""
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


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """``pattern`` of a checked table, ready to match; made when a line first looks like it."""
    return re.compile(f"(?:{pattern})", re.IGNORECASE)


def parse_table(source: str, name: str) -> Table:
    """A table from TOML text, checked.

    Raises:
        ConfigurationError: not TOML, an unknown key, a wrong type, an empty phrase, or a pattern that is no regular expression.
    """
    import tomllib

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
    keys = tuple(fold_lines(exact)[0])
    for phrase, key in zip(exact, keys, strict=True):
        if not key:
            raise ConfigurationError(f"{where}.exact: {phrase!r} has no letter or digit; write it as a pattern")
    patterns = _strings(value.get("patterns", []), f"{where}.patterns")
    return Section(keys, patterns, tuple(_needs(pattern, f"{where}.patterns") for pattern in patterns))


def _needs(pattern: str, where: str) -> Needs:
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
