"""What a rule sees: a page's blocks with their measures and the tagger's proposals. Views only; no rule stands here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from newsarchive.label.features import Features
from newsarchive.label.phrases import Cue
from newsarchive.label.proposal import Proposal
from newsarchive.model import Block, Document, Role

Finding = tuple[int, Role, str]
"""Number of a block, the role that a rule gives it, and the words or the place that say so."""


@dataclass(frozen=True)
class Page:
    """One page, as the rules see it. ``features`` and ``proposals`` hold one entry a block."""

    document: Document
    features: tuple[Features, ...]
    proposals: tuple[Proposal, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the document."""
        return self.document.blocks

    @cached_property
    def body(self) -> tuple[int, ...]:
        """The blocks that the tagger holds for body."""
        return tuple(i for i, each in enumerate(self.proposals) if each.role is Role.BODY)

    @cached_property
    def headline(self) -> int | None:
        """The block that the tagger holds for the headline."""
        return next((i for i, each in enumerate(self.proposals) if each.role is Role.HEADLINE), None)

    @cached_property
    def start(self) -> int:
        """Where the article begins: its headline, else its first body block, else the end of the page."""
        first = self.body[0] if self.body else len(self.blocks)
        return first if self.headline is None else min(first, self.headline)

    @cached_property
    def end(self) -> int:
        """The last body block; -1 without one."""
        return self.body[-1] if self.body else -1

    def cue(self, i: int) -> Cue | None:
        """What the phrase tables say of block ``i``; None beyond the page too."""
        if not 0 <= i < len(self.features):
            return None
        match = self.features[i].match
        return match.cue if match else None

    def evidence(self, i: int) -> str:
        """The words that made the cue, shortened, in quotes."""
        match = self.features[i].match
        return quoted(match.evidence if match else self.blocks[i].text)

    def cued(self, *cues: Cue) -> Iterator[int]:
        """The blocks with one of ``cues``, in order."""
        return (i for i, each in enumerate(self.features) if each.match and each.match.cue in cues)

    def is_body(self, i: int) -> bool:
        """Whether the tagger holds block ``i`` for body."""
        return self.proposals[i].role is Role.BODY


def quoted(text: str) -> str:
    """``text``, shortened to what fits a reason, in quotes."""
    return f'"{text}"' if len(text) <= 60 else f'"{text[:59]}…"'
