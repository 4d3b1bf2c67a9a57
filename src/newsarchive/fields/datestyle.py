"""How a page writes its dates: day or month first, as far as language, region or domain say so. The forms: dateforms.py."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newsarchive.fields.dateforms import Style
from newsarchive.label.language import page_language
from newsarchive.model import Document

_YEAR_FIRST = frozenset(("zh", "ja", "ko", "hu", "mn"))
"""Languages that write the year first; 04/05/2023 is foreign to them."""
_MONTH_FIRST_PLACES = frozenset(("us", "ph"))
_DAY_FIRST_PLACES = frozenset("uk gb ie au nz in za sg ng ke pk bd lk mt gh zm zw ug tz jm tt mu".split())
"""Where English is written, by ISO 3166 code or top-level domain (CLDR, short date formats). Canada writes both."""


def date_style(document: Document, uri: str = "") -> Style:
    """How the page writes dates, as far as its language, its region or its domain say so."""
    language = page_language(document)
    if language and language != "en":
        return Style(language, None if language in _YEAR_FIRST else True)
    stated = (document.language or "", document.hints.language, document.hints.locale)
    places = {tag[3:5].lower() for tag in stated if re.fullmatch(r"[A-Za-z]{2}[-_][A-Za-z]{2}", tag)}
    domain = _host(uri if uri.startswith("http") else document.hints.canonical).rpartition(".")[2]
    known = _MONTH_FIRST_PLACES | _DAY_FIRST_PLACES
    place = {domain} & known or places & known  # en-US is what systems write that nobody told better
    if len(place) != 1:
        return Style(language)
    return Style(language, not place & _MONTH_FIRST_PLACES)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
