"""`verify --cross-check`: warcio reads every record as well, and says what it sees otherwise."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from archives import ingest, page
from newsarchive.archive import Archive
from newsarchive.archive.crosscheck import cross_check
from newsarchive.archive.events import read_events
from newsarchive.archive.report import Report
from newsarchive.archive.verify import Scope
from shell import Run
from test_archive_captures import crawl, take


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Resources, a revisit, and records that were copied from a crawl."""
    folder = tmp_path_factory.mktemp("pristine") / "archive"
    ingest(folder, [page(0), page(1), page(0, uri="https://mirror.example/copy")])
    take(folder, crawl(tmp_path_factory.mktemp("crawl")), run="run-2")
    return folder


@pytest.fixture
def warc(pristine: Path, tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(pristine, tmp_path / "archive"))
    return max((folder / "segments").glob("20230905*[0-9a-f].warc.gz"), key=lambda path: path.stat().st_size)


def seen_otherwise(warc: Path) -> list[str]:
    report = Report()
    cross_check(Archive(warc.parent.parent).layout, warc.name.partition(".")[0], report)
    return [str(finding) for finding in report.findings]


def test_warcio_sees_every_record_as_we_do(pristine: Path) -> None:
    assert Archive(pristine).verify(Scope(cross_check=True)).findings == []


def test_a_digest_that_is_not_that_of_the_block_is_named(warc: Path) -> None:
    data = warc.read_bytes()
    second = data.index(b"\x1f\x8b\x08", 1)
    third = data.index(b"\x1f\x8b\x08", second + 1)
    spoilt = gzip.decompress(data[second:third]).replace(b"winter", b"WINTER", 1)
    warc.write_bytes(data[:second] + gzip.compress(spoilt) + data[third:])
    assert any(
        "warcio: block digest failed: sha256:" in told and "resource <urn:uuid:" in told
        for told in seen_otherwise(warc)
    )


def test_what_stands_behind_a_record_at_which_warcio_stops_is_named(warc: Path) -> None:
    data = warc.read_bytes()
    second = data.index(b"\x1f\x8b\x08", 1)
    warc.write_bytes(data[: second + 40] + bytes(20) + data[second + 60 :])
    told = seen_otherwise(warc)
    assert told
    assert all("warcio" in line for line in told)


def test_what_it_cannot_read_at_all_is_named(warc: Path) -> None:
    warc.write_bytes(warc.read_bytes() + gzip.compress(b"no record at all\r\n"))
    assert any("warcio cannot read it to the end" in line for line in seen_otherwise(warc))


def test_the_command_has_it_and_remembers_that_it_was_done(pristine: Path, tmp_path: Path, run: Run) -> None:
    folder = Path(shutil.copytree(pristine, tmp_path / "archive"))
    assert run("verify", "--cross-check", "--archive", folder).returncode == 0
    assert read_events(Archive(folder).layout)[0][-1].value["cross_check"] is True
    assert run("verify", "--cross-check", "--fast", "--archive", folder).returncode == 2
