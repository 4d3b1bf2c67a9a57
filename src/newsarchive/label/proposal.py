"""What a tagger says of one block, before the rules: the seam between the two. Only this value belongs here."""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.model import Role


@dataclass(frozen=True, slots=True)
class Proposal:
    """One block's coarse role. A tagger gives exactly one for each block of the document, in order."""

    role: Role
    """``HEADLINE``, ``BODY`` or ``OTHER`` (noise, whose finer role the rules settle)."""
    probability: float
    """How sure the tagger is of ``role``, 0 to 1."""
    why: str
    """Name and version of the tagger, its probability and what spoke for the role."""
