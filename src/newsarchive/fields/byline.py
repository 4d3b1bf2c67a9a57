"""The byline: raw as it stands, and the names in it where they can be read without guessing."""

from __future__ import annotations

import re

from newsarchive.model import Block, Byline, Where

_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af)[:\s]+(.+)$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:;|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b)\s+", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s+")
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*")
_TAIL = re.compile(r"\s*(?:[|•·–—(]|\s-\s|,?\s+\d).*$")  # date, job or place behind the names
_LONGEST = 200  # characters; a longer line is a note on the author

_ELISION = re.compile(r"^[dlo]['’](?=[^\W\d_])")
_PARTICLES = frozenset(
    "al ap av af ben bin da das de degli dei del della den der di do dos du e el ibn la las le los ten ter van von y zu".split()
)
"""What may be in lower case in a name."""

_NO_NAME = frozenset(
    """
    a an our the your email e-mail mail author contact follow view bio profile staff writer writers reporter reporters
    correspondent correspondents editor editors editorial board bureau chief columnist contributor guest special senior
    news desk newsroom newsdesk team web online digital service services wire agency agencies press media report reports
    published posted updated last modified today yesterday january february march april june july august september
    october november december redaktion redazione rédaction redacción redactie redação
    """.split()
)
"""Words of jobs, offices, buttons and dates: with one of them it is no name. ``May`` is left out; it is one."""

_AGENCIES = {
    name.casefold(): name
    for name in (
        "AAP", "AFP", "Agence France-Presse", "ANI", "ANSA", "AP", "APA", "Associated Press", "Bloomberg", "Canadian Press",
        "dpa", "EFE", "Europa Press", "IANS", "Interfax", "Kyodo", "Kyodo News", "Lusa", "PA Media", "PTI", "Reuters", "SID",
        "TASS", "The Associated Press", "The Canadian Press", "Thomson Reuters", "UPI", "Xinhua", "Yonhap",
    )
}  # fmt: skip


def byline_field(block: Block | None) -> tuple[Byline | None, Where | None]:
    """The byline of a block labelled so: precision over recall, the raw line is kept either way."""
    if block is None:
        return None, None
    authors, agency = _read(block.text)
    return Byline(block.text, authors, agency), Where(block.lines, block.text, block.why)


def _read(raw: str) -> tuple[tuple[str, ...], str | None]:
    match = _BY.match(raw[:_LONGEST])
    if match is None or len(raw) > _LONGEST:
        return (), None
    names, agency = [], None
    for part in _parts(_TAIL.sub("", match[1])):
        if part.casefold() in _AGENCIES:
            agency = _AGENCIES[part.casefold()]
        else:
            names.append(part)
    return (tuple(names) if all(map(_is_name, names)) else ()), agency


def _parts(text: str) -> list[str]:
    """What stands between "and" and commas. Commas alone make no list: behind "Jane Doe," may stand New York, or a job."""
    groups = _AND.split(text)
    pieces = [[piece for piece in _COMMA.split(group) if piece] for group in groups]
    if len(groups) > 1:
        return [piece for group in pieces for piece in group]
    return [piece for at, piece in enumerate(pieces[0]) if at == 0 or piece.casefold() in _AGENCIES]


def _is_name(text: str) -> bool:
    words = text.split()
    if not _NAME.fullmatch(text) or any(word.casefold() in _NO_NAME for word in words):
        return False
    capital = [_ELISION.sub("", word)[0].isupper() for word in words]
    return capital[-1] and all(upper or word in _PARTICLES for upper, word in zip(capital, words, strict=True))
