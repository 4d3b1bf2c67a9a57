"""Names and dates: URIs by RFC 3986, dates by RFC 3339."""

from __future__ import annotations

import os
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.sources import normalise_date
from newsarchive.sources.naming import escaped, file_uri, folder_uri, page_url, unescaped
from newsarchive.sources.options import date_of_mtime


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("  https://example.org/\n", "https://example.org/"),
        ("HTTPS://Example.org/A", "https://Example.org/A"),
        ("https://example.org/a b\tc\r\nX-Evil: d", "https://example.org/a%20b%09c%0D%0AX-Evil:%20d"),
        ("https://example.org/%E2%82%AC/€", "https://example.org/%E2%82%AC/%E2%82%AC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ('https://example.org/<a>"b"\\c^`{|}', "https://example.org/%3Ca%3E%22b%22%5Cc%5E%60%7B%7C%7D"),
        ("ftp://example.org/x", "ftp://example.org/x"),
        ("file:///tmp/x", "file:///tmp/x"),
        ("urn:isbn:0451450523", "urn:isbn:0451450523"),
    ],
)
def test_a_url_becomes_a_uri(url: str, uri: str) -> None:
    assert page_url(url) == uri
    assert page_url(uri) == uri


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "/a/b",
        "http:",
        "http://",
        "https:///x",
        "javascript:alert(1)",
        "data:,x",
        "urn:x",
        "mailto:a@b",
    ],
)
def test_what_is_no_absolute_url_of_a_page_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="url: not an absolute"):
        page_url(url)


@given(st.text())
def test_a_url_of_any_characters_gives_a_uri_or_an_error(text: str) -> None:
    try:
        uri = page_url("https://example.org/" + text)
    except ValueError:
        return
    assert re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", uri)


@given(st.binary(min_size=1).filter(lambda name: b"/" not in name and b"\0" not in name))
def test_every_name_can_be_written_and_read_back(name: bytes) -> None:
    step = escaped(os.fsdecode(name))
    assert re.fullmatch(r"(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})+", step)
    assert os.fsencode(unescaped(step)) == name


def test_files_at_the_root_have_a_name_too() -> None:
    assert file_uri("/a.txt") == "file:///a.txt"
    assert folder_uri("/") == "file:///"
    assert folder_uri("/tmp/") == "file:///tmp/"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023-09-05", "2023-09-05T00:00:00Z"),
        ("20230905", "2023-09-05T00:00:00Z"),
        ("2023-09-05T14:00:00Z", "2023-09-05T14:00:00Z"),
        ("2023-09-05t14:00:00z", "2023-09-05T14:00:00Z"),
        ("2023-09-05 14:00", "2023-09-05T14:00:00Z"),
        ("2023-09-05T16:00:00.999+02:00", "2023-09-05T14:00:00Z"),
        ("2023-09-05T16:00:00,5 +0200", "2023-09-05T14:00:00Z"),
        ("2023-09-05T10:30:00-03:30", "2023-09-05T14:00:00Z"),
        ("20230905T160000+02", "2023-09-05T14:00:00Z"),
        ("2023-12-31T23:00:00-02:00", "2024-01-01T01:00:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("0001-01-01", "0001-01-01T00:00:00Z"),
        (" 2023-09-05\n", "2023-09-05T00:00:00Z"),
    ],
)
def test_a_date_becomes_a_moment_in_utc(text: str, date: str) -> None:
    assert normalise_date(text) == date
    assert normalise_date(date) == date


@pytest.mark.parametrize("url", ["https://x.example:99999/", "http://x.example:65536"])
def test_a_port_that_cannot_be_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="url: a port"):
        page_url(url)


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "5 September 2023", "2023", "2023-09", "2023-13-01", "2023-02-29", "2023-09-05T24:00:00Z", "2023-09-05T",
        "2023-09-05T14Z", "2023-09-05T14:00:61Z", "2023-09-05T14:00:00+25:00", "2023-0905", "2023-09-05Tx",
        "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:60Z", "٢٠٢٣-٠٩-٠٥", "2023-09-05T14:00:00Z" + "x" * 10_000, "0000-01-01",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|no such date"):
        normalise_date(text)


@given(st.text())
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", normalise_date(text))


@given(st.integers(min_value=-(2**63), max_value=2**63))
def test_every_time_of_a_file_is_a_date(seconds: int) -> None:
    assert "1970-01-01T00:00:00Z" <= date_of_mtime(seconds) <= "9999-12-31T23:59:59Z"
