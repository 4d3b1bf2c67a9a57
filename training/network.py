"""The network in torch, as it is trained; src/newsarchive/label/network.py runs the same in numpy.

Each block becomes a vector (measures and the mean of its words' embeddings); convolutions with growing dilation let each
block see its neighbours (Yu and Koltun 2016; for sequences: Strubell et al. 2017); the page's mean and maximum are added to
every block in the middle; one linear layer gives the log-odds of the roles.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from newsarchive.label.tagwords import MARKUP_NAMES
from newsarchive.label.vectors import NAMES

ROLES = 19


@dataclass(frozen=True)
class Shape:
    """Sizes of a network."""

    markup: bool = False
    embedding: int = 32
    markup_embedding: int = 24
    hidden: int = 64
    dilations: tuple[int, ...] = (1, 2, 4, 8, 1, 2)
    pool_after: tuple[int, ...] = (2, 4)
    words: int = 1
    """Rows of the table of words; row 0 stands for each word that is not in the vocabulary."""
    names: int = 1


class Bag(nn.Module):
    """Sum of embeddings over the square root of their number."""

    def __init__(self, rows: int, size: int) -> None:
        super().__init__()
        self.table = nn.Embedding(rows, size)
        nn.init.normal_(self.table.weight, std=0.05)

    def forward(self, tokens: Tensor, starts: Tensor, weights: Tensor) -> Tensor:
        ends = torch.cat([starts[1:], torch.tensor([len(tokens)], device=starts.device)])
        running = torch.cat([torch.zeros(1, device=weights.device), weights.cumsum(0)])
        counts = running[ends] - running[starts]
        sums = nn.functional.embedding_bag(tokens, self.table.weight, starts, mode="sum", per_sample_weights=weights)
        return sums / counts.clamp(min=1.0).sqrt()[:, None]


class Network(nn.Module):
    """Blocks of a batch of pages to log-odds of roles."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = Bag(shape.words, shape.embedding)
        size = shape.embedding + len(NAMES)
        self.names: Bag | None = None
        if shape.markup:
            self.names = Bag(shape.names, shape.markup_embedding)
            size += shape.markup_embedding + len(MARKUP_NAMES)
        self.enter = nn.Linear(size, shape.hidden)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(shape.hidden, shape.hidden, 3, padding=d, dilation=d) for d in shape.dilations
        )
        self.mixers = nn.ModuleList(nn.Linear(shape.hidden, shape.hidden) for _ in shape.dilations)
        for mixer in self.mixers:
            nn.init.zeros_(mixer.weight)
            nn.init.zeros_(mixer.bias)
        self.pools = nn.ModuleList(nn.Linear(2 * shape.hidden, shape.hidden) for _ in shape.pool_after)
        self.leave = nn.Linear(shape.hidden, ROLES)
        self.dropout = nn.Dropout(0.15)
        self.dropout_in = nn.Dropout(0.1)

    def forward(self, batch: dict[str, Tensor]) -> Tensor:
        """Pages x blocks x roles."""
        mask = batch["mask"]
        parts = [batch["dense"], self.words(batch["tokens"], batch["starts"], batch["weights"])]
        if self.names is not None:
            parts.append(self.names(batch["names"], batch["name_starts"], batch["name_weights"]))
        flat = torch.relu(self.enter(self.dropout_in(torch.cat(parts, dim=1))))
        x = torch.zeros(*mask.shape, flat.shape[1], device=flat.device, dtype=flat.dtype)
        x[mask] = flat
        some = mask[..., None].to(x.dtype)
        count = some.sum(1).clamp(min=1.0)
        pool = 0
        for i, (convolve, mix) in enumerate(zip(self.convolutions, self.mixers, strict=True)):
            y = torch.relu(convolve((x * some).transpose(1, 2)).transpose(1, 2))
            x = x + mix(self.dropout(y))
            if i + 1 in self.shape.pool_after:
                shown = torch.relu(x)
                mean = (shown * some).sum(1) / count
                top = (shown * some).amax(1)
                x = x + torch.relu(self.pools[pool](torch.cat([mean, top], dim=1)))[:, None]
                pool += 1
        leave: Tensor = self.leave(self.dropout(torch.relu(x)))
        return leave
