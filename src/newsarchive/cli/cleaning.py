"""Pages to what is printed of them, here or in worker processes, always in the order in which they came.

The part of ``clean`` that workers load: no click, no streams. What becomes of the answers: cmd_clean.py.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from newsarchive.errors import StorageError
from newsarchive.formats import TELLS_ALL, TELLS_WHY, Format, render
from newsarchive.model import Article, Failure, NoPage, RawPage, Relation, Role, Status
from newsarchive.pipeline import clean

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
Page = RawPage | Failure | NoPage

_FLYING_BYTES = 32 * 1024 * 1024
"""Of pages that are with the workers or wait for those before them: memory stays bounded, whatever the size of the pages."""
_FLYING_PAGES = 8
"""The same, pages a worker: one slow page of a hundred does not make the others wait."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to make of each page."""

    fmt: Format
    a_line: bool = False
    """Canonical JSON, one article a line; ``fmt`` is JSON."""
    on_screen: bool = False
    """``text`` as a person at a terminal reads it."""
    colour: bool = False
    width: int = 100


class Answer(NamedTuple):
    """What became of a page."""

    data: bytes
    """What is printed of it; may be empty."""
    failure: Failure | None = None
    skipped: bool = False
    """No page of text, and none that is missed: a picture in a WARC."""
    verdict: str = ""
    """Why it holds no whole article; empty where it does."""
    removed: tuple[tuple[str, int], ...] = ()
    """What was left out, in plain words, and how many lines of it; in an HTML page blocks."""
    unit: str = "line"


def answer(job: Job, page: Page) -> Answer:
    """The page cleaned and rendered. Pure, and to be called in any process."""
    if isinstance(page, NoPage):
        return Answer(b"", skipped=True)
    article = page if isinstance(page, Failure) else clean(page, explain=job.fmt in TELLS_WHY)
    if isinstance(article, Failure):
        return Answer(_failed_line(article) if job.a_line else b"", article)
    verdict = f"{article.verdict.kind}: {article.verdict.why}" if article.verdict else ""
    shown = article.status is Status.ARTICLE or job.a_line or job.fmt in TELLS_ALL
    unit = "block" if article.source.media_type == "text/html" else "line"
    return Answer(rendered(article, job) if shown else b"", None, False, verdict, removed(article), unit)


def answers(pages: Iterable[tuple[T, Page]], job: Job, workers: int) -> Iterator[tuple[T, Answer]]:
    """One answer a page, in order and with what came with the page; with one worker each before the next page is asked for.

    Raises:
        StorageError: a worker was killed from outside.
    """
    if workers == 1:
        for tag, page in pages:
            yield tag, answer(job, page)
        return
    from newsarchive.engines.local import LocalEngine

    with LocalEngine(workers) as engine:
        flying: deque[tuple[int, T, Future[Answer]]] = deque()
        for tag, page in pages:
            flying.append((_size(page), tag, engine.submit(answer, job, page)))
            while flying and (_is_full(flying, workers) or flying[0][2].done()):
                yield _landed(flying)
        while flying:
            yield _landed(flying)


def _is_full(flying: deque[tuple[int, T, Future[Answer]]], workers: int) -> bool:
    return len(flying) >= _FLYING_PAGES * workers or sum(size for size, _, _ in flying) > _FLYING_BYTES


def _size(page: Page) -> int:
    return len(page.data) if isinstance(page, RawPage) else 0


def _landed(flying: deque[tuple[int, T, Future[Answer]]]) -> tuple[T, Answer]:
    from concurrent.futures import BrokenExecutor

    _, tag, future = flying.popleft()
    try:
        return tag, future.result()
    except BrokenExecutor:
        raise StorageError(
            "a worker process was killed from outside (out of memory?); --workers 1 takes less memory"
        ) from None


def rendered(article: Article, job: Job) -> bytes:
    """``article`` as the job wants it."""
    if job.a_line:
        from newsarchive.formats.articlejson import canonical

        return canonical(article) + b"\n"
    if job.on_screen and job.fmt is Format.TEXT:
        from newsarchive.cli.screen import render_screen

        return render_screen(article, colour=job.colour, width=job.width).encode()
    return render(article, job.fmt, colour=job.colour, width=job.width).encode()


def _failed_line(failure: Failure) -> bytes:
    value = {"input_id": failure.input_id, "input": failure.uri, "status": "failed", "error": failure.reason}
    return json.dumps(value).encode() + b"\n"


_WORDS = {
    Role.RELATED_HEADING: "related",
    Role.RELATED_PREVIOUS: "related",
    Role.RELATED_NEXT: "related",
    Role.COMMENT_FORM: "comment form",
    Role.SHARE: "sharing",
    Role.COOKIE: "cookie notice",
    Role.NAV: "navigation",
}
"""Roles in plain words, where their names are none."""


def removed(article: Article) -> tuple[tuple[str, int], ...]:
    """What of the page is not in the article, and how many lines (HTML: blocks) of each."""
    counts: Counter[str] = Counter()
    for gone in article.removed:
        counts[_WORDS.get(gone.role, gone.role.value)] += gone.lines[1] - gone.lines[0] + 1
    for first, last in {link.lines for link in article.related}:  # two may stand on one line; those of the head on none
        counts[Relation.RELATED.value] += last - first + 1 if first else 0
    return tuple((words, count) for words, count in counts.items() if count)


def summary(counts: Counter[str], unit: str) -> str:
    """``removed 14 lines: 9 comment form, 3 ad, 2 related``."""
    number = sum(counts.values())
    if not number:
        return "removed nothing"
    kinds = ", ".join(f"{count} {words}" for words, count in counts.most_common())
    return f"removed {number} {unit}{'s' * (number != 1)}: {kinds}"
