"""The heart of labelling for text pages: which stretch of the blocks is the article's body, and which block its headline.

Each block gets a score, the log-odds that it is body, from features that hold in any language. A dynamic pass (Viterbi)
then finds the one stretch, with gaps, that the scores speak for most: body text stands together. A trained sequence model
can take this module's place: it gives one :class:`Proposal` a block. Roles finer than headline, body and noise are not
decided here (rules.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from newsarchive.label.features import Features, measure
from newsarchive.label.flow import groups
from newsarchive.label.headline import find_headline
from newsarchive.label.language import page_language
from newsarchive.label.phrases import Cue, Phrases, phrases_for
from newsarchive.label.proposal import Proposal
from newsarchive.model import Block, Document, Role

NAME = "heuristic 1"
"""Name and version, as ``why`` carries it."""

# What a cue takes from the score of its line: labels that never are body text most, words that may stand in it less.
_CUE_COST = {
    Cue.AD_LABEL: 3.0, Cue.AD: 4.0, Cue.NAVIGATION_LABEL: 4.0, Cue.PREVIOUS_LABEL: 4.0, Cue.NEXT_LABEL: 4.0, Cue.PREVIOUS_TITLE: 4.0,
    Cue.NEXT_TITLE: 4.0, Cue.COMMENT_FORM: 4.0, Cue.COMMENT_HEADING: 3.0, Cue.COMMENT_MARK: 3.0, Cue.COOKIE: 5.0, Cue.DATE: 2.5,
    Cue.BYLINE: 1.5, Cue.RELATED_HEADING: 2.5, Cue.RELATED: 2.0, Cue.SHARE: 3.0, Cue.NEWSLETTER: 3.0, Cue.FOOTER: 4.0,
    Cue.CAPTION: 2.0, Cue.NAV: 2.5, Cue.COMMENT_FIELD: 3.0, Cue.OTHER: 1.5,
}  # fmt: skip
# What it costs the article to go on beyond such a line: it seldom does beyond a comment form or a copyright notice.
_BARRIER = {
    Cue.COMMENT_FORM: 8.0, Cue.COMMENT_HEADING: 3.0, Cue.NAVIGATION_LABEL: 6.0, Cue.PREVIOUS_LABEL: 5.0, Cue.NEXT_LABEL: 5.0,
    Cue.PREVIOUS_TITLE: 5.0, Cue.NEXT_TITLE: 5.0, Cue.FOOTER: 5.0, Cue.COMMENT_MARK: 2.5, Cue.RELATED_HEADING: 1.0, Cue.NEWSLETTER: 0.3,
    Cue.COOKIE: 0.5,
}  # fmt: skip
BEFORE, BODY, GAP, AFTER = range(4)
_SUBHEAD = -0.5  # what any line without a cue may cost inside the body: subheads, list items and table rows are body
_OPEN = 1.0  # cost of beginning a body
_LEAVE, _RETURN = 1.5, 0.8  # cost of going into a gap and back: a subhead (-1.5) stays in the body, a menu does not
_STAY = 0.35  # cost of each block of a gap
_NEVER = -1e18


def propose(document: Document) -> tuple[Proposal, ...]:
    """Headline, body or noise for each block of a text page, in order. Linear in the size of the page."""
    phrases = phrases_for(page_language(document))
    return propose_from(document.blocks, measure(document.blocks, phrases), phrases)


def propose_from(blocks: tuple[Block, ...], features: tuple[Features, ...], phrases: Phrases) -> tuple[Proposal, ...]:
    """As :func:`propose`, where the features are measured already."""
    runs = groups(blocks, features, phrases)
    scores = score_runs([whole for _, whole in runs])
    states = best_path(scores, [whole for _, whole in runs])
    score_of = {i: score for (run, _), score in zip(runs, scores, strict=True) for i in run}
    is_body = {i: state == BODY for (run, _), state in zip(runs, states, strict=True) for i in run}
    whole_of = {i: whole for run, whole in runs for i in run}
    headline, chance = find_headline(blocks, features, [i for i in range(len(blocks)) if is_body[i]])
    return tuple(
        Proposal(Role.HEADLINE, chance, f"{NAME} p={chance:.2f}: title before the text, its words return in it")
        if i == headline
        else _proposal(is_body[i], score_of[i], whole_of[i])
        for i in range(len(blocks))
    )


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
    """The log-odds that a block is body, by itself.

    Length carries most: 12 words are even odds, each doubling adds 1.1. Weights set by hand and checked on the even
    pages of a hand-labelled corpus (benchmarks/roles.py); a trained model replaces them.
    """
    if f.bare or not f.words:
        return -2.5
    score = 1.1 * max(-3.0, min(2.6, math.log2(f.words / 12)))
    score += (1.2 if f.ends else -0.5) + min(0.8, 0.4 * f.sentences) + min(0.4, 0.15 * f.commas)
    score += max(-0.6, min(0.6, 3 * (f.function - 0.2))) + max(-0.5, min(0.3, f.lower - 0.5))
    score -= min(2.0, 0.7 * f.separators) * (0.4 if f.ends else 1.0) + (0.5 if f.listed else 0.0)
    score -= 2.0 * max(0.0, f.digits - 0.12) + min(2.0, 1.2 * (f.twins - 1))
    return score - (_CUE_COST[f.match.cue] if f.match else 0.0)


def _around(i: int, own: list[float]) -> float:
    near = [own[j] * (1.0 if abs(i - j) == 1 else 0.6) for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < len(own)]
    return 0.3 * max(-2.0, min(2.0, sum(near) / 3.2))


def best_path(scores: Sequence[float], features: Sequence[Features]) -> list[int]:
    """The likeliest state of each block: before, body, gap in the body, after (Viterbi; costs above)."""
    best = [0.0, _NEVER, _NEVER, _NEVER]
    back: list[tuple[int, int, int, int]] = []
    for score, each in zip(scores, features, strict=True):
        barrier = _BARRIER.get(each.match.cue, 0.0) if each.match else 0.0
        steps = (
            ((best[BEFORE], BEFORE),),
            ((best[BEFORE] - _OPEN, BEFORE), (best[BODY], BODY), (best[GAP] - _RETURN, GAP)),
            ((best[BODY] - _LEAVE, BODY), (best[GAP], GAP)),
            ((best[BODY], BODY), (best[AFTER], AFTER), (best[BEFORE], BEFORE)),
        )
        chosen = [max(options) for options in steps]
        inside = score if each.match else max(score, _SUBHEAD)
        gain = (0.0, inside - barrier, -_STAY - barrier, 0.0)
        best = [value + gain[state] for state, (value, _) in enumerate(chosen)]
        back.append((chosen[0][1], chosen[1][1], chosen[2][1], chosen[3][1]))
    state = max((BEFORE, BODY, AFTER), key=best.__getitem__)
    path = [state] * len(scores)
    for i in range(len(scores) - 1, -1, -1):
        path[i] = state
        state = back[i][state]
    return path
