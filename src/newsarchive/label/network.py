"""A trained network, run in numpy: the vectors of a page in, for each block the chances of the roles out.

The arithmetic of training/network.py, nothing else: embeddings summed for each block, convolutions of three blocks with
growing dilation, the page's mean and maximum given to every block, one linear layer. Sums run in double precision, so that
the last digits that differ from one processor to the next stand far behind those that are rounded and kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from newsarchive.errors import ConfigurationError
from newsarchive.label.pagetext import Array
from newsarchive.label.vectors import VERSION, Vectors

_TEXT, _HTML = "text.npz", "html.npz"


_ALONE = 1 << 18
_MIDDLE = 128
_SLOTS = 17
"""Bits of a hash that choose the slot of a word; the other 15 tell it from the words that share the slot."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a network knows: those that stand on pages of several sites. All others are one unknown word to it."""

    checks: Array
    """uint16, for each slot the low bits of the word in it."""
    numbers: Array
    """uint16, for each slot the row of the word in it; 0 where there is none."""

    def rows(self, tokens: Array) -> Array:
        """For each hash the row of its embedding; 0 for words that the network does not know."""
        slots = tokens >> np.uint32(32 - _SLOTS)
        known = self.checks[slots] == (tokens & np.uint32((1 << (32 - _SLOTS)) - 1))
        rows: Array = self.numbers[slots] * known
        return rows


def vocabulary(hashes: Array) -> Vocabulary:
    """The vocabulary of ``hashes`` (uint32), of which the first has row 1; of two in one slot the first stays."""
    checks, numbers = np.zeros(1 << _SLOTS, np.uint16), np.zeros(1 << _SLOTS, np.uint16)
    slots = hashes[::-1] >> np.uint32(32 - _SLOTS)
    checks[slots] = hashes[::-1] & np.uint32((1 << (32 - _SLOTS)) - 1)
    numbers[slots] = np.arange(len(hashes), 0, -1)
    return Vocabulary(checks, numbers)


@dataclass(frozen=True, slots=True)
class Network:
    """The weights of one network."""

    name: str
    arrays: dict[str, Array]
    vocabularies: dict[str, Vocabulary]
    dilations: tuple[int, ...]
    pool_after: tuple[int, ...]

    def chances(self, page: Vectors) -> Array:
        """float64, blocks x roles (in the order of :class:`newsarchive.model.Role`), each row summing to 1."""
        return _softmax(self.scores(page))

    def scores(self, page: Vectors) -> Array:
        """float64, blocks x roles: log-odds but for a constant a row."""
        arrays = self.arrays
        parts = [page.dense.astype(np.float64), self._bag("words", page.tokens, page.starts)]
        if page.markup_tokens is not None and page.markup_starts is not None:
            parts.append(self._bag("names", page.markup_tokens, page.markup_starts))
        x = np.maximum(_product(np.concatenate(parts, axis=1), arrays["enter.weight"]) + arrays["enter.bias"], 0.0)
        pool = 0
        for i, dilation in enumerate(self.dilations):
            x = x + self.convolved(i, x, dilation)
            if i + 1 in self.pool_after:
                shown = np.maximum(x, 0.0)
                page_wide = np.concatenate([shown.mean(axis=0), shown.max(axis=0)])
                x = x + np.maximum(page_wide @ arrays[f"pools.{pool}.weight"] + arrays[f"pools.{pool}.bias"], 0.0)
                pool += 1
        return _product(np.maximum(x, 0.0), arrays["leave.weight"]) + arrays["leave.bias"]

    def _bag(self, kind: str, tokens: Array, starts: Array) -> Array:
        """The sum of the embeddings of each block's words over the square root of their number. Exact: a sum of integers."""
        rows = self.vocabularies[kind].rows(tokens)
        counts = np.diff(starts, append=len(tokens))
        sums = np.add.reduceat(self.arrays[f"{kind}.table"].take(rows, axis=0), starts, axis=0).view(np.uint16)
        centred = sums - (_MIDDLE * counts)[:, None]
        weighted: Array = centred * (self.arrays[f"{kind}.scale"] / np.sqrt(counts))[:, None]
        return weighted

    def convolved(self, i: int, x: Array, dilation: int) -> Array:
        """What convolution ``i`` adds to ``x``, blocks x hidden."""
        before, own, after = self.arrays[f"convolutions.{i}.weight"]
        y = _product(x, own) + self.arrays[f"convolutions.{i}.bias"]
        if dilation < len(x):
            y[dilation:] += _product(x[:-dilation], before)
            y[:-dilation] += _product(x[dilation:], after)
        return _product(np.maximum(y, 0.0), self.arrays[f"mixers.{i}.weight"]) + self.arrays[f"mixers.{i}.bias"]


def _product(x: Array, weights: Array) -> Array:
    """``x @ weights``, in pieces so small that BLAS does not wake its threads.

    OpenBLAS multiplies matrices of more than 2^18 products in as many threads as there are cores, which then spin: on a page's
    small matrices that took three times the processor time of one thread.
    """
    step = max(1, _ALONE // weights.size)
    product = np.empty((len(x), weights.shape[1]))
    for i in range(0, len(x), step):
        np.matmul(x[i : i + step], weights, out=product[i : i + step])
    return product


def _softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Array = powers / powers.sum(axis=1, keepdims=True)
    return chances


def load(file: Traversable | Path) -> Network:
    """The network in ``file`` (.npz, as training/export.py writes it).

    Raises:
        ConfigurationError: it was trained on other vectors than this version makes.
    """
    with file.open("rb") as stream, np.load(stream) as packed:
        stored: dict[str, Any] = dict(packed)
    if int(stored["version"][0]) != VERSION:
        raise ConfigurationError(
            f"{file.name} was trained for vectors {stored['version'][0]}, this version makes {VERSION}: train it anew"
        )
    arrays = {
        name: _oriented(name, value)
        for name, value in stored.items()
        if value.dtype in {np.dtype(np.float32), np.dtype(np.int8)}
    }
    vocabularies = {
        kind: vocabulary(stored[f"{kind}.hashes"]) for kind in ("words", "names") if f"{kind}.hashes" in stored
    }
    return Network(
        str(stored["name"][0]),
        arrays,
        vocabularies,
        tuple(map(int, stored["dilations"])),
        tuple(map(int, stored["pool_after"])),
    )


def _oriented(name: str, value: Array) -> Array:
    """Weights as matrices to multiply a row with from the right, those of a convolution as three; embeddings as :func:`_lanes`."""
    if name.endswith("table"):
        return _lanes(value)
    return np.ascontiguousarray(value.T, dtype=np.float64)  # of a convolution, which is out x in x 3, too


def _lanes(table: Array) -> Array:
    """A table of bytes as one of uint64, four numbers side by side in each, which are added at once.

    Each is raised by :data:`_MIDDLE`, so that none is negative, and has 16 bits, enough for the sum of 257. Bags are smaller:
    of a text 83 (vectors.py), of markup 233 (a path of 400 characters has 200 tags, tagwords.py).
    """
    return (table.astype(np.int16) + _MIDDLE).astype(np.uint16).view(np.uint64)


@cache
def _shipped(name: str) -> Network:
    return load(resources.files("newsarchive.label") / "networks" / name)


_chosen: ContextVar[dict[str, Network] | None] = ContextVar("networks", default=None)


def network(*, markup: bool) -> Network:
    """The network for HTML, or the one for text; loaded when first needed."""
    name = _HTML if markup else _TEXT
    chosen = _chosen.get() or {}
    return chosen.get(name) or _shipped(name)


@contextmanager
def using(*, text: Path | None = None, html: Path | None = None) -> Iterator[None]:
    """Label with other networks than the shipped ones: those of a cross-validation, say."""
    given = {_TEXT: text, _HTML: html}
    token = _chosen.set({name: load(path) for name, path in given.items() if path is not None})
    try:
        yield
    finally:
        _chosen.reset(token)
