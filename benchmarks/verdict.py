"""How often articles are called none, and other pages articles: from bare text and from HTML.

    python benchmarks/verdict.py CORPUS [--pages 100]

CORPUS as for body.py; its ``pages/not-articles.jsonl.xz`` holds listings, shops, forums and manuals.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import Counter
from pathlib import Path

import body

from newsarchive.model import Article, RawPage
from newsarchive.pipeline import clean


def verdict(page: body.Page, media_type: str) -> str:
    data = page["html"] if media_type == "text/html" else body.bare_text(page["html"])
    result = clean(
        RawPage(data.encode("utf-8", "replace"), "file:///page", media_type=media_type, encoding_given="utf-8")
    )
    if not isinstance(result, Article):
        return "failed"
    return result.verdict.kind if result.verdict else "article"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=100, help="of each side")
    arguments = parser.parse_args()
    with lzma.open(arguments.corpus / "pages" / "not-articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        others = random.Random(5).sample([json.loads(line) for line in lines], arguments.pages)
    each = arguments.pages // len(body.SETS)
    articles = [page for name in body.SETS for page in body.pages(arguments.corpus, name, each)]
    for name, pages in (("articles", articles), ("others", others)):
        for media_type in ("text/plain", "text/html"):
            counts = Counter(verdict(page, media_type) for page in pages)
            print(f"{name}, {media_type}: {dict(counts.most_common())}")


if __name__ == "__main__":
    main()
