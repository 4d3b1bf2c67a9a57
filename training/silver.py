"""Bodies for pages without gold: what several HTML extractors agree on, held against the snippets that people chose."""

from __future__ import annotations

from collections.abc import Sequence

from training.align import shares, words
from training.corpus import Page


def votes(page: Page, blocks: Sequence[str]) -> list[float] | None:
    """For each block the share of four extractors, 0 to 1, that hold it for body; None where they find nothing."""
    texts = [text for text in (_trafilatura(page), _readability(page), _resiliparse(page), _justext(page)) if text]
    aligned = [shares(blocks, text.split("\n")) for text in texts]
    found = [each for each in aligned if each is not None]
    if len(found) < 3:
        return None
    return [sum(share >= 0.6 for share in column) / len(found) for column in zip(*found, strict=True)]


def snippet_marks(page: Page, blocks: Sequence[str]) -> list[bool | None]:
    """For each block True or False where a snippet of ``with`` or ``without`` says so, else None."""
    wanted = [" ".join(words(snippet)) for snippet in page.wanted]
    unwanted = [" ".join(words(snippet)) for snippet in page.unwanted]
    marks: list[bool | None] = []
    for block in blocks:
        text = " ".join(words(block))
        yes = any(snippet and (snippet in text or (len(text) > 20 and text in snippet)) for snippet in wanted)
        no = any(len(snippet) > 8 and snippet in text for snippet in unwanted)
        marks.append(True if yes and not no else False if no and not yes else None)
    return marks


def _trafilatura(page: Page) -> str:
    import trafilatura

    return trafilatura.extract(page.html, include_comments=False) or ""


def _readability(page: Page) -> str:
    from lxml import html
    from readability import Document

    try:
        return str(html.fromstring(Document(page.html).summary()).text_content())
    except Exception:  # a vote less
        return ""


def _resiliparse(page: Page) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page.html, main_content=True))


_STOPLISTS = {
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "pl": "Polish",
    "pt": "Portuguese",
    "it": "Italian",
}


def _justext(page: Page) -> str:
    import justext

    if page.language not in _STOPLISTS:
        return ""
    try:
        paragraphs = justext.justext(page.html.encode(), justext.get_stoplist(_STOPLISTS[page.language]))
    except Exception:  # a vote less
        return ""
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)
