"""Every input is accounted for, whatever lies in the folder, however the run ends, whoever does the work. Real processes."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from shell import (
    Run,
    Start,
    end_session,
    json_lines,
    ledger,
    many_pages,
    measured,
    session_members,
    story,
    story_html,
    wait_for,
)

LINUX = sys.platform == "linux"
MEGABYTE = 1024 * 1024
MANY = 1100  # more than a segment holds


def gzip_bomb(size: int) -> bytes:
    """One gzip member with so many megabytes of spaces."""
    packer = zlib.compressobj(1, wbits=31)
    spaces = b" " * MEGABYTE
    return b"".join(packer.compress(spaces) for _ in range(size)) + packer.flush()


def make_unreadable(path: Path) -> None:
    """A file that cannot be read, not even by root: its permissions, or a file of the system that answers with an error."""
    if os.geteuid() == 0:
        path.symlink_to("/proc/self/mem")
    else:
        path.write_text(story())
        path.chmod(0)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        before = Path.cwd()
        os.chdir(path.parent)  # the path of a socket may have some 100 bytes only
        listener.bind(path.name)
        os.chdir(before)


FAILING: dict[str, tuple[Callable[[Path], object], str]] = {
    "broken-link.txt": (lambda path: path.symlink_to("nowhere"), "broken symbolic link"),
    "unreadable.txt": (make_unreadable, ""),
    "empty.txt": (lambda path: path.touch(), "empty"),
    "photo.jpg": (lambda path: path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(1000)), "JPEG"),
    "photo.txt": (lambda path: path.write_bytes(b"\xff\xd8\xff\xe1\x00\x10Exif\x00" + bytes(1000)), "JPEG"),
    "zero.gz": (lambda path: path.touch(), "empty"),
    "cut.txt.gz": (lambda path: path.write_bytes(gzip.compress(story().encode())[:-20]), "truncated gzip"),
    "bomb.html.gz": (lambda path: path.write_bytes(gzip_bomb(200)), "more than 64 MiB"),
    "socket": (make_socket, "socket"),
    "pipe": (os.mkfifo, "named pipe"),
    "loop": (lambda path: path.symlink_to("loop"), "circle"),
    "up": (lambda path: path.symlink_to(".."), "link to a folder"),
}
GOOD: dict[str, Callable[[Path], object]] = {
    "crane.txt": lambda path: path.write_text(story()),
    "crane.html": lambda path: path.write_text(story_html()),
    "deep/crane.txt.gz": lambda path: path.write_bytes(gzip.compress(story("a gale").encode())),
    "link.txt": lambda path: path.symlink_to("crane.txt"),
    "new\nline\x1b[31m.txt": lambda path: path.write_text(story("a whale")),
    os.fsdecode(b"caf\xe9.txt"): lambda path: path.write_text(story("the café")),
}


@pytest.fixture
def mixed_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mixed"
    (folder / "deep").mkdir(parents=True)
    for name, make in GOOD.items():
        make(folder / name)
    for name, (make, _) in FAILING.items():
        make(folder / name)
    return folder


@pytest.mark.skipif(not LINUX, reason="other systems refuse some of these names and files")
def test_every_input_is_in_the_ledger_with_a_reason(
    environment: dict[str, str], mixed_folder: Path, tmp_path: Path, run: Run
) -> None:
    archive = tmp_path / "archive"
    used = measured(["ingest", "--archive", archive, mixed_folder], tmp_path, environment)
    lines = {line["input"].removeprefix("file:///mixed/"): line for line in ledger(archive)}
    counts = Counter(line["status"] for line in lines.values())
    assert (used.code, used.output) == (1, b"")
    assert counts == {"failed": len(FAILING), "ok": len(GOOD) - 1, "duplicate": 1}
    assert used.errors.startswith(f"newsarchive: {len(GOOD) + len(FAILING)} inputs: ".encode())
    for name, (_, reason) in FAILING.items():
        line = lines.get(name) or lines[f"{name}/"]
        assert line["status"] == "failed"
        assert reason in line["reason"]
        assert line["reason"]
    assert {"new%0Aline%1B%5B31m.txt", "caf%E9.txt"} < set(lines)
    assert b"\x1b" not in used.errors
    assert used.peak < 500 * MEGABYTE
    assert run("verify", "-a", archive).returncode == 0


def test_standard_input_is_accounted_for_like_a_file(run: Run, tmp_path: Path) -> None:
    lines = b'{"id": "a", "text": "Note."}\n{bad}\n{"id": "a", "text": "Note."}\n'
    assert run("ingest", "-a", tmp_path / "archive", "-", stdin=lines).returncode == 1
    assert [line["status"] for line in ledger(tmp_path / "archive")] == ["failed", "not_article", "unchanged"]


def published(archive: Path) -> dict[str, bytes]:
    """The segments' files as they are before compression."""
    paths = archive.glob("segments/*")
    return {p.name: gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in paths}


def test_order_and_workers_change_no_byte(run: Run, tmp_path: Path) -> None:
    first, second = many_pages(tmp_path / "first", MANY), many_pages(tmp_path / "second", 5)
    (second / "page-0001.txt").write_text(story())
    settings = {"SOURCE_DATE_EPOCH": "1693922400"}
    archives = [tmp_path / "a", tmp_path / "b"]
    assert run("ingest", "-a", archives[0], "--workers", "1", first, second, env=settings).returncode == 0
    assert run("ingest", "-a", archives[1], "--workers", "2", second, first, env=settings).returncode == 0
    one, two = map(published, archives)
    assert len(one) >= 8
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def everything_is_there_once(run: Run, archive: Path, pages: Path) -> None:
    """An interrupted archive is sound; the next run completes it; every input is in it exactly once."""
    assert run("verify", "-a", archive).returncode == 0
    assert run("ingest", "-a", archive, "--workers", "1", pages).returncode == 0
    uris = [row["uri"] for row in json_lines(run("list", "--json", "-a", archive).stdout)]
    assert sorted(uris) == sorted(f"file:///{pages.name}/{path.name}" for path in pages.iterdir())
    verified = run("verify", "-a", archive)
    assert (verified.returncode, verified.stderr) == (0, b"")


def has_segment(archive: Path) -> bool:
    return any(archive.glob("segments/*.warc.gz"))


@pytest.mark.parametrize(
    ("workers", "number", "code", "told"),
    [("1", signal.SIGINT, 130, "interrupted"), ("2", signal.SIGTERM, 143, "terminated")],
)
def test_a_signal_in_the_middle_loses_nothing_that_was_finished(
    run: Run, start: Start, tmp_path: Path, workers: str, number: int, code: int, told: str
) -> None:
    pages, archive = many_pages(tmp_path / "pages", MANY), tmp_path / "archive"
    process = start("ingest", "-a", archive, "--workers", workers, pages)
    wait_for(lambda: has_segment(archive) or process.poll() is not None, "the first segment")
    os.kill(process.pid, number)
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (code, b"")
    first, summary, last = errors.decode().splitlines()
    assert first == "newsarchive: finishing what is under way; again: drop it"
    assert summary.endswith(f"-> {archive}")
    assert last == f"newsarchive: {told}; what was finished is safe"
    if LINUX:
        wait_for(lambda: not session_members(process.pid), "multiprocessing's helper to follow", 10)
    everything_is_there_once(run, archive, pages)


def has_worker(session: int) -> bool:
    return len(session_members(session)) > 2  # the program, multiprocessing's own helper, and a worker


@pytest.mark.skipif(not LINUX, reason="looks at processes as Linux shows them")
def test_control_c_while_workers_start_is_quiet(start: Start, tmp_path: Path) -> None:
    pages = many_pages(tmp_path / "pages", MANY)
    for moment in (0.0, 0.05, 0.1):
        process = start("ingest", "-a", tmp_path / f"archive-{moment}", "--workers", "2", pages)
        wait_for(partial(has_worker, process.pid), "a worker")
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 130
        assert errors.endswith(b"\nnewsarchive: interrupted; what was finished is safe\n")
        assert len(errors.splitlines()) == 3


@pytest.mark.skipif(not LINUX, reason="looks at processes as Linux shows them")
def test_kill_9_leaves_no_worker_behind(run: Run, start: Start, tmp_path: Path) -> None:
    pages, archive = many_pages(tmp_path / "pages", MANY), tmp_path / "archive"
    process = start(
        "ingest", "-a", archive, "--workers", "2", pages, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_for(lambda: list(archive.glob("segments/*.open")), "a worker that writes")
    process.kill()
    process.wait()
    try:
        wait_for(lambda: not session_members(process.pid), "the workers to end", 10)
    finally:
        end_session(process.pid)
    assert run("verify", "-a", archive).returncode == 0
