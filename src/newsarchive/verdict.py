"""Is there a whole article in the page? A first verdict, from the roles of the blocks alone."""

from __future__ import annotations

import re
from collections import Counter

from newsarchive.model import Document, Role, Verdict

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHORTEST = 40  # words of body
_LISTING_BLOCKS = 15  # blocks; fewer with hardly any text are a short page rather than a list of teasers


def judge(document: Document) -> Verdict | None:
    """Why ``document`` holds no whole article, or None where it does."""
    if not any(block.text for block in document.blocks):
        return Verdict("empty", "the page has no visible text")
    words: Counter[Role] = Counter()
    for block in document.blocks:
        words[block.role] += count_words(block.text)
    body, total = words[Role.BODY], sum(words.values())
    if body >= _SHORTEST:
        return None
    if words[Role.COOKIE] * 2 > total:
        return Verdict("consent", f"{words[Role.COOKIE]} of {total} words ask for consent, {body} are body")
    if len(document.blocks) >= _LISTING_BLOCKS:
        return Verdict("listing", f"{len(document.blocks)} blocks, and only {body} words of body among them")
    return Verdict("short", f"{body} words of body, fewer than {_SHORTEST}")


def count_words(text: str) -> int:
    """Words in ``text``; two Chinese, Japanese or Korean characters count as one word."""
    cjk = len(_CJK.findall(text))
    return len(text.split()) + cjk // 2 if cjk else len(text.split())
