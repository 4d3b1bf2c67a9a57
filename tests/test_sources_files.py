"""Files and folders, real ones: what is found, in which order, under which name, and what is said of the rest."""

from __future__ import annotations

import inspect
import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.sources import InputKind, SourceOptions, open_source, read_sources

OPTIONS = SourceOptions()


def read(*names: object, options: SourceOptions = OPTIONS) -> list[RawPage | NoPage | Failure]:
    return list(read_sources([str(name) for name in names], options))


def reasons(*names: object) -> dict[str, str]:
    return {item.uri: item.reason for item in read(*names) if isinstance(item, Failure)}


def uris(*names: object) -> list[str]:
    return [item.uri for item in read(*names)]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("First page.\n")
    (folder / "sub" / "b.html").write_text("<p>Second page.</p>\n")
    (folder / ".hidden").write_text("Third page.\n")
    return folder


def test_a_file_becomes_a_page_with_its_bytes_name_type_and_time(seeds: Path) -> None:
    os.utime(seeds / "a.txt", (86_400, 86_400.9))
    (page,) = read(seeds / "a.txt")
    date = "1970-01-02T00:00:00Z"
    assert page == RawPage(
        b"First page.\n", "file:///seeds/a.txt", date=date, date_is_stated=False, media_type="text/plain"
    )


def test_a_folder_is_read_with_all_that_is_below_it_hidden_files_too(seeds: Path) -> None:
    assert uris(seeds) == ["file:///seeds/.hidden", "file:///seeds/a.txt", "file:///seeds/sub/b.html"]


@pytest.mark.parametrize(
    "name", ["seeds/a.txt", "./seeds/a.txt", "seeds/sub/../a.txt", "{tmp}/seeds/a.txt", "{tmp}/seeds//a.txt"]
)
def test_a_file_has_the_same_name_however_it_is_written(
    seeds: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(seeds.parent)
    assert uris(name.format(tmp=seeds.parent)) == ["file:///seeds/a.txt"]


def test_a_file_named_from_inside_its_folder_has_the_name_it_has_from_outside(
    seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(seeds)
    assert uris("a.txt") == ["file:///seeds/a.txt"]
    assert uris(".") == uris(seeds)


def test_the_order_of_the_names_does_not_matter(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "z.txt").write_text("Z")
    (tmp_path / "seeds.txt").write_text("S")
    names = [seeds, tmp_path / "other", tmp_path / "seeds.txt", tmp_path / "missing", seeds / "a.txt"]
    assert read(*names) == read(*reversed(names))


def test_folders_of_the_same_name_in_two_places_come_in_a_fixed_order(tmp_path: Path) -> None:
    for place in ("x", "y"):
        (tmp_path / place / "same").mkdir(parents=True)
        (tmp_path / place / "same" / "a.txt").write_text(place)
    names = [tmp_path / "x" / "same", tmp_path / "y" / "same"]
    assert read(*names) == read(*reversed(names))


def test_pages_come_in_the_order_of_their_uris(tmp_path: Path) -> None:
    for name in ("a.txt", "a/b.txt", "a-b.txt", "a b.txt", "B.txt", "ä.txt", "a/é/ü.txt", "a0/x", "~", "a%2Fb"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    found = uris(tmp_path / "in")
    assert len(found) == 10
    assert found == sorted(found)


def test_a_file_named_twice_is_read_twice(seeds: Path) -> None:
    assert uris(seeds / "a.txt", seeds / "a.txt") == ["file:///seeds/a.txt"] * 2


def test_names_that_are_not_utf8_give_valid_uris(tmp_path: Path) -> None:
    if sys.platform == "darwin":
        pytest.skip("this file system takes UTF-8 only")
    (tmp_path / "in").mkdir()
    Path(tmp_path / "in" / os.fsdecode(b"caf\xe9 \xff.txt")).write_text("x")
    (page,) = read(tmp_path / "in")
    assert page.uri == "file:///in/caf%E9%20%FF.txt"


@pytest.mark.parametrize(
    "name", ["no such", "", "nul\0nul", "half\ud800pair", "a" * 300, "a/" * 3000, "a.txt/", "-x", "--"]
)
def test_a_name_that_leads_nowhere_is_a_failure(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (failure,) = read(name)
    assert isinstance(failure, Failure)
    assert failure.stage == "access"
    assert failure.reason in ("no such file or folder", "the name or path is too long")
    assert failure.uri.isascii()


def test_when_the_working_folder_is_gone_names_still_give_failures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert reasons("a.txt") == {"file:///a.txt": "no such file or folder"}


def test_an_empty_file_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    assert list(reasons(tmp_path / "empty.txt").values()) == ["empty (0 bytes)"]


def test_an_empty_folder_holds_no_input(tmp_path: Path) -> None:
    assert read(tmp_path) == []


def test_a_folder_of_troubles_is_accounted_for_to_the_last_one(tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.mkdir()
    (box / "good.txt").write_text("Good.")
    (box / "broken").symlink_to("nowhere")
    (box / "circle").symlink_to("circle")
    os.mkfifo(box / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(box / "socket"))  # the path of a socket has 107 bytes at most
        found = reasons(box)
    assert found == {
        "file:///box/broken": "broken symbolic link: what it points to does not exist",
        "file:///box/circle": "symbolic links that lead in a circle",
        "file:///box/pipe": "not a regular file: named pipe (redirect it to standard input to have it read)",
        "file:///box/socket": "not a regular file: socket",
    }
    assert len(read(box)) == 5


def test_a_device_is_not_opened() -> None:
    assert reasons("/dev/zero") == {"file:///dev/zero": "not a regular file: character device"}


def test_a_file_that_turns_into_a_pipe_before_it_is_opened_does_not_block(
    seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = seeds / "a.txt"
    regular = path.stat()
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(Path, "stat", lambda self, **_: regular)
    with pytest.MonkeyPatch.context() as inner:
        inner.setattr(Path, "is_dir", lambda self: False)
        assert "named pipe" in reasons(path)["file:///seeds/a.txt"]


def test_a_file_that_vanishes_between_listing_and_reading_is_a_failure(seeds: Path) -> None:
    pages = read_sources([str(seeds)], OPTIONS)
    next(pages)
    (seeds / "a.txt").unlink()
    assert next(pages) == Failure("file:///seeds/a.txt", "access", "no such file or folder")
    assert isinstance(next(pages), RawPage)


def test_a_folder_that_vanishes_between_listing_and_walking_is_a_failure(seeds: Path) -> None:
    pages = read_sources([str(seeds)], OPTIONS)
    next(pages)
    shutil.rmtree(seeds / "sub")
    assert [item.uri for item in pages if isinstance(item, Failure)] == ["file:///seeds/sub/"]


def test_a_file_whose_size_is_unknown_is_read_all_the_same() -> None:
    path = Path("/proc/version")
    if not path.exists():
        pytest.skip("no /proc here")
    assert path.stat().st_size == 0
    (page,) = read(path)
    assert isinstance(page, RawPage)
    assert page.data == path.read_bytes()


@pytest.mark.parametrize(("seconds", "date"), [(-1, "1970-01-01T00:00:00Z"), (1_693_922_400, "2023-09-05T14:00:00Z")])
def test_the_files_time_is_the_date(tmp_path: Path, seconds: int, date: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    os.utime(path, (seconds, seconds))
    (page,) = read(path)
    assert isinstance(page, RawPage)
    assert page.date == date


def test_what_the_caller_says_is_handed_on(seeds: Path) -> None:
    options = SourceOptions(
        InputKind.HTML, "HTTP://example.org/ä b", encoding="koi8-r", language="ru", date="2001-02-03T04:05:06Z"
    )
    (page,) = read(seeds / "a.txt", options=options)
    assert page == RawPage(
        b"First page.\n",
        "http://example.org/%C3%A4%20b",
        date="2001-02-03T04:05:06Z",
        media_type="text/html",
        encoding_given="koi8-r",
        language="ru",
    )


def test_a_url_that_is_none_is_a_failure(seeds: Path) -> None:
    (failure,) = read(seeds / "a.txt", options=SourceOptions(url="example.org"))
    assert isinstance(failure, Failure)
    assert failure.reason.startswith("url: ")


def test_a_page_larger_than_allowed_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_text("x" * 1025)
    (tmp_path / "fits.txt").write_text("x" * 1024)
    (big,) = read(tmp_path / "big.txt", options=SourceOptions(max_bytes=1024))
    (fits,) = read(tmp_path / "fits.txt", options=SourceOptions(max_bytes=1024))
    assert isinstance(big, Failure)
    assert big.reason == "more than 1 KiB"
    assert isinstance(fits, RawPage)


def test_an_archive_of_ours_is_not_read_as_pages(seeds: Path) -> None:
    archive = seeds / "archive"
    (archive / "segments").mkdir(parents=True)
    (archive / "segments" / "x.jsonl").write_text('{"text": "x"}\n')
    (archive / "archive.json").write_text("{}")
    reason = "an archive made by newsarchive: what is in it has been ingested already"
    assert reasons(seeds) == {"file:///seeds/archive/": reason}
    assert reasons(archive) == {"file:///archive/": reason}


def test_a_folder_deeper_than_pythons_stack_is_walked(tmp_path: Path) -> None:
    deepest = tmp_path.joinpath(*["d"] * 300)
    deepest.mkdir(parents=True)
    (deepest / "x").write_text("x")
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 100)
    try:
        found = read(tmp_path)
    finally:
        sys.setrecursionlimit(usual)
    assert len(found) == 1


def test_pages_are_read_one_at_a_time(seeds: Path) -> None:
    pages = read_sources([str(seeds)], OPTIONS)
    next(pages)
    (seeds / "a.txt").write_text("Changed after the first page was given.")
    page = next(pages)
    assert isinstance(page, RawPage)
    assert page.data.startswith(b"Changed")


class TestOneSource:
    """What `clean` must know before the first page: one page, or a stream of them."""

    def test_a_page_is_no_stream(self, seeds: Path) -> None:
        source = open_source(str(seeds / "a.txt"), OPTIONS)
        assert not source.is_stream
        assert [page.uri for page in source.pages] == ["file:///seeds/a.txt"]

    def test_json_lines_and_folders_are_streams(self, seeds: Path) -> None:
        (seeds / "lines").write_text('{"text": "One."}\n')
        source = open_source(str(seeds / "lines"), OPTIONS)
        assert source.is_stream
        assert [page.uri for page in source.pages] == ["file:///seeds/lines/1"]
        assert open_source(str(seeds), OPTIONS).is_stream
        assert open_source(str(seeds / "a.txt"), SourceOptions(InputKind.JSONL)).is_stream

    def test_what_cannot_be_opened_is_no_stream_but_a_failure(self) -> None:
        source = open_source("/no/such/file", OPTIONS)
        assert not source.is_stream
        assert [type(page) for page in source.pages] == [Failure]

    def test_nothing_stays_open_when_the_pages_are_not_asked_for(self, seeds: Path) -> None:
        before = len(list(Path("/dev/fd").iterdir()))
        open_source(str(seeds / "a.txt"), OPTIONS)
        assert len(os.listdir("/dev/fd")) == before  # noqa: PTH208
