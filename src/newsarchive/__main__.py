"""``python -m newsarchive`` and the console script.

Ctrl-C while modules are still loading ends the program at once and without a traceback; newsarchive.cli answers later ones.
"""

import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from newsarchive import cli

    cli.main()


if __name__ == "__main__":
    main()
