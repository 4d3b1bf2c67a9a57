"""Which model newsarchive labels with: the shipped one, or the one of a page's fold, which was trained without its domain.

Only this module knows how a model is chosen and how pages fall into folds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("text", "html")


def fold_of(page: dict[str, Any]) -> int:
    """The fold of a page, by its registered domain; the rule is the training's own."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from training.split import fold_of as rule

    return int(rule(page))


def files(folds: Path, fold: int) -> dict[str, Path]:
    """The model files of a fold, by kind of page."""
    return {kind: folds / f"{kind}-{fold}.npz" for kind in KINDS}


def headline_file(folds: Path, fold: int) -> Path:
    """The weights of a fold that choose the headline (``python -m training.headline … --fold K``)."""
    return folds / f"headline-{fold}.npz"


def check(folds: Path) -> None:
    """Stop with a word where a folder holds no folds, or lacks a model of one."""
    fold = 0
    while any(path.is_file() for path in files(folds, fold).values()):
        wanted = [*files(folds, fold).values(), headline_file(folds, fold)]
        missing = [path for path in wanted if not path.is_file()]
        if missing:
            raise SystemExit(f"{missing[0]} is missing")
        fold += 1
    if not fold:
        raise SystemExit(f"{folds} holds no text-0.npz and html-0.npz")


@contextmanager
def using(folds: Path | None, fold: int | None) -> Iterator[object]:
    """Within it, newsarchive labels with the models of ``fold``; without folds, with the shipped ones."""
    if folds is None or fold is None:
        yield None
        return
    from newsarchive.label.headlinechoice import using as choose_headline
    from newsarchive.label.network import using as choose

    weights = headline_file(folds, fold)
    with choose_headline(weights) if weights.is_file() else nullcontext(), choose(**files(folds, fold)) as chosen:
        yield chosen
