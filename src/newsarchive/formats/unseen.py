"""Characters that act instead of being seen, made visible as ``\\u202e`` and the like. For formats whose readers unescape.

What is dropped from the text of an article is textnorm's business; here nothing is dropped.
"""

from __future__ import annotations

import re

from newsarchive.patterns import lazily

# C0 but newline, DEL, C1; soft hyphen, zero-width space, word joiner, byte order mark; line and paragraph
# separator; the bidirectional embeddings, overrides and isolates; interlinear annotation; lone surrogates; what is no character.
# ZWJ, ZWNJ, LRM and RLM stay: Persian, Hindi and emoji are wrong without them.
_UNSEEN = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2028-\u202e\u2060\u2066-\u2069"
    "\ufeff\ud800-\udfff\ufff9-\ufffb\ufffe\uffff"
)
UNSEEN = lazily(f"[{_UNSEEN}]")
"""One character that acts and is not seen, in the basic multilingual plane."""

# Tags spell text that nobody sees but a program reads, but for the flags of England, Scotland, Wales and the like, which are a
# black flag, up to six tags and a cancel tag (UTS 51, section 1.4.9).
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_FLAG_OR_UNSEEN = lazily(f"({_FLAG})|[{_UNSEEN}\U000e0000-\U000e007f]")


def escape_unseen(text: str) -> str:
    """``text``, each unseen character as JSON escapes it: backslash, u and four hexadecimal digits."""
    return UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def show_unseen(text: str) -> str:
    """``text`` for people: each unseen character, tags too, as ``\\u202e`` or ``\\u{e0041}``. Flags made of tags stay.

    Linear in the length of ``text``.
    """
    return text if text.isprintable() else _FLAG_OR_UNSEEN.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    code = f"{ord(match[0]):04x}"
    return f"\\u{code}" if len(code) == 4 else f"\\u{{{code}}}"
