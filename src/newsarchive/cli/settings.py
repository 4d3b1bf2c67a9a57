"""newsarchive.toml: options that are not typed each time. A flag beats a variable, a variable beats the file.

    archive = "/srv/news"        # any option that several commands take
    [ingest]                     # options of one command
    workers = 4

Read from the working folder, then from the XDG folder (``$XDG_CONFIG_HOME/newsarchive``, else ``~/.config/newsarchive``); where
both say something, the first counts.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from newsarchive.errors import ConfigurationError
from newsarchive.textnorm import printable

NAME = "newsarchive.toml"
SHARED = ("archive", "color")
"""Options that may stand at the top: they mean the same to every command that has them."""


def defaults(command: click.Command, name: str, commands: Iterable[str]) -> dict[str, Any]:
    """The defaults that the files give to the options of a command, by parameter name, as click's ``default_map`` wants them.

    Raises:
        ConfigurationError: a file cannot be read, or names a command or option that is none, or a value it cannot have.
    """
    return {key: value for key, (value, _) in set_in_files(command, name, commands).items()}


def set_in_files(command: click.Command, name: str, commands: Iterable[str]) -> dict[str, tuple[Any, Path]]:
    """The same, each with the file that it comes from."""
    options = {_long(option): option for option in command.params if isinstance(option, click.Option)}
    found: dict[str, tuple[Any, Path]] = {}
    for path in filter(Path.is_file, places()):
        for key, value in _stated(path, name, frozenset(commands)):
            option = options.get(key)
            if option is not None and option.name is not None:
                found.setdefault(option.name, (_checked(path, key, option, command, value), path))
            elif key not in SHARED:
                raise ConfigurationError(f"{_shown(path)}: [{name}] {printable(key)}: `{name}` has no such option")
    return found


def places() -> Iterator[Path]:
    """Where newsarchive.toml is looked for, the first first."""
    config = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    with contextlib.suppress(RuntimeError):  # no home folder is known
        config = str(Path(config).expanduser())
    yield from (Path(NAME), Path(config) / "newsarchive" / NAME)


def _stated(path: Path, name: str, commands: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """The options that a file states for a command: its own table first, then what stands at the top."""
    content = _read(path)
    for key, value in content.items():
        if key not in SHARED and (key not in commands or not isinstance(value, dict)):
            raise ConfigurationError(
                f"{_shown(path)}: {printable(key)}: neither a command nor one of {', '.join(SHARED)}"
            )
    yield from content.get(name, {}).items()
    yield from ((key, content[key]) for key in SHARED if key in content)


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{_shown(path)}: {error.strerror}") from error
    except ValueError as error:  # not UTF-8, or not TOML
        raise ConfigurationError(f"{_shown(path)}: not TOML: {error}") from error


def _checked(path: Path, key: str, option: click.Option, command: click.Command, value: Any) -> Any:
    try:
        if option.is_flag is not isinstance(value, bool):
            raise click.BadParameter("true and false are for switches, and nothing else is")
        option.process_value(click.Context(command), value)
    except click.ClickException as error:
        raise ConfigurationError(f"{_shown(path)}: {key}: {error.message}") from error
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"{_shown(path)}: {key}: {value!r} cannot be its value") from error
    return value


def _long(option: click.Option) -> str:
    return max(option.opts, key=len).lstrip("-")


def _shown(path: Path) -> str:
    return printable(str(path))
