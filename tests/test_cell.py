"""A page in its cell: what takes too long, too much memory, or the process itself costs that page and no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archives import page
from newsarchive.engines.cell import Cell, Limits
from newsarchive.errors import ConfigurationError
from newsarchive.model import Article, Failure, RawPage
from newsarchive.pipeline import clean

HANGS = RawPage(b"<p>A page of our own, before which the labeller is made to hang.</p>", "https://news.example/hangs")


@contextmanager
def broken(how: str) -> Iterator[None]:
    """Cells that are started inside break on the page HANGS, as a hostile page would break them: really."""
    os.environ["NEWSARCHIVE_TEST_BREAKS"] = how
    try:
        yield
    finally:
        del os.environ["NEWSARCHIVE_TEST_BREAKS"]


@pytest.fixture
def path_of_breaker(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sitecustomize that wraps `clean` in every process started from now on: nothing of the product knows of it."""
    folder = str(tmp_path)
    with open(f"{folder}/sitecustomize.py", "w") as file:
        file.write(
            "import os\n"
            "how = os.environ.get('NEWSARCHIVE_TEST_BREAKS')\n"
            "if how:\n"
            "    import newsarchive.pipeline as pipeline\n"
            "    whole = pipeline.clean\n"
            "    def clean(page, **options):\n"
            "        if page.uri.endswith('hangs'):\n"
            "            exec(how)\n"
            "        return whole(page, **options)\n"
            "    pipeline.clean = clean\n"
        )
    monkeypatch.setenv("PYTHONPATH", folder)


def test_what_comes_out_of_a_cell_is_what_clean_gives() -> None:
    with Cell(Limits()) as cell:
        assert [cell.clean(page(n)) for n in (0, 1)] == [clean(page(n)) for n in (0, 1)]


BREAKS = {
    "a regular expression that never ends": ("import re; re.match('(a+)+$', 'a' * 64 + 'b')", "took longer than 2 s"),
    "memory without end": ("x = [b' ' * 1_000_000_000 for _ in range(50)]", "more memory than there is"),
    "a crash in C": ("os.kill(os.getpid(), 11)", "died of SIGSEGV"),
    "the killer of the system": ("os.kill(os.getpid(), 9)", "died of SIGKILL"),
    "an exit": ("os._exit(3)", "ended with 3"),
}


@pytest.mark.usefixtures("path_of_breaker")
@pytest.mark.parametrize("how", BREAKS)
def test_a_page_that_breaks_its_cell_is_named_and_the_next_is_cleaned(how: str) -> None:
    code, reason = BREAKS[how]
    seconds = 2 if "longer than 2 s" in reason else 60  # a busy machine takes seconds to fill two gigabytes
    with broken(code), Cell(Limits(seconds=seconds)) as cell:
        before, bad, after = cell.clean(page(0)), cell.clean(HANGS), cell.clean(page(1))
    assert isinstance(before, Article)
    assert isinstance(bad, Failure)
    assert (bad.stage, bad.uri) == ("limit", HANGS.uri)
    assert reason in bad.reason
    assert isinstance(after, Article)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_page_that_waits_for_a_busy_machine_is_not_convicted() -> None:
    with Cell(Limits(seconds=1)) as cell:
        cell.clean(page(0))  # everything is loaded
        process = cell._process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        going_on = threading.Timer(2.5, lambda: process.send_signal(signal.SIGCONT))
        going_on.start()
        assert isinstance(cell.clean(page(1)), Article)
        going_on.join()


@pytest.mark.usefixtures("path_of_breaker")
def test_a_page_that_only_waits_is_stopped_in_the_end() -> None:
    with broken("import time; time.sleep(60)"), Cell(Limits(seconds=0.3)) as cell:
        bad = cell.clean(HANGS)
    assert isinstance(bad, Failure)
    assert "took longer than 0.3 s" in bad.reason


def test_a_deliberate_error_comes_through() -> None:
    with Cell(Limits()) as cell, pytest.raises(ConfigurationError, match="klingon"):
        cell.clean(RawPage(b"A page.", "https://news.example/", encoding_given="klingon"))


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_cell_ends_with_the_process_that_started_it() -> None:
    program = (
        "import sys, time; from newsarchive.engines.cell import Cell, Limits; from newsarchive.model import RawPage\n"
        "cell = Cell(Limits()); cell.clean(RawPage(b'A page.', 'https://news.example/'))\n"
        "print(cell._process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    cell = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _lives(cell):
        time.sleep(0.05)
    assert not _lives(cell)


def _lives(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        pass
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return not Path("/proc/self").is_dir()
