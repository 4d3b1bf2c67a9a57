"""The corpora to examples, once: ``python -m training.prepare CORPUS EXAMPLES [--pages N] [--jobs N]``.

EXAMPLES becomes a folder with one ``.jsonl.xz`` a data set: the pages' blocks and their targets, all that training needs.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from itertools import islice
from pathlib import Path

from training.corpus import Page, read_pages, read_roles
from training.examples import Example, examples, roles_example
from training.render import RENDERERS
from training.split import domain_of, fold_of


def main() -> None:
    """Read the arguments, make the examples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("examples", type=Path)
    parser.add_argument("--pages", type=int, default=None, help="of each data set")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    options.examples.mkdir(parents=True, exist_ok=True)
    places: dict[str, tuple[str, str, int]] = {}
    with ProcessPoolExecutor(options.jobs) as pool:
        for path in sorted((options.corpus / "pages").glob("*.jsonl.xz")):
            name = path.name.removesuffix(".jsonl.xz")
            pages = islice(read_pages(options.corpus, (name,)), options.pages)
            with lzma.open(options.examples / path.name, "wt", encoding="utf-8", preset=2) as out:
                for lines, place in pool.map(_made, pages, chunksize=4):
                    places[place[0]] = place[1]
                    out.writelines(lines)
            print(name, flush=True)
    with lzma.open(options.examples / "roles.jsonl.xz", "wt", encoding="utf-8") as out:
        for page in read_roles(options.corpus):
            if page["id"] in places:
                language, domain, fold = places[page["id"]]
                out.write(_line(roles_example(page, language, domain, fold)))


def _made(page: Page) -> tuple[list[str], tuple[str, tuple[str, str, int]]]:
    whole = page.raw | {"html": page.html}
    domain, fold = domain_of(whole), fold_of(whole)
    found: Iterator[str] = (_line(example) for example in examples(page, domain, fold, tuple(RENDERERS)))
    return list(found), (page.id, (page.language, domain, fold))


def _line(example: Example) -> str:
    return (
        json.dumps({field.name: getattr(example, field.name) for field in fields(example)}, ensure_ascii=False) + "\n"
    )


if __name__ == "__main__":
    main()
