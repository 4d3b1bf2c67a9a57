"""A labelled page as the questions of the verdict see it: its first blocks, with their words counted once.

Only what several questions ask for belongs here; what is read off it for the model stands in measures.py and markup.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from newsarchive.model import Block, Document, Role
from newsarchive.patterns import lazily
from newsarchive.textnorm import fold
from newsarchive.verdict.lexicon import Lexicon, lexicon_for

_CJK = lazily(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
ENDS = tuple(".!?。！？…।؟:") + tuple(a + b for a in ".!?。！？…" for b in '"”’»)]」')
"""How sentences end."""
SHORT = 80  # characters of a line that may be a label, a price, a date
NOTICE = 40  # words of a line that may be a notice
LONG = 20  # words: a paragraph rather than a teaser, a label or a table cell
SHORTEST = 30
"""Words of body. Of 1,822 articles of 17 data sets, 15 (text) and 17 (HTML) are labelled with fewer than 40, most of them
photographs with a caption or pages whose body was not found; 30 keeps some of the captions."""
_BODY = Role.BODY  # a member of an enumeration is slow to look up for every block
_STEP = 8
"""Every 8th character is searched for Chinese, Japanese and Korean ones: a page that has a few hardly has more words by them."""
_MOST = (
    4000  # blocks that are measured; of 3,500 pages none had more, and a page of a million costs what one of 4,000 does
)


def count_words(text: str) -> int:
    """Words in ``text``; two Chinese, Japanese or Korean characters count as one word."""
    words = len(text.split())
    return words if text.isascii() else words + sum(map(len, _CJK.findall(text))) // 2


def density(block: Block) -> float:
    """The share of the block that is links."""
    return block.markup.link_density if block.markup else 0.0


@dataclass(frozen=True)
class Page:
    """The blocks of a document, counted once."""

    document: Document

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the page's language."""
        return lexicon_for(self.document.language)

    @cached_property
    def is_markup(self) -> bool:
        """Whether it is HTML."""
        return self.document.media_type == "text/html"

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """The first of all blocks."""
        return self.document.blocks[:_MOST]

    @cached_property
    def texts(self) -> list[str]:
        """Their texts."""
        return [block.text for block in self.blocks]

    @cached_property
    def words(self) -> list[int]:
        """Words of each block, as :func:`count_words` has them: between the words of a block there is one space."""
        text = self.document.text
        if not text.isascii() and _CJK.search(text[::_STEP]):
            return list(map(count_words, self.texts))
        return [text.count(" ") + 1 for text in self.texts]

    @cached_property
    def roles(self) -> list[Role]:
        """The role of each block."""
        return [block.role for block in self.blocks]

    @cached_property
    def by_role(self) -> dict[Role, int]:
        """Words of each role."""
        found = dict.fromkeys(Role, 0)
        for role, n in zip(self.roles, self.words, strict=True):
            found[role] += n
        return found

    @cached_property
    def at(self) -> list[int]:
        """Where the blocks of the body stand."""
        return [i for i, role in enumerate(self.roles) if role is _BODY]

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
        return self.roles.index(Role.HEADLINE) if Role.HEADLINE in self.roles else None

    @cached_property
    def short(self) -> list[str]:
        """The lines that may be labels."""
        return [text for text in self.texts if len(text) < SHORT]

    @cached_property
    def total(self) -> int:
        """Words of the page, 1 at least."""
        return sum(self.words) or 1

    @cached_property
    def in_body(self) -> int:
        """Words of the body, 1 at least."""
        return self.by_role[Role.BODY] or 1

    @cached_property
    def said(self) -> Counter[str]:
        """The words of the body, folded."""
        return Counter(fold(" ".join([block.text for block in self.body])).split())

    @cached_property
    def small(self) -> list[tuple[int, str]]:
        """The lines that may be notices, folded, and where they stand."""
        found = enumerate(zip(self.texts, self.words, strict=True))
        return [(i, fold(text)) for i, (text, n) in found if n <= NOTICE and len(text) <= NOTICE * 20]

    @cached_property
    def densities(self) -> list[float]:
        """The share of each block that is links."""
        return list(map(density, self.blocks))
