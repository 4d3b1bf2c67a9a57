"""How near an extracted text comes to the gold text: word F1, Chinese, Japanese and Korean counted by character.

Only the measure belongs here, as pure functions of texts; what is measured and on what stands in systems.py and corpus.py.
Words are counted as a bag, without order. Lines of the extraction that repeat the headline are left out, and lines of the
gold that are marked optional may be there or not; the better reading counts. A data set scores the mean of its pages, and
all together the mean of the data sets, so that a large set weighs no more than a small one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_CHARACTERS = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CHARACTERS}]|[^\W{_CHARACTERS}]+")


class Score(NamedTuple):
    """Each from 0 to 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Gold:
    """What is in the article."""

    text: str
    """The body, without the headline."""
    title: str = ""
    optional: tuple[str, ...] = ()
    """Lines of the body that may be missing."""


def words(text: str) -> list[str]:
    """The words of ``text`` in lower case, in order."""
    return _WORD.findall(text.lower())


def normal(line: str) -> str:
    """The words of a line and nothing else: what two lines are compared by."""
    return " ".join(words(line))


def word_score(found: str, gold: str) -> Score:
    """Precision, recall and F1 of the words of ``found``, each as often as it stands there."""
    ours, theirs = Counter(words(found)), Counter(words(gold))
    if not theirs or not ours:
        return Score(1.0, 1.0, 1.0) if not theirs and not ours else Score(0.0, 0.0, 0.0)
    both = (ours & theirs).total()
    precision, recall = both / ours.total(), both / theirs.total()
    return Score(precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0)


def body_score(found: str, gold: Gold) -> Score:
    """The score of an extracted text against the body."""
    found = _without({normal(gold.title)} - {""}, found)
    score = word_score(found, gold.text)
    if not gold.optional:
        return score
    shorter = _without({normal(line) for line in gold.optional}, gold.text)
    return better(score, word_score(found, shorter))


def article_score(body: str, standfirst: str, gold: Gold) -> Score:
    """The better score of the body alone and of the body with the standfirst in front: gold texts differ on whose it is."""
    alone = body_score(body, gold)
    return better(alone, body_score(f"{standfirst}\n{body}", gold)) if standfirst else alone


def better(one: Score, other: Score) -> Score:
    """The score with the higher F1; the first where they are the same."""
    return max(one, other, key=lambda score: score.f1)


def mean(scores: Iterable[Score]) -> Score:
    """The mean of each figure.

    Raises:
        ValueError: there is no score.
    """
    rows = list(scores)
    if not rows:
        raise ValueError("no score to take the mean of")
    return Score(*(sum(column) / len(rows) for column in zip(*rows, strict=True)))


def by_set(scores: Mapping[str, Sequence[Score]]) -> tuple[dict[str, Score], Score]:
    """The mean of each data set, and the mean of these means."""
    rows = {name: mean(found) for name, found in scores.items()}
    return rows, mean(rows.values())


def _without(lines: set[str], text: str) -> str:
    return "\n".join(line for line in text.split("\n") if normal(line) not in lines) if lines else text
