"""When verify compresses records again: only in files that nothing vouches for, to say in which record they differ."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from archives import ingest, page
from newsarchive.archive import Archive, members

PAGES = 3


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    ingest(tmp_path / "archive", [page(number) for number in range(PAGES)])
    return tmp_path / "archive"


def other_padding(archive: Path) -> Path:
    """Change the byte of the second member that says on which system it was made: no record has another byte for it."""
    path = next((archive / "segments").glob("*.wet.gz"))
    second = [found.offset for found in members.read_members(path)][1]
    data = bytearray(path.read_bytes())
    data[second + 9] ^= 1
    path.write_bytes(data)
    return path


def test_what_manifest_and_catalog_vouch_for_is_not_compressed_again(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compress(*_: object) -> bytes:
        raise AssertionError("a record was compressed again")

    monkeypatch.setattr("zlib.compress", compress)
    assert Archive(archive).verify().findings == []


def test_a_member_that_differs_though_its_record_does_not_is_named(archive: Path) -> None:
    path = other_padding(archive)
    places = [finding.place for finding in Archive(archive).verify().findings if finding.path.endswith(path.name)]
    assert any(place.startswith("record 2 ") for place in places), places


def test_it_is_named_too_where_the_manifest_was_made_to_fit(archive: Path) -> None:
    before = next((archive / "segments").glob("*.wet.gz")).read_bytes()
    path = other_padding(archive)
    manifest = archive / "manifest-sha256.txt"
    old, new = (hashlib.sha256(data).hexdigest() for data in (before, path.read_bytes()))
    manifest.write_text(manifest.read_text().replace(old, new))
    assert any(finding.place.startswith("record 2 ") for finding in Archive(archive).verify().findings)


def test_a_file_compressed_by_another_zlib_throughout_has_no_odd_record(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive / "manifest-sha256.txt").unlink()
    (archive / "catalog.sqlite3").unlink()
    monkeypatch.setattr(members, "LEVEL", 1)
    assert not [finding for finding in Archive(archive).verify().findings if finding.place.startswith("record ")]
