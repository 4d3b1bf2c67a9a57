"""The dateline: the place and date with a dash that open an agency story ("SEOUL, Sept 5 (Reuters) – ").

Scrapers often lose the place and leave the dash. Here the orphan is cut off the body, as a block of its own, so that it is
accounted for like everything else that goes.
"""

from __future__ import annotations

import re
from dataclasses import replace

from newsarchive.fields.splitting import split_block
from newsarchive.model import Document, Kind, Role

_ORPHAN_DASH = re.compile(r"[-–—]{1,2}\s+(?=\S)")
_STARTS_WITH_DASH = re.compile(r"[-–—]")
WHY = "rule orphan-dash: what is left where a dateline was cut off"


def split_orphan_dash(document: Document) -> Document:
    """``document`` with a dash that opens the body cut into a block of its own (role ``other``).

    Left alone where more than one paragraph opens with a dash: that is dialogue or a list. The dash of a list item is its mark.
    """
    body = [i for i, block in enumerate(document.blocks) if block.role is Role.BODY]
    opening = [i for i in body if _STARTS_WITH_DASH.match(document.blocks[i].text)]
    if not body or opening != body[:1]:
        return document
    first = body[0]
    block = document.blocks[first]
    dash = _ORPHAN_DASH.match(block.text)
    halves = split_block(document.text, block, dash.end()) if dash and block.kind is not Kind.LIST_ITEM else None
    if halves is None:
        return document
    gone = halves[0]._replace(role=Role.OTHER, why=WHY, probability=1.0)
    blocks = (*document.blocks[:first], gone, halves[1], *document.blocks[first + 1 :])
    return replace(document, blocks=blocks)
