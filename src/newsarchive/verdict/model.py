"""What the measures and words of a page weigh together: a linear table that training/verdict.py learns.

Only the arithmetic belongs here. ``table.json`` holds, for text and for HTML, a bias, for each measure its mean, deviation and
weights, and the weights of some words; a sum above 0 speaks against an article.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

CLIP = 4.0
"""Standard deviations beyond which a measure counts no more."""
COMMON = 20.0
"""The weights of a page's known words are divided by the root of their number and this."""
_CHOSEN: ContextVar[Path | None] = ContextVar("verdict_table", default=None)
_TELLING = 6  # letters of a word that says something on its own


@dataclass(frozen=True, slots=True)
class Judgement:
    """What speaks for and against an article."""

    score: float
    """Above 0: no article."""
    kind: str
    """What else it is, likeliest."""
    reasons: Mapping[str, float]
    """Measure -> what it adds to the score."""
    values: Mapping[str, float]
    """Measure -> its value."""
    words: tuple[str, ...]
    """The words that speak most against an article."""


def weigh(measures: Mapping[str, float], words: Mapping[str, set[str]], *, markup: bool) -> Judgement:
    """The judgement of a page by its measures and words (see :func:`newsarchive.verdict.measures.known_words`)."""
    table = _tables()["html" if markup else "text"]
    kinds = list(table["kind_biases"])
    reasons = {}
    for name, (mean, deviation, slope, *by_kind) in table["measures"].items():
        value = min(max((measures[name] - mean) / deviation, -CLIP), CLIP)
        reasons[name] = slope * value
        kinds = [so_far + weight * value for so_far, weight in zip(kinds, by_kind, strict=True)]
    known = [(weights[word], word) for sort, weights in table["words"].items() for word in weights.keys() & words[sort]]
    added = sum(sorted(weight for weight, _ in known)) / (len(known) + COMMON) ** 0.5
    score = table["bias"] + sum(reasons.values()) + added
    return Judgement(score, table["kinds"][kinds.index(max(kinds))], reasons, measures, _telling(known))


def _telling(known: list[tuple[float, str]]) -> tuple[str, ...]:
    heavy = sorted((-weight, word) for weight, word in known if weight > 1 and len(word) >= _TELLING)
    return tuple(dict.fromkeys(word for _, word in heavy))[:3]


@contextmanager
def using(path: Path) -> Iterator[None]:
    """Within it, weigh with the table in ``path``: benchmarks judge pages by tables that have not seen their site."""
    token = _CHOSEN.set(path)
    try:
        yield
    finally:
        _CHOSEN.reset(token)


def _tables() -> dict[str, dict[str, Any]]:
    return _read(_CHOSEN.get())


@cache
def _read(path: Path | None) -> dict[str, dict[str, Any]]:
    file = path or resources.files(__package__).joinpath("table.json")
    tables: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return tables
