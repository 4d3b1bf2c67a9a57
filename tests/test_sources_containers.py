"""zip, tar, WACZ and saved pages as input: their members become pages, and what is meant to do harm is refused and named."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.sources import SourceOptions, open_source, read_sources

PAGE = b"The tram is back.\n\nSince Monday it has run to the harbour again.\n"
HTML = b"<!DOCTYPE html><html><body><p>The tram is back.</p></body></html>"
RECORD = (
    b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://news.example/1\r\nWARC-Date: 2024-03-05T06:07:08Z\r\n"
    b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\nContent-Type: text/html\r\n"
    b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(HTML), HTML)
)


def read(path: Path) -> list[RawPage | NoPage | Failure]:
    return list(read_sources([str(path)], SourceOptions()))


def told(path: Path) -> dict[str, str]:
    return {each.uri.rpartition("/")[2]: each.reason for each in read(path) if isinstance(each, Failure)}


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 3, 5, 6, 7, 8)), data)
    return buffer.getvalue()


def tarred(members: dict[str, bytes], *others: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1709618828
            archive.addfile(info, io.BytesIO(data))
        for info in others:
            archive.addfile(info)
    return buffer.getvalue()


CONTAINERS: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "pages.zip": zipped,
    "pages.tar": tarred,
    "pages.tar.gz": lambda members: gzip.compress(tarred(members)),
    "pages.tar.zst": lambda members: zstandard.compress(tarred(members)),
    "pages.zip.gz": lambda members: gzip.compress(zipped(members)),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_each_member_is_a_page_with_its_place_and_its_time(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(CONTAINERS[name]({"a.txt": PAGE, "über/b c.html.gz": gzip.compress(HTML)}))
    first, second = read(path)
    assert isinstance(first, RawPage)
    assert isinstance(second, RawPage)
    assert (first.data, first.uri) == (PAGE, f"file:///{tmp_path.name}/{name}/a.txt")
    assert (first.date, first.date_is_stated) == ("2024-03-05T06:07:08Z", False)
    assert (second.data, second.media_type) == (HTML, "text/html")
    assert second.uri.endswith(f"{name}/%C3%BCber/b%20c.html.gz")


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_member_may_be_json_lines_or_a_web_archive(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(
        CONTAINERS[name]({"a.jsonl": b'{"text": "One."}\n{"text": "Two."}\n', "b.warc.gz": gzip.compress(RECORD)})
    )
    uris = [each.uri.removeprefix(f"file:///{tmp_path.name}/{name}/") for each in read(path)]
    assert uris == ["a.jsonl/1", "a.jsonl/2", "https://news.example/1"]


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_in_a_container_is_not_opened(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(CONTAINERS[name]({"inner.zip": zipped({"a.txt": PAGE}), "inner.tar": tarred({"a.txt": PAGE})}))
    assert sorted(told(path)) == ["inner.tar", "inner.zip"]
    assert "unpack it first" in told(path)["inner.zip"]


@pytest.mark.parametrize("name", CONTAINERS)
@pytest.mark.parametrize(
    "unsafe", ["../../etc/cron.d/x", "/etc/passwd", "a/../../b", "C:\\x.txt", "..\\x.txt", "\\\\host\\x"]
)
def test_a_name_that_leads_out_is_refused_and_its_neighbours_are_read(name: str, unsafe: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(CONTAINERS[name]({unsafe: PAGE, "good.txt": PAGE}))
    bad, good = read(path)
    assert isinstance(bad, Failure)
    assert bad.reason.startswith("refused: ")
    assert isinstance(good, RawPage)


def test_devices_and_links_in_a_tar_are_refused(tmp_path: Path) -> None:
    others = []
    for kind, name in (
        (tarfile.CHRTYPE, "zero"),
        (tarfile.BLKTYPE, "disk"),
        (tarfile.FIFOTYPE, "pipe"),
        (tarfile.SYMTYPE, "soft"),
    ):
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/passwd"
        others.append(info)
    path = tmp_path / "a.tar"
    path.write_bytes(tarred({"good.txt": PAGE}, *others))
    assert {name: reason.rpartition(": ")[2] for name, reason in told(path).items()} == {
        "zero": "character device",
        "disk": "block device",
        "pipe": "named pipe",
        "soft": "a symbolic link in a tar is not followed",
    }


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "a link or device in a zip is not followed" in told(path)["link"]


def test_a_member_without_a_name_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped({"nameless": PAGE, "b.txt": PAGE}).replace(b"nameless", b"\0ameless")
    )  # a name ends at its NUL
    refused, page = read(path)
    assert isinstance(refused, Failure)
    assert refused.reason == "refused: a name that no file can have"
    assert isinstance(page, RawPage)
    assert page.uri.endswith("b.txt")


def test_a_zip_that_says_it_holds_a_hundred_times_its_size_and_a_gibibyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("zeros", "w", force_zip64=True) as member,
    ):
        for _ in range(1100):
            member.write(bytes(1024 * 1024))
    assert "a zip bomb" in told(path)["bomb.zip"]


def test_a_zip_whose_members_overlap_is_refused(tmp_path: Path) -> None:
    """As in Fifield's bombs: many entries of the directory stand for the same bytes."""
    path = tmp_path / "overlap.zip"
    data = bytearray(zipped({"a.txt": bytes(range(256)) * 40}))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry, tail = bytes(data[start:end]), bytearray(data[end:])
    tail[8:10] = tail[10:12] = (3).to_bytes(2, "little")
    tail[12:16] = (3 * len(entry)).to_bytes(4, "little")
    path.write_bytes(bytes(data[:start]) + entry * 3 + bytes(tail))
    assert "overlap" in told(path)["overlap.zip"]


def test_a_member_that_is_too_large_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    path.write_bytes(gzip.compress(tarred({"large.txt": b"long " * 50_000, "good.txt": PAGE})))
    large, good = list(read_sources([str(path)], SourceOptions(max_bytes=100_000)))
    assert isinstance(large, Failure)
    assert "more than 100000 bytes" in large.reason
    assert isinstance(good, RawPage)


@pytest.mark.parametrize("cut", [600, 1500])
def test_a_tar_that_is_cut_off_says_so_behind_what_is_whole(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(tarred({"one.txt": PAGE, "two.txt": PAGE * 40})[: 1024 + cut])
    first, *rest = read(path)
    assert isinstance(first, RawPage)
    assert {type(each) for each in rest} == {Failure}
    assert rest[-1].uri.endswith("/a.tar")


def test_a_damaged_member_of_a_zip_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"bad.txt": PAGE * 50, "good.txt": PAGE}))
    data[data.index(b"bad.txt") + 20] ^= 0x10
    path = tmp_path / "a.zip"
    path.write_bytes(bytes(data))
    bad, good = read(path)
    assert isinstance(bad, Failure)
    assert bad.reason.startswith("damaged zip: ")
    assert isinstance(good, RawPage)


def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"secret.txt": PAGE}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    path = tmp_path / "a.zip"
    path.write_bytes(bytes(data))
    assert "encrypted" in told(path)["secret.txt"]


def test_of_a_wacz_only_its_captures_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    members = {
        "datapackage.json": b"{}",
        "pages/pages.jsonl": b'{"text": "no page"}\n',
        "archive/data.warc.gz": gzip.compress(RECORD),
    }
    path.write_bytes(zipped(members))
    (page,) = read(path)
    assert isinstance(page, RawPage)
    assert page.captured is not None
    assert (page.uri, page.captured.file) == (
        "https://news.example/1",
        f"file:///{tmp_path.name}/a.wacz/archive/data.warc.gz",
    )


def test_a_container_without_a_page_says_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.zip"
    path.write_bytes(zipped({}))
    assert told(path) == {"empty.zip": "a zip archive with no page in it"}


def test_a_container_is_a_stream_of_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": PAGE}))
    assert open_source(str(path), SourceOptions()).is_stream


MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://news.example/tram?x=1\r\nSubject: The tram\r\n"
    b"Date: Tue, 5 Mar 2024 07:07:08 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
    b'\ttype="text/html";\r\n\tboundary="----x"\r\n\r\n\r\n'
    b"------x\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    b"Content-Location: https://news.example/tram\r\n\r\n"
    b'<html><body><p class=3D"a">The tram is b=\r\nack, says M=C3=BCller.</p></body></html>\r\n'
    b"------x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------x--\r\n"
)


def test_a_page_saved_as_mhtml_is_its_html_with_its_address_and_its_date(tmp_path: Path) -> None:
    path = tmp_path / "tram.mhtml"
    path.write_bytes(MHTML)
    (page,) = read(path)
    assert isinstance(page, RawPage)
    assert (page.uri, page.date, page.media_type) == (
        "https://news.example/tram?x=1",
        "2024-03-05T06:07:08Z",
        "text/html",
    )
    assert '<p class="a">The tram is back, says Müller.</p>' in page.data.decode()


def test_a_single_file_page_says_where_and_when_it_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "tram.html"
    saved = "<!DOCTYPE html><!--\n Page saved with SingleFile \n url: https://news.example/tram \n saved date: {} \n-->"
    date = "Tue Mar 05 2024 07:07:08 GMT+0100 (Central European Standard Time)"
    path.write_text(saved.format(date) + "<body><p>The tram is back.</p></body></html>")
    (page,) = read(path)
    assert isinstance(page, RawPage)
    assert (page.uri, page.date, page.date_is_stated) == ("https://news.example/tram", "2024-03-05T06:07:08Z", True)


def test_a_text_that_speaks_of_mhtml_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Dear reader,\nhow to send a page?\nContent-Type: multipart/related\n")
    (page,) = read(path)
    assert isinstance(page, RawPage)
    assert page.media_type == "text/plain"
