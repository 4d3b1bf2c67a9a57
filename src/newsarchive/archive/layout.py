"""Where everything stands in an archive folder, and the two files that say what the folder is.

Names only; nothing here reads or writes a record.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path

from newsarchive.archive.durable import write_new
from newsarchive.errors import StorageError
from newsarchive.textnorm import printable

FORMAT = "newsarchive-archive/1"
WARC, WET, JSONL, CDXJ = ".warc.gz", ".warc.wet.gz", ".jsonl", ".cdxj"
SEGMENT_SUFFIXES = (JSONL, CDXJ, WET, WARC)
"""In the order in which they are published: where the WARC stands, its segment is whole."""

_README = """\
This folder is an archive of news pages, written by newsarchive.
It explains itself without that program:

segments/NAME.warc.gz      the pages as they came: WARC 1.1 (ISO 28500:2017), one gzip member a record.
                           resource = the page's bytes; metadata = what was removed from it, and why;
                           revisit = the same bytes seen again at another place.
segments/NAME.warc.wet.gz  what was made of them: WARC conversion records, the clean text and the article as JSON,
                           each referring to its resource by WARC-Refers-To.
segments/NAME.jsonl        the same articles, one a line (RFC 8785 canonical JSON).
segments/NAME.cdxj         index for replay tools: key, time, JSON with offset and length in NAME.warc.gz.
runs/RUN.jsonl             the ledger: what became of every input of that run, then a summary.
manifest-sha256.txt        SHA-256 of every file. To check all: sha256sum -c manifest-sha256.txt
catalog.sqlite3            look-up and full-text search (SQLite, FTS5). Derived from the rest; can be rebuilt.
events.jsonl               what was checked and mended, when and with what outcome; each line vouches for the last.
damaged/                   files that were found damaged and replaced, as they were found; no part of the archive.
quarantine/                pages that took too much time or memory, and why; no part of the archive.
archive.json               format and identity of this archive.

Digests in the records are SHA-256 in hexadecimal. Files under segments/ and runs/ never change once they are there.
A file that ends in .open was being written when a run stopped; it holds nothing that was reported as archived.
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one archive."""

    folder: Path

    @property
    def readme(self) -> Path:
        return self.folder / "README.txt"

    @property
    def about(self) -> Path:
        return self.folder / "archive.json"

    @property
    def segments(self) -> Path:
        return self.folder / "segments"

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    @property
    def manifest(self) -> Path:
        return self.folder / "manifest-sha256.txt"

    @property
    def catalog(self) -> Path:
        return self.folder / "catalog.sqlite3"

    @property
    def events(self) -> Path:
        return self.folder / "events.jsonl"

    @property
    def damaged(self) -> Path:
        return self.folder / "damaged"

    @property
    def lock(self) -> Path:
        return self.folder / ".lock"

    def segment_file(self, name: str, suffix: str) -> Path:
        return self.segments / (name + suffix)

    def relative(self, path: Path) -> str:
        """``path`` as the manifest writes it: relative, with forward slashes."""
        return path.relative_to(self.folder).as_posix()

    def exists(self) -> bool:
        return self.about.is_file()

    def require(self) -> None:
        """Check that an archive of a format that this version reads is here.

        Raises:
            StorageError: there is none, or it is of another format.
        """
        shown = printable(str(self.folder))
        try:
            about = json.loads(self.about.read_bytes())
        except FileNotFoundError:
            raise StorageError(
                f"{shown}: no archive here; `newsarchive ingest` makes one, --archive DIR names another"
            ) from None
        except OSError as error:
            raise StorageError(f"{shown}: cannot read archive.json: {error.strerror}") from error
        except ValueError:
            raise StorageError(f"{shown}: archive.json is damaged: not JSON; see `newsarchive verify`") from None
        if not isinstance(about, dict) or about.get("format") != FORMAT:
            raise StorageError(f"{shown}: archive.json names no format that this version reads ({FORMAT})")

    def make_folders(self) -> None:
        """Make the folders where they are missing."""
        for folder in (self.folder, self.segments, self.runs):
            folder.mkdir(parents=True, exist_ok=True)

    def describe(self) -> None:
        """Write the two describing files where they are missing."""
        if not self.readme.exists():
            write_new(self.readme, _README.encode())
        if not self.about.exists():
            about = {"format": FORMAT, "id": str(uuid.uuid4()), "digest": "sha256"}
            write_new(self.about, (json.dumps(about, indent=2) + "\n").encode())
