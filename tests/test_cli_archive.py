"""The commands on an archive through real processes: what they say, print, change and leave alone, and their exit codes."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import filelock
import pytest

from shell import HEADLINE, SEEDS, Argument, Run, at_a_terminal, command, json_lines, ledger, story

READERS = (["verify"], ["list"], ["show", "abcd"], ["search", "crane"])


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def contents(archive: Path) -> dict[str, bytes]:
    """Every file that a run which finds nothing new must leave alone."""
    files = (path for path in archive.rglob("*") if path.is_file() and path.parent.name != "runs")
    growing = ("manifest-sha256.txt", "events.jsonl")
    return {str(path.relative_to(archive)): path.read_bytes() for path in files if path.name not in growing}


def test_the_seeds_are_archived_listed_shown_and_verified(run: Run, tmp_path: Path) -> None:
    here = {"NEWSARCHIVE_ARCHIVE": str(tmp_path / "deep" / "archive")}
    result = run("ingest", SEEDS, env=here)
    assert (result.returncode, result.stdout) == (0, b"")
    assert result.stderr.startswith(b"newsarchive: 11 inputs: 10 ok, 1 not article -> ")
    assert run("show", "file:///seeds/seed.txt", env=here).stdout.decode().startswith(HEADLINE)
    assert len(run("list", env=here).stdout.splitlines()) == 11
    verified = run("verify", env=here)
    assert (verified.returncode, verified.stderr) == (0, b"")
    assert b"11 articles" in verified.stdout
    assert b"all whole" in verified.stdout


def test_the_archive_is_by_default_beside_you(run: Run, three_pages: Path, tmp_path: Path) -> None:
    assert run("ingest", "--quiet", three_pages, cwd=tmp_path).stderr == b""
    assert (tmp_path / "archive" / "archive.json").is_file()


def test_the_same_input_again_is_unchanged_and_changes_no_file(run: Run, archive: Path, three_pages: Path) -> None:
    before = contents(archive)
    result = run("ingest", "--json", "-a", archive, three_pages)
    summary = json.loads(result.stdout)
    assert (result.returncode, result.stderr) == (0, b"")
    assert (summary["inputs"], summary["unchanged"], summary["segments"]) == (3, 3, [])
    assert contents(archive) == before
    assert run("verify", "-a", archive).returncode == 0


def test_the_same_bytes_under_another_name_are_a_duplicate(run: Run, archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(story())
    assert run("ingest", "-a", archive, copy).returncode == 0
    [line] = ledger(archive)
    assert (line["status"], line["id"]) == ("duplicate", digest(copy.read_bytes()))
    assert "crane.txt" in line["reason"]
    warcs = b"".join(gzip.decompress(path.read_bytes()) for path in archive.glob("segments/*[0-9a-f].warc.gz"))
    assert warcs.count(b"WARC-Type: revisit\r\n") == 1
    assert b"duplicate" in run("list", "-a", archive).stdout
    assert run("verify", "-a", archive).returncode == 0


def test_other_bytes_under_the_same_name_are_a_new_version(run: Run, archive: Path, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "crane.txt"
    page.parent.mkdir()
    page.write_text(story("a hailstorm"))
    assert run("ingest", "-a", archive, page).returncode == 0
    rows = [row for row in json_lines(run("list", "--json", "-a", archive).stdout) if row["uri"].endswith("crane.txt")]
    assert [row["id"] for row in rows] == [digest(page.read_bytes()), digest(story().encode())]
    assert b"moved by a hailstorm" in run("show", "-a", archive, rows[0]["uri"]).stdout
    assert b"moved by the pilot" in run("show", "-a", archive, rows[1]["id"]).stdout


def test_nothing_found_or_nothing_done_is_3(run: Run, tmp_path: Path) -> None:
    empty, archive = tmp_path / "empty", tmp_path / "archive"
    empty.mkdir()
    for sources, inputs, told in (
        ([empty], 0, "no input found"),
        ([empty / "nosuch.txt"], 1, "nosuch.txt: no such file"),
    ):
        result = run("ingest", "--json", "-a", archive, *sources)
        assert result.returncode == 3
        assert json.loads(result.stdout)["inputs"] == json.loads(result.stdout)["failed"] == inputs
        assert told in result.stderr.decode()
    assert run("verify", "-a", archive).returncode == 0


def test_a_locked_archive_is_4_after_the_wait_and_no_fault_if_released_in_time(
    run: Run, archive: Path, three_pages: Path
) -> None:
    lock = filelock.FileLock(archive / ".lock", thread_local=False)
    with lock:
        result = run("ingest", "-a", archive, "--lock-wait", "0.2", three_pages)
        assert (result.returncode, result.stdout) == (4, b"")
        assert str(archive) in result.stderr.decode()
        assert run("verify", "-a", archive).returncode == 0, "readers wait for nobody"
    lock.acquire()
    threading.Timer(0.7, lock.release).start()
    assert run("ingest", "-a", archive, "--lock-wait", "20", three_pages).returncode == 0


def test_an_archive_that_cannot_be_written_is_6(run: Run, archive: Path, three_pages: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    below_a_file = tmp_path / "file" / "archive"
    shutil.rmtree(archive / "runs")
    (archive / "runs").touch()
    for folder in below_a_file, archive:
        result = run("ingest", "-a", folder, three_pages)
        assert (result.returncode, result.stdout) == (6, b"")
        assert str(folder) in result.stderr.decode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_archive_in_a_folder_closed_to_us_is_6(run: Run, three_pages: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert run("ingest", "-a", tmp_path / "archive", three_pages).returncode == 6


@pytest.mark.parametrize("arguments", READERS, ids=lambda arguments: arguments[0])
def test_where_there_is_no_archive_it_is_6_with_a_hint(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    result = run(*arguments, "--archive", tmp_path / "none")
    assert (result.returncode, result.stdout) == (6, b"")
    assert str(tmp_path / "none") in result.stderr.decode()
    assert b"newsarchive ingest" in result.stderr


def test_damage_is_5_and_names_file_and_record(run: Run, archive: Path) -> None:
    [warc] = archive.glob("segments/*[0-9a-f].warc.gz")
    [row] = [r for r in json_lines(run("list", "--json", "-a", archive).stdout) if r["uri"].endswith("crane.txt")]
    data = bytearray(warc.read_bytes())
    [line] = list(archive.glob("segments/*.cdxj"))
    [entry] = [json.loads(text.split(" ", 2)[2]) for text in line.read_text().splitlines() if "crane.txt" in text]
    data[int(entry["offset"]) + int(entry["length"]) // 2] ^= 1
    warc.write_bytes(data)
    plain, machine = run("verify", "-a", archive), run("verify", "--json", "-a", archive)
    assert (plain.returncode, machine.returncode) == (5, 5)
    report = json.loads(machine.stdout)
    assert report["ok"] is False
    assert any(f["path"] == f"segments/{warc.name}" and f["place"].startswith("record ") for f in report["findings"])
    assert f"segments/{warc.name}: record " in plain.stderr.decode()
    assert row["record_id"] in plain.stderr.decode() or row["uri"] in plain.stderr.decode()
    assert run("show", "--raw", "-a", archive, row["id"]).returncode == 6


def test_show_takes_an_id_its_beginning_or_a_uri(run: Run, archive_of_three: Path) -> None:
    identity = digest(story().encode())
    shown = [
        run("show", "-a", archive_of_three, key) for key in (identity, identity[:8].upper(), "file:///pages/crane.txt")
    ]
    assert {(result.returncode, result.stdout, result.stderr) for result in shown} == {(0, shown[0].stdout, b"")}
    assert json.loads(run("show", "--json", "-a", archive_of_three, identity[:4]).stdout)["id"] == identity


def test_show_raw_gives_the_bytes_that_came(run: Run, archive: Path) -> None:
    page = story().replace("\n", "\r\n").encode("utf-16") + b"\x00\x00"
    assert run("ingest", "--url", "https://a.example/raw", "-a", archive, "-", stdin=page).returncode == 0
    assert run("show", "--raw", "-a", archive, "https://a.example/raw").stdout == page


@pytest.mark.parametrize("key", ["ffff0000", "https://a.example/nowhere", "", "ab", "%s", b"\xff", "\x1b[31m"])
def test_show_of_what_is_not_there_is_3(run: Run, archive_of_three: Path, key: str | bytes) -> None:
    result = run("show", "-a", archive_of_three, key)
    assert (result.returncode, result.stdout) == (3, b"")
    assert b"newsarchive list" in result.stderr
    assert b"\x1b" not in result.stderr


def test_a_beginning_that_fits_two_ids_is_3_and_says_so(run: Run, archive: Path) -> None:
    seen: dict[str, str] = {}
    for number in itertools.count():
        other = seen.setdefault(digest(f"Note {number}".encode())[:4], f"Note {number}")
        if other != f"Note {number}":
            break
    lines = "".join(json.dumps({"id": text, "text": text}) + "\n" for text in (other, f"Note {number}"))
    assert run("ingest", "-a", archive, "-", stdin=lines.encode()).returncode == 0
    result = run("show", "-a", archive, digest(other.encode())[:4])
    assert (result.returncode, result.stdout) == (3, b"")
    assert b"several" in result.stderr


def found_in(run: Run, archive: Path, *words: str | bytes) -> list[str]:
    result = run("search", "--json", "-a", archive, "--", *words)
    rows = json_lines(result.stdout)
    assert result.returncode == (0 if rows else 3), words
    assert result.stderr == b""
    return [row["uri"].rpartition("/")[2] for row in rows]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["brewery"], ["crane.txt"]),
        (["BREWERY", "fisher*"], ["crane.txt"]),
        (['"harbour committee"'], ["crane.txt"]),
        (['"committee harbour"'], []),
        (["渡船"], ["market.txt"]),
        (["zeppelin OR 摊主"], ["market.txt"]),
        (["harbour NOT brewery"], []),
        (["harbour AND NOT brewery"], []),
        (["headline:crane"], []),
        (["cräne"], ["crane.txt"]),
        (["zeppelin"], []),
    ],
)
def test_search_finds_words_phrases_and_beginnings(
    run: Run, archive_of_three: Path, words: list[str], names: list[str]
) -> None:
    assert found_in(run, archive_of_three, *words) == names


def test_no_query_is_an_error(run: Run, archive_of_three: Path) -> None:
    typed = ('"', "* ^ ( ) : { } -", "AND OR NOT NEAR(", "crane NOT NOT OR", "'; DROP TABLE articles; --", "%_")
    for query in (*typed, "\x1b", b"\xff\xfe"):
        found_in(run, archive_of_three, query)


def test_search_shows_people_where_the_words_stand(run: Run, archive_of_three: Path) -> None:
    shown = run("search", "-a", archive_of_three, "brewery").stdout.decode()
    assert shown.startswith(digest(story().encode())[:12])
    assert "once by a brewery that wanted" in shown
    assert "file:///pages/crane.txt" in shown


def test_list_is_one_line_a_capture_and_obeys_its_limit(run: Run, archive_of_three: Path) -> None:
    table = run("list", "-a", archive_of_three).stdout.decode().splitlines()
    rows = json_lines(run("list", "--json", "-a", archive_of_three).stdout)
    assert [line[:12] for line in table] == [row["id"][:12] for row in rows]
    assert len(run("list", "-n", "1", "-a", archive_of_three).stdout.splitlines()) == 1


def test_progress_is_for_terminals_only(environment: dict[str, str], archive: Path, three_pages: Path) -> None:
    arguments: list[Argument] = ["ingest", "-a", archive, three_pages]
    assert b"1 inputs" in at_a_terminal(arguments, ["stderr"], environment).screen
    assert b"\r" not in at_a_terminal([*arguments, "--quiet"], ["stderr"], environment).screen
    elsewhere = at_a_terminal(arguments, ["stdin", "stdout"], environment)
    assert (b"\r" in elsewhere.errors, elsewhere.screen) == (False, b"")


def test_a_headline_cannot_act_on_the_terminal_nor_forge_a_line(run: Run, archive: Path) -> None:
    page = story(headline="Crane\x1b[2J painted\u2028again \x9b31m and \u202eagain")
    assert run("ingest", "-a", archive, "-", stdin=page.encode()).returncode == 0
    for arguments in ["list"], ["search", "painted"], ["show", digest(page.encode())]:
        shown = run(*arguments, "-a", archive).stdout.decode()
        assert not {"\x1b", "\x9b", "\u202e", "\u2028"} & set(shown)


def test_the_archive_itself_is_no_input_where_it_lies_in_the_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(story(), encoding="utf-8")
    first = run("ingest", ".", cwd=tmp_path)
    second = run("ingest", ".", cwd=tmp_path)
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert b"1 inputs: 1 unchanged" in second.stderr


def test_a_full_disk_is_6_names_the_file_and_the_next_run_does_the_rest(
    run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "small.txt").write_text(story(), encoding="utf-8")
    assert run("ingest", pages, cwd=tmp_path).returncode == 0
    noise = " ".join(os.urandom(4).hex() for _ in range(60_000))  # does not compress, and is no article
    (pages / "large.txt").write_text(story(noise), encoding="utf-8")
    limited = ["sh", "-c", 'ulimit -f 300; exec "$@"', "sh", *command(["ingest", pages])]  # blocks of 512 or 1024 bytes
    full = subprocess.run(limited, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (full.returncode, full.stdout) == (6, b"")
    assert b".warc.gz: cannot write: " in full.stderr
    assert run("verify", cwd=tmp_path).returncode == 0
    again = run("ingest", pages, cwd=tmp_path)
    assert (again.returncode, again.stderr.startswith(b"newsarchive: 2 inputs: ")) == (0, True)
    assert b"1 unchanged" in again.stderr
    assert run("verify", cwd=tmp_path).stderr == b""
