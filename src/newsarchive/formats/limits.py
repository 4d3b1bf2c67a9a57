"""How much of a page the review page holds: it is for reading, the JSON has all. Cutting only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

# The largest of the 74 hand-labelled pages has 766 lines and 40,175 characters, its longest line 1,523: none is cut. With these
# limits the review of a page of 64 MiB has less than 48 MiB, were every character one of those that are shown in nine.
MOST_ARTICLE = 1_000_000  # characters of the body
MOST_PARTS = 10_000
MOST_PAGE = 1_000_000  # characters of the lines
MOST_ROWS = 5_000
LONGEST_ROW = 2_000
LONGEST_FIELD = 1_000
LONGEST_WHY = 400
MOST_LINKS = 200

T = TypeVar("T")


def shorten(text: str, longest: int) -> str:
    """``text``, or its first ``longest`` characters and how many are left out."""
    rest = len(text) - longest
    return text if rest <= 0 else f"{text[:longest]}… ({rest:,} more characters)"


def within(items: Iterable[tuple[T, str]], most: int, budget: int) -> Iterator[T]:
    """The first of ``items`` whose texts have ``budget`` characters together, ``most`` of them; one at least."""
    for number, (item, text) in enumerate(items):
        if number and (number >= most or len(text) > budget):
            return
        budget -= len(text)
        yield item
