"""Kill `ingest`, `compact`, `repair` and `reprocess` at random moments: python benchmarks/soak.py [--kills 200] [TARGET ...]

The kills are shared out among the targets. What is asserted after each kill, and after the run that follows it, stands at each
target. The fast tests kill each of them at every step once; here chance finds the moments, real processes die, and every
other time nobody but the parent is killed, so that its workers have to notice.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from newsarchive.archive import Archive, planner
from newsarchive.archive.entry import Entry, entry_of
from newsarchive.archive.ingest import RunOptions
from newsarchive.model import Article, RawPage

DATE = "2023-09-05T14:00:00Z"
PAGES, SHARD = 48, 4
"""Of an ingest: twelve shards for three workers."""
_INGEST = """
import sys
from pathlib import Path
from newsarchive.archive import Archive, planner
from newsarchive.archive.entry import Entry, entry_of
from newsarchive.archive.ingest import RunOptions
from soak import PAGES, SHARD, page
if __name__ == "__main__":
    planner.MAX_ITEMS = SHARD
    print("ready", flush=True)
    Archive(Path(sys.argv[1])).ingest(map(page, range(PAGES)), RunOptions("killed", sys.argv[2], workers=3))
    print("done", flush=True)
"""
_COMPACT = """
import sys
from pathlib import Path
import newsarchive.archive.compact
from newsarchive.archive import Archive
print("ready", flush=True)
Archive(Path(sys.argv[1])).compact("killed", sys.argv[2])
print("done", flush=True)
"""
_REPAIR = """
import sys
from pathlib import Path
import newsarchive.archive.repair
from newsarchive.archive import Archive
print("ready", flush=True)
Archive(Path(sys.argv[1])).repair("killed", sys.argv[2])
print("done", flush=True)
"""


_REPROCESS = """
import sys
from pathlib import Path
from newsarchive.archive import Archive, again
from newsarchive.archive.ingest import RunOptions
from soak import SHARD
if __name__ == "__main__":
    again.MAX_ITEMS = SHARD
    print("ready", flush=True)
    Archive(Path(sys.argv[1])).clean_again(RunOptions("killed", sys.argv[2], workers=3))
    print("done", flush=True)
"""


def page(number: int) -> RawPage:
    """One of many small articles."""
    text = (
        f"Ferry {number} sails all winter\n\n"
        + f"The council voted {number} times on Tuesday to keep the old ferry. " * 20
    )
    return RawPage(text.encode(), f"https://news.example/{number}", DATE)


def captures(folder: Path) -> Counter[str]:
    """The record of every capture that readers see."""
    return Counter(row["record_id"] for row in Archive(folder).captures())


@dataclass
class Killer:
    """Starts a program and kills it after a random time, up to about as long as it runs."""

    chance: random.Random
    longest: float = 1.0
    most: float = 3.0
    hit: int = 0

    def __call__(self, program: str, folder: Path) -> None:
        path = Path(__file__).parent
        command = [sys.executable, "-c", program, str(folder), DATE]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(path), os.environ.get("PYTHONPATH", "")])}
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, start_new_session=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(self.chance.uniform(0, self.longest))
            if self.chance.random() < 0.5:
                process.kill()
            else:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            at_work = b"done" not in process.stdout.read()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        self.longest = min(self.longest * 1.05, self.most) if at_work else self.longest * 0.8
        self.hit += at_work


def ingest(kill: Killer, folder: Path) -> None:
    """Whatever was reported is there once and whole; what is missing, the next run takes in, and all is there once."""
    kill(_INGEST, folder)
    archive = Archive(folder)
    if (folder / "archive.json").exists():
        assert archive.verify().findings == []
        if (folder / "catalog.sqlite3").exists() and (folder / "catalog.sqlite3").stat().st_size:
            assert set(captures(folder).values()) <= {1}
    planner.MAX_ITEMS = SHARD
    summary = archive.ingest(map(page, range(PAGES)), RunOptions("next", DATE))
    assert summary["ok"] + summary["unchanged"] == PAGES, summary
    report = archive.verify()
    assert (report.findings, report.unfinished, report.articles) == ([], [], PAGES)
    assert Counter(row["uri"] for row in archive.captures()) == Counter(page(n).uri for n in range(PAGES))


def compact(kill: Killer, folder: Path) -> None:
    """Readers see every capture once; after the next run there is one segment, all whole."""
    expected = captures(folder)
    kill(_COMPACT, folder)
    assert Archive(folder).verify().findings == []
    assert captures(folder) == expected
    Archive(folder).compact("next", DATE)
    report = Archive(folder).verify()
    assert (report.findings, report.unfinished) == ([], [])
    assert captures(folder) == expected
    assert len(list(folder.glob("segments/*.warc.gz"))) == 1


def repair(kill: Killer, folder: Path) -> None:
    """Of files that can be made anew some are damaged. The next repair leaves everything whole, whatever the killed one did."""
    expected = captures(folder)
    derived = [path for path in sorted(folder.rglob("*")) if path.name.endswith((".wet.gz", "l", ".cdxj", "3", ".txt"))]
    for path in kill.chance.sample([path for path in derived if "runs" not in path.parts], 4):
        _damage(path, kill.chance)
    kill(_REPAIR, folder)
    Archive(folder).repair("next", DATE)
    report = Archive(folder).verify()
    assert (report.findings, report.unfinished) == ([], [])
    assert captures(folder) == expected


def reprocess(kill: Killer, folder: Path) -> None:
    """An older version has made other articles. After the next run each page has that of this version."""
    expected = captures(folder)
    archive = Archive(folder)
    right = {row["id"]: row["headline"] for row in archive.captures()}
    _age(folder)
    kill(_REPROCESS, folder)
    assert archive.verify().findings == []
    assert captures(folder) == expected
    archive.clean_again(RunOptions("next", DATE))
    report = archive.verify()
    assert (report.findings, report.unfinished) == ([], [])
    assert captures(folder) == expected
    assert {row["id"]: row["headline"] for row in archive.captures()} == right
    assert archive.clean_again(RunOptions("last", DATE))["unchanged"] == len(right)


def _age(folder: Path) -> None:
    """Have every article read otherwise once, as another version would."""
    findable = importlib.import_module("soak").older  # by a name under which a cell finds it
    with patch("newsarchive.archive.again.entry_of", findable):
        summary = Archive(folder).clean_again(RunOptions("older", DATE))
    assert summary["failed"] == summary["unchanged"] == 0, summary


def older(article: Article) -> Entry:
    """What another version enters of an article."""
    return entry_of(replace(article, headline="As an older version read it"))


def _damage(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    match chance.randrange(3):
        case 0:
            path.unlink()
        case 1:
            path.write_bytes(data[: chance.randrange(len(data))])
        case _:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.write_bytes(data)


TARGETS: dict[str, tuple[Callable[[Killer, Path], None], bool]] = {
    "ingest": (ingest, False),
    "compact": (compact, True),
    "repair": (repair, True),
    "reprocess": (reprocess, True),
}
"""What is killed, and whether it begins with a whole archive of eight segments."""


def main() -> None:
    """Kill each target, the kills shared out; a broken promise ends it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], metavar="TARGET", help=f"of {', '.join(TARGETS)}")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chosen = given.targets or list(TARGETS)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch, "whole")
        for run in range(8):
            Archive(whole).ingest([page(8 * run + n) for n in range(4)], RunOptions(f"run-{run}", DATE))
        for place, name in enumerate(chosen):
            kills = given.kills // len(chosen) + (place < given.kills % len(chosen))
            target, needs = TARGETS[name]
            killer = Killer(random.Random(f"{given.seed} {name}"))
            for number in range(kills):
                folder = Path(scratch, "killed")
                if needs:
                    shutil.copytree(whole, folder)
                try:
                    target(killer, folder)
                except AssertionError:
                    print(f"{name}: kill {number} broke it", file=sys.stderr)
                    raise
                shutil.rmtree(folder, ignore_errors=True)
            print(f"{name}: {kills} kills, {killer.hit} of them at work; all as promised", flush=True)


if __name__ == "__main__":
    main()
