"""The table of training data in the model card: ``python -m training.card CORPUS``, as Markdown on standard output."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from training.corpus import NOT_ARTICLES, Page, read_pages


def main() -> None:
    """Read the arguments, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    pages: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    languages: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for page in read_pages(parser.parse_args().corpus):
        if page.may_train and page.dataset != NOT_ARTICLES:
            key = page.dataset, page.licence
            pages[key][_taught_by(page)] += 1
            languages[key][page.language] += 1
    print("| data set | licence | pages with a gold body | pages without | languages |")
    print("|---|---|---|---|---|")
    for (dataset, licence), count in sorted(pages.items()):
        common = ", ".join(f"{name} {n}" for name, n in languages[dataset, licence].most_common(8))
        print(f"| {dataset} | {licence} | {count['gold']} | {count['silver']} | {common} |")


def _taught_by(page: Page) -> str:
    return "gold" if page.is_gold else "silver"


if __name__ == "__main__":
    main()
