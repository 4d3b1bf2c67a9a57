"""Tags and class names to numbers: what the network for HTML sees besides the text of the blocks."""

from __future__ import annotations

import itertools
import sys
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from newsarchive.label.pagetext import Array, PageText
from newsarchive.model import Block, Markup

MARKUP_NAMES: tuple[str, ...] = (
    *("link density", "links", "depth", "is linked", "same parent above", "same parent below"),
    *("agrees with the title", "agrees with og:title"),
)
"""The further columns for HTML."""


def markup_measures(blocks: Sequence[Block]) -> tuple[Array, Array, Array]:
    """Measures of the markup (:data:`MARKUP_NAMES`), and the hashes of its tags and names with their starts."""
    markups = [block.markup or _NOWHERE for block in blocks]
    packed = [piece for path, names, *_ in markups for piece in (_tags_of(path), _words_of(names))]
    sizes = np.fromiter(map(len, packed), np.int64, len(packed)).reshape(-1, 2).sum(axis=1) // _HASH
    linked = np.array([markup.link_density for markup in markups])
    links = np.array([min(len(markup.links), 8) / 4 for markup in markups])
    depth = np.array([min(markup.path.count("/"), 30) / 15 for markup in markups])
    same = np.array([a[:2] == b[:2] for a, b in itertools.pairwise(markups)], np.float64)
    columns = [linked, links, depth, linked > 0.8, np.append(0.0, same), np.append(same, 0.0)]
    dense = np.stack(columns, axis=1, dtype=np.float32, casting="unsafe")
    return dense, np.frombuffer(b"".join(packed), np.uint32), np.cumsum(sizes) - sizes


_NOWHERE = Markup("", "", 0.0)
_HASH = 4  # bytes
_NAMES = 24  # class words of a block and its ancestors, nearest first
_TAGS = 6  # elements from the block upwards


@lru_cache(1 << 13)
def _tags_of(path: str) -> bytes:
    """The hashes of the tags, uint32 one after the other: the nearest in their places, then all."""
    tags = path.split("/")
    found = [f"{i}<{tag}" for i, tag in enumerate(tags[: -_TAGS - 1 : -1])]
    return b"".join(map(_hash, [*found, *(f"<{tag}" for tag in dict.fromkeys(tags))]))


@lru_cache(1 << 13)
def _words_of(names: str) -> bytes:
    """The same for class words."""
    words = names.split(None, _NAMES)[:_NAMES]
    return b"".join(map(_class_hash, words)) + b"".join([_hash("0." + word) for word in words[:3]])


@lru_cache(1 << 15)
def _class_hash(word: str) -> bytes:
    return _hash("." + word)


@lru_cache(1 << 15)
def _hash(word: str) -> bytes:
    """The hash of a tag or a class word, uint32 as it stands in memory: CRC-32 (ISO 3309), stirred."""
    check = zlib.crc32(word[:60].encode("utf-8", "surrogatepass"))
    return (check * 0x9E3779B1 & 0xFFFFFFFF).to_bytes(_HASH, sys.byteorder)


def agreement(page: PageText, titles: Sequence[str], longest: int) -> Array:
    """float32, blocks x titles: the share of the longer of a block and a title that the words of both make up; 0 for no title."""
    known = PageText([title[:longest] for title in titles])
    words = np.split(known.word_hashes, known.firsts[1:])
    common = page.word_counts({str(i): np.isin(page.word_hashes, own) for i, own in enumerate(words)})
    shares = [
        np.minimum(both, len(own)) / np.maximum(np.maximum(page.amounts, len(own)), 1)
        for both, own in zip(common.values(), words, strict=True)
    ]
    return np.stack(shares, axis=1, dtype=np.float32, casting="unsafe")
