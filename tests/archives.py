"""Archives for tests: pages of our own writing, ingested for real."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newsarchive.archive import Archive
from newsarchive.archive.ingest import RunOptions
from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.sources import SourceOptions, read_sources

DATE = "2023-09-05T14:00:00Z"
_SENTENCES = (
    "The council of {town} voted on Tuesday to keep the old ferry running through the winter, after three hours of debate.",
    "Supporters had filled the gallery since early morning, and several of them brought letters from people who could not come.",
    "“We asked for one more year, and we got one more year,” said {name}, who has piloted the boat for two decades.",
    "The bridge that was meant to replace it is now expected to open in the spring, according to the engineer in charge.",
    "Until then the crossing will cost the same as before, and schoolchildren from both banks will still travel free of charge.",
)
_TOWNS = ("Ellerby", "Marrow Bay", "Oldquay", "Saint Brannoc", "Tarn", "Wexcombe")
_NAMES = ("Ada Brook", "Jonas Petch", "Mirela Stan", "Oke Lindqvist", "Pilar Osorio")


def page_text(number: int) -> str:
    """A page with an advertisement, a headline, five paragraphs and links; no two numbers give the same."""
    town, name = _TOWNS[number % len(_TOWNS)], _NAMES[number % len(_NAMES)]
    body = "\n\n".join(sentence.format(town=town, name=name) for sentence in _SENTENCES)
    head = f"Start trading now on Nordbank\n\n{town} keeps its ferry for another winter, ruling number {number}\n\n"
    return f"{head}{body}\n\nPrevious Post\nFerry captain number {number} looks back\nNext Post\nBridge works delayed\n"


def page(number: int, *, uri: str | None = None, date: str = DATE) -> RawPage:
    return RawPage(page_text(number).encode(), uri or f"https://news.example/{number}", date=date)


def write_pages(folder: Path, numbers: Iterable[int]) -> Path:
    """The pages as files ``page-N.txt``, all of the same time, so that ingesting them is reproducible."""
    import os

    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        path = folder / f"page-{number}.txt"
        path.write_text(page_text(number), encoding="utf-8")
        os.utime(path, (1_693_922_400, 1_693_922_400))
    return folder


def ingest(
    folder: Path, pages: Iterable[RawPage | NoPage | Failure], *, run: str = "run-1", workers: int = 1
) -> dict[str, Any]:
    return Archive(folder).ingest(pages, RunOptions(run, DATE, workers))


def ingest_files(folder: Path, *names: Path, run: str = "run-1", workers: int = 1) -> dict[str, Any]:
    return ingest(folder, read_sources([str(name) for name in names], SourceOptions()), run=run, workers=workers)
