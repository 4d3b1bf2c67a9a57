"""Sentences that a careless rendering has cut into several lines, at links and bold words: found, so that they count as one.

``get_text("\\n")`` of an HTML parser gives such pages: "The", "Fetch API", "intends to replace it." One score for the whole
sentence is right where three scores for three short lines would each say menu. Only the grouping belongs here.
"""

from __future__ import annotations

import re
from dataclasses import replace

from newsarchive.label.features import Features, measure_text
from newsarchive.label.phrases import Cue, Phrases
from newsarchive.model import Block

_LONGEST = 60  # lines of one sentence or paragraph
_LEAST = 10.0  # words of a group
_OPEN_END = re.compile(r"(?:[,(„“«\[–—-]|[,，、（「『])$")


def groups(blocks: tuple[Block, ...], features: tuple[Features, ...], phrases: Phrases) -> list[tuple[range, Features]]:
    """The page as runs of blocks that are scored together, most of them of one block, in order. Linear.

    Returns:
        for each run its block numbers and the features of its text as one.
    """
    found: list[tuple[range, Features]] = []
    start = 0
    for i in range(1, len(blocks) + 1):
        if i < len(blocks) and i - start < _LONGEST and _continues(i, blocks, features):
            continue
        found += _group(range(start, i), blocks, features, phrases)
        start = i
    return found


def _group(
    run: range, blocks: tuple[Block, ...], features: tuple[Features, ...], phrases: Phrases
) -> list[tuple[range, Features]]:
    """One group, or each line by itself where together they read no more like sentences than a menu does."""
    if len(run) > 1:
        whole = measure_text(" ".join(blocks[i].text for i in run), phrases)
        if whole.words >= _LEAST and (whole.ends or whole.sentences) and max(features[i].words for i in run) >= 4:
            return [(run, whole)]
    return [(range(i, i + 1), _alone(i, blocks, features)) for i in run]


def _alone(i: int, blocks: tuple[Block, ...], features: tuple[Features, ...]) -> Features:
    """A line by itself; the label of an inset speaks no more against the text going on than a subhead does."""
    return replace(features[i], match=None) if is_inset(i, blocks, features) else features[i]


def is_inset(i: int, blocks: tuple[Block, ...], features: tuple[Features, ...]) -> bool:
    """Whether block ``i`` is a "Read also" with one title on the next line, and after a blank line the text goes on."""
    match = features[i].match
    if match is None or match.cue is not Cue.RELATED_HEADING or i + 2 >= len(blocks):
        return False
    title, after = features[i + 1], features[i + 2]
    apart = blocks[i + 1].blank_before < blocks[i + 2].blank_before
    return apart and 3 <= title.words <= 25 and not title.full_stop and after.words >= 20 and after.ends


def _continues(i: int, blocks: tuple[Block, ...], features: tuple[Features, ...]) -> bool:
    """Whether line ``i`` goes on with the sentence of the line before."""
    before, this = features[i - 1], features[i]
    if blocks[i].blank_before > blocks[i - 1].blank_before + 1 or this.listed or (before.ends and not this.bare):
        return False
    if this.opens_low or _OPEN_END.search(blocks[i - 1].text[-2:]):
        return True
    linked = i + 1 < len(blocks) and features[i + 1].opens_low and blocks[i + 1].blank_before == 0
    return linked and this.words <= 12 and before.lower > 0.3 and blocks[i].blank_before == 0
