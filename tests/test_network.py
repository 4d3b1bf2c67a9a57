"""The network in numpy: the shipped ones load fast and small, and the arithmetic is that of a plain loop."""

from __future__ import annotations

import time
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from newsarchive.errors import ConfigurationError
from newsarchive.label.grounds import grounds, told
from newsarchive.label.network import load, network, using, vocabulary
from newsarchive.label.tagwords import MARKUP_NAMES
from newsarchive.label.vectors import NAMES, VERSION, Vectors, vectors
from newsarchive.model import Block, Role

HIDDEN, SIZE, ROWS = 8, 4, 5


def made(path: Path, *, version: int = VERSION, dilations: tuple[int, ...] = (1, 4)) -> Path:
    """A small network with weights drawn at random, as a file."""
    dice = np.random.default_rng(7)

    def draw(*shape: int) -> NDArray[np.float32]:
        return dice.normal(size=shape).astype(np.float32)

    arrays: dict[str, Any] = {
        "name": np.array(["network test 1"]),
        "version": np.array([version]),
        "dilations": np.array(dilations),
        "pool_after": np.array([1]),
        "words.hashes": vectors([block("the harbour reopens")]).tokens[: ROWS - 1],
        "words.table": dice.integers(-127, 127, (ROWS, SIZE), dtype=np.int8),
        "words.scale": np.array([0.01], np.float32),
        "enter.weight": draw(HIDDEN, len(NAMES) + SIZE),
        "enter.bias": draw(HIDDEN),
        "pools.0.weight": draw(HIDDEN, 2 * HIDDEN),
        "pools.0.bias": draw(HIDDEN),
        "leave.weight": draw(len(Role), HIDDEN),
        "leave.bias": draw(len(Role)),
    }
    for i in range(len(dilations)):
        arrays |= {f"convolutions.{i}.weight": draw(HIDDEN, HIDDEN, 3) / 4, f"convolutions.{i}.bias": draw(HIDDEN)}
        arrays |= {f"mixers.{i}.weight": draw(HIDDEN, HIDDEN) / 4, f"mixers.{i}.bias": draw(HIDDEN)}
    np.savez(path, **arrays)
    return path


def block(text: str) -> Block:
    return Block(text, (0, len(text)), (1, 1))


PAGE = [
    block(text) for text in ("Menu", "The harbour reopens", "The harbour reopens in spring, the town says.", "Share")
]


def test_chances_are_chances(tmp_path: Path) -> None:
    chances = load(made(tmp_path / "n.npz")).chances(vectors(PAGE))
    assert chances.shape == (len(PAGE), len(Role))
    assert (chances >= 0).all()
    assert chances.sum(axis=1) == pytest.approx(np.ones(len(PAGE)))


def test_a_convolution_is_the_sum_over_the_block_and_its_neighbours(tmp_path: Path) -> None:
    path = made(tmp_path / "n.npz", dilations=(2,))
    model, stored = load(path), np.load(path)
    x = np.random.default_rng(1).normal(size=(6, HIDDEN))
    weights, bias = stored["convolutions.0.weight"], stored["convolutions.0.bias"]
    for i in range(6):
        total = bias.astype(np.float64)
        for tap, j in enumerate((i - 2, i, i + 2)):
            if 0 <= j < 6:
                total = total + weights[:, :, tap] @ x[j]
        expected = stored["mixers.0.weight"] @ np.maximum(total, 0) + stored["mixers.0.bias"]
        assert model.convolved(0, x, 2)[i] == pytest.approx(expected, rel=1e-5)


def test_a_page_shorter_than_the_dilation_is_labelled(tmp_path: Path) -> None:
    assert load(made(tmp_path / "n.npz")).chances(vectors(PAGE[:1])).shape == (1, len(Role))


def test_unknown_words_share_one_row() -> None:
    hashes = np.array([0xDEADBEEF, 0x12345678], np.uint32)
    known = vocabulary(hashes)
    assert known.rows(np.array([0x12345678, 0xDEADBEEF, 0xDEADBEEE, 0], np.uint32)).tolist() == [2, 1, 0, 0]


def test_of_two_words_in_one_slot_the_commoner_stays() -> None:
    known = vocabulary(np.array([0xDEADBEEF, 0xDEADBEEE], np.uint32))
    assert known.rows(np.array([0xDEADBEEF, 0xDEADBEEE], np.uint32)).tolist() == [1, 0]


def test_another_network_can_be_used_for_a_while(tmp_path: Path) -> None:
    with using(text=made(tmp_path / "n.npz")):
        assert network(markup=False).name == "network test 1"
    assert network(markup=False).name != "network test 1"


def test_a_network_for_other_vectors_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="train it anew"):
        load(made(tmp_path / "n.npz", version=VERSION + 1))


def test_the_shipped_networks_are_small_and_load_at_once() -> None:
    folder = resources.files("newsarchive.label") / "networks"
    with resources.as_file(folder) as path:
        files = sorted(path.glob("*.npz"))
        assert [file.name for file in files] == ["html.npz", "text.npz"]
        assert sum(file.stat().st_size for file in files) <= 8 * 1024 * 1024
        started = time.process_time()
        for file in files:
            load(file)
        assert time.process_time() - started < 0.5  # measured: 0.05; the machine may be busy


def test_grounds_name_what_a_role_hangs_on(tmp_path: Path) -> None:
    model = load(made(tmp_path / "n.npz"))
    page = vectors(PAGE)
    roles = model.chances(page).argmax(axis=1).tolist()
    found = grounds(model, page, roles)
    assert len(found) == len(PAGE)
    for each in found:
        assert [abs(change) for _, change in each] == sorted((abs(change) for _, change in each), reverse=True)
    assert told((("length", 3.14), ("its words", -0.4))) == "length +3.1, its words -0.4"


def test_a_ground_is_nothing_where_the_network_does_not_look(tmp_path: Path) -> None:
    path = made(tmp_path / "n.npz")
    arrays = dict(np.load(path))
    arrays["enter.weight"] = np.zeros_like(arrays["enter.weight"])
    np.savez(path, **arrays)
    page: Vectors = vectors(PAGE)
    assert grounds(load(path), page, [0] * len(PAGE)) == [()] * len(PAGE)
    assert page.dense.shape[1] + len(MARKUP_NAMES) > len(NAMES)
