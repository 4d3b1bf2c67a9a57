"""What a page is, by its bytes: HTML, text, JSON Lines, or something else that is called by its name."""

from __future__ import annotations

import io
import sqlite3
import tarfile
import zipfile
from pathlib import Path

import pytest

from newsarchive.model import Failure, RawPage
from newsarchive.sources import InputKind, SourceOptions, read_sources
from newsarchive.sources.sniff import is_json_lines, page_type, sniff_page
from newsarchive.sources.stream import Unreadable

NEWS = "Minister resigns\n\nThe minister resigned on Monday, her office said.\n" * 5

HTML = [
    "<!DOCTYPE html><html><body><p>Text",
    "\n\n  <!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>",
    "<html lang=en>",
    "<HTML>",
    "<!-- saved from url=(0014)about:internet --><html>",
    "<!-- one --> <!-- two --><!DOCTYPE html>",
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html>',
    "<head><title>x</title>",
    "<p>A fragment.</p>",
    "<h1>Minister resigns</h1>",
    "<div\nclass=x>",
    "<body>",
    '<text id="http://example.org/"> \n<!DOCTYPE html><html><head><title>x</title></head>',
    "?\n<!DOCTYPE html>\n<html><head><title>x</title></head><body>",
    "Warning: include() failed in /var/www/x.php on line 3\n<html><head><title>x</title></head><body><p>",
    "Minister <b>resigns</b> today. <p>The minister</p> <p>resigned</p> on Monday.",
]
TEXT = [
    NEWS,
    "a",
    "<http://example.org/> is where the minister resigned",
    "<minister> joined the channel\n<office> hello",
    "In HTML, <b>bold</b> is written with tags.\n" + NEWS,
    "if a<b and c>d then the minister resigns",
    "[AP] - WASHINGTON",
    "{Minister} resigns",
    "I <3 news",
    "BMW recalls cars",
    "MZ: the minister resigns",
    "PK Subban signs",
    "ID3 is a tag format",
    "GIF89 is a format",
    "%PDF is a format",
    "RIFF raff",
    "Rar! he said",
    "<!-- never closed",
    "{}",
    "[1, 2, 3]",
]


@pytest.mark.parametrize("page", HTML)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_html_is_seen_in_every_encoding(page: str, encoding: str) -> None:
    assert page_type(page.encode(encoding)) == "text/html"


@pytest.mark.parametrize("page", TEXT)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_is_seen_in_every_encoding(page: str, encoding: str) -> None:
    assert page_type(page.encode(encoding)) == "text/plain"


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        ("官房長官は月曜日に辞任したと発表した。", "shift_jis euc_jp iso2022_jp utf-16 cp932"),
        ("部长星期一辞职，他的办公室说。", "gb18030 big5hkscs hz utf-16"),
        ("Министр ушёл в отставку.", "koi8-r cp1251 cp866 iso8859-5 mac_cyrillic utf-16 utf-16-le utf-16-be"),
        ("Le ministre a démissionné – « lundi ».", "cp1252 utf-7 utf-16-le utf-16-be utf-32-le"),
        ("장관은 월요일에 사임했다.", "euc_kr cp949 iso2022_kr johab utf-16"),
        ("Ο υπουργός παραιτήθηκε.", "iso8859-7 cp1253 cp737"),
        ("השר התפטר ביום שני.", "cp1255 iso8859-8"),
    ],
)
def test_text_in_a_legacy_charset_is_text(text: str, encodings: str) -> None:
    for encoding in encodings.split():
        assert page_type((f"{text}\n" * 9).encode(encoding, "replace")) == "text/plain", encoding


@pytest.mark.parametrize("stray", ["\0", "\f", "\x1b[1m", "\b", "\x1a", "\v"])
def test_stray_control_characters_do_not_make_text_binary(stray: str) -> None:
    assert page_type(f"{stray}{NEWS}{stray * 3}{NEWS}{stray}".encode()) == "text/plain"


def zip_of(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "application/epub+zip" if name == "mimetype" else "x")
    return buffer.getvalue()


def tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return buffer.getvalue()


def sqlite() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE a (b)")
    try:
        return connection.serialize()
    finally:
        connection.close()


FORMATS = [
    (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "JPEG image"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG image"),
    (b"GIF89a\x01\x00\x01\x00", "GIF image"),
    (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "WebP image"),
    (b"\n%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF document"),
    (b"{\\rtf1\\ansi Hello}", "RTF document"),
    (b"%!PS-Adobe-3.0", "PostScript document"),
    (zip_of("a.txt"), "zip archive"),
    (zip_of("mimetype"), "EPUB e-book"),
    (zip_of("[Content_Types].xml", "word/document.xml"), "Microsoft Office document"),
    (zip_of("datapackage.json", "archive/data.warc.gz"), "WACZ web archive"),
    (tar(), "tar archive"),
    (b"WARC/1.1\r\nWARC-Type: warcinfo\r\n", "WARC web archive"),
    (b"filedesc://x.arc 0.0.0.0 20010101000000 text/plain 76\n", "ARC web archive"),
    (sqlite(), "SQLite database"),
    (b"\x7fELF\x02\x01\x01" + bytes(9), "ELF program"),
    (b"ID3\x04\x00\x00\x00\x00\x00\x00", "MP3 audio"),
    (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "MP4 or QuickTime video"),
    (b"\x04\x22\x4d\x18\x64", "lz4-compressed file"),
    (b"\x00\x00\x00\x01Bud1\x00", ".DS_Store of macOS"),
    (bytes(range(256)) * 4, "binary data of an unknown kind"),
    (bytes(1000), "binary data of an unknown kind"),
]


@pytest.mark.parametrize(("data", "name"), FORMATS, ids=[name for _, name in FORMATS])
def test_what_is_no_text_is_called_by_its_name(data: bytes, name: str) -> None:
    with pytest.raises(Unreadable, match="not text: ") as error:
        page_type(data)
    assert str(error.value) == f"not text: {name}"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'<?xml version="1.0"?>\n<rss version="2.0">', "XML <rss>"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "XML <svg>"),
        (b'{\n  "text": "One page, many lines."\n}', "JSON, but not one object a line (JSON Lines)"),
        (b'[{"text": "x"}, {"text": "y"}]', "JSON, but not one object a line (JSON Lines)"),
        (b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://e.org/\r\n", "MHTML (a saved web page)"),
    ],
)
def test_text_that_is_no_page_is_called_by_its_name(data: bytes, name: str) -> None:
    with pytest.raises(Unreadable) as error:
        page_type(data)
    assert str(error.value) == f"not text or HTML: {name}"


@pytest.mark.parametrize("head", [b'{"text": "x"}', b'\xef\xbb\xbf\n {"html"  : ', b'{"id": 1}\n', b'{"": ""}'])
def test_a_line_that_opens_an_object_begins_json_lines(head: bytes) -> None:
    assert is_json_lines(head)


@pytest.mark.parametrize("head", [b"", b"{", b"{}", b'{\n"text": "x"}', b'"text"', b'{"Quoted" words}', NEWS.encode()])
def test_nothing_else_does(head: bytes) -> None:
    assert not is_json_lines(head)


@pytest.mark.parametrize("name", ["a.jsonl", "a.NDJSON", "a.jsonl.gz", "a.jsonlines.xz.zst"])
def test_the_suffix_makes_json_lines_of_a_bad_first_line_but_not_of_a_picture(name: str) -> None:
    assert is_json_lines(b"oops\n", name)
    assert not is_json_lines(b"\xff\xd8\xff\xe0", name)
    assert not is_json_lines(b"oops\n", name + ".txt")


@pytest.mark.parametrize(("kind", "media_type"), [(InputKind.TEXT, "text/plain"), (InputKind.HTML, "text/html")])
def test_the_caller_may_force_the_kind_of_anything(tmp_path: Path, kind: InputKind, media_type: str) -> None:
    (tmp_path / "x").write_bytes(b"\xff\xd8\xff\xe0")
    (page,) = read_sources([str(tmp_path / "x")], SourceOptions(kind))
    assert isinstance(page, RawPage)
    assert page.media_type == media_type


def test_a_page_from_elsewhere_is_sniffed_unless_its_source_states_the_type() -> None:
    assert sniff_page(RawPage(b"<p>", "urn:x:y")) == "text/html"
    assert sniff_page(RawPage(b"<p>", "urn:x:y", media_type="text/plain")) == "text/plain"
    assert sniff_page(RawPage(b"", "urn:x:y", input_id="7")) == Failure("urn:x:y", "source", "empty (0 bytes)", "7")
    assert sniff_page(RawPage(b"%PDF-1.7", "urn:x:y")) == Failure("urn:x:y", "source", "not text: PDF document")


@pytest.mark.parametrize(
    "unit", ["<!--", "<!-- -->", "<?x?>", "<", "<p ", "<html", " ", "\n", "{", "[", '{"', "From: ", "\0 "]
)
def test_a_head_of_one_thing_repeated_takes_no_time(unit: str) -> None:
    import time

    head = (unit * 65_536)[:65_536].encode()
    started = time.process_time()
    for _ in range(3):
        sniff_page(RawPage(head, "urn:x:y"))
        is_json_lines(head, "x.jsonl")
    assert time.process_time() - started < 1
