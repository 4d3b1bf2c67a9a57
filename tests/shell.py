"""The program as a shell meets it: a real process, a clean environment, pipes, terminals and signals. And pages to feed it.

Only what several test modules need stands here; nothing in it imports newsarchive.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

SEEDS = Path(__file__).parent.parent / "seeds"
SEED = SEEDS / "seed.txt"
HEADLINE = "Explainer-Why North Korea’s Kim Jong Un may meet with Putin in Russia"
Argument = str | bytes | Path
COMMANDS = (
    "clean",
    "ingest",
    "verify",
    "repair",
    "list",
    "show",
    "search",
    "history",
    "export",
    "compact",
    "reprocess",
    "schema",
    "doctor",
    "completion",
)

_STORY = (
    "The harbour committee of Ellerby met on Tuesday evening, moved by {0}, and agreed that the old crane would be painted.",
    "Its chairwoman said the paint had been paid for twice, once by the town and once by a brewery that wanted its name on it.",
    "Fishermen asked for a bell as well; the committee found that one exists, hangs in the museum, and is lent on weekdays.",
)


class Run(Protocol):
    """``newsarchive ARGUMENTS`` to its end."""

    def __call__(
        self, *arguments: Argument, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[bytes]: ...


class Start(Protocol):
    """``newsarchive ARGUMENTS`` left running in a session of its own, with pipes; what is left of it is killed after the test."""

    def __call__(self, *arguments: Argument, **popen: Any) -> subprocess.Popen[bytes]: ...


def command(arguments: Iterable[Argument]) -> list[str]:
    return [sys.executable, "-m", "newsarchive", *map(os.fsdecode, arguments)]


def story(mover: str = "the pilot", headline: str = "Harbour crane to be painted before winter") -> str:
    """A page with an article; every ``mover`` gives other bytes."""
    return "\n\n".join([headline, *(sentence.format(mover) for sentence in _STORY)]) + "\n"


def story_html(body: str = "", headline: str = "Harbour crane to be painted before winter") -> str:
    paragraphs = "".join(f"<p>{sentence.format('the pilot')}</p>" for sentence in _STORY)
    return (
        f"<!doctype html><html lang=en><title>{headline}</title><body><nav><a href=/>Home</a> <a href=/news>News</a></nav>"
        f"<article><h1>{headline}</h1>{paragraphs}{body}</article><footer>Imprint</footer></body></html>"
    )


def many_pages(folder: Path, count: int) -> Path:
    """Small pages, quick to clean, each with bytes of its own and the same date: what is archived is reproducible."""
    folder.mkdir()
    for number in range(count):
        path = folder / f"page-{number:04}.txt"
        path.write_text(f"Note {number}\n\nThe tide of day {number} came in and went out again.\n", encoding="utf-8")
        os.utime(path, (1_693_922_400, 1_693_922_400))
    return folder


def with_small_shards(folder: Path, items: int) -> dict[str, str]:
    """An environment in which every process started cuts shards of so many inputs: several of them from few pages.

    Nothing of the product knows of it: Python runs a ``sitecustomize`` that it finds.
    """
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(
        f"import newsarchive.archive.planner as planner\nplanner.MAX_ITEMS = {items}\n", encoding="utf-8"
    )
    return {"PYTHONPATH": str(folder)}


def json_lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def ledger(archive: Path) -> list[dict[str, Any]]:
    """The lines of the latest run, without the summary."""
    latest = max((archive / "runs").glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns)
    *lines, summary = json_lines(latest.read_bytes())
    assert len(lines) == summary["summary"]["inputs"]
    return lines


@dataclass(frozen=True)
class Used:
    """What a process took."""

    code: int
    cpu: float
    """Seconds, with those of the processes that it waited for."""
    peak: int
    """Bytes of memory at the most."""
    output: bytes
    errors: bytes


def measured(
    arguments: Sequence[Argument], folder: Path, environment: Mapping[str, str], cwd: Path | None = None
) -> Used:
    """Run to the end, with its use of the machine."""
    out, err = folder / "measured.out", folder / "measured.err"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            command(arguments), stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, env=environment, cwd=cwd
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    scale = 1 if sys.platform == "darwin" else 1024
    cpu = usage.ru_utime + usage.ru_stime
    return Used(process.returncode, cpu, usage.ru_maxrss * scale, out.read_bytes(), err.read_bytes())


@dataclass(frozen=True)
class Seen:
    """What a person saw on the terminal, and what went elsewhere."""

    code: int
    screen: bytes
    output: bytes
    errors: bytes


def at_a_terminal(
    arguments: Iterable[Argument], streams: Iterable[str], environment: Mapping[str, str], cwd: Path | None = None
) -> Seen:
    """Run with a terminal of 80 columns as the ``streams`` named (stdin, stdout, stderr), pipes as the others."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    ends: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    ends |= dict.fromkeys(streams, slave)
    screen: list[bytes] = []
    process = subprocess.Popen(command(arguments), env=environment, cwd=cwd, start_new_session=True, **ends)
    os.close(slave)
    reader = threading.Thread(target=_read_terminal, args=(master, screen), daemon=True)
    reader.start()
    try:
        output, errors = process.communicate(timeout=30)
    finally:
        process.kill()
        reader.join(10)
        os.close(master)
    return Seen(process.returncode, b"".join(screen), output or b"", errors or b"")


def _read_terminal(master: int, screen: list[bytes]) -> None:
    try:
        while data := os.read(master, 65536):
            screen.append(data)
    except OSError:  # Linux says so when the last one has closed the terminal
        return


def wait_for(condition: Callable[[], Any], what: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.01)


def session_members(session: int) -> list[str]:
    """The command lines of the processes in a session that still run (Linux)."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                state, _, _, member_of = (process / "stat").read_text().rpartition(")")[2].split()[:4]
                if int(member_of) == session and state != "Z":
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except (OSError, ValueError):
                continue
    return found


def end_session(session: int) -> None:
    try:
        os.killpg(session, signal.SIGKILL)
    except ProcessLookupError:
        return
