"""The facts that ``doctor`` tells, as plain values. Reads only: nothing is written, made, locked or mended.

What cannot be found out says so in its place; only settings that cannot be used are problems.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

import newsarchive
from newsarchive.cli.console import is_terminal, wants_colour
from newsarchive.cli.settings import places, set_in_files
from newsarchive.errors import NewsarchiveError
from newsarchive.patterns import lazily

Facts = dict[str, Any]
_ORIGINS = {ParameterSource.ENVIRONMENT: "variable", ParameterSource.DEFAULT_MAP: "file"}
_PREFIX = "NEWSARCHIVE_"
_NAME = lazily(r"[^\w.-]")  # PEP 508: what ends the name of a package


def installed() -> Facts:
    """The program, the Python that runs it, and the packages that it needs with their versions."""
    from importlib import metadata

    try:
        wanted = [line for line in metadata.requires("newsarchive") or () if "extra ==" not in line]
    except metadata.PackageNotFoundError:  # run from its source
        wanted = []
    names = {_NAME.split(requirement, maxsplit=1)[0]: requirement for requirement in wanted}
    packages = [{"name": name, "version": _version(name), "needs": names[name]} for name in sorted(names)]
    return {
        "newsarchive": newsarchive.__version__,
        "folder": str(Path(newsarchive.__file__).parent),
        "python": platform.python_version(),
        "executable": sys.executable,
        "system": platform.platform(),
        "packages": packages,
    }


def _version(name: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def knowledge() -> Facts:
    """The networks that label blocks, and the languages that have a table of phrases."""
    from newsarchive.label import model_name
    from newsarchive.label.phrasestore import languages

    folder = Path(newsarchive.__file__).parent / "label" / "networks"
    kinds = {"text": "text/plain", "html": "text/html"}
    networks = [
        {"for": kind, "name": model_name(media_type), "bytes": (folder / f"{kind}.npz").stat().st_size}
        for kind, media_type in kinds.items()
    ]
    return {"networks": networks, "phrases": [name for name in languages() if name != "und"]}


def settings(commands: dict[str, click.Command]) -> Facts:
    """Every option that does not have its default, with where its value comes from; and what is wrong."""
    found: list[Facts] = []
    problems: list[str] = []
    for name, command in commands.items():
        try:
            stated = set_in_files(command, name, commands)
        except NewsarchiveError as error:
            stated = {}
            if str(error) not in problems:
                problems.append(str(error))
        context = click.Context(command, info_name=name, default_map={key: value for key, (value, _) in stated.items()})
        for option in command.params:
            if isinstance(option, click.Option) and option.name:
                found += _winner(context, option, stated.get(option.name, (None, None))[1], problems)
    known = {option.envvar for command in commands.values() for option in command.params}
    unknown = sorted(name for name in os.environ if name.startswith(_PREFIX) and name not in known)
    files = [{"path": str(path), "is_there": path.is_file()} for path in places()]
    return {"files": files, "set": found, "unknown_variables": unknown, "problems": problems}


def _winner(context: click.Context, option: click.Option, path: Path | None, problems: list[str]) -> Iterator[Facts]:
    """The option's value and origin, where it is not its default."""
    name = max(option.opts, key=len)
    try:
        value, source = option.consume_value(context, {})
        option.process_value(context, value)
    except click.MissingParameter:
        return  # it must be typed, and nothing is set
    except click.ClickException as error:
        problems.append(f"{option.envvar}: {error.message}")
        return
    if source in _ORIGINS:
        origin = _ORIGINS[source]
        where = str(path) if origin == "file" else str(option.envvar)
        yield {"command": context.info_name, "option": name, "value": value, "from": origin, "where": where}


def archive(folder: Path) -> Facts:
    """What there is of an archive in ``folder``, and whether a run is writing to it."""
    from newsarchive.archive.layout import WARC, Layout

    layout = Layout(folder.absolute())
    facts: Facts = {"folder": str(folder), "is_there": layout.exists(), "locked": None}
    if not facts["is_there"]:
        return facts
    try:
        layout.require()
        segments = [path for path in layout.segments.iterdir() if path.name.endswith(WARC)]
        facts |= {
            "segments": len(segments),
            "bytes": sum(path.stat().st_size for path in segments),
            "runs": sum(path.suffix == ".jsonl" for path in layout.runs.iterdir()),
            "locked": _is_locked(layout.lock),
            "error": None,
        }
    except NewsarchiveError as error:
        facts["error"] = str(error)
    except OSError as error:
        facts["error"] = f"cannot be read: {error.strerror}"
    return facts


def _is_locked(path: Path) -> bool | None:
    """Whether another process holds the lock; None where this system does not tell. For an instant it is held here, shared."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    try:
        with open(path, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def terminal() -> Facts:
    """The three streams, and what decides about colours and width."""
    names = ("TERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LANG", "LC_ALL")
    streams = {name: is_terminal(getattr(sys, name)) for name in ("stdin", "stdout", "stderr")}
    return {
        **streams,
        "columns": shutil.get_terminal_size((0, 0)).columns or None,
        "colours": wants_colour("auto"),
        "variables": {name: os.environ[name] for name in names if name in os.environ},
    }
