"""What every command has in common: help, usage errors, exit codes, streams, terminals, closed pipes, speed. Real processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

import newsarchive
from newsarchive import cli
from shell import COMMANDS, HEADLINE, SEED, SEEDS, Argument, Run, Start, at_a_terminal, command, measured, story

FULL = Path("/dev/full")
README = Path(__file__).parent.parent / "README.md"
needs_full_disk = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this system")


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_the_version_is_one_line_on_stdout(run: Run, flag: str) -> None:
    result = run(flag)
    assert (result.returncode, result.stdout, result.stderr) == (
        0,
        f"newsarchive {newsarchive.__version__}\n".encode(),
        b"",
    )


def test_the_console_script_does_what_the_module_does(run: Run, environment: dict[str, str]) -> None:
    script = Path(sys.executable).with_name("newsarchive")
    result = subprocess.run([script, "--help"], capture_output=True, env=environment, check=False)
    assert result.stdout == run("--help").stdout


def test_help_names_every_command_and_what_the_exit_codes_mean(run: Run) -> None:
    result = run("-h")
    shown = result.stdout.decode()
    assert (result.returncode, result.stderr) == (0, b"")
    assert all(re.search(rf"^  {name} +\S", shown, re.MULTILINE) for name in COMMANDS)
    assert "4 archive locked" in shown
    assert tuple(cli.COMMANDS) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_every_option_says_what_it_does(name: str) -> None:
    found: Any = cli.cli.get_command(click.Context(cli.cli), name)
    assert found.help
    for parameter in found.params:
        assert isinstance(parameter, click.Argument) or parameter.help, parameter.opts
        if isinstance(parameter, click.Argument):
            assert parameter.human_readable_name.upper() in found.help


def test_the_readme_shows_every_command() -> None:
    text = README.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if not re.search(rf"(newsarchive|`) ?{name}\b", text)] == []


def test_no_arguments_show_the_help_on_stderr_as_a_usage_error(run: Run) -> None:
    result = run()
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"Commands:" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["lsit"], "lsit"),
        (["--frobnicate"], "--frobnicate"),
        (["clean", "--frobnicate"], "--frobnicate"),
        (["schema", "a.txt", "b\x1b[31mb\n.txt"], r"b\x1b[31mb\n.txt"),
        (["clean", "--format", "markdown", SEED, SEED], "--format markdown"),
        (["clean", "--url", "https://a.example/1", SEED, SEED], "--url"),
        (["clean", "--workers", "0", SEED], "--workers"),
        (["clean", "--format", "pdf", SEED], "pdf"),
        (["clean", "--encoding", "klingon", SEED], "klingon"),
        (["clean", "--encoding", "", SEED], "--encoding"),
        (["clean", "--encoding", b"\xff", SEED], "--encoding"),
        (["clean", "--language", "two words", SEED], "two words"),
        (["clean", "--language", b"\xff", SEED], "--language"),
        (["clean", "--url", "not a url", SEED], "not a url"),
        (["clean", "--date", "yesterday", SEED], "yesterday"),
        (["clean", SEEDS], str(SEEDS)),
        (["clean", "--format", "markdown", SEEDS / "wire.jsonl"], "--format markdown"),
        (["ingest"], "SOURCES"),
        (["ingest", "--workers", "0", SEED], "--workers"),
        (["ingest", "--url", "https://a.example/1", SEEDS], "--url"),
        (["ingest", "--archive", SEED, SEED], str(SEED)),
        (["show"], "ID"),
        (["search"], "QUERY"),
        (["list", "--limit", "0"], "--limit"),
    ],
)
def test_a_usage_error_is_2_names_what_is_wrong_and_prints_no_data(
    run: Run, arguments: list[Argument], named: str
) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (2, b"")
    assert named in result.stderr.decode()
    assert b"\x1b" not in result.stderr
    assert result.stderr.startswith(b"Usage: newsarchive")


def test_the_name_of_our_own_variable_is_no_order_to_print_the_version(run: Run) -> None:
    assert HEADLINE.encode() in run("clean", SEED, env={"NEWSARCHIVE_VERSION": "1"}).stdout


def test_an_option_may_come_from_the_environment(run: Run) -> None:
    assert run("clean", SEED, env={"NEWSARCHIVE_CLEAN_FORMAT": "markdown"}).stdout.startswith(b"---\n")


def test_a_wrong_setting_is_7_and_named(run: Run, tmp_path: Path) -> None:
    result = run("ingest", "--archive", tmp_path / "a", SEED, env={"SOURCE_DATE_EPOCH": "soon"})
    assert (result.returncode, result.stdout) == (7, b"")
    assert b"SOURCE_DATE_EPOCH" in result.stderr


FAULTY = """
import sys, tempfile
from newsarchive import cli
from newsarchive.cli import cleaning
from newsarchive.model import Failure
def clean(page, **options):
    {0}
cleaning.clean = clean
sys.exit(cli.run(["clean", {1!r}]))
"""


def run_faulty(fault: str, environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """``clean`` with a fault put in its heart."""
    script = [sys.executable, "-c", FAULTY.format(fault, str(SEED))]
    settings = environment | {"TMPDIR": str(folder)}
    return subprocess.run(script, env=settings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "fault",
    [
        r"raise ValueError('oops \x1b[31m')",
        "return Failure(page.uri, 'internal', 'oops', detail='Traceback: as in the worker')",
    ],
)
def test_a_bug_is_70_and_says_where_its_report_is(environment: dict[str, str], tmp_path: Path, fault: str) -> None:
    result = run_faulty(fault, environment, tmp_path)
    [report] = tmp_path.iterdir()
    assert (result.returncode, result.stdout) == (70, "")
    assert str(report) in result.stderr
    assert "oops" in result.stderr
    assert (result.stderr.count("\n"), "\x1b" in result.stderr) == (1, False)
    assert "Traceback" in report.read_text()


def test_a_bug_is_told_even_where_no_report_can_be_written(environment: dict[str, str], tmp_path: Path) -> None:
    result = run_faulty("tempfile.tempdir = '/nowhere'; raise ValueError('oops')", environment, tmp_path)
    assert (result.returncode, result.stdout) == (70, "")
    assert "oops; the report cannot be written" in result.stderr


def test_a_pipe_that_breaks_inside_is_no_closed_stdout(environment: dict[str, str], tmp_path: Path) -> None:
    result = run_faulty("raise BrokenPipeError(32, 'Broken pipe')", environment, tmp_path)
    assert (result.returncode, result.stderr) == (6, "newsarchive: Broken pipe\n")


def head_of(arguments: list[Argument], environment: dict[str, str], stdin: bytes = b"") -> tuple[int, bytes, bytes]:
    """``newsarchive ARGUMENTS | head -c 1``: exit code, what was read, stderr."""
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command(arguments), env=environment, **pipes) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(stdin)
        process.stdin.close()
        seen = process.stdout.read(1) if arguments[0] == "clean" else b""
        process.stdout.close()
        errors = process.stderr.read()
    return process.returncode, seen, errors


@pytest.mark.parametrize(
    "arguments",
    [["clean", "--input", "jsonl"], ["clean", "--format", "json", "--input", "text"], ["--help"], ["list", "--json"]],
    ids=["many lines", "one large output", "help", "list"],
)
def test_a_reader_that_has_had_enough_is_no_fault(
    environment: dict[str, str], archive_of_three: Path, arguments: list[Argument]
) -> None:
    text = story() * 60
    lines = "".join(f'{{"id": "{n}", "text": "Note {n}"}}\n' for n in range(400)).encode()
    settings = environment | {"NEWSARCHIVE_ARCHIVE": str(archive_of_three)}
    code, _, errors = head_of(arguments, settings, lines if "jsonl" in arguments else text.encode())
    assert (code, errors) == (0, b"")


@needs_full_disk
@pytest.mark.parametrize("arguments", [["clean", SEED], ["clean", SEEDS / "wire.jsonl"], ["schema"]])
def test_a_full_disk_behind_stdout_is_6_and_one_line(environment: dict[str, str], arguments: list[Argument]) -> None:
    with FULL.open("wb") as full:
        result = subprocess.run(command(arguments), env=environment, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (result.returncode, result.stderr) == (6, b"newsarchive: standard output: No space left on device\n")


@pytest.mark.parametrize(
    ("redirection", "code", "output", "errors"),
    [
        ("clean {seed} <&-", 0, HEADLINE, ""),
        ("clean <&-", 3, "", "standard input: there is no standard input"),
        ("clean {seed} >&-", 6, "", "standard output is closed"),
        ("clean nosuch.txt 2>&-", 6, "", ""),
        ("clean {seed} 2>&-", 0, HEADLINE, ""),
        ("ingest -a {archive} {seed} <&- >&- 2>&-", 0, "", ""),
    ],
)
def test_closed_streams_are_no_bug(
    environment: dict[str, str], tmp_path: Path, redirection: str, code: int, output: str, errors: str
) -> None:
    typed = redirection.format(seed=SEED, archive=tmp_path / "a")
    script = f'"{sys.executable}" -m newsarchive {typed}'
    result = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, check=False)
    assert result.returncode == code
    assert output in result.stdout.decode()
    assert errors in result.stderr.decode()
    assert b"bug" not in result.stderr


@pytest.mark.parametrize("arguments", [["clean"], ["clean", "--format", "json"]])
def test_clean_at_a_terminal_without_a_source_is_a_usage_error_and_does_not_wait(
    environment: dict[str, str], arguments: list[str]
) -> None:
    seen = at_a_terminal(arguments, ["stdin"], environment)
    assert (seen.code, seen.output) == (2, b"")
    assert b"no SOURCE" in seen.errors


@pytest.mark.parametrize(
    ("arguments", "streams", "settings", "coloured"),
    [
        ([], ["stdout"], {}, True),
        ([], ["stdout"], {"NO_COLOR": "1"}, False),
        ([], ["stdout"], {"TERM": "dumb"}, False),
        ([], [], {}, False),
        (["--color", "always"], [], {"NO_COLOR": "1"}, True),
        (["--color", "never"], ["stdout"], {}, False),
    ],
)
def test_explain_is_coloured_at_a_terminal_or_where_ordered(
    environment: dict[str, str], arguments: list[str], streams: list[str], settings: dict[str, str], coloured: bool
) -> None:
    seen = at_a_terminal(["clean", "--format", "explain", *arguments, SEED], streams, environment | settings)
    assert seen.code == 0
    assert (b"\x1b[1;36mheadline" in seen.screen + seen.output) is coloured
    assert (b"\x1b" in seen.screen + seen.output) is coloured


def test_version_takes_no_time(environment: dict[str, str], tmp_path: Path) -> None:
    assert min(measured(["--version"], tmp_path, environment).cpu for _ in range(5)) < 0.15


def test_clean_of_the_seed_takes_little_time(environment: dict[str, str], tmp_path: Path) -> None:
    assert min(measured(["clean", SEED], tmp_path, environment).cpu for _ in range(5)) < 0.6


@pytest.mark.parametrize(("number", "code", "told"), [(2, 130, "interrupted"), (15, 143, "terminated")])
def test_a_signal_ends_it_with_one_line(start: Start, number: int, code: int, told: str, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    process = start("clean", "--input", "jsonl", "-o", target)
    assert process.stdin is not None
    process.stdin.write(b'{"id": "1", "text": "Note 1"}\n')
    process.stdin.flush()
    while not list(tmp_path.iterdir()):  # the unfinished file: it runs, and waits for more
        os.sched_yield()
    os.kill(process.pid, number)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (code, f"newsarchive: {told}; what was finished is safe\n".encode())
    assert list(tmp_path.iterdir()) == []


_INTERRUPTED = """
import signal, time
from newsarchive import cli
class Gone:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
def run(arguments):
    {how}
    time.sleep(20)
cli.run = run
cli.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("how", ["exec('import signal; signal.raise_signal(signal.SIGINT)')", "Gone()"])
def test_an_interrupt_is_answered_wherever_it_comes(tmp_path: Path, how: str) -> None:
    """CPython remembers one that left an `exec` of text, as importing a dataclass is, and dies of it at the very end; one that
    comes in a `__del__` it tells and forgets."""
    (tmp_path / "interrupted.py").write_text(_INTERRUPTED.format(how=how))
    result = subprocess.run([sys.executable, "-m", "interrupted"], cwd=tmp_path, capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (130, b"")
