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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from newsarchive.decode import decode
from newsarchive.label import cues
from newsarchive.label.features import measure
from newsarchive.label.headlinechoice import KEPT
from newsarchive.label.headlinecolumns import CHANCES, NEAR, VERSION, Seen, candidates, columns, rough_columns
from newsarchive.label.language import page_language
from newsarchive.label.network import using
from newsarchive.label.phrases import Cue, phrases_for
from newsarchive.label.tagger import seen
from newsarchive.model import RawPage
from newsarchive.textnorm import fold
from training.corpus import Page, read_pages
from training.render import render
from training.split import fold_of

DATASETS = ("fundus-tests", "wcxb", "waddle-daniel", "trafilatura-eval", "postlight-parser")
"""Those whose titles people wrote or checked, and whose licence lets a shipped model learn from them."""
RENDERINGS = ("resiliparse", "soup", "inscriptis")
HIDDEN, NETS, EPOCHS, RATE, DECAY, BATCH = 16, 3, 20, 5e-3, 4e-3, 256
"""On held-out pages of text the mean of three networks, which differ by their beginnings alone, is right on 0.3 % more than one,
and a decay of 4e-3 on 0.3 % more than one of 2e-3; gradient-boosted trees (LightGBM, 200 of 15 leaves) do no better."""
BLIND = 0.25
"""The share of pages on which the columns that the labelling network speaks through are left out, lest all rest on it: 0.5 % more
are right so."""
ROUGH_STEPS, ROUGH_DECAY = 30, 1e-3
_SOFT_HYPHEN = "\u00ad"
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
    page: Seen
    cue_of: Callable[[int], Cue | None]
    places: list[int]
    """Its candidates."""
    rough: Any
    """float64, candidates x rough columns."""
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
        cue_of = cues(measure(document.blocks, phrases_for(page_language(document))))
        places = candidates(shown, cue_of)
        wanted = fold(page.title.replace(_SOFT_HYPHEN, ""))
        right = np.array([fold(document.blocks[i].text) == wanted for i in places])
        if right.any():
            rough, markup = rough_columns(shown, places), media_type == "text/html"
            yield Example(page.id, page.dataset, number, markup, page.may_train, shown, cue_of, places, rough, right)


def learn(found: list[Example]) -> dict[str, Any]:
    """The weights that give the right candidates the greatest chance, by the names that headlinechoice.py knows."""
    weights = _weights(found)
    rough = _learn_rough(found, weights)
    rows = [left(example, rough) for example in found]
    every = np.concatenate([x for x, _ in rows])
    mean, scale = every.mean(axis=0), every.std(axis=0) + 0.05
    data = (*_padded(rows, mean, scale), weights)
    wide = found[0].rough.shape[1]
    blind = [*range(CHANCES), *range(wide - NEAR, wide + NEAR)]
    nets = [_learnt(data, blind).exported(mean, scale) for _ in range(NETS)]
    return {"rough": rough, **_mean_of(nets)}


def left(example: Example, rough: Any) -> tuple[Any, Any]:
    """All columns of the candidates that the rough score leaves, float32, and which are right."""
    scores = example.rough @ rough
    kept = np.sort(np.argsort(-scores, kind="stable")[:KEPT])
    places = [example.places[i] for i in kept]
    x = columns(example.page, places, example.rough[kept], scores[kept], example.cue_of)
    return x.astype(np.float32), example.right[kept]


def _weights(found: list[Example]) -> Tensor:
    """A page of a large data set weighs less, but the set weighs more."""
    sizes = Counter(example.dataset for example in found)
    weights = torch.tensor([sizes[example.dataset] ** -0.5 for example in found], dtype=torch.float32)
    return weights / weights.mean()


def _learn_rough(found: list[Example], weights: Tensor) -> Any:
    """float64, a weight for each rough column as it is."""
    rows = np.concatenate([example.rough for example in found]).astype(np.float32)
    scale = rows.std(axis=0) + 0.05
    x = torch.from_numpy((rows - rows.mean(axis=0)) / scale)
    right = torch.from_numpy(np.concatenate([example.right for example in found])).float()
    owner = torch.from_numpy(np.repeat(np.arange(len(found)), [len(example.right) for example in found]))
    values = torch.zeros(x.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([values], max_iter=ROUGH_STEPS, history_size=8)

    def loss() -> Tensor:
        optimiser.zero_grad()
        scores = x @ values
        parts = torch.exp((scores - scores.detach().max()).clamp(-40))
        none = torch.full((len(found),), 1e-20)
        all_parts, right_parts = none.index_add(0, owner, parts), none.index_add(0, owner, parts * right)
        total = ((all_parts.log() - right_parts.log()) * weights).mean() + ROUGH_DECAY * (values**2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return values.detach().numpy().astype(np.float64) / scale


def _learnt(data: tuple[Tensor, ...], blind: list[int]) -> _Scorer:
    """A network that has seen some pages without the ``blind`` columns."""
    x, *others = data
    net = _Scorer(x.shape[2])
    hidden = torch.zeros(x.shape[2])
    hidden[blind] = 1.0
    optimiser = torch.optim.Adam(net.parameters(), lr=RATE)
    for epoch in range(EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS) + 1e-4
        for rows_now in torch.randperm(len(x)).split(BATCH):
            shown = 1 - hidden * (torch.rand(len(rows_now), 1, 1) < BLIND)
            loss = net.loss(x[rows_now] * shown, *(values[rows_now] for values in others))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return net


def _mean_of(nets: list[dict[str, Any]]) -> dict[str, Any]:
    """One network whose score is the mean of theirs."""
    return {
        "linear": np.mean([net["linear"] for net in nets], axis=0),
        "hidden": np.concatenate([net["hidden"] for net in nets], axis=1),
        "bias": np.concatenate([net["bias"] for net in nets]),
        "out": np.concatenate([net["out"] for net in nets]) / len(nets),
        "offset": np.mean([net["offset"] for net in nets], axis=0),
    }


def _padded(rows: list[tuple[Any, Any]], mean: Any, scale: Any) -> tuple[Tensor, Tensor, Tensor]:
    """float32 pages x candidates x columns; bool pages x candidates, which are there, and which are right."""
    x = np.zeros((len(rows), KEPT, len(mean)), np.float32)
    there, right = np.zeros((2, len(rows), KEPT), bool)
    for i, (values, mine) in enumerate(rows):
        n = len(mine)
        x[i, :n] = (values - mean) / scale
        there[i, :n], right[i, :n] = True, mine
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
        x, right = left(example, weights["rough"])
        scores = x @ weights["linear"] + np.tanh(x @ weights["hidden"] + weights["bias"]) @ weights["out"]
        hits.setdefault(example.dataset, []).append(bool(right[scores.argmax()]))
    return {name: round(float(np.mean(each)), 4) for name, each in hits.items()}


if __name__ == "__main__":
    main()
