"""The heart of labelling for text pages: which stretch of the blocks is the article's body, and which block its headline.

Each block gets a score, the log-odds that it is body, from features that hold in any language. A dynamic pass (Viterbi)
then finds the one stretch, with gaps, that the scores speak for most: body text stands together. A trained sequence model
can take this module's place: it gives one :class:`Proposal` a block. Roles finer than headline, body and noise are not
decided here (rules.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from newsarchive.label.features import Features
from newsarchive.label.flow import groups
from newsarchive.label.headline import find_headline
from newsarchive.label.phrases import Cue, Phrases
from newsarchive.label.proposal import Proposal
from newsarchive.model import Block, Role

NAME = "heuristic 1"
"""Name and version, as ``why`` carries it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the features are worth, in log-odds of body, and what the steps of the dynamic pass cost.

    Set by hand, then by coordinate search on 237 pages in plain text of six corpora (word F1 of the body 0.918) and the even
    pages of a hand-labelled corpus (benchmarks/roles.py; F1 by line 0.92, on the odd pages 0.88). A trained model replaces them.
    """

    even: float = 8.5
    """Words of a line that is as often body as not, all else apart."""
    doubling: float = 1.1
    """For each doubling of the words above that, and each halving below."""
    ends: float = 1.2
    no_end: float = -0.85
    sentence: float = 0.35
    comma: float = 0.2
    function: float = 4.2
    """For the share of function words above a fifth, at most a fifth of it."""
    lower: float = 1.0
    separator: float = -0.35
    listed: float = -0.5
    digits: float = -0.85
    twin: float = -1.7
    cues: float = 1.7
    """Times the costs in :data:`CUE_COST`."""
    around: float = 0.2
    """Share of the neighbours' mean score."""
    bare: float = -1.75
    begin: float = -0.3
    """To begin the body at all."""
    leave: float = -3.0
    """To go into a gap: so that a subhead stays in the body and a menu does not."""
    leave_at_cue: float = -2.5
    """The same where a line with a cue begins the gap: "Read also", "Advertisement"."""
    come_back: float = -1.5
    stay: float = -0.5
    """For each block of a gap."""
    subhead: float = -0.3
    """The least that a line without a cue may cost inside the body: subheads, list items and table rows are body."""


WEIGHTS = Weights()

CUE_COST: Mapping[Cue, float] = MappingProxyType(
    {
        Cue.AD_LABEL: 3.0, Cue.AD: 4.0, Cue.NAVIGATION_LABEL: 4.0, Cue.PREVIOUS_LABEL: 4.0, Cue.NEXT_LABEL: 4.0,
        Cue.PREVIOUS_TITLE: 4.0, Cue.NEXT_TITLE: 4.0, Cue.COMMENT_FORM: 4.0, Cue.COMMENT_HEADING: 3.0, Cue.COMMENT_MARK: 3.0,
        Cue.COOKIE: 5.0, Cue.DATE: 2.5, Cue.CREDIT: 0.5, Cue.BYLINE: 1.5, Cue.RELATED_HEADING: 2.5, Cue.RELATED: 2.0,
        Cue.SHARE: 3.0, Cue.NEWSLETTER: 3.0, Cue.FOOTER: 4.0, Cue.CAPTION: 2.0, Cue.NAV: 2.5,
        Cue.COMMENT_FIELD: 3.0, Cue.OTHER: 1.5,
    }
)  # fmt: skip
"""What a cue takes from the score of its line: labels that never are body text most, words that may stand in it less."""

BARRIER: Mapping[Cue, float] = MappingProxyType(
    {
        Cue.COMMENT_FORM: 8.0, Cue.COMMENT_HEADING: 3.0, Cue.NAVIGATION_LABEL: 6.0, Cue.PREVIOUS_LABEL: 5.0, Cue.NEXT_LABEL: 5.0,
        Cue.PREVIOUS_TITLE: 5.0, Cue.NEXT_TITLE: 5.0, Cue.FOOTER: 5.0, Cue.COMMENT_MARK: 2.5, Cue.RELATED_HEADING: 0.8,
        Cue.NEWSLETTER: 0.3, Cue.COOKIE: 0.5,
    }
)  # fmt: skip
"""What it costs the article to go on beyond such a line: it seldom does beyond a comment form or a copyright notice."""

BEFORE, BODY, GAP, AFTER = range(4)
_NEVER = -math.inf
_Sums = tuple[float, float, float, float]
_Origins = tuple[int, int, int, int]


def propose(blocks: tuple[Block, ...], features: tuple[Features, ...], phrases: Phrases) -> tuple[Proposal, ...]:
    """Headline, body or noise for each block of a text page, in order. Linear in the size of the page."""
    runs = groups(blocks, features, phrases)
    wholes = [whole for _, whole in runs]
    scores = score_runs(wholes)
    states = best_path(scores, wholes)
    proposals = [
        _proposal(state == BODY, score, whole)
        for (run, whole), score, state in zip(runs, scores, states, strict=True)
        for _ in run
    ]
    headline, chance = find_headline(features, [i for i, each in enumerate(proposals) if each.role is Role.BODY])
    if headline is not None:
        why = f"{NAME} p={chance:.2f}: title before the text, its words return in it"
        proposals[headline] = Proposal(Role.HEADLINE, chance, why)
    return tuple(proposals)


def _proposal(is_body: bool, score: float, features: Features) -> Proposal:
    if is_body:
        chance = _chance(max(score, -1.0) + 0.8)
        return Proposal(Role.BODY, chance, f"{NAME} p={chance:.2f}: {_grounds(features)}")
    chance = 1 - _chance(score - 0.8)
    return Proposal(Role.OTHER, chance, f"{NAME} p={chance:.2f}: outside the text, {_grounds(features)}")


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-20.0, min(20.0, score))))


def _grounds(features: Features) -> str:
    length = "long" if features.words >= 25 else "short" if features.words < 8 else "middling"
    return f"{length} {'sentence' if features.ends else 'line'} of {features.words:.0f} words"


def score_runs(features: Sequence[Features]) -> list[float]:
    """The log-odds of each run of blocks, its own and a share of its neighbours'."""
    own = [_score(each) for each in features]
    return [own[i] + _around(i, own) for i in range(len(own))]


def _score(f: Features) -> float:
    """The log-odds that a block is body, by itself. Length carries most."""
    w = WEIGHTS
    if f.bare or not f.words:
        return w.bare
    score = w.doubling * max(-3.0, min(2.6, math.log2(f.words / w.even)))
    score += (w.ends if f.ends else w.no_end) + w.sentence * min(2, f.sentences) + w.comma * min(3, f.commas)
    score += w.function * max(-0.2, min(0.2, f.function - 0.2)) + w.lower * max(-0.5, min(0.3, f.lower - 0.5))
    score += w.separator * min(3, f.separators) * (0.4 if f.ends else 1.0) + w.listed * f.listed
    score += w.digits * max(0.0, f.digits - 0.12) + w.twin * min(1.7, f.twins - 1)
    return score - (w.cues * CUE_COST[f.match.cue] if f.match else 0.0)


def _around(i: int, own: Sequence[float]) -> float:
    near = [own[j] * (1.0 if abs(i - j) == 1 else 0.6) for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < len(own)]
    return WEIGHTS.around * max(-2.0, min(2.0, sum(near) / 3.2))


def best_path(scores: Sequence[float], features: Sequence[Features]) -> list[int]:
    """The likeliest state of each run: before, body, gap in the body, after (Viterbi 1967; costs in :class:`Weights`)."""
    best: _Sums = (0.0, _NEVER, _NEVER, _NEVER)
    back: list[_Origins] = []
    for score, each in zip(scores, features, strict=True):
        best, origins = _step(best, score, each)
        back.append(origins)
    state = max((BEFORE, BODY, AFTER), key=best.__getitem__)
    path = [state] * len(scores)
    for i in range(len(scores) - 1, -1, -1):
        path[i] = state
        state = back[i][state]
    return path


def _step(best: _Sums, score: float, f: Features) -> tuple[_Sums, _Origins]:
    """One step of the pass: the best sum of each state after a run, and the state that it came from."""
    before, body, gap, after = best
    barrier = BARRIER.get(f.match.cue, 0.0) if f.match else 0.0
    as_body = (score if f.match else max(score, WEIGHTS.subhead)) - barrier
    leave = WEIGHTS.leave_at_cue if f.match else WEIGHTS.leave
    into_body = max((before + WEIGHTS.begin, BEFORE), (body, BODY), (gap + WEIGHTS.come_back, GAP))
    into_gap = max((body + leave, BODY), (gap, GAP))
    into_after = max((body, BODY), (after, AFTER))
    sums = (before, into_body[0] + as_body, into_gap[0] + WEIGHTS.stay - barrier, into_after[0])
    return sums, (BEFORE, into_body[1], into_gap[1], into_after[1])
