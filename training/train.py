"""Examples to networks: ``python -m training.train EXAMPLES MODELS [--input text|html] [--fold K] [--start NETWORK]``.

With ``--fold K`` the pages of fold K are held out and scored; without, all pages train. The network is written as
``MODELS/text-K.npz`` (or ``text.npz``): what newsarchive/label/network.py reads. With ``--start`` it goes on from a network of
before, more slowly and for fewer epochs. A GPU is used where there is one.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from training.batches import Group, Variant, batch, batches, load, to_rows, vocabularies
from training.export import export
from training.losses import BODY, losses
from training.network import Network, Shape
from training.resume import forgotten, known_words, take_over

SETTINGS: dict[str, dict[str, Any]] = {
    "text": {"epochs": 8, "hidden": 64, "augment": 5, "drop": 0.2, "decay": 0.02},
    "html": {"epochs": 6, "hidden": 48, "augment": 3, "drop": 0.4, "decay": 0.05},
}
"""What the shipped networks were trained with. HTML is learnt by heart sooner: at the tenth epoch
held-out F1 had fallen by a point."""
RATE = 2e-3
REFINING = {"epochs": 3, "rate": 1e-3}
"""What a network is trained on with that has been trained before; seven epochs are no better than three."""
BLOCKS = 5000
"""Padded blocks of a batch."""
MEASURED = ("fundus-tests", "l3s-gn1", "waddle-daniel", "wcxb", "zh-news-wwwxmu")
AMOUNT = {"fundus-tests": 2.5, "wcxb": 1.0, "waddle-daniel": 0.8, "trafilatura-eval": 0.8, "roles": 6.0}
"""How often a page of a data set is seen in an epoch, on average; others 0.8."""


def main() -> None:
    """Read the arguments, train, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("examples", type=Path)
    parser.add_argument("models", type=Path)
    parser.add_argument("--input", choices=("text", "html"), default="text")
    parser.add_argument("--fold", type=int, default=None)
    parser.add_argument("--epochs", type=int, default=None)
    parser.add_argument("--hidden", type=int, default=None)
    parser.add_argument("--embedding", type=int, default=32)
    parser.add_argument("--dilations", default="1,2,4,8,1")
    parser.add_argument("--augment", type=int, default=None)
    parser.add_argument("--drop", type=float, default=None)
    parser.add_argument("--rate", type=float, default=None)
    parser.add_argument("--decay", type=float, default=None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--sites", type=int, default=5, help="a word is known if it stands on pages of so many")
    parser.add_argument("--vocabulary", type=int, default=40_000)
    parser.add_argument("--start", type=Path, default=None, help="a network (.npz) to go on from, with its words")
    parser.add_argument("--name", default=None)
    parser.add_argument("--version", default="1")
    options = parser.parse_args()
    refining = REFINING if options.start else {}
    for name, value in ({"rate": RATE} | SETTINGS[options.input] | refining).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    markup = options.input == "html"
    started = time.time()
    groups = load(options.examples, markup=markup, augment=options.augment, jobs=options.jobs)
    print(
        f"{len(groups)} pages, {sum(len(g.variants) for g in groups)} variants, {time.time() - started:.0f} s",
        flush=True,
    )
    learnt = [g for g in groups if g.may_train and (options.fold is None or g.fold != options.fold)]
    vocabulary = options.sites, options.vocabulary
    words, names = known_words(options.start) if options.start else vocabularies(learnt, *vocabulary)
    to_rows(groups, words, names)
    print(f"{len(words)} words, {len(names)} names, {time.time() - started:.0f} s", flush=True)
    dilations = tuple(int(d) for d in options.dilations.split(","))
    shape = Shape(
        markup,
        options.embedding,
        24,
        options.hidden,
        dilations,
        (len(dilations) // 3, 2 * len(dilations) // 3),
        len(words) + 1,
        len(names) + 1,
    )
    network = train(groups, shape, options, device)
    name = options.name or (options.input if options.fold is None else f"{options.input}-{options.fold}")
    options.models.mkdir(parents=True, exist_ok=True)
    export(network, words, names, options.models / f"{name}.npz", f"network {options.input} {options.version}")
    held = [g for g in groups if options.fold is not None and g.fold == options.fold]
    if held:
        print(json.dumps({"name": name, **score(network, held, device)}), flush=True)


def train(groups: Sequence[Group], shape: Shape, options: argparse.Namespace, device: str) -> Network:
    """A network that has seen all training pages outside the held-out fold."""
    network = Network(shape).to(device)
    before = None
    if options.start:
        take_over(network, options.start)
        before = copy.deepcopy(network).eval()
    kept = [g for g in groups if g.may_train and (options.fold is None or g.fold != options.fold) and g.kind != "none"]
    held = [g for g in groups if options.fold is not None and g.fold == options.fold and g.dataset in MEASURED]
    dice = np.random.default_rng(options.seed)
    tables = [p for name, p in network.named_parameters() if "table" in name]
    others = [p for name, p in network.named_parameters() if "table" not in name]
    optimiser = torch.optim.AdamW(
        [{"params": tables, "weight_decay": options.decay * 3}, {"params": others, "weight_decay": options.decay}],
        lr=options.rate,
    )
    steps = options.epochs * max(1, len(list(batches(_epoch(kept, dice), dice, BLOCKS, 0.0))))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, s / 100) * 0.5 * (1 + math.cos(math.pi * min(1.0, s / steps)))
    )
    started = time.time()
    average = AveragedModel(network, avg_fn=_averaged)
    for epoch in range(options.epochs):
        network.train()
        total = 0.0
        count = 0
        for arrays in batches(_epoch(kept, dice), dice, BLOCKS, options.drop):
            tensors = {key: torch.as_tensor(value, device=device) for key, value in arrays.items()}
            logits = network(tensors)
            loss = losses(logits, tensors)
            if before is not None:
                loss = loss + forgotten(before, logits, tensors)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            average.update_parameters(network)
            total += float(loss)
            count += 1
        if epoch % 5 == 4 or epoch == options.epochs - 1:
            shown = score(average.module, held, device) if held else {}
            print(f"epoch {epoch + 1} loss {total / count:.3f} {time.time() - started:.0f} s {shown}", flush=True)
    averaged: Network = average.module
    return averaged


def _averaged(mean: Tensor, new: Tensor, count: Any) -> Tensor:
    """A mean of the weights of the last two hundred steps or so, of fewer in the beginning (Polyak and Juditsky 1992)."""
    share = min(0.995, (1 + int(count)) / (10 + int(count)))
    return mean * share + new * (1 - share)


def _epoch(kept: Sequence[Group], dice: np.random.Generator) -> list[Variant]:
    """The variants of one epoch: of each page as many as its data set is worth."""
    chosen = []
    for group in kept:
        amount = AMOUNT.get(group.dataset if group.kind != "roles" else "roles", 0.8)
        for _ in range(int(amount) + int(dice.random() < amount % 1)):
            chosen.append(group.variants[int(dice.integers(len(group.variants)))])
    return chosen


@torch.no_grad()
def score(network: Network, groups: Sequence[Group], device: str) -> dict[str, Any]:
    """Word F1 of the body (by blocks), headline and roles of held-out pages, by data set."""
    network.eval()
    results: dict[str, list[float]] = defaultdict(list)
    heads: dict[str, list[float]] = defaultdict(list)
    for group in groups:
        if group.dataset not in MEASURED and group.kind != "roles":
            continue
        for v in group.variants[: group.measured]:
            arrays = {key: torch.as_tensor(value, device=device) for key, value in batch([v], None).items()}
            chances = network(arrays)[0].softmax(-1).cpu().numpy()
            roles = chances.argmax(1)
            if group.kind == "roles":
                known = v.allowed > 0
                gold = np.array([int(bits).bit_length() - 1 for bits in v.allowed])
                results["roles"].append(float((roles[known] == gold[known]).mean()))
                continue
            body = chances[:, BODY] >= 0.5
            hit = float((v.sizes * v.share)[body].sum())
            gold_words = float((v.sizes * v.share).sum())
            results[group.dataset].append(2 * hit / max(1.0, float(v.sizes[body].sum()) + gold_words))
            if v.title.any():
                heads[group.dataset].append(float(v.title[chances[:, 0].argmax()]))
    f1 = {key: round(float(np.mean(value)), 4) for key, value in sorted(results.items())}
    macro = [value for key, value in f1.items() if key != "roles"]
    return {
        "f1": round(float(np.mean(macro)), 4) if macro else 0,
        "by": f1,
        "headline": {k: round(float(np.mean(h)), 3) for k, h in sorted(heads.items())},
    }


if __name__ == "__main__":
    main()
