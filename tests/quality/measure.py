"""The measure of the quality gate: how near the article of a page is to what its writer says of it.

What the gate holds, and against which floors, stands in tests/test_quality.py and floors.json; raise_floors.py writes those.
Nothing here knows how the program decides. What the gold files mean: README.md beside this file.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

from newsarchive.model import Article, RawPage
from newsarchive.pipeline import clean
from newsarchive.textnorm import fold

PAGES = Path(__file__).parent / "pages"
FLOORS = Path(__file__).parent / "floors.json"

# Chinese, Japanese and Korean are counted by character: there are no spaces to tell words by.
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")

# Roles between which a reader sees no difference are one group.
GROUPS = {
    "body": {"body"},
    "headline": {"headline"},
    "standfirst": {"standfirst"},
    "caption": {"caption"},
    "byline+date": {"byline", "date"},
    "related": {"related", "related_heading", "related_previous", "related_next"},
    "comment": {"comment", "comment_form"},
    "ad+newsletter+cookie": {"ad", "newsletter", "cookie"},
    "nav+share+footer+other": {"nav", "share", "footer", "other"},
}
GROUP_OF = {role: group for group, roles in GROUPS.items() for role in roles}
# A further copy of the headline (breadcrumb, sidebar) may count as headline or as page furniture, as long as it is not text.
ACCEPTED = {role: frozenset({group}) for role, group in GROUP_OF.items()}
ACCEPTED["duplicate_headline"] = frozenset({"headline", "nav+share+footer+other"})

FIELD_GROUPS = {
    "headline": "headline",
    "standfirst": "standfirst",
    "byline": "byline+date",
    "published": "byline+date",
    "modified": "byline+date",
}
Floors = dict[str, dict[str, float]]
"""Section (``overall``, ``language``, ``page``), name, least value."""


@dataclass(frozen=True, slots=True)
class Gold:
    """What the writer of a page says of it."""

    language: str
    headline: str
    standfirst: str | None
    body: tuple[str, ...]
    roles: dict[int, str] = field(default_factory=dict)
    """The role of each non-blank line, 1-based; mixed lines (``~role``) too. Empty for HTML."""


@dataclass(frozen=True, slots=True)
class Score:
    """How one page came out."""

    page: str
    language: str
    f1: float
    headline: bool
    confusion: Counter[tuple[str, str]]
    """How many lines have this gold role and that group of ours; empty for HTML."""

    @property
    def lines(self) -> float | None:
        """Share of the lines in the right group; None for HTML."""
        return line_accuracy(self.confusion) if self.confusion else None


def names() -> list[str]:
    """Every page that has gold, by name, sorted."""
    return sorted(path.stem for path in PAGES.glob("*.json"))


def page_path(name: str) -> Path:
    """The page beside the gold file of that name."""
    (path,) = (path for path in PAGES.glob(f"{name}.*") if path.suffix in {".txt", ".html"})
    return path


def read_gold(name: str) -> Gold:
    """The gold file of a page."""
    content = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    return Gold(
        language=content["language"],
        headline=content["headline"],
        standfirst=content["standfirst"],
        body=tuple(content["body"]),
        roles=dict(_unfold(content.get("roles") or {})),
    )


def _unfold(ranges: dict[str, str]) -> Iterator[tuple[int, str]]:
    for key, role in ranges.items():
        first, _, last = key.partition("-")
        for number in range(int(first), int(last or first) + 1):
            yield number, role


@cache
def article(name: str) -> Article:
    """The page as the program sees it: bytes and a name, nothing else."""
    path = page_path(name)
    found = clean(RawPage(data=path.read_bytes(), uri=f"file:///quality/{path.name}"))
    assert isinstance(found, Article), found
    return found


@cache
def score(name: str) -> Score:
    """How the page comes out today."""
    gold, found = read_gold(name), article(name)
    return Score(
        page=name,
        language=gold.language,
        f1=body_f1(found.text, gold),
        headline=same(found.headline or "", gold.headline),
        confusion=confusion(gold, found),
    )


def words(text: str) -> list[str]:
    """Words of ``text``, lower case; CJK by character."""
    return _WORD.findall(text.lower())


def f1(found: str, wanted: str) -> float:
    """Harmonic mean of precision and recall over the two bags of words, 0 to 1."""
    ours, gold = Counter(words(found)), Counter(words(wanted))
    common = (ours & gold).total()
    return 2 * common / (ours.total() + gold.total()) if common else 0.0


def body_f1(text: str, gold: Gold) -> float:
    """Word F1 of the body. Lines that only repeat the headline do not count, and the standfirst may be in or out."""
    text = "\n".join(line for line in text.split("\n") if not same(line, gold.headline))
    body = "\n".join(gold.body)
    return max(f1(text, body), f1(text, f"{gold.standfirst or ''}\n{body}"))


def same(one: str, other: str) -> bool:
    """Whether two headlines are the same but for white space, case and punctuation."""
    return fold(one).replace(" ", "") == fold(other).replace(" ", "")


def confusion(gold: Gold, found: Article) -> Counter[tuple[str, str]]:
    """For each line of a text page that is not mixed: its gold role, and the group that we put it into."""
    ours = line_groups(found)
    plain = ((number, role) for number, role in gold.roles.items() if not role.startswith("~") and number in ours)
    return Counter((role, ours[number]) for number, role in plain)


def line_groups(found: Article) -> dict[int, str]:
    """The group of every line; where a line was cut in pieces, that of its longest piece."""
    groups: dict[int, tuple[int, str]] = {}
    for (first, last), group, length in _pieces(found):
        for number in range(first, last + 1):
            groups[number] = max(groups.get(number, (-1, "")), (length, group))
    return {number: group for number, (_, group) in groups.items()}


def _pieces(found: Article) -> Iterator[tuple[tuple[int, int], str, int]]:
    for part in found.body:
        yield part.lines, "body", len(part.text)
    for piece in found.removed:
        yield piece.lines, GROUP_OF[piece.role], len(piece.text)
    for link in found.related:
        yield link.lines, "related", len(link.title)
    for name, place in found.where.items():
        if place.lines != (0, 0):  # the head has no lines
            yield place.lines, FIELD_GROUPS[name], len(place.raw)


def line_accuracy(table: Counter[tuple[str, str]]) -> float:
    """Share of the lines in a group that is right for their role."""
    return sum(n for (role, group), n in table.items() if group in ACCEPTED[role]) / table.total()


def ads_out(table: Counter[tuple[str, str]]) -> float:
    """Share of the advertising lines that did not end up in the body."""
    ads = {group: n for (role, group), n in table.items() if role == "ad"}
    return 1 - ads.get("body", 0) / sum(ads.values())


def summary(scores: Iterable[Score]) -> Floors:
    """What the floors are held against. ``overall`` and ``page`` are shares from 0 to 1, ``language`` is the mean F1."""
    scores = list(scores)
    table = sum((each.confusion for each in scores), Counter[tuple[str, str]]())
    by_language: dict[str, list[float]] = {}
    for each in scores:
        by_language.setdefault(each.language, []).append(each.f1)
    overall: dict[str, float] = {
        "f1": fmean(each.f1 for each in scores),
        "f1_html": fmean(each.f1 for each in scores if not each.confusion),
        "f1_text": fmean(each.f1 for each in scores if each.confusion),
        "headlines": fmean(each.headline for each in scores),
        "lines": line_accuracy(table),
        "ads_out": ads_out(table),
    }
    return {
        "overall": overall,
        "language": {name: fmean(values) for name, values in sorted(by_language.items())},
        "page": {each.page: each.f1 for each in scores},
    }


def read_floors() -> Floors:
    """The floors as they stand; none where there is no file yet."""
    content: Any = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    assert isinstance(content, dict)
    return content
