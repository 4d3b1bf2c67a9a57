"""Reading the corpora: pages with their gold, as the data sets give them. Nothing is rendered or judged here."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GOLD_LEVELS = frozenset({"human", "site-parser-reviewed", "llm-drafted-human-reviewed"})
"""Gold bodies that people made or checked. What tools made is used like the agreement of tools (silver.py)."""
LEAST_COVERAGE = 0.9
"""Share of the gold's characters that stand in the page; below it the gold belongs to another version of the page."""
NOT_ARTICLES = "not-articles"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a corpus."""

    id: str
    dataset: str
    url: str
    language: str
    html: str
    may_train: bool
    gold: tuple[str, ...]
    """Lines of the gold body, its headline left out; empty where there is none that can be trusted."""
    level: str
    title: str
    summary: str
    optional: tuple[str, ...]
    wanted: tuple[str, ...]
    """Snippets that must be in the body."""
    unwanted: tuple[str, ...]
    licence: str
    raw: dict[str, Any]

    @property
    def is_gold(self) -> bool:
        """Whether the gold body can be scored against."""
        return bool(self.gold) and self.level in GOLD_LEVELS


def read_pages(folder: Path, datasets: tuple[str, ...] = ()) -> Iterator[Page]:
    """The pages of ``folder/pages/*.jsonl.xz``, all or those of ``datasets``, in the order of the files."""
    for path in sorted((folder / "pages").glob("*.jsonl.xz")):
        if datasets and path.name.removesuffix(".jsonl.xz") not in datasets:
            continue
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield _page(json.loads(line), path.name.removesuffix(".jsonl.xz"))


def _page(raw: dict[str, Any], dataset: str) -> Page:
    gold = tuple(line for line in (raw.get("gold_text") or "").split("\n") if line.strip())
    title = raw.get("gold_title") or ""
    if gold and raw.get("gold_first_is_title"):
        title, gold = title or gold[0], gold[1:]
    if (raw.get("gold_cov_src") or 0) < LEAST_COVERAGE:
        gold = ()
    return Page(
        id=raw["id"],
        dataset=dataset,
        url=raw.get("url") or "",
        language=raw.get("lang") or "",
        html=raw["html"],
        may_train=bool(raw.get("may_train")),
        gold=gold,
        level=raw.get("gold_level") or "",
        title=title,
        summary=_joined(raw.get("summary")),
        optional=tuple(raw.get("optional") or ()),
        wanted=tuple(raw.get("with") or ()),
        unwanted=tuple(raw.get("without") or ()),
        licence=raw.get("licence") or "",
        raw={key: value for key, value in raw.items() if key not in ("html", "gold_text")},
    )


def _joined(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")


def read_roles(folder: Path) -> Iterator[dict[str, Any]]:
    """The hand-labelled pages of ``folder/roles``: ``id``, ``renderer``, ``ranges`` and the ``text``."""
    for path in sorted((folder / "roles").glob("*.json")):
        page: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        page["number"] = path.stem
        page["text"] = path.with_suffix(".txt").read_text(encoding="utf-8")
        yield page
