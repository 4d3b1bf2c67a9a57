"""Advertising planted into articles: how many of its lines stay out of the body, and what that costs the body.

    python benchmarks/planted.py CORPUS [--pages 40] [--lines 5] [--folds MODELS] [--missed]

Of each page's text the lines of the body are found as newsarchive finds them; then lines of ``planted.toml``, which no network has
seen (but for the bare label, "Advertisement", of each language), are put above and below the whole text and between its
paragraphs. A planted line is removed if it is no body. The cost is the share of the gold body's words that were found without the
advertising and are not found with it. With ``--folds`` each page is labelled by networks that saw no page of its site.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import models
from corpus import SETS, Page, gold_of, pages, render
from measure import words

from newsarchive.decode.text import cut_text
from newsarchive.label import label
from newsarchive.model import Document, Role

LINES: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
WHERE = ("first", "between", "last")


@dataclass(frozen=True)
class Planted:
    """One line that was planted."""

    language: str
    where: str
    text: str
    role: str
    """What we made of it."""


@dataclass(frozen=True)
class Result:
    """One page."""

    planted: tuple[Planted, ...]
    before: int
    """Words of the gold body that stand in our body of the page as it is."""
    after: int
    """The same of the page with advertising."""


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=40, help="of each data set")
    parser.add_argument(
        "--lines", type=int, default=5, help="planted into each page: one first, one last, the rest between"
    )
    parser.add_argument("--folds", type=Path, help="text-0.npz and so on, trained without the sites of their fold")
    parser.add_argument("--missed", action="store_true", help="print the lines that stayed in the body")
    options = parser.parse_args()
    results = [
        result
        for name in SETS
        for page in pages(options.corpus, name, options.pages)
        for result in measured(page, options.lines, options.folds)
    ]
    if options.missed:
        show_missed(results)
    show(results)


def measured(page: Page, lines: int, folds: Path | None) -> Iterator[Result]:
    """The page with planted lines, in the two renderings that differ most; nothing where no body is found."""
    fold = models.fold_of(page) if folds else None
    for rendering in ("resiliparse", "bs4-lines"):
        dice = random.Random(f"{page['id']} {rendering}")
        text = render(rendering, page["html"])
        with models.using(folds, fold):
            result = planted(text, page, lines, dice)
        if result is not None:
            yield result


def planted(text: str, page: Page, amount: int, dice: random.Random) -> Result | None:
    """``text`` labelled without and with advertising."""
    before = labelled(text)
    ends = [block.lines[1] for block in before.blocks if block.role is Role.BODY]
    if len(ends) < 3:
        return None
    language = page.get("lang") or ""
    source = text.split("\n")
    ads = dice.sample(LINES.get(language[:2], LINES["en"]), amount)
    places = [0, len(source), *sorted(dice.sample(ends[:-1], min(amount - 2, len(ends) - 1)))]
    apart = any(not line.strip() for line in source)
    made, numbers = with_lines(source, dict(zip(places, ads, strict=False)), apart=apart)
    after = labelled(made)
    roles = {n: block.role.value for block in after.blocks for n in range(block.lines[0], block.lines[1] + 1)}
    found = tuple(
        Planted(language, WHERE[0] if at == 0 else WHERE[2] if at == len(source) else WHERE[1], ad, roles[numbers[at]])
        for at, ad in zip(places, ads, strict=False)
    )
    gold = Counter(words(gold_of(page).text))
    mine = {" ".join(words(each.text)) for each in found}
    return Result(found, hits(before, gold, set()), hits(after, gold, mine))


def labelled(text: str) -> Document:
    """Bare text with roles."""
    return label(Document(text, cut_text(text), "text/plain", "utf-8", "valid"))


def with_lines(source: list[str], added: dict[int, str], *, apart: bool) -> tuple[str, dict[int, int]]:
    """The lines with others after some of them, set apart by blank lines or not; and where, 1-based, each of those stands."""
    made: list[str] = []
    numbers: dict[int, int] = {}
    for at in range(len(source) + 1):
        if at:
            made.append(source[at - 1])
        if at in added:
            made += ["", added[at], ""] if apart else [added[at]]
            numbers[at] = len(made) - apart
    return "\n".join(made), numbers


def hits(document: Document, gold: Counter[str], leave: set[str]) -> int:
    """Words of the gold that the body holds, blocks that say one of ``leave`` aside."""
    body = (words(block.text) for block in document.blocks if block.role is Role.BODY)
    return (Counter(word for own in body if " ".join(own) not in leave for word in own) & gold).total()


def show_missed(results: list[Result]) -> None:
    """The lines that stayed in the body, the commonest first."""
    missed = Counter(
        (each.language, each.text) for result in results for each in result.planted if each.role == Role.BODY
    )
    for (language, text), n in missed.most_common():
        print(f"{n:4} {language:3} {text}")


def show(results: list[Result]) -> None:
    """Removed lines by place and language, and the cost."""
    lines = [each for result in results for each in result.planted]
    tables: tuple[tuple[str, Callable[[Planted], str]], ...] = (
        ("place", lambda each: each.where),
        ("language", lambda each: each.language),
        ("all", lambda _: "all"),
    )
    for name, key in tables:
        for value in sorted({key(each) for each in lines}):
            some = [each for each in lines if key(each) == value]
            gone = sum(each.role != Role.BODY for each in some)
            ad = sum(each.role == Role.AD for each in some)
            print(
                f"{name:9} {value:8} lines {len(some):6}  removed {gone / len(some):.3f}  as advertising {ad / len(some):.3f}"
            )
    before, after = sum(result.before for result in results), sum(result.after for result in results)
    worse = sum(result.after < 0.9 * result.before for result in results)
    print(f"texts {len(results)}  cost: {(before - after) / before:.4f} of {before} words of the gold body;", end=" ")
    print(f"texts that lost more than a tenth: {worse}")


if __name__ == "__main__":
    main()
