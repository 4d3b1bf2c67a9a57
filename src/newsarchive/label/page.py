"""What a rule sees: a page's blocks with their measures and the tagger's proposals. Views only; no rule stands here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from newsarchive.label.features import Features
from newsarchive.label.phrases import Cue
from newsarchive.label.proposal import Proposal
from newsarchive.model import Block, Document, Markup, Role, SiteMemory

_BODY, _HEADLINE = Role.BODY, Role.HEADLINE  # looked up here, for Python 3.11 takes 0.1 µs each time
_NO_MARKUP = Markup("", "", 0.0)
Finding = tuple[int, Role, str]
"""Number of a block, the role that a rule gives it, and the words or the place that say so."""


@dataclass(frozen=True)
class Page:
    """One page, as the rules see it. ``features`` and ``proposals`` hold one entry a block."""

    document: Document
    features: tuple[Features, ...]
    proposals: tuple[Proposal, ...]
    settled: dict[int, Block] = field(default_factory=dict)
    """The blocks that the rules asked so far have settled. What a rule finds of them is not heard."""
    memory: SiteMemory | None = None
    """What is known of the site that the page stands on."""

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the document."""
        return self.document.blocks

    @cached_property
    def body(self) -> tuple[int, ...]:
        """The blocks that the tagger holds for body."""
        return tuple([i for i, each in enumerate(self.proposals) if each.role is _BODY])

    @cached_property
    def headline(self) -> int | None:
        """The block that the tagger holds for the headline."""
        return next((i for i, each in enumerate(self.proposals) if each.role is _HEADLINE), None)

    @cached_property
    def start(self) -> int:
        """Where the article begins: its headline, else its first body block, else the end of the page."""
        first = self.body[0] if self.body else len(self.blocks)
        return first if self.headline is None else min(first, self.headline)

    @cached_property
    def end(self) -> int:
        """The last body block; -1 without one."""
        return self.body[-1] if self.body else -1

    @cached_property
    def marked(self) -> tuple[tuple[int, Block, Markup], ...]:
        """The blocks that the DOM knows something of, with it; none of a text page."""
        return tuple([(i, block, block.markup) for i, block in enumerate(self.blocks) if block.markup is not None])

    @cached_property
    def cues(self) -> tuple[Cue | None, ...]:
        """What the phrase tables say of each block."""
        return tuple([each.match.cue if each.match else None for each in self.features])

    @cached_property
    def _places(self) -> dict[Cue, list[int]]:
        places: dict[Cue, list[int]] = {}
        for i, cue in enumerate(self.cues):
            if cue is not None:
                places.setdefault(cue, []).append(i)
        return places

    def cue(self, i: int) -> Cue | None:
        """What the phrase tables say of block ``i``; None beyond the page too."""
        return self.cues[i] if 0 <= i < len(self.cues) else None

    def evidence(self, i: int) -> str:
        """The words that made the cue, shortened, in quotes."""
        match = self.features[i].match
        return quoted(match.evidence if match else self.blocks[i].text)

    def cued(self, *cues: Cue) -> Sequence[int]:
        """The blocks with one of ``cues``, in order."""
        if len(cues) == 1:
            return self._places.get(cues[0], ())
        return sorted(i for cue in cues for i in self._places.get(cue, ()))

    def is_body(self, i: int) -> bool:
        """Whether the tagger holds block ``i`` for body."""
        return self.proposals[i].role is _BODY

    def markup(self, i: int) -> Markup:
        """What the DOM knows of block ``i``; nothing for text."""
        return self.blocks[i].markup or _NO_MARKUP

    def noise(self) -> list[int]:
        """The blocks that are neither headline nor body and that no rule has settled so far."""
        taken = {*self.body, *self.settled, self.headline}
        return [i for i in range(len(self.blocks)) if i not in taken]


def quoted(text: str) -> str:
    """``text``, shortened to what fits a reason, in quotes."""
    return f'"{text}"' if len(text) <= 60 else f'"{text[:59]}…"'
