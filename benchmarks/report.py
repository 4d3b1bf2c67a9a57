"""The results of extraction.py as Markdown tables. Only showing belongs here; figures come from measure.py and calibration.py."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from calibration import Point, expected_error, reliability
from measure import Score, by_set
from systems import SYSTEMS, TEXT, versions


@dataclass(frozen=True, slots=True)
class Result:
    """What one system made of one page in one form."""

    id: str
    dataset: str
    language: str
    system: str
    rendering: str
    """How the text was made of the page; empty for HTML."""
    fold: int | None
    """Of the models that newsarchive labelled with; None: the shipped ones."""
    precision: float
    recall: float
    f1: float
    alone: float
    """F1 of the body without the choice of a standfirst in front."""
    seconds: float
    """Of the processor."""
    failed: bool
    """It raised an error."""
    headline: bool | None = None
    """Whether the headline is the gold title; None where that does not stand on the page, or the system finds none."""
    confidence: float | None = None
    placed: float | None = None
    """Share of the page's characters rightly placed; of newsarchive alone."""

    @property
    def score(self) -> Score:
        return Score(self.precision, self.recall, self.f1)


def written(results: Sequence[Result], sets: Sequence[str], absent: Sequence[str]) -> str:
    """All tables."""
    sections = (
        ("Body, word F1", body_table(results, sets)),
        ("Body, precision / recall", precision_table(results, sets)),
        ("Systems that read text, F1 by rendering", rendering_table(results, sets)),
        ("F1 by language", language_table(results)),
        (
            "Headline, share of exact matches (normalised) where the title stands on the page",
            headline_table(results, sets),
        ),
        ("Confidence", calibration_tables(results)),
        ("Of this run", notes(results, sets, absent)),
    )
    return "\n\n".join(f"## {title}\n{text}" for title, text in sections if text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; empty where there are no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join((f"| {' | '.join(head)} |", "|---" * len(head) + "|", *lines)) if lines else ""


def of_system(results: Iterable[Result]) -> Iterator[tuple[str, list[Result]]]:
    """System -> its results, in the order of ``SYSTEMS``; of every rendering where it reads text."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.system, []).append(result)
    yield from ((name, groups[name]) for name in SYSTEMS if name in groups)


def set_scores(results: Iterable[Result], sets: Sequence[str]) -> tuple[dict[str, Score], Score]:
    """The mean score of each set that has pages, and the mean of the sets. A page has the same weight whatever the renderings."""
    scores: dict[str, list[Score]] = {name: [] for name in sets}
    for result in results:
        scores[result.dataset].append(result.score)
    return by_set({name: found for name, found in scores.items() if found})


def body_table(results: Sequence[Result], sets: Sequence[str]) -> str:
    rows = []
    for name, found in of_system(results):
        by_name, mean = set_scores(found, sets)
        seconds = sum(result.seconds for result in found)
        speed = f"{len(found) / seconds:.0f}" if seconds > 0.001 * len(found) else ""
        cells = (f"{by_name[name].f1:.3f}" if name in by_name else "" for name in sets)
        rows.append((SYSTEMS[name].label, *cells, f"**{mean.f1:.3f}**", speed))
    return table(("system", *sets, "mean F1", "pages per CPU second"), rows)


def precision_table(results: Sequence[Result], sets: Sequence[str]) -> str:
    rows = []
    for name, found in of_system(results):
        by_name, mean = set_scores(found, sets)
        cells = (_both(by_name[name]) if name in by_name else "" for name in sets)
        rows.append((SYSTEMS[name].label, *cells, _both(mean)))
    return table(("system", *sets, "mean"), rows)


def _both(score: Score) -> str:
    return f"{score.precision:.3f} / {score.recall:.3f}"


def rendering_table(results: Sequence[Result], sets: Sequence[str]) -> str:
    rows = []
    for name, found in of_system(result for result in results if result.rendering):
        for rendering in sorted({result.rendering for result in found}):
            by_name, mean = set_scores((result for result in found if result.rendering == rendering), sets)
            cells = (f"{by_name[name].f1:.3f}" if name in by_name else "" for name in sets)
            rows.append((SYSTEMS[name].label, rendering, *cells, f"**{mean.f1:.3f}**"))
    return table(("system", "rendering", *sets, "mean F1"), rows)


def language_table(results: Sequence[Result]) -> str:
    """Mean over the pages of a language, whatever their set; the commonest first."""
    pages = Counter(language for _, _, language in {(r.dataset, r.id, r.language) for r in results})
    systems = list(of_system(results))
    rows = []
    for language, count in sorted(pages.items(), key=lambda item: (-item[1], item[0])):
        means = (_mean([result.f1 for result in found if result.language == language]) for _, found in systems)
        rows.append((language or "?", str(count), *means))
    return table(("language", "pages", *(SYSTEMS[name].label for name, _ in systems)), rows)


def _mean(values: Sequence[float]) -> str:
    return f"{sum(values) / len(values):.3f}" if values else ""


def headline_table(results: Sequence[Result], sets: Sequence[str]) -> str:
    """By system; for text also by rendering, whose titled pages differ: a title may be broken over lines."""
    rows = []
    for name, found in of_system(result for result in results if result.headline is not None):
        rows.append(_headlines(SYSTEMS[name].label, found, sets))
        if SYSTEMS[name].reads == TEXT:
            for rendering in sorted({result.rendering for result in found}):
                some = [result for result in found if result.rendering == rendering]
                rows.append(_headlines(f"… {rendering}", some, sets))
    return table(("system", *sets, "mean", "cases"), rows)


def _headlines(label: str, found: Sequence[Result], sets: Sequence[str]) -> list[str]:
    right = {name: [float(result.headline is True) for result in found if result.dataset == name] for name in sets}
    means = [sum(values) / len(values) for values in right.values() if values]
    return [label, *(_mean(values) for values in right.values()), f"**{_mean(means)}**", str(len(found))]


def points(found: Iterable[Result]) -> list[Point]:
    """The results that have a confidence."""
    return [Point(r.confidence, r.placed, r.f1) for r in found if r.confidence is not None and r.placed is not None]


def calibration_tables(results: Sequence[Result]) -> str:
    """The reliability table of each system that states its confidence."""
    texts = []
    for name, found in of_system(results):
        bins = reliability(points(found))
        if bins:
            rows = (
                (f"{b.low:.1f} to {b.high:.1f}", str(b.pages), f"{b.confidence:.3f}", f"{b.placed:.3f}", f"{b.f1:.3f}")
                for b in bins
            )
            head = ("confidence", "pages", "mean confidence", "share of characters rightly placed", "mean F1")
            title = f"{SYSTEMS[name].label}: expected calibration error {expected_error(bins):.3f}"
            texts.append(f"{title}\n\n{table(head, rows)}")
    return "\n\n".join(texts)


def notes(results: Sequence[Result], sets: Sequence[str], absent: Sequence[str]) -> str:
    """What ran, with what versions, on how many pages; what was left out, what failed, and what the standfirst is worth."""
    counts = Counter(dataset for dataset, _ in {(result.dataset, result.id) for result in results})
    names = [name for name, _ in of_system(results)]
    found = ", ".join(f"{package} {number}" for package, number in versions(names).items())
    folds = sorted({result.fold for result in results if result.fold is not None})
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores; {found}.",
        f"Pages: {', '.join(f'{name} {counts[name]}' for name in sets)}.",
        f"Models: of folds {', '.join(map(str, folds))}." if folds else "Models: as shipped.",
    ]
    if absent:
        lines.append(f"Not installed, left out: {'; '.join(absent)}.")
    for name, mine in of_system(results):
        failed = sum(result.failed for result in mine)
        if failed:
            lines.append(
                f"{SYSTEMS[name].label}: raised an error on {failed} of {len(mine)}, counted as nothing found."
            )
        if any(result.alone != result.f1 for result in mine):
            alone = [Score(0, 0, result.alone) for result in mine]
            _, mean = by_set({s: [a for a, r in zip(alone, mine, strict=True) if r.dataset == s] for s in counts})
            lines.append(f"{SYSTEMS[name].label}: {mean.f1:.3f} with the body alone, the standfirst never in front.")
    return "\n".join(lines)
