"""How fast a WARC is read: by warcio, by FastWARC and by our own walk over the members; and checked, by whole commands.

    python benchmarks/warc_reading.py [--records N] [--size BYTES] [--repeats N] [--archive N]

Makes a file of ``--records`` pages of random words, ``--size`` bytes each, with our writer, then reads it in every way, one after
the other, ``--repeats`` times over, and shows the median. MB are 1,000,000 bytes of the file before compression. Then
ingests ``--archive`` such pages and runs ``newsarchive verify`` and the checkers of the field on the same files, each as a whole
command with its start. Times are of the processor, not of the wall clock: neighbours on the machine count for less.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newsarchive.archive import records
from newsarchive.archive.members import Record, read_members

DATE = "2023-09-05T14:00:00Z"
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Way:
    """One way of reading a file; ``read`` returns the number of records and of bytes in their blocks."""

    name: str
    read: Callable[[Path], tuple[int, int]]


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--size", type=int, default=5_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--archive", type=int, default=2_000, metavar="N", help="0: leave the whole commands out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.warc.gz"
        plain = write(path, options.records, options.size)
        print(f"{options.records} resource records of {options.size} bytes: {plain / 1e6:.1f} MB,")
        print(f"{path.stat().st_size / 1e6:.1f} MB compressed; zlib {zlib.ZLIB_RUNTIME_VERSION}\n")
        show(measure(path, options.repeats), options.records + 1, plain)
        if options.archive:
            compare_commands(Path(folder), options.archive, options.size, options.repeats)


def vocabulary() -> list[str]:
    source = random.Random(0)
    return ["".join(source.choices("etaoinshrdlucmfwypvbgk", k=source.randint(2, 10))) for _ in range(4000)]


VOCABULARY = vocabulary()


def page(seed: int, size: int) -> bytes:
    """A headline and paragraphs of random words: ``size`` bytes, the same for the same seed."""
    chosen = random.Random(seed).choices(VOCABULARY, k=size // 6 + 12)
    lines = [" ".join(chosen[start : start + 60]).capitalize() + "." for start in range(10, len(chosen), 60)]
    return "\n\n".join((" ".join(chosen[:10]).title(), *lines)).encode()[:size]


def write(path: Path, number: int, size: int) -> int:
    """Write the file; returns the bytes of its records before compression."""
    total = 0
    with open(path, "wb") as file:
        info, member = records.warcinfo(path.name, DATE, "benchmark", "random words")
        for seed in range(number):
            total += len(zlib.decompress(member, 31))
            file.write(member)
            uri = f"https://news.example/{seed}"
            member = records.resource(uri, DATE, page(seed, size), "text/plain; charset=utf-8", info)
        file.write(member)
    return total + len(zlib.decompress(member, 31))


def warcio(path: Path, *, check: bool) -> tuple[int, int]:
    from warcio.archiveiterator import ArchiveIterator

    with open(path, "rb") as file:
        sizes = [len(record.content_stream().read()) for record in ArchiveIterator(file, check_digests=check)]
    return len(sizes), sum(sizes)


def fastwarc(path: Path, *, check: bool) -> tuple[int, int]:
    from fastwarc import ArchiveIterator

    found = ArchiveIterator(str(path), parse_http=False, verify_digests=check)
    sizes = [len(record.reader.read()) for record in found]
    return len(sizes), sum(sizes)


def members(path: Path) -> tuple[int, int]:
    sizes = [len(record.block) for record in read_members(path) if isinstance(record, Record) and not record.problem]
    return len(sizes), sum(sizes)


WAYS = (
    Way("FastWARC", lambda path: fastwarc(path, check=False)),
    Way("FastWARC, verify_digests", lambda path: fastwarc(path, check=True)),
    Way("warcio", lambda path: warcio(path, check=False)),
    Way("warcio, check_digests", lambda path: warcio(path, check=True)),
    Way("members.read_members (always checks)", members),
)


def measure(path: Path, repeats: int) -> dict[str, float]:
    """Median processor seconds of each way; the ways take turns, so that a busy machine is busy for all."""
    taken: dict[str, list[float]] = {way.name: [] for way in WAYS}
    for _ in range(repeats):
        found = set()
        for way in WAYS:
            start = time.process_time()
            found.add(way.read(path))
            taken[way.name].append(time.process_time() - start)
        if len(found) != 1:
            raise SystemExit(f"the ways do not agree on what is in the file: {found}")
    return {name: statistics.median(times) for name, times in taken.items()}


def show(seconds: dict[str, float], number: int, plain: int) -> None:
    fastest = min(seconds.values())
    print("| way | records/s | MB/s | time, fastest = 1 |\n|---|---|---|---|")
    for name, taken in seconds.items():
        print(f"| {name} | {number / taken:,.0f} | {plain / taken / 1e6:.0f} | {taken / fastest:.1f} |")


def compare_commands(folder: Path, number: int, size: int, repeats: int) -> None:
    """Whole commands on the same archive; the archive's files are in memory after the first round."""
    archive = folder / "archive"
    ingest(archive, number, size)
    files = sorted((archive / "segments").glob("*.gz"))
    stored = sum(path.stat().st_size for path in archive.rglob("*") if path.is_file())
    commands: dict[str, list[list[str | Path]]] = {
        "newsarchive verify": [[sys.executable, "-m", "newsarchive", "verify", "--archive", archive]],
        "warcio check": [[BIN / "warcio", "check", *files]],
        "fastwarc check": [[BIN / "fastwarc", "check", file] for file in files],
        "gzip -t": [["gzip", "-t", *files]],
        "sha256sum -c": [["sha256sum", "--quiet", "-c", "manifest-sha256.txt"]],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, calls in commands.items():
            start = spent_by_commands()
            for call in calls:
                subprocess.run(call, cwd=archive, check=True, capture_output=True, timeout=600)
            taken[name].append(spent_by_commands() - start)
    show_commands({name: statistics.median(times) for name, times in taken.items()}, number, stored)


def spent_by_commands() -> float:
    """Processor seconds of all commands that have ended."""
    spent = os.times()
    return spent.children_user + spent.children_system


def ingest(archive: Path, number: int, size: int) -> None:
    from newsarchive.archive import Archive
    from newsarchive.archive.ingest import RunOptions
    from newsarchive.model import RawPage

    pages = (RawPage(page(n, size), f"https://news.example/{n}", date=DATE) for n in range(number))
    Archive(archive).ingest(pages, RunOptions("benchmark", DATE, 2))


def show_commands(seconds: dict[str, float], number: int, stored: int) -> None:
    ours = seconds["newsarchive verify"]
    print(f"\nAn archive of {number} pages, {stored / 1e6:.1f} MB:\n")
    print("| command | seconds | pages/s | time, newsarchive verify = 1 |\n|---|---|---|---|")
    for name, taken in seconds.items():
        print(f"| {name} | {taken:.2f} | {number / taken:,.0f} | {taken / ours:.2f} |")


if __name__ == "__main__":
    main()
