"""What training learns from: advertising by template, roles that the markup and the corpus are sure of, words that are kept.

Training itself needs torch and the corpora; how good the networks are is measured in benchmarks/.
"""

from __future__ import annotations

import importlib
import random
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from newsarchive.model import Block, Kind, Markup

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(not (ROOT / "training").is_dir(), reason="training is not in the source distribution")

PARAGRAPH = (
    "The ferry took its first passengers on Tuesday, and some two hundred people came to see it leave in the rain."
)


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))


def of(name: str) -> Any:
    """A module of training."""
    return importlib.import_module(f"training.{name}")


def plain(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.lower()))


def templates() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((ROOT / "training" / "pitches.toml").read_text(encoding="utf-8"))


def test_every_gap_of_every_template_is_one_that_its_language_fills() -> None:
    gaps = {
        (language, gap)
        for language, table in templates().items()
        for line in table["ad"]
        for gap in re.findall(r"{(\w+)}", line)
    }
    assert len(gaps) > 50
    assert [(language, gap) for language, gap in gaps if not templates()[language].get(gap)] == []


def test_a_template_makes_other_lines_each_time_and_the_same_for_the_same_dice() -> None:
    lines = [of("pitches").pitch("en", random.Random(seed)) for seed in range(200)]
    assert len(set(lines)) > 150
    assert not any("{" in str(line) for line in lines)
    assert lines == [of("pitches").pitch("en", random.Random(seed)) for seed in range(200)]


def test_a_language_without_templates_has_no_pitch() -> None:
    assert of("pitches").pitch("tlh", random.Random(1)) is None


def test_no_line_that_the_benchmark_plants_is_one_that_training_plants() -> None:
    measured = tomllib.loads((ROOT / "benchmarks" / "planted.toml").read_text(encoding="utf-8"))
    learnt = {plain(line) for table in templates().values() for line in table["ad"]}
    own = tomllib.loads((ROOT / "training" / "planted.toml").read_text(encoding="utf-8"))
    learnt |= {plain(line) for table in own.values() for line in table.get("ad", [])}
    sentences = [line for lines in measured.values() for line in lines if len(plain(line)) > 40]
    assert len(sentences) > 60
    assert [line for line in sentences if plain(line) in learnt] == []


def example(**changed: Any) -> Any:
    bit, noise = of("examples").BIT, of("examples").NOISE
    texts = ["Menu", "Ferry lands", *(f"{PARAGRAPH} ({i})" for i in range(12)), "Imprint"]
    given: dict[str, Any] = {
        "id": "1", "dataset": "own", "language": "en", "domain": "a.example", "fold": 0, "may_train": True, "kind": "gold",
        "renderer": "soup-lines", "blocks": [(text, 1, 0, "paragraph") for text in texts],
        "allowed": [noise, bit["headline"], *[bit["body"]] * 12, noise], "hint": [-1] * 15, "share": [0.0, 0.0, *[1.0] * 12, 0.0],
    }  # fmt: skip
    return of("examples").Example(**given | changed)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_planted_has_a_certain_role_and_leaves_the_body_as_it_was(seed: int) -> None:
    page = example()
    made = of("augment").augmented(page, None, random.Random(seed))
    assert len(made.blocks) == len(made.allowed) == len(made.hint) == len(made.share)
    before = {block[0] for block in page.blocks}
    planted = [bits for block, bits in zip(made.blocks, made.allowed, strict=True) if block[0] not in before]
    assert planted
    assert all(bits.bit_count() == 1 for bits in planted)
    assert {bits for block, bits in zip(made.blocks, made.allowed, strict=True) if PARAGRAPH in block[0]} == {
        of("examples").BIT["body"]
    }


def page(**raw: Any) -> Any:
    html = '<meta property="og:description" content="A town that waited for two winters has its ferry back.">'
    return of("corpus").Page(
        "1", "own", "", "en", html, True, (PARAGRAPH,), "human", "Ferry lands", "", (), (), (), "", raw
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("By Ines Okafor", "byline"),
        ("Published 9 March 2021", "date"),
        ("A town that waited for two winters has its ferry back.", "standfirst"),
        ("The ferry on its first day.", "caption"),
        ("By the harbour master", ""),
        ("Published 8 March 2021", ""),
        ("Share this", ""),
    ],
)
def test_a_line_under_the_headline_has_the_role_that_the_corpus_is_sure_of(line: str, role: str) -> None:
    given = page(gold_author="Ines Okafor", gold_date="2021-03-09T08:00:00Z")
    found = of("fieldroles").field_roles(
        ["Ferry lands", line, PARAGRAPH], given, [0.0, 0.0, 1.0], {"the ferry on its first day"}
    )
    assert found == ["", role, ""]


def test_an_authors_name_far_below_the_body_is_no_byline() -> None:
    lines = ["Ferry lands", PARAGRAPH, *["Another story"] * 5, "Ines Okafor"]
    assert (
        of("fieldroles").field_roles(lines, page(gold_author=["Ines Okafor"]), [0.0, 1.0, *[0.0] * 6], set())
        == [""] * 8
    )


def test_captions_are_what_the_markup_calls_so_and_the_gold_leaves_out() -> None:
    def block(text: str, path: str, names: str = "") -> Block:
        return Block(text, (0, 0), (1, 1), 0, 0, Kind.PARAGRAPH, Markup(path, names, 0.0, ()))

    blocks = [
        block("Boats at dawn.", "body/figure/figcaption"),
        block("Photo: Okafor", "body/div/p", "wp-caption-text"),
        block("In the gold.", "body/figure/figcaption"),
        block("A paragraph.", "body/div/p", "entry"),
    ]
    assert of("fieldroles").captions(blocks, [0.0, 0.0, 1.0, 0.0]) == {"boats at dawn", "photo okafor"}


def test_training_that_goes_on_has_the_words_that_it_had_in_their_places(tmp_path: Path) -> None:
    old = np.array([7, 3, 9], np.uint32)
    np.savez(tmp_path / "text.npz", allow_pickle=False, **{"words.hashes": old})
    words, names = of("resume").known_words(tmp_path / "text.npz")
    assert words.tolist() == [7, 3, 9]
    assert names.tolist() == []
