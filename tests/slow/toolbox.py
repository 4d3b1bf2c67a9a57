"""What the slow tests share: an archive made by the real command, and environments that other people's tools are installed in.

Every page is of our own writing; every process has a time limit.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

REPLAY_TOOLS = ("pywb==2.10.0", "cdxj-indexer==1.5.0", "setuptools<81")
"""pywb imports pkg_resources, which setuptools has no longer from 81 on."""

WRITTEN = 1_693_922_400
"""When the files among the pages were last changed, seconds since 1970."""
TODAY = 1_696_156_200
"""SOURCE_DATE_EPOCH of the runs: the date of what comes through standard input."""

_WORDS = (
    "The council of {} voted on Tuesday to keep the old ferry running through the winter, after three hours of debate.",
    "“We asked for one more year, and we got one more year,” said the pilot, who has steered the boat for two decades.",
    "The bridge that was meant to replace it is now expected to open in spring, according to the engineer in charge.",
    "Until then the crossing at {} costs the same as before, and schoolchildren from both banks still travel free.",
)


@dataclass(frozen=True)
class Page:
    """A page that was put in, as a replay tool must give it back."""

    uri: str
    time: str
    """14 digits."""
    data: bytes
    content_type: str


def text(place: str) -> str:
    return "\n\n".join((f"{place} keeps its ferry for another winter", *(line.format(place) for line in _WORDS))) + "\n"


def html(place: str, charset: str) -> str:
    paragraphs = "".join(f"<p>{line.format(place)}</p>\n" for line in _WORDS)
    head = f'<meta charset="{charset}"><title>{place} keeps its ferry</title>'
    return (
        f"<!doctype html><html><head>{head}</head><body><article><h1>Café {place}</h1>\n{paragraphs}</article></body>"
    )


_UTF8, _HTML = "text/plain; charset=utf-8", "text/html; charset="
STORY = Page(
    "https://www.example.org/Story/A.html?b=2&a=1", "20230701080000", html("Tarn", "utf-8").encode(), f"{_HTML}utf-8"
)
PLAIN = Page("http://example.org/plain.txt", "20230701080001", text("Wexcombe").encode(), _UTF8)
BEFORE = Page("https://example.org/changed", "20230701080002", text("Oldquay").encode(), _UTF8)
COPY = Page("https://mirror.example.net/copy", "20230801080000", PLAIN.data, _UTF8)
AFTER = Page("https://example.org/changed", "20230801080001", text("Oldquay and Marrow Bay").encode(), _UTF8)
NAMED = Page("urn:newsarchive:Desk%2F12%3A%20%C3%BC%3F", "20230801080002", text("Ellerby").encode(), _UTF8)
FILE = Page("file:///Pages/S%C3%BCd%20%26%20West.txt", "20230905140000", text("Saint Brannoc").encode(), _UTF8)
LATIN = Page(
    "file:///Pages/latin.html", "20230905140000", html("Arno", "windows-1252").encode("cp1252"), f"{_HTML}windows-1252"
)
_TYPED = text("Penmarrick").encode()
TYPED = Page(f"urn:sha256:{hashlib.sha256(_TYPED).hexdigest()}", "20231001103000", _TYPED, _UTF8)
PAGES = (STORY, PLAIN, BEFORE, COPY, AFTER, NAMED, FILE, LATIN, TYPED)
"""COPY is archived as a revisit of PLAIN; BEFORE and AFTER are two versions of one place."""

ODD_URLS = tuple(
    """
https://www2.example.org:443/A/B/?q=1
http://WWW.Example.ORG:8080/
https://example.org?x=1
https://example.org/a?
https://example.org/a?b=2&a=1&a=0&&c
https://example.org/a?a-b=1&a=2
https://example.org/a?B=1&a=2&A=1&a
https://example.org/a?q=%41%2542+b%20c%26d=1
https://example.org/a?q='"<>|[]{}
https://example.org/a?utm_source=x&UTM_medium=Y&id=5#part
https://example.org/a?http://other.example/?b=1
https://example.org/a?id=7&sid=0123456789abcdef0123456789abcdef
https://example.org/a?PHPSESSID=0123456789abcdef0123456789abcdef&id=8
https://example.org/%7Euser/%C3%BC/%E2%80%9C
https://example.org/a//b/./c/../d/
https://example.org/a%2Fb%3Fc=1
https://example.org/100%
https://user:secret@example.org/private
https://münchen.example/Straße?ort=München
http://127.0.0.1:8080/local
ftp://ftp.example.org/pub/Story.TXT
file:///Pages/a%20b/%3Fq%3D2%26a%3D1
file:///Pages/x.jsonl/12/
urn:newsarchive:A%2Fb%252F
urn:isbn:0451450523
""".split()
)
"""Places whose keys in an index take the most thought."""


def run(
    *command: str | Path, cwd: Path | None = None, stdin: bytes = b"", limit: float = 120
) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end, whatever its exit status."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(TODAY)}
    return subprocess.run(
        command, cwd=cwd, input=stdin, env=environment, capture_output=True, timeout=limit, check=False
    )


def succeed(*command: str | Path, cwd: Path | None = None, stdin: bytes = b"", limit: float = 120) -> str:
    """What a command prints, errors last; its exit status must be 0."""
    done = run(*command, cwd=cwd, stdin=stdin, limit=limit)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert done.returncode == 0, f"{[str(word) for word in command]}: {done.returncode}\n{said}"
    return said


def newsarchive(*words: str | Path, stdin: bytes = b"") -> str:
    return succeed(sys.executable, "-m", "newsarchive", *words, stdin=stdin)


def make_archive(folder: Path) -> Path:
    """An archive of :data:`PAGES`, in several runs, and of pages at :data:`ODD_URLS`; made as a user would make it."""
    archive = folder / "archive"
    files = _files(folder / "Pages")
    first, second, odd = folder / "first.jsonl", folder / "second.jsonl", folder / "odd.jsonl"
    _lines(first, [_object(page) for page in (STORY, PLAIN, BEFORE)])
    _lines(second, [*(_object(page) for page in (COPY, AFTER)), _object(NAMED) | {"id": "Desk/12: ü?", "url": None}])
    _lines(
        odd,
        [{"url": url, "fetched": "2023-07-02T08:00:00Z", "text": text(f"Odd{n}")} for n, url in enumerate(ODD_URLS)],
    )
    for source in (first, second, odd, files):
        newsarchive("ingest", source, "--archive", archive)
    newsarchive("ingest", "-", "--archive", archive, stdin=TYPED.data)
    return archive


def _files(folder: Path) -> Path:
    folder.mkdir()
    for page, name in ((FILE, "Süd & West.txt"), (LATIN, "latin.html")):
        (folder / name).write_bytes(page.data)
        os.utime(folder / name, (WRITTEN, WRITTEN))
    return folder


def _object(page: Page) -> dict[str, str | None]:
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.strptime(page.time, "%Y%m%d%H%M%S"))
    kind = "html" if page.content_type.startswith("text/html") else "text"
    return {"url": page.uri, "fetched": moment, kind: page.data.decode()}


def _lines(path: Path, values: Iterable[dict[str, str | None]]) -> None:
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")


def segments(archive: Path, suffix: str) -> list[Path]:
    """The files of that suffix, ``.warc.gz`` or ``.warc.wet.gz`` or another."""
    return sorted(path for path in (archive / "segments").iterdir() if path.name.partition(".")[2] == suffix[1:])


def ledger_counts(archive: Path) -> Counter[str]:
    """Inputs by status, over all runs, counted from the ledgers' lines."""
    lines = (json.loads(line) for path in (archive / "runs").iterdir() for line in path.read_bytes().splitlines())
    return Counter(line["status"] for line in lines if "status" in line)


def environment(folder: Path, requirements: Sequence[str]) -> Path:
    """The programs of a virtual environment with ``requirements``, made in ``folder`` unless it is there already."""
    stamp, wanted = folder / "installed.txt", "\n".join((sys.version, *requirements))
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    if not stamp.exists() or stamp.read_text() != wanted:
        succeed(sys.executable, "-m", "venv", "--clear", folder)
        pip = (programs / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        succeed(*pip, *requirements, limit=600)
        stamp.write_text(wanted)
    return programs
