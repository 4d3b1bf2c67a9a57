"""Examples to batches: vectors of each variant of a page made once, then put together at random, reproducibly."""

from __future__ import annotations

import json
import lzma
import pickle
import random
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from newsarchive.label.network import vocabulary
from newsarchive.label.vectors import Vectors, vectors
from newsarchive.model import Block, Kind, Markup
from training.align import words
from training.augment import augmented
from training.examples import BIT, NOISE, Example
from training.split import FOLDS

MOST_BLOCKS = 500
"""Blocks of a page that training looks at; longer pages are cut around the body."""


@dataclass(slots=True)
class Variant:
    """One page in one rendering, ready to train on."""

    vectors: Vectors
    allowed: Any
    """int64, bits of the roles each block may have."""
    hint: Any
    sizes: Any
    """float32, words of each block as the measure counts them."""
    share: Any
    title: Any
    """bool, the blocks that say what the headline says."""
    renderer: str


@dataclass(slots=True)
class Group:
    """All variants of one page."""

    id: str
    dataset: str
    language: str
    domain: str
    fold: int
    may_train: bool
    kind: str
    variants: list[Variant]
    measured: int
    """How many of the variants, from the first, are the page as it is."""


def unpacked(values: Sequence[Any]) -> Block:
    """The Block of what training/examples.py packed."""
    text, blank, indent, kind = values[:4]
    markup = None
    if len(values) > 4:
        path, names, density, links = values[4:]
        markup = Markup(path, names, density, (None,) * links)
    return Block(text, (0, 0), (1, 1), blank, indent, Kind(kind), markup)


def load(folder: Path, *, markup: bool, augment: int, jobs: int, datasets: tuple[str, ...] = ()) -> list[Group]:
    """The pages of EXAMPLES, for HTML or for text, each with ``augment`` augmented variants; kept beside them for the next time."""
    kept = folder / f"vectors-{'html' if markup else 'text'}-{augment}.pickle"
    if kept.exists() and not datasets:
        with kept.open("rb") as file:
            return list(pickle.load(file))
    groups = _made(folder, markup=markup, augment=augment, jobs=jobs, datasets=datasets)
    if not datasets:
        with kept.open("wb") as file:
            pickle.dump(groups, file, protocol=5)
    return groups


def _made(folder: Path, *, markup: bool, augment: int, jobs: int, datasets: tuple[str, ...]) -> list[Group]:
    tasks: list[list[str]] = []
    for path in sorted(folder.glob("*.jsonl.xz")):
        if datasets and path.name.removesuffix(".jsonl.xz") not in datasets:
            continue
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            page: list[str] = []
            last = None
            for line in lines:
                name = line[:120].split('"dataset"')[0]
                if name != last and page:
                    tasks.append(page)
                    page = []
                page.append(line)
                last = name
            if page:
                tasks.append(page)
    with ProcessPoolExecutor(jobs) as pool:
        found = pool.map(_group, tasks, _partners(tasks), [markup] * len(tasks), [augment] * len(tasks), chunksize=16)
        return [group for group in found if group is not None]


def _partners(tasks: Sequence[list[str]]) -> list[list[str]]:
    """For each page another of the same data set and language, from another site where there is one."""
    shelves: dict[str, list[int]] = {}
    for i, lines in enumerate(tasks):
        shelves.setdefault(_shelf(lines), []).append(i)
    dice = random.Random(1)
    return [tasks[dice.choice(shelves[_shelf(lines)])] for lines in tasks]


def _shelf(lines: list[str]) -> str:
    return lines[0][: lines[0].index('"domain"')].split('"dataset"')[1]


def _group(lines: list[str], partner_lines: list[str], markup: bool, augment: int) -> Group | None:
    examples = [Example(**json.loads(line)) for line in lines]
    partners = {e.renderer: e for e in (Example(**json.loads(line)) for line in partner_lines)} if augment else {}
    chosen = [e for e in examples if (e.renderer == "html") == markup]
    if not chosen:
        return None
    first = chosen[0]
    dice = random.Random(first.id)
    variants = [variant(example, markup=markup) for example in chosen]
    if first.kind != "none" and first.may_train:
        for i in range(augment):
            source = chosen[i % len(chosen)]
            partner = partners.get(source.renderer)
            fit = partner if partner is not None and partner.domain != first.domain else None
            variants.append(variant(augmented(source, fit, dice), markup=markup))
    return Group(
        first.id,
        first.dataset,
        first.language,
        first.domain,
        zlib.crc32(first.domain.encode()) % FOLDS,
        first.may_train,
        first.kind,
        variants,
        len(chosen),
    )


def variant(example: Example, *, markup: bool) -> Variant:
    """The numbers of one example."""
    first, last = _window(example)
    blocks = [unpacked(values) for values in example.blocks[first:last]]
    page = vectors(blocks, (example.titles[0], example.titles[1]) if markup else None)
    allowed = np.array(example.allowed[first:last], np.int64)
    texts = page.tokens[np.append(page.starts[1:], len(page.tokens)) - 1]
    heads = np.flatnonzero(allowed == BIT["headline"])
    title = np.isin(texts, texts[heads]) if len(heads) else np.zeros(len(allowed), bool)
    allowed[title & (allowed != BIT["headline"])] = NOISE
    return Variant(
        replace(page, dense=page.dense.astype(np.float16), starts=page.starts.astype(np.int32)),
        allowed,
        np.array(example.hint[first:last], np.int64),
        np.array([len(words(block.text)) for block in blocks], np.float32),
        np.array((example.share or [0.0] * len(example.blocks))[first:last], np.float32),
        title,
        example.renderer,
    )


def _window(example: Example) -> tuple[int, int]:
    n = len(example.blocks)
    if n <= MOST_BLOCKS:
        return 0, n
    body = [i for i, share in enumerate(example.share or []) if share >= 0.6]
    first = max(0, min(n - MOST_BLOCKS, (body[0] if body else 0) - MOST_BLOCKS // 3))
    return first, first + MOST_BLOCKS


def batch(variants: Sequence[Variant], dice: np.random.Generator | None, drop: float = 0.0) -> dict[str, np.ndarray]:
    """Variants as padded arrays; with ``drop``, words are left out at random, of some pages all of them."""
    sizes = [len(v.allowed) for v in variants]
    longest = max(sizes)
    mask = np.arange(longest)[None] < np.array(sizes)[:, None]
    result: dict[str, np.ndarray] = {
        "mask": mask,
        "dense": np.concatenate([v.vectors.dense for v in variants]).astype(np.float32),
    }
    for key, start_key, weight_key, get in (
        ("tokens", "starts", "weights", lambda v: (v.vectors.tokens, v.vectors.starts)),
        ("names", "name_starts", "name_weights", lambda v: (v.vectors.markup_tokens, v.vectors.markup_starts)),
    ):
        if get(variants[0])[0] is None:
            continue
        result[key] = np.concatenate([get(v)[0] for v in variants]).astype(np.int64)
        begins, weights, base = [], [], 0
        for v in variants:
            tokens, starts = get(v)
            begins.append(starts + base)
            base += len(tokens)
            share = 1.0
            if dice is not None and drop:
                share = dice.choice([0.0, 1 - drop, 1.0], p=[0.08, 0.67, 0.25])
            weights.append(
                (dice.random(len(tokens)) < share if dice is not None and share < 1 else np.ones(len(tokens))).astype(
                    np.float32
                )
            )
        result[start_key], result[weight_key] = np.concatenate(begins).astype(np.int64), np.concatenate(weights)
    for key in ("allowed", "hint", "sizes", "title"):
        fill = -1 if key == "hint" else 0
        padded = np.full((len(variants), longest), fill, np.float32 if key == "sizes" else np.int64)
        for i, v in enumerate(variants):
            padded[i, : sizes[i]] = getattr(v, key)
        result[key] = padded
    return result


def batches(
    chosen: Sequence[Variant], dice: np.random.Generator, blocks: int, drop: float
) -> Iterator[dict[str, np.ndarray]]:
    """``chosen`` in batches of like lengths, at most ``blocks`` padded blocks each, in random order."""
    order = sorted(range(len(chosen)), key=lambda i: len(chosen[i].allowed) * dice.uniform(0.8, 1.25))
    groups: list[list[Variant]] = [[]]
    longest = 0
    for i in order:
        longest = max(longest, len(chosen[i].allowed))
        if groups[-1] and (len(groups[-1]) + 1) * longest > blocks:
            groups.append([])
            longest = len(chosen[i].allowed)
        groups[-1].append(chosen[i])
    for i in dice.permutation(len(groups)):
        yield batch(groups[i], dice, drop)


def vocabularies(groups: Sequence[Group], least: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """The words and the tags and class names (uint32 hashes) of pages of at least ``least`` sites, the commonest first."""
    found = []
    for get in (lambda v: v.vectors.tokens, lambda v: v.vectors.markup_tokens):
        by_domain: dict[str, list[np.ndarray]] = {}
        for group in groups:
            for v in group.variants:
                if get(v) is not None:
                    by_domain.setdefault(group.domain, []).append(get(v))
        seen = [np.unique(np.concatenate(arrays)) for arrays in by_domain.values()]
        if not seen:
            found.append(np.zeros(0, np.uint32))
            continue
        hashes, counts = np.unique(np.concatenate(seen), return_counts=True)
        order = np.argsort(-counts, kind="stable")[:most]
        found.append(hashes[order[counts[order] >= least]].astype(np.uint32))
    return found[0], found[1]


def to_rows(groups: Sequence[Group], words: np.ndarray, names: np.ndarray) -> None:
    """Turn the hashes of all variants into rows of the tables, in place."""
    known, tags = vocabulary(words), vocabulary(names)
    for group in groups:
        for v in group.variants:
            v.vectors = replace(
                v.vectors,
                tokens=known.rows(v.vectors.tokens),
                markup_tokens=None if v.vectors.markup_tokens is None else tags.rows(v.vectors.markup_tokens),
            )
