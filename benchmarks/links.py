"""How well links to other posts are found: previous, next and related, from HTML and from what scrapers make of it.

    python benchmarks/links.py CORPUS [--folds MODELS] [--renderings resiliparse,bs4,inscriptis] [--set NAME] [--misses]

CORPUS as for extraction.py, with ``links.jsonl.gz``: what ``rel`` attributes and class names say ("silver"; ``html_id`` is
the page's id). A title is right where its words are; an address where host, path and query are. ``--misses`` prints every link
of the silver that was not found, and every previous or next link that is not in it: the silver itself errs, so look at these.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import models
from corpus import Page, every, is_within, render
from measure import normal
from systems import HTML, TEXT, raw_page

from newsarchive.model import Article, RelatedLink, Relation
from newsarchive.pipeline import clean
from newsarchive.textnorm import normalise

NEIGHBOURS = {"prev": Relation.PREVIOUS, "next": Relation.NEXT}
_ORDER = (Relation.PREVIOUS, Relation.NEXT, Relation.RELATED)
_NAMES = re.compile(
    r"[←→«»‹›❮❯]|\b(?:prev|next|older|newer|vorig|vorherig|vorhergehend|nächst|nachfolgend|neuer|älter|zurück|weiter|précédent|suivant"
    r"|anterior|siguiente|seguinte|próxim|precedent|successiv|prossim|vorige|volgende|poprzedni|następn|starsze|nowsze|předchoz|další"
    r"|предыдущ|следующ|попередн|наступн|προηγούμεν|επόμεν|önceki|sonraki|sebelum|berikut|föregående|nästa|edellinen|seuraava|navigation)"
    r"|السابق|التالي|הקודם|הבא|پیشین|بعدی|पिछल|अगल|আগের|পরবর্তী|上一|下一|前の|次の|이전|다음|bài trước|bài tiếp",
    re.IGNORECASE,
)
"""Words and arrows that name a previous or next post; a title of the silver that stands in a list elsewhere has none near."""
_SHORTEST = 12
"""Characters of a title that can be told from a line that only happens to say the same."""


@dataclass(frozen=True, slots=True)
class Silver:
    """A link that the corpus knows of."""

    relation: Relation
    title: str
    href: str
    source: str
    high: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page and what the corpus says of its links."""

    page: Page
    url: str
    silver: tuple[Silver, ...]


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--folds", type=Path, help="text-0.npz and so on, trained without the sites of their fold")
    parser.add_argument("--renderings", type=lambda s: s.split(","), default=["resiliparse", "bs4", "inscriptis"])
    parser.add_argument("--set", dest="only", help="measure the pages of one data set only")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    if options.folds:
        models.check(options.folds)
    folds: dict[int | None, list[Sheet]] = {}
    for sheet in sheets(options.corpus, options.only):
        fold = models.fold_of({**sheet.page, "url": sheet.url}) if options.folds else None
        folds.setdefault(fold, []).append(sheet)
    counts: dict[str, Counter[tuple[str, str]]] = {way: Counter() for way in (HTML, *options.renderings)}
    for fold, found in folds.items():
        with models.using(options.folds, fold):
            for sheet in found:
                for way, counter in counts.items():
                    measure(sheet, way, counter, misses=options.misses)
    show(counts)


def sheets(corpus: Path, only: str | None) -> Iterator[Sheet]:
    """The pages of the corpus with links that are known."""
    with gzip.open(corpus / "links.jsonl.gz", "rt", encoding="utf-8") as lines:
        known = {entry["html_id"]: entry for entry in map(json.loads, lines)}
    for name in sorted({entry["dataset"] for entry in known.values()}):
        for page in every(corpus, name) if only in (None, name) else ():
            if entry := known.get(page["id"]):
                yield Sheet(page, page.get("url") or entry["url"] or "", tuple(_silver(entry)))


def _silver(entry: dict[str, Any]) -> Iterator[Silver]:
    for key, relation in NEIGHBOURS.items():
        if link := entry[key]:
            yield Silver(relation, link["title"] or link.get("title_attr") or "", link["href"], link["source"])
    for link in entry["related"]:
        yield Silver(Relation.RELATED, link["title"] or "", link["href"], link["source"], link["confidence"] == "high")


def measure(sheet: Sheet, way: str, counts: Counter[tuple[str, str]], *, misses: bool) -> None:
    """Clean the page in one form and count what was found of its links."""
    source = sheet.page["html"] if way == HTML else render(way, sheet.page["html"])
    article = clean(replace(raw_page(source, HTML if way == HTML else TEXT), uri=sheet.url or "file:///page"))
    if not isinstance(article, Article):
        raise SystemExit(f"{sheet.page['id']} as {way}: {article.reason}")
    standing = [link for link in sheet.silver if way == HTML or (link.title and is_within(link.title, source))]
    notes = [
        *_found(standing, article, counts, "" if way == HTML else source),
        *_wrong(sheet, article, counts),
        *_left(standing, article, counts),
    ]
    if misses:
        for note in notes:
            print(way, sheet.page["id"], note, sep="\t")


def _found(
    standing: Sequence[Silver], article: Article, counts: Counter[tuple[str, str]], source: str
) -> Iterator[str]:
    """Count the links of the silver; a note for each that was not found."""
    for link in standing:
        row = row_of(link, source)
        # the next post may be one of the related ones too; it is listed once
        ours = [x for x in article.related if x.relation is link.relation or link.relation is Relation.RELATED]
        title = any(same_title(each, link) for each in ours)
        address = any(same_address(each, link) for each in ours)
        counts[row, "links"] += 1
        counts[row, "titled"] += bool(link.title)
        counts[row, "title"] += title
        counts[row, "address"] += address
        counts[row, "found"] += title or address
        if not (title or (address and not link.title)):
            got = [(each.title, each.url) for each in ours][:3]
            yield f"{row} missed\t{link.source}\t{link.title} <{link.href}>\tours: {got}"


def _wrong(sheet: Sheet, article: Article, counts: Counter[tuple[str, str]]) -> Iterator[str]:
    """Count our previous and next links; a note for each that the silver does not have."""
    for ours in article.related:
        counts["ours", ours.relation.value] += 1
        known = [link for link in sheet.silver if link.relation is ours.relation]
        right = any(same_title(ours, link) or same_address(ours, link) for link in known)
        counts["right", ours.relation.value] += right
        if not right and ours.relation is not Relation.RELATED:
            yield f"{ours.relation.value} not in the silver\t{ours.why}\t{ours.title} <{ours.url}>"


def _left(standing: Sequence[Silver], article: Article, counts: Counter[tuple[str, str]]) -> Iterator[str]:
    """Count the pages with sure related links, and those with a title of one in the body."""
    titles = {normal(link.title): link.title for link in standing if link.relation is Relation.RELATED and link.high}
    titles = {key: title for key, title in titles.items() if len(key) >= _SHORTEST}
    if titles:
        body = {normal(part.text) for part in article.body}
        left = [title for key, title in titles.items() if key in body]
        counts["pages", "related"] += 1
        counts["pages", "clean"] += not left
        for title in left:
            yield f"left in the body\t\t{title}"


def row_of(link: Silver, text: str) -> str:
    """The row of the table that a link counts in."""
    if link.relation is Relation.RELATED:
        return "related, sure" if link.high else "related, unsure"
    if link.source == "link[rel]":
        return "previous/next in the head"
    return "previous/next" if not text or _is_named(link.title, text) else "previous/next, unnamed"


def _is_named(title: str, text: str) -> bool:
    """Whether a label or an arrow stands in a line with the title, or in one of the two around it: else no reader could tell."""
    lines = [line for line in text.split("\n") if line.strip()]
    wanted = normal(title)
    places = [i for i, line in enumerate(lines) if wanted in normal(line)]
    return any(_NAMES.search(line.replace(title, "")) for i in places for line in lines[max(0, i - 2) : i + 3])


def same_title(ours: RelatedLink, link: Silver) -> bool:
    """Whether the titles have the same words, in one form of Unicode."""
    return bool(link.title) and normal(normalise(ours.title)) == normal(normalise(link.title))


def same_address(ours: RelatedLink, link: Silver) -> bool:
    """Whether both lead to the same page: host without www, path and query."""
    return bool(ours.url and link.href) and _place(ours.url or "") == _place(link.href)


def _place(url: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(unquote(url))
    except ValueError:
        return "", "", url
    return (parts.hostname or "").removeprefix("www."), parts.path.strip("/"), parts.query


def show(counts: dict[str, Counter[tuple[str, str]]]) -> None:
    """One table: a row for each kind of link and form of the page."""
    print("| page as | links | of the silver | titles right | addresses right | found by either |")
    print("|---|---|---|---|---|---|")
    for way, found in counts.items():
        for row in sorted({name for name, _ in found if name not in ("ours", "right", "pages")}):
            n = found[row, "links"]
            titles = f"{share(found[row, 'title'], found[row, 'titled'])} of {found[row, 'titled']}"
            address = share(found[row, "address"], n) if way == HTML else ""
            print(f"| {way} | {row} | {n} | {titles} | {address} | {share(found[row, 'found'], n)} |")
    print(
        "\n| page as | previous: ours, in the silver | next | related | pages with sure related links, none left in the body |"
    )
    print("|---|---|---|---|---|")
    for way, found in counts.items():
        cells = [f"{found['ours', r.value]}, {share(found['right', r.value], found['ours', r.value])}" for r in _ORDER]
        clean_pages = f"{found['pages', 'related']}, {share(found['pages', 'clean'], found['pages', 'related'])}"
        print(f"| {way} | {' | '.join(cells)} | {clean_pages} |")


def share(part: int, whole: int) -> str:
    """``part / whole`` with three digits."""
    return f"{part / whole:.3f}" if whole else "–"


if __name__ == "__main__":
    main()
