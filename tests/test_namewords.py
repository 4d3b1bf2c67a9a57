"""Class names that can meet a pattern are told from the many that cannot, and none that can is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.label import cuerules, linkmarkup
from newsarchive.label.namewords import NameWords

PATTERNS = [pattern for pattern, _ in cuerules._MARKUP]
PARTS = st.sampled_from(
    "ad ads advert author byline comment comments respond list nav menu next prev post entry related read also more from "
    "share sharing social tags skip link trc_ ob widget wp_rp you may like a lire aussi sur le meme - _ x 7 ü".split()
)


def test_the_words_come_in_order_and_as_often_as_they_stand() -> None:
    names = NameWords(re.compile("next|prev(?:ious)?"))
    assert names.among("nav-next box  previous wrap nav-next") == ("nav-next", "previous", "nav-next")


@pytest.mark.parametrize(
    ("pattern", "word", "told"),
    [
        (r"\bcomments?\b", "commentary", True),
        (r"\bcomments?\b", "committee", False),
        (r"(?:post|entry)[-_]*link", "my-link", False),
        (r"(?:post|entry)[-_]*link", "my-entry", True),
        (r"x(?:a|bc)?", "x", True),
        (r"\w+", "anything", True),
        (r"a*", "anything", True),
    ],
)
def test_what_a_pattern_must_hold_is_read_off_it(pattern: str, word: str, told: bool) -> None:
    assert bool(NameWords(re.compile(pattern)).among(word)) == told


@given(st.lists(PARTS, min_size=1, max_size=4).map("".join))
def test_no_word_that_a_pattern_meets_is_lost(word: str) -> None:
    for names, patterns in (
        (cuerules._told, PATTERNS),
        (linkmarkup._told, [linkmarkup._PREVIOUS, linkmarkup._NEXT, linkmarkup._RELATED, linkmarkup._SPONSORED]),
    ):
        if any(pattern.search(word) for pattern in patterns):
            assert names.among(word) == (word,)


def test_what_is_remembered_is_bounded() -> None:
    names = NameWords(re.compile("ad"))
    for start in range(0, 1 << 17, 1 << 12):
        names.among(" ".join(map(str, range(start, start + (1 << 12)))))
    assert len(names._known) <= 1 << 15
