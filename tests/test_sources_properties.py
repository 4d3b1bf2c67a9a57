"""What holds for every input: any bytes give pages or failures, all of them clean values, in an order of their own."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import zstandard
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.sources import InputKind, SourceOptions, open_source, read_sources

LIMIT = 10_000
HEADS = (
    b"",
    b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd",
    b"\xfd7zXZ\x00",
    b"BZh91AY&SY",
    b'{"text":',
    b"<html>",
    b"\xff\xfe",
    b"PK\x03\x04",
)
COMPRESS = (gzip.compress, bz2.compress, lzma.compress, zstandard.compress)

any_bytes = st.builds(lambda head, tail: head + tail, st.sampled_from(HEADS), st.binary(max_size=300))
compressed = st.builds(
    lambda compress, data, cut: compress(data)[:cut], st.sampled_from(COMPRESS), any_bytes, st.integers(0, 400)
)
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
keys = st.sampled_from(["text", "html", "content_base64", "id", "url", "fetched", "encoding", "language", "other"])
json_lines = st.dictionaries(keys, json_values, max_size=5).map(lambda value: json.dumps(value).encode())
lines = st.lists(json_lines | any_bytes.filter(lambda line: b"\n" not in line), max_size=6)
kinds = st.sampled_from(InputKind)


def options(kind: InputKind) -> SourceOptions:
    return SourceOptions(kind, max_bytes=LIMIT)


def check(items: Iterable[Any]) -> list[RawPage | NoPage | Failure]:
    found = list(items)
    for item in found:
        assert isinstance(item, RawPage | NoPage | Failure)
        assert item.uri.isascii()
        assert item.uri.isprintable()
        for text in (item.uri, item.input_id or "", getattr(item, "reason", "")):
            text.encode("utf-8")
        if isinstance(item, RawPage):
            assert 0 < len(item.data) <= LIMIT
            assert item.media_type in ("text/plain", "text/html")
        else:
            assert isinstance(item, NoPage) or item.stage == "source"
            assert item.reason
    return found


@given(any_bytes | compressed, kinds)
def test_any_bytes_give_pages_or_failures_and_never_nothing(data: bytes, kind: InputKind) -> None:
    from_stdin = check(read_sources(["-"], options(kind), io.BytesIO(data)))
    assert from_stdin
    with TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_bytes(data)
        from_file = check(read_sources([str(path)], options(kind)))
        assert len(from_file) == len(from_stdin)
        assert (
            open_source(str(path), options(kind)).is_stream
            == open_source("-", options(kind), io.BytesIO(data)).is_stream
        )


@given(lines)
def test_every_line_that_is_not_blank_gives_one_answer_in_its_place(entries: list[bytes]) -> None:
    data = b'{"text": "First."}\n' + b"\n".join(entries)
    found = check(read_sources(["-"], options(InputKind.JSONL), io.BytesIO(data)))
    assert len(found) == 1 + len([entry for entry in entries if entry.strip()])
    numbers = [int(item.reason.split()[1].rstrip(":")) for item in found if isinstance(item, Failure)]
    assert numbers == sorted(numbers)


@given(st.binary(max_size=2000), st.lists(st.integers(1, 50), min_size=1, max_size=20))
def test_it_does_not_matter_in_which_pieces_a_pipe_gives_the_bytes(data: bytes, sizes: list[int]) -> None:
    class Dribble(io.BytesIO):
        calls = 0

        def read1(self, size: int | None = -1) -> bytes:
            self.calls += 1
            return super().read1(sizes[self.calls % len(sizes)])

    for kind in InputKind:
        whole = list(read_sources(["-"], options(kind), io.BytesIO(data)))
        assert list(read_sources(["-"], options(kind), Dribble(data))) == whole


file_names = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=8).filter(
    lambda name: name not in (".", "..") and len(name.encode()) < 100
)


@given(st.dictionaries(file_names, st.binary(max_size=20), max_size=5), st.randoms())
def test_the_order_of_the_names_does_not_matter(files: dict[str, bytes], random: Any) -> None:
    with TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in files]
        for path, data in zip(paths, files.values(), strict=True):
            path.write_bytes(data)
        names = [str(path) for path in paths] + [folder]
        expected = check(read_sources(names, options(InputKind.AUTO)))
        random.shuffle(names)
        assert list(read_sources(names, options(InputKind.AUTO))) == expected
