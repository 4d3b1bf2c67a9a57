"""How well lines of real pages get their roles: accuracy by group, body F1, and the confusion table.

    python benchmarks/roles.py FOLDER [--odd | --even] [--rules] [--lines] [--folds MODELS]

FOLDER holds pages as ``NN.txt`` and the roles of their lines as ``NN.json`` with ``ranges: [[first, last, role], …]``,
1-based. Blank lines and mixed lines (``~role``) do not count. ``--rules`` adds the precision of each named rule,
``--lines`` prints every line that went to a wrong group. The shipped network has seen these pages: with ``--folds``
each is labelled by one that saw no page of its site.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import models

from newsarchive.decode.text import cut_text
from newsarchive.label import label
from newsarchive.model import Document, Role

GROUPS = {
    "body": {"body"},
    "headline": {"headline"},
    "byline+date": {"byline", "date"},
    "related": {"related", "related_heading", "related_previous", "related_next"},
    "comment": {"comment", "comment_form"},
    "ad+newsletter+cookie": {"ad", "newsletter", "cookie"},
    "nav+share+footer+other": {"nav", "share", "footer", "other", "duplicate_headline"},
    "caption": {"caption"},
    "standfirst": {"standfirst"},
}
GROUP_OF = {role: group for group, roles in GROUPS.items() for role in roles}
OUTSIDE = ("caption", "standfirst")
"""Groups beyond the seven that accuracy is asked for: it is told without the lines that the annotators gave them, and with them."""
FIELDS = ("byline", "date", "standfirst", "caption", "related", "related_previous", "related_next")
"""Roles that become fields of the article: F1 by line of each."""


@dataclass(frozen=True)
class Line:
    """One line of a page: what the annotators said of it and what we say."""

    page: str
    number: int
    text: str
    gold: str
    ours: str
    why: str


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    half = parser.add_mutually_exclusive_group()
    half.add_argument("--even", action="store_const", const=0, dest="half")
    half.add_argument("--odd", action="store_const", const=1, dest="half")
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--folds", type=Path, help="text-0.npz and so on, trained without the sites of their fold")
    options = parser.parse_args()
    fold = folds_of(options.folder) if options.folds else {}
    lines = []
    for page in pages(options.folder, options.half):
        with models.using(options.folds, fold.get(page.stem)):
            lines += judged(page)
    if options.lines:
        show_errors(lines)
    show_confusion(lines)
    if options.rules:
        show_rules(lines)
    show_scores(lines)


def folds_of(folder: Path) -> dict[str, int]:
    """The fold of each annotated page, by the site of the corpus page that it was made from (``FOLDER/../pages``)."""
    sys.path.insert(0, str(models.ROOT))
    from training.corpus import read_pages

    ids = {json.loads(path.read_text(encoding="utf-8"))["id"]: path.stem for path in folder.glob("*.json")}
    found = (page for page in read_pages(folder.parent) if page.id in ids)
    return {ids[page.id]: models.fold_of({**page.raw, "html": page.html}) for page in found}


def pages(folder: Path, half: int | None) -> list[Path]:
    """The annotated pages of ``folder``, or those with even (0) or odd (1) numbers."""
    return [path for path in sorted(folder.glob("*.json")) if half is None or int(path.stem) % 2 == half]


def judged(path: Path) -> Iterator[Line]:
    """Each annotated line of a page with the annotators' role and ours."""
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    document = label(Document(text, cut_text(text), "text/plain", "utf-8", "valid"))
    ours = {n: block for block in document.blocks for n in range(block.lines[0], block.lines[1] + 1)}
    lines = text.split("\n")
    for first, last, role in json.loads(path.read_text(encoding="utf-8"))["ranges"]:
        for number in range(first, min(last, len(lines)) + 1):
            block = ours.get(number)
            if block and lines[number - 1].strip() and not role.startswith("~"):
                yield Line(path.stem, number, lines[number - 1].strip(), role, block.role.value, block.why)


def show_errors(lines: Iterable[Line]) -> None:
    """Every line in a wrong group."""
    for line in lines:
        if GROUP_OF[line.gold] != GROUP_OF[line.ours]:
            print(f"{line.page}:{line.number}\t{line.gold} -> {line.ours}\t{line.text[:90]}\t{line.why[:70]}")


def show_confusion(lines: list[Line]) -> None:
    """Annotators' groups down, ours across."""
    table = Counter((GROUP_OF[line.gold], GROUP_OF[line.ours]) for line in lines)
    names = list(GROUPS)
    print(f"{'gold / ours':24}" + "".join(f"{name[:9]:>10}" for name in names) + "    recall")
    for gold in names:
        row = [table[gold, ours] for ours in names]
        print(f"{gold:24}" + "".join(f"{n:10}" for n in row) + f"{share(table[gold, gold], sum(row)):10.3f}")
    print(f"{'precision':24}" + "".join(f"{share(table[o, o], sum(table[g, o] for g in names)):10.3f}" for o in names))


def show_rules(lines: list[Line]) -> None:
    """Each rule: lines settled, share in the right group, share in the right role, body lines taken."""
    by_rule: dict[str, list[Line]] = {}
    for line in lines:
        by_rule.setdefault(line.why.split(":")[0].split(" p=")[0], []).append(line)
    print(f"\n{'rule':28}{'lines':>8}{'group':>8}{'role':>8}{'of body':>8}")
    for name, found in sorted(by_rule.items(), key=lambda item: -len(item[1])):
        group = sum(GROUP_OF[line.gold] == GROUP_OF[line.ours] for line in found)
        role = sum(line.gold == line.ours for line in found)
        taken = sum(line.gold == Role.BODY for line in found)
        print(f"{name:28}{len(found):8}{share(group, len(found)):8.3f}{share(role, len(found)):8.3f}{taken:8}")


def show_scores(lines: list[Line]) -> None:
    """Accuracy over lines and averaged over pages; precision, recall and F1 of the body and of what becomes a field."""
    right = [GROUP_OF[line.gold] == GROUP_OF[line.ours] for line in lines]
    seven = [good for line, good in zip(lines, right, strict=True) if GROUP_OF[line.gold] not in OUTSIDE]
    per_page: dict[str, list[bool]] = {}
    for line, good in zip(lines, right, strict=True):
        per_page.setdefault(line.page, []).append(good)
    macro = sum(share(sum(page), len(page)) for page in per_page.values()) / len(per_page)
    print(f"\npages {len(per_page)}  lines {len(lines)}  accuracy by page {macro:.3f}")
    print(f"accuracy by line: {share(sum(seven), len(seven)):.3f} over the seven groups ({len(seven)} lines),", end=" ")
    print(f"{share(sum(right), len(lines)):.3f} with {' and '.join(OUTSIDE)} as groups of their own")
    for role in (Role.BODY, *FIELDS):
        precision, recall, f1 = by_role(lines, role)
        print(f"{role:17} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")


def by_role(lines: list[Line], role: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of one role by line."""
    both = sum(line.gold == line.ours == role for line in lines)
    precision = share(both, sum(line.ours == role for line in lines))
    recall = share(both, sum(line.gold == role for line in lines))
    return precision, recall, share(2 * precision * recall, precision + recall)


def share(part: float, whole: float) -> float:
    """``part / whole``, 0 where there is nothing."""
    return part / whole if whole else 0.0


if __name__ == "__main__":
    main()
