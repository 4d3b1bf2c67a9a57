"""What the verdict weighs: ``python -m training.verdict CORPUS TABLE.json [--folds DIR]``.

Reads the corpora, labels each page with the networks of its fold (``--folds``, so that no network has seen the page; else with
the shipped ones), measures it as newsarchive.verdict does, and fits two linear models for each kind of input: whether a page is an
article, and what else it is. Prints how they do on sites that they were not fitted on, and writes the table; and into the folder of
the folds ``verdict-0.json`` and so on, each fitted without the sites of its fold, for benchmarks/verdict.py.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from heapq import nsmallest
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from newsarchive.decode import decode
from newsarchive.fields.dateline import split_orphan_dash
from newsarchive.fields.linklabel import split_link_labels
from newsarchive.label import label
from newsarchive.label.network import using
from newsarchive.model import RawPage
from newsarchive.verdict.lexicon import lexicon_for
from newsarchive.verdict.markup import measure_markup
from newsarchive.verdict.measures import Page, known_words, measure
from newsarchive.verdict.model import CLIP, COMMON
from training.corpus import NOT_ARTICLES, read_pages
from training.render import render
from training.split import FOLDS, domain_of

KINDS = {
    "listing": "listing", "collection": "listing", "product": "shop", "forum": "forum",
    "documentation": "documentation", "service": "service",
}  # fmt: skip
"""Page type of the corpus -> kind of verdict."""
MEASURED = ("fundus-tests", "wcxb", "waddle-daniel", "l3s-gn1", "zh-news-wwwxmu")
"""The sets of articles over whose mean false alarms are counted."""
FALSE_ALARMS = 0.018
"""Share of articles, in the mean of the five sets, that may be called none: 0.02 with some room for the notices."""
MOST = 240
"""Articles of a data set, but of wcxb, where the other pages come from too: all."""
RENDERERS = ("soup-lines", "resiliparse", "inscriptis")
LEAST_SITES = 12  # on which a word must stand
WORDS = 800
PENALTY_MEASURES, PENALTY_WORDS, PENALTY_KINDS = 20.0, 0.33, 20.0


class Row(NamedTuple):
    """One page in one form."""

    dataset: str
    kind: str
    """``article``, or a kind of verdict."""
    domain: str
    fold: int
    may_train: bool
    form: str
    """``html``, or the renderer."""
    measures: dict[str, float]
    words: frozenset[str]


def read(corpus: Path, folds: Path | None, only: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of the pages to be learnt from and measured on, of all data sets or ``only`` some."""
    names = sorted(path.name.removesuffix(".jsonl.xz") for path in (corpus / "pages").glob("*.jsonl.xz"))
    for name in only or names:
        pages = read_pages(corpus, (name,))
        everything = name in (NOT_ARTICLES, "wcxb")
        for page in pages if everything else nsmallest(MOST, pages, key=lambda page: zlib.crc32(page.id.encode())):
            domain = domain_of(page.raw | {"html": page.html})
            drawn = zlib.crc32(domain.encode())
            fold = drawn % FOLDS  # as split.fold_of has it
            kind = KINDS[page.raw["page_type"]] if name == NOT_ARTICLES else "article"
            nets = {each: folds / f"{each}-{fold}.npz" for each in ("text", "html")} if folds else {}
            with using(**nets) if nets else nullcontext():
                forms = RENDERERS if name == NOT_ARTICLES else (RENDERERS[0], RENDERERS[1 + drawn % 2])
                for form in ("html", *forms):
                    measures, words = _measured(page.html, form)
                    yield Row(name, kind, domain, fold, page.may_train, form, measures, words)


def _measured(html: str, form: str) -> tuple[dict[str, float], frozenset[str]]:
    source, kind = (html, "text/html") if form == "html" else (render(html, form), "text/plain")
    raw = RawPage(source.encode("utf-8", "replace"), "file:///page", media_type=kind, encoding_given="utf-8")
    decoded = decode(raw, kind)
    document = label(decoded.document, decoded.source if form == "html" else "")
    page = Page(split_link_labels(split_orphan_dash(document)), lexicon_for(document.language))
    found = measure(page) | (measure_markup(page) if form == "html" else {})
    words = known_words(page)
    return found, frozenset(
        f"{sort} {word}" for sort in words for word in words[sort] if word.isascii() and word.isalpha()
    )


class Data:
    """The rows of one kind of input as arrays."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.names = sorted(rows[0].measures)
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


def fit(data: Data, chosen: np.ndarray) -> Fitted:
    """The two models of the rows that are ``chosen``."""
    mean, deviation = data.x[chosen].mean(0), data.x[chosen].std(0)
    deviation[deviation < 1e-9] = 1.0
    z = np.clip((data.x - mean) / deviation, -CLIP, CLIP)
    weights, y = data.weights(chosen)[chosen], data.other[chosen][:, None]
    slopes, bias = logistic(z[chosen], y, weights, PENALTY_MEASURES)
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
    return Fitted(mean, deviation, slopes[:, 0], float(bias[0] + word_bias[0]), table, kinds, kind_biases)


def _kinds() -> list[str]:
    return sorted(set(KINDS.values()))


def held_out(data: Data) -> tuple[list[Fitted], np.ndarray, float]:
    """The models of the folds, each page's score from the one that has not seen its site, and how often the kind is right."""
    models, scores, right = [], np.zeros(len(data.rows)), []
    for fold in range(FOLDS):
        fitted, test = fit(data, data.may_train & (data.fold != fold)), data.fold == fold
        scores[test] = fitted.scores(data)[test]
        kinds = (fitted.standard(data.x) @ fitted.kinds + fitted.kind_biases).argmax(1)
        right += [_kinds()[kinds[i]] == data.rows[i].kind for i in np.flatnonzero(test & (data.other == 1))]
        models.append(fitted)
    return models, scores, float(np.mean(right))


def threshold(data: Data, scores: np.ndarray) -> float:
    """The lowest score above which no more than ``FALSE_ALARMS`` of the articles lie, in the mean of the five sets."""
    groups = [scores[(data.sets == name) & data.shown] for name in MEASURED]
    return next(
        each
        for each in sorted(scores[data.shown & (data.other == 0)])
        if np.mean([(group > each).mean() for group in groups]) <= FALSE_ALARMS
    )


def report(data: Data, scores: np.ndarray, limit: float, say: Callable[[str], None] = print) -> None:
    """Print how often each set, and each kind, is called no article."""
    groups = {name: data.sets == name for name in sorted(set(data.sets) - {NOT_ARTICLES})}
    kinds = np.array([row.kind for row in data.rows])
    groups |= {kind: kinds == kind for kind in (*_kinds(),)}
    for name, group in groups.items():
        say(f"  {name}: {(scores[group & data.shown] > limit).mean():.3f} of {(group & data.shown).sum()}")
    found = (scores[data.shown & (data.other == 1)] > limit).mean()
    alarms = np.mean([(scores[(data.sets == name) & data.shown] > limit).mean() for name in MEASURED])
    say(f"  found {found:.3f}, false alarms {alarms:.3f}, balanced accuracy {(found + 1 - alarms) / 2:.3f}")


def table(data: Data, fitted: Fitted, limit: float) -> dict[str, Any]:
    """The table as newsarchive/verdict/model.py reads it; above 0 is no article."""
    words = {data.vocabulary[i]: weight for i, weight in sorted(fitted.words.items())}
    columns = zip(data.names, fitted.mean, fitted.deviation, fitted.slopes, fitted.kinds, strict=True)
    return {
        "bias": round(fitted.bias - limit, 4),
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
        models, scores, right = held_out(data)
        limit = threshold(data, scores)
        print(f"{name}: threshold {limit:.3f}, kind right {right:.3f}")
        report(data, scores, limit)
        for each, fitted in zip(found, [fit(data, data.may_train), *models], strict=True):
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
