"""How often author and date are right: newsarchive from HTML and from bare text, and its peers, on the same pages in one run.

    python benchmarks/fields.py CORPUS [--pages 60] [--sets fundus-tests,trafilatura-eval] [--folds MODELS] [--systems ours-html]

CORPUS as for extraction.py. A page counts for a field where its gold has it and, from text, where it stands in the text. Right is
a date of the same day, as printed or as an instant; gold that is an instant in UTC may be a day off from a page that prints no
zone (that gold was made by a tool, in the reader's time). Right is a set of authors that is the gold's, without regard to case
and punctuation; an agency counts as one of them. Where a system gives no date of publication, its date of change counts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from heapq import nsmallest
from pathlib import Path

import models
from corpus import Page, every, is_installed, render
from measure import normal
from systems import HTML, TEXT, raw_page

from newsarchive.fields.months import names_of
from newsarchive.model import Article
from newsarchive.pipeline import clean

SETS = ("fundus-tests", "trafilatura-eval", "postlight-parser", "wcxb")
_SEPARATORS = re.compile(r"\s*(?:[,;|/、]|\s&\s|\s(?:and|und|et|y|og|och)\s)\s*")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a system says: names, and a date as ISO 8601 or empty."""

    authors: tuple[str, ...] = ()
    date: str = ""


def ours(reads: str) -> Callable[[str], Facts]:
    """newsarchive on pages of a form."""

    def run(source: str) -> Facts:
        article = clean(raw_page(source, reads))
        if not isinstance(article, Article):
            return Facts()
        byline = article.byline
        names = (*byline.authors, *([byline.agency] if byline.agency else ())) if byline else ()
        date = next((moment.value for moment in (article.published, article.modified) if moment and moment.value), "")
        return Facts(names, date)

    return run


def trafilatura_facts(html: str) -> Facts:
    import trafilatura

    found = trafilatura.extract_metadata(html)
    return Facts(tuple(filter(None, (found.author or "").split("; "))), found.date or "") if found else Facts()


def newspaper_facts(html: str) -> Facts:
    from newspaper import Article as Newspaper

    page = Newspaper("https://page.example/", fetch_images=False, follow_meta_refresh=False)
    page.download(input_html=html)
    page.parse()
    return Facts(tuple(page.authors), page.publish_date.isoformat() if page.publish_date else "")


def htmldate_facts(html: str) -> Facts:
    from htmldate import find_date

    return Facts(date=find_date(html, original_date=True, extensive_search=True) or "")


SYSTEMS: dict[str, tuple[str, str, Callable[[str], Facts], str]] = {
    "ours-html": ("newsarchive, HTML", HTML, ours(HTML), ""),
    "trafilatura": ("trafilatura, HTML", HTML, trafilatura_facts, "trafilatura"),
    "newspaper4k": ("newspaper4k, HTML", HTML, newspaper_facts, "newspaper"),
    "htmldate": ("htmldate, HTML (no authors)", HTML, htmldate_facts, "htmldate"),
    "ours-text": ("newsarchive, text", TEXT, ours(TEXT), ""),
}


def gold_authors(page: Page) -> frozenset[str]:
    """The names of the gold, which is a list or one string."""
    said = page.get("gold_author") or ()
    text = ", ".join(said) if not isinstance(said, str) else said
    text = re.sub(r"^(?:by|von|par)\s", "", text.strip(), flags=re.IGNORECASE)
    return frozenset(filter(None, map(normal, _SEPARATORS.split(text))))


def same_authors(authors: Iterable[str], page: Page) -> bool:
    """Whether the names are the gold's, however it parts them."""
    found, gold = frozenset(map(normal, authors)), gold_authors(page)
    whole = {" ".join(sorted(found)), " ".join(map(normal, authors))}
    return found == gold or " ".join(sorted(gold)) in whole


def same_day(value: str, gold: str) -> bool:
    """Whether two dates are one day."""
    if value[:10] == gold[:10]:
        return bool(value)
    try:
        ours_, theirs = (dt.datetime.fromisoformat(text.replace("Z", "+00:00")) for text in (value, gold))
    except ValueError:
        return False
    if ours_.tzinfo and theirs.tzinfo:
        return ours_.astimezone(dt.UTC).date() == theirs.astimezone(dt.UTC).date()
    return gold.endswith("Z") and abs((ours_.date() - theirs.date()).days) == 1


def stands(day: str, text: str) -> bool:
    """Whether a line of the text shows the day: its year, its day and its month, as a number or by name."""
    year, month, number = day[:4], int(day[5:7]), int(day[8:10])
    for line in text.split("\n"):
        if year in line and len(line) < 300:
            numbers = {int(digits) for digits in re.findall(r"\d+", line) if len(digits) < 9}
            words = set(re.findall(r"[^\W\d_]+", line.casefold()))
            if number in numbers and (month in numbers or words & names_of(month)):
                return True
    return False


def measured(page: Page, systems: list[str]) -> Counter[tuple[str, str, str]]:
    """(system, field, ``right``, ``wrong`` or ``none``) of one page."""
    counts: Counter[tuple[str, str, str]] = Counter()
    text = render("bs4-lines", page["html"])
    gold_date, authors = page.get("gold_date") or "", gold_authors(page)
    for name in systems:
        _, reads, run, _ = SYSTEMS[name]
        facts = Facts()
        with suppress(Exception), warnings.catch_warnings():  # a peer that fails has found nothing
            warnings.simplefilter("ignore")
            facts = run(page["html"] if reads == HTML else text)
        if gold_date and (reads == HTML or stands(gold_date, text)):
            right = same_day(facts.date, gold_date)
            counts[name, "date", "right" if right else "wrong" if facts.date else "none"] += 1
        if authors and (reads == HTML or all(f" {author} " in f" {normal(text)} " for author in authors)):
            right = same_authors(facts.authors, page)
            counts[name, "author", "right" if right else "wrong" if facts.authors else "none"] += 1
    return counts


def shown(results: dict[str, Counter[tuple[str, str, str]]], systems: list[str]) -> str:
    """A table a field: share right by set, and of all pages together right, wrong and none."""
    lines = []
    for field in ("date", "author"):
        lines += [
            "",
            f"| {field} | {' | '.join(results)} | all: right | wrong | none | pages |",
            "|---" * (len(results) + 5) + "|",
        ]
        for name in systems:
            rows = [
                {kind: counts[name, field, kind] for kind in ("right", "wrong", "none")} for counts in results.values()
            ]
            if any(row["right"] for row in rows):
                total = {kind: sum(row[kind] for row in rows) for kind in rows[0]}
                pages = sum(total.values())
                cells = [f"{row['right'] / max(1, sum(row.values())):.3f} ({sum(row.values())})" for row in rows]
                cells += [f"{count / pages:.3f}" for count in total.values()]
                lines.append(f"| {SYSTEMS[name][0]} | {' | '.join(cells)} | {pages} |")
    return "\n".join(lines)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument(
        "--pages", type=int, metavar="N", help="of each set, drawn by a hash of their ids; default: all"
    )
    parser.add_argument("--sets", type=lambda value: value.split(","), default=list(SETS), metavar="A,B")
    parser.add_argument("--systems", type=lambda value: value.split(","), default=list(SYSTEMS), metavar="A,B")
    parser.add_argument(
        "--folds", type=Path, metavar="DIR", help="models that were trained without the pages they label"
    )
    options = parser.parse_args()
    if options.folds:
        models.check(options.folds)
    systems = [name for name in options.systems if is_installed(SYSTEMS[name][3])]
    results: dict[str, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    for name in options.sets:
        found = [page for page in every(options.corpus, name) if page.get("gold_date") or page.get("gold_author")]
        drawn = nsmallest(options.pages or len(found), found, key=lambda page: sha256(page["id"].encode()).digest())
        by_fold: dict[int | None, list[Page]] = defaultdict(list)
        for page in drawn:
            by_fold[models.fold_of(page) if options.folds else None].append(page)
        for fold, pages in by_fold.items():  # to change the models takes as long as a page
            with models.using(options.folds, fold):
                for page in pages:
                    results[name] += measured(page, systems)
    print(shown(results, systems))


if __name__ == "__main__":
    main()
