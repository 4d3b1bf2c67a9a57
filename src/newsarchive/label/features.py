"""What rules ask of a block without knowing what it means: its length, how it begins and ends, what the phrase tables say of it.

What the network sees is made in vectors.py, for all blocks at once; these are the few measures that rules need.
Words, keys and cues of all blocks are made at once, for everyone needs them; the rest is measured when asked for. At
most the head of a block is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from newsarchive.label.folding import SPACELESS, fold_lines
from newsarchive.label.phrases import LOOK, Match, Phrases
from newsarchive.model import Block, Kind
from newsarchive.textnorm import fold

_HEAD = 2000  # characters measured; longer blocks are scaled up: the shape of a text does not change after that
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_JOINED = re.compile(r"['’](?<=[^\W_].)[^\W\d_][^\W_]*['’]?")  # what an apostrophe joins to the word before it
# Scripts that put no space between words, and the words that one character is worth: Chinese and Japanese text has about
# 1.7 characters a word (verdicts and lengths only need the order of magnitude), Thai, Lao, Burmese and Khmer about 4.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_THAI = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_DENSE_WORDS, _THAI_WORDS = 0.6, 0.25
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:;։።][\"'”’»›)\]）」』〉》“‘\s]*$")
_BULLET = re.compile(r"(?:[•·*+▪◦‣–—o»›▸►-]|\(?\d{1,3}[.)])\s+")
_BULLET_BEGINS = frozenset("•·*+▪◦‣–—o»›▸►-(0123456789")
# In the middle of a sentence: a small letter, a closing mark, a Japanese particle, a Chinese comma.
_LOW = re.compile(
    r"[^\W\d_A-Z](?<=[a-zß-öø-ÿα-ωа-яёіїєґāčďéěíňóřšťúůýžąćęłńśźżğışő])|[,.;:)»”’\]，。、；：）」』]|[はがをにでとのもへや](?![ァ-ヶ])|[的了和与]"
)
_NO_DIGITS = bytes(code for code in range(256) if not chr(code).isdecimal())
_DATED = re.compile(r"\d{1,2}[./:]\d{2}|\b(?:19|20)\d\d\b")


class Features(NamedTuple):
    """The measures of one block."""

    key: str
    """The head of the text, folded: what phrases are compared by."""
    words: float
    """Words; for scripts without spaces, what the characters are worth in words."""
    match: Match | None
    """What the phrase tables say."""
    block: Block

    @property
    def ends(self) -> bool:
        """The text ends as a sentence does."""
        tail = self.block.text[-12:]
        return not tail[-1:].isalnum() and _SENTENCE_END.search(tail) is not None

    @property
    def full_stop(self) -> bool:
        """It ends with a full stop."""
        return self.block.text[-1:] in ".。।"

    @property
    def digits(self) -> float:
        """Share of characters that are digits."""
        text = self._head
        if not text:
            return 0.0
        if text.isascii():
            return len(text.encode().translate(None, _NO_DIGITS)) / len(text)
        return sum(map(str.isdigit, text)) / len(text)

    @property
    def listed(self) -> bool:
        """It begins with a bullet or a number, or stands in a list."""
        return self.block.kind is Kind.LIST_ITEM or _BULLET.match(self._head) is not None

    @property
    def bare(self) -> bool:
        """Not one letter in it."""
        return not any(map(str.isalpha, self._head))

    @property
    def opens_low(self) -> bool:
        """It begins in the middle of a sentence: with a small letter or a comma."""
        return _LOW.match(self.block.text) is not None

    @property
    def dated(self) -> bool:
        """A year or a time of day stands in it."""
        return _DATED.search(self._head) is not None

    @property
    def _head(self) -> str:
        return self.block.text[:_HEAD]


_features = partial(tuple.__new__, Features)
"""``_features((…))`` is ``Features(…)`` in a third of the time."""


def measure(blocks: tuple[Block, ...], phrases: Phrases) -> tuple[Features, ...]:
    """The features of each block, in order. Linear in the size of the page."""
    texts = [block.text[:_HEAD] for block in blocks]
    keys, counts = fold_lines(texts)
    for i, text in enumerate(texts):
        if len(text) > LOOK:
            keys[i] = fold(text[:LOOK])
    words = [
        count if count >= 0 and "'" not in text and "’" not in text and len(text) < _HEAD else _words(block.text, count)
        for block, text, count in zip(blocks, texts, counts, strict=True)
    ]
    return tuple(map(_features, zip(keys, words, _matches(texts, keys, words, phrases), blocks, strict=True)))


def _matches(texts: Sequence[str], keys: Sequence[str], words: Sequence[float], phrases: Phrases) -> list[Match | None]:
    """What the phrase tables say of each text, a bullet or a number in front of it aside."""
    bullets = [
        i for i, text in enumerate(texts) if text[:1] in _BULLET_BEGINS or (text[:1] > "\xff" and text[0].isdecimal())
    ]
    found = [(i, bullet.end()) for i in bullets if (bullet := _BULLET.match(texts[i]))]
    if found:
        texts, keys = list(texts), list(keys)
        for i, end in found:
            texts[i], keys[i] = texts[i][end:], fold(texts[i][end:LOOK])
    return phrases.match_lines(texts, keys, words)


def _words(text: str, count: int) -> float:
    """The words of a block. ``count``: the runs of letters and digits in its head, or -1 where that is not known."""
    head = text[:_HEAD]
    scale = max(1.0, len(text) / _HEAD)
    if count >= 0:
        joined = _JOINED.findall(head)
        if all(piece[1:].isalpha() for piece in joined):
            return (count - len(joined)) * scale
    tokens = _TOKEN.findall(head)
    if head.isascii() or not SPACELESS.search(head):
        return len(tokens) * scale
    spaced = sum(1 for token in tokens if token.isascii() or not SPACELESS.search(token))
    dense, thai = (sum(map(len, script.findall(head))) for script in (_DENSE, _THAI))
    return (spaced + _DENSE_WORDS * dense + _THAI_WORDS * thai) * scale
