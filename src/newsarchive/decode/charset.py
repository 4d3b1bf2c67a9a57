"""Bytes to characters: which charset a page is in, how we know, and its text. Which bytes look like which legacy
charset is guess.py's business; nothing here knows lines, markup or blocks.

The order is: what the user gives, a byte order mark, UTF-8 that proves itself, what the page or its transport
declares (where the bytes agree), the best guess. Labels mean what the WHATWG Encoding Standard says they mean
(https://encoding.spec.whatwg.org/#names-and-labels), because that is what pages are written against.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from dataclasses import dataclass

from newsarchive.decode.guess import GUESSABLE, guess, is_ordinary, mostly_utf8
from newsarchive.errors import ConfigurationError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Python's name of a codec -> the canonical name, where it is another one: subsets stand for the superset that pages
# in fact use.
_CANONICAL = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp932": "shift_jis",
    "euc_jp": "euc-jp",
    "euc_kr": "euc-kr",
    "cp949": "euc-kr",
    "big5hkscs": "big5",
    "cp950": "big5",
    "tis-620": "windows-874",
    "iso8859-11": "windows-874",
    "cp874": "windows-874",
    "iso8859-9": "windows-1254",
    "utf-16": "utf-16le",
    "utf-32": "utf-32le",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
    "utf-32-le": "utf-32le",
    "utf-32-be": "utf-32be",
    "mac-roman": "macintosh",
    "mac-cyrillic": "x-mac-cyrillic",
    "cp866": "ibm866",
    "cp850": "ibm850",
    "iso2022_jp": "iso-2022-jp",
    "iso2022_kr": "iso-2022-kr",
    "utf-8-sig": "utf-8",
} | {f"cp125{n}": f"windows-125{n}" for n in range(9)}
# Canonical name -> the codecs that read it, the first that reads all of the bytes wins; the rest by its own name.
_CODECS = {
    "shift_jis": ("cp932", "shift_jisx0213"),
    "euc-jp": ("euc_jp", "euc_jisx0213"),
    "euc-kr": ("cp949",),
    "big5": ("cp950", "big5hkscs"),
    "windows-874": ("cp874",),
    "x-mac-cyrillic": ("mac-cyrillic",),
    "ibm866": ("cp866",),
    "ibm850": ("cp850",),
    "iso-2022-jp": ("iso2022_jp", "iso2022_jp_ext"),
    "iso-2022-kr": ("iso2022_kr",),
}
# Labels that Python does not know.
_LABELS = {
    "windows-31j": "shift_jis",
    "windows-874": "windows-874",
    "windows-949": "euc-kr",
    "mac-cyrillic": "x-mac-cyrillic",
    "mac-ukrainian": "x-mac-cyrillic",
    "unicode": "utf-16le",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "user-defined": "windows-1252",
    "ansi": "windows-1252",
}
# Codecs that are no charset of pages: transforms, Python source, host names; UTF-7 is a way to hide markup.
_REFUSED = {
    "idna",
    "punycode",
    "undefined",
    "unicode-escape",
    "unicode_escape",
    "raw-unicode-escape",
    "raw_unicode_escape",
} | {"utf-7", "mbcs", "oem"}
_ISO_2022 = re.compile(rb"\x1b\$[@B()]")
_HEAD = 1 << 13
"""Where a declaration is looked for. (The standard's prescan reads 1 KiB; bs4's own limit grows with the page.)"""
_WIDE_AREA = 1 << 16
_MENDED = 1 << 22
"""Lone bytes are looked at one by one, five microseconds each, up to this size of page."""
_LONE = "newsarchive-lone-bytes"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a page and the charset they were in."""

    text: str
    """No leading byte order mark; U+FFFD where bytes mean nothing."""
    encoding: str
    """Canonical lower-case name; :func:`decode_bytes` accepts it as ``given``."""
    encoding_from: str
    """``given``, ``bom``, ``declared``, ``valid`` (it is UTF-8, and nothing else would be), ``guessed``."""
    replaced: int = 0
    """How many U+FFFD stand for bytes that could not be decoded."""


def decode_bytes(
    data: bytes, *, given: str | None = None, declared: str | None = None, is_html: bool = False
) -> Decoded:
    """The characters of ``data``; linear in its size, and never an exception for any bytes.

    Args:
        data: the page as it came.
        given: the user's word; it wins always.
        declared: what the transport says (HTTP header, JSON field); an unknown name counts as none.
        is_html: also look for ``<meta charset>`` and an XML declaration.

    Raises:
        ConfigurationError: ``given`` names no charset.
    """
    if given:
        name = canonical_name(given)
        if name is None:
            raise ConfigurationError(f"unknown encoding: {given!r}")
        return _decode(data, name, "given")
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decode(data, name, "bom")
    return _proven(data, declared) or _believed(data, declared, is_html=is_html)


def canonical_name(label: str) -> str | None:
    """The canonical lower-case name of a charset label; None where no such charset of text is known."""
    label = label.strip().lower().replace("_", "-").removeprefix("x-")
    label = _LABELS.get(label, label)
    if label in _REFUSED or label in _CODECS:
        return label if label in _CODECS else None
    try:
        b"a".decode(label, "replace")  # raises LookupError for codecs that are not of text; empty bytes would not
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return None if name in _REFUSED else _CANONICAL.get(name, name.replace("iso8859", "iso-8859"))


def _proven(data: bytes, declared: str | None) -> Decoded | None:
    """The charsets that only text in them fits: UTF-8, UTF-16 and UTF-32 by their NULs, ISO-2022 by its escapes."""
    named = canonical_name(declared) if declared else None
    text = None
    with contextlib.suppress(UnicodeDecodeError):
        text = data.decode("utf-8")
    if text is None or data.isascii():
        found = _wide(data, named) or _stateful(data, named)
        if found:
            return _decode(data, found, "declared" if found == named else "guessed")
    return None if text is None else Decoded(text, "utf-8", "declared" if named == "utf-8" else "valid")


def _wide(data: bytes, named: str | None) -> str | None:
    """Which UTF-16 or UTF-32 without a mark ``data`` is in; None for text that merely holds NULs."""
    head = data[:_WIDE_AREA]
    if b"\0" not in head and not (named or "").startswith(("utf-16", "utf-32")):
        return None
    for name, width in (("utf-32le", 4), ("utf-32be", 4), ("utf-16le", 2), ("utf-16be", 2)):
        text = head[: len(head) // width * width].decode(name, "replace")
        if text and sum(map(is_ordinary, text)) > 0.5 * len(text):
            return name
    return None


def _stateful(data: bytes, named: str | None) -> str | None:
    if b"\x1b$" in data and data.isascii() and _ISO_2022.search(data):
        for name in ("iso-2022-jp", "iso-2022-kr"):
            with contextlib.suppress(UnicodeDecodeError):
                data.decode(_CODECS[name][-1])
                return name
    return named if named == "hz" and b"~{" in data and data.isascii() else None


def _believed(data: bytes, declared: str | None, *, is_html: bool) -> Decoded:
    """The declared charset if the bytes agree, else the best guess."""
    if mostly_utf8(data):
        return _decode(data, "utf-8", "guessed")
    named = (canonical_name(declared) if declared else None) or (_in_markup(data) if is_html else None)
    if named and named not in GUESSABLE and named != "utf-8":
        decoded = _decode(data, named, "declared")
        if not decoded.replaced:
            return decoded
    best = guess(data, named)
    return _decode(data, best, "declared" if best == named else "guessed")


def _in_markup(data: bytes) -> str | None:
    from bs4.dammit import EncodingDetector

    found = EncodingDetector.find_declared_encoding(data[:_HEAD], is_html=True)
    return canonical_name(found) if found else None


def _decode(data: bytes, name: str, how: str) -> Decoded:
    readers = _CODECS.get(name, (name,))
    for codec in readers:
        with contextlib.suppress(ValueError):
            return Decoded(data.decode(codec).removeprefix("\ufeff"), name, how)
    mend = name == "utf-8" and len(data) <= _MENDED
    text = data.decode(readers[0], _LONE if mend else "replace").removeprefix("\ufeff")
    return Decoded(text, name, how, text.count("\ufffd"))


def _lone_byte(error: UnicodeError) -> tuple[str, int]:
    """Error handler: one byte between two ASCII characters of a UTF-8 page is windows-1252 that was pasted in."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, start, end = error.object, error.start, error.end
    if data[start - 1 : start].isascii() and data[end : end + 1].isascii() and end == start + 1:
        return data[start:end].decode("cp1252", "replace"), end
    return "\ufffd", end


codecs.register_error(_LONE, _lone_byte)
