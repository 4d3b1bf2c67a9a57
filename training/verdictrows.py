"""The pages that the verdict is learnt from, each in several forms and measured as newsarchive.verdict does.

Only reading, labelling and measuring belong here; what is learnt of the rows stands in verdict.py.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from heapq import nsmallest
from pathlib import Path
from typing import NamedTuple

from newsarchive.decode import decode
from newsarchive.fields.dateline import split_orphan_dash
from newsarchive.fields.linklabel import split_link_labels
from newsarchive.fields.linkparts import split_links
from newsarchive.label import label
from newsarchive.label.network import using
from newsarchive.model import RawPage
from newsarchive.verdict.glance import glance
from newsarchive.verdict.measures import known_words, measure
from newsarchive.verdict.page import Page
from training.corpus import NOT_ARTICLES, read_pages
from training.render import render
from training.split import FOLDS, domain_of

KINDS = {
    "listing": "listing", "collection": "listing", "product": "shop", "forum": "forum",
    "documentation": "documentation", "service": "service",
}  # fmt: skip
"""Page type of the corpus -> kind of verdict."""
MOST = 240
"""Articles of a data set, but of wcxb, where the other pages come from too: all."""
RENDERERS = ("soup-lines", "resiliparse", "inscriptis")


class Row(NamedTuple):
    """One page in one form."""

    dataset: str
    kind: str
    """``article``, or a kind of verdict."""
    domain: str
    fold: int
    may_train: bool
    form: str
    """``html``, or the renderer."""
    measures: dict[str, float]
    words: frozenset[str]


def read(corpus: Path, folds: Path | None, only: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of the pages to be learnt from and measured on, of all data sets or ``only`` some."""
    names = sorted(path.name.removesuffix(".jsonl.xz") for path in (corpus / "pages").glob("*.jsonl.xz"))
    for name in only or names:
        pages = read_pages(corpus, (name,))
        everything = name in (NOT_ARTICLES, "wcxb")
        for page in pages if everything else nsmallest(MOST, pages, key=lambda page: zlib.crc32(page.id.encode())):
            domain = domain_of(page.raw | {"html": page.html})
            drawn = zlib.crc32(domain.encode())
            fold = drawn % FOLDS  # as split.fold_of has it
            kind = KINDS[page.raw["page_type"]] if name == NOT_ARTICLES else "article"
            nets = {each: folds / f"{each}-{fold}.npz" for each in ("text", "html")} if folds else {}
            with using(**nets) if nets else nullcontext():
                forms = RENDERERS if name == NOT_ARTICLES else (RENDERERS[0], RENDERERS[1 + drawn % 2])
                for form in ("html", *forms):
                    measures, words = _measured(page.html, form)
                    yield Row(name, kind, domain, fold, page.may_train, form, measures, words)


def _measured(html: str, form: str) -> tuple[dict[str, float], frozenset[str]]:
    source, kind = (html, "text/html") if form == "html" else (render(html, form), "text/plain")
    raw = RawPage(source.encode("utf-8", "replace"), "file:///page", media_type=kind, encoding_given="utf-8")
    decoded = decode(raw, kind)
    document = label(decoded.document, decoded.source if form == "html" else "")
    page = Page(split_link_labels(split_links(split_orphan_dash(document))))
    words = known_words(page)
    return glance(page) | measure(page), frozenset(
        f"{sort} {word}" for sort in words for word in words[sort] if word.isascii() and word.isalpha()
    )
