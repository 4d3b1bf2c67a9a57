"""Cutting a block in two, so that a part of a line can have a role of its own. The spans go on tiling the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from newsarchive.model import Block, Kind, Role
from newsarchive.textnorm import normalise


def split_block(text: str, block: Block, at: int) -> tuple[Block, Block] | None:
    """``block`` as two blocks, cut after ``at`` characters of its normalised text.

    Args:
        text: the document's.
        block: a block of it.
        at: where to cut; white space around the cut goes.

    Returns:
        None where the cut has no place in the raw text: normalising has joined characters across it.
    """
    head, tail = block.text[:at].strip(), block.text[at:].strip()
    start, end = block.span
    bullet = _bullet(text, block) if block.kind is Kind.LIST_ITEM else ""
    cut = _raw_end(text, start, end, bullet + head)
    if not head or not tail or normalise(text[cut:end]) != tail:
        return None
    if normalise(text[start:cut]).removeprefix(bullet).lstrip() != head:
        return None
    first = block._replace(text=head, span=(start, cut))
    return first, block._replace(text=tail, span=(cut, end), blank_before=0)


def replace_some(
    blocks: Sequence[Block], roles: tuple[Role, ...], parts: Callable[[Block], Iterable[Block]]
) -> list[Block]:
    """``blocks`` with ``parts(block)`` for each block of one of ``roles``. A page has hundreds, of which a few are such."""
    found: list[Block] = []
    done = 0
    for i in [i for i, block in enumerate(blocks) if block.role in roles]:
        found += blocks[done:i]
        found += parts(blocks[i])
        done = i + 1
    found += blocks[done:]
    return found


def _bullet(text: str, block: Block) -> str:
    """The bullet or number that stands before a list item in the raw text, and is not part of its own."""
    raw = normalise(text[slice(*block.span)])
    return raw.removesuffix(block.text).rstrip() if raw.endswith(block.text) else ""


def _raw_end(text: str, start: int, end: int, head: str) -> int:
    """Where in ``text`` the characters of ``head`` and the white space after them end: found by counting, then checked."""
    wanted = sum(not char.isspace() for char in head)
    position = start
    while position < end and wanted:
        wanted -= not text[position].isspace()
        position += 1
    while position < end and text[position].isspace():
        position += 1
    return position
