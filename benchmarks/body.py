"""Word F1 of the body by data set: ours from bare text, ours from HTML, trafilatura from HTML, and what any program could do.

    python benchmarks/body.py CORPUS [--pages 40]

CORPUS holds ``pages/*.jsonl.xz`` (one page a line: html, gold_text, gold_title, gold_level, gold_cov_src …) and
``score.py``, which is the measure. Bare text is BeautifulSoup's ``get_text("\\n")`` of the page without script and
style: what a simple scraper hands on.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import lzma
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from newsarchive.model import Article, RawPage
from newsarchive.pipeline import clean

SETS = ("fundus-tests", "wcxb", "waddle-daniel", "l3s-gn1", "zh-news-wwwxmu")
LEVELS = ("human", "site-parser-reviewed", "llm-drafted-human-reviewed")
Page = dict[str, Any]


def pages(corpus: Path, name: str, most: int) -> Iterator[Page]:
    """The first ``most`` pages of a set whose gold can be trusted and stands on the page."""
    found = 0
    with lzma.open(corpus / "pages" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            good = page.get("gold_level") in LEVELS and (page.get("gold_cov_src") or 0) >= 0.9
            if good and page.get("gold_text"):
                yield page
                found += 1
            if found == most:
                return


def bare_text(html: str) -> str:
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(html, "lxml")
    for tag in soup(["script", "style", "noscript", "template"]):
        tag.decompose()
    lines = (line.strip() for line in soup.get_text("\n").splitlines())
    return "\n".join(line for line in lines if line)


def ours(data: str, media_type: str) -> str:
    article = clean(
        RawPage(data.encode("utf-8", "replace"), "file:///page", media_type=media_type, encoding_given="utf-8")
    )
    return article.text if isinstance(article, Article) else ""


def trafilatura_text(html: str) -> str:
    import trafilatura

    return trafilatura.extract(html, include_comments=False) or ""


SYSTEMS: dict[str, Callable[[Page], str]] = {
    "newsarchive, text": lambda page: ours(page["text"], "text/plain"),
    "newsarchive, HTML": lambda page: ours(page["html"], "text/html"),
    "trafilatura, HTML": lambda page: trafilatura_text(page["html"]),
    "everything kept, text": lambda page: str(page["text"]),
    "lines over 80 characters, text": lambda page: "\n".join(x for x in page["text"].split("\n") if len(x) > 80),
}


def gold(page: Page) -> Page:
    lines = page["gold_text"].split("\n")
    text = "\n".join(lines[1:]) if page.get("gold_first_is_title") else page["gold_text"]
    return {"gold": text, "title": page.get("gold_title"), "optional": page.get("optional")}


def load_score(corpus: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", corpus / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{corpus}: no score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=40, help="of each data set")
    arguments = parser.parse_args()
    score = load_score(arguments.corpus)
    scores: dict[str, dict[str, list[Any]]] = {name: defaultdict(list) for name in SYSTEMS}
    seconds = dict.fromkeys(SYSTEMS, 0.0)
    count = 0
    for dataset in SETS:
        for page in pages(arguments.corpus, dataset, arguments.pages):
            page["text"] = bare_text(page["html"])
            count += 1
            for name, system in SYSTEMS.items():
                start = time.process_time()
                predicted = system(page)
                seconds[name] += time.process_time() - start
                scores[name][dataset].append(score.body_score(predicted, gold(page)))
    print("| system | " + " | ".join(SETS) + " | mean F1 | pages per CPU second |")
    print("|---" * (len(SETS) + 3) + "|")
    for name in SYSTEMS:
        rows, mean = score.table(scores[name])
        cells = " | ".join(f"{rows[dataset][2]:.3f}" for dataset in SETS)
        print(
            f"| {name} | {cells} | **{mean:.3f}** | {count / seconds[name]:.0f} |"
            if seconds[name] > 0.05
            else f"| {name} | {cells} | **{mean:.3f}** | |"
        )


if __name__ == "__main__":
    main()
