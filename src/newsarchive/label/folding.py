"""Many lines folded at once (textnorm.fold), their words counted, and words told from what stands between them.

Python's own loops over whole strings take a fifth to a twentieth of the time of a pattern, so a page goes through those
together. Nothing here knows what a line means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import compress
from operator import not_
from typing import NamedTuple

from newsarchive.textnorm import fold, stream_safe, without_signs

SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of scripts that put no space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
_ASCII = bytes(range(128))
_IOTA = "\u0345"
"""The one mark that folds to a letter."""


class _Gap(NamedTuple):
    """What stands between words."""

    table: bytes
    """Of each byte of UTF-8 what to put for it: a space for the characters within ASCII that are no part of a word."""
    beyond: re.Pattern[str]
    """Those beyond ASCII."""


def _spaces(is_part: Callable[[str], bool]) -> bytes:
    return bytes(c if c >= 128 or is_part(chr(c)) or c == ord("\n") else ord(" ") for c in range(256))


_NO_WORD = _Gap(_spaces(str.isalnum), re.compile(r"[\W_]"))
_NO_LETTER = _Gap(_spaces(str.isalpha), re.compile(r"[\W\d_]"))


def fold_lines(lines: Sequence[str]) -> tuple[list[str], list[int]]:
    """``fold(line)`` of each line, and its words. For English in a fifth of the time of one line after the other.

    Returns:
        the folded lines; and of each line the runs of letters and digits, or -1 where folding may have changed their number or
        where a script stands that puts no space between words.
    """
    page = "\n".join(lines)
    if page.count("\n") != len(lines) - 1:
        return [fold(line) for line in lines], [-1] * len(lines)
    page = without_signs(page)
    if page.isascii():
        words = [line.split() for line in _spaced(page.lower(), _NO_WORD).split("\n")]
        return list(map(" ".join, words)), list(map(len, words))
    return _fold_some(page.split("\n"))


def letter_words(text: str) -> list[str]:
    """The runs of letters in ``text``, case-folded."""
    text = without_signs(text)
    return _spaced(text.lower() if text.isascii() else text.casefold(), _NO_LETTER).split()


def beyond_ascii(text: str) -> str:
    """What is left of ``text`` without its ASCII characters."""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def count_letters(text: str) -> int:
    """The characters that ``str.isalpha`` takes for letters."""
    run = "".join(_spaced(text, _NO_LETTER).split())
    return len(run) if run.isalpha() else sum(map(str.isalpha, run))


def _spaced(text: str, gap: _Gap) -> str:
    """``text`` with a space for each character of ``gap``. Beyond ASCII they are few, so each is replaced by itself."""
    if text.isascii():
        return text.encode().translate(gap.table).decode()
    for sign in set(gap.beyond.findall(beyond_ascii(text))):
        text = text.replace(sign, " ")
    return text.encode("utf-8", "surrogatepass").translate(gap.table).decode("utf-8", "surrogatepass")


def _fold_some(lines: Sequence[str]) -> tuple[list[str], list[int]]:
    """The same for lines of which some are in ASCII: those that are and those that are not are each folded together."""
    is_plain = list(map(str.isascii, lines))
    ascii_lines = "\n".join(compress(lines, is_plain)).lower()
    plain = iter(_spaced(ascii_lines, _NO_WORD).split("\n"))
    others = iter(_fold_others("\n".join(compress(lines, map(not_, is_plain)))))
    keys: list[str] = []
    counts: list[int] = []
    for yes in is_plain:
        words, count_holds = (next(plain).split(), True) if yes else next(others)
        keys.append(" ".join(words))
        counts.append(len(words) if count_holds else -1)
    return keys, counts


def _fold_others(page: str) -> list[tuple[list[str], bool]]:
    """The words of each line, folded, and whether there are as many in the line as it stands."""
    lines = page.split("\n")
    normal = "\n".join([unicodedata.normalize("NFKC", line) for line in stream_safe(page).split("\n")])
    folded = normal.casefold()
    same = len(folded) == len(page) and normal == page and not SPACELESS.search(page) and _IOTA not in page
    words = map(str.split, _spaced(folded, _NO_WORD).split("\n"))
    if same:
        return [(each, True) for each in words]
    pairs = zip(lines, folded.split("\n"), words, strict=True)
    return [(each, _is_even(before, after)) for before, after, each in pairs]


def _is_even(before: str, after: str) -> bool:
    """Whether folding a line has changed nothing but its case."""
    return len(after) == len(before) and after == before.lower() and not SPACELESS.search(before)
