"""What a network's chances make of a page: which blocks are the body, which one the headline, and the likeliest role of each.

The chances come from network.py, the headline from headlinechoice.py; rules may know better (rules.py). One
:class:`Proposal` a block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from newsarchive.label.headlinechoice import choose
from newsarchive.label.headlinecolumns import Seen
from newsarchive.label.network import Network, network
from newsarchive.label.pagetext import Array
from newsarchive.label.phrases import Cue
from newsarchive.label.proposal import Proposal
from newsarchive.label.vectors import Vectors, vectors
from newsarchive.model import Block, Document, Role

HTML = "text/html"
_ROLES = tuple(Role)
_HEADLINE, _BODY = _ROLES.index(Role.HEADLINE), _ROLES.index(Role.BODY)
_WINDOW = 4000
"""Blocks that the network sees at once; of 4,702 corpus pages none has more, and time and memory stay bounded."""
_KINDS = (
    (Role.HEADLINE,),
    (Role.STANDFIRST,),
    (Role.BYLINE, Role.DATE),
    (Role.BODY,),
    (Role.RELATED_HEADING, Role.RELATED_PREVIOUS, Role.RELATED_NEXT, Role.RELATED),
    (Role.COMMENT, Role.COMMENT_FORM),
    (Role.NEWSLETTER, Role.AD, Role.COOKIE),
    (Role.CAPTION, Role.NAV, Role.SHARE, Role.FOOTER, Role.OTHER),
)
"""Roles that are easily taken for each other; the kind is chosen first. On 74 hand-labelled pages 0.2 % more lines are right so."""
_MEMBERS = np.array([[role in kind for role in _ROLES] for kind in _KINDS])
_FIELDS = np.array([role in (Role.BYLINE, Role.DATE, Role.STANDFIRST, Role.CAPTION) for role in _ROLES])
_LEAST_FIELD = 0.25
"""The chance below which a block is none of these, which become fields: half of the F1 that captions reach (Lewis 1995).
On 74 hand-labelled pages the precision of captions rises from 0.33 to 0.84, at a tenth of those found; 0.2 and 0.3 do the same."""
_LEAST_BODY = 0.05
_GAP, _SUBHEAD, _IN_GAP = 2, 6, 0.06
"""Blocks between two of the body, words of each, and the chance that is enough for them. On 1,050 held-out pages of five corpora
the F1 is the same with and without, whatever the chance (0.9249 to 0.9252), but with it an article has its subheads."""
_new = tuple.__new__
"""``_new(Proposal, (…))`` is ``Proposal(…)`` in half the time."""
_UNSURE = 0.9
"""Expected F1 below which another opinion is asked. On 298 held-out HTML pages of five corpora, with an earlier
network, the 17 below it went from 0.748 to 0.811 with it; above it the opinion brought a tenth of that, at ten
times the time."""
_WORTH = 0.25
"""The share of the other opinion in the mixture, with which that was measured."""


def propose(
    document: Document,
    cue_of: Callable[[int], Cue | None],
    ask: Callable[[], list[bool] | None],
    *,
    explain: bool = False,
) -> tuple[Proposal, ...]:
    """Role, probability and reason of each block, in order. Linear in the number of blocks.

    Args:
        document: a decoded page.
        cue_of: what the phrase tables say of a block; asked of a few blocks.
        ask: gives another opinion which blocks are the body, or None; asked where the network is unsure.
        explain: let the reason tell what the network went by (grounds.py).
    """
    model = network_for(document)
    page = seen(document)
    words = page.words
    if not len(words):
        return ()
    chances = _one_headline(page, cue_of)
    body, expected = _body(chances[:, _BODY], words)
    opinion = ask() if expected < _UNSURE else None
    name = model.name if opinion is None else f"{model.name}, with a second opinion,"
    if opinion is not None:
        chances = _mixed(chances, np.array(opinion, np.float64))
        body, _ = _body(chances[:, _BODY], words)
    roles = np.where(body, _BODY, _beside_body(chances))
    rows = np.arange(len(roles))
    sure = np.round(chances[rows, roles], 4).tolist()
    reasons = _grounds(document, model, roles) if explain else [""] * len(sure)
    found = zip(roles.tolist(), sure, np.round(chances[:, _BODY], 4).tolist(), reasons, strict=True)
    return tuple(
        [
            _new(Proposal, (_ROLES[role], chance, in_body, f"{name} p={chance:.2f}{reason}"))
            for role, chance, in_body, reason in found
        ]
    )


def _grounds(document: Document, model: Network, roles: Array) -> list[str]:
    from newsarchive.label.grounds import grounds, told

    found: list[str] = []
    for i in range(0, len(roles), _WINDOW):
        part = page_vectors(document, document.blocks[i : i + _WINDOW])
        found += [f": {told(each)}" if each else "" for each in grounds(model, part, roles[i : i + _WINDOW].tolist())]
    return found


def network_for(document: Document) -> Network:
    """The network that labels pages of this media type."""
    return network(markup=document.media_type == HTML)


def seen(document: Document) -> Seen:
    """What the network makes of a page, and which blocks are likely its body."""
    parts = [page_vectors(document, document.blocks[i : i + _WINDOW]) for i in range(0, len(document.blocks), _WINDOW)]
    if not parts:
        return Seen(document, np.zeros((0, len(_ROLES))), np.zeros((0, 0)), np.zeros(0), np.zeros(0, bool))
    model = network_for(document)
    chances = np.concatenate([model.chances(part) for part in parts])
    words = np.concatenate([part.words for part in parts])
    body, _ = _body(chances[:, _BODY], words)
    return Seen(document, chances, np.concatenate([part.dense for part in parts]), words, body)


def page_vectors(document: Document, blocks: Sequence[Block]) -> Vectors:
    """The numbers of some blocks of ``document``."""
    hints = document.hints
    return vectors(blocks, (hints.title, hints.og_title) if document.media_type == HTML else None)


def _one_headline(page: Seen, cue_of: Callable[[int], Cue | None]) -> Array:
    """The chances with all headlines but the chosen one denied: a page has one."""
    choice = choose(page, cue_of, markup=page.document.media_type == HTML)
    chances = page.chances.copy()
    chances[:, _HEADLINE] = 0.0
    if choice is not None:
        chances[choice.place] = 0.0
        chances[choice.place, _HEADLINE] = choice.chance
    return chances


def _beside_body(chances: Array) -> Array:
    """The role of each block should it be no body: the likeliest of the likeliest kind.

    What is nav, footer or other with a fifth each is no byline because that has a quarter; and what becomes a field is that
    because it is likely, not because all else is less so.
    """
    others = chances.copy()
    others[:, _BODY] = 0.0
    sums = np.stack([others[:, members].sum(axis=1) for members in _MEMBERS], axis=1)
    roles: Array = np.where(_MEMBERS[sums.argmax(axis=1)], others, -1.0).argmax(axis=1)
    unsure = _FIELDS[roles] & (others[np.arange(len(roles)), roles] < _LEAST_FIELD)
    roles[unsure] = np.where(_MEMBERS[-1] & ~_FIELDS, others[unsure], -1.0).argmax(axis=1)
    return roles


def _mixed(chances: Array, opinion: Array) -> Array:
    """The chances with a share of another opinion of what is body in them."""
    before = chances[:, _BODY]
    after = (1 - _WORTH) * before + _WORTH * opinion
    mixed: Array = chances * ((1 - after) / np.maximum(1 - before, 1e-9))[:, None]
    mixed[:, _BODY] = after
    return mixed


def _body(chances: Array, words: Array) -> tuple[Array, float]:
    """Which blocks are the body: those that make the expected word F1 of the page greatest; and that F1.

    They are those with a chance above half of that greatest value (Lewis 1995; Ye, Chai, Lee and Chieu 2012), so that a page
    on which little is sure is cut less strictly.
    """
    order = np.argsort(-chances, kind="stable")
    sizes = np.maximum(words[order], 0.5)
    hits = np.cumsum(chances[order] * sizes)
    expected = 2 * hits / (np.cumsum(sizes) + hits[-1])
    best = int(expected.argmax())
    chosen = np.zeros(len(chances), bool)
    chosen[order[: best + 1]] = True
    return _closed(chosen & (chances > _LEAST_BODY), chances, words), float(expected[best])


def _closed(chosen: Array, chances: Array, words: Array) -> Array:
    """The body with small gaps closed: a subhead or a time of day between two paragraphs needs less to be body itself."""
    body = np.flatnonzero(chosen)
    for i in np.flatnonzero(np.diff(body) > 1).tolist():
        gap = slice(int(body[i]) + 1, int(body[i + 1]))
        short = gap.stop - gap.start <= _GAP and (words[gap] <= _SUBHEAD).all()
        if short and (chances[gap] >= _IN_GAP).all():
            chosen[gap] = True
    return chosen
