"""What a file is that is no page: one row a format, so that the reason of a Failure helps.

Only signatures belong here. Sources: the formats' own specifications and the `magic` database of file(1); a row must be
specific enough that no text begins so.
"""

from __future__ import annotations

import re

_ZIP_NAME = 30
"""Where the name of a zip's first member stands (APPNOTE.TXT, section 4.3.7)."""

# Where the signature stands, the signature (a regular expression over bytes), what the file is.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, rb"\xff\xd8\xff", "JPEG image"),
    (0, rb"\x89PNG\r\n\x1a\n", "PNG image"),
    (0, rb"GIF8[79]a", "GIF image"),
    (0, rb"RIFF....WEBP", "WebP image"),
    (0, rb"RIFF....WAVE", "WAV audio"),
    (0, rb"RIFF....AVI ", "AVI video"),
    (0, rb"II\*\x00|MM\x00\*", "TIFF image"),
    (0, rb"BM....\x00\x00\x00\x00", "BMP image"),
    (0, rb"\x00\x00\x01\x00[\x01-\x40]\x00", "icon"),
    (4, rb"ftyp(?:avi[fs]|hei[cfx]|mif1)", "AVIF or HEIC image"),
    (0, rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51|\x00\x00\x00\x0cJXL |\xff\x0a", "JPEG 2000 or JPEG XL image"),
    (0, rb"AT&TFORM", "DjVu document"),
    (0, rb"8BPS\x00", "Photoshop image"),
    (0, rb"\s{0,64}%PDF-\d", "PDF document"),
    (0, rb"(?:\x04|\xc5\xd0\xd3\xc6)?%!PS", "PostScript document"),
    (0, rb"\{\\rtf", "RTF document"),
    (0, rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Microsoft Office document"),
    (60, rb"BOOKMOBI", "Mobipocket e-book"),
    (_ZIP_NAME, rb"mimetypeapplication/epub\+zip", "EPUB e-book"),
    (_ZIP_NAME, rb"mimetypeapplication/vnd\.", "OpenDocument file"),
    (_ZIP_NAME, rb"(?:\[Content_Types\]\.xml|_rels/|word/|xl/|ppt/|docProps/)", "Microsoft Office document"),
    (_ZIP_NAME, rb"(?:datapackage(?:-digest)?\.json|archive/|indexes/|pages/)", "WACZ web archive"),
    (0, rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", "zip archive"),
    (0, rb"WARC/\d", "WARC web archive"),
    (0, rb"filedesc://", "ARC web archive"),
    (257, rb"ustar", "tar archive"),
    (0, rb"Rar!\x1a\x07", "RAR archive"),
    (0, rb"7z\xbc\xaf\x27\x1c", "7z archive"),
    (0, rb"MSCF\x00\x00\x00\x00", "Microsoft cabinet"),
    (0, rb"!<arch>\n", "ar archive"),
    (0, rb"0707(?:01|02|07)[0-9A-Fa-f]{20}", "cpio archive"),
    (0, rb"\x1f[\x9d\xa0]", "file of compress(1)"),
    (0, rb"\x04\x22\x4d\x18", "lz4-compressed file"),
    (0, rb"LZIP\x01", "lzip-compressed file"),
    (0, rb"ID3[\x02-\x04][\x00-\x0a]|\xff[\xf2\xf3\xfa\xfb][\x10-\xe4]", "MP3 audio"),
    (4, rb"ftyp(?:M4A|M4B)", "MPEG-4 audio"),
    (4, rb"ftyp|moov|mdat\x00", "MP4 or QuickTime video"),
    (0, rb"OggS\x00", "Ogg audio or video"),
    (0, rb"fLaC\x00", "FLAC audio"),
    (0, rb"\x1a\x45\xdf\xa3", "WebM or Matroska video"),
    (0, rb"\x00\x00\x01[\xb3\xba]", "MPEG video"),
    (0, rb"FLV\x01", "Flash video"),
    (0, rb"SQLite format 3\x00", "SQLite database"),
    (0, rb"\x7fELF", "ELF program"),
    (0, rb"MZ[\x00-\xff]{58}[\x40-\xff][\x00-\x0f]\x00\x00", "Windows program"),
    (0, rb"[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]", "Mach-O program"),
    (0, rb"\xca\xfe\xba\xbe\x00", "Java class or Mach-O program"),
    (0, rb"\x00asm\x01", "WebAssembly module"),
    (0, rb"..\r\n[\x00-\x0f]\x00\x00\x00", "Python bytecode"),
    (0, rb"wOF[F2]|\x00\x01\x00\x00\x00|OTTO\x00", "font"),
    (0, rb"PAR1", "Parquet table"),
    (0, rb"ARROW1\x00\x00", "Arrow table"),
    (0, rb"\x89HDF\r\n\x1a\n", "HDF5 file"),
    (0, rb"\x93NUMPY", "NumPy array"),
    (0, rb"bplist0\d", "binary property list (Safari web archive)"),
    (0, rb"\x00\x00\x00\x01Bud1", ".DS_Store of macOS"),
    (0, rb"\x00\x05\x16[\x00\x07]", "AppleDouble file of macOS"),
    (0, rb"PACK\x00\x00\x00|\xfftOc|DIRC\x00\x00\x00", "git object store"),
    (0, rb"\xde\x12\x04\x95|\x95\x04\x12\xde", "gettext catalogue"),
)


def _by_offset() -> list[tuple[int, re.Pattern[bytes], list[str]]]:
    """For each offset one pattern whose n-th group is the n-th name: a page is compared 5 times, not 60.

    The highest offset first: what a zip holds says more than that it is one.
    """
    rows = []
    for offset in sorted({offset for offset, _, _ in _SIGNATURES}, reverse=True):
        here = [(signature, name) for at, signature, name in _SIGNATURES if at == offset]
        pattern = re.compile(b"|".join(b"(" + signature + b")" for signature, _ in here), re.DOTALL)
        rows.append((offset, pattern, [name for _, name in here]))
    return rows


_PATTERNS = _by_offset()


def name_of(head: bytes) -> str | None:
    """What the file is that begins with ``head``; None where no signature fits (which is what a page should do)."""
    for offset, pattern, names in _PATTERNS:
        found = pattern.match(head, offset)
        if found and found.lastindex and (offset != _ZIP_NAME or head.startswith(b"PK\x03\x04")):
            return names[found.lastindex - 1]
    return None
