"""Writes ``label/phrases/needs.json``: what a line must hold for each pattern of the phrase tables to match it.

    python -m training.needs

To be run after a change of a table; ``newsarchive/label/needs.py`` does the reading, at every start for what is not in the file.
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from newsarchive.label.phrases import languages, read_needs, table


def main() -> None:
    """Write the file beside the tables."""
    patterns = sorted(
        {p for language in languages() for section in table(language).sections.values() for p in section.patterns}
    )
    found = {pattern: read_needs(pattern, "phrases") for pattern in patterns}
    stored = {pattern: [needs.place.value, sorted(needs.words)] for pattern, needs in found.items()}
    path = Path(str(resources.files("newsarchive.label") / "phrases" / "needs.json"))
    lines = (f" {json.dumps(p, ensure_ascii=False)}: {json.dumps(n, ensure_ascii=False)}" for p, n in stored.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
