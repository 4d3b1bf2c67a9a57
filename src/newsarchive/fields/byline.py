"""The byline: raw as it stands, and the names in it where they can be read without guessing."""

from __future__ import annotations

import re

from newsarchive.model import Block, Byline, Where

_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af)[:\s]+(.+)$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b|\be\b)\s+", re.IGNORECASE)
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*")
_TAIL = re.compile(r"\s*(?:[|•·–—(]|\s-\s|,?\s+\d).*$")  # date, job or place behind the names


def byline_field(block: Block | None) -> tuple[Byline | None, Where | None]:
    """The byline of a block labelled so: precision over recall, the raw line is kept either way."""
    if block is None:
        return None, None
    return Byline(block.text, _authors(block.text)), Where(block.lines, block.text, block.why)


def _authors(raw: str) -> tuple[str, ...]:
    match = _BY.match(raw)
    if match is None or len(raw) > 200:
        return ()
    names = [name for name in _SEPARATOR.split(_TAIL.sub("", match[1])) if name]
    return tuple(names) if names and all(_is_name(name) for name in names) else ()


def _is_name(text: str) -> bool:
    words = text.split()
    return bool(_NAME.fullmatch(text)) and words[0][0].isupper() and words[-1][0].isupper()
