"""The short cuts of the phrase tables take nothing away: what a line must hold, lines folded and words counted in bulk."""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.decode.text import cut_text
from newsarchive.label.features import measure
from newsarchive.label.folding import count_letters, fold_lines, letter_words
from newsarchive.label.needs import Needs, Place, needs_of
from newsarchive.label.patternwalk import ODD, parse
from newsarchive.label.phraseindex import PhraseIndex
from newsarchive.label.phrases import phrases_for
from newsarchive.label.phrasestore import INDEX, folder, index_of, languages, parsed, table
from newsarchive.label.phrasetables import compiled
from newsarchive.textnorm import fold

LINES = st.lists(st.text(st.characters(exclude_characters="\n"), max_size=40), min_size=1, max_size=8)
WORDY = st.text("ab Zé’'12ßİıǅ½²_-–,.中は한ไा\u0301", max_size=30)


def needs(pattern: str) -> Needs:
    return needs_of(parse(pattern))


@pytest.mark.parametrize(
    ("pattern", "place", "words"),
    [
        (r"leave a (?:reply|comment)$", Place.FIRST, {" leave "}),
        (r"comments? \d+$", Place.FIRST, {" commen"}),
        (r"by\b.{1,20}$", Place.FIRST, {" by "}),
        (r"(?:[«<]\s*)?(?:older|prev)\s*$", Place.FIRST, {" older ", " prev "}),
        (r"\d+ (?:min|hours) ago$", Place.FIRST, {"0 min ", "0 hours"}),
        (r"\d[\d.,]*$", Place.FIRST, {"0"}),
        (r".{0,40}\bakismet\b", Place.WITHIN, {" akisme"}),
        (r".{1,20}newsletter$", Place.WITHIN, {"newslet"}),
        (r"\S.{0,9}\s[»>]\s", Place.WITHIN, {"»", ">"}),
        (r"(?:\w+ ){0,2}reporter$", Place.WITHIN, {" report"}),
        (r"[^\w]{1,6}$", Place.BARE, set()),
        (r".{3,9}$", Place.UNKNOWN, set()),
    ],
)
def test_a_pattern_says_what_a_line_must_hold(pattern: str, place: Place, words: set[str]) -> None:
    assert needs(pattern)[:2] == (place, frozenset(words))


@pytest.mark.parametrize(
    ("pattern", "also", "held", "not_held"),
    [
        (r"leave a (?:reply|comment)$", {" reply ", " commen"}, "Leave a comment", "Leave a light on"),
        (r".{0,40}\buses\b.{0,20}\bcookies?\b", {" uses "}, "It uses cookies", "Use cookies"),
        (r"page \d+$", {" 0"}, "Page ٣", "Page the doctor"),
        (r"more\s\S{1,9}news$", {"news "}, "More bignews", "More on it"),
        (r"by\b.{1,20}$", set(), "By Anna", "By Anna"),
    ],
)
def test_a_pattern_says_what_a_line_must_hold_besides(pattern: str, also: set[str], held: str, not_held: str) -> None:
    index = PhraseIndex([needs(pattern)])
    assert needs(pattern).also == also
    assert index.may_match(0, held)
    assert index.may_match(0, not_held) is (not also)


def test_only_patterns_that_can_match_a_line_are_candidates() -> None:
    index = PhraseIndex(
        [needs(each) for each in (r"by\b.*", r".{0,9}\bprivacy\b", r"\d+ min", r"#\w+", r"[^\w]{1,6}$")]
    )
    lines = ["By Anna Holm", "The privacy of 3 bylines", "12 min", "Tag #harbour", "***", "Buy a boat"]
    found = index.candidates(lines, list(map(fold, lines)))
    assert [set(each) for each in found] == [{0}, {1}, {2}, {3}, {4}, set()]


def spelt(items: Any, chance: random.Random) -> str:
    """A line that the items of a pattern's tree match, but for what they say of its surroundings."""
    return "".join(piece(str(operation), argument, chance) for operation, argument in items)


def piece(operation: str, argument: Any, chance: random.Random) -> str:
    if operation == "LITERAL":
        return chance.choice((chr(argument), chr(argument).upper()[:1], chr(argument).lower()[:1]))
    if operation == "IN":
        return member(argument, chance)
    if operation in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, body = argument
        return "".join(spelt(body, chance) for _ in range(chance.choice((least, least, min(most, least + 2)))))
    if operation == "BRANCH":
        return spelt(chance.choice(argument[1]), chance)
    if operation == "SUBPATTERN":
        return spelt(argument[-1], chance)
    return chance.choice("ab z9Ä-™я中ı") if operation in ("ANY", "NOT_LITERAL") else ""


def member(argument: Any, chance: random.Random) -> str:
    operation, value = chance.choice(argument)
    if str(operation) == "LITERAL":
        return chr(value)
    if str(operation) == "RANGE":
        return chr(chance.randint(*value))
    return {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " "}.get(str(value), chance.choice("ab É中x"))


@pytest.mark.parametrize("language", languages())
def test_no_pattern_of_a_table_is_left_out_on_a_line_that_it_matches(language: str) -> None:
    chance = random.Random(language)
    for cue, section in table(language).sections.items():
        index = PhraseIndex(section.needs)
        for i, pattern in enumerate(section.patterns):
            lines = {unicodedata.normalize("NFC", spelt(parse(pattern), chance)) for _ in range(8)}
            met = [line for line in sorted(lines) if compiled(pattern).match(line)]
            candidates = index.candidates(met, list(map(fold, met)))
            assert [line for line, numbers in zip(met, candidates, strict=True) if i not in numbers] == [], (
                f"{cue}: {pattern}"
            )
            assert [line for line in met if not index.may_match(i, line)] == [], f"{cue}: {pattern}"


@pytest.mark.parametrize("line", ["Cookies™ policy", "İLETİŞİM", "kapalı", "№ 5", "ⓒ 2023", "Ⓒ 2023", "ͅa", "①② a"])
@pytest.mark.parametrize("pattern", [r"{}.*", r"{}\b.*", r".{{0,9}}{}", r"(?:{}|other)\s*\d*"])
def test_a_sign_that_folds_to_letters_hides_no_word(line: str, pattern: str) -> None:
    for size in range(1, len(line)):
        source = pattern.format(re.escape(line.lower()[:size]))
        if compiled(source).match(line):
            index = PhraseIndex([needs(source)])
            assert index.candidates([line], [fold(line)])[0], source
            assert index.may_match(0, line), source


def test_a_sign_that_folds_to_letters_does_not_bring_in_every_pattern() -> None:
    index = PhraseIndex([needs(each) for each in (r"cookies\b.*", r"by\b.*", r"№ \d+")])
    lines = ["Cookies™ policy", "№ 5"]
    assert [set(each) for each in index.candidates(lines, list(map(fold, lines)))] == [{0}, {2}]


def test_every_sign_that_folds_to_letters_is_known_as_odd() -> None:
    signs = [
        c for c in map(chr, range(sys.maxunicode + 1)) if not c.isalnum() and unicodedata.normalize("NFKC", c) != c
    ]
    assert [c for c in signs if fold(c) and not ODD.match(c)] == []


@given(LINES)
def test_lines_folded_together_are_as_if_folded_one_by_one(lines: list[str]) -> None:
    keys, counts = fold_lines(lines)
    assert keys == list(map(fold, lines))
    for line, count in zip(lines, counts, strict=True):
        assert count in (-1, len(re.findall(r"[^\W_]+", line)))


def test_a_line_feed_within_a_line_does_not_shift_the_others() -> None:
    assert fold_lines(["A\nB", "C"]) == (["a b", "c"], [-1, -1])


@given(st.lists(WORDY, min_size=1, max_size=6))
def test_words_counted_in_bulk_are_the_words_counted_one_by_one(lines: list[str]) -> None:
    blocks = cut_text("\n\n".join(lines))
    for each in measure(blocks, phrases_for("en")):
        text = each.block.text
        dense = re.findall(r"[\u3040-\u30ff\u3400-\u9fff]", text)
        thai = re.findall(r"[\u0e00-\u0eff]", text)
        tokens = re.findall(r"[^\W_]+(?:['’][^\W\d_]+)?", text)
        spaced = [token for token in tokens if not re.search(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]", token)]
        assert each.words == pytest.approx(len(spaced) + 0.6 * len(dense) + 0.25 * len(thai))


@given(st.text(max_size=80) | WORDY)
def test_letters_and_their_words_are_counted_as_python_counts_them(text: str) -> None:
    assert count_letters(text) == sum(map(str.isalpha, text))
    assert letter_words(text) == re.findall(r"[^\W\d_]+", text.casefold())


def test_the_shipped_index_was_made_of_the_shipped_tables() -> None:
    tables = list(map(parsed, languages()))
    stored = (folder() / INDEX).read_text(encoding="utf-8")
    assert stored == index_of(tables), "a table has changed: python -m training.phraseindex"
    assert list(map(table, languages())) == tables
