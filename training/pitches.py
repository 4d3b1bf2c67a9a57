"""Advertising by template: pitches.toml's lines with their gaps filled, so that no two pages are sold the same.

A network that sees the same few hundred lines again and again learns them by heart; what it has to learn is the tone. Only the
filling stands here; where the lines go is augment.py's business.
"""

from __future__ import annotations

import random
import re
import tomllib
from functools import cache
from pathlib import Path

_GAP = re.compile(r"\{(\w+)\}")


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = tomllib.loads(
        Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    )
    return found


def pitch(language: str, dice: random.Random) -> str | None:
    """A line of advertising in ``language``; None where there are no templates for it."""
    table = _tables().get(language)
    if table is None:
        return None
    line = _GAP.sub(lambda gap: dice.choice(table[gap[1]]), dice.choice(table["ad"]))
    return line[:1].upper() + line[1:]
