"""Characters of a text page to blocks: lines, paragraphs, kinds. No charset, no markup, no role is decided here."""

from __future__ import annotations

import re

from newsarchive.model import Block
from newsarchive.textnorm import normalise

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


def cut_text(text: str) -> tuple[Block, ...]:
    """``text`` as blocks whose spans tile it."""
    found: list[tuple[int, int, str, int, int]] = []
    number, blank = 0, 0
    for match in _LINE.finditer(text):
        number += 1
        line = normalise(match.group())
        if not line:
            blank += 1
            continue
        raw = match.group()
        found.append((match.start(), number, line, blank, len(raw) - len(raw.lstrip())))
        blank = 0
    blocks: list[Block] = []
    for i, (start, number, line, blank, indent) in enumerate(found):
        end = found[i + 1][0] if i + 1 < len(found) else len(text)
        blocks.append(Block(line, (start if i else 0, end), (number, number), blank, indent))
    return tuple(blocks)
