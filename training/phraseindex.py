"""Writes ``label/phrases/index.jsonl``: the phrase tables as they are used, and what a line must hold for each pattern to match it.

    python -m training.phraseindex

To be run after a change of a table; ``newsarchive/label/phrasestore.py`` reads the index, and until then the table itself.
"""

from __future__ import annotations

from pathlib import Path

from newsarchive.label.phrasestore import INDEX, folder, index_of, languages, parsed


def main() -> None:
    """Write the file beside the tables."""
    (Path(str(folder())) / INDEX).write_text(index_of(map(parsed, languages())), encoding="utf-8")


if __name__ == "__main__":
    main()
