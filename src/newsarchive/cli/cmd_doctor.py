"""``newsarchive doctor``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from newsarchive.cli.console import emit
from newsarchive.errors import ExitCode
from newsarchive.textnorm import printable

Facts = dict[str, Any]
_LABEL = 14
"""Columns of what stands on the left."""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="JSON, for programs and bug reports.")
def command(as_json: bool) -> ExitCode:
    """What is installed, and which settings count here.

    Versions, networks and phrase tables; which file or variable an option has its value from; the archive and whether a run is
    writing to it; what is known of the terminal. Changes nothing.

    \b
    Examples:
      newsarchive doctor
      newsarchive doctor --json | jq .settings

    Exit code 7 where a setting cannot be used.
    """
    from newsarchive.cli import COMMANDS, diagnosis, load

    settings = diagnosis.settings({name: load(name) for name in COMMANDS})
    folders = [fact["value"] for fact in settings["set"] if fact["option"] == "--archive"]
    facts: Facts = {
        "installed": diagnosis.installed(),
        "knowledge": diagnosis.knowledge(),
        "settings": settings,
        "archive": diagnosis.archive(Path(folders[0] if folders else "archive")),
        "terminal": diagnosis.terminal(),
    }
    if as_json:
        emit(json.dumps(facts, default=str) + "\n")
    else:
        emit("\n".join(printable(line) for line in _report(facts)) + "\n")
    return ExitCode.CONFIGURATION if settings["problems"] else ExitCode.OK


def _report(facts: Facts) -> Iterator[str]:
    yield from _installed(facts["installed"])
    yield from _knowledge(facts["knowledge"])
    yield from _settings(facts["settings"])
    yield _row("archive", _archive(facts["archive"]))
    yield _row("terminal", _terminal(facts["terminal"]))
    yield from _problems(facts["settings"])


def _row(label: str, text: str) -> str:
    return f"{label:<{_LABEL}}{text}"


def _installed(facts: Facts) -> Iterator[str]:
    yield _row("newsarchive", f"{facts['newsarchive']}  {facts['folder']}")
    yield _row("Python", f"{facts['python']}  {facts['executable']}")
    yield _row("system", facts["system"])
    for number, package in enumerate(facts["packages"]):
        state = package["version"] or f"MISSING, {package['needs']} is needed"
        yield _row("" if number else "packages", f"{package['name']} {state}")


def _knowledge(facts: Facts) -> Iterator[str]:
    for number, network in enumerate(facts["networks"]):
        size = f"{network['bytes'] / 1e6:.1f} MB"
        yield _row("" if number else "networks", f"{network['name']} for {network['for']}, {size}")
    yield _row("phrases", f"{len(facts['phrases'])} languages: {' '.join(facts['phrases'])}")


def _settings(facts: Facts) -> Iterator[str]:
    for number, file in enumerate(facts["files"]):
        yield _row("" if number else "settings", file["path"] + ("" if file["is_there"] else "  (not there)"))
    for fact in facts["set"]:
        origin = f"{fact['from']} {fact['where']}"
        yield _row("", f"{fact['command']} {fact['option']} = {fact['value']}  from {origin}")
    if not facts["set"]:
        yield _row("", "every option has its default")


def _archive(facts: Facts) -> str:
    if not facts["is_there"]:
        return f"{facts['folder']}: none yet"
    if facts["error"]:
        return f"{facts['folder']}: {facts['error']}"
    state = {True: "a run is writing to it", False: "not locked", None: "lock unknown"}[facts["locked"]]
    counts = (
        f"{_counted(facts['segments'], 'segment')}, {facts['bytes'] / 1e6:.1f} MB, {_counted(facts['runs'], 'run')}"
    )
    return f"{facts['folder']}: {counts}, {state}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _terminal(facts: Facts) -> str:
    streams = ", ".join(name for name in ("stdin", "stdout", "stderr") if facts[name]) or "none of the streams"
    columns = f"{facts['columns']} columns" if facts["columns"] else "width unknown"
    variables = "".join(f", {name}={value}" for name, value in facts["variables"].items())
    return f"{streams}; {columns}, colours {'on' if facts['colours'] else 'off'}{variables}"


def _problems(facts: Facts) -> Iterator[str]:
    for name in facts["unknown_variables"]:
        yield _row("note", f"{name}: no option of this name; nothing reads it")
    for problem in facts["problems"]:
        yield _row("PROBLEM", problem)
