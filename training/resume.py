"""Training that goes on from a network of before: with its words, from its weights, and without forgetting what it knew.

What is new in the examples, more advertising say, is learnt in a few epochs so, at a quarter of the time. Some of what was known
before would be lost over it, so the chances of blocks that nothing new is said of are held to what they were ("learning without
forgetting", Li and Hoiem 2016).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor

    from training.network import Network

KEEP = 2.0
"""Weight of what was known. Of fold 0, with it 0.966 of planted lines are kept out of the body at 0.46 % of its words, and the
golden pages of text have a body F1 of 0.946 (0.945 before); without it 0.979, 0.67 % and 0.942."""


def known_words(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """The words, and the tags and class names (uint32 hashes), of the network at ``path``, in the order of its tables."""
    with np.load(path) as stored:
        names = stored["names.hashes"] if "names.hashes" in stored else np.zeros(0, np.uint32)
        return stored["words.hashes"], names


def take_over(network: Network, path: Path) -> None:
    """Give ``network`` the weights of the network at ``path``."""
    import torch

    with torch.no_grad(), np.load(path) as stored:
        for name, tensor in network.state_dict().items():
            tensor.copy_(torch.from_numpy(_weights(stored, name)))


def forgotten(before: Network, logits: Tensor, tensors: dict[str, Tensor]) -> Tensor:
    """How far the chances of a batch have gone from those of ``before``, the mean divergence of its blocks, weighted.

    Blocks that are known to be of one role of noise, as planted ones are, are left out: those are what is to be learnt.
    """
    import torch
    from torch.nn.functional import log_softmax

    from training.losses import BODY

    allowed = tensors["allowed"]
    free = (tensors["mask"] & ((allowed & (allowed - 1) != 0) | (allowed == 1 << BODY) | (allowed == 0))).float()
    with torch.no_grad():
        known = log_softmax(before(tensors), dim=-1)
    divergence = (known.exp() * (known - log_softmax(logits, dim=-1))).sum(-1)
    return KEEP * (divergence * free).sum() / free.sum().clamp(min=1)


def _weights(stored: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    if not name.endswith("table.weight"):
        return stored[name]
    kind = name.split(".", maxsplit=1)[0]
    weights: np.ndarray = stored[f"{kind}.table"].astype(np.float32) * stored[f"{kind}.scale"][0]
    return weights
