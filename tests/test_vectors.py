"""What the network sees of a page: the numbers agree with counting by hand, and with each other wherever a word stands."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.decode.text import cut_text
from newsarchive.label.tagwords import MARKUP_NAMES
from newsarchive.label.vectors import HEAD, NAMES, WORDS, vectors
from newsarchive.model import Block, Kind, Markup

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=HEAD + 50)


def block(text: str, kind: Kind = Kind.PARAGRAPH, markup: Markup | None = None) -> Block:
    return Block(text, (0, len(text)), (1, 1), kind=kind, markup=markup)


def column(name: str, *texts: str) -> list[float]:
    found: list[float] = vectors([block(text) for text in texts]).dense[:, NAMES.index(name)].tolist()
    return found


def words_of(texts: list[str], i: int) -> set[int]:
    page = vectors([block(text) for text in texts])
    ends = [*page.starts[1:], len(page.tokens)]
    return set(page.tokens[page.starts[i] : ends[i]].tolist())


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_every_block_gets_finite_numbers_and_one_word_at_least(texts: list[str]) -> None:
    page = vectors([block(text) for text in texts])
    assert page.dense.shape == (len(texts), len(NAMES))
    assert np.isfinite(page.dense).all()
    assert (np.diff([*page.starts, len(page.tokens)]) > 0).all()
    assert page.tokens.dtype == np.uint32


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_the_same_page_gives_the_same_numbers(texts: list[str]) -> None:
    one, other = (vectors([block(text) for text in texts]) for _ in range(2))
    assert (one.dense == other.dense).all()
    assert (one.tokens == other.tokens).all()


@given(st.lists(st.text("abc DEF.,:1790", min_size=1, max_size=HEAD), min_size=1, max_size=5))
def test_signs_are_counted_as_by_hand(texts: list[str]) -> None:
    digits = [sum(map(str.isdigit, text)) / len(text) for text in texts]
    assert column("digits", *texts) == pytest.approx(digits)
    capitals = [sum(map(str.isupper, t)) / max(1, sum(map(str.isalpha, t))) for t in texts]
    assert column("capitals", *texts) == pytest.approx(capitals)
    words = vectors([block(text) for text in texts]).words.tolist()
    assert words == [len(re.findall(r"\w+", text)) for text in texts]


def test_each_sign_of_a_script_without_spaces_is_a_word() -> None:
    assert vectors([block("今日は news です")]).words.tolist() == [6.0]
    assert column("dense script", "今日は", "news") == [1.0, 0.0]


def test_a_word_has_one_bucket_wherever_it_stands() -> None:
    shared = words_of(["Harbour reopens"], 0) & words_of(["menu", "The old harbour"], 1)
    assert len(shared) == 1


def test_case_and_digits_make_no_difference_to_words() -> None:
    assert words_of(["Page 12 of 99"], 0) == words_of(["PAGE 34 OF 10"], 0)


def test_only_the_first_words_are_hashed() -> None:
    page = vectors([block("a " * (HEAD // 2))])
    assert len(page.tokens) <= 2 * WORDS + 4


def test_what_stands_twice_is_known_to() -> None:
    assert column("twins", "Share", "Text", "Share") == [0.5, 0.0, 0.5]
    assert column("seen above", "Share", "Text", "Share") == [0.0, 0.0, 1.0]
    assert column("same beginning", "Old mill to reopen as school", "x", "Old mill to reopen | Site") == [1.0, 0.0, 1.0]


def test_a_headline_s_words_return_in_the_text() -> None:
    text = "The council said that the harbour will reopen in spring after two years of repairs to its walls."
    echo = column("echo", "Harbour will reopen", text, "Latest sports results")
    assert echo[0] == 1.0
    assert echo[2] == 0.0


def test_an_ending_is_seen_through_closing_quotes() -> None:
    assert column("ends a sentence", "He said: “No.”", "“No”", "(So it was.)") == [1.0, 0.0, 1.0]


def test_markup_adds_its_columns() -> None:
    markup = Markup("div/article/h1", "title main", 0.9, ())
    blocks = [block("Old mill reopens", Kind.HEADING, markup), block("Menu", markup=Markup("nav/a", "menu", 1.0, ()))]
    page = vectors(blocks, ("Old mill reopens - The Paper", ""))
    assert page.dense.shape == (2, len(NAMES) + len(MARKUP_NAMES))
    agrees = page.dense[:, len(NAMES) + MARKUP_NAMES.index("agrees with the title")]
    assert agrees.tolist() == pytest.approx([0.6, 0.0])
    assert page.markup_starts is not None
    assert len(page.markup_starts) == 2


def test_a_long_page_of_hostile_text_is_measured_in_time() -> None:
    blocks = cut_text("\n".join(["\U0001f600" * 50, "x" * 10_000, "\u0301" * 500] * 500))
    assert len(vectors(blocks).dense) == len(blocks)
