"""Many pages into an archive: pages per second, memory of each process, what the archive costs beside cleaning, and the second run.

    python benchmarks/scale.py [--pages 100000] [--workers 2] [--folder DIR] [--kind text|html] [--source FILE]

The pages are made here, no two alike, with the sizes of news pages (text: median 10 kB, HTML: median 40 kB; the sizes are spread as
those of 4,702 pages of a corpus, log-normal). What a process used is read from /proc twice a second, so this runs on Linux only.
``cell`` is where pages are cleaned and made into entries of the archive; what cleaning takes of it is measured apart, on some of
the pages in a process of its own, and all the rest is the archive.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
_ONSETS = "b br c ch d dr f fl g gr h j k l m n p pl qu r s sh st t tr v w".split()
_RIMES = "a ain ake an ard ath e ear ed ell en er est ew i ice ill in ing ist o oad old on ond ore ound own u un urt y".split()
_SPREAD = 0.7
"""Standard deviation of the logarithm of the sizes."""
_MENU = "News Politics Business Sport Culture Opinion Weather Travel Science Health Education Jobs Contact Subscribe".split()


_LINK = '<li class="menu-item"><a href="/{}" data-track="{}">{}</a></li>'
_CARD = '<div class="card teaser"><a href="/t/{}"><span>{}</span></a></div>'
_PAGE = (
    "<!doctype html><html lang=en><head><title>{title} | Site</title><script>{script}</script></head>"
    "<body><nav><ul>{menu}</ul></nav><article><h1>{title}</h1><p class=byline>By Nell Farrow</p>"
    "<time datetime=2024-03-05>5 March 2024</time>{body}</article><aside class=related>{cards}</aside>"
    "<footer><ul>{foot}</ul></footer></body></html>"
)


def _words(luck: random.Random, count: int) -> list[str]:
    return [
        "".join(luck.choice(_ONSETS) + luck.choice(_RIMES) for _ in range(luck.choice((1, 1, 2, 2, 3))))
        for _ in range(count)
    ]


def _sentence(luck: random.Random, words: list[str]) -> str:
    chosen = luck.choices(words, k=luck.randrange(8, 28))
    return " ".join(chosen).capitalize() + "."


def _paragraphs(luck: random.Random, size: int) -> Iterator[str]:
    words = _words(luck, 400)
    while size > 0:
        paragraph = " ".join(_sentence(luck, words) for _ in range(luck.randrange(2, 6)))
        size -= len(paragraph)
        yield paragraph


def page(number: int, kind: str) -> dict[str, str]:
    """A line of JSON Lines: menu, headline, byline, date, body, related, comment form, advertising."""
    luck = random.Random(number)
    scale = luck.lognormvariate(0, _SPREAD)
    title = " ".join(_words(luck, luck.randrange(5, 12))).capitalize()
    teasers = [" ".join(_words(luck, 8)).capitalize() for _ in range(12)]
    body = list(_paragraphs(luck, int(4000 * scale)))
    value = {
        "id": str(number),
        "url": f"https://site{number % 997}.example/2024/{number}",
        "fetched": "2024-03-05T06:07:08Z",
    }
    if kind == "text":
        menu = _MENU * max(1, int(3 * scale))
        tail = [
            "Related posts",
            *teasers,
            "Previous Post",
            teasers[0],
            "Next Post",
            teasers[1],
            "Leave a Reply",
            "Name *",
            "Email *",
        ]
        return value | {"text": "\n".join([*menu, title, "By Nell Farrow", "5 March 2024", *body, *tail, *menu])}
    links = "".join(_LINK.format(i, luck.random(), word) for i, word in enumerate(_MENU))
    cards = "".join(_CARD.format(i, teaser) for i, teaser in enumerate(teasers)) * 3
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    script = "var x = 1; " * int(2500 * scale)
    return value | {
        "html": _PAGE.format(title=title, script=script, menu=links * 4, body=paragraphs, cards=cards, foot=links * 2)
    }


@dataclass
class Used:
    """CPU seconds and peak memory by what a process is."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    peak: dict[str, int] = field(default_factory=lambda: defaultdict(int))


Sample = dict[int, tuple[str, float, int]]


def watch(process: subprocess.Popen[bytes], progress: Path, marks: list[int]) -> tuple[Used, dict[int, Used]]:
    """What ``process`` and all below it use until it ends; and until ``progress`` says that so many inputs are done."""
    seen: Sample = {}
    reached: dict[int, Used] = {}
    while process.poll() is None:
        for identity in _below(process.pid):
            if (state := _state(identity, process.pid)) is not None:
                seen[identity] = _later(seen.get(identity), state)
        done = _inputs(progress)
        for mark in marks:
            if done >= mark and mark not in reached:
                reached[mark] = _sum(seen)
                print(f"  {done:,} inputs: {_told(reached[mark])}", flush=True)
        time.sleep(0.5)
    return _sum(seen), reached


def _later(before: tuple[str, float, int] | None, now: tuple[str, float, int]) -> tuple[str, float, int]:
    """What is known of a process that was seen again: its peak stays what it was, though the memory is given back as it ends."""
    return now if before is None else (now[0], max(before[1], now[1]), max(before[2], now[2]))


def _sum(seen: Sample) -> Used:
    used = Used()
    for name, seconds, peak in seen.values():
        used.seconds[name] += seconds
        used.peak[name] = max(used.peak[name], peak)
    return used


def _told(used: Used) -> str:
    return ", ".join(f"{name} peak {size / 1e6:,.0f} MB" for name, size in sorted(used.peak.items()))


def _inputs(progress: Path) -> int:
    """As the last line of ``--progress json`` says."""
    lines = progress.read_bytes()[-4096:].splitlines()
    for line in reversed(lines):
        try:
            return int(json.loads(line)["inputs"])
        except (ValueError, KeyError, TypeError):
            continue
    return 0


def _below(root: int) -> list[int]:
    parents: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])].append(int(entry.name))
            except (OSError, ValueError):
                continue
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += parents[found[-1]]
    return found


def _state(identity: int, root: int) -> tuple[str, float, int] | None:
    """What the process is, its CPU seconds, its peak memory; None of one that ends: it has no name and no memory left."""
    folder = Path("/proc") / str(identity)
    try:
        line = folder.joinpath("cmdline").read_bytes()
        values = folder.joinpath("stat").read_text().rpartition(")")[2].split()
        status = folder.joinpath("status").read_text()
    except OSError:
        return None
    peak = next((int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM")), 0)
    if not line or not peak:
        return None
    name = "driver" if identity == root else "cell" if b"engines.cell" in line else "worker"
    return name, (int(values[11]) + int(values[12])) / TICKS, peak * 1024


def run(source: Path, archive: Path, workers: int, marks: list[int]) -> tuple[float, dict[str, int], Used]:
    """One `newsarchive ingest`: wall seconds, its summary, what it used."""
    words = ["ingest", str(source), "-a", str(archive), "--json", "--progress", "json", "--workers", str(workers)]
    with tempfile.TemporaryDirectory() as scratch:
        out, progress = Path(scratch, "out"), Path(scratch, "progress")
        with out.open("wb") as summary, progress.open("wb") as lines:
            started = time.monotonic()
            process = subprocess.Popen([sys.executable, "-m", "newsarchive", *words], stdout=summary, stderr=lines)
            used, _ = watch(process, progress, marks)
        return time.monotonic() - started, json.loads(out.read_bytes()), used


def cleaning(pages: int, kind: str) -> float:
    """CPU seconds that cleaning alone takes for a page, once the process is warm."""
    program = (
        "import json, sys, time; from newsarchive.model import RawPage; from newsarchive.pipeline import clean\n"
        "lines = [json.loads(line) for line in sys.stdin]\n"
        "pages = [RawPage((v.get('html') or v['text']).encode(), v['url'], v['fetched']) for v in lines]\n"
        "[clean(page) for page in pages[:20]]; began = time.process_time()\n"
        "[clean(page) for page in pages]; print((time.process_time() - began) / len(pages))"
    )
    lines = "".join(json.dumps(page(number, kind)) + "\n" for number in range(pages))
    done = subprocess.run([sys.executable, "-c", program], input=lines, capture_output=True, text=True, check=True)
    return float(done.stdout)


def failures(archive: Path) -> Counter[tuple[str, str]]:
    """How many inputs failed, by stage and reason, as the ledgers say."""
    found: Counter[tuple[str, str]] = Counter()
    for ledger in archive.glob("runs/*.jsonl"):
        for line in ledger.read_text("utf-8").splitlines():
            value = json.loads(line)
            if value.get("status") == "failed":
                found[value.get("stage", ""), value["reason"]] += 1
    return found


def _make(path: Path, pages: int, kind: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(pages):
            file.write(json.dumps(page(number, kind)) + "\n")


def main() -> None:
    """Make the pages, take them in twice, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kind", choices=("text", "html"), default="html")
    parser.add_argument("--folder", type=Path, help="to work in; default: a temporary one")
    parser.add_argument("--source", type=Path, help="pages of this kind made by an earlier run, to be used again")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="scale-", dir=options.folder))
    source, archive = options.source or folder / "pages.jsonl", folder / "archive"
    if not source.exists():
        _make(source, options.pages, options.kind)
    size = source.stat().st_size
    print(
        f"{options.pages:,} pages of {options.kind}, {size / options.pages / 1e3:,.1f} kB each, {options.workers} workers"
    )
    each = cleaning(min(500, options.pages), options.kind)
    marks = [mark for mark in (1_000, 10_000, 30_000, 100_000) if mark <= options.pages]
    first, summary, used = run(source, archive, options.workers, marks)
    total = sum(used.seconds.values())
    print(
        f"first run: {first:,.0f} s, {options.pages / first:,.1f} pages/s, {summary['ok']:,} ok, {summary['failed']} failed"
    )
    for (stage, reason), count in failures(archive).most_common():
        print(f"  failed: {count:,} x {stage}: {reason}")
    for name, seconds in sorted(used.seconds.items()):
        print(f"  {name}: {seconds:,.1f} s of CPU ({seconds / total:.0%}), peak {used.peak[name] / 1e6:,.0f} MB")
    again_each = cleaning(min(500, options.pages), options.kind)
    cleaned = (each + again_each) / 2 * options.pages
    print(
        f"  cleaning alone: {each * 1000:.1f} and {again_each * 1000:.1f} ms a page before and after the run;"
        f" of the CPU the archive is {1 - cleaned / total:.0%}, {(total - cleaned) / options.pages * 1000:.1f} ms a page"
    )
    held = sum(path.stat().st_size for path in archive.rglob("*") if path.is_file())
    print(f"  archive: {held / 1e6:,.0f} MB")
    second, again, _ = run(source, archive, options.workers, [])
    print(f"second run: {second:,.2f} s, {first / second:,.0f} times as fast, {again['unchanged']:,} unchanged")
    if summary["failed"]:
        print(f"the ledger and the pages are kept: {folder}")
    else:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
