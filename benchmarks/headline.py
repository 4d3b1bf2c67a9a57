"""How often the headline is the gold title, and what the misses are: newsarchive on text and HTML, by data set and fold.

    python benchmarks/headline.py CORPUS [--pages 60] [--sets fundus-tests,wcxb] [--folds MODELS] [--peers] [--misses]

The match is extraction.py's, with soft hyphens left out. It counts the pages that show the gold title: its words follow each other
in what a browser displays, and in a text they are a line too. Where they stand in the head alone (a title element with the site's
name, an og:title of other words) the gold is not what a reader sees as the headline; the column "head only" counts these pages,
``--head`` measures on them too. "On it" are those on which a block, or line, has the words of the gold and no others; on the rest
it is a part of a block. ``--peers`` adds what they find in the HTML, ``--misses`` prints id and kind of each miss. No text of a
page is printed.
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import models
from bs4 import BeautifulSoup
from corpus import RENDERINGS, Page, is_installed, is_line, is_within, pages, render
from measure import normal
from systems import HTML, SYSTEMS, TEXT, installed, raw_page

from newsarchive.decode import decode

SETS = ("fundus-tests", "wcxb", "waddle-daniel", "l3s-gn1")
_PEERS = ("trafilatura", "readability", "newspaper4k")


class Outcome(NamedTuple):
    """What one system found on one page in one form."""

    id: str
    dataset: str
    fold: int | None
    system: str
    shown: bool
    """Whether the page displays the gold title."""
    on_it: bool
    """Whether a block of the page is the gold title."""
    kind: str
    """``right``, or how it was missed."""


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, metavar="N", help="of each set; default: all")
    parser.add_argument("--sets", type=lambda value: tuple(value.split(",")), default=SETS, metavar="A,B")
    parser.add_argument("--folds", type=Path, help="models that were trained without the pages they label")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument(
        "--head", action="store_true", help="count the pages too that have the gold title in their head alone"
    )
    options = parser.parse_args()
    if options.folds:
        models.check(options.folds)
    names = ["ours-text", "ours-html", *(_PEERS if options.peers else ())]
    found = [each for name in options.sets for each in _of_set(options, name, installed(names))]
    for outcome in found if options.misses else ():
        if outcome.kind != "right" and (outcome.shown or options.head):
            print(outcome.dataset, outcome.id, outcome.system, outcome.kind, sep="\t")
    show(found, head=options.head)


def _of_set(options: argparse.Namespace, name: str, systems: list[str]) -> Iterator[Outcome]:
    by_fold: dict[int | None, list[Page]] = defaultdict(list)
    for page in pages(options.corpus, name, options.pages):
        if page.get("gold_title"):
            by_fold[models.fold_of(page) if options.folds else None].append(page | {"dataset": name})
    for fold, several in by_fold.items():
        with models.using(options.folds, fold):
            for page in several:
                yield from _of_page(page, fold, systems)


def _of_page(page: Page, fold: int | None, systems: list[str]) -> Iterator[Outcome]:
    title, html = _without_soft_hyphens(page["gold_title"]), _without_soft_hyphens(page["html"])
    shown, anywhere = is_within(title, _displayed(html)), is_within(title, _displayed(html, head=True))
    texts = [
        _without_soft_hyphens(render(name, html)) for name in ("resiliparse", "bs4", "inscriptis") if _is_there(name)
    ]
    views = [(TEXT, text) for text in texts if is_line(title, text)]
    views += [(HTML, html)] if anywhere else []
    for reads, source in views:
        raw = raw_page(source, reads)
        blocks = decode(raw, raw.media_type or "").document.blocks
        on_it = any(normal(block.text) == normal(title) for block in blocks)
        for name in systems:
            if SYSTEMS[name].reads == reads:
                kind = _kind(_headline(name, source, page.get("lang") or ""), title)
                yield Outcome(page["id"], page["dataset"], fold, name, shown, on_it, kind)


def _without_soft_hyphens(text: str) -> str:
    for hyphen in ("\u00ad", "&shy;", "&#173;", "&#xad;"):
        text = text.replace(hyphen, "")
    return text


def _displayed(html: str, *, head: bool = False) -> str:
    """The text of the page without what a browser does not display, but for its head where that is asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(html, "lxml")
    for tag in soup(["script", "style", "template", "noscript", *(() if head else ("head", "title"))]):
        tag.decompose()
    return soup.get_text("\n")


def _is_there(name: str) -> bool:
    return is_installed(RENDERINGS[name][0])


def _headline(name: str, source: str, language: str) -> str:
    system = SYSTEMS[name]
    try:
        taken = system.run(source, language)
        return (system.headline(source, language, taken) if system.headline else None) or ""
    except Exception:  # a peer may raise what it likes
        return ""


def _kind(found: str, gold: str) -> str:
    ours, theirs = normal(found), normal(gold)
    if ours == theirs:
        return "right"
    if not ours:
        return "none found"
    if f" {theirs} " in f" {ours} ":
        return "more than the gold"
    return "less than the gold" if f" {ours} " in f" {theirs} " else "another"


def show(found: list[Outcome], *, head: bool = False) -> None:
    """A table by system and set, and the kinds of misses."""
    print("| system | set | pages | head only | right | by fold | on it | right of these | misses |")
    print("|---|---|---|---|---|---|---|---|---|")
    for system in dict.fromkeys(each.system for each in found):
        rows = [each for each in found if each.system == system]
        counted = [each for each in rows if each.shown or head]
        means = []
        for name in dict.fromkeys(each.dataset for each in rows):
            mine = [each for each in counted if each.dataset == name]
            hidden = sum(not each.shown for each in rows if each.dataset == name)
            on_it = [each for each in mine if each.on_it]
            folds = sorted({each.fold for each in mine if each.fold is not None})
            by_fold = " ".join(f"{_right([each for each in mine if each.fold == fold]):.3f}" for fold in folds)
            missed = Counter(each.kind for each in mine if each.kind != "right").most_common()
            means.append((_right(mine), _right(on_it)))
            kinds = ", ".join(f"{count} {kind}" for kind, count in missed)
            print(
                f"| {SYSTEMS[system].label} | {name} | {len(mine)} | {hidden} | {_right(mine):.3f} | {by_fold} | {len(on_it)}"
                f" | {_right(on_it):.3f} | {kinds} |"
            )
        first, second = (sum(column) / len(means) for column in zip(*means, strict=True))
        print(
            f"| {SYSTEMS[system].label} | mean of the sets | {len(counted)} | {len(rows) - len(counted)} | **{first:.3f}** | | |"
            f" **{second:.3f}** | |"
        )


def _right(found: list[Outcome]) -> float:
    return sum(each.kind == "right" for each in found) / len(found) if found else 0.0


if __name__ == "__main__":
    main()
