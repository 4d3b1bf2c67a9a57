"""The label before a previous or next title on the same line ("Previous post: A title", "← A title"), cut off the title.

The label becomes a block of its own (role ``related_heading``): a title is what the other post is called.
"""

from __future__ import annotations

import re
from dataclasses import replace

from newsarchive.fields.splitting import split_block
from newsarchive.label.language import page_language
from newsarchive.label.phrases import Cue, Phrases, phrases_for
from newsarchive.model import Block, Document, Role

_CUES = {Role.RELATED_PREVIOUS: Cue.PREVIOUS_TITLE, Role.RELATED_NEXT: Cue.NEXT_TITLE}
_ROLES = tuple(_CUES)  # a few comparisons are faster than the hash of an Enum
_ARROW_BEFORE = re.compile(r"[←‹❮◄◀⟵«<→›❯►▶⟶»>]{1,3}\s*(?=\S)")
_ARROW_BEHIND = re.compile(r"\s[←‹❮◄◀⟵«<→›❯►▶⟶»>]{1,3}$")
_QUOTED = re.compile(r"^«[^»]*»|«[^»]*»$")  # guillemets in pairs are quotation marks, not arrows


def split_link_labels(document: Document) -> Document:
    """``document`` with the labels and arrows around previous and next titles cut into blocks of their own."""
    if not any(block.role in _ROLES for block in document.blocks):
        return document
    phrases = phrases_for(page_language(document))
    blocks = [part for block in document.blocks for part in _parts(document.text, block, phrases)]
    return replace(document, blocks=tuple(blocks))


def _parts(text: str, block: Block, phrases: Phrases) -> list[Block]:
    cue = _CUES.get(block.role)
    if cue is None:
        return [block]
    before, title = _cut(text, block, _label_end(block.text, cue, phrases), label_first=True)
    behind = None if _QUOTED.search(title.text) else _ARROW_BEHIND.search(title.text)
    after, title = _cut(text, title, behind.start() if behind else 0, label_first=False)
    return [*before, title, *after]


def _label_end(line: str, cue: Cue, phrases: Phrases) -> int:
    """Characters of ``line`` before the title: a phrase of the tables, an arrow, or both."""
    end = max((m.end() for c, pattern in phrases.patterns if c is cue and (m := pattern.match(line))), default=0)
    if end == 0 and not _QUOTED.search(line) and (arrow := _ARROW_BEFORE.match(line)):
        end = arrow.end()
    return end


def _cut(text: str, block: Block, at: int, *, label_first: bool) -> tuple[list[Block], Block]:
    """The label, if there is one to cut off at ``at``, and the title."""
    halves = split_block(text, block, at) if at else None
    if halves is None:
        return [], block
    label, title = halves if label_first else halves[::-1]
    why = f'rule link-label: "{label.text}"'
    return [label._replace(role=Role.RELATED_HEADING, why=why)], title
