"""What the measures and words of a page weigh together: a linear table that training/verdict.py learns.

Only the arithmetic belongs here. ``table.json`` holds, for text and for HTML, a bias, for each measure its mean, deviation and
weights, and the weights of some words; a sum above 0 speaks against an article. ``first`` is the like for the first look alone: a
sum below 0 is an article without more ado.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
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
_ARTICLE = "article"
_TELLING = 6  # letters of a word that says something on its own


@dataclass(frozen=True, slots=True)
class Judgement:
    """What speaks for and against an article."""

    score: float
    """Above 0: no article."""
    kind: str
    """What else it is, likeliest; ``article`` where the score says so."""
    reasons: Mapping[str, float]
    """Measure -> what it adds to the score."""
    values: Mapping[str, float]
    """Measure -> its value."""
    words: tuple[str, ...]
    """The words that speak most against an article."""


def clear(measures: Mapping[str, float], *, markup: bool) -> bool:
    """Whether the first look (see :func:`newsarchive.verdict.glance.glance`) shows an article beyond doubt."""
    table = _table(markup)["first"]
    return bool(table["bias"] + sum(_weighed(table["measures"], measures).values()) < 0)


def weigh(measures: Mapping[str, float], words: Mapping[str, Set[str]], *, markup: bool) -> Judgement:
    """The judgement of a page by its measures and words (see :func:`newsarchive.verdict.measures.known_words`)."""
    table = _table(markup)
    reasons = _weighed(table["measures"], measures)
    known = [(weights[word], word) for sort, weights in table["words"].items() for word in weights.keys() & words[sort]]
    added = sum(sorted([weight for weight, _ in known])) / (len(known) + COMMON) ** 0.5
    score = table["bias"] + sum(reasons.values()) + added
    kind = _kind(table, measures) if score > 0 else _ARTICLE
    return Judgement(score, kind, reasons, measures, _telling(known))


def _weighed(table: Mapping[str, Sequence[float]], measures: Mapping[str, float]) -> dict[str, float]:
    return {
        name: slope * min(max((measures[name] - mean) / deviation, -CLIP), CLIP)
        for name, (mean, deviation, slope, *_) in table.items()
    }


def _kind(table: Mapping[str, Any], measures: Mapping[str, float]) -> str:
    scores = list(table["kind_biases"])
    for name, (mean, deviation, _, *weights) in table["measures"].items():
        value = min(max((measures[name] - mean) / deviation, -CLIP), CLIP)
        scores = [so_far + weight * value for so_far, weight in zip(scores, weights, strict=True)]
    return str(table["kinds"][scores.index(max(scores))])


def _telling(known: list[tuple[float, str]]) -> tuple[str, ...]:
    heavy = sorted([(-weight, word) for weight, word in known if weight > 1 and len(word) >= _TELLING])
    return tuple(dict.fromkeys([word for _, word in heavy]))[:3]


@contextmanager
def using(path: Path) -> Iterator[None]:
    """Within it, weigh with the table in ``path``: benchmarks judge pages by tables that have not seen their site."""
    token = _CHOSEN.set(path)
    try:
        yield
    finally:
        _CHOSEN.reset(token)


def _table(markup: bool) -> dict[str, Any]:
    return _read(_CHOSEN.get())["html" if markup else "text"]


@cache
def _read(path: Path | None) -> dict[str, dict[str, Any]]:
    import json

    file = path or resources.files(__package__).joinpath("table.json")
    tables: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return tables
