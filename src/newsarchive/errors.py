"""Every deliberate error, named by whose fault it is, with the exit code it ends a command with.

Nothing else belongs here. A thing that went wrong with ONE input is not an exception but a value
(:class:`newsarchive.model.Failure`) that reaches the run's ledger. Any exception that is neither
is a bug and ends with exit code 70.

    NewsarchiveError
    ├── NothingDone          3   no input found, or nothing in it
    ├── ArchiveLocked        4   another run is writing
    ├── DamageFound          5   verify found damage
    ├── StorageError         6   cannot read or write
    └── ConfigurationError   7   a setting cannot be used
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit status means to the script that called it."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2
    NOTHING_DONE = 3
    LOCKED = 4
    DAMAGED = 5
    STORAGE = 6
    CONFIGURATION = 7
    BUG = 70
    INTERRUPTED = 130
    TERMINATED = 143


class NewsarchiveError(Exception):
    """Base of the deliberate errors; its message is shown to the user as it is."""

    exit_code: ExitCode = ExitCode.BUG


class NothingDone(NewsarchiveError):
    """There was no input, or nothing could be made of any of it."""

    exit_code = ExitCode.NOTHING_DONE


class ArchiveLocked(NewsarchiveError):
    """Another run holds the archive's lock."""

    exit_code = ExitCode.LOCKED


class DamageFound(NewsarchiveError):
    """The archive is not what it was when it was written."""

    exit_code = ExitCode.DAMAGED


class StorageError(NewsarchiveError):
    """A file, folder or archive cannot be read or written."""

    exit_code = ExitCode.STORAGE


class ConfigurationError(NewsarchiveError):
    """A setting, a phrase table or an engine cannot be used."""

    exit_code = ExitCode.CONFIGURATION
