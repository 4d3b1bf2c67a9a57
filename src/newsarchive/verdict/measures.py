"""A labelled page as numbers: what tells an article from a front page, a shop, a thread, a manual, an offer.

Only measuring belongs here; what the numbers weigh stands in model.py. None needs a language, but for the labels and pronouns that
lexicon.py gives. Counts are logarithms (:func:`math.log1p`), shares 0 to 1.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from newsarchive.model import Block, Document, Kind, Role
from newsarchive.textnorm import fold
from newsarchive.verdict.lexicon import Lexicon, label_key

Measures = dict[str, float]

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
ENDS = tuple(".!?。！？…।؟:") + tuple(a + b for a in ".!?。！？…" for b in '"”’»)]」')
_MONEY = re.compile(r"[$€£¥₹₽₺₩₫₪]|\b(?:USD|EUR|GBP|CHF|PLN|Kč|zł)\b")
_DAY = re.compile(
    r"(?:19|20)\d\d|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b\d+ ?(?:h|d|min|hours?|days?|weeks?|months?|years?)\b.{0,4}ago"
)
CODE = re.compile(
    r"[{};]\s*$|^\s*(?:def|fn|let|var|const|import|use|pub|return|function|class|#include|npm|pip|sudo)\b|=>|::|\(\)|</|->"
)
_SHORT = 80  # characters of a line that may be a label, a price, a date
LONG = 20  # words: a paragraph rather than a teaser, a label or a table cell
SHORTEST = 30
"""Words of body. Of 1,822 articles of 17 data sets, 15 (text) and 17 (HTML) are labelled with fewer than 40, most of them
photographs with a caption or pages whose body was not found; 30 keeps some of the captions."""
_SURE = 0.6  # probability below which the labeller only guesses that a block is body
_LOOK = 400  # characters of a block in which code is looked for
_MOST = (
    4000  # blocks that are measured; of 3,500 pages none had more, and a page of a million costs what one of 4,000 does
)
_BEFORE, _AFTER = 4, 8  # blocks round the headline among which date and byline stand


def count_words(text: str) -> int:
    """Words in ``text``; two Chinese, Japanese or Korean characters count as one word."""
    cjk = 0 if text.isascii() else len(_CJK.findall(text))
    return len(text.split()) + cjk // 2 if cjk else len(text.split())


def density(block: Block) -> float:
    """The share of the block that is links."""
    return block.markup.link_density if block.markup else 0.0


@dataclass(frozen=True)
class Page:
    """The blocks of a document, counted once."""

    document: Document
    lexicon: Lexicon

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """The first of all blocks."""
        return self.document.blocks[:_MOST]

    @cached_property
    def words(self) -> list[int]:
        """Words of each block."""
        return [count_words(block.text) for block in self.blocks]

    @cached_property
    def at(self) -> list[int]:
        """Where the blocks of the body stand."""
        return [i for i, block in enumerate(self.blocks) if block.role is Role.BODY]

    @cached_property
    def body(self) -> list[Block]:
        """The blocks of the body."""
        return [self.blocks[i] for i in self.at]

    @cached_property
    def body_words(self) -> list[int]:
        """Words of each block of the body."""
        return [self.words[i] for i in self.at]

    @cached_property
    def headline(self) -> int | None:
        """Where the headline stands."""
        return next((i for i, block in enumerate(self.blocks) if block.role is Role.HEADLINE), None)

    @cached_property
    def short(self) -> list[str]:
        """The lines that may be labels."""
        return [block.text for block in self.blocks if len(block.text) < _SHORT]

    @cached_property
    def total(self) -> int:
        """Words of the page, 1 at least."""
        return sum(self.words) or 1

    @cached_property
    def in_body(self) -> int:
        """Words of the body, 1 at least."""
        return sum(self.body_words) or 1

    @cached_property
    def said(self) -> Counter[str]:
        """The words of the body, folded."""
        return Counter(fold(" ".join([block.text for block in self.body])).split())

    def share(self, of: Callable[[Block], float]) -> float:
        """The share of the body's words of which ``of`` is true, or that it gives."""
        return sum(n * of(block) for n, block in zip(self.body_words, self.body, strict=True)) / self.in_body


def measure(page: Page) -> Measures:
    """All measures that a page of text has. Linear in its size."""
    parts = (_size, _flow, _forms, _head, _roles, _trust, _signs, _repeats, _wording)
    return {name: value for part in parts for name, value in part(page).items()}


def _log(count: float) -> float:
    return math.log1p(count)


def _size(page: Page) -> Measures:
    sizes = sorted(page.body_words)
    return {
        "blocks": _log(len(page.blocks)),
        "words": _log(page.total),
        "body_words": _log(sum(sizes)),
        "body_share": sum(sizes) / page.total,
        "parts": _log(len(sizes)),
        "mean_part": _log(sum(sizes) / (len(sizes) or 1)),
        "median_part": _log(sizes[len(sizes) // 2] if sizes else 0),
        "longest_part": _log(sizes[-1] if sizes else 0),
        "paragraphs": _log(sum(n >= LONG for n in sizes)),
        "in_paragraphs": sum(n for n in sizes if n >= LONG) / page.in_body,
        "sentences": page.share(lambda block: block.text.endswith(ENDS)),
        "sentence_parts": sum(block.text.endswith(ENDS) for block in page.body) / (len(sizes) or 1),
    }


def _flow(page: Page) -> Measures:
    """Whether the body is of one piece."""
    at, all_blocks = page.at, len(page.blocks) or 1
    runs: list[int] = []
    for before, i, n in zip([-2, *at], at, page.body_words, strict=False):
        if i - before > 1:
            runs.append(0)
        runs[-1] += n
    extent = at[-1] - at[0] + 1 if at else 0
    return {
        "runs": _log(len(runs)),
        "runs_by_parts": len(runs) / (len(at) or 1),
        "longest_run": max(runs, default=0) / page.in_body,
        "extent": extent / all_blocks,
        "filled": len(at) / (extent or 1),
        "starts": at[0] / all_blocks if at else 1.0,
    }


def _forms(page: Page) -> Measures:
    found: Measures = {}
    for kind in (Kind.HEADING, Kind.LIST_ITEM, Kind.TABLE_ROW, Kind.QUOTE):
        found[f"body_{kind}"] = (
            sum(n for n, each in zip(page.body_words, page.body, strict=True) if each.kind is kind) / page.in_body
        )
        found[f"all_{kind}"] = sum(block.kind is kind for block in page.blocks) / (len(page.blocks) or 1)
    return found


def _head(page: Page) -> Measures:
    """The headline and what stands near it."""
    i, start = page.headline, page.at[0] if page.at else None
    centre = i if i is not None else start if start is not None else 0
    near = page.blocks[max(0, centre - _BEFORE) : centre + _AFTER]
    roles = {block.role for block in near}
    return {
        "headline": float(i is not None),
        "headline_sure": page.blocks[i].probability if i is not None else 0.0,
        "headline_words": _log(page.words[i]) if i is not None else 0.0,
        "headline_to_body": _log(max(0, start - i)) if i is not None and start is not None else 3.0,
        "near_date": float(Role.DATE in roles),
        "near_byline": float(Role.BYLINE in roles),
        "near_standfirst": float(Role.STANDFIRST in roles),
        "near_day": float(any(len(block.text) < _SHORT and _DAY.search(block.text) for block in near)),
    }


def _roles(page: Page) -> Measures:
    words: Counter[Role] = Counter()
    for block, n in zip(page.blocks, page.words, strict=True):
        words[block.role] += n
    return {f"role_{role}": words[role] / page.total for role in Role if role not in (Role.BODY, Role.HEADLINE)}


def _trust(page: Page) -> Measures:
    """How sure the labeller is of what it gave."""
    placed = zip(page.words, page.blocks, strict=True)
    missed = sum(n * (1 - block.placement) for n, block in placed if block.role is not Role.BODY)
    return {
        "body_sure": page.share(lambda block: block.probability),
        "body_guessed": page.share(lambda block: block.probability < _SURE),
        "placed": sum(n * block.placement for n, block in zip(page.words, page.blocks, strict=True)) / page.total,
        "missed": _log(min(missed / page.in_body, 20.0)),
    }


def _signs(page: Page) -> Measures:
    lines = "\n".join(page.short)
    text = " ".join(block.text for block in page.body)
    count = len(page.blocks) or 1
    return {
        "prices": _log(money := len(_MONEY.findall(lines))),
        "prices_by_blocks": min(money / count, 1.0),
        "days": _log(days := len(_DAY.findall(lines))),
        "days_by_blocks": min(days / count, 1.0),
        "digits": sum(map(text.count, "0123456789")) / (len(text) or 1),
        "code": page.share(lambda block: CODE.search(block.text[:_LOOK]) is not None),
        "brackets": sum(map(text.count, "{}()[]<>=_/")) / (len(text) or 1),
        "questions": text.count("?") / page.in_body,
        "exclamations": text.count("!") / page.in_body,
        "quotation_marks": sum(map(text.count, '"“„«「')) / page.in_body,
        "question_lines": sum(line.endswith("?") for line in page.short) / count,
    }


def _repeats(page: Page) -> Measures:
    keys = Counter(map(label_key, page.short))
    most = max((n for key, n in keys.items() if key), default=0)
    return {"repeated": 1 - len(keys) / (len(page.short) or 1), "most_repeated": _log(most)} | _labels(page, keys)


def _labels(page: Page, keys: Iterable[str]) -> Measures:
    """How many different labels of each sort stand on the page."""
    found = Counter(page.lexicon.labels[key] for key in keys if key in page.lexicon.labels)
    return {f"labels_{sort}": _log(found[sort]) for sort in page.lexicon.sorts}


def _wording(page: Page) -> Measures:
    return {
        f"says_{who}": sum(page.said[each] for each in said) / page.in_body
        for who, said in page.lexicon.pronouns.items()
    }


def known_words(page: Page) -> dict[str, set[str]]:
    """The words of the body, ``b``, and those of the rest, ``o``, folded."""
    rest = " ".join([block.text for block in page.blocks if block.role is not Role.BODY])
    return {"b": set(page.said), "o": set(fold(rest).split())}
