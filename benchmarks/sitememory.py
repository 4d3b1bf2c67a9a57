"""What site memory brings: the body with and without knowing which lines recur on the other pages of a site.

    python benchmarks/sitememory.py CORPUS [--sets SET ...] [--least 6] [--most 36] [--folds MODELS]

Sites are hosts (``url``, else the canonical address) with ``--least`` pages in a set. Each page is labelled without memory, then
with what the others of its site taught (leave one out), from its HTML and from its text. Then into the text of three pages in five
one of the lines below is planted, drawn by lot; counted is how many of them stay out of the body, and how many words of the gold
body that costs. With ``--folds`` each page is labelled by networks that saw no page of its site.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import models
from corpus import Page, every, gold_of, render, usable
from measure import Score, article_score, mean, words
from planted import hits, with_lines

from newsarchive.archive.sitememory import OF, PAGES
from newsarchive.decode import decode
from newsarchive.decode.text import cut_text
from newsarchive.label import label
from newsarchive.label.recurring import line_key
from newsarchive.model import Document, RawPage, Recurring, Role, SiteMemory

SETS = ("cleanportaleval", "l3s-gn1", "waddle-daniel", "zh-news-wwwxmu")
RENDERING = "resiliparse"
RULE = "rule recurring-line"
PLUGS = (
    "Old friends of the harbour like to sit at Brannoc's round tables on the quay when the evening boat has come in at last.",
    "Nobody in the county makes warmer jerseys than the people behind Tarnwool, who still spin every thread by the old mill.",
    "Many readers have found their peace of mind in the quiet rooms of Halden House, an hour by train from the capital.",
    "When Mirela opened her workshop in Oldquay she wanted one thing only: shoes that last for twenty years and more.",
    "Those who once slept on a Slumberton say that they will never go back to the bed on which they slept before.",
)
"""Of our own writing: they read like text, so that neither phrase tables nor networks need know them."""
_CANONICAL = re.compile(r'<link[^<>]{1,200}rel=["\']?canonical["\']?[^<>]{1,200}href=["\']?(https?://[^"\'>\s]+)', re.I)
_NOT_LEARNT = {Role.RELATED, Role.RELATED_HEADING, Role.RELATED_PREVIOUS, Role.RELATED_NEXT, Role.HEADLINE}


@dataclass(frozen=True)
class Case:
    """A page in one form."""

    page: Page
    document: Document
    """Decoded, not yet labelled."""
    source: str
    plug: str = ""


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--least", type=int, default=6, help="pages of a site in the set")
    parser.add_argument("--most", type=int, default=36, help="pages of a site that are looked at")
    parser.add_argument("--folds", type=Path, help="text-0.npz and so on, trained without the sites of their fold")
    options = parser.parse_args()
    for name in options.sets:
        sites: dict[str, list[Page]] = defaultdict(list)
        for page in every(options.corpus, name):
            sites[host_of(page)].append(page)
        several = [found[: options.most] for host, found in sites.items() if host and len(found) >= options.least]
        for kind in ("html", "text", "planted"):
            results = [each for found in several for each in measured([case(p, kind) for p in found], options.folds)]
            show(name, kind, len(several), results)


def host_of(page: Page) -> str:
    """The host of a page's address; empty where it has none."""
    found = _CANONICAL.search(page["html"][:60_000])
    address = page.get("url") or (found[1] if found else "")
    return (urlsplit(address).hostname or "").removeprefix("www.")


def case(page: Page, kind: str) -> Case:
    """A page in the form ``kind``."""
    if kind == "html":
        raw = RawPage(page["html"].encode("utf-8", "replace"), "urn:x:page", encoding_given="utf-8")
        decoded = decode(raw, "text/html")
        return Case(page, decoded.document, decoded.source)
    text = render(RENDERING, page["html"])
    dice = random.Random(page["id"])
    if kind == "text" or dice.random() > 0.6:
        return Case(page, bare(text), "")
    plug = dice.choice(PLUGS)
    ends = [block.lines[1] for block in label(bare(text)).blocks if block.role is Role.BODY]
    if len(ends) < 3:
        return Case(page, bare(text), "")
    made, _ = with_lines(text.split("\n"), {dice.choice(ends[:-1]): plug}, apart=True)
    return Case(page, bare(made), "", plug)


def bare(text: str) -> Document:
    """Text as a document."""
    return Document(text, cut_text(text), "text/plain", "utf-8", "valid")


@dataclass(frozen=True)
class Result:
    """A page without and with memory."""

    case: Case
    before: Document
    after: Document


def measured(cases: Sequence[Case], folds: Path | None) -> Iterable[Result]:
    """The pages of one site."""
    before = []
    for each in cases:
        with models.using(folds, models.fold_of(each.page) if folds else None):
            before.append(label(each.document, each.source))
    keys = [lines_of(document) for document in before]
    counts = Counter(key for found in keys for key in found)
    for each, document, own in zip(cases, before, keys, strict=True):
        others = len(cases) - 1
        known = [(key, n - (key in own)) for key, n in counts.items()]
        lines = tuple(Recurring(key, n, others) for key, n in sorted(known) if n >= PAGES and n * OF >= others)
        with models.using(folds, models.fold_of(each.page) if folds else None):
            after = label(each.document, each.source, memory=SiteMemory("", lines))
        yield Result(each, document, after)


def lines_of(document: Document) -> set[int]:
    """What a page would teach, as archive/sitememory.py does from its article."""
    if not any(block.role is Role.BODY for block in document.blocks):
        return set()
    keys = (line_key(block.text) for block in document.blocks if block.role not in _NOT_LEARNT)
    return {key for key in keys if key is not None}


def show(name: str, kind: str, sites: int, results: Sequence[Result]) -> None:
    """One line."""
    pairs = [(f1(each, each.before), f1(each, each.after)) for each in results if usable(each.case.page)]
    touched = sum(any(block.why.startswith(RULE) for block in each.after.blocks) for each in results)
    print(f"{name:16} {kind:8} sites {sites:3} pages {len(results):4} touched {touched:3}", end="")
    if pairs and kind != "planted":
        print(
            f"  F1 of {len(pairs)} pages {mean(a for a, _ in pairs).f1:.4f} -> {mean(b for _, b in pairs).f1:.4f}",
            end="",
        )
        print(f"  better {sum(b.f1 > a.f1 for a, b in pairs)} worse {sum(b.f1 < a.f1 for a, b in pairs)}", end="")
    if kind == "planted":
        some = [each for each in results if each.case.plug]
        gone = [sum(not in_body(each.case.plug, d) for each, d in ((e, pick(e, k)) for e in some)) for k in (0, 1)]
        gold = [(Counter(words(gold_of(each.case.page).text)), each) for each in results if usable(each.case.page)]
        own = {" ".join(words(plug)) for plug in PLUGS}
        kept = [sum(hits(pick(each, k), theirs, own) for theirs, each in gold) for k in (0, 1)]
        print(f"  planted {len(some)} removed {gone[0]} -> {gone[1]}", end="")
        print(f"  cost {kept[0] - kept[1]} of {kept[0]} words of the gold body", end="")
    print(flush=True)


def pick(result: Result, after: int) -> Document:
    return result.after if after else result.before


def in_body(line: str, document: Document) -> bool:
    """Whether the line stands in the body."""
    return any(line in block.text for block in document.blocks if block.role is Role.BODY)


def f1(result: Result, document: Document) -> Score:
    """The score of a labelled page."""
    body = "\n\n".join(block.text for block in document.blocks if block.role is Role.BODY)
    standfirst = " ".join(block.text for block in document.blocks if block.role is Role.STANDFIRST)
    return article_score(body, standfirst, gold_of(result.case.page))


if __name__ == "__main__":
    main()
