"""The right side of the review page: the page line by line, each with its role, its reason and where it went, and the filters.

Filters are check boxes that review.css heeds (``:has``): there is no script. What a row is: rows.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from newsarchive.formats.limits import LONGEST_ROW, LONGEST_WHY, MOST_PAGE, MOST_ROWS, shorten, within
from newsarchive.formats.markup import Markup, element, join
from newsarchive.formats.rows import Row, place, unit
from newsarchive.model import Article, Role

_SPOKEN: dict[str, str] = {Role.AD: "advertising", Role.NAV: "navigation", Role.COOKIE: "cookie notice"}
"""Roles whose own word is a short one; the others are called as they are."""


class Anchors:
    """Where each row stands on the page: ``L12`` for the first block of line 12, ``L12-2`` for the next, ``L0`` in the head."""

    def __init__(self, rows: Sequence[Row]) -> None:
        seen: Counter[int] = Counter()
        self.of_rows: list[str] = []
        self.of_parts: dict[str, str] = {}
        """By the part of the article that a row became."""
        for row in rows:
            first = row.lines[0] if row.lines[1] else 0
            seen[first] += 1
            anchor = f"L{first}" if seen[first] == 1 else f"L{first}-{seen[first]}"
            self.of_rows.append(anchor)
            if row.became:
                self.of_parts[row.became] = anchor


def shown_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows that find room."""
    return list(within(((row, row.text[:LONGEST_ROW]) for row in rows), MOST_ROWS, MOST_PAGE))


def called(name: str) -> str:
    """The name of a role or field in words."""
    return _SPOKEN.get(name, name.replace("_", " "))


def lines_column(article: Article, rows: Sequence[Row], shown: Sequence[Row], targets: frozenset[str]) -> Markup:
    """The column.

    Args:
        article: whose page it is.
        rows: all of it.
        shown: the first of ``rows``: those that find room.
        targets: the ids on the left side that rows may lead to.
    """
    one = unit(article)
    anchors = Anchors(shown).of_rows
    items = [_row(row, anchor, one, targets) for row, anchor in zip(shown, anchors, strict=True)]
    left = len(rows) - len(shown)
    return element(
        "section",
        element("h2", f"The page, {one} by {one}", id="page-title"),
        _filters(rows),
        element("ol", items, class_="rows", role="list"),
        element("p", f"{left:,} more are not shown here; --format json has them all.", class_="note") if left else "",
        id="page",
        class_="page",
        tabindex=0,
        aria_labelledby="page-title",
    )


def _row(row: Row, anchor: str, one: str, targets: frozenset[str]) -> Markup:
    kept = row.became in targets
    number = element(
        "a",
        element("span", "head of the page" if not row.lines[1] else one, class_="spoken"),
        " ",
        element("span", place(row.lines)),
        element("span", ", in the article", class_="spoken") if kept else "",
        class_="number",
        href=f"#{row.became if kept else anchor}",
        aria_describedby=f"why-{anchor}",
    )
    why = element("span", shorten(row.why, LONGEST_WHY), class_="why", id=f"why-{anchor}")
    role = element("span", called(row.name), class_="role")
    text = element("bdi", shorten(row.text, LONGEST_ROW), class_="text", dir="auto")
    state = "kept" if row.became else "removed"
    return element("li", number, role, text, why, id=anchor, class_=f"row {state} {row.role.value}")


def _filters(rows: Sequence[Row]) -> Markup:
    """``method=dialog`` outside a dialog: the Enter key sends nothing anywhere."""
    gone = sum(not row.became for row in rows)
    choices = (("all", "all", len(rows)), ("kept", "kept", len(rows) - gone), ("removed", "removed", gone))
    states = [_choice("radio", f"only-{key}", f"{word} {number:,}", key == "all") for key, word, number in choices]
    return element(
        "form",
        _group("Show", states, "states"),
        _group("Roles", _roles(rows), "roles"),
        element(
            "p",
            _choice("checkbox", "reasons", "all reasons", checked=False),
            _choice("checkbox", "print-page", "print this list too", checked=False),
            element("button", "Reset", type="reset"),
            class_="more",
        ),
        element("p", "Why: point at a row, or move to its number with the Tab key.", class_="hint"),
        class_="filters",
        method="dialog",
        autocomplete="off",
        aria_label="Filter the rows",
    )


def _roles(rows: Sequence[Row]) -> Iterator[Markup]:
    counts = Counter(row.role for row in rows)
    for role in Role:
        if counts[role]:
            yield _choice("checkbox", f"show-{role.value}", f"{called(role.value)} {counts[role]:,}", True, role.value)


def _group(legend: str, choices: Iterator[Markup] | list[Markup], name: str) -> Markup:
    return element("fieldset", element("legend", legend), join(choices, " "), class_=name)


def _choice(kind: str, key: str, label: str, checked: bool, class_: str | None = None) -> Markup:
    name = "state" if kind == "radio" else None
    box = element("input", type=kind, id=key, name=name, checked=checked)
    return element("span", box, element("label", label, for_=key), class_=f"choice {class_}" if class_ else "choice")
