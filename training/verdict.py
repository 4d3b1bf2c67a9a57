"""What the verdict weighs: ``python -m training.verdict CORPUS TABLE.json [--folds DIR]``.

Fits three linear models for each kind of input to the pages that verdictrows.py reads: whether a first look shows an article beyond
doubt, whether a page is an article, and what else it is. Prints how they do on sites that they were not fitted on, and writes the
table; and into the folder of ``--folds``, whose networks have not seen the pages they label, ``verdict-0.json`` and so on, each
fitted without the sites of its fold, for benchmarks/verdict.py.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from newsarchive.model import Document
from newsarchive.verdict.glance import glance
from newsarchive.verdict.model import CLIP, COMMON
from newsarchive.verdict.page import Page
from training.corpus import NOT_ARTICLES
from training.split import FOLDS
from training.verdictrows import KINDS, RENDERERS, Row, read

MEASURED = ("fundus-tests", "wcxb", "waddle-daniel", "l3s-gn1", "zh-news-wwwxmu")
"""The sets of articles over whose mean false alarms are counted."""
FALSE_ALARMS = {"text": 0.015, "html": 0.0135}
"""Share of articles, in the mean of the five sets, that may be called none: 0.02 with room for the notices and for other sites."""
PASSED = 0.03
"""Share of the other pages that may pass for articles at the first look. Nearly all of them would at the second too."""
LEAST_SITES = 12  # on which a word must stand
WORDS = 800
PENALTY_MEASURES, PENALTY_WORDS, PENALTY_KINDS = 20.0, 0.33, 20.0


def _nothing(form: str) -> Page:
    return Page(Document("", (), "text/html" if form == "html" else "text/plain", "utf-8", "given"))


class Data:
    """The rows of one kind of input as arrays."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.names = sorted(rows[0].measures)
        self.first = np.isin(self.names, list(glance(_nothing(rows[0].form))))
        self.x = np.array([[row.measures[name] for name in self.names] for row in rows])
        self.other = np.array([row.kind != "article" for row in rows], float)
        self.sets = np.array([row.dataset for row in rows])
        self.fold = np.array([row.fold for row in rows])
        self.may_train = np.array([row.may_train for row in rows])
        self.shown = np.array([row.form in ("html", RENDERERS[0]) for row in rows])
        self.vocabulary = self._vocabulary()
        self.words = self._words()

    def _vocabulary(self) -> list[str]:
        sites = defaultdict(set)
        for row in self.rows:
            if row.dataset in (NOT_ARTICLES, "wcxb"):
                for word in row.words:
                    sites[word].add(row.domain)
        return sorted(word for word, found in sites.items() if len(found) >= LEAST_SITES and 1 < len(word) - 2 < 16)

    def _words(self) -> np.ndarray:
        number = {word: i for i, word in enumerate(self.vocabulary)}
        found = np.zeros((len(self.rows), len(number)), np.float32)
        for i, row in enumerate(self.rows):
            found[i, [number[word] for word in row.words if word in number]] = 1
        return found

    def weights(self, chosen: np.ndarray) -> np.ndarray:
        """The other pages count 1; wcxb's articles, and those of all other sets, 0.8 of them in sum."""
        total, weights = self.other[chosen].sum(), np.where(chosen, self.other, 0.0)
        for group in (self.sets == "wcxb", (self.other == 0) & (self.sets != "wcxb")):
            weights[group & chosen] = 0.8 * total / (group & chosen).sum()
        return weights


def logistic(x: np.ndarray, y: np.ndarray, weights: np.ndarray, penalty: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights (features x classes) and biases of a logistic regression with an L2 penalty; ``y`` one column a class."""
    inputs, wanted = torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)
    rows = torch.tensor(weights, dtype=torch.float64)
    slopes = torch.zeros(x.shape[1], y.shape[1], dtype=torch.float64, requires_grad=True)
    biases = torch.zeros(y.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([slopes, biases], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        scores = inputs @ slopes + biases
        if y.shape[1] == 1:
            losses = torch.nn.functional.binary_cross_entropy_with_logits(scores, wanted, reduction="none")[:, 0]
        else:
            losses = -(wanted * scores.log_softmax(1)).sum(1)
        value = (losses * rows).sum() + penalty / 2 * slopes.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return slopes.detach().numpy(), biases.detach().numpy()


class Fitted(NamedTuple):
    """What was learnt of one kind of input."""

    mean: np.ndarray
    deviation: np.ndarray
    slopes: np.ndarray
    bias: float
    words: dict[int, float]
    """Number in the vocabulary -> weight."""
    kinds: np.ndarray
    kind_biases: np.ndarray
    first: np.ndarray
    """Weights of the measures of the first look, in their order."""
    first_bias: float

    def standard(self, x: np.ndarray) -> np.ndarray:
        """The measures in standard deviations, bounded."""
        bounded: np.ndarray = np.clip((x - self.mean) / self.deviation, -CLIP, CLIP)
        return bounded

    def scores(self, data: Data) -> np.ndarray:
        """How much speaks against an article."""
        chosen = data.words[:, list(self.words)]
        words = chosen @ np.array(list(self.words.values())) / np.sqrt(chosen.sum(1) + COMMON)
        total: np.ndarray = self.standard(data.x) @ self.slopes + words + self.bias
        return total

    def first_scores(self, data: Data) -> np.ndarray:
        """The same for the first look."""
        total: np.ndarray = self.standard(data.x)[:, data.first] @ self.first + self.first_bias
        return total


def fit(data: Data, chosen: np.ndarray) -> Fitted:
    """The models of the rows that are ``chosen``."""
    mean, deviation = data.x[chosen].mean(0), data.x[chosen].std(0)
    deviation[deviation < 1e-9] = 1.0
    z = np.clip((data.x - mean) / deviation, -CLIP, CLIP)
    weights, y = data.weights(chosen)[chosen], data.other[chosen][:, None]
    slopes, bias = logistic(z[chosen], y, weights, PENALTY_MEASURES)
    first, first_bias = logistic(z[chosen][:, data.first], y, weights, PENALTY_MEASURES)
    heaviest = np.arange(len(data.vocabulary))
    for most in (WORDS, WORDS):
        words = data.words[chosen][:, heaviest]
        heft, word_bias = logistic(words / np.sqrt(words.sum(1, keepdims=True) + COMMON), y, weights, PENALTY_WORDS)
        order = np.argsort(-np.abs(heft[:, 0]))[:most]
        heaviest, heft = heaviest[order], heft[order]
    others = chosen & (data.other == 1)
    wanted = np.array([[row.kind == kind for kind in _kinds()] for row in data.rows], float)
    kinds, kind_biases = logistic(z[others], wanted[others], np.ones(others.sum()), PENALTY_KINDS)
    table = dict(zip(heaviest.tolist(), heft[:, 0].tolist(), strict=True))
    bias = float(bias[0] + word_bias[0])
    return Fitted(mean, deviation, slopes[:, 0], bias, table, kinds, kind_biases, first[:, 0], float(first_bias[0]))


def _kinds() -> list[str]:
    return sorted(set(KINDS.values()))


class HeldOut(NamedTuple):
    """What the models of the folds say of the pages whose sites they have not seen."""

    models: list[Fitted]
    scores: np.ndarray
    first: np.ndarray
    """The scores of the first look."""
    right: float
    """How often the kind of the other pages is right."""


def held_out(data: Data) -> HeldOut:
    """The models of the folds, and each page's scores from the one that has not seen its site."""
    models, scores, first, right = [], np.zeros(len(data.rows)), np.zeros(len(data.rows)), []
    for fold in range(FOLDS):
        fitted, test = fit(data, data.may_train & (data.fold != fold)), data.fold == fold
        scores[test], first[test] = fitted.scores(data)[test], fitted.first_scores(data)[test]
        kinds = (fitted.standard(data.x) @ fitted.kinds + fitted.kind_biases).argmax(1)
        right += [_kinds()[kinds[i]] == data.rows[i].kind for i in np.flatnonzero(test & (data.other == 1))]
        models.append(fitted)
    return HeldOut(models, scores, first, float(np.mean(right)))


class Limits(NamedTuple):
    """Scores: below ``first`` the first look shows an article, above ``weighed`` the page is none."""

    first: float
    weighed: float


def limits(data: Data, held: HeldOut, alarms: float) -> Limits:
    """Where ``PASSED`` of the other pages pass, and ``alarms`` of the articles, in the mean of the sets, are called none."""
    first = float(np.quantile(held.first[data.shown & (data.other == 1)], PASSED))
    scores = np.where(held.first < first, -np.inf, held.scores)
    groups = [scores[(data.sets == name) & data.shown] for name in MEASURED]
    return Limits(
        first,
        next(
            each
            for each in sorted(scores[data.shown & (data.other == 0)])
            if np.mean([(group > each).mean() for group in groups]) <= alarms
        ),
    )


def report(data: Data, held: HeldOut, limit: Limits, say: Callable[[str], None] = print) -> None:
    """Print how often each set, and each kind, is called no article, and how often the first look is enough."""
    enough = held.first < limit.first
    called = (held.scores > limit.weighed) & ~enough
    groups = {name: data.sets == name for name in sorted(set(data.sets) - {NOT_ARTICLES})}
    kinds = np.array([row.kind for row in data.rows])
    groups |= {kind: kinds == kind for kind in (*_kinds(),)}
    for name, group in groups.items():
        shown = group & data.shown
        say(f"  {name}: {called[shown].mean():.3f} of {shown.sum()}; first look enough for {enough[shown].mean():.2f}")
    found = called[data.shown & (data.other == 1)].mean()
    alarms = np.mean([called[(data.sets == name) & data.shown].mean() for name in MEASURED])
    say(f"  found {found:.3f}, false alarms {alarms:.3f}, balanced accuracy {(found + 1 - alarms) / 2:.3f}")


def table(data: Data, fitted: Fitted, limit: Limits) -> dict[str, Any]:
    """The table as newsarchive/verdict/model.py reads it; above 0 is no article, below 0 of ``first`` is one."""
    words = {data.vocabulary[i]: weight for i, weight in sorted(fitted.words.items())}
    columns = zip(data.names, fitted.mean, fitted.deviation, fitted.slopes, fitted.kinds, strict=True)
    first = zip(
        *(np.array(each)[data.first] for each in (data.names, fitted.mean, fitted.deviation)), fitted.first, strict=True
    )
    return {
        "bias": round(fitted.bias - limit.weighed, 4),
        "first": {
            "bias": round(fitted.first_bias - limit.first, 4),
            "measures": {str(name): [round(float(each), 4) for each in row] for name, *row in first},
        },
        "kinds": _kinds(),
        "kind_biases": np.round(fitted.kind_biases, 3).tolist(),
        "measures": {
            name: [round(float(each), 4) for each in (mean, deviation, slope)] + np.round(kinds, 3).tolist()
            for name, mean, deviation, slope, kinds in columns
        },
        "words": {
            sort: {word[2:]: round(weight, 2) for word, weight in words.items() if word[0] == sort} for sort in "bo"
        },
    }


def learn(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The whole table, and those of the folds behind it; with a report on what was held out."""
    found: list[dict[str, Any]] = [{} for _ in range(FOLDS + 1)]
    for name in ("text", "html"):
        data = Data([row for row in rows if (row.form == "html") == (name == "html")])
        held = held_out(data)
        limit = limits(data, held, FALSE_ALARMS[name])
        print(f"{name}: limits {limit.first:.3f}, {limit.weighed:.3f}; kind right {held.right:.3f}")
        report(data, held, limit)
        for each, fitted in zip(found, [fit(data, data.may_train), *held.models], strict=True):
            each[name] = table(data, fitted, limit)
    return found


def main() -> None:
    """Read the arguments, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("table", type=Path)
    parser.add_argument("--folds", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    whole, *folds = learn(list(read(options.corpus, options.folds)))
    write(options.table, whole)
    for fold, each in enumerate(folds if options.folds else ()):
        write(options.folds / f"verdict-{fold}.json", each)


def write(path: Path, found: dict[str, Any]) -> None:
    """The table as a file, the same for the same table."""
    path.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
