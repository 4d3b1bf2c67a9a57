"""What a line must hold for a pattern to match it: read off the pattern, so that hardly any pattern is tried in vain.

A pattern of a phrase table needs certain words, at the start of the line or anywhere in it (patternwalk.py finds them).
Whatever cannot be told needs nothing: such a pattern is always tried. How needs are looked up stands in phraseindex.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import Any, NamedTuple

from newsarchive.label.patternwalk import DIGIT, OP, REPEATS, folded, level, words_from

_RARE, _RARE_FIRST = 0.02, 0.1  # how often a need may turn up to be good enough; first words are looked up fastest
_ALWAYS = 9.0
_FIRST, _PIECE = (
    1 / 8,
    3,
)  # a word is rarer at the start of a line, and is looked for slower where it need not begin a word
_DIGITS = re.compile(r"\d")
_NO_WORD = ([(OP.NEGATE, None), (OP.CATEGORY, OP.CATEGORY_WORD)], [(OP.CATEGORY, OP.CATEGORY_NOT_WORD)])


class Place(Enum):
    """Where a line must hold what a pattern needs."""

    FIRST = "first"
    """The line begins with one of the words."""
    WITHIN = "within"
    """One of the words stands in the line, or one of the signs."""
    BARE = "bare"
    """The line has no letter or digit at all."""
    UNKNOWN = "unknown"


class Needs(NamedTuple):
    """What a line must hold, and where."""

    place: Place
    words: frozenset[str] = frozenset()
    """Pieces of ``f" {key} "``: " photo " is a whole word, " phot" the beginning of one, "hot" stands anywhere. As first word,
    "0" begins a line of digits, and "0 phot" is what follows them; within, " 0" is a word that begins with a digit. A sign is
    looked for in the line as it stands."""
    also: frozenset[str] = frozenset()
    """What the line must hold besides, of the same form, somewhere; no signs. Empty where nothing more can be told."""

    def may_match(self, key: str) -> bool:
        """Whether a line that holds :attr:`words` holds one of :attr:`also` too. ``key``: the line, folded."""
        line = _DIGITS.sub(DIGIT, f" {level(key)} ")
        return any(word in line for word in self.also)


def needs_of(tree: Any) -> Needs:
    """What a line must hold for the pattern with this tree to match from its start: the rarest of what can be told."""
    items = list(tree)
    if all(map(_is_bare, items)):
        return Needs(Place.BARE)
    best = _rarest(items)
    return best._replace(also=_also(items, best.words))


def _also(items: Sequence[Any], words: frozenset[str]) -> frozenset[str]:
    """The rarest words that the pattern goes on with, other than ``words``."""
    bound = _bound(items)
    starts = (i for i in range(1, len(items)) if not _begins_no_word(items, i))
    found = (words_from(items[i:], " " if bound[i] else "") for i in starts)
    return min((each for each in found if each and each != words), key=_cost, default=frozenset())


def _rarest(items: Sequence[Any]) -> Needs:
    best = Needs(Place.FIRST, words_from(items, " ", first=True))
    cost = _cost(best.words) * _FIRST if best.words else _ALWAYS
    if cost <= _RARE_FIRST:
        return best
    bound = _bound(items)
    for signs in (False, True):
        for i in range(not signs, len(items)):
            if cost <= _RARE:
                return best
            if not signs and _begins_no_word(items, i):
                continue
            words = words_from(items[i:], " " if bound[i] else "", signs=signs)
            if _cost(words) < cost:
                best, cost = Needs(Place.WITHIN, words), _cost(words)
    return best if best.words else Needs(Place.UNKNOWN)


def _begins_no_word(items: Sequence[Any], i: int) -> bool:
    """Whether a word begins behind item ``i`` rather than with it, or has begun before it."""
    if _is_gap(items[i]) or i == 0:
        return _is_gap(items[i])
    return items[i][0] is items[i - 1][0] is OP.LITERAL and not _is_gap(items[i - 1])


def _bound(items: Sequence[Any]) -> list[bool]:
    """For each item whether it certainly begins outside a word; the first one does."""
    bound = [True]
    for item in items[:-1]:
        if item[0] in REPEATS and item[1][0] == 0:  # it may be left out
            bound.append(bound[-1] and _leave_off_outside(item[1][2]))
        else:
            bound.append(_leave_off_outside([item]))
    return bound


def _leave_off_outside(items: Sequence[Any]) -> bool:
    """Whether what ``items`` match certainly ends outside a word, or at a word's edge."""
    if not len(items):
        return False
    operation, argument = items[-1]
    if operation in REPEATS:
        return argument[0] > 0 and _leave_off_outside(argument[2])
    if operation is OP.BRANCH:
        return all(map(_leave_off_outside, argument[1]))
    if operation is OP.SUBPATTERN:
        return _leave_off_outside(argument[-1])
    if operation is OP.IN:
        return all(map(_is_gap, argument))
    return _is_gap(items[-1])


def _is_gap(item: Any) -> bool:
    operation, argument = item
    if operation is OP.LITERAL:
        return folded(argument) == ""
    return (operation is OP.CATEGORY and argument is OP.CATEGORY_SPACE) or (
        operation is OP.AT and argument is OP.AT_BOUNDARY
    )  # constants of different kinds are equal numbers


def _cost(words: frozenset[str]) -> float:
    """Roughly how often one of ``words`` turns up in a line."""
    return sum(map(_frequency, words)) if words else _ALWAYS


def _frequency(word: str) -> float:
    if word[0] >= "\u2e80":  # where a character is a syllable or a word
        return 0.2 ** len(word)
    if word[-1] != " " and not word[-1].isalnum():
        return 0.05
    return 4.0 * 0.45 ** len(word) * (1 if word[0] in " 0" else _PIECE)


def _is_bare(item: Any) -> bool:
    """Whether an item can only match signs and spaces."""
    operation, argument = item
    if operation in REPEATS:
        return all(map(_is_bare, argument[2]))
    if operation is OP.IN:
        return argument in _NO_WORD
    return operation is OP.AT or (operation is OP.LITERAL and folded(argument) == "")
