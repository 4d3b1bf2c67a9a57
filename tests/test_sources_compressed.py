"""gzip, bzip2, xz and zstd: whole, in members, cut off, damaged, and as bombs."""

from __future__ import annotations

import bz2
import gzip
import lzma
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.sources import SourceOptions, read_sources

PAGE = b"".join(b"%d. A line of the page, not like the others: %x\n" % (n, n * 7919) for n in range(4000))

Compress = Callable[[bytes], bytes]
CODINGS: dict[str, Compress] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.compress,
}
every_coding = pytest.mark.parametrize("name", CODINGS)


def read(folder: Path, data: bytes, name: str = "page", max_bytes: int = 2**20) -> list[RawPage | NoPage | Failure]:
    path = folder / name
    path.write_bytes(data)
    return list(read_sources([str(path)], SourceOptions(max_bytes=max_bytes)))


def contents(pages: list[RawPage | NoPage | Failure]) -> list[bytes | str]:
    return [page.data if isinstance(page, RawPage) else page.reason for page in pages]


@every_coding
def test_a_page_comes_out_as_it_went_in_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    assert contents(read(tmp_path, CODINGS[name](PAGE), "page.txt")) == [PAGE]


@every_coding
def test_members_one_after_the_other_are_one_page(tmp_path: Path, name: str) -> None:
    compress = CODINGS[name]
    data = compress(PAGE[:1000]) + compress(b"") + compress(PAGE[1000:2000]) + compress(PAGE[2000:])
    assert contents(read(tmp_path, data)) == [PAGE]


@every_coding
def test_padding_with_nuls_after_a_member_is_no_damage(tmp_path: Path, name: str) -> None:
    data = CODINGS[name](PAGE)
    assert contents(read(tmp_path, data + bytes(1024) + data + bytes(4))) == [PAGE + PAGE]


@every_coding
@pytest.mark.parametrize("cut", [1, 8, 500])
def test_a_file_that_is_cut_off_is_a_failure_and_nothing_of_it_is_used(tmp_path: Path, name: str, cut: int) -> None:
    assert contents(read(tmp_path, CODINGS[name](PAGE)[:-cut])) == [f"truncated {name}: ends inside a member"]


@every_coding
def test_a_second_member_that_is_cut_off_counts_too(tmp_path: Path, name: str) -> None:
    member = CODINGS[name](PAGE)
    assert contents(read(tmp_path, member + member[:-7])) == [f"truncated {name}: ends inside a member"]


@every_coding
def test_data_after_the_last_member_is_a_failure(tmp_path: Path, name: str) -> None:
    data = CODINGS[name](PAGE) + b"This was appended by mistake, it seems."
    assert contents(read(tmp_path, data)) == [f"{name}: followed by data that is not {name}"]


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]


@every_coding
def test_no_flipped_byte_in_the_data_goes_unnoticed(tmp_path: Path, name: str) -> None:
    compress = zstandard.ZstdCompressor(write_checksum=True).compress if name == "zstd" else CODINGS[name]
    data = compress(PAGE)
    for place in range(len(data) // 10, len(data), len(data) // 10):
        (failure,) = read(tmp_path, flipped(data, place))
        assert isinstance(failure, Failure), place


def test_a_wrong_checksum_is_a_failure(tmp_path: Path) -> None:
    (reason,) = contents(read(tmp_path, flipped(gzip.compress(PAGE), -8)))
    assert isinstance(reason, str)
    assert reason.startswith("corrupt gzip: ")
    assert "incorrect data check" in reason


@every_coding
def test_a_header_without_data_is_cut_off(tmp_path: Path, name: str) -> None:
    assert contents(read(tmp_path, CODINGS[name](PAGE)[:10])) == [f"truncated {name}: ends inside a member"]


@every_coding
def test_a_compressed_nothing_is_empty(tmp_path: Path, name: str) -> None:
    assert contents(read(tmp_path, CODINGS[name](b""))) == ["empty (0 bytes after decompression)"]


def test_a_file_of_no_bytes_is_empty_whatever_its_suffix(tmp_path: Path) -> None:
    assert contents(read(tmp_path, b"", "page.html.gz")) == ["empty (0 bytes)"]


@every_coding
def test_the_limit_holds_for_what_comes_out(tmp_path: Path, name: str) -> None:
    data = CODINGS[name](PAGE)
    assert contents(read(tmp_path, data, max_bytes=len(PAGE))) == [PAGE]
    (reason,) = contents(read(tmp_path, data, max_bytes=len(PAGE) - 1))
    assert reason == f"more than {len(PAGE) - 1} bytes after decompression"


def test_two_codings_are_undone_and_three_are_not(tmp_path: Path) -> None:
    once = gzip.compress(PAGE)
    assert contents(read(tmp_path, lzma.compress(once))) == [PAGE]
    assert contents(read(tmp_path, zstandard.compress(lzma.compress(once)))) == [
        "compressed more than 2 times: zstd, xz, gzip"
    ]


def test_damage_in_the_inner_coding_is_named(tmp_path: Path) -> None:
    assert contents(read(tmp_path, lzma.compress(gzip.compress(PAGE)[:-3]))) == ["truncated gzip: ends inside a member"]


@every_coding
def test_what_is_no_page_is_named_through_the_coding(tmp_path: Path, name: str) -> None:
    font = b"wOF2" + bytes(1000)
    assert contents(read(tmp_path, CODINGS[name](font))) == ["not text: font"]


@every_coding
def test_json_lines_are_read_through_the_coding_line_by_line(tmp_path: Path, name: str) -> None:
    lines = b"".join(b'{"text": "Page %d."}\n' % n for n in range(5000))
    pages = read(tmp_path, CODINGS[name](lines), "lines.jsonl.gz", max_bytes=100)
    assert contents(pages) == [b"Page %d." % n for n in range(5000)]
    assert pages[7].uri.endswith("/lines.jsonl.gz/8")


def test_lines_before_the_cut_are_pages_and_the_cut_is_a_failure(tmp_path: Path) -> None:
    data = zlib.compressobj(wbits=31)
    whole = data.compress(b'{"text": "One."}\n{"text": "Two."}\n{"te') + data.flush(zlib.Z_SYNC_FLUSH)
    assert contents(read(tmp_path, whole)) == [b"One.", b"Two.", "truncated gzip: ends inside a member"]


def test_zstd_frames_to_be_skipped_are_skipped(tmp_path: Path) -> None:
    skippable = b"\x5f\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"hello"
    assert contents(read(tmp_path, skippable + zstandard.compress(PAGE) + skippable)) == [PAGE]


def test_a_zstd_frame_that_wants_more_memory_than_we_give_is_a_failure(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=28, enable_ldm=True)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    (reason,) = contents(read(tmp_path, compressor.compress(PAGE) + compressor.flush()))
    assert isinstance(reason, str)
    assert "memory" in reason


def test_an_xz_stream_that_wants_more_memory_than_we_give_is_a_failure(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1024 * 1024 * 1024, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3}]
    header = lzma.LZMACompressor(filters=filters)
    (reason,) = contents(read(tmp_path, header.compress(b"x") + header.flush()))
    assert isinstance(reason, str)
    assert "emory" in reason


def test_members_without_end_and_without_content_are_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.sources.compressed._BARREN", 2**16)
    assert contents(read(tmp_path, gzip.compress(b"") * 5000)) == [
        "gzip: 64 KiB of compressed data with nothing in them"
    ]


# Not ru_maxrss on Linux: a process inherits it from the one that started it, pytest.
MEASURE = """
import resource, sys
from pathlib import Path
from newsarchive.model import Failure
from newsarchive.sources import SourceOptions, read_sources
for item in read_sources(sys.argv[1:], SourceOptions()):
    print(item.reason if isinstance(item, Failure) else len(item.data))
status = Path("/proc/self/status")
if status.exists():
    print(int(status.read_text().partition("VmHWM:")[2].split()[0]) // 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024))
"""


def write_bombs(folder: Path) -> None:
    """Zeros, text without a line end, one endless line of JSON, a bomb in a bomb: 200 MB each, in every coding."""
    zeros = bytes(1_000_000)
    (folder / "zeros.gz").write_bytes(gzip.compress(zeros) * 200)
    (folder / "zeros.bz2").write_bytes(bz2.compress(zeros) * 200)
    (folder / "zeros.xz").write_bytes(lzma.compress(zeros) * 200)
    (folder / "twice.zst").write_bytes(zstandard.compress(gzip.compress(zeros) * 200))
    (folder / "text.zst").write_bytes(zstandard.compress(b"All work and no play. " * 45_000) * 200)
    with gzip.open(folder / "line.jsonl.gz", "wb", compresslevel=1) as line:
        line.write(b'{"text": "')
        for _ in range(200):
            line.write(b"x" * 1_000_000)
        line.write(b'"}\n{"text": "Next."}\n')


def test_bombs_of_200_mb_are_failures_in_little_memory(tmp_path: Path) -> None:
    write_bombs(tmp_path)
    command = [sys.executable, "-c", MEASURE, str(tmp_path)]
    *lines, peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    too_much = "more than 64 MiB after decompression"
    assert lines == ["line 1: more than 64 MiB", "5", too_much, too_much, too_much, too_much, too_much]
    assert int(peak) < 200, "MB; 106 when this was written"
