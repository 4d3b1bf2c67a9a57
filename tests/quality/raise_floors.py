"""Measure today's pages and raise the floors that can be raised. No floor is ever lowered by this program.

    python tests/quality/raise_floors.py [--show]

``--show`` prints a line for each page and every line that went to a wrong group. Whoever must lower a floor edits
floors.json by hand and says why in the commit.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quality.measure import Floors, Score

SLACK = 0.01
"""A floor stands this far below the measured value, cut to two decimals: a rounding on another machine does not fail it."""


def floor_of(value: float) -> float:
    """The floor that a measured value supports."""
    return max(0.0, round(math.floor(value * 100 + 1e-9) / 100 - SLACK, 2))


def raised(floors: Floors, measured: Floors) -> Floors:
    """``floors`` with every value that ``measured`` supports where that is higher, or where there is none yet."""
    return {
        section: {
            name: max(floors.get(section, {}).get(name, 0.0), floor_of(measured.get(section, {}).get(name, 0.0)))
            for name in sorted({*floors.get(section, {}), *measured.get(section, {})})
        }
        for section in sorted({*floors, *measured})
    }


def report(scores: list[Score], measured: Floors) -> None:
    """A line for each page, then the sums."""
    from quality.measure import ACCEPTED

    for each in scores:
        lines = "    -" if each.lines is None else f"{each.lines:.3f}"
        wrong = [
            f"{role}>{group.partition('+')[0]} {n}"
            for (role, group), n in each.confusion.most_common()
            if group not in ACCEPTED[role]
        ]
        print(f"{each.page:32}{each.f1:6.3f}  {'ok ' if each.headline else 'NO '} {lines}  {', '.join(wrong)}")
    for section in ("language", "overall"):
        print(section, "  ".join(f"{name} {value:.3f}" for name, value in measured[section].items()))


def main() -> None:
    """Measure, write, and say what rose."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from quality.measure import FLOORS, names, read_floors, score, summary

    scores = [score(name) for name in names()]
    measured = summary(scores)
    if "--show" in sys.argv:
        report(scores, measured)
    old = read_floors()
    new = raised(old, measured)
    for section, values in new.items():
        for name, value in values.items():
            before = old.get(section, {}).get(name)
            if before != value:
                print(f"{section} {name}: {before} -> {value}")
    FLOORS.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
