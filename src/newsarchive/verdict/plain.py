"""Pages that are no text for people: JSON, source code, encoded bytes, characters that came out wrong.

Each question is first put to a sample, and to the whole only where the sample leaves it open.
"""

from __future__ import annotations

from newsarchive.model import Verdict
from newsarchive.patterns import lazily
from newsarchive.verdict.page import Page

_LOOK = 20_000  # characters; what comes behind them is of the same sort
_LINE = 400  # characters of a line in which code is looked for
_LEAST = 40  # characters without white space
_STEP = 16
"""Every 16th character is the sample. Of 1,250 characters a share is out by 0.05 in one of 3,000 texts; the sample must be
further from the limit than that."""
_LETTERS = 0.35  # share of letters and marks in what is no white space; a score table of the tests has 0.5
_LETTERS_SURE = 0.5
_BROKEN = lazily("[\ufffd\ue000-\uf8ff]")
_MISREAD = lazily("[ÃÂÐÑâãäåæçèé][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]")
"""UTF-8 that was read as windows-1252: the lead byte and the one behind it."""
_STRANGE = lazily("[ÃÂÐÑâãäåæçèé\ufffd\ue000-\uf8ff]")
_STRANGE_SURE = 0.04  # share of the sample; misread text has 0.15 at least
_DATA = lazily(r"\s*[\[{]")
_KEY = lazily(r'"\s*:')
_LONG_WORD = lazily(r"(?<![!-~])[A-Za-z0-9+/=_-]{120,}")
_LONG_MEAN = 8.0  # characters of the words in the mean; half a text in words of 120 has 9.6 where the others have 5
_FIELDS = 3
_KEYWORD = lazily(r"\s*(?:def|fn|let|var|const|import|use|pub|return|function|class|#include|npm|pip|sudo)\b")
_SIGNS = ("=>", "::", "()", "</", "->")
_CODE_LINES, _CODE_SHARE = 8, 0.6
_CODE_SAMPLE, _CODE_SURE = 40, 0.3  # lines looked at first, and the share of code in them below which there is none


def not_text(page: Page) -> Verdict | None:
    """Whether the page is no text."""
    text = page.document.text[:_LOOK]
    size = len(text) - sum(map(text.count, " \n\t\r"))
    if size < _LEAST:
        return None
    why = _characters(text, size) or _form(page, text, size)
    return Verdict("not_text", why) if why else None


def _characters(text: str, size: int) -> str | None:
    sample = "".join(text[::_STEP].split())
    if not text.isascii() and len(_STRANGE.findall(sample)) > _STRANGE_SURE * len(sample):
        if (broken := len(_BROKEN.findall(text)) / size) > 0.1:
            return f"{broken:.0%} of the characters stand for bytes that could not be read"
        if (misread := 2 * len(_MISREAD.findall(text)) / size) > 0.3:
            return f"{misread:.0%} of the characters were read in a wrong charset before they came here"
    if sum(map(str.isalpha, sample)) > _LETTERS_SURE * len(sample):
        return None
    letters = sum(map(str.isalpha, text)) / size
    return f"only {letters:.0%} of the characters are letters" if letters < _LETTERS else None


def _form(page: Page, text: str, size: int) -> str | None:
    if _DATA.match(text) and len(keys := _KEY.findall(text)) >= _FIELDS and len(keys) * 60 > size:
        return f"it is data: it opens with a bracket and has {len(keys)} named values"
    if _mean_word(page) > _LONG_MEAN and sum(map(len, _LONG_WORD.findall(text))) > 0.5 * size:
        return "more than half of it are words of over 120 characters, as encoded bytes have"
    lines = text.split("\n")
    sample = [line for line in lines[:: len(lines) // _CODE_SAMPLE + 1] if line.strip()]
    if len(lines) < _CODE_LINES or _code(sample) < _CODE_SURE * len(sample):
        return None
    written = [line for line in lines if line.strip()]
    code = _code(written) if len(written) >= _CODE_LINES else 0
    return f"{code} of {len(written)} lines are source code" if code > _CODE_SHARE * len(written) else None


def _mean_word(page: Page) -> float:
    """Characters between two spaces."""
    text = " ".join(page.texts)
    return len(text) / (text.count(" ") + 1)


def _code(lines: list[str]) -> int:
    return sum([line.isascii() and is_code(line) for line in lines])


def is_code(line: str) -> bool:
    """Whether a line, or a block, looks like source code; its beginning tells."""
    start = line[:_LINE]
    ends = start.rstrip().endswith(("{", "}", ";"))
    return ends or any(sign in start for sign in _SIGNS) or _KEYWORD.match(start) is not None
