"""`newsarchive clean` through real processes: sources, formats, files written, streams of JSON Lines, hostile pages."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import re
import signal
import stat
import sys
import threading
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
import rfc8785

from newsarchive.cli.cleaning import summary
from newsarchive.formats.explain import columns
from shell import (
    HEADLINE,
    SEED,
    Run,
    Start,
    at_a_terminal,
    json_lines,
    session_members,
    story,
    story_html,
    wait_for,
)

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 4
CRANE = "Harbour crane to be painted before winter"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "crane.txt"
    path.write_text(story(), encoding="utf-8")
    return path


def test_the_seed_comes_out_clean(run: Run) -> None:
    result = run("clean", SEED)
    lines = result.stdout.decode().splitlines()
    assert (result.returncode, result.stderr) == (0, b"")
    assert (lines[0], lines[1]) == (HEADLINE, "")
    assert lines[2].startswith("North Korean leader Kim Jong Un may soon meet")
    assert lines[-1].endswith("rebuild war-torn areas.")
    assert len([line for line in lines if line]) == 23


@pytest.mark.parametrize("arguments", [[], ["-"], ["--input", "text", "-"]])
def test_a_page_may_come_through_a_pipe(run: Run, arguments: list[str]) -> None:
    result = run("clean", *arguments, stdin=story().encode())
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode().startswith(f"{CRANE}\n\n")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress], ids=["gz", "bz2"])
def test_a_compressed_page_is_a_page(run: Run, tmp_path: Path, pack: type) -> None:
    (tmp_path / "page").write_bytes(pack(story().encode()))
    assert run("clean", tmp_path / "page").stdout.decode().startswith(CRANE)


def test_html_is_cleaned_like_text(run: Run) -> None:
    result = run("clean", "--format", "markdown", stdin=story_html('<p><a href="/x">More</a></p>').encode())
    assert result.returncode == 0
    assert f"\n---\n\n# {CRANE}\n\n" in result.stdout.decode()
    assert b"Imprint" not in result.stdout


def test_json_says_where_everything_came_from(run: Run) -> None:
    result = run("clean", "--format", "json", SEED)
    value = json.loads(result.stdout)
    assert value["headline"] == HEADLINE
    assert value["source"]["bytes"] == SEED.stat().st_size
    assert value["source"]["uri"] == "file:///seeds/seed.txt"
    assert result.stdout.count(b"\n") > 20, "indented, for people"


def test_json_is_what_the_schema_says(run: Run) -> None:
    schema = json.loads(run("schema").stdout)
    for data in SEED.read_bytes(), b"Back in five minutes.\n":
        jsonschema.validate(json.loads(run("clean", "--format", "json", stdin=data).stdout), schema)


def test_canonical_json_is_rfc_8785_and_the_same_again(run: Run) -> None:
    first, second = (run("clean", "--format", "json", "--canonical", SEED).stdout for _ in range(2))
    assert first == second == rfc8785.dumps(json.loads(first)) + b"\n"


def test_explain_accounts_for_every_line(run: Run) -> None:
    shown = run("clean", "--format", "explain", SEED).stdout.decode()
    ranges = re.findall(r"^ *(\d+)(?:-(\d+))?  [a-z]", shown, re.MULTILINE)
    accounted = {n for first, last in ranges for n in range(int(first), int(last or first) + 1)}
    written = {n for n, line in enumerate(SEED.read_text(encoding="utf-8").splitlines(), 1) if line.strip()}
    assert written <= accounted
    assert "comment_form" in shown
    assert "related_previous" in shown


def test_what_the_caller_knows_of_the_page_is_used(run: Run, page: Path) -> None:
    page.write_bytes(story().replace("Ellerby", "Éllerby").encode("cp1252"))
    stated = ("--url", "https://ellerby.example/crane", "--encoding", "windows-1252", "--language", "nl")
    value = json.loads(run("clean", "--format", "json", *stated, page).stdout)
    assert value["source"]["uri"] == "https://ellerby.example/crane"
    assert (value["source"]["encoding"], value["source"]["encoding_from"]) == ("windows-1252", "given")
    assert value["language"] == "nl"
    assert "Éllerby" in value["text"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (JPEG, "JPEG"),
        (b"Back in five minutes.\n", "no article in the page: short"),
        (gzip.compress(b""), "empty"),
        (gzip.compress(story().encode())[:-9], "truncated gzip"),
    ],
    ids=["empty", "JPEG", "short", "empty gz", "truncated gz"],
)
def test_where_there_is_no_article_it_is_3_with_the_reason(run: Run, page: Path, data: bytes, reason: str) -> None:
    page.write_bytes(data)
    for result, name in (run("clean", page), str(page)), (run("clean", stdin=data), "standard input"):
        assert (result.returncode, result.stdout) == (3, b"")
        assert result.stderr.decode().startswith(f"newsarchive: {name}: ")
        assert reason in result.stderr.decode()


def test_json_and_explain_show_also_what_is_no_article(run: Run) -> None:
    for fmt, shown in ("json", b'"not_article"'), ("explain", b"not_article: short"):
        result = run("clean", "--format", fmt, stdin=b"Back in five minutes.\n")
        assert result.returncode == 3
        assert shown in result.stdout


@pytest.mark.parametrize("kind", ["missing", "broken link", "loop", "pipe", "too long", "below a file"])
def test_what_cannot_be_read_is_6_and_named(run: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("n" * 300 if kind == "too long" else "input")
    match kind:
        case "broken link":
            path.symlink_to("nowhere")
        case "loop":
            path.symlink_to(path)
        case "pipe":
            os.mkfifo(path)
        case "below a file":
            path.touch()
            path = path / "input"
    result = run("clean", path)
    assert (result.returncode, result.stdout) == (6, b"")
    assert result.stderr.decode().startswith(f"newsarchive: {path}: ")


def test_o_writes_the_same_bytes_to_a_file(run: Run, page: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "clean.txt", tmp_path / "link"
    target.write_text("older")
    target.chmod(0o640)
    link.symlink_to(target)
    result = run("clean", page, "-o", link)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    assert target.read_bytes() == run("clean", page, "-o", "-").stdout
    assert link.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_o_leaves_no_file_where_there_is_nothing_to_write(run: Run, tmp_path: Path) -> None:
    (tmp_path / "old").write_text("older")
    for name in "old", "new":
        assert run("clean", "-o", tmp_path / name, stdin=b"Back in five minutes.\n").returncode == 3
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"old": "older"}


def test_o_writes_into_a_pipe_instead_of_replacing_it(run: Run, page: Path, tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    assert run("clean", page, "-o", pipe).returncode == 0
    assert pipe.is_fifo()
    reader.join(10)
    assert read[0].startswith(CRANE)


@pytest.mark.parametrize("target", ["missing/clean.txt", "crane.txt/clean.txt"])
def test_o_where_no_file_can_be_is_6_and_named(run: Run, page: Path, target: str) -> None:
    result = run("clean", page, "-o", page.parent / target)
    assert (result.returncode, result.stdout) == (6, b"")
    assert result.stderr.decode().startswith(f"newsarchive: {page.parent / target}: ")
    assert list(page.parent.iterdir()) == [page]


LINES = b"\n".join(
    [
        json.dumps({"id": "first", "text": story("the first")}).encode(),
        b"{not json",
        b"",
        json.dumps({"id": "third", "html": story_html(), "url": "https://a.example/3"}).encode(),
        json.dumps({"id": "fourth"}).encode(),
        json.dumps({"id": "fifth", "text": "Back in five minutes."}).encode(),
    ]
)


def test_lines_come_out_in_order_with_their_ids_and_bad_ones_in_their_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_bytes(LINES)
    result = run("clean", tmp_path / "pages.jsonl")
    answers = json_lines(result.stdout)
    assert result.returncode == 1
    assert [a.get("input_id") for a in answers] == ["first", None, "third", "fourth", "fifth"]
    assert [a["status"] for a in answers] == ["article", "failed", "article", "failed", "not_article"]
    assert all(a["error"] for a in answers if a["status"] == "failed")
    assert result.stderr.decode() == f"newsarchive: {tmp_path / 'pages.jsonl'}: 2 of 5 pages failed\n"
    assert run("clean", "--input", "jsonl", stdin=LINES).stdout.splitlines()[3:] == result.stdout.splitlines()[3:]


@pytest.mark.parametrize(
    ("lines", "code"),
    [(b'{"text": "One."}\n{"text": "Two."}\n', 0), (b"{}\n[]\n7\n", 3), (b"\n\n", 3)],
    ids=["all good", "all bad", "none"],
)
def test_the_exit_code_of_a_stream_follows_from_its_lines(run: Run, lines: bytes, code: int) -> None:
    result = run("clean", "--input", "jsonl", "-", stdin=lines)
    assert result.returncode == code
    assert (b"standard input" in result.stderr) is (code != 0)
    assert all(json_lines(result.stdout))


@pytest.mark.parametrize("fmt", ["text", "markdown", "explain"])
def test_no_escape_sequence_of_a_page_reaches_the_terminal(run: Run, fmt: str) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31mred\u202e"
    for data in (
        story(evil, f"Crane {evil} painted"),
        story_html(f"<p>{evil * 3} and so on</p>", f"Crane {evil} painted"),
    ):
        result = run("clean", "--format", fmt, stdin=data.encode())
        assert result.returncode == 0
        shown = result.stdout.decode()
        assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c == "\u202e" for c in shown)


def test_no_file_name_acts_on_the_terminal(run: Run, tmp_path: Path) -> None:
    name = b"evil\x1b[31m\n\xff\xe2\x80\xae.txt"
    for path in os.fsencode(tmp_path) + b"/" + name, os.fsencode(tmp_path) + b"/not-" + name:
        if b"not-" not in path:
            Path(os.fsdecode(path)).write_text("Back in five minutes.\n")
        result = run("clean", path)
        assert result.returncode in (3, 6)
        assert rb"evil\x1b[31m\n\udcff\u202e.txt" in result.stderr
        assert (result.stderr.count(b"\n"), b"\x1b" in result.stderr) == (1, False)


SHORT = "Back in five minutes.\n"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder of two articles, a page that is none, and a folder."""
    (tmp_path / "a.txt").write_text(story("the pilot"), encoding="utf-8")
    (tmp_path / "b.html").write_text(story_html(), encoding="utf-8")
    (tmp_path / "note.txt").write_text(SHORT)
    (tmp_path / "sub").mkdir()
    return tmp_path


def test_several_pages_follow_each_other_each_under_its_name(run: Run, mixed: Path) -> None:
    result = run("clean", "b.html", "-", "a.txt", cwd=mixed, stdin=story("the cook").encode())
    assert (result.returncode, result.stderr) == (0, b"")
    alone = [
        run("clean", name, cwd=mixed, stdin=story("the cook").encode()).stdout for name in ("b.html", "-", "a.txt")
    ]
    names = (b"b.html", b"standard input", b"a.txt")
    assert result.stdout == b"\n".join(b"==> %s <==\n\n" % name + text for name, text in zip(names, alone, strict=True))


def test_several_pages_as_json_are_one_a_line_in_the_order_typed(run: Run, mixed: Path) -> None:
    (mixed / "c.jsonl").write_bytes(LINES)
    result = run("clean", "--format", "json", "c.jsonl", "nosuch", "b.html", "a.txt", cwd=mixed)
    answers = json_lines(result.stdout)
    assert [a["status"] for a in answers].count("failed") == 3
    assert answers[5]["input"].endswith("/nosuch")
    assert [a["source"]["uri"].rpartition("/")[2] for a in answers[6:]] == ["b.html", "a.txt"]
    told = "c.jsonl: 2 of 5 pages failed", "nosuch: no such file or folder", "1 of 3 sources failed"
    assert (result.returncode, result.stderr.decode()) == (1, "".join(f"newsarchive: {each}\n" for each in told))


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("a.txt", "note.txt"), 0),
        (("nosuch", "a.txt", "sub"), 1),
        (("-", "a.txt", "-"), 1),
        (("note.txt", "note.txt"), 3),
        (("nosuch", "sub"), 3),
        (("a.txt", "c.jsonl"), 1),
        (("c.jsonl", "sub"), 1),
    ],
)
def test_the_failure_of_one_source_does_not_stop_the_others(
    run: Run, mixed: Path, names: tuple[str, ...], code: int
) -> None:
    (mixed / "c.jsonl").write_text('{"text": "One."}\n')
    result = run("clean", *names, cwd=mixed, stdin=story().encode())
    assert result.returncode == code
    assert (CRANE in result.stdout.decode()) is ("a.txt" in names)
    bad = [name for name in ("nosuch", "sub", "note.txt") if name in names]
    assert all(f"newsarchive: {name}: " in result.stderr.decode() for name in bad)
    assert ("ingest" in result.stderr.decode()) is ("sub" in names)


def test_several_go_into_one_file(run: Run, mixed: Path) -> None:
    assert run("clean", "a.txt", "b.html", "-o", "out", cwd=mixed).returncode == 0
    assert (mixed / "out").read_bytes() == run("clean", "a.txt", "b.html", cwd=mixed).stdout


def test_any_number_of_workers_writes_the_same_bytes(run: Run, mixed: Path) -> None:
    lines = b"".join(json.dumps({"id": n, "text": story(f"number {n}")}).encode() + b"\n" for n in range(40))
    (mixed / "c.jsonl").write_bytes(lines[: len(lines) // 2] + b"{bad\n" + lines[len(lines) // 2 :])
    for arguments in ("--format", "json", "c.jsonl", "a.txt", "nosuch", "b.html"), ("a.txt", "b.html", "note.txt"):
        one, three = (run("clean", *arguments, "--workers", n, cwd=mixed) for n in ("1", "3"))
        assert one.stdout.count(b"\n") >= 10
        assert (one.returncode, one.stdout, one.stderr) == (three.returncode, three.stdout, three.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_ctrl_c_ends_the_workers_too(start: Start) -> None:
    process = start("clean", "--input", "jsonl", "--workers", "2")
    assert process.stdin
    assert process.stdout
    for number in range(40):  # more than are held back for those before them
        process.stdin.write(json.dumps({"id": number, "text": story(f"number {number}")}).encode() + b"\n")
    process.stdin.flush()
    assert process.stdout.readline()
    assert len(session_members(process.pid)) >= 3
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, b"newsarchive: interrupted; what was finished is safe\n")
    wait_for(lambda: not session_members(process.pid), "the workers to end")


def test_what_was_removed_is_told_on_one_line_where_asked_for(run: Run) -> None:
    told = "removed 14 lines: 6 comment form, 4 related, 3 ad, 1 other; --format explain shows them"
    assert run("clean", "-v", SEED).stderr.decode() == f"newsarchive: {told}\n"
    assert run("clean", "-v", stdin=story().encode()).stderr == b"newsarchive: removed nothing\n"
    assert b"removed 2 blocks: 1 navigation, 1 footer" in run("clean", "-v", stdin=story_html().encode()).stderr


def test_one_line_is_one_line() -> None:
    assert summary(Counter({"ad": 1}), "line") == "removed 1 line: 1 ad"
    assert summary(Counter({"ad": 1, "related": 2}), "block") == "removed 3 blocks: 2 related, 1 ad"


@pytest.mark.parametrize(
    ("arguments", "streams", "told"),
    [
        ([], ["stderr"], True),
        ([], ["stdout", "stderr"], True),
        ([], ["stdout"], False),
        (["-q"], ["stdout", "stderr"], False),
        (["--format", "json"], ["stderr"], False),
    ],
)
def test_a_person_is_told_without_asking(
    environment: dict[str, str], arguments: list[str], streams: list[str], told: bool
) -> None:
    seen = at_a_terminal(["clean", *arguments, SEED], streams, environment)
    assert (b"removed 14 lines" in seen.screen + seen.errors) is told


def test_at_a_terminal_the_article_is_set_to_its_width(environment: dict[str, str]) -> None:
    seen = at_a_terminal(["clean", SEED], ["stdout"], environment | {"NO_COLOR": "1"})
    lines = seen.screen.decode().replace("\r\n", "\n").split("\n")
    assert max(map(columns, lines)) <= 80
    assert lines[0] == HEADLINE
    assert lines[-2].startswith(("Next", " "))


@pytest.mark.parametrize("streams", [["stdout", "stderr"], ["stdin", "stdout", "stderr"]])
def test_neither_a_page_nor_a_name_acts_on_a_real_terminal(
    environment: dict[str, str], tmp_path: Path, streams: list[str]
) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\r\x08"
    page = tmp_path / f"page\x1b[31m\x07\u202e\r{'x' * 20}.txt"
    page.write_text(story(evil, f"Crane {evil} painted"), encoding="utf-8")
    seen = at_a_terminal(["clean", page, page, tmp_path / f"no{evil}"], streams, environment)
    shown = re.sub(r"\x1b\[(?:0|1|2|3|36|1;35)m", "", seen.screen.decode()).replace("\r\n", "\n")
    assert "harbour committee" in shown
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c == "\u202e" for c in shown)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("crane.tx", "(did you mean crane.txt?)"),
        ("https://a.example/1", "newsarchive fetches nothing"),
        ("zeppelin", "no such file or folder\n"),
        ("nowhere/crane.txt", "no such file or folder\n"),
    ],
)
def test_a_wrong_name_comes_with_a_hint(run: Run, page: Path, typed: str, told: str) -> None:
    result = run("clean", typed, cwd=page.parent)
    assert result.returncode == 6
    assert told in result.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["clean", "--format", "jsn", SEED], "Did you mean 'json'?"),
        (["clean", "--encoding", "utf8x", SEED], "Did you mean 'utf8'?"),
        (["claen", SEED], "Did you mean 'clean'?"),
        (["seeds/seed.txt"], "Did you mean `newsarchive clean seeds/seed.txt`?"),
    ],
)
def test_a_slip_of_the_finger_comes_with_a_hint(run: Run, arguments: list[str], told: str) -> None:
    result = run(*arguments, cwd=SEED.parent.parent)
    assert result.returncode == 2
    assert told in result.stderr.decode()
