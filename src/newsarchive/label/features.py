"""What can be seen of a block without knowing what it means: length, sentence marks, letters, cues, twins in the page.

Measures only; how they weigh stands in tagger.py. Each block's text is read once, and at most its head.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from newsarchive.label.phrases import LOOK, Match, Phrases
from newsarchive.model import Block, Kind
from newsarchive.textnorm import fold

_HEAD = 2000  # characters measured; longer blocks are scaled up: the shape of a text does not change after that
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
# Scripts that put no space between words, and the words that one character is worth: Chinese and Japanese text has about
# 1.7 characters a word (verdicts and lengths only need the order of magnitude), Thai, Lao, Burmese and Khmer about 4.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_THAI = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_DENSE_WORDS, _THAI_WORDS = 0.6, 0.25
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:;։።][\"'”’»›)\]）」』〉》“‘\s]*$")
_INNER_END = re.compile(r"[.!?][\"”’»)]?\s+[\"“„«‘(]?[^\W\d_a-z]|[。！？।]")
_COMMAS = re.compile(r"[,，、،;；]")
_SEPARATORS = re.compile(r"\s[|·•»›>/→‹«–-]\s|[|·•»›→]")
_BULLET = re.compile(r"(?:[•·*+▪◦‣–—o»›▸►-]|\(?\d{1,3}[.)])\s+")
# In the middle of a sentence: a small letter, a closing mark, a Japanese particle, a Chinese comma.
_LOW = re.compile(
    r"[^\W\d_A-Z](?<=[a-zß-öø-ÿα-ωа-яёіїєґāčďéěíňóřšťúůýžąćęłńśźżğışő])|[,.;:)»”’\]，。、；：）」』]|[はがをにでとのもへや](?![ァ-ヶ])|[的了和与]"
)
_DATED = re.compile(r"\d{1,2}[./:]\d{2}|\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Features:
    """The measures of one block."""

    key: str
    """The head of the text, folded: what phrases and twins are compared by."""
    words: float
    """Words; for scripts without spaces, what the characters are worth in words."""
    ends: bool
    """The text ends as a sentence does."""
    full_stop: bool
    """It ends with a full stop."""
    sentences: int
    """Sentence ends within the text."""
    commas: int
    lower: float
    """Share of words that begin with a small letter; 0.5 where the script has no case."""
    function: float
    """Share of words that are function words of the page's language."""
    digits: float
    """Share of characters that are digits."""
    separators: int
    listed: bool
    """It begins with a bullet or a number, or stands in a list."""
    bare: bool
    """Not one letter in it."""
    opens_low: bool
    """It begins in the middle of a sentence: with a small letter or a comma."""
    dated: bool
    """A year or a time of day stands in it."""
    twins: int
    """How often the same text stands in the page, itself included."""
    match: Match | None
    """What the phrase tables say."""


def measure(blocks: tuple[Block, ...], phrases: Phrases) -> tuple[Features, ...]:
    """The features of each block, in order. Linear in the size of the page."""
    keys = [fold(block.text[:LOOK]) for block in blocks]
    twins = Counter(keys)
    return tuple(_features(block, key, twins[key], phrases) for block, key in zip(blocks, keys, strict=True))


def measure_text(text: str, phrases: Phrases) -> Features:
    """The features of ``text`` as if it stood alone in a page."""
    return _features(Block(text, (0, len(text)), (1, 1)), fold(text[:LOOK]), 1, phrases)


def _features(block: Block, key: str, twins: int, phrases: Phrases) -> Features:
    text = block.text[:_HEAD]
    scale = max(1.0, len(block.text) / _HEAD)
    tokens = _TOKEN.findall(text)
    dense, thai = len(_DENSE.findall(text)), len(_THAI.findall(text))
    words = max(len(tokens) if not dense + thai else _spaced(tokens), 0) + _DENSE_WORDS * dense + _THAI_WORDS * thai
    bullet = _BULLET.match(text)
    known = sum(1 for token in tokens if token.casefold() in phrases.function_words)
    return Features(
        key=key,
        words=words * scale,
        ends=bool(_SENTENCE_END.search(block.text[-12:])),
        full_stop=block.text[-1:] in ".。।",
        sentences=len(_INNER_END.findall(text)),
        commas=len(_COMMAS.findall(text)),
        lower=_lower(tokens),
        function=known / len(tokens) if tokens else 0.0,
        digits=sum(map(str.isdigit, text)) / len(text) if text else 0.0,
        separators=len(_SEPARATORS.findall(text)),
        listed=bullet is not None or block.kind is Kind.LIST_ITEM,
        bare=not any(map(str.isalpha, text)),
        opens_low=bool(_LOW.match(text)),
        dated=bool(_DATED.search(text)),
        twins=twins,
        match=phrases.match(text[bullet.end() :] if bullet else text, _unbulleted(key, text, bullet), words * scale),
    )


def _unbulleted(key: str, text: str, bullet: re.Match[str] | None) -> str:
    return fold(text[bullet.end() : LOOK]) if bullet else key


def _spaced(tokens: list[str]) -> int:
    return sum(1 for token in tokens if not _DENSE.search(token) and not _THAI.search(token))


def _lower(tokens: list[str]) -> float:
    cased = [token for token in tokens if token[0].islower() or token[0].isupper()]
    return sum(1 for token in cased if token[0].islower()) / len(cased) if cased else 0.5
