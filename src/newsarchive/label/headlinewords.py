"""The words of the blocks that may be the headline, beside the titles of the page, its first paragraphs and each other.

Only comparing words belongs here; headlinecolumns.py puts these columns beside the others.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from newsarchive.label.pagetext import Array
from newsarchive.model import Block

_HEAD = 400  # characters of a block, and of a title, that are compared
_PARAGRAPH = 400  # characters of a paragraph that are compared
_TELLING = 15  # characters: what is shorter stands in many a block
_STEM = 5
"""Letters: what is left of a word without most of its endings, in the languages that have endings."""
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_NOTHING = (0.0,) * 8


class Words:
    """The words of the candidates; each of its columns is float64, one row a candidate."""

    def __init__(self, texts: Sequence[str], places: Sequence[int], first: int) -> None:
        self.texts, self.places, self.first = texts, places, first
        self.words = [_split(text, _HEAD) for text in texts]
        self.sets = [frozenset(words) for words in self.words]
        self.joined = [_joined(words) for words in self.words]

    def titles(self, given: Sequence[tuple[str, int]]) -> Array:
        """How far each agrees with the titles of the page, and how far beside the candidate that agrees best.

        Args:
            given: each title, and the block that it is, -1 for one of the head.
        """
        found = [self._agreement(title, itself) for title, itself in given]
        recalls = np.stack([each[:, 1] - each[:, 1].max() for each in found], axis=1)
        return np.concatenate([*found, recalls], axis=1)

    def _agreement(self, title: str, itself: int) -> Array:
        words = _split(title, _HEAD)
        known, joined = frozenset(words), _joined(words)
        rows = []
        for place, own, text in zip(self.places, self.words, self.joined, strict=True):
            if place == itself or not words:
                rows.append((*_NOTHING[:-1], 1.0))
                continue
            common = sum(map(known.__contains__, own))
            recall = min(common / len(words), 1.0)
            inside = float(len(own) >= 2 and text in joined)
            begins = float(inside and joined.startswith(text))
            holds = float(len(words) >= 3 and joined in text)
            long = inside * (len(own) >= 4)
            rows.append((common / max(len(own), 1), recall, inside, long, inside * recall, begins, holds, 0.0))
        return np.array(rows)

    def paragraphs(self, texts: Sequence[str], most: int) -> Array:
        """How much of each returns in the text, and how far that is below the greatest.

        The share of its content words that stand in each of the first ``most`` paragraphs, and on the mean; by their stems, the
        share that stands in any paragraph, and in three or more, how often they do, and how many they are.
        """
        split = [frozenset(_split(text, _PARAGRAPH)) for text in texts]
        stems = Counter(stem for known in split for stem in {word[:_STEM] for word in known})
        found = np.zeros((len(self.words), most + 5))
        for row, words in zip(found, self.words, strict=True):
            content = [word for word in words if len(word) > 3 or not word.isascii()]
            some = max(len(content), 1)
            for k, known in enumerate(split[:most]):
                row[k] = sum(map(known.__contains__, content)) / some
            counts = [stems[word[:_STEM]] for word in content]
            row[most + 1] = sum(map(bool, counts)) / some
            row[most + 2] = sum(count > 2 for count in counts) / some
            row[most + 3] = sum(map(math.log1p, counts)) / some
            row[most + 4] = math.log1p(sum(map(bool, counts)))
        found[:, most] = found[:, :most].mean(axis=1)
        return np.concatenate([found, found - found.max(axis=0)], axis=1)

    def repeats(self, blocks: Sequence[Block]) -> Array:
        """How often each stands on the page again, as a block and as a part of one: in a breadcrumb, a caption, a form."""
        page = "\n".join(["", *[block.text for block in blocks], ""]).lower()
        rows = []
        for text in map(str.lower, self.texts):
            again = page.count(f"\n{text}\n") - 1
            within = page.count(text) - again - 1 if len(text) >= _TELLING else 0
            rows.append((min(again, 3), min(within, 3), within > 0))
        return np.array(rows, np.float64)

    def others(self) -> Array:
        """What each shares with its neighbours, whether another candidate repeats it, and whether it is short or long."""
        everything = "\n".join(self.joined)
        rows = []
        for j, (words, text) in enumerate(zip(self.words, self.joined, strict=True)):
            three = len(words) >= 3
            held = three and everything.count(text) > self.joined.count(text)
            repeats = three and text in self.joined[:j]
            counts = (len(words) < 3, len(words) < 2, len(words) > 20)
            rows.append((self._shared(j, j + 1), self._shared(j, j - 1), held, repeats, *counts))
        return np.array(rows, np.float64)

    def _shared(self, j: int, k: int) -> float:
        """The share of the words of candidate ``j`` that the next or previous block has, if it is a candidate."""
        if not 0 <= k < len(self.places) or abs(self.places[j] - self.places[k]) != 1:
            return 0.0
        return len(self.sets[j] & self.sets[k]) / max(len(self.sets[j]), 1)

    def likenesses(self) -> Array:
        """Whether each holds another candidate, at its beginning or end; and how like it the others before the text are."""
        return np.array([self._likeness(j) for j in range(len(self.words))])

    def _likeness(self, j: int) -> tuple[float, ...]:
        own, text = self.sets[j], self.joined[j]
        holds = begins = ends = after = before = again = 0.0
        for k, other in enumerate(self.sets):
            common = len(own & other)
            if k == j or common < 2:
                continue
            held, near = self.joined[k], self.places[k] <= self.first
            if held == text:
                again = max(again, float(near and k > j))
                continue
            if len(self.words[k]) >= 3 and held in text:
                holds, begins, ends = 1.0, max(begins, text.startswith(held)), max(ends, text.endswith(held))
            alike = near * common / len(own | other)
            after, before = max(after, alike * (k > j)), max(before, alike * (k < j))
        return holds, begins, ends, after, before, again


def _split(text: str, most: int) -> list[str]:
    return _WORD.findall(text[:most].lower())


def _joined(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
