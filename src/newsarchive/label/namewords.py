"""Which words of a block's class names can meet patterns at all, so that those are tried on few words.

A page has some sixty lists of names with twenty words each; next to none of them is known to any table. What the patterns are
and what a match means stands where they are used (cuerules.py, linkmarkup.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Any

from newsarchive.label.patternwalk import OP, REPEATS, parse

_REMEMBERED, _WORDS = 1 << 12, 1 << 15


class NameWords:
    """The words that any of some patterns can meet; asked for the words of one list of names."""

    def __init__(self, *patterns: re.Pattern[str]) -> None:
        self._patterns = patterns
        self._known = _Known(self._can_meet)
        self.among = lru_cache(_REMEMBERED)(self._among)
        """The words of ``names``, in order, that can meet a pattern."""

    @cached_property
    def _piece(self) -> re.Pattern[str]:
        pieces = frozenset[str]().union(*(_pieces(parse(each.pattern)) or {""} for each in self._patterns))
        return re.compile("|".join(map(re.escape, sorted(pieces))))

    def _can_meet(self, word: str) -> bool:
        return self._piece.search(word) is not None

    def _among(self, names: str) -> tuple[str, ...]:
        known = self._known
        return tuple([word for word in names.split() if known[word]])


class _Known(dict[str, bool]):
    """What was found of words."""

    def __init__(self, find: Callable[[str], bool]) -> None:
        self._find = find

    def __missing__(self, word: str) -> bool:
        if len(self) >= _WORDS:
            self.clear()
        found = self[word] = self._find(word)
        return found


def _pieces(items: Sequence[Any]) -> frozenset[str]:
    """Strings of which one stands in whatever ``items`` match; none where that cannot be told. The longest are chosen."""
    best, run = frozenset[str](), ""
    for operation, argument in items:
        run = run + chr(argument) if operation is OP.LITERAL else ""
        found = frozenset({run}) if run else _inside(operation, argument)
        if found and (not best or len(min(found, key=len)) > len(min(best, key=len))):
            best = found
    return best


def _inside(operation: Any, argument: Any) -> frozenset[str]:
    if operation is OP.SUBPATTERN:
        return _pieces(argument[-1])
    if operation in REPEATS and argument[0]:
        return _pieces(argument[2])
    if operation is OP.BRANCH:
        branches = [_pieces(each) for each in argument[1]]
        return frozenset[str]().union(*branches) if all(branches) else frozenset()
    return frozenset()
