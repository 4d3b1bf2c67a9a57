"""Pages made harder: advertising, forms, threads and links of our own writing planted, articles cut short, layout changed.

What is planted stands in planted.toml, by language. A planted block's role is certain.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from training.examples import BIT, NOISE, Example
from training.pitches import pitch

Planted = list[tuple[str, str]]
"""Lines with their roles."""


_ENDINGS = (".com", ".net", ".org", ".info", ".de", ".fr", ".ru", ".co.uk", ".biz", ".shop")
"""For the addresses in what is planted, which end in .example: the network must not learn that."""


@cache
def _lines(language: str) -> dict[str, Any]:
    tables = tomllib.loads((Path(__file__).parent / "planted.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = tables.get(language) or tables["en"]
    return found


def augmented(example: Example, partner: Example | None, dice: random.Random) -> Example:
    """A harder variant of ``example``, in half of the cases amid the menus and lists of ``partner``, a page of another site."""
    made = _Draft(example, dice)
    if partner is not None and dice.random() < 0.5:
        made.transplant(_Draft(partner, dice))
    if dice.random() < 0.35:
        made.shorten()
    if example.renderer == "html":
        return made.done()
    if dice.random() < 0.2:
        made.strip()
    for chance, plant in (
        (0.9, made.advertise), (0.25, made.read_also), (0.15, made.captions), (0.25, made.newsletter), (0.3, made.neighbours),
        (0.3, made.related), (0.25, made.comment_form), (0.2, made.comments), (0.15, made.author_box), (0.15, made.cookies),
        (0.25, made.share), (0.12, made.footer), (0.15, made.credits),
    ):  # fmt: skip
        if dice.random() < chance:
            plant()
    made.relayout()
    return made.done()


class _Draft:
    """A page while it is changed: block, allowed roles, hint and share together."""

    def __init__(self, example: Example, dice: random.Random) -> None:
        self.example = example
        self.dice = dice
        share = example.share or [0.0] * len(example.blocks)
        self.rows = [list(row) for row in zip(example.blocks, example.allowed, example.hint, share, strict=True)]
        self.language = example.language[:2] if dice.random() < 0.85 else "en"
        self.lines = _lines(self.language)

    def done(self) -> Example:
        """The changed example."""
        blocks, allowed, hint, share = (list(column) for column in zip(*self.rows, strict=True))
        return replace(self.example, blocks=blocks, allowed=allowed, hint=hint, share=share)

    def body(self) -> list[int]:
        return [i for i, row in enumerate(self.rows) if row[1] == BIT["body"]]

    def ends(self) -> tuple[int, int]:
        """Where the body begins and where it has ended."""
        body = self.body()
        return (body[0], body[-1] + 1) if body else (0, len(self.rows))

    def some(self, key: str, least: int, most: int) -> list[Any]:
        lines: Sequence[Any] = self.lines.get(key) or _lines("en")[key]
        return [self.dice.choice(lines) for _ in range(self.dice.randint(least, most))]

    def plant(self, at: int, lines: Planted) -> None:
        near = self.rows[min(at, len(self.rows) - 1)][0]
        blank = self.dice.choice([near[1], near[1], 0, 1])
        ending = self.dice.choice(_ENDINGS)
        lines = [(text.replace(".example", ending), role) for text, role in lines]
        rows = [
            [
                [text, blank if i == 0 else self.dice.choice([blank, 0]), near[2], "paragraph"],
                BIT[role],
                -1,
                float(role == "body"),
            ]
            for i, (text, role) in enumerate(lines)
        ]
        self.rows[at:at] = rows

    def transplant(self, partner: _Draft) -> None:
        """Keep the article and what stands next to it; what is further off is taken from ``partner``."""
        first, last = self.ends()
        other_first, other_last = partner.ends()
        if not self.body() or not partner.body():
            return
        above = partner.rows[: max(0, other_first - self.dice.randint(1, 8))]
        below = partner.rows[other_last + self.dice.randint(0, 4) :]
        for row in (*above, *below):
            if row[1] == BIT["headline"] or row[1] & BIT["body"]:
                row[1] = NOISE & ~BIT["headline"]
        own = self.rows[max(0, first - self.dice.randint(2, 9)) : last + self.dice.randint(0, 6)]
        self.rows = [*above, *own, *below]

    def anywhere(self) -> int:
        """A place in the body, or at one of its ends, or at the ends of the page."""
        first, last = self.ends()
        where = self.dice.random()
        if where < 0.6:
            return self.dice.randint(first, last)
        return self.dice.choice([first, last, 0, len(self.rows)])

    def shorten(self) -> None:
        """Keep the first paragraphs of the body: short articles among many teasers are the hardest."""
        body = self.body()
        keep = self.dice.randint(1, 5)
        gone = set(body[keep:])
        if len(body) > keep and sum(len(self.rows[i][0][0]) for i in body[:keep]) > 120:
            self.rows = [row for i, row in enumerate(self.rows) if i not in gone]

    def strip(self) -> None:
        """Leave little of the page's own noise."""
        first, last = self.ends()
        self.rows = self.rows[max(0, first - self.dice.randint(1, 8)) : last + self.dice.randint(0, 6)]

    def advertise(self) -> None:
        for _ in range(self.dice.randint(1, 6)):
            self.plant(self.anywhere(), [(self.advertisement(), "ad") for _ in range(self.dice.choice((1, 1, 1, 2)))])

    def advertisement(self) -> str:
        """A line from a template, or of planted.toml."""
        line = pitch(self.language, self.dice) if self.dice.random() < 0.6 else None
        return line or str(self.some("ad", 1, 1)[0])

    def read_also(self) -> None:
        first, last = self.ends()
        for line in self.some("read_also", 1, 3):
            self.plant(self.dice.randint(min(first + 1, last), last), [(line, "related")])

    def captions(self) -> None:
        first, last = self.ends()
        for line in self.some("caption", 1, 3):
            self.plant(self.dice.randint(first, last), [(line, "caption")])

    def newsletter(self) -> None:
        self.plant(self.anywhere(), [(line, "newsletter") for line in self.some("newsletter", 1, 3)])

    def neighbours(self) -> None:
        """Previous and next post, in one of the orders that themes print them in."""
        titles = self.some("titles", 2, 2)
        labels = [self.some("previous", 1, 1)[0], self.some("next", 1, 1)[0]]
        roles = ["related_previous", "related_next"]
        lines: Planted = []
        if self.dice.random() < 0.8:
            for label, title, role in zip(labels, titles, roles, strict=True):
                lines += [(label, "related_heading"), (title, role)]
        else:
            lines = [(labels[0], "related_heading"), (labels[1], "related_heading")]
        self.plant(self.ends()[1], lines)

    def related(self) -> None:
        heading = self.some("related_heading", 1, 1)[0]
        self.plant(
            self.ends()[1], [(heading, "related_heading"), *((title, "related") for title in self.some("titles", 2, 8))]
        )

    def comment_form(self) -> None:
        self.plant(self.ends()[1], [(line, "comment_form") for line in self.some("comment_form", 1, 1)[0]])

    def comments(self) -> None:
        self.plant(self.ends()[1], [(line, "comment") for line in self.some("comments", 1, 1)[0]])

    def author_box(self) -> None:
        self.plant(self.ends()[1], [(line, "byline") for line in self.some("author_box", 1, 1)])

    def cookies(self) -> None:
        self.plant(self.dice.choice([0, len(self.rows)]), [(line, "cookie") for line in self.some("cookie", 1, 4)])

    def share(self) -> None:
        self.plant(self.dice.choice(self.ends()), [(line, "share") for line in self.some("share", 1, 5)])

    def footer(self) -> None:
        self.plant(len(self.rows), [(line, "footer") for line in self.some("footer", 1, 3)])

    def credits(self) -> None:
        lines = [(line, "byline") for line in self.some("byline_line", 1, 1)] + [
            (line, "date") for line in self.some("date_line", 1, 1)
        ]
        self.dice.shuffle(lines)
        self.plant(self.ends()[0], lines)

    def relayout(self) -> None:
        """Other blank lines and indents, as databases and form fields leave them."""
        kind = self.dice.random()
        for row in self.rows:
            if kind < 0.25:
                row[0] = [row[0][0], 0, *row[0][2:]]
            elif kind < 0.4:
                row[0] = [row[0][0], 1, *row[0][2:]]
            if kind < 0.3:
                row[0] = [*row[0][:2], 0, *row[0][3:]]
