"""How well the body and the headline are found: newsarchive and its peers on the same pages in the same run.

    python benchmarks/extraction.py CORPUS [--pages 40] [--systems ours-text,ours-html,trafilatura] [--sets wcxb,l3s-gn1]
        [--renderings resiliparse,bs4,inscriptis] [--folds DIR] [--jobs 2] [--json FILE] [--plots DIR]

CORPUS is described in benchmarks/README.md, the measure in measure.py. Systems that read text get the page as each of the
renderings yields it and score the mean over these. ``--folds DIR`` holds text-0.npz, html-0.npz and so on: newsarchive then
labels each page with models that saw no page of its domain. Only running stands here: what runs is in systems.py, how it is
shown in report.py. Nothing of a page is printed or kept but its id and its scores.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import models
import plots
import report
from calibration import rightly_placed
from corpus import RENDERINGS, SETS, Page, gold_of, is_installed, is_line, is_within, pages, render, soup_text
from measure import Gold, article_score, body_score, normal
from report import Result
from systems import SYSTEMS, TEXT, Taken, installed, warm_up

_CHUNK = (
    8  # pages that a process takes at once: a fold's models are loaded for each chunk, and a page is up to megabytes
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What to run on what."""

    corpus: Path
    sets: tuple[str, ...]
    systems: list[str]
    renderings: list[str]
    pages: int | None = None
    folds: Path | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some pages, all of one fold; None where no folds are used."""

    pages: list[Page]
    fold: int | None


def main() -> None:
    """Read the arguments, measure, print."""
    options = _arguments()
    systems = installed(options.systems)
    renderings = [name for name in options.renderings if is_installed(RENDERINGS[name][0])]
    if options.folds:
        models.check(options.folds)
    if not renderings and any(SYSTEMS[name].reads == TEXT for name in systems):
        raise SystemExit(f"none of {', '.join(options.renderings)} is installed to make text of the pages")
    settings = Settings(options.corpus, options.sets, systems, renderings, options.pages, options.folds)
    results = measured(settings, options.jobs)
    absent = [SYSTEMS[name].label for name in options.systems if name not in systems]
    absent += [f"the rendering of {name}" for name in options.renderings if name not in renderings]
    print(report.written(results, settings.sets, absent))
    if options.json:
        options.json.write_text("".join(json.dumps(asdict(result)) + "\n" for result in results), encoding="utf-8")
    if options.plots:
        plots.draw(results, settings.sets, options.plots)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument(
        "--pages", type=int, metavar="N", help="of each set, drawn by a hash of their ids; default: all"
    )
    parser.add_argument(
        "--systems", type=_names(SYSTEMS), default=list(SYSTEMS), metavar="A,B", help=", ".join(SYSTEMS)
    )
    parser.add_argument("--sets", type=lambda value: tuple(value.split(",")), default=SETS, metavar="A,B")
    parser.add_argument(
        "--renderings",
        type=_names(RENDERINGS),
        default=["resiliparse", "bs4", "inscriptis"],
        metavar="A,B",
        help=", ".join(RENDERINGS),
    )
    parser.add_argument(
        "--folds", type=Path, metavar="DIR", help="models that were trained without the pages they label"
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="one line for each page, system and rendering")
    parser.add_argument("--plots", type=Path, metavar="DIR", help="PNG files; needs matplotlib")
    return parser.parse_args()


def _names(known: Iterable[str]) -> Callable[[str], list[str]]:
    """A parser of names joined by commas, each of which must be known."""

    def names(value: str) -> list[str]:
        unknown = [name for name in value.split(",") if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"no such name: {', '.join(unknown)} (there are {', '.join(known)})")
        return value.split(",")

    return names


def measured(settings: Settings, jobs: int = 1) -> list[Result]:
    """Every page by every system, sorted by set, page, system and rendering."""
    results: list[Result] = []
    for found in _here(settings) if jobs == 1 else _in_processes(settings, jobs):
        results += found
        print(f"\r{len({(result.dataset, result.id) for result in results})} pages", end="", file=sys.stderr)
    print(file=sys.stderr)
    return sorted(results, key=lambda result: (result.dataset, result.id, result.system, result.rendering))


def _here(settings: Settings) -> Iterator[list[Result]]:
    prepare(settings.systems)
    yield from (run(chunk, settings) for chunk in _chunks(settings))


def _in_processes(settings: Settings, jobs: int) -> Iterator[list[Result]]:
    """The same in ``jobs`` processes; no more chunks are read than are about to be worked on."""
    chunks = _chunks(settings)
    with ProcessPoolExecutor(jobs, initializer=prepare, initargs=(settings.systems,)) as pool:
        waiting = {pool.submit(run, chunk, settings) for chunk in islice(chunks, 2 * jobs)}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            waiting |= {pool.submit(run, chunk, settings) for chunk in islice(chunks, len(done))}
            yield from (future.result() for future in done)


def _chunks(settings: Settings) -> Iterator[Chunk]:
    """The pages of all sets in chunks, each of one fold."""
    begun: dict[int | None, list[Page]] = {}
    for name in settings.sets:
        for page in pages(settings.corpus, name, settings.pages):
            fold = models.fold_of(page) if settings.folds else None
            begun.setdefault(fold, []).append(page | {"dataset": name})
            if len(begun[fold]) == _CHUNK:
                yield Chunk(begun.pop(fold), fold)
    yield from (Chunk(rest, fold) for fold, rest in begun.items())


def prepare(systems: list[str]) -> None:
    """Once in each process: silence the peers, and load what the first page would load."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    warm_up(systems)


def run(chunk: Chunk, settings: Settings) -> list[Result]:
    """What every system makes of the pages of a chunk."""
    with models.using(settings.folds, chunk.fold):
        if chunk.fold is not None:
            warm_up([name for name in settings.systems if name.startswith("ours")])
        return [result for page in chunk.pages for result in _page(page, chunk.fold, settings)]


@dataclass(frozen=True, slots=True)
class _View:
    """A page as a system reads it."""

    rendering: str
    """Empty for HTML."""
    source: str
    titled: bool
    """Whether the gold title stands there, so that it can be found."""


def _page(page: Page, fold: int | None, settings: Settings) -> Iterator[Result]:
    gold = gold_of(page)
    reads_text = any(SYSTEMS[name].reads == TEXT for name in settings.systems)
    texts = {name: render(name, page["html"]) for name in settings.renderings} if reads_text else {}
    title = page.get("gold_title") or ""
    titled = bool(title) and is_within(title, texts.get("bs4") or soup_text(page["html"]))
    as_html = [_View("", page["html"], titled)]
    as_text = [_View(name, text, is_line(title, text)) for name, text in texts.items()]
    for name in settings.systems:
        for view in as_text if SYSTEMS[name].reads == TEXT else as_html:
            facts = _facts(name, view, gold, page.get("lang") or "")
            yield Result(page["id"], page["dataset"], page.get("lang") or "", name, view.rendering, fold, **facts)


def _facts(name: str, view: _View, gold: Gold, language: str) -> dict[str, Any]:
    """The figures of a :class:`Result`."""
    taken, seconds = _taken(name, view.source, language)
    found = taken or Taken("")
    score = article_score(found.body, found.standfirst, gold)
    facts = score._asdict() | {"alone": body_score(found.body, gold).f1, "seconds": seconds, "failed": taken is None}
    if view.titled and SYSTEMS[name].headline:
        facts["headline"] = _is_headline(name, view.source, language, found, gold.title)
    if found.article:
        facts["confidence"] = found.article.confidence
        facts["placed"] = rightly_placed(found.article, gold)
    return facts


def _taken(name: str, source: str, language: str) -> tuple[Taken | None, float]:
    """What a system takes for the article, None where it raises; and the processor seconds that it took."""
    start = time.process_time()
    try:
        taken: Taken | None = SYSTEMS[name].run(source, language)
    except Exception:  # a peer may raise what it likes: nothing was found, and the report counts it
        taken = None
    return taken, time.process_time() - start


def _is_headline(name: str, source: str, language: str, taken: Taken, title: str) -> bool:
    find = SYSTEMS[name].headline
    try:
        found = find(source, language, taken) if find else None
    except Exception:  # as above
        found = None
    return normal(found or "") == normal(title)


if __name__ == "__main__":
    main()
