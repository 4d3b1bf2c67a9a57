"""How often articles are called none, and other pages articles: from bare text and from HTML.

    python benchmarks/verdict.py CORPUS [--pages 60] [--folds DIR] [--show]

CORPUS as for extraction.py; its ``pages/not-articles.jsonl.xz`` holds listings, shops, forums, manuals and offers; all of them
are measured. ``--folds DIR`` holds text-0.npz, html-0.npz, verdict-0.json and so on (training/verdict.py): each page is then
labelled and judged by what has not seen its site. Balanced accuracy is the mean of two shares: of articles called so, in the mean
of the sets, and of other pages called none.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

import models
from corpus import SETS, Page, every, pages, render
from systems import HTML, TEXT, raw_page

from newsarchive.model import Article, Verdict
from newsarchive.pipeline import clean
from newsarchive.verdict.model import using as using_table

_ARTICLE = "article"


def verdict(page: Page, reads: str, folds: Path | None) -> Verdict:
    """The verdict on a page as HTML or as bare text; of kind ``article`` where there is none."""
    source = page["html"] if reads == HTML else render("bs4-lines", page["html"])
    fold = models.fold_of(page) if folds else None
    table = using_table(folds / f"verdict-{fold}.json") if folds else nullcontext()
    with models.using(folds, fold), table:
        result = clean(raw_page(source, reads))
    if not isinstance(result, Article):
        return Verdict("failed", result.reason)
    return result.verdict or Verdict(_ARTICLE, "")


def measure(found: Iterable[Page], reads: str, options: argparse.Namespace, name: str) -> tuple[float, Counter[str]]:
    """The share of pages called articles, and how many are called what."""
    counts: Counter[str] = Counter()
    for page in found:
        judged = verdict(page, reads, options.folds)
        counts[judged.kind] += 1
        if options.show and (judged.kind == _ARTICLE) != (name in SETS):
            print(f"    {judged.kind}: {page.get('url') or page['id']}: {judged.why}")
    share = counts[_ARTICLE] / counts.total()
    print(f"  {name}: {share:.3f} called article; {dict(counts.most_common())}", flush=True)
    return share, counts


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=60, help="articles of each set")
    parser.add_argument(
        "--folds", type=Path, metavar="DIR", help="models that were trained without the pages they judge"
    )
    parser.add_argument("--show", action="store_true", help="name each page that is judged wrongly")
    options = parser.parse_args()
    others = list(every(options.corpus, "not-articles"))
    sorts = sorted({page["page_type"] for page in others})
    for reads in (TEXT, HTML):
        print(f"{reads}:")
        kept = [measure(pages(options.corpus, name, options.pages), reads, options, name)[0] for name in SETS]
        called = [
            measure((page for page in others if page["page_type"] == sort), reads, options, sort)[1] for sort in sorts
        ]
        missed = sum(counts[_ARTICLE] for counts in called) / len(others)
        alarms = 1 - sum(kept) / len(kept)
        print(f"  false alarms {alarms:.3f}, found {1 - missed:.3f}, balanced accuracy {1 - (alarms + missed) / 2:.3f}")


if __name__ == "__main__":
    main()
