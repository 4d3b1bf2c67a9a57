"""Whether the confidence of a page means what it says: the share of the page's text that is rightly placed.

Rightly placed is a part in the body that stands in the gold, and a part elsewhere that does not. The standfirst and optional lines
count as right wherever they are. Weights are characters, as in the confidence itself.

The method: M. H. DeGroot and S. E. Fienberg, "The comparison and evaluation of forecasters", The Statistician 32 (1983), for the
reliability table; M. P. Naeini, G. F. Cooper and M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning",
AAAI 2015, for the expected calibration error over bins of equal width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from measure import Gold, normal

from newsarchive.model import Article

BINS = 10


@dataclass(frozen=True, slots=True)
class Point:
    """One page as one system saw it."""

    confidence: float
    placed: float
    """Share of its characters that are rightly placed."""
    f1: float


@dataclass(frozen=True, slots=True)
class Bin:
    """The pages whose confidence lies between two bounds, and their means."""

    low: float
    high: float
    pages: int
    confidence: float
    placed: float
    f1: float


def rightly_placed(article: Article, gold: Gold) -> float | None:
    """The share of the page's characters that are body and in the gold, or neither; None where there is no text."""
    from newsarchive.label.alignment import stands_in

    parts = sorted(_parts(article))
    free = {normal(line) for line in gold.optional}
    wanted = stands_in(gold.text, [text for _, text, _ in parts])
    total = right = 0
    for (_, text, placed), in_gold in zip(parts, wanted, strict=True):
        total += len(text)
        is_right = placed == "free" or (placed == "body") == in_gold or normal(text) in free
        right += len(text) if is_right else 0
    return right / total if total else None


def _parts(article: Article) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Every part of the page: its lines, its text, and whether it is put into the body."""
    yield from ((part.lines, part.text, "body") for part in article.body)
    yield from ((part.lines, part.text, "out") for part in article.removed)
    yield from ((part.lines, part.title, "out") for part in article.related)
    single = {
        where.lines: (name, where) for name, where in article.where.items()
    }  # a byline may be the date's place too
    for lines, (name, where) in single.items():
        yield lines, where.raw, "free" if name == "standfirst" else "out"


def reliability(points: Iterable[Point]) -> list[Bin]:
    """The pages by confidence, in bins of equal width; bins without pages are left out."""
    bins: dict[int, list[Point]] = {}
    for point in points:
        bins.setdefault(min(int(point.confidence * BINS), BINS - 1), []).append(point)
    return [_bin(number, bins[number]) for number in sorted(bins)]


def _bin(number: int, points: Sequence[Point]) -> Bin:
    count = len(points)
    sums = (sum(p.confidence for p in points), sum(p.placed for p in points), sum(p.f1 for p in points))
    return Bin(number / BINS, (number + 1) / BINS, count, *(total / count for total in sums))


def expected_error(bins: Sequence[Bin]) -> float:
    """The mean distance of confidence and truth over the bins, weighted by their pages; 0 where there are none."""
    pages = sum(found.pages for found in bins)
    return sum(found.pages * abs(found.confidence - found.placed) for found in bins) / pages if pages else 0.0
