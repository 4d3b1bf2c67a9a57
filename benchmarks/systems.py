"""What is measured: newsarchive, its peers, and what any program could do. One row in ``SYSTEMS`` each.

Only calling them belongs here. Peers run with their defaults, but without comments and descriptions of images where they can
leave them out; a peer that is not installed is left out and named. No system is told the page's address; jusText and
newspaper4k are told its language.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from importlib.metadata import version

from corpus import is_installed

from newsarchive.model import Article, RawPage
from newsarchive.pipeline import clean

TEXT, HTML = "text", "HTML"
_TYPES = {TEXT: "text/plain", HTML: "text/html"}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a system takes for the article."""

    body: str
    standfirst: str = ""
    headline: str | None = None
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class System:
    """``run`` and ``headline`` take the page (``reads`` says in which form) and its language, a two-letter code."""

    label: str
    reads: str
    run: Callable[[str, str], Taken]
    needs: str = ""
    """The module that must be installed, and the package it comes in."""
    package: str = "newsarchive"
    headline: Callable[[str, str, Taken], str | None] | None = None
    """Takes also what ``run`` gave; its time does not count. None: the system finds no headlines."""


def raw_page(source: str, reads: str) -> RawPage:
    """A page as newsarchive is given it: bytes whose charset is known."""
    data = source.encode("utf-8", "replace")
    return RawPage(data, "file:///page", media_type=_TYPES[reads], encoding_given="utf-8")


def _ours(reads: str) -> Callable[[str, str], Taken]:
    def run(source: str, _language: str) -> Taken:
        article = clean(raw_page(source, reads))
        if isinstance(article, Article):
            return Taken(article.text, article.standfirst or "", article.headline, article)
        raise RuntimeError(article.reason)

    return run


def _in_taken(_source: str, _language: str, taken: Taken) -> str | None:
    return taken.headline


def trafilatura_body(html: str, _language: str) -> Taken:
    import trafilatura

    return Taken(trafilatura.extract(html, include_comments=False) or "")


def _trafilatura_title(html: str, _language: str, _taken: Taken) -> str | None:
    import trafilatura

    found = trafilatura.extract_metadata(html)
    title: str | None = found.title if found else None
    return title


def readability_body(html: str, _language: str) -> Taken:
    from readability import Document

    return Taken(markup_text(Document(html).summary(html_partial=True)))


def _readability_title(html: str, _language: str, _taken: Taken) -> str | None:
    from readability import Document

    return str(Document(html).short_title())


_BLOCKS = (
    "address article aside blockquote br dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li main ol p pre section table td"
    " th tr ul"
).split()


def markup_text(html: str) -> str:
    """The text of a piece of HTML: a line break around every block, nothing else between words that the markup does not part."""
    from lxml.html import fragment_fromstring

    tree = fragment_fromstring(html, create_parent="div")
    for element in tree.iter(*_BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    return str(tree.text_content())


def resiliparse_body(html: str, _language: str) -> Taken:
    from resiliparse.extract.html2text import extract_plain_text

    # descriptions of images, in by default, are no text of the article: without them F1 is a point higher
    return Taken(str(extract_plain_text(html, main_content=True, alt_texts=False)))


_STOPLISTS = {
    "af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "gl": "Galician", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ka": "Georgian", "kk": "Kazakh", "ko": "Korean",
    "la": "Latin", "lb": "Luxembourgish", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ms": "Malay",
    "nb": "Norwegian_Bokmal", "nl": "Dutch", "nn": "Norwegian_Nynorsk", "no": "Norwegian_Bokmal", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian",
    "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese",
}  # fmt: skip
"""jusText's word lists. Other languages, Chinese and Japanese among them, have none: its language-independent mode."""


def justext_body(html: str, language: str) -> Taken:
    import justext

    name = _STOPLISTS.get(language)
    settings = {} if name else {"stopwords_low": 0, "stopwords_high": 0}
    paragraphs = justext.justext(html, justext.get_stoplist(name) if name else frozenset(), **settings)
    return Taken("\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))


def justext_lines(text: str, language: str) -> Taken:
    lines = (f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())
    return justext_body(f"<html><body>{''.join(lines)}</body></html>", language)


def newspaper_article(html: str, language: str) -> Taken:
    from newspaper import Article as Newspaper
    from newspaper.utils import get_available_languages

    settings = {"language": language} if language in get_available_languages() else {}
    page = Newspaper("https://page.example/", fetch_images=False, follow_meta_refresh=False, **settings)
    page.download(input_html=html)
    page.parse()
    return Taken(page.text or "", headline=page.title or None)


def _everything(text: str, _language: str) -> Taken:
    return Taken(text)


def _long_lines(text: str, _language: str) -> Taken:
    return Taken("\n".join(line for line in map(str.strip, text.split("\n")) if len(line) > 80))


SYSTEMS = {
    "ours-text": System("newsarchive, text", TEXT, _ours(TEXT), headline=_in_taken),
    "ours-html": System("newsarchive, HTML", HTML, _ours(HTML), headline=_in_taken),
    "trafilatura": System(
        "trafilatura, HTML", HTML, trafilatura_body, "trafilatura", "trafilatura", _trafilatura_title
    ),
    "readability": System(
        "readability-lxml, HTML", HTML, readability_body, "readability", "readability-lxml", _readability_title
    ),
    "newspaper4k": System("newspaper4k, HTML", HTML, newspaper_article, "newspaper", "newspaper4k", _in_taken),
    "resiliparse": System("resiliparse main content, HTML", HTML, resiliparse_body, "resiliparse", "Resiliparse"),
    "justext-html": System("jusText, HTML", HTML, justext_body, "justext", "jusText"),
    "justext-text": System("jusText, text in `<p>`", TEXT, justext_lines, "justext", "jusText"),
    "everything": System("everything kept, text", TEXT, _everything),
    "long-lines": System("lines over 80 characters, text", TEXT, _long_lines),
}


def installed(names: list[str]) -> list[str]:
    """Those of ``names`` that can run here, in the order of the table."""
    return [name for name, system in SYSTEMS.items() if name in names and is_installed(system.needs)]


def versions(names: list[str]) -> dict[str, str]:
    """Package -> version, of the systems named."""
    return {SYSTEMS[name].package: version(SYSTEMS[name].package) for name in names}


_SENTENCE = (
    "The new landing took its first boat on Tuesday morning, and some two hundred people stood on it in the rain."
)
WARM_UP_TEXT = "\n\n".join(
    ("Home | News | Sport", "Ferry landing opens at last", "By Nell Farrow", *(_SENTENCE,) * 4, "Leave a comment")
)
"""A page of our own, to be run once before any time is taken."""
WARM_UP_HTML = f"<html><head><title>Ferry</title></head><body>{WARM_UP_TEXT.replace(chr(10) * 2, '<p>')}</body></html>"


def warm_up(names: list[str]) -> None:
    """Let every system load what it loads with its first page."""
    for name in names:
        system = SYSTEMS[name]
        for language in ("en", "ja", "zh"):  # newspaper4k loads a dictionary for each of the last two
            with suppress(Exception):  # where that is not installed, the report will say so
                system.run(WARM_UP_TEXT if system.reads == TEXT else WARM_UP_HTML, language)
