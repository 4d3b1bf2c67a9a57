"""JSON Lines: what a line may hold, and that a bad one costs nothing but itself."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.sources import InputKind, SourceOptions, read_sources

LINES = SourceOptions(InputKind.JSONL)


def read(tmp_path: Path, *lines: Any, options: SourceOptions = LINES) -> list[RawPage | NoPage | Failure]:
    """Each line as bytes, or as a value to be written as JSON."""
    path = tmp_path / "in" / "pages.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
    return list(read_sources([str(path)], options))


def one(tmp_path: Path, line: Any, options: SourceOptions = LINES) -> RawPage:
    (page,) = read(tmp_path, line, options=options)
    assert isinstance(page, RawPage), page
    return page


def failure(tmp_path: Path, line: Any, options: SourceOptions = LINES) -> Failure:
    (item,) = read(tmp_path, line, options=options)
    assert isinstance(item, Failure), item
    return item


def test_a_full_line_gives_all_it_says(tmp_path: Path) -> None:
    line = {
        "id": "a-1",
        "url": "https://example.org/a",
        "html": "<p>Zelenskiy – “sincerity”",
        "fetched": "2023-09-05T16:00:00+02:00",
        "encoding": "latin-1",
        "language": "uk",
        "anything": {"else": ["is", "let", "be"]},
    }
    assert one(tmp_path, line) == RawPage(
        "<p>Zelenskiy – “sincerity”".encode(),
        "https://example.org/a",
        date="2023-09-05T14:00:00Z",
        media_type="text/html",
        encoding="utf-8",
        encoding_given="utf-8",
        language="uk",
        input_id="a-1",
    )


def test_bytes_keep_the_encoding_that_the_line_declares_and_their_kind_is_seen(tmp_path: Path) -> None:
    data = "<html><p>Привет".encode("koi8-r")
    page = one(tmp_path, {"content_base64": base64.b64encode(data).decode(), "encoding": "koi8-r"})
    assert (page.data, page.media_type, page.encoding, page.encoding_given) == (data, "text/html", "koi8-r", None)


def test_the_encoding_that_the_caller_orders_is_for_bytes_only(tmp_path: Path) -> None:
    options = SourceOptions(InputKind.JSONL, encoding="big5")
    text, data = read(tmp_path, {"text": "x"}, {"content_base64": "eA=="}, options=options)
    assert isinstance(text, RawPage)
    assert isinstance(data, RawPage)
    assert (text.encoding_given, data.encoding_given) == ("utf-8", "big5")


def test_base64_may_be_broken_into_lines(tmp_path: Path) -> None:
    assert one(tmp_path, {"content_base64": "SGVs\r\nbG8u\n"}).data == b"Hello."


@pytest.mark.parametrize(
    ("names", "uri"),
    [
        ({"url": "https://e.org/", "id": "x"}, "https://e.org/"),
        ({"id": "x"}, "urn:newsarchive:x"),
        ({"id": 7}, "urn:newsarchive:7"),
        ({"id": "a b/ü"}, "urn:newsarchive:a%20b/%C3%BC"),
        ({"id": "/a"}, "urn:newsarchive:%2Fa"),
        ({"id": ""}, "file:///in/pages.jsonl/1"),
        ({"id": None, "url": None}, "file:///in/pages.jsonl/1"),
    ],
)
def test_a_line_is_named_by_its_url_else_its_id_else_its_place(tmp_path: Path, names: dict[str, Any], uri: str) -> None:
    assert one(tmp_path, {"text": "x", **names}).uri == uri


@pytest.mark.parametrize(("given", "repeated"), [("x", "x"), ("", ""), (7, "7"), (-1.5, "-1.5"), (10**30, str(10**30))])
def test_the_id_is_repeated(tmp_path: Path, given: str | float, repeated: str) -> None:
    assert one(tmp_path, {"text": "x", "id": given}).input_id == repeated


def test_the_date_is_the_lines_else_the_callers_else_the_files(tmp_path: Path) -> None:
    stated = SourceOptions(InputKind.JSONL, date="2001-01-01T00:00:00Z")
    fetched = {"text": "x", "fetched": "2002-02-02"}
    assert one(tmp_path, fetched, stated).date == "2002-02-02T00:00:00Z"
    assert one(tmp_path, {"text": "x"}, stated).date == "2001-01-01T00:00:00Z"
    assert one(tmp_path, {"text": "x"}).date is not None


def test_the_callers_url_is_not_given_to_every_line(tmp_path: Path) -> None:
    assert one(tmp_path, {"text": "x"}, SourceOptions(url="https://example.org/")).uri == "file:///in/pages.jsonl/1"


BAD: list[tuple[Any, str]] = [
    (b'{"text": "x"', "not JSON: Expecting ',' delimiter at character 13"),
    (b"nonsense", "not JSON: Expecting value at character 1"),
    (b'{"text": "x"} {"text": "y"}', "not JSON: Extra data at character 15"),
    (b'{"text": "caf\xe9"}', "not UTF-8"),
    (b'{"text": "x", "id": NaN}', "not JSON: NaN"),
    (b'{"text": "x", "id": 1e999}', "id: not a string or number"),
    (b'{"text": "x", "id": ' + b"9" * 5000 + b"}", "not JSON that can be read: a number of thousands of digits"),
    (b'{"text": "x", "text": "y"}', "not JSON that can be trusted: a key stands twice"),
    (b"[" * 100_000, "not JSON that can be read: nested too deep"),
    ([], "not a JSON object"),
    ("text", "not a JSON object"),
    (None, "not a JSON object"),
    ({}, "none of text, html and content_base64; one is wanted"),
    ({"text": None}, "none of text, html and content_base64; one is wanted"),
    ({"text": "x", "html": "x"}, "text and html of text, html and content_base64; one is wanted"),
    ({"text": ["x"]}, "text: not a string"),
    ({"html": 1}, "html: not a string"),
    ({"content_base64": 1}, "content_base64: not a string"),
    ({"content_base64": "not base64!"}, "content_base64: not base64"),
    ({"content_base64": "SGVsbG8"}, "content_base64: not base64"),
    ({"content_base64": "é"}, "content_base64: not base64"),
    ({"content_base64": ""}, "content_base64: empty (0 bytes)"),
    ({"content_base64": base64.b64encode(b"%PDF-1.7 ...").decode()}, "not text: PDF document"),
    ({"text": ""}, "text: empty (0 bytes)"),
    ({"text": "x", "id": True}, "id: not a string or number"),
    ({"text": "x", "id": ["x"]}, "id: not a string or number"),
    ({"text": "x", "id": "x" * 9000}, "id: longer than 8192 characters"),
    ({"text": "x", "url": 1}, "url: not a string"),
    ({"text": "x", "url": "example.org"}, "url: not an absolute http, https, ftp, file or urn URL"),
    ({"text": "x", "url": "https://e.org/" + "x" * 9000}, "url: longer than 8192 characters"),
    ({"text": "x", "fetched": "yesterday"}, "fetched: not a date as in 2023-09-05 or 2023-09-05T14:00:00Z (RFC 3339)"),
    ({"text": "x", "fetched": "2023-02-30"}, "fetched: no such date or time in the calendar"),
    ({"text": "x", "language": "not a tag"}, "language: not the name of a language (BCP 47)"),
    ({"text": "x", "language": "en\r\nX-Header: y"}, "language: not the name of a language (BCP 47)"),
    ({"text": "x", "encoding": "a\nb"}, "encoding: not the name of an encoding"),
]


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_a_bad_line_says_what_is_wrong_with_it(tmp_path: Path, line: Any, reason: str) -> None:
    assert failure(tmp_path, line).reason.startswith(f"line 1: {reason}")


def test_a_bad_line_is_a_failure_in_its_place_and_the_stream_goes_on(tmp_path: Path) -> None:
    bad = [line for line, _ in BAD]
    lines = [entry for number, line in enumerate(bad) for entry in (line, {"text": f"Page {number}."})]
    found = read(tmp_path, *lines)
    assert [isinstance(item, RawPage) for item in found] == [False, True] * len(bad)
    assert all(f"line {number}: " in item.reason for number, item in enumerate(found, 1) if isinstance(item, Failure))


def test_a_bad_line_keeps_the_name_that_is_known(tmp_path: Path) -> None:
    assert failure(tmp_path, {"id": "x"}).input_id == "x"
    assert failure(tmp_path, {"id": "x"}).uri == "urn:newsarchive:x"
    assert failure(tmp_path, {"id": "x", "url": "https://e.org/"}).uri == "https://e.org/"
    assert failure(tmp_path, {"id": "x", "url": "nonsense"}).uri == "file:///in/pages.jsonl/1"
    assert failure(tmp_path, {"id": ["x"]}).input_id is None


def test_blank_lines_are_no_inputs_but_are_counted_as_lines(tmp_path: Path) -> None:
    found = read(tmp_path, b"", {"text": "x"}, b"  \r", b"", {"text": "y"}, b"", b"")
    assert [item.uri for item in found] == ["file:///in/pages.jsonl/2", "file:///in/pages.jsonl/5"]


@pytest.mark.parametrize("content", [b"\n", b" \n\r\n", b"\xef\xbb\xbf\n"])
def test_a_file_without_a_line_is_a_failure(tmp_path: Path, content: bytes) -> None:
    assert len([item for item in read(tmp_path, content) if isinstance(item, Failure)]) == 1


def test_line_ends_of_windows_and_a_mark_at_the_start_are_fine(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b'\xef\xbb\xbf{"text": "x"}\r\n{"text": "y"}\r\n')
    found = list(read_sources([str(tmp_path / "a")], SourceOptions()))
    assert [item.data for item in found if isinstance(item, RawPage)] == [b"x", b"y"]


def test_half_a_surrogate_pair_is_no_character(tmp_path: Path) -> None:
    page = one(tmp_path, b'{"text": "a\\ud800b \\ud83d\\ude00", "id": "\\udfff"}')
    assert page.data == "a\ufffdb 😀".encode()
    assert page.input_id == "\ufffd"
    assert page.uri.isascii()


def test_a_line_that_is_too_long_is_a_failure_and_the_next_is_read(tmp_path: Path) -> None:
    options = SourceOptions(max_bytes=200_000)
    long, after = read(tmp_path, {"text": "x" * 300_000}, {"text": "y"}, options=options)
    assert long == Failure("file:///in/pages.jsonl/1", "source", "line 1: more than 200000 bytes")
    assert isinstance(after, RawPage)


def test_a_page_that_grows_in_its_encoding_beyond_the_limit_is_a_failure(tmp_path: Path) -> None:
    line = b'{"text": "' + b"\\ud800" * 10 + b'"}'  # six bytes of JSON are three of UTF-8
    assert isinstance(one(tmp_path, line, SourceOptions(InputKind.JSONL, max_bytes=100)), RawPage)
    assert "more than" in failure(tmp_path, {"text": "x" * 95}, SourceOptions(InputKind.JSONL, max_bytes=100)).reason


def test_a_line_without_end_is_given_up(tmp_path: Path) -> None:
    bad, end = read(tmp_path, {"id": 1}, b"x" * 300_000, {"text": "y"}, options=SourceOptions(max_bytes=1000))
    assert isinstance(bad, Failure)
    assert end == Failure("file:///in/pages.jsonl", "source", "line 2: more than 1000 bytes; the rest was not read")


def test_blank_lines_without_end_are_given_up(tmp_path: Path) -> None:
    _, end = read(tmp_path, {"text": "x"}, b"\n" * 5000, {"text": "y"}, options=SourceOptions(max_bytes=1000))
    assert end == Failure(
        "file:///in/pages.jsonl", "source", "line 1003: more than 1000 blank lines; the rest was not read"
    )
