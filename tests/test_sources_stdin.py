"""Standard input, as a real pipe: one page, or JSON Lines that are answered as they come."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import BinaryIO

import pytest

from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.sources import InputKind, SourceOptions, open_source, read_sources

OPTIONS = SourceOptions()


def read(data: bytes, options: SourceOptions = OPTIONS) -> list[RawPage | NoPage | Failure]:
    return list(read_sources(["-"], options, io.BytesIO(data)))


@contextmanager
def pipe() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as out, os.fdopen(writer, "wb", buffering=0) as into:
        yield out, into


def test_a_page_is_named_by_its_content_and_has_no_date() -> None:
    (page,) = read(b"A page.")
    name = f"urn:sha256:{sha256(b'A page.').hexdigest()}"
    assert page == RawPage(b"A page.", name, date_is_stated=False, media_type="text/plain")


def test_a_page_takes_the_url_and_the_date_that_the_caller_states() -> None:
    (page,) = read(b"A page.", SourceOptions(url="https://example.org/a", date="2001-02-03T04:05:06Z"))
    assert page == RawPage(b"A page.", "https://example.org/a", date="2001-02-03T04:05:06Z", media_type="text/plain")


def test_a_compressed_page_is_named_by_what_is_in_it() -> None:
    assert read(gzip.compress(b"A page.")) == read(b"A page.")


def test_nothing_at_all_is_a_failure() -> None:
    assert read(b"") == [Failure("file:///dev/stdin", "source", "empty (0 bytes)")]


def test_no_more_is_taken_from_an_endless_page_than_is_allowed() -> None:
    class Endless(io.BytesIO):
        taken = 0

        def read1(self, size: int | None = -1) -> bytes:
            self.taken += size or 0
            return b"x" * (size or 0)

    source = Endless()
    limit = 1024 * 1024
    (failure,) = read_sources(["-"], SourceOptions(max_bytes=limit), source)
    assert isinstance(failure, Failure)
    assert failure.reason == "more than 1 MiB"
    assert source.taken <= limit + 2 * 64 * 1024


@pytest.mark.parametrize("kind", [InputKind.AUTO, InputKind.JSONL])
def test_a_line_is_answered_before_the_next_is_written(kind: InputKind) -> None:
    with pipe() as (out, into):
        into.write(b'{"id": 1, "text": "One."}\n')
        source = open_source("-", SourceOptions(kind), out)
        assert source.is_stream
        assert next(source.pages).input_id == "1"
        into.write(b'{"id": 2, "text"')
        into.write(b': "Two."}\n')
        assert next(source.pages).input_id == "2"
        into.close()
        assert list(source.pages) == []


def test_a_page_that_comes_in_pieces_is_one_page() -> None:
    with pipe() as (out, into):
        for piece in (b"<ht", b"ml><p>A ", b"page."):
            into.write(piece)
        into.close()
        source = open_source("-", OPTIONS, out)
        (page,) = source.pages
    assert not source.is_stream
    assert isinstance(page, RawPage)
    assert (page.data, page.media_type) == (b"<html><p>A page.", "text/html")


def test_lines_without_a_name_are_named_by_their_content_and_bad_ones_by_their_number() -> None:
    good, bad = read(b'{"text": "One."}\n{"text": 1}\n', SourceOptions(InputKind.JSONL))
    assert good.uri == f"urn:sha256:{sha256(b'One.').hexdigest()}"
    assert bad == Failure("file:///dev/stdin/2", "source", "line 2: text: not a string")


def test_it_is_read_once_and_after_the_files() -> None:
    names = ["-", "/no/such/file", "-"]
    first, page, again = read_sources(names, OPTIONS, io.BytesIO(b"A page."))
    assert first.uri == "file:///such/file"
    assert isinstance(page, RawPage)
    assert again == Failure("file:///dev/stdin", "source", "standard input was named before and has been read")


def test_where_there_is_none_that_is_a_failure() -> None:
    assert list(read_sources(["-"], OPTIONS)) == [Failure("file:///dev/stdin", "source", "there is no standard input")]
    assert [type(item) for item in open_source("-", OPTIONS).pages] == [Failure]


def test_a_closed_one_is_a_failure() -> None:
    closed = io.BytesIO(b"A page.")
    closed.close()
    assert list(read_sources(["-"], OPTIONS, closed)) == [
        Failure("file:///dev/stdin", "source", "closed before it was read")
    ]


def test_one_that_cannot_be_read_is_a_failure() -> None:
    with pipe() as (_, into):
        (failure,) = read_sources(["-"], OPTIONS, into)  # the end that only takes
    assert isinstance(failure, Failure)
