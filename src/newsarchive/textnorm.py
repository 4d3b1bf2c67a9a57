"""White space and Unicode: pure ``str -> str``. What is printed never holds a control character.

The raw characters stay in ``Document.text`` and the bytes in the archive; this is what people and
programs read.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Dropped: C0 and C1 controls but tab, newline, form feed and return (those are white space); DEL; lone surrogates; soft
# hyphen, zero-width space, word joiner, byte order mark; the bidirectional embeddings, overrides and isolates (Unicode
# TR 36, section 2.5: they can make text read otherwise than it is). ZWJ, ZWNJ, LRM and RLM stay: Persian, Hindi and
# emoji are wrong without them.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]+"
)
# These escape sequences go whole: without its ESC, "[31m" would stand in the text. ECMA-48, sections 5.4 and 5.6. Any other
# ESC goes alone: it may be dirt, and the letter behind it is the page's.
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]"  # control sequence: colours, cursor
    r"|\][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)"  # operating system command: window title, clipboard, links
    r"|[PX^_][^\x1b\n]{0,4096}\x1b\\)"  # device control, privacy message, application command
)
_WORD = re.compile(r"[^\W_]+")
_SIGNS = "’“”–—…‘«»·•©®„‹›→←\xa0"
"""Signs beyond ASCII, the commonest. They fold to no letters, so a space may stand for them: most English text is ASCII then."""
_NO_WORD = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)) + bytes(range(128, 256))
# Marks are sorted when text is normalised, in quadratic time: 200,000 in a row took Python a minute and a half. Unicode's own
# remedy is the Stream-Safe Text Format (UAX 15, section 13): after 30 marks stands a combining grapheme joiner, which sorting
# does not cross. No language writes more than a few.
_MOST_MARKS = 30
_MARKS_AT_HEART = "\u0f73\u0f75\u0f81\uff9e\uff9f"  # no marks by their class, but they decompose into marks
_AT_HEART = frozenset(_MARKS_AT_HEART)
_OUTSIDE_BMP = "\U000101fd", "\U0001e94b"  # the marks outside the basic multilingual plane stand between these
_JOINER = "\u034f"


def normalise(text: str) -> str:
    """``text`` on one line: NFC, one space between words, no control or invisible formatting characters.

    Linear in the length of ``text``. Idempotent.
    """
    line = text.strip() if text.isprintable() and "  " not in text else _cleaned(text)
    return line if line.isascii() else stream_safe(unicodedata.normalize("NFC", stream_safe(line)))


def _cleaned(text: str) -> str:
    """``text`` with one space between words, and without what is dropped.

    No white space but the space is printable, and nothing that is dropped: to ask is ten times as fast as to replace.
    """
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return " ".join(_DROPPED.sub("", _ESCAPES.sub("", text) if "\x1b" in text else text).split())


def stream_safe(text: str) -> str:
    """``text`` with a combining grapheme joiner after every 30th mark in a row: fit for ``unicodedata.normalize`` in any form.

    The Stream-Safe Text Format of UAX 15, section 13. Text that is not made to do harm comes back as it is.
    """
    sample = text[_MOST_MARKS :: _MOST_MARKS + 1]  # of 31 characters in a row it holds one
    if sample.isascii() or (_AT_HEART.isdisjoint(sample) and not any(map(unicodedata.combining, sample))):
        return text
    coarse, exact = _marks_in_a_row()
    return exact.sub(rf"\g<0>{_JOINER}", text) if coarse.search(text) else text


@cache
def _marks_in_a_row() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """30 marks before a further one. Made when first needed, in 20 ms.

    Of a set that reaches beyond the BMP, ``re`` tries one range after the other, 500 ns a character instead of 10. So all that
    stands between the marks there is in the first pattern, and only where it matches is the second worth its time.
    """
    first, end = map(ord, _OUTSIDE_BMP)
    near = _MARKS_AT_HEART + "".join(c for c in map(chr, range(0x300, 0x10000)) if unicodedata.combining(c))
    far = "".join(c for c in map(chr, range(first, end)) if unicodedata.combining(c))
    return _in_a_row(f"{near}{chr(first)}-{chr(end)}"), _in_a_row(near + far)


def _in_a_row(marks: str) -> re.Pattern[str]:
    return re.compile(f"[{marks}][{marks}]{{{_MOST_MARKS - 1}}}(?=[{marks}])")  # one set in front: found fast


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
    plain = without_signs(text)
    if plain.isascii():  # the same, for a page's text in a sixth of the time
        return " ".join(plain.lower().encode().translate(_NO_WORD).decode().split())
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", stream_safe(text)).casefold()))


def without_signs(text: str) -> str:
    """``text`` with a space for each of the commonest signs beyond ASCII, character for character."""
    if not text.isascii():
        for sign in _SIGNS:
            text = text.replace(sign, " ")
    return text
