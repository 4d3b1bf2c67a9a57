"""What training makes small: how far a network is from what is known of each block of a batch of pages.

Pages x blocks throughout. What is known stands in examples.py: bits of allowed roles, hints, words of each block.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import log_softmax

from training.network import ROLES

HEADLINE, BODY, AD = 0, 4, 14
RARITY = (3.0, 4.0, 3.0, 4.0, 1.0, 3.0, 2.5, 5.0, 5.0, 1.2, 2.5, 3.0, 2.0, 3.0, 4.0, 3.0, 0.7, 1.2, 1.0)
"""Weight of each role (in the order of ``Role``) as a hint: about the root of how rare it is beside menus."""
HINTS, TITLES = 0.5, 0.15
"""Weights of the rules' opinion of noise, and of the headline among the blocks of a page."""
ADVERTISING = 0.3
"""Weight of keeping advertising out of the body: a planted line is one among hundreds of blocks, yet must not pass."""
HARD = 0.1
"""Weight of the blocks of the body that are worst known. Without it planted advertising teaches that short sentences are
none of the body: by text the golden pages of tests/quality then lose 0.7 points of body F1; with it they gain 0.2."""
HARDEST, DOUBTED = 3, 3.0
"""How many blocks of a page those are, and minus the log of the chance below which the gold is doubted rather than the network."""


def losses(logits: Tensor, tensors: dict[str, Tensor]) -> Tensor:
    """The sum of all that is made small, for the log-odds ``logits`` of the roles of a batch."""
    allowed, sizes, mask = tensors["allowed"], tensors["sizes"], tensors["mask"]
    chances = log_softmax(logits, dim=-1)
    bits = (allowed[..., None] >> torch.arange(ROLES, device=logits.device)) & 1
    known = mask & (allowed > 0)
    right = torch.logsumexp(chances.masked_fill(bits == 0, -1e4), dim=-1)
    body = chances[..., BODY].exp()
    gold = (bits[..., BODY] == 1) & (bits.sum(-1) == 1)
    return (
        _by_block(right, bits, sizes, known)
        + _by_overlap(body, gold * sizes, sizes * known)
        + HINTS * _by_hint(chances, right, bits, tensors["hint"], known)
        + TITLES * _by_title(chances[..., HEADLINE], tensors["title"].bool() & mask, mask)
        + ADVERTISING * _sold(body, mask & (allowed == 1 << AD))
        + HARD * _hardest(chances[..., BODY], gold)
    )


def _by_block(right: Tensor, bits: Tensor, sizes: Tensor, known: Tensor) -> Tensor:
    """Minus the log of the chance of the allowed roles, weighted by words and averaged by page."""
    single = (bits.sum(-1) == 1) & (bits[..., BODY] == 0)
    weight = (sizes.clamp(min=1, max=200) / 10).sqrt().clamp(0.5, 3.0) * known * (1 + single)
    return ((-right * weight).sum(1) / weight.sum(1).clamp(min=1.0)).mean()


def _by_overlap(body: Tensor, gold: Tensor, sizes: Tensor) -> Tensor:
    """One minus the expected word F1 of the body, of pages that have one."""
    overlap = 1 - 2 * (body * gold).sum(1) / ((body * sizes).sum(1) + gold.sum(1)).clamp(min=1.0)
    return (overlap * (gold.sum(1) > 0)).mean()


def _by_hint(chances: Tensor, right: Tensor, bits: Tensor, hint: Tensor, known: Tensor) -> Tensor:
    """The same as ``_by_block`` of the role that the rules name, among those that are allowed."""
    named = hint.clamp(min=0)
    hinted = known & (hint >= 0) & (bits.sum(-1) > 1) & (bits.gather(-1, named[..., None])[..., 0] == 1)
    weight = hinted * torch.as_tensor(RARITY, device=hint.device)[named]
    finer = chances.gather(-1, named[..., None])[..., 0] - right
    return ((-finer * weight).sum(1) / weight.sum(1).clamp(min=1)).mean()


def _by_title(head: Tensor, titles: Tensor, mask: Tensor) -> Tensor:
    """How little of the chances to be the headline goes to blocks that say what it says."""
    all_blocks = torch.logsumexp(head.masked_fill(~mask, -1e4), dim=1)
    missed = all_blocks - torch.logsumexp(head.masked_fill(~titles, -1e4), dim=1)
    return (missed * titles.any(1)).mean()


def _sold(body: Tensor, planted: Tensor) -> Tensor:
    """How much of the planted advertising passes for body."""
    return (-torch.log1p(-body.clamp(max=1 - 1e-6)) * planted).sum() / planted.sum().clamp(min=1)


def _hardest(body: Tensor, gold: Tensor) -> Tensor:
    """What the worst known blocks of the body lack, an average of the greatest losses (Fan, Lyu, Ying and Hu 2017)."""
    missed = (-body).clamp(max=DOUBTED) * gold
    return missed.topk(min(HARDEST, missed.shape[1]), dim=1).values.mean()
