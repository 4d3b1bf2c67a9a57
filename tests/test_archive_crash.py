"""kill -9 at any moment: nothing reported as archived is lost, and the next run completes the rest. Real processes, real kills."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from archives import ingest_files, write_pages
from newsarchive.archive import Archive, planner

PAGES = 45
_SCRIPT = """
import sys
sys.path.insert(0, {tests!r})
if __name__ == "__main__":
    from pathlib import Path
    import newsarchive.archive.planner as planner
    planner.MAX_ITEMS = 3
    from archives import ingest_files
    print("ready", flush=True)
    ingest_files(Path({archive!r}), Path({corpus!r}), run="run-1", workers={workers})
    print("done", flush=True)
"""


def start(tmp_path: Path, archive: Path, workers: int) -> subprocess.Popen[bytes]:
    tests = str(Path(__file__).parent)
    script = tmp_path / "run.py"
    script.write_text(
        _SCRIPT.format(tests=tests, archive=str(archive), corpus=str(tmp_path / "corpus"), workers=workers)
    )
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def reported(archive: Path) -> set[str]:
    """Inputs that a ledger, published or not, says are archived."""
    lines = [line for path in (archive / "runs").glob("*") for line in path.read_bytes().splitlines(keepends=True)]
    entries = [json.loads(line) for line in lines if line.endswith(b"\n")]
    return {e["input"] for e in entries if e.get("status") in ("ok", "duplicate", "not_article", "unchanged")}


def archived(archive: Path) -> Counter[str]:
    return Counter(row["uri"] for row in Archive(archive).captures())


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_loses_nothing_it_reported_and_the_next_completes_it(
    tmp_path: Path, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "MAX_ITEMS", 3)
    corpus = write_pages(tmp_path / "corpus", range(PAGES))
    chance = random.Random(workers)
    interrupted = 0
    for attempt in range(5):
        archive = tmp_path / f"archive-{attempt}"
        process = start(tmp_path, archive, workers)
        _await_segments(archive, chance.randrange(12), process)
        time.sleep(chance.uniform(0.0, 0.02))
        interrupted += process.poll() is None
        _kill_session(process)
        before = reported(archive) if archive.exists() else set()
        if (archive / "archive.json").exists() and (archive / "manifest-sha256.txt").exists() is False:
            assert Archive(archive).verify().findings == [], "a cut-off run is unfinished, not damaged"
        ingest_files(archive, corpus, run="run-2")
        assert Archive(archive).verify().findings == []
        assert Archive(archive).verify().unfinished == []
        assert archived(archive) == Counter(f"file:///corpus/page-{n}.txt" for n in range(PAGES))
        assert before <= set(archived(archive))
        assert not list(archive.rglob("*.open"))
    assert interrupted >= 3, "most kills must hit a running process, else this shows nothing"


def _await_segments(archive: Path, number: int, process: subprocess.Popen[bytes]) -> None:
    """Until so many of the 15 segments are there, so that the kill hits a run at work on any machine."""
    while process.poll() is None and len(list(archive.glob("segments/*.cdxj"))) < number:
        time.sleep(0.001)


def _kill_session(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


STEPS = {
    "newsarchive.archive.layout.Layout.make_folders": 1,
    "newsarchive.archive.layout.write_new": 1,
    "newsarchive.archive.catalog.Catalog._prepare": 1,
    "newsarchive.archive.run.recover": 1,
    "newsarchive.archive.durable.OpenFile.finish": 3,
    "newsarchive.archive.durable._link": 3,
    "newsarchive.archive.segment.publish": 3,
    "newsarchive.archive.segment.sync_folder": 3,
    "newsarchive.archive.catalog.Catalog.add": 3,
    "newsarchive.archive.ledger.Ledger.add": 3,
    "newsarchive.archive.ledger.Ledger.close": 1,
    "newsarchive.archive.ledger.Ledger.settle": 1,
    "newsarchive.archive.run.write_manifest": 1,
    "newsarchive.archive.run.replace": 1,
}
"""Step -> the call of it in which the process dies."""
_STEP_SCRIPT = """
import importlib, os, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
import newsarchive.archive.planner as planner
planner.MAX_ITEMS = 3
import newsarchive.archive.ingest
owner_name, _, name = {step!r}.rpartition(".")
try:
    owner = importlib.import_module(owner_name)
except ModuleNotFoundError:
    module, _, klass = owner_name.rpartition(".")
    owner = getattr(importlib.import_module(module), klass)
whole = getattr(owner, name)
calls = 0
def dying(*args, **kwargs):
    global calls
    calls += 1
    if calls == {call} and not {after}:
        os.kill(os.getpid(), 9)
    result = whole(*args, **kwargs)
    if calls == {call}:
        os.kill(os.getpid(), 9)
    return result
setattr(owner, name, dying)
from archives import ingest_files
ingest_files(Path({archive!r}), Path({corpus!r}), run="run-1")
"""


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_death_at_each_step_of_writing_is_survived(
    tmp_path: Path, step: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "MAX_ITEMS", 3)
    corpus = write_pages(tmp_path / "corpus", range(7))
    archive = tmp_path / "archive"
    values = {"tests": str(Path(__file__).parent), "archive": str(archive), "corpus": str(corpus), "step": step}
    script = _STEP_SCRIPT.format(**values, call=STEPS[step], after=after)
    died = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    if (archive / "archive.json").exists():
        report = Archive(archive).verify()
        assert report.findings == [], "a cut-off run is unfinished, not damaged"
    ingest_files(archive, corpus, run="run-2")
    report = Archive(archive).verify()
    assert (report.findings, report.unfinished) == ([], [])
    assert archived(archive) == Counter(f"file:///corpus/page-{n}.txt" for n in range(7))


def test_a_second_run_over_a_half_written_segment_writes_it_again(tmp_path: Path) -> None:
    corpus = write_pages(tmp_path / "corpus", range(3))
    ingest_files(tmp_path / "whole", corpus)
    archive = tmp_path / "archive"
    ingest_files(archive, write_pages(tmp_path / "other", [9]))
    for path in (tmp_path / "whole" / "segments").iterdir():
        if not path.name.endswith(".warc.gz"):  # the WARC is published last
            (archive / "segments" / path.name).write_bytes(path.read_bytes())
    (archive / "segments" / "x.warc.gz.open").write_bytes(b"half")
    ingest_files(archive, corpus, run="run-2")
    assert Archive(archive).verify().findings == []
    assert len(archived(archive)) == 4


_IN_TRANSACTION = """
import os, sqlite3
db = sqlite3.connect({catalog!r}, isolation_level=None)
db.execute("PRAGMA cache_size = 2")  # dirty pages go to the file before the commit, so the journal is needed
db.execute("BEGIN IMMEDIATE")
db.execute("UPDATE articles SET text = text || zeroblob(20000)")
db.execute("UPDATE captures SET uri = 'https://half.example/'")
os.kill(os.getpid(), 9)
"""


def test_death_inside_a_transaction_of_the_catalog_is_unfinished_and_rolled_back(tmp_path: Path) -> None:
    corpus = write_pages(tmp_path / "corpus", range(12))
    archive = tmp_path / "archive"
    ingest_files(archive, corpus)
    (archive / "runs" / "run-2.jsonl.open").touch()
    script = _IN_TRANSACTION.format(catalog=str(archive / "catalog.sqlite3"))
    subprocess.run([sys.executable, "-c", script], check=False)
    assert (archive / "catalog.sqlite3-journal").stat().st_size > 0
    report = Archive(archive).verify()
    assert report.findings == []
    assert any("catalog.sqlite3: a transaction" in note for note in report.unfinished)
    assert "https://half.example/" not in archived(archive), "whoever reads sees the state before the transaction"
    ingest_files(archive, corpus, run="run-3")
    assert Archive(archive).verify().findings == []
