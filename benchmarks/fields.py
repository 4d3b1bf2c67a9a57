"""How often author and date are right: newsarchive from HTML and from bare text, and its peers, on the same pages in one run.

    python benchmarks/fields.py CORPUS [--pages 60] [--sets fundus-tests,trafilatura-eval] [--folds MODELS] [--systems ours-html]

CORPUS as for extraction.py. A page counts for a field where its gold has it, a date to the day; a second share counts only the
pages on which it stands: a date in a line that shows it, from HTML also anywhere in the source in digits; every author's name
in the text, from HTML also anywhere in the source. Right is a date of the same day, as printed or as an instant; gold that is an
instant in UTC may be a day off from a page that prints no zone (that gold was made by a tool, in the reader's time). Right is a
set of authors that is the gold's, without regard to case and punctuation; an agency counts as one of them. Where a system gives
no date of publication, its date of change counts.
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
Results = Counter[tuple[str, str, bool, str]]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
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


def stands_in_source(day: str, html: str) -> bool:
    """Whether the source of a page has the day in digits, in any of the usual orders: in its head, a script, an address."""
    year, month, number = day[:4], int(day[5:7]), int(day[8:10])
    forms = (
        rf"{year}([-/._]?)0?{month}\1?0?{number}(?!\d)",
        rf"(?<!\d)0?{number}([-/.])0?{month}\1{year}",
        rf"(?<!\d)0?{month}([-/.])0?{number}\1{year}",
    )
    return any(re.search(form, html) for form in forms)


def standing(page: Page, text: str) -> dict[tuple[str, str], bool]:
    """(field, form of the page) -> whether its gold stands there; without a field that has no gold."""
    day, authors = page.get("gold_date") or "", gold_authors(page)
    found = {}
    if _DAY.match(day):
        found["date", TEXT] = stands(day, text)
        found["date", HTML] = found["date", TEXT] or stands_in_source(day, page["html"])
    if authors:
        for form, where in ((TEXT, text), (HTML, page["html"])):
            words = f" {normal(where)} "
            found["author", form] = all(f" {author} " in words for author in authors)
    return found


def measured(page: Page, systems: list[str]) -> Results:
    """(system, field, whether it stands there, ``right``, ``wrong`` or ``none``) of one page."""
    counts: Results = Counter()
    text = render("bs4-lines", page["html"])
    there = standing(page, text)
    for name in systems:
        _, reads, run, _ = SYSTEMS[name]
        facts = Facts()
        with suppress(Exception), warnings.catch_warnings():  # a peer that fails has found nothing
            warnings.simplefilter("ignore")
            facts = run(page["html"] if reads == HTML else text)
        for field, said in (("date", facts.date), ("author", facts.authors)):
            if (field, reads) in there:
                right = (
                    same_day(facts.date, page["gold_date"]) if field == "date" else same_authors(facts.authors, page)
                )
                outcome = "right" if right else "wrong" if said else "none"
                counts[name, field, there[field, reads], outcome] += 1
    return counts


def share(counts: Results, system: str, field: str, outcome: str, *, there: bool = False) -> tuple[float, int]:
    """How often the outcome is that, and of how many pages; with ``there``, of those on which the gold stands."""
    rows = {key: count for key, count in counts.items() if key[:2] == (system, field) and (key[2] or not there)}
    pages = sum(rows.values())
    return sum(count for key, count in rows.items() if key[3] == outcome) / max(1, pages), pages


def shown(results: dict[str, Results], systems: list[str]) -> str:
    """A table a field: the share right by set; of all pages together right, wrong and none; right and wrong where it stands."""
    lines = []
    whole: Results = sum(results.values(), Counter())
    for field in ("date", "author"):
        heads = [field, *results, "all: right", "wrong", "none", "pages", "where it stands: right", "wrong", "pages"]
        lines += ["", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
        for name in systems:
            if not share(whole, name, field, "right")[0]:
                continue  # it has no such field
            by_set = [share(counts, name, field, "right") for counts in results.values()]
            cells = [f"{right:.3f} ({pages})" for right, pages in by_set]
            cells += [f"{share(whole, name, field, outcome)[0]:.3f}" for outcome in ("right", "wrong", "none")]
            cells.append(str(share(whole, name, field, "right")[1]))
            cells += [f"{share(whole, name, field, outcome, there=True)[0]:.3f}" for outcome in ("right", "wrong")]
            cells.append(str(share(whole, name, field, "right", there=True)[1]))
            lines.append(f"| {SYSTEMS[name][0]} | {' | '.join(cells)} |")
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
    results: dict[str, Results] = defaultdict(Counter)
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
