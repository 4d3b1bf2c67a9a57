"""The log of a run as JSON lines on stderr: its start, each failure, each segment, its end."""

from __future__ import annotations

import json
from typing import Any

from newsarchive.cli.clock import now
from newsarchive.cli.console import tell


def log(event: str, **more: Any) -> None:
    """One line: when, which event, and what is to be said of it."""
    tell(json.dumps({"time": now(), "event": event, **more}) + "\n")


def log_event(event: dict[str, Any]) -> None:
    """What the run observes, as far as it belongs in a log."""
    if event.get("status") == "failed":
        log("failed", input=event["input"], reason=event["reason"], id=event["id"])
    elif "segment" in event and "input" not in event:
        log("segment", **event)
