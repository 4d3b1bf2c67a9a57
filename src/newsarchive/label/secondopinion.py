"""What trafilatura takes for the article of an HTML page: a second opinion where the network is unsure.

Only asking belongs here; tagger.py decides when it is asked and what the answer is worth. trafilatura runs in its balanced mode,
without metadata, comments and network: of six settings tried on 150 pages of five corpora that had the best word F1.
"""

from __future__ import annotations

from typing import Any

from newsarchive.label.alignment import stands_in
from newsarchive.model import Document
from newsarchive.textnorm import stream_safe

# trafilatura walks its tree many times over. Within these bounds the worst of some thirty hostile pages (elements nested
# 190 deep) took it 7 s; of 470 corpus pages the largest has 1,075,000 characters and 19,400 tags.
LARGEST = 2_000_000
MOST_TAGS = 40_000


def second_opinion(source: str, document: Document) -> list[bool] | None:
    """For each block whether it stands in trafilatura's extraction; None where that finds nothing or cannot be asked.

    Args:
        source: the HTML that the document was cut from, decoded.
        document: its blocks. Their order is the order of the page.

    Takes up to seconds for a hostile page within :data:`LARGEST` and :data:`MOST_TAGS`.
    """
    if len(source) > LARGEST or source.count("<") > MOST_TAGS:
        return None
    if stream_safe(document.text) != document.text:  # its NFC takes the square of the marks in a row
        return None
    import trafilatura

    clean = source.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")  # lxml refuses NUL and lone surrogates
    try:
        found: Any = trafilatura.bare_extraction(clean, include_comments=False, with_metadata=False)
    except Exception:  # whatever goes wrong in there must not end the run; the network's opinion stands
        return None
    if found is None or not found.text:
        return None
    return stands_in(found.text, [block.text for block in document.blocks])
