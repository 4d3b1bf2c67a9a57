"""An archive made by the real command, under every checker and indexer of the field: all find it whole and count what we count.

The checkers that need no environment of their own also run in tests/test_archive_tools.py, on a smaller archive.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest
from toolbox import (
    ODD_URLS,
    PAGES,
    REPLAY_TOOLS,
    environment,
    ledger_counts,
    make_archive,
    newsarchive,
    run,
    segments,
    succeed,
)

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
TRUNCATIONS = (1, 4, 9, 40, 300)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("tools"))


@pytest.fixture(scope="module")
def replay_tools(pytestconfig: pytest.Config) -> Path:
    assert pytestconfig.cache is not None
    return environment(pytestconfig.cache.mkdir("replay-tools"), REPLAY_TOOLS)


def warcs(archive: Path) -> list[Path]:
    return segments(archive, ".warc.gz") + segments(archive, ".warc.wet.gz")


def indexed(path: Path) -> list[dict[str, str]]:
    """Every record of a file, as ``warcio index`` lists it."""
    lines = succeed(BIN / "warcio", "index", "-f", "offset,warc-type,warc-record-id,warc-target-uri", path)
    return [json.loads(line) for line in lines.splitlines()]


def test_every_input_is_accounted_for(archive: Path) -> None:
    counts = ledger_counts(archive)
    assert sum(counts.values()) == len(PAGES) + len(ODD_URLS)
    assert (counts["duplicate"], counts["failed"]) == (1, 0)


def test_our_verify_finds_it_whole(archive: Path) -> None:
    report = json.loads(newsarchive("verify", "--archive", archive, "--json"))
    assert (report["ok"], report["unfinished"]) == (True, [])
    assert report["records"] == sum(len(indexed(path)) for path in warcs(archive))


def test_warcio_check_passes_every_digest(archive: Path) -> None:
    for path in warcs(archive):
        said = succeed(BIN / "warcio", "check", "-v", path)
        records = Counter(record["warc-type"] for record in indexed(path))
        assert len(re.findall(r"\bdigest pass\b", said)) == records.total() - records["revisit"], said


def test_warcio_index_counts_what_the_ledger_counts(archive: Path) -> None:
    counts = ledger_counts(archive)
    seen = Counter(record["warc-type"] for path in warcs(archive) for record in indexed(path))
    captured = counts["ok"] + counts["not_article"]
    assert seen["resource"] == seen["metadata"] == captured
    assert seen["revisit"] == counts["duplicate"]
    assert captured <= seen["conversion"] <= 2 * captured
    assert seen["warcinfo"] == len(warcs(archive))


def test_fastwarc_check_passes_every_record(archive: Path) -> None:
    for path in warcs(archive):
        assert "FAIL" not in succeed(BIN / "fastwarc", "check", path)


def test_cdxj_indexer_lists_the_captures_of_the_ledger(archive: Path, replay_tools: Path) -> None:
    counts = ledger_counts(archive)
    lines = succeed(replay_tools / "cdxj-indexer", archive / "segments").splitlines()
    assert len(lines) == counts["ok"] + counts["not_article"] + counts["duplicate"]


@pytest.mark.parametrize("tool", [("gzip", "-t"), ("pigz", "-t"), ("zcat",)], ids=" ".join)
def test_a_decompressor_finds_every_file_whole(archive: Path, tool: tuple[str, ...]) -> None:
    if not shutil.which(tool[0]):
        pytest.skip(f"no {tool[0]} here")
    run_in = [path.name for path in warcs(archive)]
    assert run(*tool, *run_in, cwd=archive / "segments").returncode == 0


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
def test_sha256sum_checks_every_file_of_the_manifest(archive: Path) -> None:
    said = succeed("sha256sum", "--strict", "-c", "manifest-sha256.txt", cwd=archive)
    assert all(line.endswith(": OK") for line in said.splitlines())
    assert len(said.splitlines()) == len((archive / "manifest-sha256.txt").read_text().splitlines())


@pytest.mark.skipif(not shutil.which("jwarc"), reason="no jwarc here (https://github.com/iipc/jwarc)")
def test_jwarc_finds_no_error_in_any_header(archive: Path) -> None:
    """Its exit status alone would not tell: it is 0 for resource, metadata and revisit records with wrong headers."""
    for path in warcs(archive):
        assert "ERROR" not in succeed("jwarc", "validate", "--forbid-extensions", path)


@pytest.mark.parametrize("cut", TRUNCATIONS)
def test_a_truncated_last_record_which_other_checkers_pass_is_found_and_named(
    archive: Path, tmp_path: Path, cut: int
) -> None:
    copy = Path(shutil.copytree(archive, tmp_path / "archive"))
    path = max(segments(copy, ".warc.gz"), key=lambda one: one.stat().st_size)
    path.write_bytes(path.read_bytes()[:-cut])
    assert (
        run(BIN / "warcio", "check", path).returncode == 0
    )  # webrecorder/warcio issue 138; if mended, say so in the docs
    verdict = run(sys.executable, "-m", "newsarchive", "verify", "--archive", copy)
    assert verdict.returncode == 5
    assert re.search(rf"{re.escape(path.name)}: record \d+ .*cut off", (verdict.stdout + verdict.stderr).decode())
