"""Pages cleaned again for real: new articles beside the old, everything that checks or mends an archive knows of both, and a kill
at any moment costs nothing. The older version is played by one that reads some headlines otherwise: its archive is whole."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from archives import DATE, ingest, page
from newsarchive.archive import Archive
from newsarchive.archive.events import read_events
from newsarchive.archive.ingest import RunOptions
from newsarchive.model import RawPage
from newsarchive.pipeline import clean
from shell import story_html
from test_archive_captures import crawl, take
from test_archive_compact import assert_whole
from test_archive_repair import DAMAGES

PAGES = 8
ALL = PAGES + 3
"""With one of HTML and two of the crawl, whose third page is a copy of one of ours."""
_OLDER = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
import newsarchive.archive.planner as planner
planner.MAX_ITEMS = 3
import dataclasses, newsarchive.pipeline
whole = newsarchive.pipeline.clean
def older(page, **options):
    article = whole(page, **options)
    spoilt = page.uri.startswith("https://news.example/") and page.uri[-1].isdigit()
    return dataclasses.replace(article, headline="An older headline", software="newsarchive 0.0.9") if spoilt else article
newsarchive.pipeline.clean = older
import newsarchive.engines.cell as cell
cell.Cell.make = lambda self, then, page, memory=None: then(older(page))
from test_archive_again import first_pages
from archives import ingest
ingest(Path({archive!r}), first_pages(), run="run-1")
"""


def first_pages() -> list[RawPage]:
    """Text, a copy under another name, HTML; the headline of all but the last is read otherwise by the older version."""
    html = RawPage(story_html().encode(), "https://news.example/html", date=DATE)
    return [*(page(n) for n in range(PAGES)), page(0, uri="https://mirror.example/copy"), html]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crawl(tmp_path_factory.mktemp("crawl"))


@pytest.fixture(scope="module")
def older(crawled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the older version archived, and records of a web archive."""
    base = tmp_path_factory.mktemp("older")
    script = _OLDER.format(tests=str(Path(__file__).parent), archive=str(base / "archive"))
    subprocess.run([sys.executable, "-c", script], check=True)
    take(base / "archive", crawled, run="run-2")
    return base / "archive"


@pytest.fixture(scope="module")
def fresh(crawled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same pages, archived by this version."""
    base = tmp_path_factory.mktemp("fresh")
    ingest(base / "archive", first_pages())
    take(base / "archive", crawled, run="run-2")
    return base / "archive"


@pytest.fixture
def archive(older: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(older, tmp_path / "archive"))


def again(folder: Path, run: str = "run-5", **more: Any) -> dict[str, Any]:
    outdated = more.pop("outdated", False)
    return Archive(folder).clean_again(RunOptions(run, DATE, **more), outdated=outdated)


def articles(folder: Path) -> dict[str, bytes]:
    """Every article that counts, as it stands in the archive, by its id."""
    from newsarchive.archive.catalog import Catalog
    from newsarchive.archive.export.selection import Selection, line_of

    with Catalog(folder / "catalog.sqlite3") as catalog:
        return {row["id"]: line_of(Archive(folder).layout, row) for row in Selection().rows(catalog)}


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "segments").iterdir()}


def published(folder: Path) -> int:
    """How many segments are whole; others may be appearing."""
    return len(list((folder / "segments").glob("*[0-9a-f].warc.gz")))


def captures(folder: Path) -> Counter[tuple[str, ...]]:
    return Counter((row["uri"], row["date"], row["kind"], row["record_id"]) for row in Archive(folder).captures())


def test_the_articles_become_those_of_a_fresh_ingest_and_the_old_ones_stay(archive: Path, fresh: Path) -> None:
    before, held = files(archive), captures(archive)
    assert articles(archive) != articles(fresh)
    summary = again(archive)
    assert (summary["inputs"], summary["ok"], summary["unchanged"], summary["failed"]) == (ALL, PAGES, ALL - PAGES, 0)
    assert articles(archive) == articles(fresh)
    assert before.items() <= files(archive).items(), "published files never change"
    assert captures(archive) == held == captures(fresh), "no page came in"
    assert_whole(archive)
    events = [event.value["event"] for event in read_events(Archive(archive).layout)[0]]
    assert events[-1] == "normalization"


def test_a_second_run_finds_nothing_to_do(archive: Path) -> None:
    again(archive)
    before = files(archive)
    summary = again(archive, "run-6")
    assert (summary["unchanged"], summary["ok"], summary["segments"]) == (ALL, 0, [])
    assert files(archive) == before
    assert_whole(archive)


def test_only_what_another_version_made_need_be_cleaned(archive: Path) -> None:
    path = next(
        path for path in (archive / "segments").glob("*.jsonl") if b"An older headline" not in path.read_bytes()
    )
    assert again(archive, outdated=True)["ok"] == PAGES
    assert path.exists()
    assert again(archive, "run-6", outdated=True)["unchanged"] == ALL


def test_everyone_who_asks_gets_the_new_article(archive: Path) -> None:
    again(archive)
    held = Archive(archive)
    assert held.article("https://news.example/3") == clean(page(3))
    assert held.source_bytes("https://news.example/3") == page(3).data
    assert len(list(held.search("Brannoc", 50))) == 1
    assert not list(held.search("older", 50))
    assert len(list(held.history("https://news.example/3"))) == 1


def test_two_workers_write_the_same_bytes(
    archive: Path, older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.archive.again.MAX_ITEMS", 3)
    other = Path(shutil.copytree(older, tmp_path / "other"))
    again(archive)
    again(other, workers=2)
    assert files(archive) == files(other)


def test_a_catalog_made_anew_counts_the_same_articles_even_without_the_ledgers(archive: Path, fresh: Path) -> None:
    again(archive)
    (archive / "catalog.sqlite3").unlink()
    ingest(archive, [], run="run-7")
    assert articles(archive) == articles(fresh)
    assert_whole(archive)
    for path in (archive / "runs").glob("*.jsonl"):
        path.unlink()
    (archive / "catalog.sqlite3").unlink()
    Archive(archive).repair("run-8", DATE)
    assert articles(archive) == articles(fresh)
    assert_whole(archive)


def test_a_page_met_again_later_is_known_by_its_own_record(archive: Path) -> None:
    again(archive)
    summary = ingest(archive, [page(3), page(3, uri="https://mirror.example/3")], run="run-6")
    assert (summary["unchanged"], summary["duplicate"]) == (1, 1)
    assert_whole(archive)


def test_small_segments_are_joined_and_each_cleaning_keeps_its_line(archive: Path, fresh: Path) -> None:
    again(archive)
    held = captures(archive)
    done = Archive(archive).compact("run-6", DATE)
    assert (len(done["joined"]), done["after"]) == (1, 2), (
        "what was cleaned again is not joined with what it was made of"
    )
    assert articles(archive) == articles(fresh)
    assert captures(archive) == held
    assert_whole(archive)
    (archive / "catalog.sqlite3").unlink()
    ingest(archive, [], run="run-7")
    assert articles(archive) == articles(fresh)
    assert_whole(archive)


def test_a_page_that_the_archive_only_refers_to_is_passed_over(tmp_path: Path) -> None:
    take(tmp_path / "archive", crawl(tmp_path), by_reference=True)
    summary = again(tmp_path / "archive")
    assert (summary["inputs"], summary["passed_over"]) == (0, {"reference": 3})
    assert_whole(tmp_path / "archive")


@pytest.mark.parametrize("how", ["a flipped bit", "half of it cut off", "deleted", "junk behind it"])
@pytest.mark.parametrize("suffix", ["[0-9a-f].warc.gz", ".warc.wet.gz", ".jsonl"])
def test_a_damaged_file_of_what_was_cleaned_again_is_found_and_mended(
    archive: Path, fresh: Path, suffix: str, how: str
) -> None:
    before = files(archive)
    again(archive)
    [path] = [path for path in (archive / "segments").glob(f"*{suffix}") if path.name not in before]
    changed = DAMAGES[how](path.read_bytes())
    if changed is None:
        path.unlink()
    else:
        path.write_bytes(changed)
    assert Archive(archive).verify().findings
    report = Archive(archive).repair("run-6", DATE)
    assert report.lost == [], "the pages themselves are elsewhere"
    assert_whole(archive)
    assert set(articles(archive)) == set(articles(fresh))
    assert again(archive, "run-7")["ok"] == len(report.reverted)
    assert articles(archive) == articles(fresh)
    assert_whole(archive)


STEPS = {
    "newsarchive.archive.run.recover": 1,
    "newsarchive.archive.durable.OpenFile.finish": 3,
    "newsarchive.archive.durable._link": 3,
    "newsarchive.archive.segment.publish": 6,
    "newsarchive.archive.segment.sync_folder": 2,
    "newsarchive.archive.catalog.Catalog.add": 2,
    "newsarchive.archive.ledger.Ledger.add": 5,
    "newsarchive.archive.ledger.Ledger.close": 1,
    "newsarchive.archive.run.write_manifest": 1,
    "newsarchive.archive.run.remember_runs": 1,
    "newsarchive.archive.ledger.Ledger.settle": 1,
}
"""Step -> the call of it in which the process dies."""
_DYING = """
import importlib, os, sys
from pathlib import Path
import newsarchive.archive.again
newsarchive.archive.again.MAX_ITEMS = 3
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
from newsarchive.archive.ingest import RunOptions
Archive(Path({archive!r})).clean_again(RunOptions("run-5", {date!r}))
"""


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_death_at_each_step_is_survived(archive: Path, fresh: Path, step: str, after: bool) -> None:
    held = captures(archive)
    script = _DYING.format(archive=str(archive), date=DATE, step=step, call=STEPS[step], after=after)
    died = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert Archive(archive).verify().findings == [], "a cut-off run is unfinished, not damaged"
    assert captures(archive) == held, "readers find every capture once, at any moment"
    summary = again(archive, "run-9")
    assert summary["inputs"] == summary["ok"] + summary["unchanged"] == ALL
    assert_whole(archive)
    assert articles(archive) == articles(fresh)
    told = [
        event.value["event"] for event in read_events(Archive(archive).layout)[0] if event.value.get("run") == "run-5"
    ]
    assert told in (["normalization"], []), "what was killed was no ingestion"
    assert again(archive, "run-10")["ok"] == 0


def test_a_kill_at_a_random_moment_is_survived(older: Path, fresh: Path, tmp_path: Path) -> None:
    chance = random.Random(7)
    script = "import sys; from pathlib import Path; import newsarchive.archive.again as a\n"
    script += "from newsarchive.archive import Archive\n"
    script += "from newsarchive.archive.ingest import RunOptions; a.MAX_ITEMS = 2\nprint('ready', flush=True)\n"
    script += "Archive(Path(sys.argv[1])).clean_again(RunOptions('run-5', sys.argv[2], workers=2))"
    for attempt in range(3):
        folder = Path(shutil.copytree(older, tmp_path / f"archive-{attempt}"))
        process = subprocess.Popen(
            [sys.executable, "-c", script, folder, DATE], stdout=subprocess.PIPE, start_new_session=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        wanted, deadline = published(folder) + chance.randrange(4), time.monotonic() + 60
        while published(folder) < wanted and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert Archive(folder).verify().findings == []
        again(folder, "run-9")
        assert_whole(folder)
        assert articles(folder) == articles(fresh)


def test_what_an_article_was_made_of_says_the_record(archive: Path) -> None:
    again(archive)
    value = json.loads(articles(archive)[Archive(archive).article("https://news.example/1").id])
    assert value["provenance"]["software"] != "newsarchive 0.0.9"
    others = [line for path in (archive / "segments").glob("*.jsonl") for line in path.read_bytes().splitlines()]
    assert Counter(json.loads(line)["id"] for line in others)[value["id"]] == 2
