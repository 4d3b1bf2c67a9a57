"""In which language a page is written: by its letters, and by the small words that the phrase tables know.

Cheap and sure rather than complete: it chooses phrase tables, and says nothing where nothing speaks for a language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from newsarchive.label.phrases import function_words, languages
from newsarchive.model import Block, Document

_SAMPLE = 300  # blocks looked at, the longer ones of the page: enough for any page, and a bound for hostile ones
_HEAD = 400  # characters of each
_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 0.1  # share of function words; prose of the languages with a table has 0.25 to 0.5, that of others below 0.09
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]"), 0.08),
    ("zh", re.compile(r"[\u3400-\u9fff]"), 0.2),
    ("ko", re.compile(r"[\uac00-\ud7af]"), 0.2),
    ("el", re.compile(r"[\u0370-\u03ff]"), 0.3),
    ("he", re.compile(r"[\u0590-\u05ff]"), 0.3),
    ("fa", re.compile(r"[\u067e\u0686\u0698\u06a9\u06af\u06cc]"), 0.03),
    ("ar", re.compile(r"[\u0600-\u06ff]"), 0.3),
    ("hi", re.compile(r"[\u0900-\u097f]"), 0.3),
    ("bn", re.compile(r"[\u0980-\u09ff]"), 0.3),
    ("ta", re.compile(r"[\u0b80-\u0bff]"), 0.3),
    ("th", re.compile(r"[\u0e00-\u0e7f]"), 0.3),
    ("ka", re.compile(r"[\u10a0-\u10ff]"), 0.3),
    ("hy", re.compile(r"[\u0530-\u058f]"), 0.3),
    ("uk", re.compile(r"[іїєґІЇЄҐ]"), 0.02),
    ("be", re.compile(r"[ўЎ]"), 0.005),
)
"""Language, its letters, and the share of all letters that is enough; first match wins. Unicode blocks; Ukrainian, Belarusian
and Persian by letters that their neighbours lack."""


def page_language(document: Document) -> str | None:
    """The language that the document states, else the one its text shows; ISO 639-1, lower case."""
    stated = document.language or document.hints.language
    code = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", stated or "")
    return code.group().lower() if code else detect_language(document.blocks)


def detect_language(blocks: Iterable[Block]) -> str | None:
    """The language of ``blocks`` as an ISO 639-1 code, or None where nothing says so. Linear, and bounded."""
    heads = sorted((block.text[:_HEAD] for block in islice(blocks, 20 * _SAMPLE)), key=len, reverse=True)
    sample = "\n".join(heads[:_SAMPLE])
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return None
    for language, script, enough in _SCRIPTS:
        if len(script.findall(sample)) >= enough * letters:
            return language
    return _by_words(sample)


def _by_words(sample: str) -> str | None:
    words = Counter(_WORD.findall(sample.casefold()))
    total = sum(words.values())
    shares = {
        language: sum(words[word] for word in function_words(language)) / total
        for language in languages()
        if function_words(language)
    }
    best = max(shares, key=lambda language: (shares[language], language))
    return best if shares[best] >= _LEAST else None
