"""White space and Unicode: what is printed is on one line, in NFC, without anything that acts on the terminal."""

from __future__ import annotations

import re
import sys
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.textnorm import fold, normalise, printable, stream_safe

HOSTILE = st.lists(
    st.sampled_from(
        [
            "\x1b", "[", "]", "\x1b[31m", "\x1b]0;title\x07", "\x1b]8;;http://a\x1b\\", "\x9b", "m", ";", "\x07", "\\", "\x00",
            "\x7f",
            "\t", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u3000", "\xa0", " ", "\xad", "\u200b", "\u200c", "\u200d",
            "\u202e", "\u2066", "\ufeff", "\ud800", "\udfff", "e", "\u0301", "\u0327", "\u0345", "\u0344", "\u0f73", "\uff9e", "ǖ",
            "\u1100", "\u1161", "ﬁ", "\U0001d165", "\U0001d16e", "\u034f",
        ]
    ),
    max_size=60,
).map("".join)  # fmt: skip
MARKS = st.text(st.sampled_from("\u0300\u0327\u0345\u0344\u0f73\u3099\uff9eaǖ\u1fee\U0001d165"), max_size=200)
TEXT = st.text(st.characters(codec=None), max_size=80) | HOSTILE | MARKS


@given(TEXT)
@example("ǖ" + "\u0328" * 30)
@example("\u0344" * 30 + "a")
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_whatever_is_dropped_or_white_space_is_not_printable_and_nothing_printable_becomes_so() -> None:
    """`normalise` asks `str.isprintable` whether there is anything to do, by the Unicode version of the interpreter."""
    for char in map(chr, range(sys.maxunicode + 1)):
        if char.isprintable():
            apart = unicodedata.normalize("NFD", char)
            assert normalise(char).isprintable()
            assert apart.isprintable()
            assert (char == " ") == (not normalise(char)) == any(map(str.isspace, char + apart))


@given(st.integers(0, 70), st.sampled_from("\u0301\u0f73\uff9e\U0001d165\U0001e944"), st.integers(25, 70), TEXT)
def test_marks_in_a_row_are_found_wherever_they_stand(before: int, mark: str, marks: int, behind: str) -> None:
    row = "a" * before + "e" + mark * marks
    joined = stream_safe(f"{row}z{behind}").partition("z")[0]
    assert joined.replace("\u034f", "") == row
    assert joined.count("\u034f") == (marks - 1) // 30


@given(TEXT)
def test_normalised_text_is_one_line_in_nfc_without_controls(text: str) -> None:
    shown = normalise(text)
    assert {unicodedata.category(c) for c in shown}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert unicodedata.is_normalized("NFC", shown)
    assert shown == " ".join(shown.split())


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_of_plain_text_only_white_space_changes(text: str) -> None:
    assert normalise(text) == " ".join(text.split())


@given(
    st.lists(st.text(st.sampled_from("abcé中ש"), min_size=1), min_size=1),
    st.text("\t\n\r\x0b\x0c\x85\u2028\u3000 ", min_size=1),
)
def test_any_white_space_between_words_is_one_space(words: list[str], space: str) -> None:
    assert normalise(space + space.join(words) + space) == " ".join(words)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;a new title\x07text", "text"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPdevice control\x1b\\text", "text"),
        ("\x1b(Btext\x1b=", "(Btext="),
        ("an \x1b alone, an\x1bother", "an alone, another"),
        ("\x9b31mred", "31mred"),
        ("a [31m that no escape goes before", "a [31m that no escape goes before"),
        ("\x1b]an unfinished command", "]an unfinished command"),
    ],
)
def test_an_escape_sequence_goes_whole(written: str, shown: str) -> None:
    assert normalise(written) == shown


@pytest.mark.parametrize("text", ["می‌خواهم", "क्‍ष", "👩‍🚒", "a\u200eb\u200fc", "🇺🇦", "❤️"])
def test_joiners_and_direction_marks_that_languages_need_stay(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize("control", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_controls_that_make_text_read_otherwise_go(control: str) -> None:
    assert normalise(f"file{control}name") == "filename"


def test_letters_and_their_accents_are_put_together() -> None:
    assert normalise("cafe\u0301") == "café"


@given(TEXT)
def test_stream_safe_text_is_the_same_but_for_joiners(text: str) -> None:
    assert stream_safe(text).replace("\u034f", "") == text.replace("\u034f", "")


@given(st.text(st.characters(categories=["L", "N", "P", "Z", "S"])))
def test_text_without_marks_is_stream_safe_as_it_is(text: str) -> None:
    assert stream_safe(text) == text


@pytest.mark.parametrize("text", ["Z̴̧̢͇̗̐̔à̶̛̘l̵͚̈́g̴͚̽o", "ก็้", "בְּרֵאשִׁ֖ית", "\u0f71\u0f72", "i\u0302\u0323"])
def test_marks_that_people_write_are_stream_safe_as_they_are(text: str) -> None:
    assert stream_safe(text) == text


@given(TEXT)
def test_what_is_printed_in_a_message_is_printable_and_encodable(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert {unicodedata.category(c) for c in shown}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    shown.encode("utf-8")


@given(st.text(st.characters(codec=None)))
def test_a_message_tells_different_names_apart(text: str) -> None:
    assert printable("a\x1b") == "a\\x1b"
    assert printable(text) != printable(text + "\x1b")


@given(TEXT)
def test_folded_text_is_words_with_single_spaces(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert all(word.isalnum() for word in folded.split())


@given(st.text(st.characters(codec=None) | st.sampled_from("’“”–—…·©\xa0éß İ")) | TEXT)
def test_folding_is_compatibility_decomposition_without_case_and_signs(text: str) -> None:
    normal = unicodedata.normalize("NFKC", stream_safe(text)).casefold()
    assert fold(text).split() == re.findall(r"[^\W_]+", normal)


MILLIONS = {
    "spaces": " " * 5_000_000 + "é",
    "escapes": "\x1b" * 5_000_000,
    "brackets": "[" * 5_000_000 + "é",
    "begun colours": "\x1b[0" * 500_000,
    "begun commands": "\x1b]" * 500_000,
    "one endless command": "\x1b]" + "x" * 5_000_000,
    "joiners": "\u200d" * 500_000,
    "dots": "…" * 500_000,
    "marks in disorder": "a" + "\u0345\u0300" * 100_000,
    "marks that come apart": "\u0344\u0327" * 100_000,
    "half-width marks": "a" + "\uff9e\u0300" * 100_000,
    "marks of plane 1": "a" + "\U0001d165\U0001d16d" * 100_000,
    "syllables": "\u1100\u1161\u11a8" * 200_000,
}


@pytest.mark.parametrize("name", MILLIONS)
def test_much_of_anything_takes_no_long_time(name: str) -> None:
    """The slowest takes 0.5 s; without the stream-safe format the marks took a minute and a half."""
    started = time.process_time()
    normalise(MILLIONS[name])
    fold(MILLIONS[name])
    assert time.process_time() - started < 10
