"""Makes ``label/characters.npz``: the classes of characters and their small forms, from Python's Unicode data.

    python -m training.characters src/newsarchive/label/characters.npz

Made once and shipped, so that a page gets the same numbers under every Python, whatever Unicode version it knows.
"""

from __future__ import annotations

import sys
import unicodedata

import numpy as np

from newsarchive.label.characters import CLASSES

_SIGNS = {
    "stop": ".!?…。！？｡؟۔।॥։።",
    "comma": ",;，、；،؛",
    "quote": "\"'“”„‘’‚«»‹›「」『』",
    "separator": "|·•»›>/→‹«–—←▪●■►",
    "colon": ":：",
    "question": "?？؟",
    "ellipsis": "…",
    "at": "@",
    "copyright": "©®™",
    "slash": "/\\",
    "bracket": "()[]（）【】{}〈〉《》",
}
_CATEGORIES = {
    "letter": ("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me"),
    "upper": ("Lu", "Lt"),
    "lower": ("Ll",),
    "digit": ("Nd",),
    "sign": ("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"),
}
_DENSE = ((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x0E00, 0x0EFF))


def main(path: str) -> None:
    """Write the tables to ``path``."""
    classes = np.array([_classes(code) for code in range(0x10000)], np.uint32)
    folded = np.array([_folded(code) for code in range(0x10000)], np.uint32)
    classes[0xFFFF] = int(CLASSES["sign"])  # all code points above: emoji, for the most part
    np.savez_compressed(path, classes=classes, folded=folded)


def _classes(code: int) -> int:
    character = chr(code)
    category = unicodedata.category(character)
    names = [name for name, signs in _SIGNS.items() if character in signs]
    names += [name for name, categories in _CATEGORIES.items() if category in categories]
    if any(first <= code <= last for first, last in _DENSE) and category[0] in "LM":
        names.append("dense")
    return sum({int(CLASSES[name]) for name in names})


def _folded(code: int) -> int:
    character = chr(code)
    small = character.lower()
    if unicodedata.category(character) == "Nd":
        return ord("0")
    if unicodedata.category(character)[0] == "L" and len(small) == 1 and ord(small) < 0x10000:
        return ord(small)
    return code


if __name__ == "__main__":
    main(sys.argv[1])
