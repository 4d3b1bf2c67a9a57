"""With which words a pattern can begin or go on: a walk over the syntax tree that Python's own ``re`` makes of it.

The words are given in the folded form in which lines are compared (textnorm.py). What is made of them stands in needs.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from newsarchive.textnorm import fold

# ``re.compile`` works on this tree of (operation, argument) pairs too; its form has only been added to since Python 2.2.
_tree: Any = import_module("re._parser")
OP: Any = import_module("re._constants")
"""The operations of the tree."""
REPEATS = (OP.MAX_REPEAT, OP.MIN_REPEAT, OP.POSSESSIVE_REPEAT)

DIGIT = "0"
"""Stands for any run of digits."""
ODD = re.compile(
    "[\u20a8\u2100-\u2109\u2116\u2120-\u2122\u213b\u249c-\u24e9\u2e9f\u2ef3\u2f00-\u2fd5\u3196-\u319f\u3200-\u33ff\ufdfc"
    "\U0001f100-\U0001f2ff]"
)
"""Signs that compatibility normalisation turns into letters ("™", "№"): beside them words of the folded line may end elsewhere
than in the line itself, so that a line is looked at with a space for each (phraseindex.py). As of Unicode 15; a test compares."""

_SIZES = (
    (6, 120),
    (3, 400),
)  # letters by which a word is known, and how many words at most; fewer letters where there are more
_LITERAL = OP.LITERAL
_LARGEST_RANGE = 64  # characters of a range, as [a-z], that are listed
_ANY, _SIGN = "*", "!"
_COMMON = " \t\n,.:;()-–—'’\"?!&"  # signs of which nothing follows
_CATEGORIES = {OP.CATEGORY_DIGIT: DIGIT, OP.CATEGORY_SPACE: ""}
_AFTER_DIGITS = DIGIT + " "
_NOTHING_YET = frozenset({"", " ", _AFTER_DIGITS})


class _UnknownError(Exception):
    """The walk cannot say with which word a pattern goes on."""


class _TooManyError(_UnknownError):
    """The pattern can go on with too many words."""


def parse(pattern: str) -> Any:
    """The syntax tree of ``pattern``, case ignored.

    Raises:
        re.error: it is no regular expression.
    """
    return _tree.parse(f"(?:{pattern})", re.IGNORECASE)


def words_from(items: Sequence[Any], opening: str, *, first: bool = False, signs: bool = False) -> frozenset[str]:
    """The words with which a pattern's ``items`` can go on; none where that cannot be told.

    Args:
        items: (operation, argument) pairs of the tree.
        opening: a space where they begin outside a word, else nothing.
        first: they are the whole pattern; digits may stand before the word then.
        signs: the rarer signs are told as well as words.
    """
    for size, most in _SIZES:
        walk = _Walk(size, most, first=first, signs=signs)
        try:
            walk.close(walk.sequence(items, {opening}))
        except _TooManyError:
            continue
        except _UnknownError:
            break
        return frozenset(word for word in walk.found if word[-1] != " " or word[:-1] not in walk.found)
    return frozenset()


class _Walk:
    """One walk over a tree: ``found`` are the words that are settled; what is still open is handed from item to item."""

    def __init__(self, size: int, most: int, *, first: bool = False, signs: bool = False) -> None:
        self.found: set[str] = set()
        self._size = size
        self._most = most
        self._first = first
        self._signs = signs

    def close(self, opened: Iterable[str], end: str = "") -> None:
        """Settle words. Nothing is known of what follows but, where ``end`` is a space, that they are over."""
        for word in opened:
            if word in ("", " "):
                raise _UnknownError
            self.found.add(DIGIT if word == _AFTER_DIGITS else word + end)

    def sequence(self, items: Iterable[Any], opened: set[str]) -> set[str]:
        """What is open after ``items``."""
        for operation, argument in getattr(items, "data", items):
            if operation is _LITERAL:
                opened = self._piece(self._folded(argument), opened)
            else:
                opened = self._item(operation, argument, opened)
            if not opened:
                break
            if len(opened) + len(self.found) > self._most:
                raise _TooManyError
        return opened

    def _item(self, operation: Any, argument: Any, opened: set[str]) -> set[str]:
        if operation is OP.IN:
            return set().union(*(self._piece(piece, opened) for piece in self._pieces(argument)))
        if operation in REPEATS:
            return self._repeat(argument, opened)
        if operation is OP.BRANCH:
            return set().union(*(self.sequence(branch, opened) for branch in argument[1]))
        if operation is OP.SUBPATTERN:
            return self.sequence(argument[-1], opened)
        if operation is OP.AT:
            return self._place(argument, opened)
        if operation in (OP.ASSERT, OP.ASSERT_NOT):
            return opened
        self.close(opened)
        return set()

    def _piece(self, piece: str, opened: set[str]) -> set[str]:
        """One character that folds to ``piece``."""
        if piece == "":
            return self._gap(opened)
        if piece == _ANY:
            self.close(opened)
            return set()
        if piece[0] == _SIGN:
            self.found |= {piece[1].lower(), piece[1].upper()} if self._gap(opened) else set()
            return set()
        if piece == DIGIT:
            return self._digit(opened)
        longer = {word + piece for word in opened}
        if len(max(longer, key=len)) > self._size:
            self.found |= {word for word in longer if len(word) > self._size}
            longer -= self.found
        return longer

    def _gap(self, opened: set[str]) -> set[str]:
        """What comes next is no letter or digit."""
        self.close(opened - _NOTHING_YET, " ")
        return {" " if word == "" else word for word in opened & _NOTHING_YET}

    def _digit(self, opened: set[str]) -> set[str]:
        self.close(opened - _NOTHING_YET)
        if self._first:
            return {_AFTER_DIGITS} if opened & _NOTHING_YET else set()
        self.found |= {word + DIGIT for word in opened & _NOTHING_YET}
        return set()

    def _repeat(self, argument: Any, opened: set[str]) -> set[str]:
        least, most, body = argument
        once = self.sequence(body, opened)
        if most > 1:
            self.close(once - _NOTHING_YET)
            once &= _NOTHING_YET
        return once | opened if least == 0 else once

    def _place(self, place: Any, opened: set[str]) -> set[str]:
        if place is OP.AT_BOUNDARY:
            return self._gap(opened)
        if place in (OP.AT_END, OP.AT_END_STRING):
            self.close(opened, " ")
            return set()
        return opened

    def _pieces(self, members: Iterable[Any]) -> set[str]:
        """What the characters of a set fold to: letters, :data:`DIGIT`, nothing, or ``_ANY``."""
        pieces: set[str] = set()
        for operation, argument in members:
            if operation is OP.LITERAL:
                pieces.add(self._folded(argument))
            elif operation is OP.RANGE and argument[1] - argument[0] < _LARGEST_RANGE:
                pieces.update(map(self._folded, range(argument[0], argument[1] + 1)))
            elif operation is OP.CATEGORY and argument in _CATEGORIES:
                pieces.add(_CATEGORIES[argument])
            else:
                return {_ANY}
        return pieces

    def _folded(self, code: int) -> str:
        piece = folded(code)
        return _SIGN + chr(code) if self._signs and not piece and chr(code) not in _COMMON else piece


def level(key: str) -> str:
    """``key`` with the one difference gone that ``re.IGNORECASE`` overlooks and case folding does not."""
    return key.replace("ı", "i")


@cache
def folded(code: int) -> str:
    """What a character folds to: a letter or more, :data:`DIGIT`, nothing (:data:`ODD` signs too), or that it cannot be told."""
    character = chr(code)
    if code < 0x80:
        return DIGIT if character.isdigit() else character.lower() if character.isalpha() else ""
    if ODD.match(character):
        return ""
    whole = level(unicodedata.normalize("NFKC", character).casefold())
    piece = level(fold(character))
    if whole.isdecimal():
        return DIGIT if character.isdecimal() else _ANY
    return piece if piece in ("", whole) else _ANY  # a character that comes apart, or may join with what follows
