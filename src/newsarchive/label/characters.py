"""What the network knows of single characters: classes as bits, and simple case folding, for the basic multilingual plane.

Made from Python's ``unicodedata`` when first needed; nothing here looks at more than one character.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

_NAMES = (
    *("letter", "upper", "lower", "digit", "dense", "stop", "comma", "quote", "separator", "sign"),
    *("colon", "question", "ellipsis", "at", "copyright", "slash"),
)
CLASSES: dict[str, Any] = {name: np.uint32(1 << i) for i, name in enumerate(_NAMES)}
CLASSES["bracket"] = np.uint32(1 << len(_NAMES))
"""Bit of each class."""


COUNTED = (
    ("letter", "upper", "digit", "dense", "stop", "comma", "quote"),
    ("separator", "sign", "at", "copyright", "slash", "bracket"),
)
"""Classes whose characters are counted, and which are counted together: side by side in the bits of one number."""
FIELD = 9
"""Bits of each count: a block has fewer than 512 characters that are looked at."""


@dataclass(frozen=True, slots=True)
class CharacterTables:
    """One entry for each code point below 0x10000; the last stands for all above."""

    classes: NDArray[np.uint32]
    folded: NDArray[np.uint64]
    """The small form; digits all become 0."""
    packed: tuple[NDArray[np.uint64], ...]
    """For each group of :data:`COUNTED`, a one in the field of each class that the character has."""


@cache
def character_tables() -> CharacterTables:
    """The tables, unpacked from the package in 3 ms (making them anew takes 150)."""
    with (resources.files("newsarchive.label") / "characters.npz").open("rb") as file, np.load(file) as stored:
        classes, folded = stored["classes"], stored["folded"].astype(np.uint64)
    return CharacterTables(classes, folded, tuple(_packed(classes, names) for names in COUNTED))


def _packed(classes: NDArray[np.uint32], names: tuple[str, ...]) -> NDArray[np.uint64]:
    packed = np.zeros(len(classes), np.uint64)
    for i, name in enumerate(names):
        packed |= ((classes & CLASSES[name]) != 0).astype(np.uint64) << np.uint64(FIELD * i)
    return packed
