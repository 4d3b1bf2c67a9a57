"""In which language a page is written: by its letters, and by the small words that the phrase tables know.

Cheap and sure rather than complete: it chooses phrase tables, and says nothing where nothing speaks for a language.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice

from newsarchive.label.folding import beyond_ascii, count_letters, letter_words
from newsarchive.label.phrasestore import function_words, languages
from newsarchive.model import Block, Document

_SAMPLE = 300  # blocks looked at, the longer ones of the page: enough for any page, and a bound for hostile ones
_HEAD = 400  # characters of each
_LEAST = 0.1  # share of function words; prose of the languages with a table has 0.25 to 0.5, that of others below 0.09
_SCRIPTS = (
    ("ja", "\u3040-\u30ff", 0.08),
    ("zh", "\u3400-\u9fff", 0.2),
    ("ko", "\uac00-\ud7af", 0.2),
    ("el", "\u0370-\u03ff", 0.3),
    ("he", "\u0590-\u05ff", 0.3),
    ("fa", "\u067e\u0686\u0698\u06a9\u06af\u06cc", 0.03),
    ("ar", "\u0600-\u06ff", 0.3),
    ("hi", "\u0900-\u097f", 0.3),
    ("bn", "\u0980-\u09ff", 0.3),
    ("ta", "\u0b80-\u0bff", 0.3),
    ("th", "\u0e00-\u0e7f", 0.3),
    ("ka", "\u10a0-\u10ff", 0.3),
    ("hy", "\u0530-\u058f", 0.3),
    ("uk", "іїєґІЇЄҐ", 0.02),
    ("be", "ўЎ", 0.005),
)
"""Language, its letters, and the share of all letters that is enough; first match wins. Unicode blocks; Ukrainian, Belarusian
and Persian by letters that their neighbours lack."""
_ANY_SCRIPT = re.compile(f"[{''.join(letters for _, letters, _ in _SCRIPTS)}]+")


def page_language(document: Document) -> str | None:
    """The language that the document states, else the one its text shows; ISO 639-1, lower case."""
    stated = document.language or document.hints.language
    code = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", stated or "")
    return code.group().lower() if code else detect_language(document.blocks)


def detect_language(blocks: Iterable[Block]) -> str | None:
    """The language of ``blocks`` as an ISO 639-1 code, or None where nothing says so. Linear, and bounded."""
    heads = [block.text[:_HEAD] for block in islice(blocks, 20 * _SAMPLE)]
    if len(heads) > _SAMPLE:
        heads = sorted(heads, key=len, reverse=True)[:_SAMPLE]
    sample = "\n".join(heads)
    return _by_script(sample) or _by_words(sample)


def _by_script(sample: str) -> str | None:
    script = "" if sample.isascii() else "".join(_ANY_SCRIPT.findall(beyond_ascii(sample)))
    if not script:
        return None
    letters = count_letters(sample)
    for language, run, enough in _scripts():
        if sum(map(len, run.findall(script))) >= enough * letters:
            return language if letters else None
    return None


@cache
def _scripts() -> tuple[tuple[str, re.Pattern[str], float], ...]:
    return tuple((language, re.compile(f"[{letters}]+"), enough) for language, letters, enough in _SCRIPTS)


def _by_words(sample: str) -> str | None:
    words = letter_words(sample)
    known = _languages_of_words()
    shares: dict[str, int] = defaultdict(int)
    for word, times in Counter(filter(known.__contains__, words)).items():
        for language in known[word]:
            shares[language] += times
    best = max(shares, key=lambda language: (shares[language], language), default=None)
    return best if best and shares[best] / len(words) >= _LEAST else None


@cache
def _languages_of_words() -> Mapping[str, tuple[str, ...]]:
    """The languages of which a word is a function word."""
    found: dict[str, tuple[str, ...]] = {}
    for language in languages():
        for word in function_words(language):
            found[word] = (*found.get(word, ()), language)
    return found
