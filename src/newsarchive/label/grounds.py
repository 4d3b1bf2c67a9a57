"""What spoke for a block's role: how much the network's odds fall when a kind of feature is hidden from it.

Occlusion, as Zeiler and Fergus 2014 do it with images: slow (a pass for each kind of feature and phase), used only where
somebody asks. Nothing here changes a role.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from newsarchive.label.network import Network
from newsarchive.label.pagetext import Array
from newsarchive.label.tagwords import MARKUP_NAMES
from newsarchive.label.vectors import NAMES, Vectors

GROUPS: dict[str, tuple[str, ...]] = {
    "length": ("characters", "words", "share of the page"),
    "word lengths": ("word length", "long words"),
    "capitals": ("capitals", "small initials", "capital initials", "begins small"),
    "sentence marks": (
        *("commas", "sentence ends", "quotes"),
        *("ends a sentence", "ends with a colon", "ends with a question", "ends with an ellipsis"),
    ),
    "numbers and dates": ("digits", "begins with a digit", "numbers", "years", "times"),
    "signs": ("separators", "other signs", "begins with a sign", "no letters", "at sign", "copyright sign", "slashes", "brackets"),
    "blank lines and indent": ("blank lines before", "blank lines after", "indent"),
    "repeated in the page": ("twins", "seen above", "same beginning"),
    "its words return in the text": ("echo", "words of its own"),
    "place in the page": ("place", "blocks above", "blocks below", "words above"),
    "the page's shape": ("blocks of the page", "longest of the page", "dense script"),
    "form": tuple(name for name in NAMES if name.startswith("is ")),
    "links": ("link density", "links", "is linked"),
    "tree": ("depth", "same parent above", "same parent below"),
    "the page's title": ("agrees with the title", "agrees with og:title"),
}  # fmt: skip
"""Kinds of features, and the columns of each."""
WORDS, TAGS = "its words", "tags and class names"
_PHASES = 12
"""Only every twelfth block is occluded at once: what is hidden of one block tells little of another that far away."""
_SHOWN = 3
_LEAST = 0.1
"""Changes of the log-odds that are not worth a word."""

Ground = tuple[str, float]
"""A kind of feature, and by how much the log-odds of the role fall without it."""


def grounds(model: Network, page: Vectors, roles: Sequence[int]) -> list[tuple[Ground, ...]]:
    """For each block the kinds of features that speak most for its role or against it, the strongest first."""
    chosen = np.array(roles)
    before = _log_odds(model.chances(page), chosen)
    changes = {name: np.zeros(len(chosen)) for name, _ in _occlusions(page, np.zeros(0, np.int64))}
    for phase in range(min(_PHASES, len(chosen))):
        rows = np.arange(phase, len(chosen), _PHASES)
        for name, hidden in _occlusions(page, rows):
            changes[name][rows] = (before - _log_odds(model.chances(hidden), chosen))[rows]
    result = []
    for i in range(len(chosen)):
        found = sorted(((name, float(change[i])) for name, change in changes.items()), key=lambda g: (-abs(g[1]), g[0]))
        result.append(tuple((name, round(change, 1)) for name, change in found[:_SHOWN] if abs(change) >= _LEAST))
    return result


def told(found: Sequence[Ground]) -> str:
    """Grounds as a phrase: ``length +3.1, its words -0.4``."""
    return ", ".join(f"{name} {change:+.1f}" for name, change in found)


def _log_odds(chances: Array, roles: Array) -> Array:
    own = chances[np.arange(len(roles)), roles]
    odds: Array = np.log(np.maximum(own, 1e-9)) - np.log(np.maximum(1 - own, 1e-9))
    return odds


def _occlusions(page: Vectors, rows: Array) -> Iterator[tuple[str, Vectors]]:
    """The page with one kind of feature after the other hidden in ``rows``: measures at the page's mean, words left out."""
    columns = (*NAMES, *MARKUP_NAMES)[: page.dense.shape[1]]
    mean = page.dense.mean(axis=0)
    for name, members in GROUPS.items():
        places = [columns.index(member) for member in members if member in columns]
        if places:
            dense = page.dense.copy()
            dense[rows[:, None], np.array(places)] = mean[places]
            yield name, replace(page, dense=dense)
    tokens, starts = _without(page.tokens, page.starts, rows)
    yield WORDS, replace(page, tokens=tokens, starts=starts)
    if page.markup_tokens is not None and page.markup_starts is not None:
        tokens, starts = _without(page.markup_tokens, page.markup_starts, rows)
        yield TAGS, replace(page, markup_tokens=tokens, markup_starts=starts)


def _without(tokens: Array, starts: Array, rows: Array) -> tuple[Array, Array]:
    """The bags with those of ``rows`` cut down to their first word: an empty bag cannot be summed."""
    counts = np.diff(np.append(starts, len(tokens)))
    rank = np.arange(len(tokens)) - np.repeat(starts, counts)
    hidden = np.isin(np.repeat(np.arange(len(starts)), counts), rows) & (rank > 0)
    counts = counts.copy()
    counts[rows] = np.minimum(counts[rows], 1)
    return tokens[~hidden], np.cumsum(counts) - counts
