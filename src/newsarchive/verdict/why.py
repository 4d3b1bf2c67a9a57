"""A judgement in words: the sentence that a person reads, from what weighed most.

Only the wording belongs here. Each measure that can be told has a row; of those that spoke against an article the three
heaviest are named, with their values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from newsarchive.verdict.model import Judgement

_MOST = 3
_KINDS = {
    "listing": "a list of teasers or things",
    "shop": "a page that sells something",
    "forum": "a thread of posts",
    "documentation": "a manual",
    "service": "a page about what somebody offers",
}
_Telling = Callable[[float], str]


def _count(words: str) -> _Telling:
    """For logarithms of counts."""
    return lambda value: words.format(round(math.expm1(value)))


def _share(words: str) -> _Telling:
    return lambda value: words.format(f"{100 * value:.0f} %" if value >= 0.01 or not value else f"{100 * value:.1f} %")


def _if_not(words: str) -> _Telling:
    """For what an article has: told where it is missing."""
    return lambda value: "" if value else words


def _if(words: str) -> _Telling:
    return lambda value: words if value else ""


_TOLD: Mapping[str, _Telling] = {
    "body_share": _share("{} of the words are body"),
    "mean_part": _count("the parts of the body have {} words in the mean"),
    "median_part": _count("half of the parts of the body have {} words or fewer"),
    "longest_part": _count("the longest part of the body has {} words"),
    "paragraphs": _count("{} paragraphs"),
    "in_paragraphs": _share("{} of the body stands in paragraphs"),
    "sentences": _share("{} of the body ends like sentences"),
    "sentence_parts": _share("{} of the parts of the body end like a sentence"),
    "runs": _count("the body lies in {} pieces"),
    "longest_run": _share("{} of the body is of one piece"),
    "body_list_item": _share("{} of the body are list items"),
    "body_table_row": _share("{} of the body are table rows"),
    "body_heading": _share("{} of the body are headings"),
    "all_list_item": _share("{} of the blocks are list items"),
    "headline": _if_not("no headline"),
    "near_day": _if_not("no date near the headline"),
    "near_byline": _if_not("no byline near the headline"),
    "role_comment": _share("{} of the words are comments"),
    "role_related": _share("{} of the words are teasers"),
    "role_nav": _share("{} of the words are menus"),
    "body_sure": lambda value: f"the body is only {100 * value:.0f} % sure",
    "body_guessed": _share("{} of the body is a guess"),
    "prices": _count("{} prices"),
    "days": _count("{} dates"),
    "code": _share("{} of the body is code"),
    "questions": _share("question marks for {} of the words"),
    "question_lines": _share("{} of the blocks are questions"),
    "quotation_marks": _if_not("nobody is quoted"),
    "repeated": _share("{} of the short lines repeat others"),
    "most_repeated": _count("one line stands there {} times"),
    "labels_shop": _count("{} labels as shops have"),
    "labels_catalogue": _count("{} labels as catalogues have"),
    "labels_forum": _count("{} labels as forums have"),
    "labels_company": _count("{} labels as companies have"),
    "labels_manual": _count("{} labels as manuals have"),
    "says_you": _share("{} of the body's words say “you”"),
    "says_we": _share("{} of the body's words say “we”"),
    "says_they": _if_not("it tells of nobody"),
    "body_links": _share("{} of the body are links"),
    "page_links": _share("{} of the page are links"),
    "linked_headings": _count("{} headings that are links"),
    "linked_inside": _count("{} headings in the body that are links"),
    "og_article": _if_not("it does not call itself an article"),
    "og_website": _if("it calls itself a website"),
    "og_product": _if("it calls itself a product"),
    "claims_article": _if_not("its metadata speak of no article"),
    "claims_published": _if_not("its metadata have no date"),
    "claims_author": _if_not("its metadata have no author"),
    "address_root": _if("its address is that of the whole site"),
    "address_place": _if("its address is one of a shop, forum, manual or list"),
    "address_words": _count("{} words in its address"),
    "headline_in_title": _share("{} of the headline stands in the title"),
}


def told(judgement: Judgement) -> str:
    """The sentence: what it reads like, and the heaviest reasons."""
    heaviest = sorted(judgement.reasons.items(), key=lambda reason: (-reason[1], reason[0]))
    reasons = [_TOLD[name](judgement.values[name]) for name, heft in heaviest if heft > 0 and name in _TOLD]
    shown = [reason for reason in reasons if reason][:_MOST]
    if judgement.words:
        shown = [*shown[: _MOST - 1], "words such as " + ", ".join(f"“{word}”" for word in judgement.words)]
    return f"it reads like {_KINDS[judgement.kind]}: {', '.join(shown) or 'by all measures together'}"
