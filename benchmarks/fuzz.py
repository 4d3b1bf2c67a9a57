"""Long hunts for inputs that break a promise: ``make fuzz SECONDS=600``, or ``python benchmarks/fuzz.py --seconds 60 page``.

Each target is drawn at by hypothesis, in rounds with new luck, until its time is up; the first breach is made as small as
possible, shown, and ends the hunt with exit code 1. What is found here belongs into a test before it is mended. The
strategies are those of the tests; nothing here runs in ``make test``.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import json
import logging
import lzma
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Verbosity, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from newsarchive.archive.search import fts_query
from newsarchive.archive.surt import surt
from newsarchive.assemble import assemble
from newsarchive.decode import decode
from newsarchive.formats import Format, render
from newsarchive.formats.articlejson import canonical, from_value
from newsarchive.model import Article, Document, Failure, RawPage, Source
from newsarchive.pipeline import clean
from newsarchive.sources import SourceOptions, read_sources
from newsarchive.textnorm import fold, normalise
from pages import HTML, pages
from strategies import HOSTILE, articles, labelled_documents

ROUND = 300  # examples; a round has a seed of its own and can be repeated with it
SLOWEST = 10.0  # seconds of CPU for an input of some kilobytes; the slowest seen took 0.3
SOURCE = Source("urn:x:y", None, "text/plain", "utf-8", "valid", 0, "ab" * 32)


def page(page: RawPage) -> None:
    """Bytes in, Article or Failure out: the same twice, its JSON the same after the way there and back."""
    result = clean(page)
    assert result == clean(page)
    if isinstance(result, Failure):
        assert result.stage != "internal", result.detail
    else:
        assert from_value(json.loads(canonical(result))) == result


def blocks(page: RawPage) -> None:
    """The blocks of a page tile its text, as text and as HTML."""
    for media_type in ("text/plain", HTML):
        document = decode(page, media_type).document
        cut = "".join(document.text[start:end] for start, end in (block.span for block in document.blocks))
        assert cut == document.text if document.blocks else not normalise(document.text)
        assert all(block.text == normalise(block.text) for block in document.blocks)


def source(data: bytes) -> None:
    """Any file gives pages and failures, one at least, the same twice."""
    found = list(read_sources(["-"], SourceOptions(), io.BytesIO(data)))
    assert found
    assert found == list(read_sources(["-"], SourceOptions(), io.BytesIO(data)))


def document(document: Document) -> None:
    """A labelled document becomes an Article, and every character of its body stands there."""
    found = assemble(document, SOURCE, "newsarchive", "model")
    assert 0 <= found.confidence <= 1


def article(article: Article) -> None:
    """An Article in every format lets nothing act on a terminal."""
    for fmt in Format:
        shown = render(article, fmt, width=60)
        assert fmt is Format.JSON or all(normalise(line) == " ".join(line.split()) for line in shown.split("\n"))


def words(text: str) -> None:
    """Typed queries, addresses and texts of any kind are taken."""
    assert surt(text).isascii()
    assert normalise(normalise(text)) == normalise(text)
    fts_query(text)
    fold(text)


def files() -> st.SearchStrategy[bytes]:
    """Files as people have them: pages, lines of JSON, either compressed, some of them damaged."""
    values = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | HOSTILE
        | st.sampled_from(["utf-8", "2023-09-05T00:00:00Z"])
    )
    names = st.sampled_from(["text", "html", "content_base64", "id", "url", "fetched", "encoding", "language", "x"])
    line = st.dictionaries(names, values, max_size=5).map(json.dumps) | HOSTILE
    lines = st.lists(line, max_size=5).map(lambda all_: "\n".join(all_).encode("utf-8", "replace"))
    plain = pages().map(lambda drawn: drawn.data) | lines | st.binary(max_size=100)
    packed = st.builds(
        lambda pack, data: pack(data), st.sampled_from([gzip.compress, bz2.compress, lzma.compress, _zstd]), plain
    )
    damaged = st.builds(
        lambda data, at, other: data[:at] + other + data[at + len(other) :],
        packed, st.integers(0, 100), st.binary(max_size=3),
    )  # fmt: skip
    cut = st.builds(lambda data, end: data[:end], packed, st.integers(0, 200))
    return plain | packed | damaged | cut | st.builds(lambda one, other: one + other, packed, packed | plain)


def containers() -> st.SearchStrategy[bytes]:
    """Web archives, zip, tar and saved pages: whole, and with a few bytes changed, cut out or put in."""
    whole = st.builds(
        lambda make, bodies: make(bodies),
        st.sampled_from([_warc, _warc_gz, _warc_zst, _arc, _zip, _tar, _mhtml]),
        st.lists(st.binary(max_size=60) | pages().map(lambda drawn: drawn.data), max_size=4),
    )
    change = st.tuples(st.integers(0, 2000), st.integers(0, 40), st.binary(max_size=8) | st.sampled_from(_TELLING))
    return st.builds(_changed, whole, st.lists(change, max_size=4))


_TELLING = (
    b"WARC/1.0\r\n",
    b"\r\n\r\n",
    b"Content-Length: 99\r\n",
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"PK\x01\x02",
    bytes(512),
)


def _changed(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for place, cut, put in changes:
        at = place % (len(data) + 1)
        data = data[:at] + put + data[at + cut :]
    return data


def _records(bodies: list[bytes]) -> list[bytes]:
    from test_sources_webarchive import record, response

    coded = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))
    kinds = (
        lambda body: response("https://news.example/a", body),
        lambda body: response("https://news.example/b", b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), *coded),
        lambda body: record("conversion", body, "WARC-Target-URI: https://news.example/c", media_type="text/plain"),
    )
    return [kinds[number % 3](body) for number, body in enumerate(bodies)]


def _warc(bodies: list[bytes]) -> bytes:
    return b"".join(_records(bodies))


def _warc_gz(bodies: list[bytes]) -> bytes:
    return b"".join(map(gzip.compress, _records(bodies)))


def _warc_zst(bodies: list[bytes]) -> bytes:
    return b"".join(map(_zstd, _records(bodies)))


def _arc(bodies: list[bytes]) -> bytes:
    from test_sources_webarchive import ARC_HEAD

    line = b"http://news.example/%d 192.0.2.1 20040305060708 text/html %d\n%s\n"
    return ARC_HEAD + b"\n" + b"".join(line % (number, len(body), body) for number, body in enumerate(bodies))


def _zip(bodies: list[bytes]) -> bytes:
    from test_sources_containers import zipped

    return zipped({f"{number}.html": body for number, body in enumerate(bodies)})


def _tar(bodies: list[bytes]) -> bytes:
    from test_sources_containers import tarred

    return tarred({f"{number}.html": body for number, body in enumerate(bodies)})


def _mhtml(bodies: list[bytes]) -> bytes:
    from test_sources_containers import MHTML

    return MHTML.replace(b"The tram", b"".join(bodies)[:200])


def _zstd(data: bytes) -> bytes:
    import zstandard

    return zstandard.compress(data)


TARGETS: dict[str, tuple[Callable[[Any], None], Callable[[], st.SearchStrategy[Any]]]] = {
    "page": (page, pages),
    "blocks": (blocks, pages),
    "source": (source, files),
    "container": (source, containers),
    "document": (document, labelled_documents),
    "article": (article, articles),
    "words": (words, lambda: HOSTILE | st.text()),
}


def hunt(name: str, seconds: float) -> bool:
    """Whether ``name`` stood for so long."""
    check, strategy = TARGETS[name]
    drawn, slowest = 0, 0.0

    def timed(value: Any) -> None:
        nonlocal drawn, slowest
        drawn += 1
        started = time.process_time()
        check(value)
        slowest = max(slowest, time.process_time() - started)
        assert slowest < SLOWEST, f"took {slowest:.1f} s"

    rounds, started = 0, time.monotonic()
    first = time.time_ns() // 1_000_000
    while time.monotonic() - started < seconds:
        luck = settings(
            max_examples=ROUND,
            deadline=None,
            database=None,
            verbosity=Verbosity.normal,
            suppress_health_check=list(HealthCheck),
        )
        try:
            luck(seed(first + rounds)(given(strategy())(timed)))()
        except Exception as error:
            print(f"{name}: broken, seed {first + rounds}", file=sys.stderr)
            sys.excepthook(type(error), error, error.__traceback__)
            return False
        rounds += 1
    print(
        f"{name:<10}{drawn:>10,} inputs in {time.monotonic() - started:.0f} s, the slowest {slowest * 1000:.0f} ms",
        flush=True,
    )
    return True


def main() -> int:
    """The hunt as the command line asks for it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all without any")
    parser.add_argument("--seconds", type=float, default=60, help="for each target")
    options = parser.parse_args()
    unknown = set(options.targets) - set(TARGETS)
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    logging.disable(logging.CRITICAL)  # trafilatura's
    stood = [hunt(name, options.seconds) for name in options.targets or TARGETS]
    return 0 if all(stood) else 1


if __name__ == "__main__":
    sys.exit(main())
