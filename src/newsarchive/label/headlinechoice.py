"""The one headline of a page: every candidate is scored beside the others, and the best is it, or none.

A linear score over a few cheap columns (headlinecolumns.py) leaves all but some candidates out; these are scored by a small network
with one hidden layer over all columns. Both are learnt listwise, that is by the chance of the right candidate among all of its
page (Cao et al. 2007, "Learning to Rank: From Pairwise Approach to Listwise Approach"), in training/headline.py. Only loading the
weights and choosing belong here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from newsarchive.errors import ConfigurationError
from newsarchive.label.headlinecolumns import VERSION, Seen, candidates, columns, rough_columns
from newsarchive.label.pagetext import Array
from newsarchive.label.phrases import Cue
from newsarchive.model import Role
from newsarchive.textnorm import fold

LEAST = -1.0
"""What the best score must exceed, where 0 is the score of there being none. On held-out pages of four corpora, -2 would find 0.1 %
more of the headlines that stand in the text; but where the headline was taken out, it would find another line in its place on 49 %
of the texts and 33 % of the HTML pages, instead of 33 % and 15 %."""
KEPT = 8
"""Candidates that the rough score leaves; on held-out pages the headline is among them on 99.5 % of those of text that have it as a
candidate, and on 99.8 % of those of HTML."""
_OBVIOUS, _LIKELY = 0.92, 0.5
"""The chance by the rough score alone, and that of the network, with which no more is asked. On held-out pages that settles 48 % of
those of text and 78 % of those of HTML, and costs 0.02 % and 0.15 % of the headlines."""
_HEADLINE, _BODY = tuple(Role).index(Role.HEADLINE), tuple(Role).index(Role.BODY)
_LEAST_BESIDE = 0.35
"""How likely the headline a block must be for each chance that it is body, and at all where the block above it likely is: what
falls short of that is a first sentence, or a piece of one, as often as not. This costs 0.04 % of the headlines."""
_MARGIN = 2.0
"""In scores. On 8,242 held-out pages of text that sets eight pages right and two wrong; with 5 it would be 10 and 14."""
_LONGEST = 400  # characters of a title that are compared
_LONGEST_OPENING, _PARAGRAPH = 25, 12  # words
_SENTENCE_ENDS = (".", "!", "。", "…", ":", ";", ".”", '."', ".»", "।")
_OPENING = 0.5
"""The chance of a headline that only its place tells, by judgement: too few are found so to measure it."""
_LEAST_WORDS = 3
"""Of a title: fewer are a section or the site. On 2,602 held-out pages of HTML 14 show the title that is shared and another
besides; nine of them have the former as gold."""


class Choice(NamedTuple):
    """The block that is the headline."""

    place: int
    chance: float
    """Against the other candidates and against none, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt for one kind of page; the score is linear(x) + out(tanh(hidden(x)))."""

    rough: Array
    linear: Array
    hidden: Array
    bias: Array
    out: Array
    offset: float
    """Makes the score of there being no headline 0."""

    def scores(self, x: Array) -> Array:
        """float64, one a candidate."""
        found: Array = x @ self.linear + np.tanh(x @ self.hidden + self.bias) @ self.out + self.offset
        return found


def choose(page: Seen, cue_of: Callable[[int], Cue | None], *, markup: bool) -> Choice | None:
    """The headline of ``page``; None where no block is likely enough.

    Args:
        page: what the network made of it.
        cue_of: what the phrase tables say of a block; asked of a few blocks.
        markup: whether the page is HTML.
    """
    places = candidates(page, cue_of)
    if not places:
        return None
    weights = _weights(markup=markup)
    rough = rough_columns(page, places)
    scores = rough @ weights.rough
    choice = (
        _obvious(page, places, scores)
        or _weighed(page, places, rough, scores, weights, cue_of)
        or (None if markup else _opening(page, places))
    )
    return choice and _as_shared(page, places, choice)


def _obvious(page: Seen, places: list[int], rough_scores: Array) -> Choice | None:
    """The candidate that the rough score and the network agree on, which spares the other columns."""
    best = int(rough_scores.argmax())
    chance = 1 / float(np.exp(rough_scores - rough_scores[best]).sum())
    is_likely = page.chances[places[best], _HEADLINE] >= _LIKELY
    return Choice(places[best], chance) if chance >= _OBVIOUS and is_likely else None


def _weighed(
    page: Seen,
    places: list[int],
    rough: Array,
    rough_scores: Array,
    weights: Weights,
    cue_of: Callable[[int], Cue | None],
) -> Choice | None:
    kept = np.sort(np.argsort(-rough_scores, kind="stable")[:KEPT])
    places = [places[i] for i in kept.tolist()]
    scores = weights.scores(columns(page, places, rough[kept], rough_scores[kept], cue_of))
    highest = max(float(scores.max()), 0.0)
    chances = np.exp(scores - highest)
    chances /= chances.sum() + np.exp(-highest)
    likely = np.where(chances < _LEAST_BESIDE * _body_near(page, places), -np.inf, scores)
    best = _set_off(page, places, scores, int(likely.argmax()))
    return Choice(places[best], float(chances[best])) if likely.max() > LEAST else None


def _opening(page: Seen, places: list[int]) -> Choice | None:
    """The first line of a bare text where it is no sentence and paragraphs follow: networks that know pages with menus and dates
    around a headline take it for the first of the paragraphs."""
    body = np.flatnonzero(page.body)[:2].tolist()
    if len(body) < 2 or body[1] != body[0] + 1 or body[0] not in places or not _is_apart(page, body[0], all):
        return None
    first, second = (page.document.blocks[i].text.rstrip() for i in body)
    is_line = page.words[body[0]] <= _LONGEST_OPENING and not first.endswith(_SENTENCE_ENDS)
    if is_line and page.words[body[1]] >= _PARAGRAPH and second.endswith(_SENTENCE_ENDS):
        return Choice(body[0], _OPENING)
    return None


def _set_off(page: Seen, places: list[int], scores: Array, best: int) -> int:
    """``best``, or, if that stands in a run of lines as in a menu, a candidate between blank lines right above the text."""
    if _is_apart(page, places[best], any):
        return best
    above = (k for k, place in enumerate(places) if place == page.first - 1 and _is_apart(page, place, all))
    return next((k for k in above if scores[best] - scores[k] < _MARGIN), best)


def _is_apart(page: Seen, place: int, sides: Callable[[tuple[bool, bool]], bool]) -> bool:
    """Whether there are blank lines on ``any`` or ``all`` sides of a block."""
    around = page.document.blocks[place : place + 2]
    return sides((around[0].blank_before > 0, around[-1].blank_before > 0))


def _as_shared(page: Seen, places: list[int], choice: Choice) -> Choice:
    """The candidate that the publisher gives as title where the article is shared (og:title), if one is that and no more."""
    shared = fold(page.document.hints.og_title[:_LONGEST])
    blocks = page.document.blocks
    if shared.count(" ") < _LEAST_WORDS - 1 or fold(blocks[choice.place].text[:_LONGEST]) == shared:
        return choice
    same = (i for i in places if fold(blocks[i].text[:_LONGEST]) == shared)
    return Choice(next(same, choice.place), choice.chance)


def _body_near(page: Seen, places: list[int]) -> Array:
    """The chance that each candidate is body; 1 where the block above it likely is."""
    own = page.chances[:, _BODY]
    above = np.append(0.0, own[:-1])
    near: Array = np.where(above > 0.5, 1.0, own)[places]
    return near


def load(file: Traversable | Path) -> dict[str, Weights]:
    """Weights for ``text`` and ``html`` from ``file`` (.npz, as training/headline.py writes it).

    Raises:
        ConfigurationError: they were learnt for other columns than this version makes.
    """
    with file.open("rb") as stream, np.load(stream) as packed:
        stored = dict(packed)
    if int(stored["version"][0]) != VERSION:
        raise ConfigurationError(
            f"{file.name} was trained for columns {stored['version'][0]}, this version makes {VERSION}: train it anew"
        )
    return {kind: _of(kind, stored) for kind in ("text", "html")}


def _of(kind: str, stored: dict[str, Array]) -> Weights:
    rough, linear, hidden, bias, out = (
        stored[f"{kind}.{name}"].astype(np.float64) for name in ("rough", "linear", "hidden", "bias", "out")
    )
    return Weights(rough, linear, hidden, bias, out, float(stored[f"{kind}.offset"][0]))


@cache
def _shipped() -> dict[str, Weights]:
    return load(resources.files("newsarchive.label") / "headline.npz")


_chosen: ContextVar[dict[str, Weights] | None] = ContextVar("headline weights", default=None)


def _weights(*, markup: bool) -> Weights:
    return (_chosen.get() or _shipped())["html" if markup else "text"]


@contextmanager
def using(file: Path) -> Iterator[None]:
    """Choose with other weights than the shipped ones: those of a cross-validation, say."""
    token = _chosen.set(load(file))
    try:
        yield
    finally:
        _chosen.reset(token)
