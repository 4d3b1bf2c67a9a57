"""Text to lines that fit a terminal, whatever its script. Only the breaking of lines; nothing is styled or printed here.

Lines break at spaces, and beside the characters of Chinese and Japanese, which write none; there a closing mark begins no line
and an opening one ends none (a part of UAX 14 and of JIS X 4051). Columns are counted as terminals do (UAX 11).
"""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.formats.explain import columns
from newsarchive.patterns import lazily

_IDEOGRAPHS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
)
_CLOSING = "、。，．：；？！）］｝〉》」』】〕〗〙〛｠～ー・々ゝゞヽヾぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_OPENING = "（［｛〈《「『【〔〖〘〚｟"
_PIECES = lazily(
    rf"[{_OPENING}]*(?:(?![{_CLOSING}])[{_IDEOGRAPHS}]|[^\s{_IDEOGRAPHS}{_OPENING}{_CLOSING}]+)[{_CLOSING}]*"
    rf"|[{_OPENING}{_CLOSING}]+|\s+"
)
_LEAST = 8
"""Columns, however narrow the terminal."""


def wrap(text: str, room: int) -> list[str]:
    """``text``, which is one line, as lines of at most ``room`` columns (8 at the least). Linear in the length of ``text``.

    What is longer than a line and has no place to break is cut where the line ends, never between a character and its marks.
    Without the spaces where it was broken, it is ``text`` again.
    """
    room = max(room, _LEAST)
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for piece in _fitting(text, room):
        width = columns(piece)
        if used + width > room and not piece.isspace():
            lines.append("".join(line).rstrip())
            line, used = [], 0
        if line or not piece.isspace():
            line.append(piece)
            used += width
    return [*lines, "".join(line).rstrip()] if line else lines


def _fitting(text: str, room: int) -> Iterator[str]:
    """The pieces between which a line may break, none wider than ``room``."""
    for match in _PIECES.finditer(text):
        piece = match[0]
        if len(piece) <= room // 2 or columns(piece) <= room:
            yield piece
        else:
            yield from _cut(piece, room)


def _cut(piece: str, room: int) -> Iterator[str]:
    start = used = 0
    for at, character in enumerate(piece):
        width = columns(character)
        if used + width > room:
            yield piece[start:at]
            start, used = at, 0
        used += width
    yield piece[start:]
