"""Training that goes on from a network of before: with its words, from its weights, and back halfway to them.

What is new in the examples, more advertising say, is learnt in a few epochs so, at a quarter of the time. Some of what was known
before is lost over it; a mean of the weights of before and after keeps most of both (Wortsman et al. 2022, "robust fine-tuning").
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from training.network import Network


def known_words(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """The words, and the tags and class names (uint32 hashes), of the network at ``path``, in the order of its tables."""
    with np.load(path) as stored:
        names = stored["names.hashes"] if "names.hashes" in stored else np.zeros(0, np.uint32)
        return stored["words.hashes"], names


def take_over(network: Network, path: Path, share: float = 1.0) -> None:
    """Move the weights of ``network`` to those of the network at ``path``, by ``share`` of the way."""
    import torch

    with torch.no_grad(), np.load(path) as stored:
        for name, tensor in network.state_dict().items():
            tensor.lerp_(torch.from_numpy(_weights(stored, name)).to(tensor.device), share)


def _weights(stored: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    if not name.endswith("table.weight"):
        return stored[name]
    kind = name.split(".", maxsplit=1)[0]
    weights: np.ndarray = stored[f"{kind}.table"].astype(np.float32) * stored[f"{kind}.scale"][0]
    return weights
