"""How much processor time a page takes: newsarchive and its peers on the same pages in the same run; start-up; the models.

    python benchmarks/speed.py CORPUS [--pages 20] [--sets wcxb,l3s-gn1] [--rounds 3] [--rendering resiliparse] [--start-ups 5]

A round is every page once by every system, in a new process, so that nobody can have kept anything of a page; what is loaded with
a first page does not count. Within a round the systems take turns at chunks of some pages, in another order each time, so that a
busy machine is busy for all; rubbish is collected before each turn. The median of the rounds counts.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import platform
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from corpus import RENDERINGS, SETS, Page, is_installed, pages, render
from report import table
from systems import (
    HTML,
    TEXT,
    WARM_UP_HTML,
    WARM_UP_TEXT,
    justext_lines,
    raw_page,
    resiliparse_body,
    trafilatura_body,
    versions,
)

import newsarchive
from newsarchive.formats.articlejson import canonical
from newsarchive.model import Article
from newsarchive.pipeline import clean

_CHUNK = 5  # pages: a turn takes a tenth of a second and more, and the turns of one chunk stand close together
REFERENCE = "trafilatura.extract, HTML"
SEEDS = Path(__file__).resolve().parent.parent / "seeds"
SEED_TEXT, SEED_HTML = "seed.txt", "harbour-bridge.html"


@dataclass(frozen=True, slots=True)
class Way:
    """One way from a page to its article; ``run`` takes the page as text or HTML, and its language."""

    label: str
    reads: str
    run: Callable[[str, str], object]
    needs: str = ""


def _ours(reads: str) -> Callable[[str, str], object]:
    """Bytes to a line of JSON, as in a stream."""

    def run(source: str, _language: str) -> object:
        article = clean(raw_page(source, reads))
        return canonical(article) if isinstance(article, Article) else None

    return run


def _bare_extraction(html: str, _language: str) -> object:
    import trafilatura

    return trafilatura.bare_extraction(html, include_comments=False, with_metadata=True)


def _readability(html: str, _language: str) -> object:
    from readability import Document

    return Document(html).summary()


WAYS = (
    Way("newsarchive, text to JSON", TEXT, _ours(TEXT)),
    Way("newsarchive, HTML to JSON", HTML, _ours(HTML)),
    Way(REFERENCE, HTML, trafilatura_body, "trafilatura"),
    Way("trafilatura.bare_extraction with metadata, HTML", HTML, _bare_extraction, "trafilatura"),
    Way("readability-lxml, HTML", HTML, _readability, "readability"),
    Way("resiliparse main content, HTML", HTML, resiliparse_body, "resiliparse"),
    Way("jusText, text in `<p>`", TEXT, justext_lines, "justext"),
)
_SYSTEM_OF = {
    "trafilatura": "trafilatura",
    "readability": "readability",
    "resiliparse": "resiliparse",
    "justext": "justext-text",
}


def main() -> None:
    """Read the arguments, measure, print."""
    options = _arguments()
    _silence()
    found = [page for name in options.sets for page in pages(options.corpus, name, options.pages)]
    for page in found:
        page["text"] = render(options.rendering, page["html"])
    ways = [way for way in WAYS if is_installed(way.needs)]
    print(f"## Speed, processor time\n{_about(found, options)}\n")
    print(speed_table(measured(ways, found, options.rounds)))
    absent = [way.label for way in WAYS if way not in ways]
    if absent:
        print(f"\nNot installed, left out: {', '.join(absent)}.")
    if options.start_ups:
        print(f"\n## Start-up\n{start_up_table(options.start_ups)}\n\n## Models\n{model_notes(options.start_ups)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=20, metavar="N", help="of each set")
    parser.add_argument("--sets", type=lambda value: tuple(value.split(",")), default=SETS, metavar="A,B")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    best = next(name for name, (module, _) in RENDERINGS.items() if is_installed(module))
    parser.add_argument("--rendering", choices=RENDERINGS, default=best, help="how text is made of the pages")
    parser.add_argument("--start-ups", type=int, default=5, metavar="N", help="of each command; 0: none")
    return parser.parse_args()


def _about(found: Sequence[Page], options: argparse.Namespace) -> str:
    names = ["ours-text", *(_SYSTEM_OF[way.needs] for way in WAYS if way.needs and is_installed(way.needs))]
    packages = ", ".join(f"{package} {number}" for package, number in versions(names).items())
    size = statistics.mean(len(page["html"].encode("utf-8", "replace")) for page in found)
    bare = statistics.mean(len(page["text"].encode("utf-8", "replace")) for page in found)
    lines = statistics.mean(sum(bool(line.strip()) for line in page["text"].split("\n")) for page in found)
    return (
        f"{len(found)} pages of {', '.join(options.sets)}; mean {size:,.0f} bytes of HTML, {bare:,.0f} bytes of text "
        f"({options.rendering}) in {lines:,.0f} lines that are not blank.\n"
        f"Median of {options.rounds} rounds; Python {platform.python_version()}, {os.cpu_count()} cores; {packages}."
    )


def measured(ways: Sequence[Way], found: Sequence[Page], rounds: int) -> dict[str, list[float]]:
    """Label of the way -> processor seconds a page in each round."""
    labels = [way.label for way in ways]
    slim = [{key: page.get(key) for key in ("text", "html", "lang")} for page in found]
    with ProcessPoolExecutor(1, get_context("spawn"), _silence, max_tasks_per_child=1) as pool:
        spent = [pool.submit(one_round, labels, slim).result() for _ in range(rounds)]
    return {label: [one[label] / len(found) for one in spent] for label in labels}


def _silence() -> None:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")


def one_round(labels: Sequence[str], found: Sequence[Page]) -> dict[str, float]:
    """Label of the way -> processor seconds for all pages, after a page of our own that does not count."""
    ways = [way for way in WAYS if way.label in labels]
    for way in ways:
        _attempt(way, {"text": WARM_UP_TEXT, "html": WARM_UP_HTML, "lang": "en"})
    spent = dict.fromkeys(labels, 0.0)
    for turn, start in enumerate(range(0, len(found), _CHUNK)):
        first = turn % len(ways)
        for way in (*ways[first:], *ways[:first]):
            gc.collect()
            begin = time.process_time()
            for page in found[start : start + _CHUNK]:
                _attempt(way, page)
            spent[way.label] += time.process_time() - begin
    return spent


def _attempt(way: Way, page: Page) -> None:
    with suppress(Exception):  # a peer may raise what it likes; its time counts
        way.run(page["text" if way.reads == TEXT else "html"], page.get("lang") or "")


def speed_table(taken: dict[str, list[float]]) -> str:
    """Milliseconds and pages a second, and how many times the pages of trafilatura in the same round; medians."""
    rows = []
    for label, seconds in taken.items():
        median = statistics.median(seconds)
        times = [theirs / ours for theirs, ours in zip(taken.get(REFERENCE, seconds), seconds, strict=True)]
        ratio = f"{statistics.median(times):.1f}" if REFERENCE in taken else ""
        extent = f"{1000 * min(seconds):.1f} to {1000 * max(seconds):.1f}"
        rows.append((label, f"{1000 * median:.1f}", extent, f"{1 / median:.0f}", ratio))
    head = ("way", "ms per page", "of the rounds", "pages per CPU second", "pages per second, trafilatura.extract = 1")
    return table(head, rows)


def start_up_table(repeats: int) -> str:
    """Whole commands in processes of their own, which take turns."""
    us = [sys.executable, "-m", "newsarchive"]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "newsarchive --version": [*us, "--version"],
        **{f"newsarchive clean seeds/{name}": [*us, "clean", str(SEEDS / name)] for name in (SEED_TEXT, SEED_HTML)},
    }
    if is_installed("trafilatura"):
        code = "import sys, trafilatura; trafilatura.extract(open(sys.argv[1], encoding='utf-8').read())"
        commands[f"trafilatura.extract of {SEED_HTML}"] = [sys.executable, "-c", code, str(SEEDS / SEED_HTML)]
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            cpu, wall = _spent_by_commands(), time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            taken[name].append((_spent_by_commands() - cpu, time.perf_counter() - wall))
    medians = ((name, *map(statistics.median, zip(*times, strict=True))) for name, times in taken.items())
    return table(("command", "CPU seconds", "seconds"), [(f"`{n}`", f"{c:.2f}", f"{w:.2f}") for n, c, w in medians])


def _spent_by_commands() -> float:
    """Processor seconds of all commands that have ended."""
    spent = os.times()
    return spent.children_user + spent.children_system


_LOAD = """
import sys, time
from pathlib import Path
start = time.process_time()
import numpy
imported = time.process_time()
from newsarchive.label.network import load
begin = time.process_time()
for path in sys.argv[1:]:
    load(Path(path))
print(imported - start, time.process_time() - begin)
"""
_FIRST = """
import sys, time
from newsarchive.model import RawPage
from newsarchive.pipeline import clean
page = RawPage(open(sys.argv[2], "rb").read(), "file:///page", media_type=sys.argv[1], encoding_given="utf-8")
times = []
for _ in range(3):
    start = time.process_time()
    clean(page)
    times.append(time.process_time() - start)
print(times[0], times[-1])
"""


def model_notes(repeats: int) -> str:
    """The model files of the package and how long they take to load, each time in a new process."""
    root = Path(newsarchive.__file__).parent
    files = sorted(root.rglob("*.npz"))
    rows = [(str(path.relative_to(root)), f"{path.stat().st_size:,}") for path in files]
    lines = [table(("file", "bytes"), [*rows, ("all", f"{sum(path.stat().st_size for path in files):,}")])]
    networks = [str(path) for path in files if path.parent.name == "networks"]
    if networks:
        imported, loaded = _child(repeats, _LOAD, *networks)
        lines.append(
            f"\nnumpy is imported in {imported:.3f} CPU seconds, then {len(networks)} networks loaded in {loaded:.3f}."
        )
    for media_type, name in (("text/plain", SEED_TEXT), ("text/html", SEED_HTML)):
        first, third = _child(repeats, _FIRST, media_type, str(SEEDS / name))
        lines.append(
            f"The first page of a process ({name}): {first:.3f} CPU seconds, imports and all; the third: {third:.4f}."
        )
    return "\n".join(lines)


def _child(repeats: int, code: str, *arguments: str) -> list[float]:
    """The medians of the figures that ``code`` prints, over some processes."""
    runs = [
        subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, timeout=120).stdout
        for _ in range(repeats)
    ]
    return [statistics.median(map(float, figures)) for figures in zip(*(run.split() for run in runs), strict=True)]


if __name__ == "__main__":
    main()
