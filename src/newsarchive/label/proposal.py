"""What a tagger says of one block, before the rules: the seam between the two. Only this value belongs here."""

from __future__ import annotations

from typing import NamedTuple

from newsarchive.model import Role


class Proposal(NamedTuple):
    """One block's likeliest role. The tagger gives exactly one for each block of the document, in order."""

    role: Role
    """The role, unless a rule knows better."""
    probability: float
    """How sure the tagger is of ``role``, 0 to 1."""
    body: float
    """The chance that the block is body, 0 to 1."""
    why: str
    """Name and version of the network, the probability, and where asked for what spoke for the role."""
