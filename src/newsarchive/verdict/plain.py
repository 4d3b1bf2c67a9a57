"""Pages that are no text for people: JSON, source code, encoded bytes, characters that came out wrong."""

from __future__ import annotations

import re

from newsarchive.model import Verdict
from newsarchive.verdict.measures import CODE, Page

_LOOK = 20_000  # characters; what comes behind them is of the same sort
_LEAST = 40  # characters without white space
_SPACE = re.compile(r"\s+")
_LETTERS = 0.35  # share of letters and marks in what is no white space; a score table of the tests has 0.5
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff]")
_MISREAD = re.compile("[ÃÂÐÑâãäåæçèé][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]")
"""UTF-8 that was read as windows-1252: the lead byte and the one behind it."""
_DATA = re.compile(r"\s*[\[{]")
_KEY = re.compile(r'"\s*:')
_LONG_WORD = re.compile(r"(?<![!-~])[A-Za-z0-9+/=_-]{120,}")
_FIELDS = 3
_CODE_LINES, _CODE_SHARE = 8, 0.6


def not_text(page: Page) -> Verdict | None:
    """Whether the page is no text."""
    text = page.document.text[:_LOOK]
    dense = _SPACE.sub("", text)
    if len(dense) < _LEAST:
        return None
    why = _characters(dense) or _form(text, dense)
    return Verdict("not_text", why) if why else None


def _characters(dense: str) -> str | None:
    size = len(dense)
    if (broken := len(_BROKEN.findall(dense)) / size) > 0.1:
        return f"{broken:.0%} of the characters stand for bytes that could not be read"
    if (misread := 2 * len(_MISREAD.findall(dense)) / size) > 0.3:
        return f"{misread:.0%} of the characters were read in a wrong charset before they came here"
    if (letters := sum(map(str.isalpha, dense)) / size) < _LETTERS:
        return f"only {letters:.0%} of the characters are letters"
    return None


def _form(text: str, dense: str) -> str | None:
    if _DATA.match(text) and len(keys := _KEY.findall(text)) >= _FIELDS and len(keys) * 60 > len(dense):
        return f"it is data: it opens with a bracket and has {len(keys)} named values"
    if sum(map(len, _LONG_WORD.findall(text))) > 0.5 * len(dense):
        return "more than half of it are words of over 120 characters, as encoded bytes have"
    lines = [line for line in text.split("\n") if line.strip()]
    code = (
        sum(CODE.search(line[:400]) is not None and line.isascii() for line in lines)
        if len(lines) >= _CODE_LINES
        else 0
    )
    if code > _CODE_SHARE * len(lines):
        return f"{code} of {len(lines)} lines are source code"
    return None
