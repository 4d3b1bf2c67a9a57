"""Fixtures that several test modules share. What they are made of: shell.py."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from shell import Argument, Run, Start, command, end_session, story

# Machines are shared: a slow example is no fault (tests of time measure CPU). In CI the examples are the same each time, so
# that what fails there fails for the change at hand; `make fuzz` and every run at a desk look for new ones.
settings.register_profile("tests", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("tests")

# What starts a program in the background (a shell's `&`, nohup, some CI runners) has it ignore SIGINT and SIGHUP, and children
# inherit that: a signal's test would then test nothing. A handler of our own is not inherited: children have the default.
for background in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(background) is signal.SIG_IGN:
        signal.signal(background, signal.default_int_handler)


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Of a person who has configured nothing: an empty home (and it stays empty), no NEWSARCHIVE_*, no colours ordered."""
    home = tmp_path_factory.mktemp("home")
    yield {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm"}
    assert not list(home.iterdir()), "something was written to the home folder"


@pytest.fixture(scope="session")
def run(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Run:
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    def run_to_end(
        *arguments: Argument, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        everything = environment | dict(env or {})
        result = subprocess.run(
            command(arguments),
            input=stdin,
            capture_output=True,
            env=everything,
            cwd=cwd or elsewhere,
            timeout=60,
            check=False,
        )
        assert b"Traceback" not in result.stderr, result.stderr.decode()
        return result

    return run_to_end


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def start_process(*arguments: Argument, **popen: Any) -> subprocess.Popen[bytes]:
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        settings = pipes | {"env": environment, "start_new_session": True} | popen
        started.append(subprocess.Popen(command(arguments), **settings))
        return started[-1]

    yield start_process
    for process in started:
        end_session(process.pid)
        process.communicate()


@pytest.fixture(scope="session")
def three_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of an English story, a Chinese one, and a page that is no article."""
    folder = tmp_path_factory.mktemp("input") / "pages"
    folder.mkdir()
    (folder / "crane.txt").write_text(story(), encoding="utf-8")
    (folder / "market.txt").write_text(
        "夜市搬上渡船\n\n" + "摊主和食客星期六晚上一起过江，渡船公司为此加开了三个班次。" * 4 + "\n"
    )
    (folder / "note.txt").write_text("Back in five minutes.\n")
    for path in folder.iterdir():
        os.utime(path, (1_693_922_400, 1_693_922_400))  # a file changed just now would be read again
    return folder


@pytest.fixture(scope="session")
def archive_of_three(run: Run, three_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of ``three_pages``; only for reading."""
    archive = tmp_path_factory.mktemp("archives") / "archive"
    result = run("ingest", "--archive", archive, three_pages)
    assert result.returncode == 0, result.stderr.decode()
    return archive


@pytest.fixture
def archive(archive_of_three: Path, tmp_path: Path) -> Path:
    """A copy of that archive, to be changed or damaged."""
    return Path(shutil.copytree(archive_of_three, tmp_path / "archive"))
