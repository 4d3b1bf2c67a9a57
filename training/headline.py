"""The weights that choose the headline: ``python -m training.headline CORPUS FOLDS FILE [--fold K]``.

FOLDS holds the networks of a cross-validation (text-0.npz, html-0.npz …, as ``training.train --fold`` writes them): each page is
labelled by the ones that did not see its domain, for what a network says of pages that it was trained on is too sure to learn
from. FILE is what newsarchive/label/headlinechoice.py reads. With ``--fold K`` the pages of fold K are held out and scored.

The gold is a title; every candidate with its words is right. Pages on which no block has it are left out: most often the gold was
then taken from the HTML head, and what stands on the page is as good a headline.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from newsarchive.decode import decode
from newsarchive.label import no_headline
from newsarchive.label.features import measure
from newsarchive.label.headlinecolumns import VERSION, candidates, columns
from newsarchive.label.language import page_language
from newsarchive.label.network import using
from newsarchive.label.phrases import phrases_for
from newsarchive.label.tagger import seen
from newsarchive.model import RawPage
from newsarchive.textnorm import fold
from training.corpus import Page, read_pages
from training.render import render
from training.split import fold_of

DATASETS = ("fundus-tests", "wcxb", "waddle-daniel", "trafilatura-eval", "postlight-parser")
"""Those whose titles people wrote or checked, and whose licence lets a shipped model learn from them."""
RENDERINGS = ("resiliparse", "soup", "inscriptis")
HIDDEN, EPOCHS, RATE, DECAY, BATCH = 16, 40, 5e-3, 1e-3, 256
"""16 hidden units choose right on 0.3 to 2 % more pages than none. A decay of 1e-3 does better than 3e-3, by a little."""
NONE = 0.2
"""The weight of the same page without its headline, on which none is right."""


@dataclass(frozen=True, slots=True)
class Example:
    """One page in one rendering."""

    id: str
    dataset: str
    fold: int
    markup: bool
    may_train: bool
    columns: Any
    """float32, candidates x columns."""
    right: Any
    """bool, one a candidate."""


def main() -> None:
    """Read the arguments, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("folds", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--fold", type=int, default=None)
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    write(list(examples(options.corpus, options.folds)), options.file, options.fold)


def write(found: list[Example], file: Path, held_out: int | None = None) -> None:
    """Learn from all examples but those of a fold, and write the weights; the share that is right of the fold is printed."""
    stored: dict[str, Any] = {"version": np.array([VERSION])}
    for kind in ("text", "html"):
        mine = [example for example in found if example.markup == (kind == "html")]
        learnt = learn([example for example in mine if example.may_train and example.fold != held_out])
        stored |= {f"{kind}.{name}": values.astype(np.float32) for name, values in learnt.items()}
        print(kind, len(mine), scored(learnt, [e for e in mine if e.fold == held_out] or mine), flush=True)
    np.savez_compressed(file, **stored)


def examples(corpus: Path, folds: Path) -> Iterator[Example]:
    """All pages with a title that stands in a block, in all renderings, by data set and fold."""
    for dataset in DATASETS:
        pages: dict[int, list[Page]] = {}
        for page in read_pages(corpus, (dataset,)):
            if page.title:
                pages.setdefault(fold_of(page.raw), []).append(page)
        for number, several in sorted(pages.items()):
            with using(text=folds / f"text-{number}.npz", html=folds / f"html-{number}.npz"):
                for page in several:
                    yield from _renderings(page, number)


def _renderings(page: Page, number: int) -> Iterator[Example]:
    sources = [(page.html, "text/html"), *((render(page.html, name), "text/plain") for name in RENDERINGS)]
    for source, media_type in sources:
        raw = RawPage(source.encode("utf-8", "replace"), page.id, encoding_given="utf-8")
        document = decode(raw, media_type).document
        if not document.blocks:
            continue
        shown = seen(document)
        features = measure(document.blocks, phrases_for(page_language(document)))
        places = candidates(shown, no_headline(features))
        right = np.array([fold(document.blocks[i].text) == fold(page.title) for i in places])
        if right.any():
            found = columns(shown, places).astype(np.float32)
            yield Example(page.id, page.dataset, number, media_type == "text/html", page.may_train, found, right)


def learn(found: list[Example]) -> dict[str, Any]:
    """The weights that give the right candidates the greatest chance, by the names that headlinechoice.py knows."""
    rows = np.concatenate([example.columns for example in found])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 0.05
    sizes = Counter(example.dataset for example in found)
    weights = torch.tensor([sizes[example.dataset] ** -0.5 for example in found])
    data = (*_padded(found, mean, scale), weights / weights.mean())
    net = _Scorer(len(mean))
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.0)
    for epoch in range(EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS) + 1e-4
        for rows_now in torch.randperm(len(found)).split(BATCH):
            loss = net.loss(*(values[rows_now] for values in data))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return net.exported(mean, scale)


def _padded(found: list[Example], mean: Any, scale: Any) -> tuple[Tensor, Tensor, Tensor]:
    """float32 pages x candidates x columns; bool pages x candidates, which are there, and which are right."""
    most = max(len(example.right) for example in found)
    x = np.zeros((len(found), most, len(mean)), np.float32)
    there, right = np.zeros((2, len(found), most), bool)
    for i, example in enumerate(found):
        n = len(example.right)
        x[i, :n] = (example.columns - mean) / scale
        there[i, :n], right[i, :n] = True, example.right
    return torch.from_numpy(x), torch.from_numpy(there), torch.from_numpy(right)


class _Scorer(torch.nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(size, 1, bias=False)
        self.hidden = torch.nn.Linear(size, HIDDEN)
        self.out = torch.nn.Linear(HIDDEN, 1, bias=False)
        self.none = torch.nn.Parameter(torch.zeros(1))
        torch.nn.init.zeros_(self.linear.weight)

    def loss(self, x: Tensor, there: Tensor, right: Tensor, weights: Tensor) -> Tensor:
        scores = (self.linear(x) + self.out(torch.tanh(self.hidden(x)))).squeeze(-1).masked_fill(~there, -1e9)
        none = self.none.expand(len(x), 1)
        chosen = torch.logsumexp(torch.cat([scores, none], 1), 1) - torch.logsumexp(scores.masked_fill(~right, -1e9), 1)
        left = torch.logsumexp(torch.cat([scores.masked_fill(right, -1e9), none], 1), 1) - self.none
        size = sum((layer.weight**2).sum() for layer in (self.linear, self.hidden, self.out))
        return ((chosen + NONE * left) * weights).mean() + DECAY * size

    def exported(self, mean: Any, scale: Any) -> dict[str, Any]:
        """The weights for columns as they are: mean and scale are worked in."""
        linear = self.linear.weight.detach().numpy()[0] / scale
        hidden = (self.hidden.weight.detach().numpy() / scale).T
        return {
            "linear": linear,
            "hidden": hidden,
            "bias": self.hidden.bias.detach().numpy() - mean @ hidden,
            "out": self.out.weight.detach().numpy()[0],
            "offset": -mean @ linear - self.none.detach().numpy(),
        }


def scored(weights: dict[str, Any], found: list[Example]) -> dict[str, float]:
    """The share of pages with the right candidate first, by data set."""
    hits: dict[str, list[bool]] = {}
    for example in found:
        x = example.columns
        scores = x @ weights["linear"] + np.tanh(x @ weights["hidden"] + weights["bias"]) @ weights["out"]
        hits.setdefault(example.dataset, []).append(bool(example.right[scores.argmax()]))
    return {name: round(float(np.mean(each)), 4) for name, each in hits.items()}


if __name__ == "__main__":
    main()
