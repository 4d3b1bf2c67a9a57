"""How often articles are called none, and other pages articles: from bare text and from HTML.

    python benchmarks/verdict.py CORPUS [--pages 100]

CORPUS as for extraction.py; its ``pages/not-articles.jsonl.xz`` holds listings, shops, forums and manuals.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from corpus import SETS, Page, every, pages, render
from systems import HTML, TEXT, raw_page

from newsarchive.model import Article
from newsarchive.pipeline import clean


def verdict(page: Page, reads: str) -> str:
    """The kind of verdict on a page as HTML or as bare text; ``article`` where there is none."""
    source = page["html"] if reads == HTML else render("bs4-lines", page["html"])
    result = clean(raw_page(source, reads))
    if not isinstance(result, Article):
        return "failed"
    return result.verdict.kind if result.verdict else "article"


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=100, help="of each side")
    options = parser.parse_args()
    others = list(every(options.corpus, "not-articles"))
    others = random.Random(5).sample(others, min(options.pages, len(others)))
    articles = [page for name in SETS for page in pages(options.corpus, name, options.pages // len(SETS))]
    for name, found in (("articles", articles), ("others", others)):
        for reads in (TEXT, HTML):
            counts = Counter(verdict(page, reads) for page in found)
            print(f"{name}, {reads}: {dict(counts.most_common())}")


if __name__ == "__main__":
    main()
