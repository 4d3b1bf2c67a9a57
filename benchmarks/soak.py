"""Kill `compact` at random moments, many times: python benchmarks/soak.py --kills 200. The fast tests kill it at every step once.

After each kill `verify` must find no damage and readers every capture once; after the next run there is one segment, all whole.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from newsarchive.archive import Archive
from newsarchive.archive.ingest import RunOptions
from newsarchive.model import RawPage

DATE = "2023-09-05T14:00:00Z"
_KILLED = """
import sys
from pathlib import Path
import newsarchive.archive.compact
from newsarchive.archive import Archive
print("ready", flush=True)
Archive(Path(sys.argv[1])).compact("killed", sys.argv[2])
print("done", flush=True)
"""


def _page(number: int) -> RawPage:
    text = (
        f"Ferry {number} sails all winter\n\n"
        + f"The council voted {number} times on Tuesday to keep the old ferry. " * 20
    )
    return RawPage(text.encode(), f"https://news.example/{number}", DATE)


def _captures(folder: Path) -> Counter[str]:
    return Counter(row["record_id"] for row in Archive(folder).captures())


def _kill(folder: Path, seconds: float) -> bool:
    """Whether the process was still at work."""
    command = [sys.executable, "-c", _KILLED, str(folder), DATE]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        return b"done" not in process.stdout.read()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    hit, longest = 0, 0.3
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch, "whole")
        for run in range(8):
            Archive(whole).ingest([_page(8 * run + n) for n in range(4)], RunOptions(f"run-{run}", DATE))
        expected = _captures(whole)
        for kill in range(given.kills):
            folder = Path(shutil.copytree(whole, Path(scratch, "killed")))
            at_work = _kill(folder, chance.uniform(0, longest))
            longest = min(longest * 1.05, 2.0) if at_work else longest * 0.8
            hit += at_work
            assert Archive(folder).verify().findings == [], f"kill {kill}"
            assert _captures(folder) == expected, f"kill {kill}"
            Archive(folder).compact("next", DATE)
            report = Archive(folder).verify()
            assert (report.findings, report.unfinished) == ([], []), f"kill {kill}"
            assert _captures(folder) == expected, f"kill {kill}"
            assert len(list(folder.glob("segments/*.warc.gz"))) == 1, f"kill {kill}"
            shutil.rmtree(folder)
    print(
        f"{given.kills} kills, {hit} of them at work: every capture there once after each, all whole after the next run"
    )


if __name__ == "__main__":
    main()
