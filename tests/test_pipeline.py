"""The whole way of one page: any bytes give an Article or a Failure, the same on every machine, in bounded time."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.decode import decode
from newsarchive.errors import ConfigurationError
from newsarchive.formats.articlejson import canonical
from newsarchive.model import Article, Failure, RawPage
from newsarchive.pipeline import clean
from newsarchive.textnorm import normalise
from pages import HTML, pages, text_lines

ROOT = Path(__file__).parent.parent
TEXT = "text/plain"
SLOW_DATA = settings(deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])


def cleaned(page: RawPage) -> Article | Failure:
    """``page`` cleaned; a bug fails the test with its traceback."""
    result = clean(page)
    assert not (isinstance(result, Failure) and result.stage == "internal"), result.detail
    return result


def covered(article: Article) -> set[int]:
    """The lines that stand in some place of the article."""
    spans = [part.lines for part in article.body] + [gone.lines for gone in article.removed]
    spans += [link.lines for link in article.related] + [where.lines for where in article.where.values()]
    return {number for first, last in spans for number in range(first, last + 1)} - {0}


def is_blank(text: str) -> bool:
    """Whether there is nothing to read in ``text``: white space, and the marks of quoted lines that are empty."""
    return not normalise(text).strip("> ")


@SLOW_DATA
@given(pages())
def test_any_bytes_give_an_article_or_a_failure(page: RawPage) -> None:
    result = cleaned(page)
    assert isinstance(result, Article) or (result.stage == "source" and result.reason)
    assert result.input_id == page.input_id


@SLOW_DATA
@given(pages())
def test_cleaning_twice_gives_the_same(page: RawPage) -> None:
    assert clean(page) == clean(page)


@SLOW_DATA
@given(pages())
def test_the_blocks_of_any_page_tile_its_text(page: RawPage) -> None:
    for media_type in (TEXT, HTML):
        document = decode(page, media_type).document
        cut = "".join(document.text[start:end] for start, end in (block.span for block in document.blocks))
        assert cut == document.text if document.blocks else is_blank(document.text)
        assert all(block.span[0] < block.span[1] for block in document.blocks)


@SLOW_DATA
@given(st.lists(text_lines(), min_size=1, max_size=20), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_line_that_can_be_read_stands_somewhere_and_no_other_does(lines: list[str], end: str) -> None:
    page = RawPage((end.join(lines) + end).encode("utf-8"), "urn:x:y", media_type=TEXT, encoding_given="utf-8")
    article = cleaned(page)
    assert isinstance(article, Article)
    readable = {number for number, line in enumerate(lines, 1) if not is_blank(line)}
    assert readable <= covered(article) <= set(range(1, len(lines) + 1))


@SLOW_DATA
@given(
    st.lists(st.sampled_from(["One short line", "A sentence that stands alone, as it should.", "", "  "]), max_size=12)
)
def test_of_a_text_page_exactly_the_lines_that_are_not_blank_are_covered(lines: list[str]) -> None:
    article = cleaned(RawPage("\n".join([*lines, ""]).encode() or b"\n", "urn:x:y", media_type=TEXT))
    assert isinstance(article, Article)
    assert covered(article) == {number for number, line in enumerate(lines, 1) if line.strip()}


def test_a_bug_is_a_failure_that_carries_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> NoReturn:
        raise ZeroDivisionError("as an example")

    monkeypatch.setattr("newsarchive.pipeline.decode", broken)
    result = clean(RawPage(b"text", "urn:x:y", input_id="7"))
    assert isinstance(result, Failure)
    assert (result.stage, result.uri, result.input_id) == ("internal", "urn:x:y", "7")
    assert "ZeroDivisionError: as an example" in result.reason
    assert "in broken" in result.detail


def test_a_charset_that_is_none_is_the_callers_mistake() -> None:
    with pytest.raises(ConfigurationError, match="no-such-charset"):
        clean(RawPage(b"text", "urn:x:y", encoding_given="no-such-charset"))


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", b"%PDF-1.7\n%\xe2\xe3", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"]
)
def test_what_is_no_page_is_a_failure_that_says_what_it_is(data: bytes) -> None:
    result = clean(RawPage(data * 20, "urn:x:y"))
    assert isinstance(result, Failure)
    assert result.reason


@pytest.mark.parametrize("name", ["seed.txt", "harbour-bridge.html", "hafenfest.txt"])
def test_cleaning_never_asks_for_the_network(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked for")

    for function in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, function, refuse)
    for method in ("connect", "connect_ex", "sendto", "bind"):  # not the class: ssl inherits from it when imported
        monkeypatch.setattr(socket.socket, method, refuse)
    hostile = (
        b'<html><head><base href="http://example.org/"><link rel=stylesheet href=x><script src=y></script></head><body>'
    )
    assert isinstance(cleaned(RawPage((ROOT / "seeds" / name).read_bytes(), f"file:///{name}")), Article)
    cleaned(
        RawPage(
            hostile + b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><img src=z><iframe src=a></iframe>',
            "http://example.org/",
        )
    )


PROGRAM = """
import sys
from newsarchive import clean
from newsarchive.formats.articlejson import canonical
from newsarchive.model import RawPage
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        sys.stdout.buffer.write(canonical(clean(RawPage(file.read(), "file:///x"))) + b"\\n")
"""
PLACES = [
    {"TZ": "UTC", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
]


def test_clock_place_and_language_of_the_machine_make_no_difference(tmp_path: Path) -> None:
    names = [str(path) for path in sorted((ROOT / "seeds").glob("*.*ht*")) + sorted((ROOT / "seeds").glob("*.txt"))]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, *names],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)} | place,
            cwd=tmp_path,
            capture_output=True,
            check=True,
            timeout=100,
        ).stdout
        for place in PLACES
    }
    assert len(outputs) == 1
    here = [
        canonical(each)
        for name in names
        if isinstance(each := clean(RawPage(Path(name).read_bytes(), "file:///x")), Article)
    ]
    assert outputs == {b"\n".join(here) + b"\n"}


BODY = b"<html><body>"
HUGE = {
    "10,000 nested elements": BODY + b"<div>" * 10_000 + b"x" + b"</div>" * 10_000,
    "10,000 elements that never end": BODY + b"<b>" * 10_000 + b"x",
    "5,000 nested tables": BODY + b"<table><tr><td>" * 5_000,
    "a title of a megabyte": b"<html><head><title>" + b"word " * 200_000 + b"</title></head><body><p>text",
    "5 MB of <": b"<" * 5_000_000,
    "5 MB of < in a body": BODY + b"<" * 5_000_000,
    "2 MB of &": BODY + b"&" * 2_000_000,
    "200,000 blank lines": b"\n" * 200_000 + b"x",
    "50,000 lines of one character": b"a\n" * 50_000,
    "one line of 5 MB": b"word " * 1_000_000,
    "one word of 5 MB": b"x" * 5_000_000,
    "5 MB of spaces": b" " * 5_000_000,
    "2 MB of ESC": b"text \x1b" * 400_000,
    "2 MB of quote marks": b"> " * 1_000_000,
    "20,000 quoted lines": b"> a\n" * 20_000,
    "a million dashes": b"- " * 1_000_000,
    "5,000 dialogue lines": "– Yes.\n".encode() * 5_000,
    "4,000 paragraphs": b"The man said that he was there, and that it was so.\n\n" * 4_000,
    "2,000 comment forms": b"Leave a Reply\nName\nEmail\n" * 2_000,
    "6,000 labels without links": b"Previous article\nNext article\n" * 3_000,
    "5,000 lines of digits": b"1234567890\n" * 5_000,
    "20,000 links": BODY + b"<a href=x>y</a>" * 20_000,
    "50,000 line breaks": BODY + b"a<br>" * 50_000,
    "5,000 list items": BODY + b"<ul>" + b"<li>a" * 5_000,
    "2,000 rows of a table": BODY + b"<table>" + b"<tr><td>a<td>b" * 2_000,
    "500,000 attributes": BODY + b"<p " + b"a=b " * 500_000 + b">x",
    "comments that never end": BODY + b"<!--" * 100_000,
    "scripts that never end": BODY + b"<script>" * 50_000,
    "a byline of 500,000 names": b"By " + b"Jane Doe, " * 200_000,
    "marks in disorder": ("text a" + "\u0345\u0300" * 200_000).encode(),
    "200,000 emoji as entities": BODY + b"&#x1F600;" * 200_000,
    "JSON-LD a million deep": b"<html><head><script type='application/ld+json'>"
    + b"[" * 1_000_000
    + b"</script><body>x",
}


@pytest.mark.parametrize("name", HUGE)
def test_a_page_made_to_take_long_takes_seconds(name: str) -> None:
    """The slowest took 4 s of CPU on one slow core; the bound leaves room for machines that are slower and busy."""
    started = time.process_time()
    cleaned(RawPage(HUGE[name], "urn:x:y"))
    assert time.process_time() - started < 30
