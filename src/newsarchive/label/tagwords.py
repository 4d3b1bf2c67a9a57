"""Tags and class names to numbers: what the network for HTML sees besides the text of the blocks."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from newsarchive.label.pagetext import Array, PageText
from newsarchive.model import Block

MARKUP_NAMES: tuple[str, ...] = (
    *("link density", "links", "depth", "is linked", "same parent above", "same parent below"),
    *("agrees with the title", "agrees with og:title"),
)
"""The further columns for HTML."""


def markup_measures(blocks: Sequence[Block]) -> tuple[Array, Array, Array]:
    """Measures of the markup (:data:`MARKUP_NAMES`), and the hashes of its tags and names with their starts."""
    known: dict[tuple[str, str], list[int]] = {}
    places = [(block.markup.path, block.markup.names) if block.markup else ("", "") for block in blocks]
    hashes: list[int] = []
    starts = []
    for place in places:
        starts.append(len(hashes))
        named = known.get(place)
        if named is None:
            named = known[place] = _named(*place)
        hashes.extend(named)
    linked = np.array([block.markup.link_density if block.markup else 0.0 for block in blocks])
    links = np.array([min(len(block.markup.links), 8) / 4 if block.markup else 0.0 for block in blocks])
    depth = np.array([min(path.count("/"), 30) / 15 for path, _ in places])
    same = np.array([a == b for a, b in itertools.pairwise(places)], np.float64)
    columns = [linked, links, depth, linked > 0.8, np.append(0.0, same), np.append(same, 0.0)]
    dense = np.stack(columns, axis=1, dtype=np.float32, casting="unsafe")
    return dense, np.array(hashes, np.uint32), np.array(starts, np.int64)


_NAMES = 24  # class words of a block and its ancestors, nearest first
_TAGS = 6  # elements from the block upwards


def _named(path: str, names: str) -> list[int]:
    tags = path.split("/")
    found = [_hash(f"{i}<{tag}") for i, tag in enumerate(tags[: -_TAGS - 1 : -1])]
    found += [_hash(f"<{tag}") for tag in dict.fromkeys(tags)]
    words = names.split(None, _NAMES)[:_NAMES]
    found += [_hash("." + word) for word in words]
    found += [_hash("0." + word) for word in words[:3]]
    return found


@lru_cache(1 << 15)
def _hash(word: str) -> int:
    """The hash of a tag or a class word: CRC-32 (ISO 3309), 32 bits, stirred."""
    check = zlib.crc32(word[:60].encode("utf-8", "surrogatepass"))
    return check * 0x9E3779B1 & 0xFFFFFFFF


def agreement(page: PageText, title: str, longest: int) -> Array:
    """The share of the longer of a block and ``title`` that the words of both make up."""
    n = len(page.ends)
    if not title:
        return np.zeros(n)
    own = PageText([title[:longest]])
    common = page.word_counts({"common": np.isin(page.word_hashes, own.word_hashes)})["common"]
    share: Array = np.minimum(common, len(own.word_hashes)) / np.maximum(
        np.maximum(page.amounts, len(own.word_hashes)), 1
    )
    return share
