"""``newsarchive completion``."""

from __future__ import annotations

import click

from newsarchive.cli.console import emit
from newsarchive.cli.options import Choice

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=Choice(SHELLS))
def command(shell: str) -> None:
    """Completion of commands and options for a shell.

    Prints the script for SHELL: bash (4.4 or later), zsh or fish.

    \b
    Examples:
      newsarchive completion bash >> ~/.bash_completion
      newsarchive completion zsh > ~/.zfunc/_newsarchive    # a folder of $fpath
      newsarchive completion fish > ~/.config/fish/completions/newsarchive.fish
    """
    from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

    from newsarchive.cli import COMPLETE, cli

    kind = dict(zip(SHELLS, (BashComplete, ZshComplete, FishComplete), strict=True))[shell]
    emit(ShellComplete.source(kind(cli, {}, "newsarchive", COMPLETE)))  # bash's own would start bash to ask its version
