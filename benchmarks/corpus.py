"""The corpus: pages with gold from a folder named on the command line, and what a scraper makes of their HTML.

    CORPUS/pages/SET.jsonl.xz    one page a line: id dataset url lang html gold_text gold_title gold_level gold_cov_src …

Only reading and rendering belong here. ``benchmarks/README.md`` describes the fields.
"""

from __future__ import annotations

import importlib.util
import json
import lzma
import sys
import warnings
from collections.abc import Callable, Iterator
from hashlib import sha256
from heapq import nsmallest
from pathlib import Path
from typing import Any

from measure import Gold, normal

Page = dict[str, Any]

SETS = ("fundus-tests", "wcxb", "waddle-daniel", "l3s-gn1", "zh-news-wwwxmu")
"""The sets that are measured where none are named."""
LEVELS = ("human", "site-parser-reviewed", "llm-drafted-human-reviewed")
"""How the gold was made; other levels are not trusted to measure with."""
COVERED = 0.9
"""Share of the gold's characters that must stand in the page; below that the gold is of another state of the page."""


def every(corpus: Path, name: str) -> Iterator[Page]:
    """All pages of a set, in the order of the file."""
    path = corpus / "pages" / f"{name}.jsonl.xz"
    if not path.is_file():
        names = ", ".join(sorted(file.name.split(".")[0] for file in path.parent.glob("*.jsonl.xz")))
        raise SystemExit(f"{path} is missing; in {path.parent} there is {names or 'no set'}")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def usable(page: Page) -> bool:
    """Whether the gold can be trusted and stands on the page."""
    trusted = page.get("gold_level") in LEVELS and (page.get("gold_cov_src") or 0) >= COVERED
    return trusted and bool(page.get("gold_text"))


def pages(corpus: Path, name: str, most: int | None = None) -> Iterator[Page]:
    """The usable pages of a set, or ``most`` of them drawn by a hash of the id: the same for every run and order of the file."""
    found = (page for page in every(corpus, name) if usable(page))
    return iter(nsmallest(most, found, key=_drawn)) if most is not None else found


def _drawn(page: Page) -> bytes:
    return sha256(page["id"].encode()).digest()


def gold_of(page: Page) -> Gold:
    """The gold body without its headline, and the headline."""
    first, _, rest = page["gold_text"].partition("\n")
    is_title = bool(page.get("gold_first_is_title"))
    title = page.get("gold_title") or (first if is_title else "")
    return Gold(rest if is_title else page["gold_text"], title, tuple(page.get("optional") or ()))


def resiliparse_text(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=False))


def inscriptis_text(html: str) -> str:
    from inscriptis import get_text

    return str(get_text(html))


def soup_text(html: str) -> str:
    """``get_text("\\n")`` without script and style, as it comes: white space and empty lines too."""
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(html, "lxml")
    for tag in soup(["script", "style"]):
        tag.decompose()
    return soup.get_text("\n")


def soup_lines(html: str) -> str:
    """The same, each line stripped and none empty."""
    lines = (line.strip() for line in soup_text(html).splitlines())
    return "\n".join(line for line in lines if line)


RENDERINGS: dict[str, tuple[str, Callable[[str], str]]] = {
    "resiliparse": ("resiliparse", resiliparse_text),
    "bs4": ("bs4", soup_text),
    "inscriptis": ("inscriptis", inscriptis_text),
    "bs4-lines": ("bs4", soup_lines),
}
"""Name -> the module that must be installed, and the bare text of an HTML page."""


def is_installed(module: str) -> bool:
    """Whether ``module`` can be imported; the empty name always can."""
    return not module or importlib.util.find_spec(module) is not None


def render(name: str, html: str) -> str:
    """The text of ``html``; empty, with a word on stderr, where the renderer gives up."""
    try:
        return RENDERINGS[name][1](html)
    except Exception as error:
        print(f"{name} cannot render a page: {type(error).__name__}", file=sys.stderr)
        return ""


def is_line(title: str, text: str) -> bool:
    """Whether the title is a line of the text."""
    wanted = normal(title)
    return bool(wanted) and any(normal(line) == wanted for line in text.split("\n"))


def is_within(title: str, text: str) -> bool:
    """Whether the words of the title follow each other somewhere in the text."""
    wanted = normal(title)
    return bool(wanted) and f" {wanted} " in f" {normal(text)} "
