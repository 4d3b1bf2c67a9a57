"""A trained network to the file that newsarchive/label/network.py reads: tables of embeddings as bytes with a scale a row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from newsarchive.label.vectors import VERSION
from training.network import Network


def export(network: Network, words: np.ndarray, names: np.ndarray, path: Path, name: str) -> None:
    """Write ``network`` to ``path`` (.npz) under ``name``, as provenance shows it, with its vocabularies."""
    arrays: dict[str, np.ndarray] = {
        "name": np.array([name]),
        "version": np.array([VERSION]),
        "dilations": np.array(network.shape.dilations),
        "pool_after": np.array(network.shape.pool_after),
        "words.hashes": words,
    }
    if network.shape.markup:
        arrays["names.hashes"] = names
    for key_name, tensor in network.state_dict().items():
        value = tensor.detach().to(torch.float32).cpu().numpy()
        if key_name.endswith("table.weight"):
            key = key_name.split(".")[0]
            scale = np.abs(value).max() / 127
            arrays[f"{key}.table"] = np.round(value / scale).astype(np.int8)
            arrays[f"{key}.scale"] = np.array([scale], np.float32)
        else:
            arrays[key_name] = value.astype(np.float32)
    np.savez_compressed(path, **arrays)
