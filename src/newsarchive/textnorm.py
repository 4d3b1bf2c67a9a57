"""White space and Unicode: pure ``str -> str``. What is printed never holds a control character.

The raw characters stay in ``Document.text`` and the bytes in the archive; this is what people and
programs read.
"""

from __future__ import annotations

import re
import unicodedata

# Dropped: C0 and C1 controls but tab, newline, form feed and return (those are white space); DEL; lone surrogates; soft
# hyphen, zero-width space, word joiner, byte order mark; the bidirectional embeddings, overrides and isolates (Unicode
# TR 36, section 2.5: they can make text read otherwise than it is). ZWJ, ZWNJ, LRM and RLM stay: Persian, Hindi and
# emoji are wrong without them.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]+"
)
# An escape sequence goes whole: without its ESC, "[31m" would stand in the text. ECMA-48, sections 5.4 and 5.6.
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]"  # control sequence: colours, cursor
    r"|\][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)"  # operating system command: window title, clipboard, links
    r"|[PX^_][^\x1b\n]{0,4096}\x1b\\"  # device control, privacy message, application command
    r"|[ -/]{0,8}[0-Z\\^-~])"  # two-character sequences
)
_SPACES = re.compile(r"[\s\u2028\u2029\u0085\x1c-\x1f]+")
_NEEDS_WORK = re.compile(r"[^\x21-\x7e ]|  ")
# Marks are sorted when text is normalised, in quadratic time: 200,000 in a row take Python a minute and a half. Unicode's own
# remedy is the Stream-Safe Text Format (UAX 15, section 13): after 30 marks stands a combining grapheme joiner, which sorting
# does not cross. No language writes more than a few. Every mark is in this set (it holds other signs too).
_MOST_MARKS = 30
_MARKS = re.compile(rf"(?:[^\w\s\x00-\u02ff\u034f]|[\uff9e\uff9f]){{{_MOST_MARKS + 1},}}")
_JOINER = "\u034f"


def normalise(text: str) -> str:
    """``text`` on one line: NFC, one space between words, no control or invisible formatting characters.

    Linear in the length of ``text``. Idempotent.
    """
    if not _NEEDS_WORK.search(text):
        return text.strip()
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    text = _DROPPED.sub("", text)
    if not text.isascii():
        text = stream_safe(unicodedata.normalize("NFC", stream_safe(text)))
    return _SPACES.sub(" ", text).strip()


def stream_safe(text: str) -> str:
    """``text`` with a combining grapheme joiner after every 30th mark in a row: fit for ``unicodedata.normalize`` in any form.

    The Stream-Safe Text Format of UAX 15, section 13. Text that is not made to do harm comes back as it is.
    """
    return _MARKS.sub(_joined, text)


def _joined(match: re.Match[str]) -> str:
    pieces: list[str] = []
    marks = 0
    for character in match[0]:
        parts = unicodedata.normalize("NFKD", character)
        marks = marks + len(parts) if unicodedata.combining(parts[0]) else 0
        if marks > _MOST_MARKS:
            pieces.append(_JOINER)
            marks = len(parts)
        pieces.append(character)
    return "".join(pieces)


def printable(text: str) -> str:
    """``text`` safe to show in a message: control characters and undecodable bytes become ``\\x1b`` and the like.

    For names of files and inputs, where a character that is dropped would name another file.
    """
    return "".join(
        c if c.isprintable() and not _DROPPED.match(c) else c.encode("unicode_escape", "surrogatepass").decode("ascii")
        for c in text
    )


def fold(text: str) -> str:
    """``text`` for comparison: NFKC, case-folded, letters and digits only, one space between words."""
    text = unicodedata.normalize("NFKC", stream_safe(text)).casefold()
    return " ".join(re.findall(r"[^\W_]+", text))
