"""What verify has to say: findings, each with its file and the place in it, and what an interrupted run left. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One damage."""

    path: str
    """Relative to the archive."""
    place: str
    """The record, line or row; empty where it is the file as a whole."""
    problem: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.path, self.place, self.problem) if part)


@dataclass(slots=True)
class Report:
    """The result of a verification."""

    findings: list[Finding] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    """What a run that is going on, or was cut off, has yet to do; no damage."""
    files: int = 0
    records: int = 0
    articles: int = 0
    bytes: int = 0
    segments: list[str] | None = None
    """The segments that were looked into; None: all."""
    unremembered: str = ""
    """Why events.jsonl does not say that this check was made; empty where it does."""

    def add(self, path: str, place: str, problem: str) -> None:
        self.findings.append(Finding(path, place, problem))

    def value(self) -> dict[str, Any]:
        """As a JSON value, for ``verify --json``."""
        return {
            "ok": not self.findings,
            "files": self.files,
            "records": self.records,
            "articles": self.articles,
            "bytes": self.bytes,
            "findings": [{"path": f.path, "place": f.place, "problem": f.problem} for f in self.findings],
            "unfinished": self.unfinished,
            "segments": self.segments,
        }
