"""A labelled page as numbers: what tells an article from a front page, a shop, a thread, a manual, an offer.

Only the measures that read its words belong here; glance.py has those that do not, markup.py what only HTML has, model.py what
all of them weigh. None needs a language, but for the labels and pronouns that lexicon.py gives. Counts are logarithms
(:func:`math.log1p`), shares 0 to 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from math import log1p

from newsarchive.model import Role
from newsarchive.patterns import lazily
from newsarchive.textnorm import fold
from newsarchive.verdict.glance import Measures, around
from newsarchive.verdict.lexicon import label_key
from newsarchive.verdict.markup import measure_markup
from newsarchive.verdict.page import SHORT, Page
from newsarchive.verdict.plain import is_code

_SYMBOLS = "$€£¥₹₽₺₩₫₪"
_COINS = ("USD", "EUR", "GBP", "CHF", "PLN", "Kč", "zł")
_CODES = lazily(rf"\b(?:{'|'.join(_COINS)})\b")
_DIGIT = lazily(r"\d")
_DAY = lazily(
    r"(?:19|20)\d\d|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b\d+ ?(?:h|d|min|hours?|days?|weeks?|months?|years?)\b.{0,4}ago"
)


def measure(page: Page) -> Measures:
    """All measures that a page has besides those of the first look. Linear in its size."""
    parts = (_near, _signs, _repeats, _wording, *((measure_markup,) if page.is_markup else ()))
    return {name: value for part in parts for name, value in part(page).items()}


def _near(page: Page) -> Measures:
    return {"near_day": float(any(len(text) < SHORT and _DAY.search(text) for text in page.texts[around(page)]))}


def _signs(page: Page) -> Measures:
    text = " ".join([block.text for block in page.body])
    count, size = len(page.blocks) or 1, len(text) or 1
    money, days = _money("\n".join(page.short)), _days(page.short)
    return {
        "prices": log1p(money),
        "prices_by_blocks": min(money / count, 1.0),
        "days": log1p(days),
        "days_by_blocks": min(days / count, 1.0),
        "digits": sum(map(text.count, "0123456789")) / size,
        "code": _code(page),
        "brackets": sum(map(text.count, "{}()[]<>=_/")) / size,
        "questions": text.count("?") / page.in_body,
        "exclamations": text.count("!") / page.in_body,
        "quotation_marks": sum(map(text.count, '"“„«「')) / page.in_body,
        "question_lines": sum([line.endswith("?") for line in page.short]) / count,
    }


def _money(lines: str) -> int:
    return sum(map(lines.count, _SYMBOLS)) + (
        len(_CODES.findall(lines)) if any(code in lines for code in _COINS) else 0
    )


def _days(lines: Iterable[str]) -> int:
    return len(_DAY.findall("\n".join([line for line in lines if _DIGIT.search(line)])))


def _code(page: Page) -> float:
    """The share of the body that looks like source code."""
    looks = [n for n, block in zip(page.body_words, page.body, strict=True) if is_code(block.text)]
    return sum(looks) / page.in_body


def _repeats(page: Page) -> Measures:
    keys = Counter(map(label_key, page.short))
    most = max((n for key, n in keys.items() if key), default=0)
    return {"repeated": 1 - len(keys) / (len(page.short) or 1), "most_repeated": log1p(most)} | _labels(page, keys)


def _labels(page: Page, keys: Iterable[str]) -> Measures:
    """How many different labels of each sort stand on the page."""
    labels = page.lexicon.labels
    found = Counter([labels[key] for key in keys if key in labels])
    return {f"labels_{sort}": log1p(found[sort]) for sort in page.lexicon.sorts}


def _wording(page: Page) -> Measures:
    return {
        f"says_{who}": sum([page.said[each] for each in said]) / page.in_body
        for who, said in page.lexicon.pronouns.items()
    }


def known_words(page: Page) -> dict[str, Set[str]]:
    """The words of the body, ``b``, and those of the rest, ``o``, folded."""
    rest = [text for text, role in zip(page.texts, page.roles, strict=True) if role is not Role.BODY]
    return {"b": page.said.keys(), "o": set(fold(" ".join(rest)).split())}
