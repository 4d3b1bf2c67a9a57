"""Bytes to a Document: charset first, then blocks. The DOM begins and ends in here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from newsarchive.model import Document, Hints, RawPage

HTML = "text/html"
TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """A document and the characters it was cut from (for HTML: the markup itself)."""

    document: Document
    source: str


def decode(page: RawPage, media_type: str) -> DecodedPage:
    """``page`` as characters and blocks.

    Args:
        page: the bytes and what the source declares of them.
        media_type: ``text/html``, or anything else for plain text.

    Raises:
        ConfigurationError: ``page.encoding_given`` is no charset that Python knows.
    """
    from newsarchive.decode.charset import decode_bytes

    is_html = media_type == HTML
    decoded = decode_bytes(page.data, given=page.encoding_given, declared=page.encoding, is_html=is_html)
    if is_html:
        from newsarchive.decode.html import cut_html
        from newsarchive.decode.neighbours import neighbours_in

        utf8 = decoded.text.encode("utf-8", "ignore")
        html = cut_html(decoded.text, utf8)
        text, blocks, hints = html.text, html.blocks, replace(html.hints, neighbours=neighbours_in(utf8))
    else:
        from newsarchive.decode.text import cut_text

        text, blocks, hints = decoded.text, cut_text(decoded.text), Hints()
    document = Document(
        text=text,
        blocks=blocks,
        media_type=HTML if is_html else TEXT,
        encoding=decoded.encoding,
        encoding_from=decoded.encoding_from,
        language=page.language or hints.language or None,
        hints=hints,
    )
    return DecodedPage(document, decoded.text)
