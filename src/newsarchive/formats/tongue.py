"""A language and which way it is written, as the ``lang`` and ``dir`` attributes of HTML say it."""

from __future__ import annotations

from newsarchive.patterns import lazily

_TAG = lazily(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")  # BCP 47 (RFC 5646), but for private use alone
_UNKNOWN = frozenset({"und", "mul", "zxx", "mis"})  # ISO 639-2: undetermined, several, none, without a code
_RIGHT_TO_LEFT = frozenset(
    "ar arc arz azb bal ckb dv fa glk he iw khw ks lrc mzn nqo pnb prs ps sd syr ug ur yi ji".split()
)
_SCRIPTS = {"arab": "rtl", "hebr": "rtl", "syrc": "rtl", "thaa": "rtl", "nkoo": "rtl", "latn": "ltr", "cyrl": "ltr"}


def lang(language: str | None) -> str | None:
    """``language`` where it is a tag that means one, else None."""
    known = language is not None and _TAG.fullmatch(language) and language.partition("-")[0].lower() not in _UNKNOWN
    return language if known else None


def direction(language: str | None) -> str:
    """``ltr`` or ``rtl``; ``auto``, by the first letter, where the language is not known."""
    tag = lang(language)
    if tag is None:
        return "auto"
    first, *rest = tag.lower().split("-")
    written = [_SCRIPTS[part] for part in rest if part in _SCRIPTS]
    return written[0] if written else "rtl" if first in _RIGHT_TO_LEFT else "ltr"
