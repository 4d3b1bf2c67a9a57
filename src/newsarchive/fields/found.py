"""What the readers of single fields find: a value, and where it stood. Values only.

A field whose block has the role of the field takes the block: it stands in ``where`` and nowhere else. What is read out of
the head, or out of a block of another role, takes nothing away from where it stands.
"""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from newsarchive.model import Block, Claim, Where

T = TypeVar("T")
HEAD = (0, 0)


class Found(NamedTuple, Generic[T]):
    """One field's value."""

    value: T
    where: Where
    takes: Block | None = None
    """The block that stands in this field alone."""


class Dated(NamedTuple):
    """A date of the page, with the place where it stands."""

    value: str
    """ISO 8601."""
    raw: str
    place: Block | Claim


def in_block(block: Block, raw: str, why: str) -> Where:
    """``raw`` stands in ``block``."""
    return Where(block.lines, raw, why)


def in_claim(claim: Claim, why: str = "") -> Where:
    """The claim stands in the head of the page, or in the block that it names."""
    return Where((claim.block, claim.block), claim.value, f"rule head: {claim.source}{f'; {why}' if why else ''}")
