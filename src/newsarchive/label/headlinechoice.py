"""The one headline of a page: every candidate is scored beside the others, and the best is it, or none.

The score is a small network with one hidden layer over the columns of headlinecolumns.py; its weights are learnt listwise, that is
by the chance of the right candidate among all of its page (Cao et al. 2007, "Learning to Rank: From Pairwise Approach to Listwise
Approach"), in training/headline.py. Only loading the weights and choosing belong here.
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
from newsarchive.label.headlinecolumns import VERSION, Seen, candidates, columns
from newsarchive.label.pagetext import Array
from newsarchive.model import Role

LEAST = -1.0
"""What the best score must exceed, where 0 is the score of there being none. On held-out pages of four corpora, 0 would lose 1.4 %
of the headlines that stand in the text; where the headline was taken out, another line is found in its place on 36 % of the texts
and on 14 % of the HTML pages."""
_BODY = tuple(Role).index(Role.BODY)
_LEAST_BESIDE = 0.5
"""How likely the headline a block must be for each chance that it is body, and at all where the block above it likely is: what
falls short of that is a first sentence, or a piece of one, as often as not. Together they cost 0.1 % of the headlines."""


class Choice(NamedTuple):
    """The block that is the headline."""

    place: int
    chance: float
    """Against the other candidates and against none, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt for one kind of page; ``score`` is linear(x) + out(tanh(hidden(x)))."""

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


def choose(page: Seen, is_label: Callable[[int], bool], *, markup: bool) -> Choice | None:
    """The headline of ``page``; None where no block is likely enough.

    Args:
        page: what the network made of it.
        is_label: whether the words of a block say that it is a label or a notice, and so no headline; asked of a few blocks.
        markup: whether the page is HTML.
    """
    places = candidates(page, is_label)
    if not places:
        return None
    scores = _weights(markup=markup).scores(columns(page, places))
    highest = max(float(scores.max()), 0.0)
    chances = np.exp(scores - highest)
    chances /= chances.sum() + np.exp(-highest)
    scores[chances < _LEAST_BESIDE * _body_near(page, places)] = -np.inf
    best = int(scores.argmax())
    return Choice(places[best], float(chances[best])) if scores[best] > LEAST else None


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
    linear, hidden, bias, out = (
        stored[f"{kind}.{name}"].astype(np.float64) for name in ("linear", "hidden", "bias", "out")
    )
    return Weights(linear, hidden, bias, out, float(stored[f"{kind}.offset"][0]))


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
