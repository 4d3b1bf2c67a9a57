"""The command line: parse, call, print, exit code. One module a command, loaded when it is called; the table is below.

Only this package imports click, prints, or knows of streams, terminals, signals and the environment.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from newsarchive import __version__
from newsarchive.errors import ExitCode, NewsarchiveError

COMMANDS = {
    "clean": "One page in, the clean article out.",
    "ingest": "Pages into the archive: cleaned, checksummed, accounted for.",
    "verify": "Check everything in the archive against everything.",
    "repair": "Mend what verify finds, name what cannot be mended.",
    "list": "What is in the archive.",
    "show": "One article of the archive.",
    "search": "Full-text search in the archive.",
    "history": "All captures of a URI, and what changed from one to the next.",
    "export": "The archive as WACZ or BagIt, its articles as JSON Lines, CSV, Parquet or Markdown.",
    "compact": "Small segments joined into larger ones.",
    "reprocess": "What would change if the pages were cleaned again with this version.",
    "schema": "The JSON Schema of an article.",
    "doctor": "What is installed, and which settings count here.",
    "completion": "Completion of commands and options for a shell.",
}
"""Name -> what it does; the command ``name`` is ``newsarchive.cli.cmd_name:command``."""
_WHATEVER_IS_SET = frozenset({"doctor", "completion"})
"""Commands that settings cannot keep from their work: one is there to find what is wrong with them."""
COMPLETE = "_NEWSARCHIVE_COMPLETE"
"""The variable in which a shell says that it wants completions (click's protocol)."""


class Interrupted(BaseException):
    """A signal asks the program to end; what was finished is safe."""

    def __init__(self, code: ExitCode) -> None:
        super().__init__(code)
        self.code = code


def _on_sigterm(number: int, frame: FrameType | None) -> NoReturn:
    raise Interrupted(ExitCode.TERMINATED)


Answer = Callable[[int, FrameType | None], object] | signal.Handlers
_ANSWERS: dict[signal.Signals, Answer] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: _on_sigterm,
}


def _swallowed(what: sys.UnraisableHookArgs) -> None:
    """A signal that was answered inside a ``__del__`` or the like, where Python drops what is raised: answered again outside."""
    dropped = what.exc_value
    if not isinstance(dropped, KeyboardInterrupt | Interrupted) or not hasattr(signal, "setitimer"):
        sys.__unraisablehook__(what)
        return

    def again(number: int, frame: FrameType | None) -> NoReturn:
        raise type(dropped)(*dropped.args)

    signal.signal(signal.SIGALRM, again)
    signal.setitimer(signal.ITIMER_REAL, _SOON)


class _Commands(click.Group):
    """Loads a command's module when it is called, so that ``--version`` pays for none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = load(cmd_name)
        if cmd_name not in _WHATEVER_IS_SET and not ctx.resilient_parsing:
            from newsarchive.cli.settings import defaults

            ctx.default_map = {cmd_name: defaults(command, cmd_name, COMMANDS)}
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in COMMANDS or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from newsarchive.cli.options import meant

        hint = meant(name, COMMANDS) or (f" Did you mean `newsarchive clean {name}`?" if Path(name).is_file() else "")
        raise click.UsageError(f"No such command {name!r}.{hint}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def load(name: str) -> click.Command:
    """The command ``name``, each option with the variable that it may come from."""
    command: click.Command = importlib.import_module(f"newsarchive.cli.cmd_{name}").command
    for option in command.params:
        if isinstance(option, click.Option) and option.envvar is None:
            option.envvar = _variable(name, option)
    return command


def _variable(command: str, option: click.Option) -> str:
    """``NEWSARCHIVE_CLEAN_FORMAT`` for ``clean --format``: by the name that people type (click's own rule takes the code's)."""
    name = max(option.opts, key=len).strip("-")
    return f"NEWSARCHIVE_{command}_{name}".upper().replace("-", "_")


_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=_Commands, context_settings=_CONTEXT, invoke_without_command=True)
@click.version_option(__version__, "-V", "--version", message="newsarchive %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> ExitCode | None:
    """From a raw news page to a clean article and an archive that proves itself.

    Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 some inputs failed, 2 usage, 3 nothing done or no
    article, 4 archive locked, 5 damage found, 6 cannot read or write, 7 configuration, 70 a bug, 130/143 interrupted.
    """
    if ctx.invoked_subcommand is not None:
        return None
    click.echo(ctx.get_help(), err=True)
    return ExitCode.USAGE


_SOON = 0.01
"""Seconds after which a signal is answered again: by then whatever dropped the answer is through."""
_ONE = "1"
"""Threads of numpy's matrix products. Ours are small: more threads only cost 0.05 s of processor time to start, in every worker
again, and make workers stand in each other's way. Who sets the variable has it as set."""


def main() -> NoReturn:
    """The console script. What a shell told us to ignore (SIGINT, for a job in the background) stays ignored."""
    heard = [number for number in _ANSWERS if signal.getsignal(number) is not signal.SIG_IGN]
    _answer(heard, dict.fromkeys(heard, signal.SIG_DFL))  # as long as nobody can answer, the end is quick and silent
    os.environ.setdefault("OPENBLAS_NUM_THREADS", _ONE)
    importlib.import_module("newsarchive.cli.console")

    _answer(heard, _ANSWERS)
    sys.unraisablehook = _swallowed
    try:
        code = run(sys.argv[1:])
    except (KeyboardInterrupt, Interrupted):  # a second one, while the first was being answered
        code = ExitCode.INTERRUPTED
    _answer(heard, dict.fromkeys(heard, signal.SIG_DFL))
    # Under `python -m` CPython notes a KeyboardInterrupt that leaves an `exec` of text (importing a dataclass is one) and, though
    # it was answered since, dies of it at the end, unless another such text has run: run_eval_code_obj in Python/pythonrun.c.
    exec("")  # noqa: S102
    sys.exit(code)


def _answer(numbers: Iterable[signal.Signals], answers: Mapping[signal.Signals, Answer]) -> None:
    for number in numbers:
        signal.signal(number, answers[number])


def run(arguments: list[str]) -> int:
    """Run one command line; every way in which it can end becomes a message on stderr and an exit code."""
    from newsarchive.cli.console import flush_at_end

    code = _ended(lambda: _dispatch(arguments))
    at_end = _ended(flush_at_end)
    return code or at_end


def _dispatch(arguments: list[str]) -> int:
    """Not ``cli.main``: that ends with 1 on any broken pipe, stdout or not, and without a word."""
    if wanted := os.environ.get(COMPLETE):
        from click.shell_completion import shell_complete

        return shell_complete(cli, {}, "newsarchive", COMPLETE, wanted)
    try:
        with cli.make_context("newsarchive", list(arguments)) as context:
            code = cli.invoke(context)
    except click.exceptions.Exit as leaving:  # --help, --version
        return leaving.exit_code
    return code if isinstance(code, int) else ExitCode.OK


def _ended(work: Callable[[], int]) -> int:
    from newsarchive.cli.console import ReaderGone, complain, report_bug, silence_stdout, stdout_is_broken

    try:
        return work()
    except click.ClickException as error:
        _show(error)
        return ExitCode.USAGE
    except NewsarchiveError as error:
        complain(str(error))
        return error.exit_code
    except ReaderGone:
        return ExitCode.OK
    except OSError as error:
        if isinstance(error, BrokenPipeError) and stdout_is_broken():
            return ExitCode.OK
        complain(_of_system(error))
        return ExitCode.STORAGE
    except (KeyboardInterrupt, click.Abort):
        silence_stdout()
        complain("interrupted; what was finished is safe")
        return ExitCode.INTERRUPTED
    except Interrupted as signal_:
        silence_stdout()
        complain("terminated; what was finished is safe")
        return signal_.code
    except Exception:
        report_bug()
        return ExitCode.BUG


def code_of(error: BaseException) -> ExitCode:
    """The exit code of a command that ends by ``error``."""
    match error:
        case NewsarchiveError():
            return error.exit_code
        case OSError():
            return ExitCode.STORAGE
        case KeyboardInterrupt():
            return ExitCode.INTERRUPTED
        case Interrupted():
            return error.code
    return ExitCode.BUG


def _show(error: click.ClickException) -> None:
    """What click has to say, with what was typed made safe to print."""
    from newsarchive.textnorm import printable

    context = error.ctx if isinstance(error, click.UsageError) else None
    with contextlib.suppress(OSError):
        click.UsageError(printable(error.format_message()), context).show()


def _of_system(error: OSError) -> str:
    from newsarchive.textnorm import printable

    name = f"{printable(str(error.filename))}: " if error.filename else ""
    return f"{name}{error.strerror or error}"
