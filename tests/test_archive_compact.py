"""Small segments joined: nothing is compressed again or lost, the order of versions stays, and a kill at any moment is survived."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from archives import DATE, ingest, page, page_text
from newsarchive.archive import Archive
from newsarchive.archive.events import read_events
from newsarchive.errors import DamageFound
from newsarchive.model import RawPage
from shell import Run, json_lines

RUNS = 4
PLACE = "https://news.example/ferry"
TABLES = ("captures", "articles", "near_duplicates", "near_bands", "files")


def version(number: int) -> RawPage:
    text = page_text(90 + number % 2)
    return RawPage(text.encode(), PLACE, date=f"2023-09-0{number + 1}T14:00:00Z")


@pytest.fixture(scope="module")
def many_segments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of one segment a run; a page whose text goes to and fro is in each. Only for reading."""
    folder = tmp_path_factory.mktemp("archives") / "many"
    for number in range(RUNS):
        ingest(folder, [page(number), version(number)], run=f"run-{number}")
    return folder


@pytest.fixture
def archive(many_segments: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(many_segments, tmp_path / "archive"))


def compact(folder: Path, run: str = "run-8", target: int | None = None) -> dict[str, Any]:
    return Archive(folder).compact(run, DATE, target)


def captures(folder: Path) -> Counter[tuple[str, str, str]]:
    return Counter((row["uri"], row["date"], row["record_id"]) for row in Archive(folder).captures())


def tables(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as db, db:
        return {table: list(db.execute(f"SELECT * FROM {table}")) for table in TABLES}


def segments(folder: Path) -> list[str]:
    return sorted({path.name.partition(".")[0] for path in (folder / "segments").iterdir()})


def assert_whole(folder: Path) -> None:
    report = Archive(folder).verify()
    assert (report.findings, report.unfinished) == ([], [])
    assert not list(folder.rglob("*.open"))


def test_segments_become_one_and_every_capture_and_answer_stays(many_segments: Path, archive: Path) -> None:
    done = compact(archive)
    assert (done["before"], done["after"]) == (RUNS, 1)
    assert segments(archive) == [done["joined"][0]["segment"]]
    assert captures(archive) == captures(many_segments)
    assert_whole(archive)
    for number in range(RUNS):
        key = f"https://news.example/{number}"
        assert Archive(archive).article(key) == Archive(many_segments).article(key)
        assert Archive(archive).source_bytes(key) == page_text(number).encode()
    old, new = Archive(many_segments), Archive(archive)
    assert [v.facts["id"] for v in new.history(PLACE)] == [v.facts["id"] for v in old.history(PLACE)]
    assert [row["id"] for row in new.search("ferry")] == [row["id"] for row in old.search("ferry")]


def test_records_are_copied_to_the_byte_behind_a_warcinfo_of_their_own(many_segments: Path, archive: Path) -> None:
    joined = compact(archive)["joined"][0]
    for suffix in (".warc.gz", ".warc.wet.gz", ".jsonl"):
        parts = b"".join((many_segments / "segments" / (part + suffix)).read_bytes() for part in joined["parts"])
        assert (archive / "segments" / (joined["segment"] + suffix)).read_bytes().endswith(parts)


def test_readers_of_the_field_find_every_record_where_the_index_says(archive: Path) -> None:
    name = compact(archive)["joined"][0]["segment"]
    path = archive / "segments" / f"{name}.warc.gz"
    with path.open("rb") as file:
        kinds = Counter(record.rec_type for record in ArchiveIterator(file, check_digests="raise"))
    assert kinds["warcinfo"] == RUNS + 1
    for line in (archive / "segments" / f"{name}.cdxj").read_text().splitlines():
        entry = json.loads(line.split(" ", 2)[2])
        start, length = int(entry["offset"]), int(entry["length"])
        record = gzip.decompress(path.read_bytes()[start : start + length])
        assert f"WARC-Target-URI: {entry['url']}\r\n".encode() in record


def test_a_lost_catalog_is_made_anew_with_the_same_rows_in_the_same_order(archive: Path) -> None:
    """A joined segment counts where its parts stood: else the latest version of a page could change."""
    with closing(sqlite3.connect(archive / "catalog.sqlite3")) as db, db:
        sizes = dict(db.execute("SELECT segment, SUM(bytes) FROM files GROUP BY segment ORDER BY MIN(rowid)"))
    first_two = sum(list(sizes.values())[:2])
    assert compact(archive, target=first_two)["after"] < RUNS
    before = tables(archive)
    (archive / "catalog.sqlite3").unlink()
    ingest(archive, [], run="run-9")
    assert tables(archive) == before
    assert_whole(archive)


def test_joining_again_takes_what_was_joined_and_remembers_the_first_names(archive: Path) -> None:
    compact(archive, target=60_000)
    before = captures(archive)
    ingest(archive, [page(20)], run="run-81")
    compact(archive, "run-82")
    assert len(segments(archive)) == 1
    assert captures(archive) - before == Counter({("https://news.example/20", DATE, _id(archive, 20)): 1})
    assert_whole(archive)
    rows = tables(archive)
    (archive / "catalog.sqlite3").unlink()
    ingest(archive, [], run="run-9")
    assert tables(archive) == rows


def _id(folder: Path, number: int) -> str:
    return next(str(r["record_id"]) for r in Archive(folder).captures() if r["uri"] == f"https://news.example/{number}")


def test_where_nothing_is_small_nothing_is_touched(archive: Path) -> None:
    before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}
    assert compact(archive, target=1000)["joined"] == []
    assert {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()} == before | {
        archive / ".lock": b""
    }


def test_a_damaged_segment_is_not_joined_and_stays_as_it_is(archive: Path) -> None:
    path = sorted((archive / "segments").glob("*.jsonl"))[0]
    path.write_bytes(path.read_bytes().replace(b"ferry", b"fairy", 1))
    before = segments(archive)
    with pytest.raises(DamageFound, match="is not what the catalog says"):
        compact(archive)
    assert segments(archive) == before
    ingest(archive, [], run="run-9")
    assert [finding.path for finding in Archive(archive).verify().findings][:1] == [f"segments/{path.name}"]


def test_ledger_and_event_say_where_each_segment_went(archive: Path) -> None:
    joined = compact(archive)["joined"]
    first, *lines, summary = json_lines((archive / "runs" / "run-8.jsonl").read_bytes())
    name = joined[0]["segment"]
    assert (first, summary["summary"]["kind"]) == ({"kind": "compaction"}, "compaction")
    assert [line["input"] for line in lines] == [f"segments/{part}" for part in joined[0]["parts"]]
    assert {(line["status"], line["segment"]) for line in lines} == {("ok", name)}
    assert summary["summary"]["segments"] == [name]
    event = read_events(Archive(archive).layout)[0][-1].value
    assert (event["event"], event["joined"]) == ("compaction", joined)


def test_the_command_says_what_it_would_do_and_does_it(run: Run, archive: Path) -> None:
    planned = json.loads(run("compact", "--archive", archive, "--dry-run", "--json").stdout)
    assert len(segments(archive)) == RUNS
    done = run("compact", "--archive", archive, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, planned)
    assert run("verify", "--archive", archive).returncode == 0
    assert b"1 segments before, 1 after" in run("compact", "--archive", archive).stderr
    assert run("compact", "--archive", archive, "--target-size", "big").returncode == 2
    assert run("compact", "--archive", archive / "none").returncode == 6


STEPS = {
    "newsarchive.archive.compact._copy": 5,
    "newsarchive.archive.durable._link": 2,
    "newsarchive.archive.compact.publish": 4,
    "newsarchive.archive.catalog.Catalog.join": 1,
    "newsarchive.archive.ledger.Ledger.add": 2,
    "newsarchive.archive.ledger.Ledger.close": 1,
    "newsarchive.archive.compact.write_manifest": 1,
    "newsarchive.archive.joined.remove_segment": 2,
    "pathlib.Path.unlink": 7,
    "newsarchive.archive.compact.retire": 1,
    "newsarchive.archive.ledger.Ledger.settle": 1,
    "newsarchive.archive.compact.remember": 1,
}
"""Step -> the call of it in which the process dies; files are unlinked from the fifth call on."""
_DYING = """
import importlib, os, sys
from pathlib import Path
import newsarchive.archive.compact
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
from newsarchive.archive import Archive
Archive(Path({archive!r})).compact("run-8", {date!r})
"""


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_death_at_each_step_is_survived(many_segments: Path, archive: Path, step: str, after: bool) -> None:
    script = _DYING.format(archive=str(archive), date=DATE, step=step, call=STEPS[step], after=after)
    died = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert Archive(archive).verify().findings == [], "a cut-off run is unfinished, not damaged"
    assert captures(archive) == captures(many_segments), "readers find every capture once, at any moment"
    if after:
        ingest(archive, [], run="run-9")
    else:
        compact(archive, "run-9")
        assert len(segments(archive)) == 1
    assert_whole(archive)
    assert captures(archive) == captures(many_segments)
    told = [event.value for event in read_events(Archive(archive).layout)[0] if event.value.get("run") == "run-8"]
    assert [event["event"] for event in told] == ["compaction"], "what was killed was no ingestion"


@pytest.mark.parametrize("step", ["newsarchive.archive.catalog.Catalog.join", "pathlib.Path.unlink"])
def test_death_is_survived_even_if_the_catalog_is_lost_as_well(many_segments: Path, archive: Path, step: str) -> None:
    script = _DYING.format(archive=str(archive), date=DATE, step=step, call=STEPS[step], after=False)
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGKILL
    (archive / "catalog.sqlite3").unlink()
    ingest(archive, [], run="run-9")
    assert_whole(archive)
    assert captures(archive) == captures(many_segments)


def test_a_kill_at_a_random_moment_is_survived(many_segments: Path, tmp_path: Path) -> None:
    chance = random.Random(5)
    script = "import sys; from pathlib import Path; from newsarchive.archive import Archive; import newsarchive.archive.compact\n"
    script += "print('ready', flush=True); Archive(Path(sys.argv[1])).compact('run-8', sys.argv[2])"
    for attempt in range(4):
        folder = Path(shutil.copytree(many_segments, tmp_path / f"archive-{attempt}"))
        process = subprocess.Popen([sys.executable, "-c", script, folder, DATE], stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.0, 0.1))
        process.kill()
        process.communicate()
        assert Archive(folder).verify().findings == []
        compact(folder, "run-9")
        assert_whole(folder)
        assert captures(folder) == captures(many_segments)
        assert len(segments(folder)) == 1
