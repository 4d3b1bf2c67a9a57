"""What the phrase tables say around a block that may be the headline: a byline or date below it, a heading of other articles above.

Only putting these cues into columns belongs here; headlinecolumns.py puts them beside the others.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from newsarchive.label.pagetext import Array
from newsarchive.label.phrases import Cue

NO_HEADLINE = frozenset(
    {
        *(Cue.AD, Cue.AD_LABEL, Cue.COOKIE, Cue.COMMENT_FORM, Cue.COMMENT_FIELD, Cue.PREVIOUS_LABEL, Cue.NEXT_LABEL),
        *(Cue.NAVIGATION_LABEL, Cue.NEWSLETTER, Cue.FOOTER, Cue.DATE, Cue.CREDIT, Cue.BYLINE),
    }
)
"""What no headline is. It may end as a caption does, with “(photo)”, or begin as a call to share."""
_GROUPS = (
    {Cue.BYLINE},
    {Cue.DATE},
    {Cue.RELATED_HEADING},
    {Cue.CAPTION},
    {Cue.NAV},
    {Cue.OTHER},
    {Cue.CREDIT},
    {Cue.NEWSLETTER},
    {Cue.AD, Cue.AD_LABEL},
    {Cue.NAVIGATION_LABEL, Cue.PREVIOUS_LABEL, Cue.NEXT_LABEL},
    {Cue.SHARE},
    {Cue.COOKIE, Cue.COMMENT_FORM, Cue.FOOTER},
)
"""What is told apart around a headline; each has its columns, in this order."""
_KINDS = {cue: kind for kind, group in enumerate(_GROUPS, start=1) for cue in group}
_EDGE = len(_GROUPS) + 1  # beyond the first or last block
_NEAR = np.array((-2, -1, 1, 2, 3))
_REACH = 6
"""Blocks after a headline among which a byline, date or credit often is, and before it a heading that says what it is."""


def cues_around(at: Array, n: int, cue_of: Callable[[int], Cue | None]) -> Array:
    """What the phrase tables say of each candidate and the blocks around it: bool, candidates x columns.

    Args:
        at: the candidates, one at least, in order.
        n: the blocks of the page.
        cue_of: what the tables say of a block.
    """
    wide = np.full(n + 2 * _REACH + 1, _EDGE)
    inner = wide[_REACH : _REACH + n]
    needed = {j for i in at.tolist() for j in range(max(0, i - _REACH), min(n, i + _REACH + 1))}
    for j in needed:
        cue = cue_of(j)
        inner[j] = _KINDS.get(cue, 0) if cue else 0
    kinds = np.arange(1, _EDGE + 1)
    middle = at[:, None] + _REACH
    near = (wide[middle + _NEAR][:, :, None] == kinds).reshape(len(at), -1)
    after = (wide[middle + np.arange(1, _REACH + 1)][:, :, None] == kinds).any(axis=1)
    above = (wide[middle - np.arange(1, _REACH + 1)][:, :, None] == kinds).any(axis=1)
    own = wide[middle] == kinds
    return np.concatenate([near, after, above, own], axis=1)
